/**
 * Why a thing is fed: two beginnings that differ in nothing else, and an end that parts them. For what random lives part
 * too seldom; written in the notation of table.ts.
 */
import { allPlaces, nameOf } from '../../spec/index.js'
import { BACKED, IDLE, MAPPED } from './examples/given.js'

export interface Witness {
  readonly one: string
  readonly other: string
  readonly end: string
}

const RING = '0x40000000 0x1000'
export const table = (...rows: readonly string[]): string => rows.map((row) => (row.includes('|') ? row : `${row} |`)).join('\n')

/** Bits that an 8-byte write left open, against the same bits seen to be 0. */
const known = (wide: string, name: string, seen: number, bit: number): Witness => ({
  one: table(wide, 'read VCMDQ0_STATUS | 0'),
  other: table(wide, `read ${name} | ${seen}`, 'read VCMDQ0_STATUS | 0'),
  end: `read ${name} | ${seen + bit}`,
})

const CONTESTED = table('write VINTF0_CONFIG = 1', 'write CMDQ_ALLOC_MAP_0 = 1', 'write CMDQ_ALLOC_MAP_1 = 1')
/** The same for a register that takes 8 bytes: bits left open by a write to a slot that two VCMDQs claim. */
const contested = (register: string, bit: number): Witness => ({
  one: table(CONTESTED, `write LVCMDQ0_${register} = ${bit}`, 'read VCMDQ0_STATUS | 0'),
  other: table(CONTESTED, `write LVCMDQ0_${register} = ${bit}`, `read VCMDQ0_${register} | 0`),
  end: `read VCMDQ0_${register} | ${bit}`,
})

/** Every register written but PARAM and those of errors. */
export const OVERWRITTEN = table(...allPlaces(2)
  .filter((place) => place.access === 'RW' && place.page !== 'gap' && place.register !== 'GERRORN' && (place.page === 'Config' || place.aperture === 'direct'))
  .map((place) => `write ${nameOf(place)} = ${place.page === 'Page1' ? 0x20 : place.page === 'Page0' && place.register === 'CONFIG' ? 1 : 2}`))

const alloc = `deliver | hwQueueAlloc 0 ${RING}`
const destroy = 'deliver | hwQueueDestroy 0'
const refused = (errno: string): string => `deliver | hwQueueAlloc 0 ${RING} ${errno}`
const FAULT = 'fault 0 1 | fault 0 1'
const FETCH = 'consume 0 1 | fetch 0 x1'
const ATTACHED = 'attach | viommuAlloc, mmapPage0'

const ERRORS = ['write VCMDQ0_GERRORN = 2', 'write VCMDQ1_GERRORN = 2'] as const

const origins: Readonly<Record<string, Witness>> = {
  'origin.at of PARAM': { one: table('write gap 0x50 = 1', ...ERRORS, OVERWRITTEN), other: table(...ERRORS, OVERWRITTEN), end: 'read PARAM | 0x4011' },
  'origin.slot': {
    one: table('write VINTF0_CONFIG = 1', 'write CMDQ_ALLOC_MAP_0 = 3', 'write LVCMDQ1_PROD_INDX = 1', 'write CMDQ_ALLOC_MAP_0 = 1'),
    other: table('write VINTF0_CONFIG = 1', 'write CMDQ_ALLOC_MAP_0 = 1', 'write LVCMDQ0_PROD_INDX = 1', 'write CMDQ_ALLOC_MAP_0 = 3', 'write CMDQ_ALLOC_MAP_0 = 1'),
    end: 'read VCMDQ0_PROD_INDX | 1',
  },
  'origin.CMDQV_EN 0': {
    one: table(MAPPED, 'write CONFIG = 0x20082', 'write LVCMDQ0_PROD_INDX = 1', 'write CONFIG = 0x20083'),
    other: table(MAPPED, 'write CONFIG = 0x20082', 'write CONFIG = 0x20093', 'write LVCMDQ0_PROD_INDX = 1', 'write CONFIG = 0x20083'),
    end: 'read VCMDQ0_PROD_INDX | 1',
  },
  'origin.by fetch or fault': {
    one: table(MAPPED, 'write VCMDQ0_PROD_INDX = 2', FETCH, FAULT, 'write VCMDQ0_GERRORN = 1', 'deliver | event 1'),
    other: table(MAPPED, 'write VCMDQ0_PROD_INDX = 2', FAULT, 'write VCMDQ0_GERRORN = 1', 'deliver | event 1', FETCH),
    end: 'read VCMDQ0_CONS_INDX | 0x1000001',
  },
  'VCMDQ history.backing': {
    one: table(MAPPED, alloc, destroy, 'write VCMDQ0_GERRORN = 0', alloc, destroy, refused('ENOMEM ordered'), 'deliver | viommuAlloc', 'read VCMDQ0_GERRORN | 0'),
    other: table(MAPPED, alloc, destroy, alloc, destroy, 'write VCMDQ0_GERRORN = 0', refused('ENOMEM ordered'), 'deliver | viommuAlloc', 'read VCMDQ0_GERRORN | 0'),
    end: 'read VCMDQ0_GERRORN | 0',
  },
  'VCMDQ history.fault': {
    one: table(MAPPED, FAULT, 'deliver | event 1', 'reset'),
    other: table(MAPPED, 'reset'),
    end: 'read VCMDQ0_GERROR | 0',
  },
}

const values: Readonly<Record<string, Witness>> = {
  'known bits of CONFIG': known(table('write CONFIG = 0x20082', 'write8 CONFIG = 0x20092'), 'CONFIG', 0x20082, 0x10),
  'known bits of VI_INT_MASK_0': known('write8 gap 0x18 = 0x100000000', 'VI_INT_MASK_0', 0, 1),
  'known bits of CMDQ_ALLOC_MAP': known('write8 CMDQ_ALLOC_MAP_0 = 2', 'CMDQ_ALLOC_MAP_0', 0, 2),
  'known bits of VINTF0_CONFIG': known('write8 VINTF0_CONFIG = 2', 'VINTF0_CONFIG', 0, 2),
  'known bits of VINTF0_SID_MATCH': known('write8 VINTF0_SID_MATCH_0 = 1', 'VINTF0_SID_MATCH_0', 0, 1),
  'known bits of VINTF0_SID_REPLACE': known('write8 VINTF0_SID_REPLACE_0 = 1', 'VINTF0_SID_REPLACE_0', 0, 1),
  'known bits of VCMDQ CONS_INDX': known('write8 VCMDQ0_CONS_INDX = 1', 'VCMDQ0_CONS_INDX', 0, 1),
  'known bits of VCMDQ PROD_INDX': known('write8 VCMDQ0_CONS_INDX = 0x100000000', 'VCMDQ0_PROD_INDX', 0, 1),
  'known bits of VCMDQ CONS_INDX_BASE_DRAM_L': contested('CONS_INDX_BASE_DRAM_L', 0x20),
  'known bits of VCMDQ CONS_INDX_BASE_DRAM_H': contested('CONS_INDX_BASE_DRAM_H', 1),
  'known bits of BASE': contested('BASE_L', 0x20),
  'order of BASE.candidates': {
    one: table(IDLE, 'write8 VCMDQ0_BASE_L = 0x140100008', 'write8 VCMDQ0_BASE_L = 0x40200008', 'write8 VCMDQ0_BASE_L = 0x140100008'),
    other: table(IDLE, 'write8 VCMDQ0_BASE_L = 0x40200008', 'write8 VCMDQ0_BASE_L = 0x140100008', 'write8 VCMDQ0_BASE_L = 0x140100008'),
    end: table('read VCMDQ0_BASE_L | 0x12345678', 'read VCMDQ0_BASE_H | 1'),
  },
  'BASE.openHalf': {
    one: table(MAPPED, 'write VCMDQ0_BASE_H = 1', 'write VCMDQ0_BASE_L = 8'),
    other: table(MAPPED, 'write8 VCMDQ0_BASE_L = 0x100000010', 'write VCMDQ0_BASE_L = 8'),
    end: table(refused('ENOENT'), 'write VCMDQ0_BASE_H = 0', 'read CMDQ_ERR_MAP_0 | 1'),
  },
  'errors.initErrByGuest': {
    one: table(MAPPED, 'write VCMDQ0_GERRORN = 4', refused('ENOMEM ordered')),
    other: table(MAPPED, refused('ENOMEM ordered'), 'write VCMDQ0_GERRORN = 4', refused('ENOMEM ordered')),
    end: table('attach', 'write8 VCMDQ0_BASE_L = 0x40000008', 'write VCMDQ0_CONFIG = 1', 'write VCMDQ0_PROD_INDX = 4'),
  },
  'errors.unfinished unsure': {
    one: table(MAPPED, 'write VCMDQ0_BASE_L = 8', refused('ENOENT')),
    other: table(MAPPED, 'write VCMDQ0_BASE_L = 8', refused('ENOMEM ordered')),
    end: table('write VCMDQ0_BASE_H = 0', 'read CMDQ_ERR_MAP_0 | 1'),
  },
  unreported: {
    one: table(MAPPED, FAULT, 'deliver'),
    other: table(MAPPED, FAULT, 'deliver | event 1'),
    end: 'read CMDQ_ERR_MAP_0 | 0',
  },
  'unreported beyond the first': {
    one: table(MAPPED, FAULT),
    other: table(MAPPED, FAULT, FAULT),
    end: table('deliver | event 1', 'read CMDQ_ERR_MAP_0 | 0'),
  },
  faultSlot: {
    one: table(MAPPED, FAULT, 'write CMDQ_ALLOC_MAP_0 = 3'),
    other: table(MAPPED, 'write CMDQ_ALLOC_MAP_0 = 3', 'fault 1 1 | fault 1 1', 'write CMDQ_ALLOC_MAP_0 = 1', 'write CMDQ_ALLOC_MAP_0 = 3'),
    end: table('deliver | event 1', 'read CMDQ_ERR_MAP_0 | 0'),
  },
}

const served = (...rows: readonly string[]): string => table(MAPPED, alloc, destroy, ...rows, 'write CMDQ_ALLOC_MAP_0 = 1')

const host: Readonly<Record<string, Witness>> = {
  detached: { one: table('attach', 'detach'), other: 'deliver |', end: table(`deliver | ${ATTACHED.slice(9)}`, 'reset') },
  'host.slots enabled': {
    one: IDLE,
    other: table(BACKED, 'write VCMDQ0_CONFIG = 1'),
    end: 'write CMDQ_ALLOC_MAP_0 = 0 | hwQueueDestroy 0 ENOMEM ordered',
  },
  'host.slots serves': {
    one: served(alloc, 'write CMDQ_ALLOC_MAP_0 = 0'),
    other: served('write CMDQ_ALLOC_MAP_0 = 0', alloc),
    end: table('write VCMDQ0_GERRORN = 0', 'read VCMDQ0_GERROR | 0', destroy, 'read VCMDQ0_GERROR | 1'),
  },
  'host.slots destroyRefused': {
    one: table(BACKED, `${destroy} ENOMEM ordered`, alloc),
    other: table(BACKED, alloc, `${destroy} ENOMEM ordered`),
    end: 'write CMDQ_ALLOC_MAP_0 = 0 |',
  },
  'host.standing': {
    one: table('write CMDQ_ALLOC_MAP_1 = 2', 'attach | viommuAlloc ENOMEM ordered', 'deliver'),
    other: table('attach | viommuAlloc ENOMEM ordered', 'write CMDQ_ALLOC_MAP_1 = 2', 'deliver'),
    end: 'read VINTF0_STATUS | 1',
  },
  'host.viommu': {
    one: 'attach | viommuAlloc, viommuDestroy',
    other: 'attach | viommuAlloc',
    end: table('deliver | mmapPage0 ENOMEM ordered', 'read VINTF0_STATUS | 1'),
  },
  'host.standing by name': {
    one: table('attach | viommuAlloc', alloc, 'deliver | mmapPage0 ENOMEM ordered', 'write CMDQ_ALLOC_MAP_1 = 2', `${destroy} ENOMEM ordered`),
    other: table('attach | viommuAlloc', alloc, `${destroy} ENOMEM ordered`, 'write CMDQ_ALLOC_MAP_1 = 2', 'deliver | mmapPage0 ENOMEM ordered'),
    end: 'read VINTF0_STATUS | 1',
  },
  'host.outstanding': {
    one: table(ATTACHED, 'deliver | munmapPage0 ENOMEM ordered'),
    other: table(ATTACHED, 'deliver'),
    end: 'write VCMDQ0_PROD_INDX = 0 | viommuDestroy',
  },
  'host.outstanding by name': {
    one: table(ATTACHED, 'deliver | munmapPage0 ENOMEM ordered'),
    other: table(ATTACHED, 'deliver | viommuDestroy ENOMEM ordered'),
    end: table('deliver | viommuDestroy', 'write VCMDQ0_PROD_INDX = 0 | mmapPage0'),
  },
  'host.allocRefused': {
    one: table(MAPPED, 'deliver | viommuAlloc', 'write VCMDQ0_CONFIG = 1', `write8 VCMDQ0_BASE_L = 0x40000008 | hwQueueAlloc 0 ${RING} ENOMEM ordered`),
    other: table(MAPPED, 'deliver | viommuAlloc', `write8 VCMDQ0_BASE_L = 0x40000008 | hwQueueAlloc 0 ${RING} ENOMEM ordered`, 'write VCMDQ0_CONFIG = 1'),
    end: table('attach', 'read VCMDQ0_STATUS | 0'),
  },
}

/** By the name of the erasure. */
export const WITNESSES: Readonly<Record<string, Witness>> = { ...origins, ...values, ...host }

const inTurn = (q: number): string => table(`write CMDQ_ALLOC_MAP_${q} = 1`, alloc)
const twice = table(FAULT, 'write VCMDQ0_GERRORN = 1', FAULT, 'write VCMDQ0_GERRORN = 0')

/** More that must not be taken for the same, each of a condition that seldom makes a difference by itself. */
export const CORNERS: readonly (readonly [why: string, witness: Witness])[] = [
  ['errors written through a foreign slot', {
    one: table('write VINTF0_CONFIG = 1', 'write CMDQ_ALLOC_MAP_0 = 3', 'write LVCMDQ1_GERRORN = 1', 'write CMDQ_ALLOC_MAP_0 = 1'),
    other: table('write VINTF0_CONFIG = 1', 'write CMDQ_ALLOC_MAP_0 = 1', 'write LVCMDQ0_GERRORN = 1', 'write CMDQ_ALLOC_MAP_0 = 3', 'write CMDQ_ALLOC_MAP_0 = 1'),
    end: 'read VCMDQ0_GERRORN | 1',
  }],
  ['what was before an error was settled', {
    one: table(MAPPED, 'write gap 0x50 = 1', FAULT, 'write VCMDQ0_CONS_INDX = 5'),
    other: table(MAPPED, FAULT, 'write gap 0x50 = 1', 'write VCMDQ0_CONS_INDX = 5'),
    end: 'read VCMDQ0_GERROR | 1',
  }],
  ['a refusal in the very operation that acknowledges', {
    one: table(MAPPED, `write VCMDQ0_GERRORN = 1 | hwQueueAlloc 0 ${RING} ENOMEM ordered`),
    other: table(MAPPED, refused('ENOMEM ordered'), 'write VCMDQ0_GERRORN = 1'),
    end: 'read VCMDQ0_GERROR | 4',
  }],
  ['errors at reset that were no longer at reset for a while', {
    one: table(MAPPED, alloc, destroy, 'read VCMDQ0_GERROR | 0', 'read VCMDQ0_GERRORN | 0'),
    other: table(MAPPED, 'deliver | viommuAlloc', 'read VCMDQ0_GERROR | 0', 'read VCMDQ0_GERRORN | 0'),
    end: 'read VCMDQ0_GERROR | 0',
  }],
  ['the same, of a VCMDQ in use', {
    one: table(MAPPED, 'write VCMDQ0_PROD_INDX = 1', alloc, destroy, 'read VCMDQ0_GERROR | 0', 'read VCMDQ0_GERRORN | 0'),
    other: table(MAPPED, 'write VCMDQ0_PROD_INDX = 1', 'deliver | viommuAlloc', 'read VCMDQ0_GERROR | 0', 'read VCMDQ0_GERRORN | 0'),
    end: 'read VCMDQ0_GERROR | 0',
  }],
  ['a value that no reset explains', { one: 'read VCMDQ0_CONS_INDX | 5', other: 'read VCMDQ0_CONS_INDX | 0', end: 'read VCMDQ0_CONS_INDX | 5' }],
  ['an enable that was seen to fall', {
    one: table('read VCMDQ0_CONFIG | 1', 'read VCMDQ0_CONFIG | 0'),
    other: table('read VCMDQ0_CONFIG | 0', 'read VCMDQ0_CONFIG | 0'),
    end: table('read VCMDQ0_CONFIG | 1', 'read VCMDQ0_PROD_INDX | 0'),
  }],
  ['a fault before a reset, of a VCMDQ in use', {
    one: table(MAPPED, FAULT, 'deliver | event 1', 'reset', 'write VCMDQ0_PROD_INDX = 1'),
    other: table(MAPPED, 'reset', 'write VCMDQ0_PROD_INDX = 1'),
    end: 'read VCMDQ0_GERROR | 0',
  }],
  ['faults whose event is due, before a reset or after it', {
    one: table(MAPPED, FAULT, FAULT, 'reset', MAPPED, 'write VCMDQ0_GERRORN = 1', 'write VCMDQ0_GERRORN = 0', 'write VCMDQ0_CONS_INDX = 5'),
    other: table(MAPPED, 'reset', MAPPED, twice, 'write VCMDQ0_CONS_INDX = 5'),
    end: 'read CMDQ_ERR_MAP_0 | 1',
  }],
  ['which bits of BASE_L are open', { one: table(CONTESTED, 'write LVCMDQ0_BASE_L = 0x20'), other: table(CONTESTED, 'write LVCMDQ0_BASE_L = 0x40'), end: 'read VCMDQ0_BASE_L | 0x40' }],
  ['which bits of BASE_H are open', { one: table(CONTESTED, 'write LVCMDQ0_BASE_H = 1'), other: table(CONTESTED, 'write LVCMDQ0_BASE_H = 2'), end: 'read VCMDQ0_BASE_H | 2' }],
  ['which bits of a plain register are open', { one: 'write8 VINTF0_SID_REPLACE_0 = 1 |', other: 'write8 VINTF0_SID_REPLACE_0 = 2 |', end: 'read VINTF0_SID_REPLACE_0 | 2' }],
  ['a refused hardware queue, after a reset', {
    one: table(MAPPED, 'deliver | viommuAlloc', 'write8 VCMDQ0_BASE_L = 0x40000008', refused('ENOMEM ordered'), 'reset'),
    other: table(MAPPED, 'deliver | viommuAlloc', 'write8 VCMDQ0_BASE_L = 0x40000008', refused('ENOMEM ordered'), 'write CMDQ_ALLOC_MAP_0 = 3', 'reset'),
    // Writes would end the refusal, so the device is seen to be set up without them.
    end: table('attach', 'read CMDQ_ALLOC_MAP_0 | 1', 'read VINTF0_CONFIG | 1', 'read VCMDQ0_CONFIG | 1', 'read8 VCMDQ0_BASE_L | 0x40000008', 'read VCMDQ0_STATUS | 0'),
  }],
  ['which VCMDQ a hardware queue serves', {
    one: table('write VINTF0_CONFIG = 1', inTurn(1), destroy, 'write CMDQ_ALLOC_MAP_1 = 0', inTurn(0), 'write CMDQ_ALLOC_MAP_0 = 2', 'write CMDQ_ALLOC_MAP_1 = 2'),
    other: table('write VINTF0_CONFIG = 1', inTurn(0), destroy, 'write CMDQ_ALLOC_MAP_0 = 0', inTurn(1), 'write CMDQ_ALLOC_MAP_0 = 2', 'write CMDQ_ALLOC_MAP_1 = 2'),
    end: WITNESSES['host.slots serves']?.end ?? '',
  }],
  ['which slot that the region does not have a refused call names', {
    one: `deliver | hwQueueAlloc 9 ${RING} ENOMEM`,
    other: `deliver | hwQueueAlloc 8 ${RING} ENOMEM`,
    end: table(`deliver | hwQueueAlloc 9 ${RING}`, 'write VCMDQ0_PROD_INDX = 0 | mmapPage0'),
  }],
  ['which slot below the first a refused call names', {
    one: `deliver | hwQueueAlloc -1 ${RING} ENOMEM`,
    other: `deliver | hwQueueAlloc -2 ${RING} ENOMEM`,
    end: table(`deliver | hwQueueAlloc -1 ${RING}`, 'write VCMDQ0_PROD_INDX = 0 | mmapPage0'),
  }],
  ['which slot a refused call names', {
    one: `deliver | hwQueueAlloc 0 ${RING} ENOMEM`,
    other: `deliver | hwQueueAlloc 1 ${RING} ENOMEM`,
    end: table(alloc, 'write VCMDQ0_PROD_INDX = 0 | mmapPage0'),
  }],
]
