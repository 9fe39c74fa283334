/** The numbers of a saved state, read one by one. They come from a stranger: each is checked against what it can be. */
export class SavedNumbers {
  readonly #numbers: readonly number[]
  #next = 0

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers
  }

  /** How many numbers are left. */
  get left(): number {
    return this.#numbers.length - this.#next
  }

  /** The next number. @throws RangeError unless it is whole, and from `least` to `most`. */
  take(least: number, most: number): number {
    const value = this.#numbers[this.#next++]
    if (!(Number.isSafeInteger(value) && value >= least && value <= most)) throw impossibleState()
    return value
  }

  /** The next number. @throws RangeError unless it is whole and from `least` to `most`, or equals `other`. */
  takeOr(other: number, least: number, most: number): number {
    if (this.#numbers[this.#next] !== other) return this.take(least, most)
    this.#next++
    return other
  }

  /** @throws RangeError if numbers are left. */
  end(): void {
    if (this.left > 0) throw impossibleState()
  }
}

/** What is thrown where a snapshot with a right checksum holds what no stream of this kernel can hold. */
export function impossibleState(): RangeError {
  return new RangeError(
    'the snapshot holds a state that a stream with this kernel cannot have: take it from an intact copy',
  )
}
