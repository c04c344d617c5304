/** What a mutant is: the optimised device with one small thing wrong, made by a rule and not by hand. */
import type { DeviceFactory } from '../../src/check/contract.js'

/** The kinds of mistake, as the table groups them. */
export const FAMILIES = [
  'bound ± 1', 'offset ± 4', 'offset ± 0x80', 'offset ± 0x10000', 'wrong mask', 'drop ↔ accept', 'alias swapped', 'one half stale', 'wrong reset value',
  'enable not consulted', 'size 4 ↔ 8', 'event order swapped', 'host call left out', 'host call doubled', 'host call reordered', 'left out of save', 'left out of restore',
] as const
export type Family = (typeof FAMILIES)[number]

export interface Mutant {
  /** Says where and what. It changes only where the device's own source does. */
  readonly id: string
  readonly family: Family
  /** What is wrong, for somebody who knows the hardware. */
  readonly line: string
  /** What makes it this one and no other: no two mutants have the same. */
  readonly text: string
  /** Only who saves and restores a device can tell. */
  readonly wayBack: boolean
  /** Offset of a register that it is about and that no scope may write: the alphabet is then this register's as well. */
  readonly register: number | undefined
  /** The innermost block of the source that it changes; undefined where every operation may come to it. */
  readonly block: () => number | undefined
  /** Compiles it. Throws for a mutant that is no program. */
  readonly make: () => DeviceFactory
}
