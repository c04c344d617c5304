/** Every register, written and read in both sizes, from a few states that were written down: what is judged, and what is left behind. */
import { allPlaces, decode, fingerprint, judge, nameOf, registers } from '../../spec/index.js'
import type { Entry, Operation, State } from '../../spec/index.js'
import { BACKED, BOTH, MAPPED } from '../spec/examples/given.js'
import { judged } from '../spec/table.js'
import { Digest, tell, verdictOf } from './lives.js'

/** Two VCMDQs that claim one slot, with values that are open and an address that is half written. */
const CONTESTED = `${MAPPED}
    write  CMDQ_ALLOC_MAP_1 = 1         |
    write  LVCMDQ0_BASE_L = 0x40000008  |
    write8 LVCMDQ0_CONS_INDX = 0x500000005 |
`
const REFUSED = `
    attach                              | viommuAlloc, mmapPage0
    ${MAPPED}
    write  VCMDQ0_CONFIG = 1            |
    write  VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM
`

/** States by name, each as the table that leads there. */
export const STATES: Readonly<Record<string, string>> = {
  'power-on': '',
  'two queues run': BOTH,
  'a queue runs and its address was written': `${BACKED}\nwrite VCMDQ0_CONFIG = 1 | store 0 CONFIG = 1\nwrite8 VCMDQ0_BASE_L = 0x40100008 |`,
  'a queue stands still': `${BACKED}\nwrite VCMDQ0_PROD_INDX = 9 |`,
  'all of it is disabled': `${BOTH}\nwrite CONFIG = 0x20082 | store 0 CONFIG = 0, store 1 CONFIG = 0`,
  'a slot is claimed twice': CONTESTED,
  'a slot is claimed twice, and backed': `${BOTH}\nwrite CMDQ_ALLOC_MAP_1 = 1 | hwQueueDestroy 1`,
  'an allocation was refused': REFUSED,
  'the page was refused': `attach | viommuAlloc, mmapPage0 ENOMEM\n${MAPPED}`,
  'enables are open': `${MAPPED}\nwrite8 VINTF0_CONFIG = 0 |\nwrite8 CONFIG = 0x20082 |\nwrite8 VCMDQ0_CONFIG = 1 |`,
  'crossed, with an error of the guest and one of the hardware': `
    write  VINTF0_CONFIG = 1 |
    write  CMDQ_ALLOC_MAP_0 = 3 |
    write  CMDQ_ALLOC_MAP_1 = 1 |
    write  VCMDQ0_GERRORN = 4 |
    deliver | fault 0 2
  `,
}

/** Of the tables of stream numbers two entries stand for all. */
const places = allPlaces(2).filter((place) => !(place.page === 'Config' && place.register.includes('SID') && place.index > 1))
const OFFSETS = [...places.map(({ offset }) => offset), 0x50, 0x54, 0x3_0018, 0x3_1000, 2, -4, registers.REGION_BYTES]

type Branch = readonly (readonly [operation: Operation, value: number | bigint | undefined])[]

/** What is tried at a word: a write and its read, the same by 8 bytes, and a read of something else. */
function branchesAt(offset: number): readonly Branch[] {
  const read: Operation = { op: 'read', offset, size: 4 }
  const [low, wide] = [0x4010_0005, 0x3_4010_0005n]
  const narrow: readonly Branch[] = [[[{ op: 'write', offset, size: 4, value: low }, undefined], [read, low]], [[read, 1], [read, 1]], [[{ op: 'write', offset, size: 4, value: 0 }, undefined], [read, 4]]]
  // What lies across two pairs is no access at all.
  if (offset % 8 !== 0) return [...narrow, [[{ op: 'write', offset, size: 8, value: wide }, undefined], [{ op: 'read', offset, size: 8 }, wide]]]
  return [...narrow, [[{ op: 'write', offset, size: 8, value: wide }, undefined], [{ op: 'read', offset, size: 8 }, wide], [{ op: 'read', offset: offset + 4, size: 4 }, 3]], [[{ op: 'read', offset, size: 8 }, 0n]]]
}

/** What the hardware and the host do right after a write now and then. */
const RING = { index: 0, address: 0x4000_0000n, length: 0x1000n, injected: false, view: undefined } as const
const LOGS: readonly (readonly Entry[])[] = [
  [],
  [{ kind: 'hwQueueAlloc', ...RING, answer: -12 }],
  [],
  [{ kind: 'fault', slot: 0, code: 2 }, { kind: 'event', map0: 1n, map1: 0n, lost: false }],
  [{ kind: 'fetch', slot: 0, address: RING.address, length: RING.length, prod: 5, cons: 0, count: 1 }],
  [{ kind: 'hwQueueAlloc', ...RING, answer: 1 }, { kind: 'hwQueueAlloc', ...RING, answer: -5 }],
  [{ kind: 'fault', slot: 0, code: 1 }, { kind: 'hwQueueDestroy', index: 0, answer: 0, injected: false }, { kind: 'event', map0: 0n, map1: 0n, lost: false }],
]

function take(digest: Digest, start: State, branch: Branch, log: readonly Entry[]): void {
  let state = start
  for (const [operation, value] of branch) {
    const judgement = judge(state, operation, { value, log: operation.op === 'write' ? log : [] })
    digest.add(verdictOf(judgement))
    tell(digest, judgement)
    state = judgement.state
  }
  fingerprint(state, { word: (word) => digest.take(word) })
}

/** For each word what becomes of it, in one number. Of what is tried at a word each state has its half: all of it finds no mutant more. */
export function accessesFrom(name: string): Readonly<Record<string, string>> {
  const [table = '', turn] = [STATES[name], Object.keys(STATES).indexOf(name)]
  const start = judged(table).at(-1)?.state
  if (!start) throw new Error('a table leads somewhere')
  return Object.fromEntries(OFFSETS.map((offset, number) => {
    const digest = new Digest()
    branchesAt(offset).forEach((branch, i) => (number + i + turn) % 2 === 0 && take(digest, start, branch, LOGS[(number + i) % LOGS.length] ?? []))
    const place = decode(offset, 2)
    return [place ? nameOf(place) : `${offset}`, digest.toString()]
  }))
}
