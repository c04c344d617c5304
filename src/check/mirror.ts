/** Images of what happens to a device: what is claimed of them, and what is explored to show it. */
import type { Letter } from './alphabet.js'
import type { Header, Operation } from './contract.js'

/** An image of what happens to a device, and of what it answers. */
export interface Mirror {
  readonly operation: (operation: Operation) => Operation
  /** What the image of a read answers where the read itself answers `value`; bits that mean nothing may be anything. */
  readonly value: (operation: Operation, value: number | bigint) => number | bigint
  /** The bits of a read that are compared. */
  readonly mask: (operation: Operation) => number
}

/** What is to be shown: an image, and what happens to the two copies. */
export interface MirrorCase {
  /** Which of the images of a claim this is, for the reader of a failure. */
  readonly name: string
  readonly mirror: Mirror
  readonly letters: readonly Letter[]
  readonly header: Header
  /** Done before anything is compared. */
  readonly opening: readonly Operation[]
}
