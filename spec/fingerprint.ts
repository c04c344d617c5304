/**
 * What is left of a state when all is left out that no later judgement can depend on.
 *
 * A state holds a clock, so it never comes twice. But a time is only ever compared: new times are later than all old
 * ones, and an old one goes nowhere but from a fall into its cycle (access.ts) and from `at` into `otherAt` (judge.ts).
 * So nothing matters of all times but which events lie after each register's origin, and a few orders among the events
 * themselves. They are fed as the conditions of the clauses that ask for them: fingerprint/origins.ts.
 *
 * Two states that feed the same words are therefore judged alike for ever. A test draws pairs of such states and makes
 * them live the same lives; it also leaves out one thing after another that is fed here, and sees lives part.
 *
 * Left out for good: `now`; `mapping`, which follows from `config`; `munmapRefused`, which is to say that munmapPage0 is
 * outstanding; where the ring of a hardware queue lies, at which no rule looks; VI_INT_MASK_1, which has no defined bit;
 * the words of `config` whose value is derived. Of a register only the defined bits are fed: a ring that the kernel
 * accepts is too short for the others to be seen.
 */
import { decode } from './decode.js'
import { feedHost } from './fingerprint/host.js'
import { asksForReadOnly, asksForReset, conditionsOf, configBits, paramBits } from './fingerprint/origins.js'
import { feedQueues } from './fingerprint/queues.js'
import { feedWord, maskIn } from './fingerprint/words.js'
import type { Words } from './fingerprint/words.js'
import { CONFIG_PAGE } from './registers.js'
import type { Origin, State, Word } from './state.js'

export type { Words } from './fingerprint/words.js'

/**
 * Feeds everything that later judgements depend on; with `clauses`, what later judgements by these clauses depend on.
 * States that differ only in what other clauses ask for are then one, and a search has far fewer to visit.
 */
export function fingerprint(state: State, sink: Words, clauses?: readonly string[]): void {
  const asked = conditionsOf(clauses)
  const { queues, history, attached, detached, host } = state
  sink.word(queues)
  sink.word(
    (attached ? 1 : 0) |
    (detached ? 2 : 0) |
    (host.pageMapped ? 4 : 0) |
    (asksForReset(asked) && history.deed <= history.reset ? 8 : 0) |
    (host.windows.length << 8),
  )
  if (asksForReadOnly(asked)) sink.word(writtenInVain(state))
  feedConfig(state, sink, asked)
  feedQueues(state, sink, asked)
  feedHost(host, sink)
}

/** RO: the derived register that was written last; 0, where CONFIG stands, for none. PARAM and GERROR are not derived. */
function writtenInVain({ history: { readOnly, reset }, queues }: State): number {
  if (readOnly.at <= reset) return 0
  const place = decode(readOnly.offset, queues)
  if (!place || place.page === 'gap') return 0
  return place.register === 'PARAM' || place.register === 'GERROR' ? 0 : place.offset
}

const CONFIG = maskIn(CONFIG_PAGE, 'CONFIG')
const VI_INT_MASK_0 = maskIn(CONFIG_PAGE, 'VI_INT_MASK_0')
const CMDQ_ALLOC_MAP = maskIn(CONFIG_PAGE, 'CMDQ_ALLOC_MAP')
const VINTF0_CONFIG = maskIn(CONFIG_PAGE, 'VINTF0_CONFIG')
const VINTF0_SID_MATCH = maskIn(CONFIG_PAGE, 'VINTF0_SID_MATCH')
const VINTF0_SID_REPLACE = maskIn(CONFIG_PAGE, 'VINTF0_SID_REPLACE')

/** The Config page. PARAM is never written and never learnt: of it matters what happened since the last reset. */
function feedConfig(state: State, sink: Words, asked: number): void {
  const { config } = state
  const PARAM = config.PARAM[0]
  if (PARAM) sink.word(paramBits(state, PARAM.origin, asked))
  feedRow(state, sink, config.CONFIG, CONFIG, asked)
  feedRow(state, sink, config.VI_INT_MASK_0, VI_INT_MASK_0, asked)
  feedRow(state, sink, config.VINTF0_CONFIG, VINTF0_CONFIG, asked)
  feedRow(state, sink, config.CMDQ_ALLOC_MAP, CMDQ_ALLOC_MAP, asked)
  feedRow(state, sink, config.VINTF0_SID_MATCH, VINTF0_SID_MATCH, asked)
  feedRow(state, sink, config.VINTF0_SID_REPLACE, VINTF0_SID_REPLACE, asked)
}

/** What the conditions of an origin depend on, for a register of the Config page. */
const isSameOrigin = (a: Origin, b: Origin): boolean => a === b || (a.at === b.at && a.by === b.by)

/** Registers side by side: equal neighbours are fed once, with their number. */
function feedRow(state: State, sink: Words, words: readonly Word[], mask: number, asked: number): void {
  let last = words[0]
  if (!last) return
  let bits = configBits(state, last.origin, asked)
  let from = 0
  for (let i = 1; i < words.length; i++) {
    const word = words[i]
    if (!word) continue
    const same = word.value === last.value && word.known === last.known
    if (same && isSameOrigin(word.origin, last.origin)) continue
    const next = configBits(state, word.origin, asked)
    if (!same || next !== bits) {
      feedWord(sink, bits, last, mask)
      sink.word(i - from)
      from = i
    }
    last = word
    bits = next
  }
  feedWord(sink, bits, last, mask)
  sink.word(words.length - from)
}
