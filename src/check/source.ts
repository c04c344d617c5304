/** Where choices come from: a seeded stream for the enumerated and mass arms, fast-check's own for the properties. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface Source {
  /** A whole number 0 … bound-1. */
  int(bound: number): number
}

/** A seeded stream. The remainder's bias is below 2^-20 for the bounds used here. */
export function seededSource(seed: number): Source {
  const stream = xoroshiro128plus(seed)
  return { int: (bound) => (stream.next() >>> 0) % bound }
}

/** An independent seed for part `index` of a run. */
export function partSeed(seed: number, index: number): number {
  const stream = xoroshiro128plus(seed + index * 0x1_0001)
  stream.next()
  return stream.next()
}

/** One of a list that is not empty. */
export function pick<T>(source: Source, list: readonly T[]): T {
  const chosen = list[source.int(list.length)]
  if (chosen === undefined) throw new RangeError('picked from an empty list')
  return chosen
}

export const chance = (source: Source, outOf: number): boolean => source.int(outOf) === 0

/** A shuffled copy. */
export function shuffled<T>(source: Source, list: readonly T[]): T[] {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = source.int(i + 1)
    const a = copy[i]
    const b = copy[j]
    if (a === undefined || b === undefined) continue
    copy[i] = b
    copy[j] = a
  }
  return copy
}
