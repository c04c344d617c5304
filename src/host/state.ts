/** Takes the words of one state, in a buffer that is used again for the next. */
export class StateWriter {
  private words = new Uint32Array(64)
  private length = 0

  word(value: number): void {
    if (this.length === this.words.length) {
      const longer = new Uint32Array(2 * this.length)
      longer.set(this.words)
      this.words = longer
    }
    this.words[this.length++] = value
  }

  /** The words so far, as an array of their own; then starts over. */
  take(): Uint32Array {
    const taken = this.words.slice(0, this.length)
    this.length = 0
    return taken
  }
}

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
