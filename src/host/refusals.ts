import type { Errno, RefusableCall } from '../check/contract.js'
import { ERRNO, errnoNumber } from './errno.js'
import type { StateReader, StateWriter } from './state.js'

/** Every call that can be refused by order of a program. */
export const REFUSABLE_CALLS: readonly RefusableCall[] = [
  'viommuAlloc',
  'viommuDestroy',
  'mmapPage0',
  'munmapPage0',
  'hwQueueAlloc',
  'hwQueueDestroy',
]

// These three tell a device that it broke the order of calls. A refusal for another reason never uses them,
// or a device could not know what to put right.
const ORDER_ERRNOS: readonly Errno[] = [ERRNO.EIO, ERRNO.EEXIST, ERRNO.EBUSY]
const FOR_GOOD = 0xffff_ffff

/** Whether a program may order this refusal: the errno exists, and does not claim a broken order of queues. */
export function mayRefuse(call: RefusableCall, errno: string): boolean {
  const number = errnoNumber(errno)
  return number !== undefined && !(call === 'hwQueueAlloc' && ORDER_ERRNOS.includes(number))
}

/** Refusals that the program has ordered and that still stand: at most one for each call. */
export class Refusals {
  private readonly standing = new Map<RefusableCall, { readonly errno: Errno; left: number }>()

  /** Orders a refusal in place of an earlier one; without `times`, for good. Zero times is none. */
  order(call: RefusableCall, errno: string, times: number = FOR_GOOD): void {
    const number = errnoNumber(errno)
    if (number === undefined || !mayRefuse(call, errno)) {
      throw new RangeError(`${call} cannot be refused with ${errno}: use an errno that mayRefuse() accepts, such as ENOMEM`)
    }
    if (times >= 1) this.standing.set(call, { errno: number, left: Math.min(Math.trunc(times), FOR_GOOD) })
    else this.standing.delete(call)
  }

  /** Ends the refusal of a call. */
  end(call: RefusableCall): void {
    this.standing.delete(call)
  }

  /** Ends every refusal. */
  clear(): void {
    if (this.standing.size > 0) this.standing.clear()
  }

  /** The errno that refuses this call, counted as used, or 0. */
  take(call: RefusableCall): Errno | 0 {
    const refusal = this.standing.get(call)
    if (refusal === undefined) return 0
    if (refusal.left !== FOR_GOOD) {
      refusal.left -= 1
      if (refusal.left <= 0) this.standing.delete(call)
    }
    return refusal.errno
  }

  /** Writes the state: which calls are refused, and of those how. */
  save(into: StateWriter): void {
    let calls = 0
    if (this.standing.size > 0) for (let call = 0; call < REFUSABLE_CALLS.length; call++) if (this.at(call) !== undefined) calls |= 1 << call
    into.word(calls)
    for (let call = 0; calls >>> call !== 0; call++) {
      const refusal = this.at(call)
      if (refusal === undefined) continue
      into.word(-refusal.errno)
      into.word(refusal.left)
    }
  }

  /** Reads what save() wrote. */
  restore(from: StateReader): void {
    this.clear()
    const calls = from.next()
    for (let call = 0; calls >>> call !== 0; call++) {
      const name = REFUSABLE_CALLS[call]
      if (name !== undefined && ((calls >>> call) & 1) === 1) this.standing.set(name, { errno: -from.next(), left: from.next() })
    }
  }

  private at(call: number): { readonly errno: Errno; readonly left: number } | undefined {
    const name = REFUSABLE_CALLS[call]
    return name === undefined ? undefined : this.standing.get(name)
  }
}
