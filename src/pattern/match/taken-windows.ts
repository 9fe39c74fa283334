/** A set of windows; taking one also takes those around it, up to the exclusion. */
export class TakenWindows {
  readonly #isTaken: Uint8Array
  readonly #exclusion: number

  constructor(windowCount: number, exclusion: number) {
    this.#isTaken = new Uint8Array(windowCount)
    this.#exclusion = exclusion
  }

  has(window: number): boolean {
    return this.#isTaken[window] === 1
  }

  take(window: number): void {
    this.#isTaken.fill(1, Math.max(window - this.#exclusion, 0), window + this.#exclusion + 1)
  }
}
