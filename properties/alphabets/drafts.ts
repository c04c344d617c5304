/**
 * The alphabets of exhaustive searches. Each is about some clauses and small enough for a search that goes deep; the
 * first one has a little of everything and goes only as deep as most counterexamples are long.
 *
 * Values are the least that make a difference. Which value a register holds decides nothing about where an access goes,
 * so one besides 0 stands for all, and CONS_INDX for every register that is only stored.
 */
import type { ClauseId } from '../../spec/index.js'
import type { Kernel, SlotContents } from '../../src/check/contract.js'

export interface Draft {
  readonly name: string
  readonly line: string
  /** Undefined: all that there are. */
  readonly clauses: readonly ClauseId[] | undefined
  readonly depth: number
  /** In the notation of letters.ts. */
  readonly deeds: string
  /** Looked at, and nothing done after it. */
  readonly looks: string
  /** Hosts instead of the canonical one with clean slots. */
  readonly hosts?: readonly (readonly [kernel: Kernel, left: SlotContents])[]
}

const CLEAN: SlotContents = { prod: 0, cons: 0, config: 0, gerror: 0, gerrorn: 0 }

const allOf = (place: string): string => ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN', 'BASE_L', 'BASE_H', 'CONS_INDX_BASE_DRAM_L', 'CONS_INDX_BASE_DRAM_H'].map((name) => `${place}.${name}`).join(' ')
/** Of the second queue: one register that is only stored, and those that something depends on. */
const someOf = (place: string): string => ['CONS_INDX', 'CONFIG', 'STATUS', 'GERRORN', 'BASE_L'].map((name) => `${place}.${name}`).join(' ')
const MAPS = 'VI_ERR_MAP CMDQ_ERR_MAP VINTF0_LVCMDQ_ERR_MAP'

/** Clauses that ask how things stand, and not what happened since a register was written. */
const STANDING = [
  'P172-ZERO', 'P176-ALLOC', 'LIVE', 'RING', 'DISABLED-STOPS', 'BASE-LIVE', 'STATUS-HONEST', 'VINTF-STATUS', 'ERR-MAP', 'IRQ', 'HYP-OWN',
  'HOST-ORDER', 'HOST-LEGAL', 'HOST-RETRY', 'HOST-PAGE', 'HOST-GUEST-WINDOW', 'HOST-LEAK',
] as const satisfies readonly ClauseId[]

const EVERYTHING = {
  deeds: `
    CONFIG=0 CONFIG=1 PARAM=0 VI_INT_MASK_0=0 VI_INT_MASK_0=1 CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[0]=3 CMDQ_ALLOC_MAP[1]=1 CMDQ_ALLOC_MAP[1]=3 CMDQ_ALLOC_MAP[0]:8=1
    VINTF0_CONFIG=0 VINTF0_CONFIG=1 VINTF0_CONFIG=0x20000 VINTF0_SID_MATCH=1
    d0.CONS_INDX=0 d0.CONS_INDX=1 d0.PROD_INDX=0 d0.CONFIG=0 d0.CONFIG=1 d0.GERRORN=0 d0.GERRORN=1 d0.GERRORN=4 d1.CONS_INDX=1 d1.CONFIG=1
    v0.CONS_INDX=0 v0.CONS_INDX=1 v0.CONFIG=1 v0.GERRORN=1 v1.CONS_INDX=1
    d0.BASE_L=0 d0.BASE_L=nowhere d0.BASE_L=short d0.BASE_L=good d0.BASE_H=0 d0.BASE_H=1 d0.BASE_L:8=short d0.BASE_L:8=good d0.CONS_INDX_BASE_DRAM_L=0x20 d1.BASE_L=0 d1.BASE_L=short d1.BASE_L=good d1.BASE_H=0
    v0.BASE_L=nowhere v0.BASE_L=good v1.BASE_L=nowhere
    0xc=0 0x10018=1 0x0:8=0 0x8:8=0 d0.CONS_INDX:8=0 d0.CONS_INDX:8=1 d0.GERROR:8=0 v0.CONS_INDX:8=1 v1.CONS_INDX:8=1 v0.CONFIG:8=1 d0.CONS_INDX d1.CONS_INDX 0x0:8 0x10000:8
    attach detach reset refuse:viommuAlloc refuse:mmapPage0 refuse:munmapPage0 refuse:hwQueueAlloc refuse:hwQueueDestroy`,
  looks: `
    CONFIG PARAM STATUS VI_INT_MASK_0 CMDQ_ALLOC_MAP[0] VINTF0_CONFIG VINTF0_STATUS VINTF0_SID_MATCH VINTF0_SID_REPLACE ${MAPS} 0x10c0:8
    ${allOf('d0')} ${allOf('v0')} ${someOf('d1')} ${someOf('v1')} 0xc 0x10018 0x30018 d0.BASE_L:8 consume0 fault0 deliver`,
}

/** What a slot may come with that a device can get wrong: an error that is active or was acknowledged, indices, the enable. */
const USED = [
  ['6.18.9', { ...CLEAN, gerror: 1 }], ['6.18.9', { ...CLEAN, gerror: 4 }], ['6.17', { ...CLEAN, gerrorn: 1 }],
  ['6.17', { ...CLEAN, config: 1 }], ['6.17', { ...CLEAN, cons: 1 }], ['6.17', { ...CLEAN, cons: 1, config: 1 }], ['6.17', { ...CLEAN, prod: 1 }], ['6.17', { ...CLEAN, prod: 1, config: 1 }],
] as const satisfies Draft['hosts']

export const DRAFTS: readonly Draft[] = [
  { name: 'everything', line: 'a little of everything', clauses: undefined, depth: 3, ...EVERYTHING },
  { name: 'everything, used slots', line: 'the same, where slots come with what their last owner left', clauses: undefined, depth: 2, ...EVERYTHING, hosts: USED },
  {
    name: 'routing', line: 'two queues whose logical numbers may differ from the physical ones', depth: 5,
    clauses: ['P172-DROP', 'P172-ZERO', 'ALIAS', 'ROUTE-LVCMDQ', 'ISOLATION', 'DIRECT-EN', 'DIRECT-DISABLED', 'ENABLES-KEEP', 'GERROR-TOGGLE', 'IDEMPOTENT'],
    deeds: 'CONFIG=0 CONFIG=1 CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[0]=3 CMDQ_ALLOC_MAP[1]=1 VINTF0_CONFIG=1 d0.CONS_INDX=0 d0.CONS_INDX=1 v0.CONS_INDX=1 v1.CONS_INDX=1 d0.GERRORN=1',
    looks: 'd0.CONS_INDX d1.CONS_INDX v0.CONS_INDX v1.CONS_INDX d0.GERRORN v1.GERRORN',
  },
  {
    name: 'values', line: 'one register of one queue through both apertures, and all that decides who serves it', depth: 6,
    clauses: ['P172-DROP', 'P176-DIRECT', 'ALIAS', 'ROUTE-LVCMDQ', 'DIRECT-EN', 'DIRECT-DISABLED', 'TRANSPARENT', 'ENABLES-KEEP', 'IDEMPOTENT', 'RESET'],
    deeds: 'CONFIG=0 CONFIG=1 CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1 d0.CONS_INDX=1 d0.BASE_L=good attach',
    looks: 'd0.CONS_INDX v0.CONS_INDX',
  },
  {
    name: 'execution', line: 'one queue set up, run, stopped and taken down in any order', depth: 7, clauses: STANDING,
    deeds: `
      CONFIG=0 CONFIG=1 CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[0]=3 VINTF0_CONFIG=0 VINTF0_CONFIG=1
      d0.CONS_INDX=1 d0.CONFIG=0 d0.CONFIG=1 v0.CONFIG=1 d0.BASE_L=0 d0.BASE_L=short d0.BASE_L=good d0.BASE_H=0 v0.BASE_L=good attach consume0`,
    looks: 'STATUS VINTF0_CONFIG VINTF0_STATUS d0.STATUS v0.STATUS d0.BASE_L v0.BASE_L',
  },
  {
    name: 'errors', line: 'one queue with faults, refused rings, events and acknowledgements', depth: 8,
    clauses: [...STANDING, 'GERROR-TOGGLE', 'INIT-ERR', 'NO-FALSE-ERROR'],
    deeds: `
      VI_INT_MASK_0=1 CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.CONFIG=1 d0.GERRORN=1 d0.GERRORN=4
      d0.BASE_L=nowhere d0.BASE_L=short d0.BASE_L=good d0.BASE_H=0 attach fault0 deliver d0.GERROR d0.GERRORN`,
    looks: `d0.CONS_INDX v0.CONS_INDX v0.GERROR v0.GERRORN d0.STATUS ${MAPS} consume0`,
  },
  {
    name: 'handover', line: 'a slot that comes with what its last owner left', depth: 6,
    clauses: [...STANDING, 'TRANSPARENT', 'GERROR-TOGGLE', 'INIT-ERR', 'NO-FALSE-ERROR'],
    deeds: 'CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.CONS_INDX=0 d0.PROD_INDX=0 d0.CONFIG=1 d0.GERRORN=0 d0.GERRORN=1 d0.BASE_L=good attach fault0 d0.GERROR d0.GERRORN',
    looks: `d0.CONS_INDX d0.PROD_INDX d0.CONFIG d0.STATUS v0.CONS_INDX v0.PROD_INDX v0.CONFIG v0.STATUS v0.GERROR v0.GERRORN ${MAPS} consume0 deliver`,
    hosts: USED,
  },
  {
    name: 'handover, interrupts', line: 'the same, where a slot runs by itself and meets an error', depth: 7, clauses: ['IRQ'],
    deeds: 'VI_INT_MASK_0=1 CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.CONFIG=1 d0.BASE_L=good attach fault0',
    looks: 'deliver',
    hosts: USED.filter(([, { config }]) => config === 1),
  },
  {
    name: 'handover, numbers', line: 'the same, where the queue is mapped at another slot than that of its number', depth: 6, clauses: ['P176-ALLOC', 'RING', 'DISABLED-STOPS'],
    deeds: 'CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[0]=3 VINTF0_CONFIG=1 d0.CONFIG=1 d0.BASE_L=good attach',
    looks: 'consume0',
    hosts: USED.filter(([, { config }]) => config === 1),
  },
  {
    name: 'handover, enables', line: 'the same around an enable that falls and rises', depth: 6, clauses: ['ENABLES-KEEP'],
    deeds: 'CONFIG=0 CONFIG=1 CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1 d0.BASE_L=good attach',
    looks: 'd0.CONS_INDX v0.CONS_INDX',
    hosts: [['6.17', { ...CLEAN, cons: 1 }]],
  },
  {
    name: 'handover, bystanders', line: 'the same after accesses that concern no queue', depth: 4, clauses: ['RO', 'DECODE-GAP', 'SIZE-32', 'ISOLATION'],
    deeds: 'PARAM=0 CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.BASE_L=good 0xc=0 attach 0x0:8 d1.CONS_INDX',
    looks: 'd0.CONS_INDX v0.CONS_INDX d0.PROD_INDX d0.CONFIG',
    hosts: [['6.17', { ...CLEAN, cons: 1 }]],
  },
  {
    name: 'two queues', line: 'two queues that depend on each other at the host', depth: 7, clauses: STANDING,
    deeds: `
      CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[1]=1 CMDQ_ALLOC_MAP[1]=3 VINTF0_CONFIG=1
      d1.CONFIG=1 d1.CONS_INDX=1 d0.BASE_L=good d1.BASE_L=0 d1.BASE_L=short d1.BASE_L=good d1.BASE_H=0 v1.BASE_L=nowhere attach`,
    looks: 'd0.STATUS d1.STATUS d0.BASE_L d1.BASE_L v0.BASE_L',
  },
  {
    name: 'release', line: 'one queue set up and taken down, on a host that refuses', depth: 6, clauses: [...STANDING, 'RESET'],
    deeds: `
      CONFIG=0 CONFIG=1 CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1 d0.CONFIG=1 d0.BASE_L=good d0.BASE_L:8=good d0.BASE_H=0
      attach detach reset refuse:munmapPage0 refuse:hwQueueAlloc refuse:hwQueueDestroy`,
    looks: 'd0.STATUS VINTF0_STATUS d0.CONFIG',
  },
  {
    name: 'halves', line: 'BASE in halves, whole, and again', depth: 6, clauses: ['HALF-BASE', 'SIZE-64', 'IDEMPOTENT', 'BASE-LIVE', 'INIT-ERR'],
    deeds: `
      CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1 d0.CONS_INDX=1 d0.BASE_L=0 d0.BASE_L=short d0.BASE_L=good d0.BASE_H=0 d0.BASE_H=1 d0.BASE_L:8=good d0.BASE_L:8=short attach`,
    looks: 'd0.BASE_L d0.BASE_H v0.BASE_L d0.CONS_INDX d0.GERROR d0.GERRORN',
  },
  {
    name: 'unclear mapping', line: 'BASE of a queue that may be mapped or not', depth: 7, clauses: ['BASE-LIVE'],
    deeds: 'CMDQ_ALLOC_MAP[0]:8=1 VINTF0_CONFIG=1 d0.CONFIG=1 d0.BASE_L=0 d0.BASE_L=nowhere v0.BASE_L=nowhere attach',
    looks: 'd0.BASE_L v0.BASE_L',
  },
]
