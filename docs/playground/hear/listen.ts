import type { AudioDataLike, TaplineConvolverNode } from 'tapline/audio'

/** Sound that plays through a response, which you can change while it plays. */
export interface Listening {
  readonly context: AudioContext
  /** What is heard, for meters and pictures. */
  readonly analyser: AnalyserNode
  readonly convolver: TaplineConvolverNode
  /** How often the output had nothing to play since the sound began, if this browser counts it. */
  underruns(): number | undefined
  close(): Promise<void>
}

/** A context of a browser that counts underruns. */
interface CountingContext extends AudioContext {
  readonly playbackStats?: { readonly underrunEvents: number }
}

/** Plays the microphone, or a sound file over and over, through a response. */
export async function listen(
  context: AudioContext,
  sound: 'microphone' | ArrayBuffer,
  response: AudioDataLike,
): Promise<Listening> {
  const { createConvolverNode } = await import('tapline/audio')
  const options = { buffer: response, normalize: false, precision: 'float32' } as const
  const convolver = await createConvolverNode(context, options)
  const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0 })
  const stream = sound === 'microphone' ? await openMicrophone() : undefined
  const source =
    stream === undefined
      ? await looped(context, sound as ArrayBuffer)
      : new MediaStreamAudioSourceNode(context, { mediaStream: stream })
  source
    .connect(convolver as AudioNode)
    .connect(analyser)
    .connect(context.destination)
  await context.resume()
  const { playbackStats } = context as CountingContext
  const before = playbackStats?.underrunEvents ?? 0
  const underruns = (): number | undefined =>
    playbackStats === undefined ? undefined : playbackStats.underrunEvents - before
  const close = async (): Promise<void> => {
    for (const track of stream?.getTracks() ?? []) track.stop()
    convolver.dispose()
    await context.close()
  }
  return { context, analyser, convolver, underruns, close }
}

/** Without what browsers do to voices: it would take a hall for noise. */
function openMicrophone(): Promise<MediaStream> {
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
  return navigator.mediaDevices.getUserMedia({ audio })
}

async function looped(context: AudioContext, file: ArrayBuffer): Promise<AudioNode> {
  const buffer = await context.decodeAudioData(file)
  const source = new AudioBufferSourceNode(context, { buffer, loop: true })
  source.start()
  return source
}

/** A response of your own, from a sound file: at the rate of the context, about as loud as the others, without its silent end. */
export async function ownResponse(context: AudioContext, file: ArrayBuffer): Promise<AudioDataLike> {
  const { prepareImpulseResponse } = await import('tapline/audio')
  const { sampleRate } = context
  const recorded = await context.decodeAudioData(file)
  return prepareImpulseResponse(recorded, { sampleRate, normalize: 'l2', trim: 60 })
}
