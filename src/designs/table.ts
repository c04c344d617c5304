/**
 * The seven public designs, oldest first, each stated as what it changed. The first and the last are complete rows.
 *
 * Where nothing is known about a choice, the value is one that breaks no clause by itself: a cell of this table is a
 * statement about somebody's work. Such cells are marked.
 */
import type { Choices, Design } from './choices.js'

const after = (earlier: Design, id: string, changes: Partial<Choices>): Design => ({ ...earlier, ...changes, id, extends: earlier.id })

const rfc: Design = {
  id: 'rfc-2025-12',
  decoded: '128',
  pageMapped: 'first-trapped-access',
  directPage0: 'guest-direct',
  vintfPage0: 'once-page-mapped',
  page1: 'cache',
  pageUse: 'page-mapped-cache-too',
  unbacked: 'cache',
  allocateAt: ['BASE_L', 'BASE_H'],
  requires: ['START_IN_RAM'],
  eachTry: 'frees-queue',
  baseWhileEnabled: 'accepted',
  onFailure: 'message',
  sync: [],
  onRelease: 'cache-kept',
  releaseAt: ['RESET'],
  destroyRefused: 'handle-forgotten',
  cmdqvDisable: 'window-kept',
  vintfDisable: [],
  mapFields: 'stored-and-ignored',
  enOk: ['CONFIG_EN'],
  wideAccess: 'split',
  slotGaps: 'zero', // not known: with both pages guest-direct hardly a gap is trapped
  event: 'maps-and-interrupt',
  reset: ['REGISTERS', 'SID_TABLES'],
  configReset: '0x00020403',
  sidTables: 'absent',
  releaseOrder: 'descending', // not known before 2026-06
}

const v2 = after(rfc, 'v2-2026-02', {
  directPage0: 'trapped',
  vintfPage0: 'after-queue-allocation',
  pageUse: 'queue-and-page',
  slotGaps: 'through-to-page',
  reset: ['WINDOW', 'REGISTERS', 'SID_TABLES'],
})

const v4 = after(v2, 'v4-2026-04', {
  decoded: 'advertised',
  pageMapped: 'vintf-enable',
  requires: ['ENDS_IN_RAM', 'CMDQV_EN', 'VINTF_ENABLE'],
  releaseAt: ['CMDQV_EN', 'VINTF_ENABLE', 'RESET'],
  cmdqvDisable: 'window-removed',
  vintfDisable: ['WINDOW', 'MUNMAP'],
  sidTables: 'stored',
})

const v5 = after(v4, 'v5-2026-05', {
  pageMapped: 'vintf-enable-reported',
  allocateAt: ['BASE_L', 'BASE_H', 'CMDQV_EN', 'VINTF_ENABLE', 'ALLOC'],
  requires: ['BASE_NONZERO', 'ALLOC', 'RANGE_IN_RAM', 'CMDQV_EN', 'VINTF_ENABLE'],
  baseWhileEnabled: 'ignored',
  sync: ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'GERRORN'],
  releaseAt: ['CMDQV_EN', 'VINTF_ENABLE', 'ALLOC', 'RESET'],
  wideAccess: 'page1', // not known whether 8-byte reads of BASE give both halves
})

const merged = after(v5, 'merged-2026-06', {
  pageMapped: 'attach',
  vintfPage0: 'at-vintf-enable',
  requires: ['BASE_NONZERO', 'ALLOC', 'CMDQV_EN', 'VINTF_ENABLE'],
  baseWhileEnabled: 'accepted',
  onFailure: 'init-err-and-stop',
  onRelease: 'cache-zeroed',
  cmdqvDisable: 'window-kept',
  vintfDisable: ['WINDOW'],
  enOk: ['CONFIG_EN', 'UNLESS_INIT_ERR', 'ALLOCATION'],
  event: 'maps-and-masked-interrupt',
  reset: ['WINDOW', 'REGISTERS'],
  configReset: '0x00020083',
})

const fixed = after(merged, 'fixed-2026-07', {
  sync: ['CONS_INDX', 'PROD_INDX', 'CONFIG'],
})

/** A design of its own: another VMM, another language. */
const rustFork: Design = {
  id: 'rust-fork-2026',
  decoded: '128',
  pageMapped: 'machine-build',
  directPage0: 'guest-direct',
  vintfPage0: 'once-page-mapped',
  page1: 'cache',
  pageUse: 'page-mapped',
  unbacked: 'cache',
  allocateAt: ['BASE_L', 'BASE_H'],
  requires: ['BASE_NONZERO', 'RANGE_IN_RAM', 'SIZE_WITHIN_CAP'],
  eachTry: 'frees-queue-or-if-base-is-zero',
  baseWhileEnabled: 'accepted',
  onFailure: 'message-and-handle-dropped',
  sync: [],
  onRelease: 'cache-kept',
  releaseAt: [],
  destroyRefused: 'handle-forgotten',
  cmdqvDisable: 'window-kept',
  vintfDisable: [],
  mapFields: 'stored-and-ignored',
  enOk: ['CONFIG_EN'],
  wideAccess: 'low-half',
  slotGaps: 'zero',
  event: 'none',
  reset: [],
  configReset: '0x00020403',
  sidTables: 'absent',
  releaseOrder: 'descending', // nothing frees more than one queue at a time
}

/** The public designs, oldest first. */
export const DESIGNS: readonly Design[] = [rfc, v2, v4, v5, merged, fixed, rustFork]

/** A public design by its id. */
export const designById = (id: string): Design | undefined => DESIGNS.find((design) => design.id === id)
