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

/** The options of `createConvolverNode`: those of a ConvolverNode, but for the name of `normalize`. */
export interface ConvolverNodeOptions {
  /**
   * The impulse response: one channel, two (left, right), or four (LL, LR, RL, RR), as an `AudioBuffer`, as `{ channels,
   * sampleRate }`, or as what `prepareImpulseResponse` returns. Default null: silence.
   */
  readonly buffer?: AudioDataLike | null
  /**
   * Whether responses are scaled as the specification says, so that all sound about equally loud. Default true. Those that
   * `prepareImpulseResponse` has normalised keep the gain that was chosen there; with false, all are played as they are.
   */
  readonly normalize?: boolean
  /** The arithmetic. Default 'float64'; 'float32' takes half the time and memory, and its errors are at some −130 dB. */
  readonly precision?: Precision
  /** 1 or 2, the default. With 1 the input is mixed to mono, and the output has two channels. */
  readonly channelCount?: number
  /** 'clamped-max', the default, or 'explicit'. */
  readonly channelCountMode?: ChannelCountMode
  /** Default 'speakers'. */
  readonly channelInterpretation?: ChannelInterpretation
  /**
   * Where your site serves the package's file dist/audio/convolver-worklet.js: for pages whose Content-Security-Policy does not
   * allow `blob:` in script-src. Default: the script is loaded from memory.
   */
  readonly workletUrl?: string | URL
}

/** An AudioNode of the host that convolves. */
export type TaplineConvolverNode = HostAudioNode & ConvolverControls

/**
 * Makes an AudioNode that does what a ConvolverNode does, and can do what that one cannot: it tells `latency` and `tailTime`, and it
 * takes another response while sound goes on, with a cross-fade and without a stall.
 *
 * y_j[n] = Σᵢ Σₖ h_ij[k]·x_i[n − k], by the engine of `ConvolverMatrix`, without delay. A response of one channel
 * serves each channel of the input, and keeps a mono input mono until the first stereo one; a response of two (left, right) or
 * four channels (LL, LR, RL, RR) gives a stereo output. Inputs of more than two channels are mixed down as
 * `channelInterpretation` says. When the tail is out, the output is exactly 0.
 *
 * Works in any context, offline or in real time, whatever its render quantum: in browsers and with node-web-audio-api. The
 * first node of a context loads a script of 39 KB into it, from memory: a page with a Content-Security-Policy must allow `blob:`
 * and 'wasm-unsafe-eval' in script-src, or give a `workletUrl`. This is why the function is asynchronous.
 *
 * Cost: as `ConvolverMatrix`. A response is prepared on the calling thread, some 25 ms for 5 s of stereo, and goes over to the audio
 * thread in pieces of 256 KB, which take it some 0.2 ms each. A node ends by itself when it has been collected as garbage and its tail
 * is out; `dispose` ends it now.
 *
 * @param context An AudioContext or OfflineAudioContext of the host, or one of Tone.js that wraps such.
 * @param options The response and how it is used.
 * @throws NotSupportedError (a DOMException) as a ConvolverNode: if the buffer has another number of channels or another
 *   sample rate than the context, `channelCount` is more than 2, or `channelCountMode` is 'max'. TypeError if the buffer is
 *   none of what it may be, or the context is none of the host's. RangeError if it is empty, its channels differ in length, or it holds a value that is not finite in
 *   float32. Error if the context is closed, or the host has no Web Audio API or refuses WebAssembly.
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
    throw new Error('the context is closed, or was rendered: make the node before, or in another context')
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

/** With a word on what those give who come from a ConvolverNode. */
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
