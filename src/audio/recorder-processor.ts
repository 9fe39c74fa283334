import { workletScope } from './worklet-scope.js'

/** Sends its input to its node, in chunks of a given length. */
export class RecorderProcessor extends workletScope.AudioWorkletProcessor {
  readonly #channelCount: number
  readonly #chunkLength: number
  #chunk: Float32Array<ArrayBuffer>[]
  #filled = 0

  constructor({
    processorOptions,
  }: {
    readonly processorOptions: { channelCount: number; chunkLength: number }
  }) {
    super()
    this.#channelCount = processorOptions.channelCount
    this.#chunkLength = processorOptions.chunkLength
    this.#chunk = this.#emptyChunk()
  }

  process([input]: readonly Float32Array[][]): boolean {
    const length = input.at(0)?.length ?? 0
    for (let from = 0; from < length;) {
      const count = Math.min(length - from, this.#chunkLength - this.#filled)
      for (const [i, channel] of this.#chunk.entries()) {
        channel.set(input[i].subarray(from, from + count), this.#filled)
      }
      from += count
      this.#filled += count
      if (this.#filled === this.#chunkLength) this.#send()
    }
    return true
  }

  #send(): void {
    this.port.postMessage(
      { kind: 'chunk', chunk: this.#chunk },
      this.#chunk.map(({ buffer }) => buffer),
    )
    this.#chunk = this.#emptyChunk()
    this.#filled = 0
  }

  #emptyChunk(): Float32Array<ArrayBuffer>[] {
    return Array.from({ length: this.#channelCount }, () => new Float32Array(this.#chunkLength))
  }
}
