/** Reads back, in order, the words that save() wrote. */
export class StateReader {
  private at = 0

  constructor(private readonly words: Uint32Array) {}

  /** The next word; 0 past the end. */
  next(): number {
    const word = this.words[this.at] ?? 0
    this.at += 1
    return word
  }
}
