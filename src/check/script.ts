/** A program as it is being done: what comes next, for the connection to a device in another process. */
import type { Operation } from './contract.js'
import type { Scripted } from './linux/guest.js'

export interface Script {
  /** Index of the operation that is being done; -1 while the device starts. */
  readonly at: number
  readonly length: number
  /** The operation at an index; undefined for one that is only known once it is done. */
  operationAt(index: number): Operation | undefined
}

/** Operations that are known beforehand. Whoever does them says which one is being done. */
export class KnownScript implements Script {
  at = -1

  constructor(private readonly operations: readonly Scripted[]) {}

  get length(): number {
    return this.operations.length
  }

  operationAt(index: number): Operation | undefined {
    const operation = this.operations[index]
    return operation?.op === 'acknowledge' ? undefined : operation
  }
}
