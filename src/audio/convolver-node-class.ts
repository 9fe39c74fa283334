import { requireNumber } from '../require.js'
import { CONVOLVER, type FromProcessor, type ProcessorOptions, type ToProcessor } from './messages.js'
import type { AudioDataLike } from './audio-data.js'
import { givenResponse } from './response.js'
import type {
  AudioBufferLike,
  AudioContextLike,
  AudioWorkletNodeLike,
  ChannelCountMode,
  ChannelInterpretation,
  HostAudioBuffer,
  WebAudio,
  WorkletNodeOptions,
} from './web-audio.js'

/** How a response takes over from the one before. */
export interface BufferExchangeOptions {
  /** Over which time the one fades into the other, in seconds. Default 0: unlike responses click. */
  readonly fadeSeconds?: number
}

/** What the node has beyond an AudioWorkletNode. */
export interface ConvolverControls {
  /**
   * The impulse response, or null for silence. An AudioBuffer that was set is the AudioBuffer got; of other sound it is one that
   * was made when it was set, with the same samples in float32, not scaled by `normalize`. To set it is to call `setBuffer`
   * without a fade.
   */
  get buffer(): HostAudioBuffer | null
  set buffer(buffer: HostAudioBuffer | AudioDataLike | null)
  /** Whether responses that are set from now on are scaled: as in the options, not those that were normalised already. */
  normalize: boolean
  /** By how many seconds the output lags behind the input: 0. */
  readonly latency: number
  /** How many seconds the response sounds on after the input has ended: (length − 1) / sampleRate. */
  readonly tailTime: number
  /**
   * Replaces the response while sound goes on. The new one is prepared bit by bit, in a sixteenth of its length, so that the
   * audio thread never stalls; then it takes over, for the input before as well, so far as the old response reached.
   *
   * @param buffer As in the options. Its samples are copied.
   * @param options The fade.
   * @throws NotSupportedError, TypeError, RangeError as `createConvolverNode`, RangeError if the fade is below 0, not finite, or
   *   2⁵³ samples or more; nothing has changed then. If the worklet runs out of memory, the node's event 'processorerror'
   *   tells, and it falls silent.
   */
  setBuffer(buffer: AudioDataLike | null, options?: BufferExchangeOptions): void
  /** Ends the processing and gives the memory back: without this, a node is computed for as long as its context lives. */
  dispose(): void
}

/** What a node is made with, besides its response. */
export interface NodeSettings {
  readonly buffer: AudioBufferLike | null
  readonly normalize: boolean
  readonly channelCount?: number
  readonly channelCountMode?: ChannelCountMode
  readonly channelInterpretation?: ChannelInterpretation
}

/** The class of the nodes, as this file shows it. `ready` settles when the processor has been made, or could not be. */
export type ConvolverNodeClass = new (
  context: AudioContextLike,
  settings: NodeSettings,
  processorOptions: ProcessorOptions,
) => AudioWorkletNodeLike & ConvolverControls & { readonly ready: Promise<void> }

const classes = /* @__PURE__ */ new WeakMap<WebAudio['AudioWorkletNode'], ConvolverNodeClass>()

/** The class of the nodes: AudioWorkletNodes of a host's, made once for it. */
export function convolverNodeClass(host: WebAudio): ConvolverNodeClass {
  const known = classes.get(host.AudioWorkletNode)
  if (known !== undefined) return known
  const made = derive(host)
  classes.set(host.AudioWorkletNode, made)
  return made
}

function derive(host: WebAudio): ConvolverNodeClass {
  return class ConvolverWorkletNode extends host.AudioWorkletNode implements ConvolverControls {
    readonly latency = 0
    readonly ready: Promise<void>
    normalize: boolean
    #buffer: AudioBufferLike | null
    /** The mode that keeps a mono input mono, if the output has as many channels as the input. */
    readonly #looseMode: ChannelCountMode | undefined

    constructor(context: AudioContextLike, settings: NodeSettings, processorOptions: ProcessorOptions) {
      const options = workletNodeOptions(settings, processorOptions)
      super(context, CONVOLVER, options)
      this.normalize = settings.normalize
      this.#buffer = settings.buffer
      if (options.outputChannelCount === undefined) {
        this.#looseMode = options.channelCountMode
        keepStereo(host, this)
      }
      this.ready = readiness(this)
    }

    get buffer(): HostAudioBuffer | null {
      return this.#buffer as HostAudioBuffer | null
    }

    set buffer(buffer: HostAudioBuffer | AudioDataLike | null) {
      this.setBuffer(buffer)
    }

    get tailTime(): number {
      return this.#buffer === null ? 0 : (this.#buffer.length - 1) / this.#buffer.sampleRate
    }

    setBuffer(given: AudioDataLike | null, { fadeSeconds = 0 }: BufferExchangeOptions = {}): void {
      const fade = fadeLength(fadeSeconds, this.context.sampleRate)
      const { buffer, response } = givenResponse(given, this.context, this.normalize)
      this.#buffer = buffer
      if (this.#looseMode !== undefined) {
        this.channelCountMode = isStereoResponse(buffer) ? 'explicit' : this.#looseMode
      }
      tell(this, { kind: 'response', response, fade })
    }

    dispose(): void {
      this.disconnect()
      tell(this, { kind: 'dispose' })
    }
  }
}

/**
 * The output has as many channels as the input, unless their number is given, as it is for a response of two or four; and a
 * single channel never becomes two by itself.
 */
function workletNodeOptions(settings: NodeSettings, processorOptions: ProcessorOptions): WorkletNodeOptions {
  const { buffer, channelCount = 2, channelCountMode = 'clamped-max' } = settings
  const { channelInterpretation = 'speakers' } = settings
  const isStereo = isStereoResponse(buffer) || channelCount === 1
  return {
    channelCount,
    channelCountMode,
    channelInterpretation,
    processorOptions,
    ...(isStereo ? { outputChannelCount: [2] } : {}),
  }
}

/** The length of a fade, in samples. */
function fadeLength(fadeSeconds: number, sampleRate: number): number {
  requireNumber(fadeSeconds, 'fadeSeconds')
  const length = Math.round(fadeSeconds * sampleRate)
  if (fadeSeconds >= 0 && Number.isSafeInteger(length)) return length
  throw new RangeError(
    `fadeSeconds is ${fadeSeconds}: give a finite number of at least 0, and less than 2⁵³ samples`,
  )
}

function tell(node: AudioWorkletNodeLike, message: ToProcessor): void {
  node.port.postMessage(message)
}

function isStereoResponse(buffer: AudioBufferLike | null): boolean {
  return buffer !== null && buffer.numberOfChannels > 1
}

/**
 * The output of the node has as many channels as its input, and would fold the tail of a stereo input to mono when that input
 * ends. So the output goes back to the input, so small that the processor takes it for zero: as long as it is stereo, so is the
 * input. It does so whatever the output is: the shaper makes a constant of all, also of the zeros of a response that begins
 * late. (A gain of 0 would make silence of it, which has one channel.)
 */
function keepStereo(host: WebAudio, node: AudioWorkletNodeLike): void {
  const { context } = node
  const whisper = new host.WaveShaperNode(context, { curve: Float32Array.of(WHISPER, WHISPER) })
  // In a loop, a delay of 0 is one of a render quantum.
  const delay = new host.DelayNode(context, { delayTime: 0 })
  node.connect(whisper)
  whisper.connect(delay)
  delay.connect(node)
}

/** The processor takes all below 1e−30 for zero. */
const WHISPER = 5e-31

/** Settles with the first message from the processor. */
function readiness(node: AudioWorkletNodeLike): Promise<void> {
  return new Promise((resolve, reject) => {
    node.port.onmessage = ({ data }) => {
      // node-web-audio-api sends messages of its own by the same port.
      const message = data as FromProcessor | { readonly kind?: undefined }
      if (message.kind === 'ready') resolve()
      if (message.kind === 'failed') reject(new Error(`the worklet could not begin: ${message.reason}`))
    }
  })
}
