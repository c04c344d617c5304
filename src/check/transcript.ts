/** What was said between checker and device while a program ran, and what was wrong with it in the end. */
import type { Forbidden, Operation, Program } from './contract.js'

/** One operation as it was said. */
export interface Spoken {
  /** Undefined for the device's start. */
  readonly operation: Operation | undefined
  /** Lines to the device: changed words of the page, the command, answers to its requests. Empty for what no device is told. */
  readonly said: readonly string[]
  /** Lines from the device before its reply: requests and interrupts. */
  readonly heard: readonly string[]
  /** What a read returned; of an access that a window served too, which `said` then does not have. */
  readonly value: number | bigint | undefined
}

/** A program that is to be made into a test in some language. */
export interface Reproduction {
  readonly device: string
  readonly program: Program
  readonly token: string
  readonly spoken: readonly Spoken[]
  /** What the last operation breaks; undefined for a program that breaks nothing. */
  readonly broken: (Forbidden & { readonly rule: string }) | undefined
  readonly base: bigint
}
