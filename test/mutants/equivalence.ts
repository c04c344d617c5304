/**
 * What lives is shown to be no mutant at all: side by side with the device as it stands, over small alphabets until no
 * new state is left. `same`: all that guest or host can see is equal. `calm`: all but stores that change nothing, and the
 * order of stores to a slot that is not enabled, which no clause and no hardware looks at. `allowed`: more is different,
 * and no clause forbids it, of whatever authority.
 */
import { lettersOf } from '../../src/check/alphabet.js'
import type { Letter } from '../../src/check/alphabet.js'
import type { Header, Operation, Program } from '../../src/check/contract.js'
import type { Subject } from '../../src/check/lockstep.js'
import { referenceModel, region } from '../../src/cli/assembly.js'
import { exploreToClosure } from '../../src/prove/closure.js'
import { explore } from '../../src/prove/explore.js'
import { OwedWorld } from '../../src/prove/owed.js'
import { DIFFERENCE, PairWorld } from '../../src/prove/pair.js'
import { runPair } from '../../src/prove/pairs.js'
import type { World } from '../../src/prove/world.js'
import { CalmWorld } from './calm.js'
import { letters } from '../../properties/alphabets/letters.js'
import { Looking, spelt, withOneLook } from './looking.js'
import { boundedDevice } from './milling.js'
import { watchedDevice } from './reached.js'

export interface Scope {
  readonly name: string
  readonly letters: readonly Letter[]
  readonly header: Header
}

export const CLEAN: Header = { kernel: '6.18.9', queues: 2, slots: [] }
const USED: Header = { kernel: '6.17', queues: 2, slots: [{ prod: 1, cons: 1, config: 1, gerror: 5, gerrorn: 1 }] }

export const scope = (name: string, header: Header, deeds: string, looks: string): Scope => ({ name, header, letters: lettersOf(letters(deeds, region), letters(looks, region), region, 2) })

const QUEUE = ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN', 'BASE_L', 'BASE_H', 'CONS_INDX_BASE_DRAM_L', 'CONS_INDX_BASE_DRAM_H'] as const
const queue = (place: string): string => QUEUE.map((name) => `${place}.${name}`).join(' ')
const MAPS = 'VI_ERR_MAP CMDQ_ERR_MAP VINTF0_LVCMDQ_ERR_MAP 0x10c0:8'
const UP = 'CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.BASE_L=good attach'

/** Together they come to every place of the device. Small, because the product of all would never close. */
export const SCOPES: readonly Scope[] = [
  scope('config', CLEAN, 'CONFIG=0 CONFIG=1 PARAM=0 VI_INT_MASK_0=1 VINTF0_CONFIG=0 VINTF0_CONFIG=0x20001 VINTF0_SID_MATCH=1 VINTF0_SID_REPLACE=1 0x107c=1 0x10bc=1 VI_INT_MASK_1=1 reset', `CONFIG PARAM STATUS VI_INT_MASK_0 VI_INT_MASK_1 VINTF0_CONFIG VINTF0_STATUS VINTF0_SID_MATCH VINTF0_SID_REPLACE 0x107c 0x10bc ${MAPS} 0x0:8 0x1000:8 0xc 0x10d0 0x200 0x208 0x34`),
  scope('words', CLEAN, `${UP} d0.CONS_INDX=1 d0.PROD_INDX=3 d0.CONFIG=1 d0.CONS_INDX_BASE_DRAM_L=0x20 d0.CONS_INDX_BASE_DRAM_H=1 v0.GERRORN=1`, `${queue('d0')} ${queue('v0')} 0x10018 0x30018 0x20010`),
  scope('wide', CLEAN, `CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 attach d0.CONS_INDX:8=0x300000001 d0.CONFIG:8=1 d0.BASE_L:8=good d0.BASE_L:8=0x140000001 d0.CONS_INDX_BASE_DRAM_L:8=0x100000020 CMDQ_ALLOC_MAP[0]:8=0x300000001 0x0:8=0 detach`, `d0.CONS_INDX:8 d0.CONS_INDX d0.PROD_INDX d0.BASE_L:8 v0.BASE_L:8 d0.CONS_INDX_BASE_DRAM_L:8 v0.CONS_INDX_BASE_DRAM_L:8 d0.CONS_INDX_BASE_DRAM_H v0.BASE_H d0.STATUS:8 CMDQ_ALLOC_MAP[0]:8 0x10004:8 STATUS`),
  scope('wide, VINTF', CLEAN, 'CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1 attach v0.BASE_L:8=0x140000001 v0.CONS_INDX_BASE_DRAM_L:8=0x100000020 v0.CONS_INDX:8=0x300000001 v0.BASE_H=1 v0.BASE_L=good v0.CONS_INDX_BASE_DRAM_H=1', `${queue('d0')} ${queue('v0')} d0.BASE_L:8 v0.BASE_L:8 v0.CONS_INDX:8`),
  scope('second queue', CLEAN, 'd1.CONS_INDX=1 d1.PROD_INDX=1 d1.CONFIG=1 d1.GERRORN=1 d1.GERRORN=8 d1.BASE_L=1 d1.BASE_H=1 d1.CONS_INDX_BASE_DRAM_L=0x20 d1.CONS_INDX_BASE_DRAM_H=1', `${queue('d1')} ${MAPS}`),
  scope('numbers', CLEAN, 'CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[0]=3 CMDQ_ALLOC_MAP[1]=1 CMDQ_ALLOC_MAP[1]=3 CMDQ_ALLOC_MAP[1]=5 CMDQ_ALLOC_MAP[1]=0x8001 CMDQ_ALLOC_MAP[1]=0x100001 VINTF0_CONFIG=1 d0.BASE_L=good d1.BASE_L=good d1.CONS_INDX=1 attach', `CMDQ_ALLOC_MAP[1] ${queue('d1')} ${queue('v1')} v0.CONS_INDX v0.BASE_L`),
  scope('enables', CLEAN, 'CONFIG=0 CONFIG=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1 CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 d0.CONFIG=0 d0.CONFIG=1 v0.PROD_INDX=1 d0.BASE_L=0 d0.BASE_L=good attach detach reset consume0', 'STATUS VINTF0_STATUS d0.STATUS v0.STATUS d0.CONS_INDX d0.PROD_INDX v0.PROD_INDX'),
  scope('rings', CLEAN, 'CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.BASE_L=0 d0.BASE_L=short d0.BASE_L=good d0.BASE_L=nowhere d0.BASE_L=0x40080014 d0.BASE_L=0x40080013 d0.BASE_L=0x40000003 d0.BASE_H=0 d0.BASE_H=1 d0.BASE_H=0x10000 d0.BASE_L:8=nowhere d0.GERRORN=4 attach', `d0.BASE_L d0.BASE_H d0.GERROR d0.GERRORN d0.STATUS v0.STATUS ${MAPS}`),
  scope('refusals', CLEAN, 'CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.BASE_L=good d0.BASE_H=0 attach detach reset refuse:hwQueueAlloc refuse:hwQueueDestroy', 'd0.STATUS v0.CONS_INDX d0.GERROR CMDQ_ERR_MAP'),
  scope('refusals, page', CLEAN, `${UP} detach reset refuse:munmapPage0 refuse:mmapPage0 refuse:viommuAlloc refuse:viommuDestroy`, 'd0.STATUS v0.CONS_INDX'),
  scope('errors', USED, `${UP} d0.CONFIG=1 d0.GERRORN=1 d0.GERRORN=0 VI_INT_MASK_0=1 d0.BASE_L=nowhere fault0 deliver detach`, `d0.GERROR d0.GERRORN v0.GERROR v0.GERRORN d0.CONS_INDX d0.PROD_INDX d0.CONFIG d0.STATUS ${MAPS} consume0`),
  scope('two queues', CLEAN, 'CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[1]=1 CMDQ_ALLOC_MAP[1]=3 VINTF0_CONFIG=0 VINTF0_CONFIG=1 d0.BASE_L=good d1.BASE_L=good d1.BASE_L=nowhere d1.CONFIG=1 attach', `d0.STATUS d1.STATUS v0.BASE_L v1.BASE_L d1.GERROR ${MAPS}`),
]

/** The scope of one register, which need not be in any other. */
export function ownScope(register: number | undefined): readonly Scope[] {
  if (register === undefined) return []
  const name = `0x${register.toString(16)}`
  return [scope(`the register at ${name}`, CLEAN, `${name}=0x40 reset`, name)]
}

/** Where clauses are asked, judge and device together close over less: the least of what is above. */
const UNDER = 'CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 attach'
const SIGHT = 'd0.STATUS v0.STATUS d0.GERROR v0.GERROR d0.CONS_INDX v0.CONS_INDX CMDQ_ERR_MAP VINTF0_LVCMDQ_ERR_MAP consume0'
const JUDGED: readonly Scope[] = [
  scope('judged, enable', CLEAN, `${UNDER} d0.BASE_L=good d0.CONFIG=1`, SIGHT),
  scope('judged, rings', CLEAN, `${UNDER} d0.BASE_L=good d0.BASE_L=nowhere d0.GERRORN=4`, SIGHT),
  scope('judged, refusal', CLEAN, `${UNDER} d0.BASE_L=good refuse:hwQueueAlloc d0.CONFIG=1`, SIGHT),
  scope('judged, halves', CLEAN, `${UNDER} d0.BASE_L=good d0.BASE_H=0 d0.BASE_L=0`, SIGHT),
]

/** Operations of one closure at the most: then it is no closure. */
const MOST_TRANSITIONS = 300_000
const LIMITS = { depth: Infinity, transitions: MOST_TRANSITIONS }

export interface Closure {
  readonly scopes: readonly string[]
  readonly states: number
  readonly transitions: number
}

/** What a search met before it closed; without a program where it did not close. */
export interface Met {
  readonly scope: string
  readonly what: string
  readonly program: Program | undefined
}

export type Closing = { readonly closure: Closure } | { readonly met: Met }

const WANTED: ReadonlySet<string> = new Set([DIFFERENCE])
const original: Subject = { name: 'optimised', create: boundedDevice() }

/** For each scope, the blocks of the device that it comes to. */
let reached: readonly ReadonlySet<number>[] | undefined
function reachedIn(): readonly ReadonlySet<number>[] {
  reached ??= SCOPES.map(({ letters, header }) => {
    const { create, seen } = watchedDevice()
    const watched: Subject = { name: 'watched', create }
    explore(new Looking(new PairWorld(watched, original, header, 'host'), letters), withOneLook(letters), LIMITS)
    return new Set(seen)
  })
  return reached
}

/** The scopes in which a place is come to; all, for what is evaluated before the device is made. */
export const scopesFor = (block: number | undefined): readonly Scope[] => SCOPES.filter((_, i) => block === undefined || (reachedIn()[i]?.has(block) ?? false))

/** What one scope came to. */
interface Explored {
  readonly states: number
  readonly transitions: number
  readonly closed: boolean
  readonly first: { readonly clause: string; readonly observed: string; readonly allowed: string; readonly operations: readonly Operation[] } | undefined
}

/** Explores one world for each scope until nothing is left, or something is found. */
function close(scopes: readonly Scope[], explored: (one: Scope) => Explored): Closing {
  const done = { states: 0, transitions: 0 }
  for (const one of scopes) {
    const { first, closed, states, transitions } = explored(one)
    done.states += states
    done.transitions += transitions
    if (first) return { met: { scope: one.name, what: `${first.clause}: ${first.observed}; allowed: ${first.allowed}`, program: { ...one.header, operations: first.operations } } }
    if (!closed) return { met: { scope: one.name, what: `not closed after ${transitions} operations`, program: undefined } }
  }
  return { closure: { scopes: scopes.map(({ name }) => name), ...done } }
}

/** Beside the device as it stands, all reads in a row as one letter. */
function beside({ letters: all }: Scope, world: World<unknown>): Explored {
  const { found, ...rest } = explore(new Looking(world, all), withOneLook(all), LIMITS, WANTED)
  const [first] = found.values()
  return { ...rest, first: first && { ...first, operations: spelt(first.operations, all) } }
}

/** Under the judge, as \`prove\` does it. Every authority counts. */
function judged(subject: Subject, { header, letters: all }: Scope): Explored {
  const { states, transitions, closed, refutation } = exploreToClosure(() => new OwedWorld(subject, referenceModel, header), all, { limits: { transitions: MOST_TRANSITIONS }, binds: () => true })
  return { states, transitions, closed, first: refutation && { ...refutation, operations: refutation.steps } }
}

/** Whether all that guest and host can see is that of the device as it stands, in some scopes. */
export const closeSame = (subject: Subject, scopes: readonly Scope[]): Closing =>
  close(scopes, (one) => beside(one, new PairWorld(subject, original, one.header, 'host')))

/** The same but for stores that nothing comes of. */
export const closeCalm = (subject: Subject, scopes: readonly Scope[]): Closing =>
  close(scopes, (one) => beside(one, new CalmWorld(subject, original, one.header)))

/** What a program does, each operation once: it may be done in any order, as often as one likes. */
const around = ({ operations, ...header }: Program): Scope => ({ name: 'judged, what told them apart', header, letters: lettersOf(operations, letters(SIGHT, region), region, header.queues) })

/** Whether no clause forbids anything, what told the mutant from the device among it. */
export const closeAllowed = (subject: Subject, apart: Program | undefined): Closing =>
  close([...(apart ? [around(apart)] : []), ...JUDGED], (one) => judged(subject, one))

/** Whether a program, done from power-on, shows nothing: then what told the mutant from the device was the jump. */
export const onlyByJumping = (subject: Subject, program: Program): boolean => !runPair({ a: subject, b: original, sight: 'host' }, program).differs

/** Whether the guest sees nothing of what told them apart: else there is no use in looking at stores. */
export const guestIsCalm = (subject: Subject, program: Program): boolean => !runPair({ a: subject, b: original, sight: 'guest' }, program).differs
