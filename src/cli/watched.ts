/** What a check that is being watched, in a process of its own, and the one that watches have in common. */

/** In the environment of a check that tells its watcher what failed. */
export const WATCHED = 'CMDQV_WATCHED'

export interface Told {
  /** Programs that fail, as tokens. */
  readonly failing: readonly string[]
  /** What it is going to exit with. */
  readonly code: number
}
