import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import type { Candidate } from './candidate-queue.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'

const COMPACTED_FROM = 64

/**
 * The last samples of a stream as runs of equal samples, so that a long plateau takes no more memory than a single sample. NaN
 * equals nothing, so each NaN is a run.
 */
export class RunHistory {
  readonly #half: number
  #values: number[] = []
  #starts: number[] = []
  /** The first run that is still needed. */
  #head = 0
  #position = 0

  /** @param half The number of samples on either side of a peak in which its bases are searched. */
  constructor(half: number) {
    this.#half = half
  }

  /** The number of samples so far. */
  get position(): number {
    return this.#position
  }

  /** The first sample that is still known. */
  get start(): number {
    return this.#starts[this.#head] ?? 0
  }

  /** Takes the next sample. Returns the peak that it ends, if any. */
  add(sample: number): Candidate | undefined {
    const last = this.#values.length - 1
    const height = this.#values[last]
    if (last >= this.#head && height === sample) {
      this.#position++
      return undefined
    }
    const isPeak = last > this.#head && this.#values[last - 1] < height && sample < height
    const peak = isPeak ? this.#peak(last, sample) : undefined
    this.#values.push(sample)
    this.#starts.push(this.#position++)
    return peak
  }

  /** The first sample at which a later peak of at least this height is possible. */
  nextPeakFrom(height: number): number {
    const last = this.#values.length - 1
    const isRising = last > this.#head && this.#values[last - 1] < this.#values[last]
    if (!isRising || this.#values[last] < height) return this.#position
    return Math.floor((this.#starts[last] + this.#position - 1) / 2)
  }

  /** The prominence of a peak; undefined if samples to come may change it, unless this is the end. */
  prominence(index: number, isEnd: boolean): number | undefined {
    const peak = this.#runAt(index)
    const height = this.#values[peak]
    let left = height
    for (let i = peak; i >= this.#head && this.#values[i] <= height; i--) {
      if (i < peak && this.#starts[i + 1] <= index - this.#half) break
      left = Math.min(left, this.#values[i])
    }
    let right = height
    let i = peak
    for (; i < this.#values.length && this.#starts[i] <= index + this.#half; i++) {
      if (!(this.#values[i] <= height)) return height - Math.max(left, right)
      right = Math.min(right, this.#values[i])
    }
    const isKnown = isEnd || this.#position > index + this.#half
    return isKnown ? height - Math.max(left, right) : undefined
  }

  /** Forgets samples that neither the peaks from `first` on nor later peaks need. */
  forget(first: number): void {
    const last = this.#values.length - 1
    const needed = Math.min(first, this.#starts[last]) - this.#half
    // The last two runs tell whether there is a peak.
    while (this.#head < last - 1 && this.#starts[this.#head + 1] <= needed) this.#head++
    if (this.#head < COMPACTED_FROM || 2 * this.#head < last) return
    this.#values = this.#values.slice(this.#head)
    this.#starts = this.#starts.slice(this.#head)
    this.#head = 0
  }

  reset(): void {
    this.#values = []
    this.#starts = []
    this.#head = 0
    this.#position = 0
  }

  save(writer: SnapshotWriter): void {
    writer.number(this.#position)
    writer.number(this.#values.length - this.#head)
    writer.samples(Float64Array.from(this.#values.slice(this.#head)))
    writer.samples(Float64Array.from(this.#starts.slice(this.#head)))
  }

  load(reader: SnapshotReader): void {
    const position = reader.count(0, MOST_SAMPLES)
    const count = reader.count(Math.min(position, 1), position)
    const values = reader.newSamples(count, 'float64')
    const starts = reader.newSamples(count, 'float64')
    let previous = -1
    for (const start of starts) {
      if (!(Number.isSafeInteger(start) && start > previous && start < position)) throw impossibleState()
      previous = start
    }
    this.#values = Array.from(values)
    this.#starts = Array.from(starts)
    this.#head = 0
    this.#position = position
  }

  #peak(run: number, next: number): Candidate {
    const [height, start, end] = [this.#values[run], this.#starts[run], this.#position - 1]
    const index = Math.floor((start + end) / 2)
    return {
      index,
      height,
      left: height - (index > start ? height : this.#values[run - 1]),
      right: height - (index < end ? height : next),
    }
  }

  /** The run that contains a sample. */
  #runAt(index: number): number {
    let low = this.#head
    let high = this.#values.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.#starts[middle] <= index) low = middle
      else high = middle - 1
    }
    return low
  }
}
