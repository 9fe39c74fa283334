import { CHANNELS, type Frame } from '../plane/frame.js'
import type { Size } from '../plane/size-change.js'

/** Frames that receive the results in turn. */
export class FramePool {
  readonly #frames: (Frame | undefined)[]
  #turn = 0

  /** @param count The number of frames. 0: each result gets a new frame. */
  constructor(count: number) {
    this.#frames = new Array<Frame | undefined>(count).fill(undefined)
  }

  /** Returns the frame whose turn it is, or a new one if that has another size or was transferred to another thread. */
  take({ width, height }: Size): Frame {
    const count = this.#frames.length
    if (count === 0) return emptyFrame(width, height)
    const at = this.#turn
    this.#turn = (at + 1) % count
    const frame = this.#frames[at]
    const fits = frame?.width === width && frame.height === height && frame.data.length > 0
    return fits ? frame : (this.#frames[at] = emptyFrame(width, height))
  }
}

function emptyFrame(width: number, height: number): Frame {
  return { data: new Uint8ClampedArray(CHANNELS * width * height), width, height }
}
