import { MatrixReceiver } from '../stream/convolver/matrix-parts.js'
import { useModule } from '../wasm/module.js'
import {
  type FromProcessor,
  type ProcessorOptions,
  PROTOCOL,
  type ResponseMessage,
  type ToProcessor,
} from './messages.js'
import { ResponseConvolver } from './response-convolver.js'
import { workletScope } from './worklet-scope.js'

/** The number of samples that are copied or cleared in a step, in some 50 µs. */
const STEP_LENGTH = 2 ** 15

/** A response that is being received. */
interface Arrival {
  readonly receiver: MatrixReceiver
  readonly isMono: boolean
  readonly fade: number
}

/** The ResponseConvolver as an AudioWorkletProcessor. */
export class ConvolverProcessor extends workletScope.AudioWorkletProcessor {
  #convolver: ResponseConvolver | undefined
  #arrival: Arrival | undefined
  #isReleased = false

  constructor({ processorOptions }: { readonly processorOptions: ProcessorOptions }) {
    super()
    this.port.onmessage = ({ data }) => {
      this.#guard(() => this.#take(data as ToProcessor))
    }
    this.#guard(() => {
      useModule(processorOptions.module, processorOptions.simd)
      this.#convolver = new ResponseConvolver(processorOptions.isDiscrete)
      this.#tell({ kind: 'ready', protocol: PROTOCOL })
      if (processorOptions.first !== undefined) this.#receive(processorOptions.first)
    })
  }

  /**
   * Whether the host must call the processor again. False only when nothing can be wanted any more: some hosts never call a
   * processor again once it has returned false, even when it gets another input.
   */
  process([input]: readonly Float32Array[][], [output]: readonly Float32Array[][]): boolean {
    const convolver = this.#convolver
    if (convolver === undefined) return false
    try {
      convolver.process(input, output)
    } catch (error) {
      this.#fail(error)
    }
    if (this.#isReleased && convolver.isOut) this.#end()
    return this.#convolver !== undefined
  }

  #take(message: ToProcessor): void {
    switch (message.kind) {
      case 'response':
        this.#receive(message)
        break
      case 'step':
        this.#step(STEP_LENGTH)
        break
      case 'interpretation':
        if (this.#convolver !== undefined) this.#convolver.isDiscrete = message.isDiscrete
        break
      case 'release':
        this.#isReleased = true
        break
      case 'dispose':
        this.#end()
    }
  }

  #receive({ parts, isMono, fade, isAtOnce }: ResponseMessage): void {
    if (this.#convolver === undefined) return
    this.#arrival = { receiver: new MatrixReceiver(parts), isMono, fade }
    this.#step(isAtOnce ? Infinity : STEP_LENGTH)
  }

  #step(length: number): void {
    if (this.#arrival === undefined) return
    const { receiver, isMono, fade } = this.#arrival
    const state = receiver.step(length)
    if (state === undefined) {
      this.#tell({ kind: 'stepped' })
      return
    }
    this.#arrival = undefined
    this.#convolver?.setResponse(state, isMono, fade)
    this.#tell({ kind: 'taken' })
  }

  #end(): void {
    this.#arrival?.receiver.dispose()
    this.#arrival = undefined
    this.#convolver?.dispose()
    this.#convolver = undefined
    this.#tell({ kind: 'ended' })
  }

  #guard(action: () => void): void {
    try {
      action()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
    this.#end()
  }

  #tell(message: FromProcessor): void {
    this.port.postMessage(message)
  }
}
