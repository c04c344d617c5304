/** How one number is lowered, whatever it stands for. */

/** Asks for a smaller value: true when it still fails, and from then on it is the value. */
export type Attempt = (value: bigint) => boolean

const WORD = 0xffff_ffffn

/** The set bits of a number, the highest first. */
function bitsOf(value: bigint): bigint[] {
  const bits: bigint[] = []
  for (let bit = 1n; bit <= value; bit <<= 1n) if ((value & bit) !== 0n) bits.unshift(bit)
  return bits
}

const sum = (bits: readonly bigint[]): bigint => bits.reduce((total, bit) => total + bit, 0n)

/** Clears bits, all at once if possible, else half by half; returns what is left. */
function clear(value: bigint, bits: readonly bigint[], attempt: Attempt): bigint {
  if (bits.length === 0) return value
  const without = value - sum(bits)
  if (attempt(without)) return without
  if (bits.length === 1) return value
  const middle = bits.length >> 1
  return clear(clear(value, bits.slice(0, middle), attempt), bits.slice(middle), attempt)
}

/** The places worth trying for a bit: the lowest defined one of each field below it, and the next. */
function lowerBits(bit: bigint, mask: bigint): readonly bigint[] {
  const starts = mask & ~(mask << 1n)
  return [...new Set([...bitsOf(starts).reverse(), bit >> 1n])].filter((lower) => lower > 0n && lower < bit)
}

/** Moves single bits down as long as one can be moved; returns what is left. */
function slide(value: bigint, mask: bigint, attempt: Attempt): bigint {
  let left = value
  for (const bit of bitsOf(value)) {
    let place = bit
    for (let moved = true; moved; ) {
      const rest = left - place
      const lower = lowerBits(place, mask).find((next) => (rest & next) === 0n && attempt(rest + next))
      moved = lower !== undefined
      if (lower !== undefined) {
        left = rest + lower
        place = lower
      }
    }
  }
  return left
}

/** Between a value that is too low and one that fails: the lowest, if failing is a matter of size. */
function bisect(low: bigint, high: bigint, attempt: Attempt): void {
  let [passes, fails] = [low, high]
  while (passes + 1n < fails) {
    const middle = (passes + fails) >> 1n
    if (attempt(middle)) fails = middle
    else passes = middle
  }
}

/**
 * Lowers a number to 0 or 1, else to fewer and lower bits, else by bisection. `mask` has the defined bits of what it is
 * written to. Afterwards the number is not 0 or 1 less, no bit of it can be cleared, and none moved next to its place.
 */
export function lowerNumber(start: bigint, mask: bigint, attempt: Attempt): void {
  if (start === 0n || attempt(0n) || (start > 1n && attempt(1n)) || start === 1n) return
  let value = start
  if (value > WORD) value = [value & WORD, value >> 32n].find((half) => half > 1n && attempt(half)) ?? value
  const [top, ...rest] = bitsOf(value)
  if (top !== undefined && rest.length > 0) value = clear(clear(value, [top], attempt), rest, attempt)
  if (bitsOf(value).length > 1) value = clear(value, bitsOf(value), attempt)
  value = slide(value, mask, attempt)
  if (value > 2n && attempt(value - 1n)) bisect(1n, value - 1n, attempt)
}
