/**
 * The images by which the scopes of proofs are small. A scope follows one register with two values, and data in one of two
 * queues: that is enough for a device whose stored registers are only stored, and which treats its queues alike.
 */
import { lettersOf } from '../../src/check/alphabet.js'
import type { Header, Operation } from '../../src/check/contract.js'
import type { Mirror, MirrorCase } from '../../src/check/mirror.js'
import { CANONICAL_KERNEL } from '../../src/check/order.js'
import type { Page0Register, Region } from '../../src/check/region.js'
import { isAccess } from '../../src/check/shrink/places.js'
import { letters } from './letters.js'

const header = (queues: number): Header => ({ kernel: CANONICAL_KERNEL, queues, slots: [] })

/** Registers that are stored and nothing else, as long as the hardware fetches nothing; and the first word of each table. */
const STORED = ['CONS_INDX', 'PROD_INDX', 'CONS_INDX_BASE_DRAM_L', 'CONS_INDX_BASE_DRAM_H'] as const
const TABLES = ['VINTF0_SID_MATCH[0]', 'VINTF0_SID_REPLACE[0]'] as const

const CONTROL = 'CONFIG=0 CONFIG=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1 CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 d0.CONFIG=0 d0.CONFIG=1 d0.BASE_L:8=0 d0.BASE_L:8=good attach detach'
const SEEN = 'STATUS VINTF0_STATUS d0.CONFIG d0.STATUS d0.GERROR d0.GERRORN d0.BASE_L v0.CONFIG v0.STATUS v0.BASE_L CMDQ_ERR_MAP'

const maskOf = (operation: Operation, region: Region, queues: number): number => (isAccess(operation) ? region.locate(operation.offset, queues)?.mask ?? -1 : -1)

/**
 * The values 0 and `bit` of some words, exchanged. Through a VINTF page a read may be dropped and is 0 in either copy, so
 * that the bit itself is not compared there: ALIAS is a matter of the theorems.
 */
function exchanged(offsets: ReadonlySet<number>, bit: number, region: Region): Mirror {
  const isDroppable = (operation: Operation): boolean => isAccess(operation) && offsets.has(operation.offset) && region.locate(operation.offset, 1)?.aperture === 'vintf'
  return {
    operation: (operation) => (operation.op === 'write' && operation.size === 4 && offsets.has(operation.offset) ? { ...operation, value: (operation.value ^ bit) >>> 0 } : operation),
    value: (operation, value) => (isAccess(operation) && offsets.has(operation.offset) && typeof value === 'number' ? (value ^ bit) >>> 0 : value),
    mask: (operation) => maskOf(operation, region, 1) & (isDroppable(operation) ? ~bit : -1),
  }
}

/** One bit of one register flipped wherever it is written or read; for every bit that means something. */
function* storedCases(region: Region): Generator<MirrorCase, undefined> {
  for (const register of [...STORED, ...TABLES]) {
    const isTable = register.startsWith('VINTF0')
    const places = isTable ? [register] : [`d0.${register}`, `v0.${register}`]
    const reads = letters(places.join(' '), region)
    const offsets = new Set(reads.flatMap((read) => (isAccess(read) ? [read.offset] : [])))
    const mask = reads[0] ? maskOf(reads[0], region, 1) : 0
    for (let at = 0; at < 32; at++) {
      const bit = (1 << at) >>> 0
      if ((mask & bit) === 0) continue
      // At power-on it is 0 in both copies, which is no image: so it is written first. A reset would bring that back.
      const opening = letters(`${places[0] ?? ''}=0`, region)
      const values = places.map((place) => `${place}=0 ${place}=${bit}`).join(' ')
      yield { name: `bit ${at} of ${register} flipped`, mirror: exchanged(offsets, bit, region), letters: lettersOf(letters(`${CONTROL} ${values}`, region), letters(`${SEEN} ${places.join(' ')}`, region), region, 1), header: header(1), opening }
    }
  }
}

/** The physical numbers of two queues exchanged: in the direct apertures, among the entries of CMDQ_ALLOC_MAP, and in CMDQ_ERR_MAP. */
function swappedNumbers(region: Region): Mirror {
  const image = (offset: number): number => {
    const location = region.locate(offset, 2)
    if (!location) return offset
    if (location.aperture === 'direct') return region.queueRegister('direct', location.register as Page0Register, 1 - location.index) // the register of a queue, by its location
    return location.register === 'CMDQ_ALLOC_MAP' ? region.configRegister('CMDQ_ALLOC_MAP', 1 - location.index) : offset
  }
  return {
    operation: (operation) => (isAccess(operation) ? { ...operation, offset: image(operation.offset) } : operation),
    value(operation, value) {
      const register = isAccess(operation) ? region.locate(operation.offset, 2)?.register : undefined
      return register === 'CMDQ_ERR_MAP' && typeof value === 'number' ? ((value & 1) << 1) | ((value >>> 1) & 1) : value
    },
    mask: (operation) => maskOf(operation, region, 2),
  }
}

const TWO = `CONFIG=0 CONFIG=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1 CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[0]=3 CMDQ_ALLOC_MAP[1]=0 CMDQ_ALLOC_MAP[1]=1 CMDQ_ALLOC_MAP[1]=3
  d0.CONFIG=0 d0.CONFIG=1 d1.CONFIG=0 d1.CONFIG=1 d0.BASE_L:8=0 d0.BASE_L:8=good d1.BASE_L:8=0 d1.BASE_L:8=good d0.CONS_INDX=1 d1.CONS_INDX=1 attach detach reset`
const BOTH = `STATUS VINTF0_STATUS CMDQ_ERR_MAP VINTF0_LVCMDQ_ERR_MAP CMDQ_ALLOC_MAP[0] CMDQ_ALLOC_MAP[1] ${['d0', 'd1', 'v0', 'v1'].flatMap((place) => ['CONS_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN', 'BASE_L'].map((name) => `${place}.${name}`)).join(' ')}`

/** A claim, and the images that show it. */
export interface MirrorClaim {
  readonly name: string
  readonly claim: string
  readonly cases: () => Iterable<MirrorCase>
}

/** All claims of this kind. */
export const mirrorsFor = (region: Region): readonly MirrorClaim[] => [
  { name: 'stored values', claim: 'which value CONS_INDX, PROD_INDX, a DRAM address or a SID holds decides nothing but what is read there: two values stand for all 2^32', cases: () => storedCases(region) },
  {
    name: 'physical numbers', claim: 'the physical numbers of the queues may be exchanged: what is shown of one holds of the other',
    cases: () => [{ name: 'queues 0 and 1 exchanged', mirror: swappedNumbers(region), letters: lettersOf(letters(TWO, region), letters(BOTH, region), region, 2), header: header(2), opening: [] }],
  },
]
