/** A device on its host, and a way back to any point: by jumping where the device can, else by doing all again. */
import { Bench, failureOf } from '../check/lockstep.js'
import type { SavedBench, Subject } from '../check/lockstep.js'
import { GivenUpError, WayBackError, reasonOf } from '../check/fault.js'
import { KnownScript } from '../check/script.js'
import type { Forbidden, Header, Operation, Response } from '../check/contract.js'
import type { StateSink } from './visited.js'

/** A point to come back to: what was saved, or for a device that is replayed, how it got there. */
export type Place = { readonly saved: SavedBench } | { readonly path: readonly Operation[] }

/** The device threw: it answers nothing more. */
export interface Death {
  readonly died: Forbidden
}

const NO_PATH: readonly Operation[] = Object.freeze([])

export class Seat {
  private bench: Bench
  private path: readonly Operation[] = NO_PATH
  /** The device offers save and restore. */
  readonly jumps: boolean

  constructor(private readonly subject: Subject, private readonly header: Header) {
    this.bench = new Bench(subject, header)
    this.jumps = this.bench.save() !== undefined
  }

  /** The host calls of the device's start; to be asked first. */
  started(): Response {
    return this.bench.started()
  }

  perform(operation: Operation): Response | Death {
    if (!this.jumps) this.path = [...this.path, operation]
    try {
      return this.bench.perform(operation)
    } catch (error) {
      this.bench.host.takeLog()
      return { died: failureOf(error) }
    }
  }

  /** The device may write to `into`, an array of an earlier place that nobody needs any more. */
  save(into?: Uint8Array): Place {
    const saved = this.jumps ? this.bench.save(into) : undefined
    return saved ? { saved } : { path: this.path }
  }

  restore(place: Place): void {
    if ('saved' in place) {
      this.bench.restore(place.saved)
      return
    }
    this.path = place.path
    const script = new KnownScript(place.path)
    try {
      this.bench = new Bench(this.subject, this.header, undefined, script)
      this.bench.started()
      for (const operation of place.path) {
        script.at++
        this.bench.perform(operation)
      }
      script.at++
    } catch (error) {
      if (error instanceof GivenUpError) throw error
      throw new WayBackError(`the device does not do the same again: ${reasonOf(error)}`, error, 'look for what it keeps from one program to the next')
    }
  }
}

/** Feeds all that the answers after a place depend on. */
export function feedPlace(place: Place, into: StateSink): void {
  if ('saved' in place) {
    const { host, device, attached } = place.saved
    into.word(attached ? 1 : 0)
    into.words(host)
    into.bytes(device)
    return
  }
  // Nothing is known of the device's state: only the same operations surely lead to the same one.
  for (const operation of place.path) feedText(Object.values(operation).join(' '), into)
}

function feedText(text: string, into: StateSink): void {
  for (let i = 0; i < text.length; i++) into.word(text.charCodeAt(i))
  into.word(-1)
}
