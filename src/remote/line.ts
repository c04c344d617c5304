/** The connection to a device in another process: lines of text there and back. Who starts processes gives it as a value. */

/** How the other side ended. */
export interface Ending {
  readonly how: 'died' | 'hung' | 'unreachable'
  /** What is known of it, such as `it ended with code 1`. */
  readonly what: string
  /** The end of what it said on its standard error. */
  readonly said: string
}

/** One device process, or one connection to one. */
export interface Line {
  /** Sends whole lines. What the other side no longer takes is lost; receive() then tells the end. */
  send(text: string): void
  /** The next line, without its end; undefined when the other side has ended or was ended because it said nothing for too long. */
  receive(): string | undefined
  /** A whole line that is here already, without waiting. */
  arrived(): string | undefined
  /** Why receive() answered undefined, and what it said of the line that it was in the middle of. */
  ending(): Ending & { readonly rest: string }
  /** Lets go of it: the device reads its end of input, and is ended if it does not end by itself. */
  close(): void
}

/** Starts the device. Called again after it has died, or where it has to begin anew. */
export type Starter = () => Line
