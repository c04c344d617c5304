/**
 * The region as the engine needs to know it, as a value: it generates, names and shrinks accesses without importing
 * the model that knows what the registers mean.
 */

export type Aperture = 'config' | 'direct' | 'vintf'
export type Page0Register = 'CONS_INDX' | 'PROD_INDX' | 'CONFIG' | 'STATUS' | 'GERROR' | 'GERRORN'
export type Page1Register = 'BASE_L' | 'BASE_H' | 'CONS_INDX_BASE_DRAM_L' | 'CONS_INDX_BASE_DRAM_H'

/** A word of the region that is no gap. */
export interface Location {
  readonly offset: number
  readonly aperture: Aperture
  readonly page: 'Config' | 'Page0' | 'Page1'
  readonly register: string
  /** Physical number in the direct aperture, logical number in the VINTF aperture, index of the word on the Config page. */
  readonly index: number
  readonly access: 'RW' | 'RO'
  /** Defined bits. */
  readonly mask: number
  /** How the field's engineers write it. */
  readonly name: string
  /** Position in the written order of registers: aperture first, then index, then register. */
  readonly rank: number
}

export interface Region {
  /** Size in bytes. */
  readonly bytes: number
  /** Every word that is no gap, in ascending offset, with `queues` VCMDQs. */
  locations(queues: number): readonly Location[]
  /** The word at `offset`; undefined for a gap or outside. */
  locate(offset: number, queues: number): Location | undefined
  /** Offset of a queue register; `index` is a physical or logical number as the aperture has it. */
  queueRegister(aperture: 'direct' | 'vintf', register: Page0Register | Page1Register, index: number): number
  /** Offset of a Config page register. */
  configRegister(name: string, index?: number): number
}
