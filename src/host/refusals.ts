import type { Errno, RefusableCall } from '../check/contract.js'
import { ERRNO, errnoNumber } from './errno.js'
import type { StateReader } from './state.js'

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

  /** Writes the state. */
  save(into: number[]): void {
    for (const call of REFUSABLE_CALLS) {
      const refusal = this.standing.get(call)
      into.push(refusal === undefined ? 0 : -refusal.errno, refusal?.left ?? 0)
    }
  }

  /** Reads what save() wrote. */
  restore(from: StateReader): void {
    this.clear()
    for (const call of REFUSABLE_CALLS) {
      const errno = -from.next()
      const left = from.next()
      if (left > 0) this.standing.set(call, { errno, left })
    }
  }
}
