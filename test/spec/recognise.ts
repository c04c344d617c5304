/** States recognised by their fingerprints. */
import { fingerprint } from '../../spec/index.js'
import type { State } from '../../spec/index.js'

/** A fingerprint as one number; two that differ share it with a probability of 2^-53. */
export type Recognise = (state: State) => number

export const recognisedBy = (clauses?: readonly string[]): Recognise => (state) => {
  let low = 0x2545_f491
  let high = 0x6c62_272e
  const word = (value: number): void => {
    low = Math.imul(low ^ value ^ (low >>> 15), 0x9e37_79b1)
    high = Math.imul(high ^ value ^ (high >>> 13), 0x85eb_ca77) ^ (low >>> 16)
  }
  fingerprint(state, { word }, clauses)
  return (low >>> 0) * 2 ** 21 + (high >>> 11)
}

export const recognise = recognisedBy()
