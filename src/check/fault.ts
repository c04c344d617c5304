/** What a device can do wrong that is no divergence. */

/** A device that could not even be created: nothing was judged, so this is no divergence. */
export class DeviceStartError extends Error {}

/** What every device owes its checker, whatever it is a model of. */
export type Duty = 'DEVICE-DIED' | 'DEVICE-HANGS' | 'DEVICE-GARBLED'

/** A device that no longer answers, or answers what is no answer: the program that it is at is a divergence. */
export class DeviceFault extends Error {
  constructor(readonly clause: Duty, what: string) {
    super(what)
  }
}

/** A device that hung so often that it is not started any more: nothing more is found out about it, and what was found stands. */
export class GivenUpError extends Error {}

/** What is allowed instead. */
export const OWED: Readonly<Record<Duty, string>> = {
  'DEVICE-DIED': 'an answer to every access, and no exception',
  'DEVICE-HANGS': 'an answer to every access, in time',
  'DEVICE-GARBLED': 'an answer to every access, and no exception',
}

/** A device that offers save and restore, which do not work, or that does not do the same again. */
export class WayBackError extends Error {
  constructor(what: string, cause?: unknown, advice = 'mend it, or leave save and restore out: then the device is run from its start for each program') {
    super(`${what}; ${advice}`, { cause })
  }
}

/** What something thrown says: a device may throw anything. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
