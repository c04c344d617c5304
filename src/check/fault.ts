/** What a device can do wrong that is no divergence. */

/** A device that could not even be created: nothing was judged, so this is no divergence. */
export class DeviceStartError extends Error {}

/** A device that offers save and restore, which do not work, or that does not do the same again. */
export class WayBackError extends Error {
  constructor(what: string, cause?: unknown, advice = 'mend it, or leave save and restore out: then the device is run from its start for each program') {
    super(`${what}; ${advice}`, { cause })
  }
}

/** What something thrown says: a device may throw anything. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
