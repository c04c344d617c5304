/**
 * What is owed, and nothing of whom to blame, as words: what `fingerprint` of spec/ feeds when no clause asks for
 * anything, read from the state's array. A search to closure does this at every step; by way of the views it took more
 * than a fifth of its time. A test holds that both tell the same states apart.
 */
import { feedHost } from '../../spec/fingerprint/host.js'
import type { Words } from '../../spec/fingerprint/words.js'
import { maskIn } from '../../spec/fingerprint/words.js'
import type { BaseValue } from '../../spec/memory.js'
import { CONFIG_PAGE, ERRORS, PAGE0, PAGE1 } from '../../spec/registers.js'
import * as at from './layout.js'
import type { LiveState } from './state.js'

/** The stored registers of the Config page that have defined bits, word by word. PARAM is never written and never learnt. */
const FIXED: readonly (readonly [word: number, mask: number])[] = at.STORED.filter((name) => name !== 'PARAM').flatMap((name) => {
  const mask = maskIn(CONFIG_PAGE, name)
  const count = CONFIG_PAGE.find((register) => register.name === name)?.count ?? 0
  return mask === 0 || count === 'queues' ? [] : Array.from({ length: count }, (_, index) => [at.storedWord(name, index), mask] as const)
})
const OWN: readonly (readonly [word: number, mask: number])[] = [
  [at.ALLOC, maskIn(CONFIG_PAGE, 'CMDQ_ALLOC_MAP')], [at.CONS_INDX, maskIn(PAGE0, 'CONS_INDX')], [at.PROD_INDX, maskIn(PAGE0, 'PROD_INDX')], [at.CONFIG, maskIn(PAGE0, 'CONFIG')],
  [at.DRAM_L, maskIn(PAGE1, 'CONS_INDX_BASE_DRAM_L')], [at.DRAM_H, maskIn(PAGE1, 'CONS_INDX_BASE_DRAM_H')],
  [at.ACTIVE, ERRORS], [at.GERROR, ERRORS], [at.GERRORN, ERRORS],
]
const BASE_L = maskIn(PAGE1, 'BASE_L')
const BASE_H = maskIn(PAGE1, 'BASE_H')

/** Feeds everything that later judgements, whoever is to blame, depend on. */
export function feedOwed(live: LiveState, sink: Words): void {
  const { words, queues, host } = live
  sink.word((words[at.ATTACHED] ?? 0) | ((words[at.DETACHED] ?? 0) << 1) | (host.pageMapped ? 4 : 0) | (host.windows.length << 8))
  feedWords(words, 0, FIXED, sink)
  for (let q = 0; q < queues; q++) feedQueue(live, q, sink)
  feedHost(host, sink)
}

/** Most are 0 and known: only the others are fed, each with its place. */
function feedWords(words: Int32Array, block: number, places: typeof OWN, sink: Words): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i]
    if (!place) continue
    const value = (words[block + place[0]] ?? 0) & place[1]
    const unknown = ~(words[block + place[0] + at.KNOWN] ?? 0) & place[1]
    if ((value | unknown) === 0) continue
    sink.word(i)
    sink.word(value)
    sink.word(unknown)
  }
  sink.word(-1)
}

function feedQueue(live: LiveState, q: number, sink: Words): void {
  const { words, host } = live
  const block = live.blockOf(q)
  const unreported = words[block + at.UNREPORTED] ?? 0
  const candidates = live.candidatesOf(q)
  feedWords(words, block, OWN, sink)
  sink.word(
    (host.allocRefused[q] ? 1 : 0) |
    ((words[block + at.BY_GUEST] ?? 0) << 1) |
    ((words[block + at.UNFINISHED] ?? 0) << 2) |
    ((words[block + at.OPEN_HALF] ?? 0) << 4) |
    (candidates.length << 6),
  )
  sink.word(unreported)
  if (unreported > 0) sink.word(((words[block + at.FAULT_SLOT] ?? 0) << 1) | ((words[block + at.FAULT] ?? 0) > (words[at.RESET_AT] ?? 0) ? 1 : 0))
  for (let i = 0; i < candidates.length; i++) feedCandidate(candidates[i], sink)
}

function feedCandidate(base: BaseValue | undefined, sink: Words): void {
  if (!base) return
  const { L, H } = base
  sink.word(L.value & BASE_L)
  sink.word(H.value & BASE_H)
  sink.word(~L.known & BASE_L)
  sink.word(~H.known & BASE_H)
}
