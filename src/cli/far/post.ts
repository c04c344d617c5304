/** What a checking thread and its clerk share. The clerk has an event loop, the checking thread waits in system calls. */

import type { MessagePort } from 'node:worker_threads'
import type { Ending } from '../../remote/index.js'

/** The target of a clerk: a command for a shell, or the path of a unix socket. */
export type Target = { readonly exec: string } | { readonly unix: string }

/** What the clerk is made with. */
export interface ClerkData {
  readonly target: Target
  /** 32-bit words, by the numbers below. */
  readonly shared: ArrayBufferLike
  /** Orders come here, endings go. */
  readonly port: MessagePort
}

/** Odd while the checking thread waits for a line. */
export const WAITS = 0
/** Counts the starts that are done: descriptors are in their words then. */
export const STARTED = 1
export const READ = 2
export const WRITE = 3
/** Milliseconds of silence after which a device hangs. */
export const TIMEOUT = 4
/** Counts what the checking thread sends: a device that talks without end, and never so that it is answered, makes no progress. */
export const SENT = 5
export const WORDS = 6

/** What the clerk is told: to start a device, or to let go of the one it has, at once or when it ends by itself. */
export type Order = 'start' | 'close'

/** A device as the clerk has it. */
export interface Watched {
  /** Ends it now. */
  kill(): void
  /** Lets go of it: it has read its end of input, and may take a moment to end. */
  release(): void
}

/** Told when the device has ended by itself or was killed; what is told after the first time is not heard. */
export type Ended = (ending: Ending) => void
