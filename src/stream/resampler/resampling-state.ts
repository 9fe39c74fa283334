import { distanceOf, FINEST, type Step } from '../../filter/step.js'
import type { Samples, TypedSignal } from '../../samples.js'
import { copyInto } from '../../samples.js'
import { allOrNothing, Block } from '../../wasm/heap.js'
import { byPieces, byRows, markGaps, RESAMPLING_PADDING } from '../../wasm/resampling.js'
import { SCRATCH_LENGTH, scratch } from '../../wasm/workspace.js'
import { impossibleState } from '../snapshot/impossible-state.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import { keepLevels, samplesUnder } from './level-keeper.js'
import { advance, countBefore, type Position, refined } from './position.js'
import type { ResamplingPlan } from './resampling-plan.js'

/** A step that holds for the outputs from an input sample on. */
export interface StepChange {
  readonly from: number
  readonly step: Step
}

/** The number of samples that fit in besides those under the taps. */
const ROOM = 1024

/** The number of outputs that are computed at once. */
const MOST_OUTPUTS = 4096

/**
 * The samples that outputs still read, and the position of the next output. Samples beyond the ends are pushed like those of the
 * signal.
 */
export class ResamplingState {
  readonly plan: ResamplingPlan
  readonly #channelCount: number
  readonly #input: Block
  readonly #pitch: number
  /** The index of the first sample that is kept, and of the next one. */
  #first: number
  #end: number
  #position: Position
  #step: Step
  #changes: StepChange[] = []

  /** @param position Where the first output lies. The sample that is pushed first is the first under its taps. */
  constructor(plan: ResamplingPlan, channelCount: number, position: Position) {
    this.plan = plan
    this.#channelCount = channelCount
    this.#pitch = Math.ceil((2 * plan.tapCount + ROOM) / 4) * 4
    this.#input = allOrNothing(() => new Block(channelCount * this.#pitch, plan.precision))
    this.#position = position
    this.#step = plan.step
    this.#first = position.index - plan.reach + 1
    this.#end = this.#first
  }

  /** A sample that is still kept. */
  sampleAt(channel: number, index: number): number {
    return this.#input.samples[channel * this.#pitch + index - this.#first]
  }

  /** Forgets the samples. The first output then lies at sample 0, and the others at this step. */
  restart(step: Step): void {
    this.#position = { index: 0, phase: 0 }
    this.#step = step
    this.#changes = []
    this.#first = 1 - this.plan.reach
    this.#end = this.#first
  }

  /** The number of outputs for the next `length` samples. */
  outputLength(length: number): number {
    const limit = this.#end + length - this.plan.reach
    let [count, position, step] = [0, this.#position, this.#step]
    for (const change of [...this.#changes, undefined]) {
      const until = Math.min(change?.from ?? limit, limit)
      for (;;) {
        const more = countBefore(position, step, until, MOST_OUTPUTS)
        if (more === 0) break
        count += more
        position = advance(position, step, more)
      }
      if (change === undefined || change.from >= limit) break
      ;[position, step] = [refined(position, step), change.step]
    }
    return count
  }

  /** Takes samples[from..to) of each channel, and writes all outputs that are then known. Returns their number. */
  push(
    channels: readonly TypedSignal[],
    from: number,
    to: number,
    outs: readonly Samples[],
    at: number,
  ): number {
    let written = at
    for (let next = from; next < to;) {
      const count = Math.min(to - next, this.#room())
      this.#append(channels, next, next + count)
      next += count
      written += this.#compute(outs, written)
    }
    return written - at
  }

  /** From sample `from` on, outputs lie at this step. */
  change(from: number, step: Step): void {
    // A later change at the same sample replaces the earlier one.
    if (this.#changes.at(-1)?.from === from) this.#changes.pop()
    this.#changes.push({ from, step })
  }

  /** Writes the samples that outputs still read, the position of the next output, and the steps. */
  save(writer: SnapshotWriter): void {
    const { index, phase } = this.#position
    writer.number(index)
    writer.number(phase)
    writer.flag(this.#step === this.plan.step)
    if (this.#step !== this.plan.step) saveStep(writer, this.#step)
    writer.number(this.#changes.length)
    for (const { from, step } of this.#changes) {
      writer.number(from)
      saveStep(writer, step)
    }
    for (let c = 0; c < this.#channelCount; c++) {
      const at = c * this.#pitch - this.#first
      writer.samples(this.#input.samples.subarray(at + this.#firstRead, at + this.#end))
    }
  }

  /** Reads them. `end` is the index of the next sample. */
  load(reader: SnapshotReader, end: number): void {
    const { reach, step: planned } = this.plan
    const index = reader.count(Math.max(0, end - reach), Math.max(0, end - reach) + 2 * planned.whole + 4)
    const phase = reader.count(0, FINEST - 1)
    this.#step = reader.flag() ? planned : loadStep(reader, planned)
    if (phase >= this.#step.up) throw impossibleState()
    this.#position = { index, phase }
    this.#changes = Array.from({ length: reader.count(0, 2 * reach) }, () => ({
      from: reader.count(Math.max(0, index - 2 * planned.whole - 4), end),
      step: loadStep(reader, planned),
    }))
    if (this.#changes.some(({ from }, i) => i > 0 && from <= this.#changes[i - 1].from))
      throw impossibleState()
    this.#first = this.#firstRead
    this.#end = end
    for (let c = 0; c < this.#channelCount; c++) {
      const at = c * this.#pitch
      reader.samples(this.#input.samples.subarray(at, at + end - this.#first))
      markGaps(this.#input, at, end - this.#first)
    }
  }

  dispose(): void {
    this.#input.free()
  }

  /** The first sample under the taps of the next output. */
  get #firstRead(): number {
    return this.#position.index - this.plan.reach + 1
  }

  /** Makes room for samples, and returns how many fit. */
  #room(): number {
    const held = this.#end - this.#first
    if (held < this.#pitch) return this.#pitch - held
    const start = this.#firstRead - this.#first
    const { samples } = this.#input
    for (let c = 0; c < this.#channelCount; c++) {
      const from = c * this.#pitch
      samples.copyWithin(from, from + start, from + held)
    }
    this.#first += start
    return this.#pitch - held + start
  }

  #append(channels: readonly TypedSignal[], from: number, to: number): void {
    const { samples } = this.#input
    for (let c = 0; c < this.#channelCount; c++) {
      const at = c * this.#pitch + this.#end - this.#first
      copyInto(samples, at, channels[c], from, to)
      markGaps(this.#input, at, to - from)
    }
    this.#end += to - from
  }

  #compute(outs: readonly Samples[], at: number): number {
    const limit = this.#end - this.plan.reach
    let written = 0
    for (;;) {
      this.#takeChange()
      const until = Math.min(this.#changes.at(0)?.from ?? limit, limit)
      const room = Math.floor(SCRATCH_LENGTH / this.#channelCount) - RESAMPLING_PADDING
      const count = countBefore(this.#position, this.#step, until, Math.min(MOST_OUTPUTS, room))
      if (count === 0) return written
      this.#computeSome(count, outs, at + written)
      this.#position = advance(this.#position, this.#step, count)
      written += count
    }
  }

  /** Changes the step if another one holds at the next output. */
  #takeChange(): void {
    while (this.#changes.length > 0 && this.#position.index >= this.#changes[0].from) {
      this.#position = refined(this.#position, this.#step)
      this.#step = this.#changes[0].step
      this.#changes.shift()
    }
  }

  #computeSome(count: number, outs: readonly Samples[], at: number): void {
    const { tapCount, span, precision, step: planned } = this.plan
    const { phase } = this.#position
    const from = this.#firstRead - this.#first
    const target = scratch(precision)
    const pitch = count + RESAMPLING_PADDING
    const isPlanned = this.#step === planned
    if (isPlanned && this.plan.isIdentity) {
      this.#copy(count, outs, at)
      return
    }
    const rows = isPlanned ? this.plan.rowsFor(phase, count) : undefined
    const stepping = { phase, ...this.#step }
    if (rows === undefined) {
      const { up } = this.#step
      const { pieces } = this.plan
      byPieces(
        target,
        pitch,
        this.#input,
        from,
        this.#pitch,
        this.#channelCount,
        pieces,
        count,
        stepping,
        span * up,
      )
    } else {
      for (let c = 0; c < this.#channelCount; c++) {
        byRows(target, c * pitch, this.#input, c * this.#pitch + from, rows, tapCount, count, stepping)
      }
    }
    const [first, end] = samplesUnder(this.#position, this.#step, count, tapCount)
    for (let c = 0; c < this.#channelCount; c++) {
      const results = target.samples.subarray(c * pitch, c * pitch + count)
      const start = c * this.#pitch - this.#first
      const input = this.#input.samples.subarray(start + first, start + end)
      keepLevels(input, first, results, this.#position, this.#step, tapCount)
      outs[c].set(results, at)
    }
  }

  #copy(count: number, outs: readonly Samples[], at: number): void {
    const { samples } = this.#input
    for (let c = 0; c < this.#channelCount; c++) {
      const from = c * this.#pitch + this.#position.index - this.#first
      outs[c].set(samples.subarray(from, from + count), at)
    }
  }
}

function saveStep(writer: SnapshotWriter, { whole, part }: Step): void {
  writer.number(whole)
  writer.number(part)
}

/** A step of changed rates. They differ little from those of the plan. */
function loadStep(reader: SnapshotReader, planned: Step): Step {
  const whole = reader.count(0, 2 * planned.whole + 2)
  const step = { whole, part: reader.count(0, FINEST - 1), up: FINEST }
  if (Math.abs(distanceOf(step) / distanceOf(planned) - 1) > 0.02) throw impossibleState()
  return step
}
