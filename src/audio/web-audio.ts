import type { OwnFloat32Array } from '../samples.js'
// The parts of the Web Audio API that this floor uses, declared here so that its types need neither those of the DOM nor those of
// node-web-audio-api. A program that has the DOM's types sees and passes those.

/** The members of an `AudioBuffer` that are used. */
export interface AudioBufferLike {
  readonly numberOfChannels: number
  readonly length: number
  readonly sampleRate: number
  getChannelData(channel: number): Float32Array
  copyFromChannel(destination: OwnFloat32Array, channel: number): void
}

/** An `AudioBuffer` that a context has made. */
export interface WritableAudioBufferLike extends AudioBufferLike {
  copyToChannel(source: OwnFloat32Array, channel: number): void
}

/** The members of a `BaseAudioContext` that are used. */
export interface AudioContextLike {
  readonly sampleRate: number
  readonly state: string
  readonly destination: AudioNodeLike
  /** In seconds. */
  readonly currentTime?: number
  /** In hosts that have it. */
  readonly renderQuantumSize?: number
  readonly audioWorklet: { addModule(url: string): Promise<void> }
  createBuffer(numberOfChannels: number, length: number, sampleRate: number): WritableAudioBufferLike
}

/** The members of an `AudioNode` that are used. */
export interface AudioNodeLike {
  readonly context: AudioContextLike
  channelCount: number
  channelCountMode: ChannelCountMode
  channelInterpretation: ChannelInterpretation
  connect(destination: object, output?: number, input?: number): unknown
  disconnect(destination?: object | number, output?: number, input?: number): void
  dispatchEvent(event: Event): boolean
}

/** One end of a message channel, here or in the worklet. */
export interface Port {
  onmessage: ((event: { readonly data: unknown }) => void) | null
  postMessage(message: unknown, transfer?: readonly object[]): void
}

/** The members of an `AudioWorkletNode` that are used. */
export interface AudioWorkletNodeLike extends AudioNodeLike {
  readonly port: Port
}

/** How a node determines the number of channels of its inputs. */
export type ChannelCountMode = 'max' | 'clamped-max' | 'explicit'
/** How a node mixes its inputs to another number of channels. */
export type ChannelInterpretation = 'speakers' | 'discrete'

/** The options of an `AudioWorkletNode` that are used here. */
export interface WorkletNodeOptions {
  readonly numberOfInputs?: number
  readonly numberOfOutputs?: number
  readonly outputChannelCount?: number[]
  readonly channelCount?: number
  readonly channelCountMode?: ChannelCountMode
  readonly channelInterpretation?: ChannelInterpretation
  readonly processorOptions?: object
}

/** An `AudioContext` that runs in real time. */
export interface LiveContextLike extends AudioContextLike {
  createMediaStreamSource(stream: MediaStreamLike): AudioNodeLike
  resume(): Promise<void>
  close(): Promise<void>
}

export interface LiveContextOptions {
  readonly sampleRate?: number
  /** The output device: none, so that no loudspeaker is needed. */
  readonly sinkId?: { readonly type: 'none' }
}

/** The members of a `MediaStream` that are used; that of node-web-audio-api does not have tracks. */
export interface MediaStreamLike {
  getTracks?(): readonly MediaTrackLike[]
}

export interface MediaTrackLike {
  stop(): void
  /** Called when the device is gone, but not by `stop`. */
  onended?: (() => void) | null
}

export interface MediaDevicesLike {
  getUserMedia(constraints: { readonly audio: object }): Promise<MediaStreamLike>
}

type NodeConstructor<Options, Node = AudioNodeLike> = new (
  context: AudioContextLike,
  options: Options,
) => Node

/** The parts of the Web Audio API in use. */
export interface WebAudio {
  readonly BaseAudioContext: { readonly prototype: object }
  readonly AudioContext: new (options: LiveContextOptions) => LiveContextLike
  readonly AudioWorkletNode: new (
    context: AudioContextLike,
    name: string,
    options: WorkletNodeOptions,
  ) => AudioWorkletNodeLike
  readonly DelayNode: NodeConstructor<{ readonly delayTime: number; readonly maxDelayTime: number }>
  readonly GainNode: NodeConstructor<{ readonly gain?: number }>
  /** In Node, of the package; in a browser, of its navigator. */
  readonly mediaDevices?: MediaDevicesLike
  readonly navigator?: { readonly mediaDevices?: MediaDevicesLike }
}

/** The host's `AudioNode`, if its types are known, so that a node made here can be connected to others. */
export type HostAudioNode = typeof globalThis extends { AudioNode: { prototype: infer Node } }
  ? Node
  : AudioNodeLike
/** The host's `AudioBuffer`, if its types are known. */
export type HostAudioBuffer = typeof globalThis extends { AudioBuffer: { prototype: infer Buffer } }
  ? Buffer
  : AudioBufferLike

/** Whether a context renders into a buffer as fast as it can, rather than in real time. */
export function isOffline(context: AudioContextLike): boolean {
  return 'startRendering' in context
}

/** Not a literal, so that bundlers for browsers do not look for the package. */
const PACKAGE = 'node-web-audio-api' as string

/**
 * The Web Audio API of the host: that of the browser, or in Node that of the package node-web-audio-api.
 *
 * @throws Error if the host does not have one.
 */
export async function webAudio(): Promise<WebAudio> {
  const host = globalThis as unknown as Partial<WebAudio>
  if (host.AudioWorkletNode !== undefined) return host as WebAudio
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ PACKAGE)) as WebAudio
  } catch (cause) {
    throw new Error(
      'this host has no Web Audio API: in Node, npm install node-web-audio-api; in a browser, serve the page over HTTPS or from localhost',
      { cause },
    )
  }
}
