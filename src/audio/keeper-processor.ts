import { workletScope } from './worklet-scope.js'

/** So small that the convolver treats it as zero, but not silence, which has one channel. */
export const WHISPER = 5e-31

/** Outputs a very faint signal in as many channels as its input has, whatever the input contains, even infinities and NaN. */
export class KeeperProcessor extends workletScope.AudioWorkletProcessor {
  #isDisposed = false

  constructor() {
    super()
    this.port.onmessage = () => {
      this.#isDisposed = true
    }
  }

  process(_inputs: unknown, [output]: readonly Float32Array[][]): boolean {
    for (let i = 0; i < output.length; i++) output[i].fill(WHISPER)
    return !this.#isDisposed
  }
}
