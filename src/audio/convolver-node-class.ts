import { type OptionNames, readOptions, requireBoolean, requireNumber } from '../require.js'
import { requireLive } from '../wasm/heap.js'
import type { AudioDataLike } from './audio-data.js'
import { requireChannelCount, requireChannelCountMode } from './channel-settings.js'
import { ConvolverGraph } from './convolver-graph.js'
import type { ProcessorOptions } from './messages.js'
import { givenResponse, type Response } from './response.js'
import {
  type AudioBufferLike,
  type AudioContextLike,
  type AudioNodeLike,
  type ChannelCountMode,
  type ChannelInterpretation,
  type HostAudioBuffer,
  isOffline,
  type WebAudio,
} from './web-audio.js'

/** How a response takes over from the previous one. */
export interface BufferExchangeOptions {
  /** The length of the cross-fade, in seconds. Default 0: different responses click. */
  readonly fadeSeconds?: number
}

const EXCHANGE_OPTIONS: OptionNames<BufferExchangeOptions> = { fadeSeconds: true }

/** The members of the node beyond those of an AudioNode. */
export interface ConvolverControls {
  /**
   * The impulse response, or null for silence. If you set an AudioBuffer, you get the same object. If you set other sound, you get
   * an AudioBuffer with the same samples in float32, not scaled by `normalize`. Setting it is the same as calling `setBuffer`
   * without a fade.
   */
  get buffer(): HostAudioBuffer | null
  set buffer(buffer: HostAudioBuffer | AudioDataLike | null)
  /**
   * Whether responses that are set from now on are scaled, as in the options. Responses that `prepareImpulseResponse` has
   * normalized are never scaled.
   */
  normalize: boolean
  /** The time by which the output lags behind the input, in seconds: 0. */
  readonly latency: number
  /** The time for which the response sounds on after the end of the input, in seconds: (length − 1) / sampleRate. */
  readonly tailTime: number
  /**
   * Replaces the response while sound is playing. The response is prepared on the calling thread and passed to the audio thread in
   * small pieces. There it is applied to the past, as far as the old response reached, over a sixteenth of its length, and then
   * takes over. The audio thread never stalls. If calls come faster than that, the last one counts. In an OfflineAudioContext,
   * which has no deadline, the pieces are passed within the call.
   *
   * @param buffer As in the options. Its samples are copied.
   * @param options The fade.
   * @throws NotSupportedError, TypeError, RangeError as `createConvolverNode`; RangeError if the fade is below 0, not finite, or
   *   2⁵³ samples or more. Nothing has changed then. If there is no memory for the response, the node falls silent and fires
   *   'processorerror' with a `message`.
   */
  setBuffer(buffer: AudioDataLike | null, options?: BufferExchangeOptions): void
  /**
   * Ends the processing, disconnects the node and frees the memory now. A node that you drop does so after it has been
   * garbage-collected and its tail has ended.
   */
  dispose(): void
}

/** The arguments of a node. */
export interface NodeSettings {
  readonly buffer: AudioBufferLike | null
  readonly response: Response
  readonly normalize: boolean
  readonly channelCount?: number
  readonly channelCountMode?: ChannelCountMode
  readonly channelInterpretation?: ChannelInterpretation
}

/** The class of the nodes, as this file exports it. `ready` settles when the response has been accepted or rejected. */
export type ConvolverNodeClass = new (
  context: AudioContextLike,
  settings: NodeSettings,
  processorOptions: ProcessorOptions,
) => AudioNodeLike & ConvolverControls & { readonly ready: Promise<void> }

const classes = /* @__PURE__ */ new WeakMap<WebAudio['GainNode'], ConvolverNodeClass>()

/** The class of the nodes, made once per host. */
export function convolverNodeClass(host: WebAudio): ConvolverNodeClass {
  const known = classes.get(host.GainNode)
  if (known !== undefined) return known
  const made = derive(host)
  classes.set(host.GainNode, made)
  return made
}

/** Frees the graph behind a node after the node has been collected. */
const collected = /* @__PURE__ */ new FinalizationRegistry<ConvolverGraph>((graph) => {
  graph.release()
})

/**
 * The node that users see is its own input: a GainNode of gain 1, so that the host itself mixes the input according to the current
 * channelCount, channelCountMode and channelInterpretation. Its output is that of the graph behind it.
 */
function derive(host: WebAudio): ConvolverNodeClass {
  return class TaplineConvolver extends host.GainNode implements ConvolverControls {
    readonly latency = 0
    readonly ready: Promise<void>
    #normalize: boolean
    #buffer: AudioBufferLike | null
    #isDisposed = false
    readonly #options: ProcessorOptions
    readonly #output: AudioNodeLike
    #graph: ConvolverGraph

    constructor(context: AudioContextLike, settings: NodeSettings, processorOptions: ProcessorOptions) {
      super(context, inputOptions(settings))
      this.#normalize = settings.normalize
      this.#buffer = settings.buffer
      this.#options = processorOptions
      this.#output = new host.GainNode(context, {})
      this.#graph = this.#begin(settings.response)
      this.ready = this.#graph.ready
    }

    get buffer(): HostAudioBuffer | null {
      return this.#buffer as HostAudioBuffer | null
    }

    set buffer(buffer: HostAudioBuffer | AudioDataLike | null) {
      this.setBuffer(buffer)
    }

    get normalize(): boolean {
      return this.#normalize
    }

    set normalize(normalize: boolean) {
      requireBoolean(normalize, 'normalize')
      this.#normalize = normalize
    }

    get tailTime(): number {
      return this.#buffer === null ? 0 : (this.#buffer.length - 1) / this.#buffer.sampleRate
    }

    override get channelCount(): number {
      return super.channelCount
    }

    override set channelCount(count: number) {
      requireChannelCount(count)
      super.channelCount = count
    }

    override get channelCountMode(): ChannelCountMode {
      return super.channelCountMode
    }

    override set channelCountMode(mode: ChannelCountMode) {
      requireChannelCountMode(mode)
      super.channelCountMode = mode
    }

    override get channelInterpretation(): ChannelInterpretation {
      return super.channelInterpretation
    }

    override set channelInterpretation(interpretation: ChannelInterpretation) {
      super.channelInterpretation = interpretation
      this.#graph.channelInterpretation = super.channelInterpretation
    }

    override connect(...to: Parameters<AudioNodeLike['connect']>): unknown {
      return this.#output.connect(...to)
    }

    override disconnect(...from: Parameters<AudioNodeLike['disconnect']>): void {
      this.#output.disconnect(...from)
    }

    setBuffer(given: AudioDataLike | null, options?: BufferExchangeOptions): void {
      requireLive(this.#isDisposed)
      const { fadeSeconds = 0 } = readOptions(options, EXCHANGE_OPTIONS)
      const fade = fadeLength(fadeSeconds, this.context.sampleRate)
      const { buffer, response } = givenResponse(given, this.context, this.#normalize)
      if (isYetToBegin(this.context)) this.#beginAnew(response)
      else this.#graph.setResponse(response, fade)
      this.#buffer = buffer
    }

    dispose(): void {
      if (this.#isDisposed) return
      this.#isDisposed = true
      super.disconnect()
      this.#output.disconnect()
      this.#graph.dispose()
      collected.unregister(this)
    }

    #begin(response: Response): ConvolverGraph {
      const self = new WeakRef(this)
      const options = { ...this.#options, isDiscrete: super.channelInterpretation === 'discrete' }
      const graph = new ConvolverGraph(host, this.#output, options, response, ({ message }) => {
        self.deref()?.dispatchEvent(Object.assign(new Event('processorerror'), { message }))
      })
      super.connect(graph.input)
      collected.register(this, graph, this)
      return graph
    }

    #beginAnew(response: Response): void {
      const graph = this.#graph
      collected.unregister(this)
      super.disconnect()
      this.#graph = this.#begin(response)
      graph.dispose()
    }
  }
}

/** Whether rendering may begin at once and overtake any message. If so, the response is passed with a new worklet. */
function isYetToBegin(context: AudioContextLike): boolean {
  return isOffline(context) && context.state === 'suspended' && context.currentTime === 0
}

function inputOptions({
  channelCount = 2,
  channelCountMode = 'clamped-max',
  channelInterpretation = 'speakers',
}: NodeSettings): object {
  return { channelCount, channelCountMode, channelInterpretation }
}

/** The length of a fade, in samples. */
function fadeLength(fadeSeconds: number, sampleRate: number): number {
  requireNumber(fadeSeconds, 'fadeSeconds')
  const length = Math.round(fadeSeconds * sampleRate)
  if (fadeSeconds >= 0 && Number.isSafeInteger(length)) return length
  throw new RangeError(
    `fadeSeconds must be a finite number of at least 0, and less than 2⁵³ samples, got ${fadeSeconds}`,
  )
}
