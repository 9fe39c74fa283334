/** A rising count that callers can wait for. */
export class Reached {
  #value = 0
  readonly #waiting = new Set<{ readonly value: number; readonly resolve: () => void }>()

  reach(value: number): void {
    this.#value = Math.max(this.#value, value)
    for (const one of [...this.#waiting]) {
      if (one.value > this.#value) continue
      this.#waiting.delete(one)
      one.resolve()
    }
  }

  /** Resolves when the count is at least `value`. */
  async until(value: number): Promise<void> {
    if (value <= this.#value) return
    await new Promise<void>((resolve) => this.#waiting.add({ value, resolve }))
  }
}
