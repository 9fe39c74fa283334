import type { OwnFloat32Array } from '../samples.js'
// What this floor asks of the Web Audio API, described here so that its types need neither the DOM's nor those of
// node-web-audio-api. In a program that has the DOM's types, users see and give these.

/** An `AudioBuffer`, so far as it is used here. */
export interface AudioBufferLike {
  readonly numberOfChannels: number
  readonly length: number
  readonly sampleRate: number
  getChannelData(channel: number): Float32Array
  copyFromChannel(destination: OwnFloat32Array, channel: number): void
}

/** The same, as a context makes it. */
export interface WritableAudioBufferLike extends AudioBufferLike {
  copyToChannel(source: OwnFloat32Array, channel: number): void
}

/** A `BaseAudioContext`, so far as it is used here. */
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

/** An `AudioNode`, so far as it is used here. */
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

/** An `AudioWorkletNode`, so far as it is used here. */
export interface AudioWorkletNodeLike extends AudioNodeLike {
  readonly port: Port
}

export type ChannelCountMode = 'max' | 'clamped-max' | 'explicit'
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

/** An `AudioContext` that runs by the clock. */
export interface LiveContextLike extends AudioContextLike {
  createMediaStreamSource(stream: MediaStreamLike): AudioNodeLike
  resume(): Promise<void>
  close(): Promise<void>
}

export interface LiveContextOptions {
  readonly sampleRate?: number
  /** Where the sound goes: nowhere, so that no loudspeaker is needed. */
  readonly sinkId?: { readonly type: 'none' }
}

/** A `MediaStream`, so far as it is used here; that of node-web-audio-api has no tracks. */
export interface MediaStreamLike {
  getTracks?(): readonly MediaTrackLike[]
}

export interface MediaTrackLike {
  stop(): void
  /** Called when the device is gone, and not by `stop`. */
  onended?: (() => void) | null
}

export interface MediaDevicesLike {
  getUserMedia(constraints: { readonly audio: object }): Promise<MediaStreamLike>
}

type NodeConstructor<Options, Node = AudioNodeLike> = new (
  context: AudioContextLike,
  options: Options,
) => Node

/** What is used of the Web Audio API, and what it is used with. */
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

/** The types of the host where it has them: a node that is made here can then be connected to others. */
export type HostAudioNode = typeof globalThis extends { AudioNode: { prototype: infer Node } }
  ? Node
  : AudioNodeLike
export type HostAudioBuffer = typeof globalThis extends { AudioBuffer: { prototype: infer Buffer } }
  ? Buffer
  : AudioBufferLike

/** Whether a context renders into a buffer, as fast as it can, and not by the clock. */
export function isOffline(context: AudioContextLike): boolean {
  return 'startRendering' in context
}

/** Not a literal, so that bundlers for browsers do not look for the package. */
const PACKAGE = 'node-web-audio-api' as string

/**
 * The Web Audio API of the host: that of the browser, or in Node that of the package node-web-audio-api.
 *
 * @throws Error if there is none.
 */
export async function webAudio(): Promise<WebAudio> {
  const host = globalThis as unknown as Partial<WebAudio>
  if (host.AudioWorkletNode !== undefined) return host as WebAudio
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ PACKAGE)) as WebAudio
  } catch (cause) {
    throw new Error(
      'this host has no Web Audio API: in Node, npm install node-web-audio-api; in a browser, serve the page by HTTPS or from localhost',
      { cause },
    )
  }
}
