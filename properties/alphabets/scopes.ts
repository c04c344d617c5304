/**
 * The scopes of proofs: what is explored to closure, one theorem each. An alphabet of the matrix is about some clauses and
 * as deep as counterexamples are long; a scope is about all clauses and has no depth, so it has few letters and reads
 * everything. Together they have one queue with all that can happen to it, two at each other's numbers, refusals of every
 * call, errors, halves and sizes; what no scope puts together, such as errors and refused releases of two queues, no
 * theorem speaks of.
 */
import type { Draft } from './drafts.js'

/** What is explored to closure. Its letters are in the notation of letters.ts. */
export interface ScopeDraft extends Omit<Draft, 'clauses' | 'depth' | 'hosts'> {
  readonly queues: 1 | 2
}

const ENABLES = 'CONFIG=0 CONFIG=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1'
const MAPPED = 'CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1'
const BOTH_MAPPED = `${MAPPED} CMDQ_ALLOC_MAP[1]=0 CMDQ_ALLOC_MAP[1]=3`
const SWAPPED = 'CMDQ_ALLOC_MAP[0]=3 CMDQ_ALLOC_MAP[1]=1'
const QUEUE = 'd0.CONFIG=0 d0.CONFIG=1 d0.BASE_L:8=0 d0.BASE_L:8=good'
const QUEUES = `${QUEUE} d1.CONFIG=0 d1.CONFIG=1 d1.BASE_L:8=0 d1.BASE_L:8=good`

const slot = (place: string): string => ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN', 'BASE_L', 'BASE_H'].map((name) => `${place}.${name}`).join(' ')
const GLOBAL = 'CONFIG STATUS VINTF0_CONFIG VINTF0_STATUS CMDQ_ALLOC_MAP[0] VI_ERR_MAP CMDQ_ERR_MAP VINTF0_LVCMDQ_ERR_MAP'
const LOOK = `${slot('d0')} ${slot('v0')} ${GLOBAL}`
const LOOK_AT_BOTH = `${slot('d0')} ${slot('d1')} ${slot('v0')} ${slot('v1')} ${GLOBAL} CMDQ_ALLOC_MAP[1]`

/** The control states from which every word of the region is accessed: every mapping, backed or not, page and window in and out. */
export const EVERY_WORD: ScopeDraft = {
  name: 'every word', line: 'every word of the region, each size and direction, from every control state', queues: 2,
  deeds: `CONFIG=0 VINTF0_CONFIG=1 CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[1]=3 ${SWAPPED} d0.BASE_L:8=good d1.BASE_L:8=good attach`, looks: '',
}

export const SCOPES: readonly ScopeDraft[] = [
  {
    name: 'one queue', line: 'one queue set up, run and taken down in any order', queues: 1,
    deeds: `${ENABLES} ${MAPPED} CMDQ_ALLOC_MAP[0]=3 CMDQ_ALLOC_MAP[0]=0x8001 ${QUEUE} d0.PROD_INDX=0 d0.PROD_INDX=1 d0.CONS_INDX=0 d0.CONS_INDX=1 attach detach reset consume0`, looks: LOOK,
  },
  {
    name: 'one queue, errors', line: 'faults, events delivered and lost, acknowledgements through both apertures', queues: 1,
    deeds: `${ENABLES} ${MAPPED} ${QUEUE} VI_INT_MASK_0=0 VI_INT_MASK_0=1 fault0 deliver lose d0.GERRORN=0 d0.GERRORN=1 v0.GERRORN=0 v0.GERRORN=1 attach detach reset`, looks: LOOK,
  },
  {
    name: 'one queue, halves', line: 'BASE in halves and whole: usable, too short, nowhere, and refused by the host', queues: 1,
    deeds: `${ENABLES} ${MAPPED} d0.CONFIG=0 d0.CONFIG=1 d0.BASE_L=0 d0.BASE_L=short d0.BASE_L=scattered d0.BASE_L=good d0.BASE_H=0 d0.BASE_H=1 d0.BASE_L:8=good v0.BASE_L=good d0.GERRORN=0 d0.GERRORN=4 attach reset`, looks: LOOK,
  },
  {
    name: 'one queue, refused allocations', line: 'a host that refuses the vIOMMU, its page or a hardware queue', queues: 1,
    deeds: `${ENABLES} ${MAPPED} ${QUEUE} d0.GERRORN=0 d0.GERRORN=4 attach detach reset refuse:viommuAlloc refuse:mmapPage0 refuse:hwQueueAlloc`, looks: LOOK,
  },
  {
    name: 'one queue, refused releases', line: 'a host that refuses to take back what it gave', queues: 1,
    deeds: `${ENABLES} ${MAPPED} ${QUEUE} attach detach reset refuse:munmapPage0 refuse:hwQueueDestroy refuse:viommuDestroy`, looks: LOOK,
  },
  {
    name: 'one queue, sizes and gaps', line: '8-byte accesses to 32-bit registers, gaps and read-only registers', queues: 1,
    deeds: `${ENABLES} ${MAPPED} ${QUEUE} attach reset 0x0:8=0 0x0:8=1 CMDQ_ALLOC_MAP[0]:8=1 VINTF0_CONFIG:8=1 d0.CONS_INDX:8=1 d0.CONFIG:8=1 d0.GERROR:8=0 v0.CONS_INDX:8=1 d0.CONS_INDX_BASE_DRAM_L:8=0x20 VINTF0_SID_MATCH[15]=1 VINTF0_SID_REPLACE[0]=1 VINTF0_SID_REPLACE[0]:8=2 0xc=0 0x8:8=0 PARAM=0 0x10018=1 0x30018=1 0x10040=1`,
    looks: `${LOOK} d0.CONS_INDX_BASE_DRAM_L d0.CONS_INDX_BASE_DRAM_H PARAM 0x0:8 0x10c0:8 d0.CONS_INDX:8 VINTF0_SID_MATCH[15] VINTF0_SID_REPLACE[0] VINTF0_SID_REPLACE[1] VINTF0_SID_REPLACE[2] 0xc 0x10018 0x30018 0x10040`,
  },
  { name: 'two queues, control', line: 'two queues set up and taken down in any order', queues: 2, deeds: `${ENABLES} ${BOTH_MAPPED} ${QUEUES} attach`, looks: LOOK_AT_BOTH },
  { name: 'two queues, swapped', line: 'the same, where logical and physical numbers may differ or be claimed twice', queues: 2, deeds: `${ENABLES} ${BOTH_MAPPED} ${SWAPPED} ${QUEUES} attach detach reset`, looks: LOOK_AT_BOTH },
  {
    name: 'two queues, running', line: 'two queues that fetch', queues: 2,
    deeds: `${ENABLES} ${BOTH_MAPPED} ${QUEUES} attach d0.PROD_INDX=0 d0.PROD_INDX=1 d1.PROD_INDX=0 d1.PROD_INDX=1 consume0 consume1`, looks: LOOK_AT_BOTH,
  },
  {
    name: 'two queues, one value', line: 'one register followed through all apertures of two queues, from cache to hardware and back', queues: 2,
    deeds: `${ENABLES} ${BOTH_MAPPED} ${SWAPPED} d0.CONFIG=0 d0.CONFIG=1 d0.BASE_L:8=0 d0.BASE_L:8=good d1.BASE_L:8=0 d1.BASE_L:8=good d0.CONS_INDX=0 d0.CONS_INDX=1 v0.CONS_INDX=1 v1.CONS_INDX=1 d1.CONS_INDX=1 attach detach reset refuse:mmapPage0`,
    looks: LOOK_AT_BOTH,
  },
  {
    name: 'two queues, errors', line: 'faults of two queues, events and acknowledgements', queues: 2,
    deeds: `VINTF0_CONFIG=0 VINTF0_CONFIG=1 ${BOTH_MAPPED} d0.CONFIG=1 d1.CONFIG=1 d0.BASE_L:8=good d1.BASE_L:8=good attach fault0 fault1 deliver d0.GERRORN=0 d0.GERRORN=1 v1.GERRORN=0 v1.GERRORN=1`, looks: LOOK_AT_BOTH,
  },
  {
    name: 'two queues, lifecycle', line: 'two queues at each other\'s numbers, attached and detached, reset, of which the host refuses one', queues: 2,
    deeds: `${ENABLES} ${BOTH_MAPPED} ${SWAPPED} ${QUEUES} attach detach reset refuse:hwQueueAlloc`, looks: LOOK_AT_BOTH,
  },
  {
    name: 'two queues, refused releases', line: 'two queues of which the host keeps one', queues: 2,
    deeds: `VINTF0_CONFIG=0 VINTF0_CONFIG=1 ${BOTH_MAPPED} d0.CONFIG=1 d1.CONFIG=1 d0.BASE_L:8=0 d0.BASE_L:8=good d1.BASE_L:8=0 d1.BASE_L:8=good attach detach reset refuse:hwQueueDestroy`, looks: LOOK_AT_BOTH,
  },
]
