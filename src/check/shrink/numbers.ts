/** How one number is lowered, whatever it stands for. */

/** Asks for a smaller value: true when it still fails, and from then on it is the value. */
export type Attempt = (value: bigint) => boolean

const WORD = 0xffff_ffffn

/** The set bits of a number, the highest first. */
function bitsOf(value: bigint): bigint[] {
  const bits: bigint[] = []
  for (let left = value; left !== 0n; left &= left - 1n) bits.push(left & -left)
  return bits.reverse()
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

/** The lowest defined bit of each field below a bit, the lowest first. */
function fieldsBelow(bit: bigint, mask: bigint): readonly bigint[] {
  return bitsOf(mask & ~(mask << 1n) & (bit - 1n)).reverse()
}

/** Moves single bits down as long as one can be moved; returns what is left. */
function slide(value: bigint, mask: bigint, attempt: Attempt): bigint {
  let left = value
  for (const bit of bitsOf(value)) {
    let place = bit
    const move = (to: bigint): boolean => {
      const rest = left - place
      if (to === 0n || (rest & to) !== 0n || !attempt(rest + to)) return false
      left = rest + to
      place = to
      return true
    }
    // A bit that cannot move at all is the usual case: one attempt says so. Of one that can, the start of a field is likely.
    while (move(place >> 1n)) fieldsBelow(place, mask).some(move)
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
 * written to, `likely` is where such a number often ends. Afterwards the number is not 0 or 1 less, no bit of it can be
 * cleared, and none moved next to its place.
 */
export function lowerNumber(start: bigint, mask: bigint, attempt: Attempt, likely?: bigint): void {
  if (start === 0n || attempt(0n) || (start > 1n && attempt(1n)) || start === 1n) return
  let value = likely !== undefined && likely < start && attempt(likely) ? likely : start
  if (value > WORD) value = [value & WORD, value >> 32n].find((half) => half > 1n && attempt(half)) ?? value
  const [top, ...rest] = bitsOf(value)
  if (top !== undefined && rest.length > 0) value = clear(clear(value, [top], attempt), rest, attempt)
  if (bitsOf(value).length > 1) value = clear(value, bitsOf(value), attempt)
  value = slide(value, mask, attempt)
  if (value > 2n && attempt(value - 1n)) bisect(1n, value - 1n, attempt)
}
