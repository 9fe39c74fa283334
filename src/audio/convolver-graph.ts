import { CONVOLVER, KEEPER, type ProcessorOptions, type ResponseMessage } from './messages.js'
import { prepared, ResponseSender } from './response-sender.js'
import type { Response } from './response.js'
import {
  type AudioContextLike,
  type AudioNodeLike,
  type AudioWorkletNodeLike,
  type ChannelInterpretation,
  isOffline,
  type WebAudio,
} from './web-audio.js'

/**
 * The hidden graph behind a node: the worklet, which receives the input, and the output, to which the node's connections are made.
 * User code cannot reach these nodes or break the loop between them. Nothing here refers to the node itself, so it can be
 * collected.
 */
export class ConvolverGraph {
  /** Settles when the first response has been accepted or rejected. */
  readonly ready: Promise<void>
  readonly input: AudioWorkletNodeLike
  readonly #output: AudioNodeLike
  readonly #host: WebAudio
  readonly #context: AudioContextLike
  readonly #sender: ResponseSender
  /** The hidden nodes to disconnect at the end. */
  readonly #nodes: AudioNodeLike[]
  #keeper: AudioWorkletNodeLike | undefined
  /** Whether a response of two or four channels has been set. From then on the output has two channels. */
  #isStereo = false
  #isStereoResponse = false
  #interpretation: ChannelInterpretation

  /**
   * @param output The output node, to which users connect.
   * @param first The first response.
   */
  constructor(
    host: WebAudio,
    output: AudioNodeLike,
    options: ProcessorOptions,
    first: Response,
    onFailure: (error: Error) => void,
  ) {
    const { context } = output
    this.#host = host
    this.#context = context
    this.#output = output
    this.#interpretation = options.isDiscrete ? 'discrete' : 'speakers'
    // As many channels as the input has, but at most two. From the first stereo response on, there are always two. This must be
    // set on the output: without input, Firefox would give it one channel, whatever the channelCountMode of the input is.
    this.input = new host.AudioWorkletNode(context, CONVOLVER, {
      ...(first.length > 1 ? { outputChannelCount: [2] } : {}),
      channelCount: 2,
      channelCountMode: 'clamped-max',
      channelInterpretation: this.#interpretation,
      processorOptions: isOffline(context) ? { ...options, first: firstMessage(first, options) } : options,
    })
    this.input.connect(output)
    this.#nodes = [this.input]
    let settle = (_: Error | undefined): void => undefined
    this.ready = new Promise((resolve, reject) => {
      settle = (error) => {
        if (error === undefined) resolve()
        else reject(error)
      }
    })
    this.#sender = new ResponseSender(this.input.port, options.precision, isOffline(context), {
      onTaken: () => {
        settle(undefined)
      },
      onFailure: (error) => {
        settle(error)
        onFailure(error)
      },
      onEnd: () => {
        this.#disconnect()
      },
    })
    // The event reports the failure as well, so callers that do not await the first response miss nothing.
    this.ready.catch(() => undefined)
    if (isOffline(context)) this.#adapt(first)
    else this.setResponse(first, 0)
  }

  setResponse(response: Response, fade: number): void {
    this.#sender.send(response, fade)
    this.#adapt(response)
  }

  #adapt(response: Response): void {
    this.#isStereoResponse = response.length > 1
    this.#isStereo ||= this.#isStereoResponse
    if (this.#isStereo) this.input.channelCountMode = 'explicit'
    else this.#keepStereo()
    this.#interpret()
  }

  set channelInterpretation(interpretation: ChannelInterpretation) {
    this.#interpretation = interpretation
    this.#interpret()
    this.#sender.tell({ kind: 'interpretation', isDiscrete: interpretation === 'discrete' })
  }

  /** Ends after the tail, because no more input can come. Hosts do not compute nodes that lead nowhere. */
  release(): void {
    if (this.#context.state === 'closed') return
    const drain = new this.#host.GainNode(this.#context, { gain: 0 })
    this.#output.connect(drain)
    drain.connect(this.#context.destination)
    this.#nodes.push(drain, this.#output)
    this.#sender.tell({ kind: 'release' })
  }

  dispose(): void {
    this.#sender.tell({ kind: 'dispose' })
    this.#disconnect()
  }

  /** A response of several channels uses a mono input as both channels, whatever the interpretation is. */
  #interpret(): void {
    this.input.channelInterpretation = this.#isStereoResponse ? 'speakers' : this.#interpretation
  }

  /**
   * The output of the worklet has as many channels as its input, and would fold the tail of a stereo input to mono when that input
   * ends. So a very faint signal with as many channels as the output is fed back to the input; the processor treats it as zero.
   * (The hosts' own nodes cannot do this: they pass NaN on, or turn zeros into mono silence.)
   */
  #keepStereo(): void {
    if (this.#keeper !== undefined) return
    const { sampleRate, renderQuantumSize = 128 } = this.#context
    this.#keeper = new this.#host.AudioWorkletNode(this.#context, KEEPER, {})
    // In a loop, a delay of 0 lasts one render quantum.
    const delay = new this.#host.DelayNode(this.#context, {
      delayTime: 0,
      maxDelayTime: (2 * renderQuantumSize) / sampleRate,
    })
    this.input.connect(this.#keeper)
    this.#keeper.connect(delay)
    delay.connect(this.input)
    this.#nodes.push(this.#keeper, delay)
  }

  #disconnect(): void {
    this.#keeper?.port.postMessage({ kind: 'dispose' })
    for (const node of this.#nodes) node.disconnect()
  }
}

function firstMessage(response: Response, { precision }: ProcessorOptions): ResponseMessage {
  return prepared({ response, fade: 0 }, precision, true)
}
