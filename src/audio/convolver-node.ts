import { type OptionNames, readOptions, requireBoolean, requirePrecision } from '../require.js'
import type { Precision } from '../samples.js'
import { compiledModule, simd } from '../wasm/module.js'
import { type AudioDataLike, isAudioBuffer } from './audio-data.js'
import {
  requireChannelCount,
  requireChannelCountMode,
  requireChannelInterpretation,
} from './channel-settings.js'
import { type ConvolverControls, convolverNodeClass } from './convolver-node-class.js'
import { convolverWorklet } from './generated/convolver-worklet.js'
import { nativeContext } from './native-context.js'
import { givenResponse } from './response.js'
import {
  type AudioContextLike,
  type ChannelCountMode,
  type ChannelInterpretation,
  type HostAudioNode,
  webAudio,
} from './web-audio.js'
import { loadWorklet, requireWorkletUrl } from './worklet-module.js'

/** The options of `createConvolverNode`: those of a ConvolverNode, with `normalize` in place of `disableNormalization`. */
export interface ConvolverNodeOptions {
  /**
   * The impulse response: one channel, two (left, right), or four (LL, LR, RL, RR), as an `AudioBuffer`, as `{ channels, sampleRate
   * }`, or as the result of `prepareImpulseResponse`. Default null: silence.
   */
  readonly buffer?: AudioDataLike | null
  /**
   * Whether responses are scaled as the specification defines, so that all sound about equally loud. Default true. Responses that
   * `prepareImpulseResponse` has normalized keep the gain chosen there. With false, all are played as they are.
   */
  readonly normalize?: boolean
  /** The arithmetic. Default 'float64'. 'float32' takes half the time and memory, with errors of about −130 dB. */
  readonly precision?: Precision
  /** 1 or 2 (default). With 1, the input is mixed to mono, and the output has two channels. */
  readonly channelCount?: number
  /** 'clamped-max', the default, or 'explicit'. */
  readonly channelCountMode?: ChannelCountMode
  /** Default 'speakers'. */
  readonly channelInterpretation?: ChannelInterpretation
  /**
   * The URL at which your site serves the package's file dist/audio/convolver-worklet.js. Needed only if the page's
   * Content-Security-Policy does not allow `blob:` in script-src. Default: the script is loaded from memory.
   */
  readonly workletUrl?: string | URL
}

/** An AudioNode of the host that convolves. */
export type TaplineConvolverNode = HostAudioNode & ConvolverControls

/**
 * Makes a drop-in replacement for Web Audio's ConvolverNode. It also reports `latency` and `tailTime`, and changes its response
 * while sound is playing, with a cross-fade and without a stall.
 *
 * y_j[n] = Σᵢ Σₖ h_ij[k]·x_i[n − k], by the engine of `ConvolverMatrix`, without delay. A response of one channel is applied to
 * each channel of the input, and a mono input stays mono until the first stereo response. A response of two (left, right) or four
 * channels (LL, LR, RL, RR) gives a stereo output. Inputs of more than two channels are mixed down according to
 * `channelInterpretation`. After the tail, the output is exactly 0.
 *
 * Works in any context, offline or in real time, with any render quantum, in browsers and with node-web-audio-api. The function is
 * asynchronous because the first node of a context loads a script of 39 KB into it, from memory. A page with a
 * Content-Security-Policy must allow `blob:` and 'wasm-unsafe-eval' in script-src, or pass a `workletUrl`.
 *
 * Cost: that of `ConvolverMatrix`. A response is prepared on the calling thread, in some 25 ms for 5 s of stereo, and passed to the
 * audio thread in pieces of 256 KB. Each takes that thread some 0.2 ms. A node ends after it has been garbage-collected and its tail
 * has ended; `dispose` ends it now.
 *
 * @param context An AudioContext or OfflineAudioContext of the host, or a context of Tone.js, which wraps one.
 * @param options The response and how it is used.
 * @throws NotSupportedError (a DOMException) as a ConvolverNode: if the buffer does not have 1, 2 or 4 channels or the sample rate
 *   of the context, if `channelCount` is more than 2, or if `channelCountMode` is 'max'. TypeError if the buffer is of another
 *   kind, or the context does not belong to the host. RangeError if the buffer is empty, its channels differ in length, or a value
 *   is not finite in float32. Error if the context is closed, if the host has no Web Audio API, or if it refuses WebAssembly.
 * @example
 * import { OfflineAudioContext } from 'node-web-audio-api'
 * const context = new OfflineAudioContext(1, 4, 48_000)
 * const hall = { channels: [[1, 0.5, 0.25]], sampleRate: 48_000 }
 * const node = await createConvolverNode(context, { buffer: hall, normalize: false })
 * node.connect(context.destination)
 * const click = context.createBuffer(1, 1, 48_000)
 * click.copyToChannel(Float32Array.of(1), 0)
 * const source = context.createBufferSource()
 * source.buffer = click
 * source.connect(node)
 * source.start()
 * const wet = new Float32Array(4)
 * ;(await context.startRendering()).copyFromChannel(wet, 0)
 * wet // Float32Array [1, 0.5, 0.25, 0]
 * @see prepareImpulseResponse for a response of another sample rate, ConvolverMatrix for the same without Web Audio
 *
 * References: W3C, Web Audio API 1.1, the section on ConvolverNode.
 */
export async function createConvolverNode(
  context: AudioContextLike,
  options?: ConvolverNodeOptions,
): Promise<TaplineConvolverNode> {
  const {
    buffer: given = null,
    normalize = true,
    precision = 'float64',
    workletUrl,
    ...channels
  } = read(options)
  requireChannelSettings(channels)
  requirePrecision(precision)
  requireBoolean(normalize, 'normalize')
  requireWorkletUrl(workletUrl)
  const host = await webAudio()
  const native = nativeContext(context, host)
  if (native.state === 'closed') {
    throw new Error(
      'the context must be open, got one that is closed or was already rendered: make the node earlier, or in another context',
    )
  }
  const { buffer, response } = givenResponse(given, native, normalize)
  const isDiscrete = channels.channelInterpretation === 'discrete'
  const processorOptions = { precision, isDiscrete, simd: simd(), module: compiledModule() }
  await loadWorklet(native, SCRIPT, workletUrl)
  const ConvolverNode = convolverNodeClass(host)
  const node = new ConvolverNode(native, { ...channels, buffer, response, normalize }, processorOptions)
  await node.ready
  return node as unknown as TaplineConvolverNode
}

function requireChannelSettings({
  channelCount = 2,
  channelCountMode = 'clamped-max',
  channelInterpretation = 'speakers',
}: ConvolverNodeOptions): void {
  requireChannelCount(channelCount)
  requireChannelCountMode(channelCountMode)
  requireChannelInterpretation(channelInterpretation)
}

const OPTIONS: OptionNames<ConvolverNodeOptions> = {
  buffer: true,
  normalize: true,
  precision: true,
  channelCount: true,
  channelCountMode: true,
  channelInterpretation: true,
  workletUrl: true,
}

/** With hints for users who pass what a ConvolverNode takes. */
function read(options: ConvolverNodeOptions | undefined): ConvolverNodeOptions {
  if (
    typeof options === 'object' &&
    (options as object | null) !== null &&
    'disableNormalization' in options
  ) {
    throw new TypeError(
      "unknown option 'disableNormalization': to disable the normalization, pass { normalize: false }",
    )
  }
  if (isAudioBuffer(options as AudioDataLike | undefined)) {
    throw new TypeError('options must be an object such as { buffer }, got an AudioBuffer')
  }
  return readOptions(options, OPTIONS)
}

const SCRIPT = { file: 'convolver-worklet.js', source: convolverWorklet }
