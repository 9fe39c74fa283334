import { type OptionNames, readOptions, requireCount, requirePositive, requireString } from '../require.js'
import { recorderWorklet } from './generated/recorder-worklet.js'
import { RECORDER } from './messages.js'
import {
  type AudioWorkletNodeLike,
  type LiveContextLike,
  type MediaDevicesLike,
  type MediaStreamLike,
  type MediaTrackLike,
  type WebAudio,
  webAudio,
} from './web-audio.js'
import { loadWorklet, requireWorkletUrl } from './worklet-module.js'

/** The options of `fromMicrophone`. */
export interface MicrophoneOptions {
  /**
   * The sample rate, in Hz, to which the host converts what the device records. Hosts differ in how they convert, and some refuse.
   * Default: the rate of the host; see `Microphone.sampleRate`. To get the same samples everywhere, leave it out and resample the
   * chunks.
   */
  readonly sampleRate?: number
  /** The number of channels, to which the input is mixed. Default 1. */
  readonly channelCount?: number
  /** The number of samples per channel in a chunk, at most 2²⁰. Default 1024, some 21 ms. */
  readonly chunkLength?: number
  /**
   * The id of a device that `mediaDevices.enumerateDevices` lists. If it is not available, hosts may choose another one. Default:
   * the device that the user has chosen.
   */
  readonly deviceId?: string
  /**
   * The URL at which your site serves the package's file dist/audio/recorder-worklet.js. Needed only if the page's
   * Content-Security-Policy does not allow `blob:` in script-src. Default: the script is loaded from memory.
   */
  readonly workletUrl?: string | URL
}

/** An open microphone. */
export interface Microphone {
  readonly sampleRate: number
  readonly channelCount: number
  /** The recorded chunks, one array per channel, for a single reader. It ends with `stop`, or when the reader stops. */
  readonly chunks: AsyncGenerator<Float32Array[], void, undefined>
  /** Releases the device. Chunks that have not been read are lost. */
  readonly stop: () => Promise<void>
}

const SCRIPT = { file: 'recorder-worklet.js', source: recorderWorklet }

/** How long a reader may be busy with something else. */
const PATIENCE_SECONDS = 10

/** A longer chunk must be a mistake: this is 22 s at 48 kHz. */
const GREATEST_CHUNK_LENGTH = 2 ** 20

/** More than hosts support. */
const GREATEST_CHANNEL_COUNT = 32

const TOO_SLOW = `chunks must be read within ${PATIENCE_SECONDS} s, got no reader for longer: read faster, or call stop`
const TAKEN_AWAY =
  'the microphone was disconnected, or permission was withdrawn: connect it, and open it again'

/** Recordings must not be processed for telephony. */
const PLAIN = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }

/**
 * Opens the microphone, in the browser, which asks its user for permission, or in Node, through node-web-audio-api. Echo
 * cancellation, noise suppression and automatic gain are off if the host allows it.
 *
 * If the reader falls 10 s behind, or the browser reports that the device is gone, the chunks end with an error and the device is
 * released. No sample is lost without notice.
 *
 * To convert to another sample rate, pass the chunks through a `Resampler`, as in the second example. Its results are the same on
 * every host, and it reports its latency.
 *
 * @param options Sample rate, channels, length of chunks, and device.
 * @throws Error if there is no device, or permission is denied. TypeError, RangeError for wrong options.
 * @example
 * async function heard(seconds) {
 *   const { sampleRate, chunks } = await fromMicrophone()
 *   const loudness = []
 *   for await (const [samples] of chunks) {
 *     loudness.push(Math.max(...samples.map(Math.abs)))
 *     if (loudness.length * samples.length >= seconds * sampleRate) break // and the device is let go
 *   }
 *   return loudness
 * }
 * @example
 * async function speech() {
 *   const { sampleRate, chunks } = await fromMicrophone()
 *   return from(chunks).pipe(resample({ fromRate: sampleRate, toRate: 16000, channelCount: 1 }))
 * }
 * @see `from(microphone.chunks)` of RxJS for an Observable of the chunks; `resample` of tapline/rx
 */
export async function fromMicrophone(options?: MicrophoneOptions): Promise<Microphone> {
  const read = readOptions(options, OPTIONS)
  const { sampleRate, channelCount = 1, chunkLength = 1024, deviceId, workletUrl } = read
  requireAll(read)
  const host = await webAudio()
  const stream = await open(host, { ...PLAIN, channelCount, ...(deviceId === undefined ? {} : { deviceId }) })
  let context: LiveContextLike | undefined
  const stop = once(async () => {
    for (const track of tracksOf(stream)) track.stop()
    await context?.close()
  })
  try {
    context = new host.AudioContext({
      ...(sampleRate === undefined ? {} : { sampleRate }),
      sinkId: { type: 'none' },
    })
    await loadWorklet(context, SCRIPT, workletUrl)
    const recorder = await record(host, context, stream, { channelCount, chunkLength })
    const most = Math.ceil((PATIENCE_SECONDS * context.sampleRate) / chunkLength)
    return { sampleRate: context.sampleRate, channelCount, ...arriving(recorder, stream, most, stop) }
  } catch (error) {
    await stop()
    throw error
  }
}

const OPTIONS: OptionNames<MicrophoneOptions> = {
  sampleRate: true,
  channelCount: true,
  chunkLength: true,
  deviceId: true,
  workletUrl: true,
}

function requireAll({
  sampleRate,
  channelCount = 1,
  chunkLength = 1,
  deviceId,
  workletUrl,
}: MicrophoneOptions): void {
  requireCount(channelCount, 1, 'channelCount', GREATEST_CHANNEL_COUNT)
  requireCount(chunkLength, 1, 'chunkLength', GREATEST_CHUNK_LENGTH)
  if (sampleRate !== undefined) requirePositive(sampleRate, 'sampleRate')
  if (deviceId !== undefined) requireString(deviceId, 'deviceId')
  requireWorkletUrl(workletUrl)
}

/** None in node-web-audio-api. */
function tracksOf(stream: MediaStreamLike): readonly MediaTrackLike[] {
  return stream.getTracks?.() ?? []
}

async function open(host: WebAudio, audio: object): Promise<MediaStreamLike> {
  const devices: MediaDevicesLike | undefined = host.mediaDevices ?? host.navigator?.mediaDevices
  if (devices === undefined) {
    throw new Error(
      'this host does not offer microphones: in a browser, serve the page over HTTPS or from localhost',
    )
  }
  try {
    return await devices.getUserMedia({ audio })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`no microphone is available (${reason}): connect one, and allow its use`, { cause })
  }
}

async function record(
  host: WebAudio,
  context: LiveContextLike,
  stream: MediaStreamLike,
  processorOptions: { readonly channelCount: number; readonly chunkLength: number },
): Promise<AudioWorkletNodeLike> {
  const recorder = new host.AudioWorkletNode(context, RECORDER, {
    channelCount: processorOptions.channelCount,
    channelCountMode: 'explicit',
    processorOptions,
  })
  context.createMediaStreamSource(stream).connect(recorder)
  // Hosts do not compute nodes that lead nowhere.
  recorder.connect(context.destination)
  await context.resume()
  return recorder
}

/** The chunks that the recorder sends, with a bound on how many may wait. */
function arriving(
  recorder: AudioWorkletNodeLike,
  stream: MediaStreamLike,
  most: number,
  stop: () => Promise<void>,
): Pick<Microphone, 'chunks' | 'stop'> {
  let close = (): void => undefined
  const queue = new ReadableStream<Float32Array[]>(
    {
      start(controller) {
        let isOpen = true
        const end = (ending: () => void): void => {
          if (isOpen) ending()
          isOpen = false
        }
        const fail = (message: string): void => {
          end(() => controller.error(new Error(message)))
          void stop()
        }
        close = () => end(() => controller.close())
        recorder.port.onmessage = ({ data }) => {
          const { kind, chunk } = data as { readonly kind?: string; readonly chunk: Float32Array[] }
          if (kind !== 'chunk' || !isOpen) return
          controller.enqueue(chunk)
          if ((controller.desiredSize ?? 0) < 0) fail(TOO_SLOW)
        }
        for (const track of tracksOf(stream)) track.onended = () => fail(TAKEN_AWAY)
      },
    },
    { highWaterMark: most },
  )
  const end = (): Promise<void> => {
    close()
    return stop()
  }
  return { chunks: read(queue, end), stop: end }
}

function read(
  queue: ReadableStream<Float32Array[]>,
  stop: () => Promise<void>,
): AsyncGenerator<Float32Array[], void, undefined> {
  const chunks = reading(queue, stop)
  const leave = chunks.return.bind(chunks)
  // A generator that has not started never reaches its `finally`.
  chunks.return = async (value) => {
    await stop()
    return leave(value)
  }
  return chunks
}

async function* reading(
  queue: ReadableStream<Float32Array[]>,
  stop: () => Promise<void>,
): AsyncGenerator<Float32Array[], void, undefined> {
  const reader = queue.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await stop()
  }
}

function once(action: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined
  return () => (result ??= action())
}
