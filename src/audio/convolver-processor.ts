import { setSimd } from '../wasm/module.js'
import type { FromProcessor, ProcessorOptions, ToProcessor } from './messages.js'
import { ResponseConvolver } from './response-convolver.js'
import type { Response } from './response.js'
import { workletScope } from './worklet-scope.js'

/** The ResponseConvolver as an AudioWorkletProcessor. */
export class ConvolverProcessor extends workletScope.AudioWorkletProcessor {
  #convolver: ResponseConvolver | undefined
  /** What kept a response from being taken. */
  #failure: Error | undefined

  constructor({ processorOptions }: { readonly processorOptions: ProcessorOptions }) {
    super()
    this.port.onmessage = ({ data }) => {
      this.#take(data as ToProcessor)
    }
    try {
      setSimd(processorOptions.simd)
      this.#convolver = new ResponseConvolver(processorOptions.response, processorOptions)
      this.#tell({ kind: 'ready' })
    } catch (error) {
      this.#tell({ kind: 'failed', reason: String(error) })
    }
  }

  /**
   * Throws if a response could not be taken: only what is thrown here comes to the node, as its event 'processorerror'.
   *
   * Whether more is to come. True until the node is disposed of: some hosts never call a processor again that once said it had
   * nothing to do, even when it gets another input.
   */
  process([input]: readonly Float32Array[][], [output]: readonly Float32Array[][]): boolean {
    if (this.#failure !== undefined) throw this.#failure
    this.#convolver?.process(input, output)
    return this.#convolver !== undefined
  }

  #take(message: ToProcessor): void {
    if (message.kind === 'dispose') this.#dispose()
    else this.#exchange(message.response, message.fade)
  }

  #exchange(response: Response, fade: number): void {
    try {
      this.#convolver?.setResponse(response, fade)
    } catch (error) {
      this.#failure = new Error(`the response could not be taken: ${String(error)}`)
      this.#dispose()
    }
  }

  #dispose(): void {
    this.#convolver?.dispose()
    this.#convolver = undefined
  }

  #tell(message: FromProcessor): void {
    this.port.postMessage(message)
  }
}
