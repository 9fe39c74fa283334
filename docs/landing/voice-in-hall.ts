import { type Hall, responseOf } from './halls.js'

/** A recording that plays in a hall, which you can change while it plays. */
export interface VoiceInHall {
  /** What is heard, for meters and pictures. */
  readonly analyser: AnalyserNode
  readonly sampleRate: number
  enter(hall: Hall): void
  /** Ends the recording; the hall goes on sounding. */
  stop(): void
  close(): Promise<void>
}

/** Plays the recording at an address in a hall. */
export async function playInHall(url: string, hall: Hall): Promise<VoiceInHall> {
  // First of all, while the click that started us still counts.
  const context = new AudioContext()
  const { createConvolverNode, prepareImpulseResponse } = await import('tapline/audio')
  const { sampleRate } = context
  const prepared = (next: Hall) =>
    prepareImpulseResponse(responseOf(next, sampleRate), { sampleRate, normalize: 'l2' })

  const recording = await context.decodeAudioData(await (await fetch(url)).arrayBuffer())
  const source = new AudioBufferSourceNode(context, { buffer: recording, loop: true })
  const room = await createConvolverNode(context, { buffer: prepared(hall), precision: 'float32' })
  const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0 })
  source
    .connect(room as AudioNode)
    .connect(analyser)
    .connect(context.destination)
  source.start()
  await context.resume()

  return {
    analyser,
    sampleRate,
    enter: (next) => room.setBuffer(prepared(next), { fadeSeconds: 0.2 }),
    stop: () => source.stop(),
    close: () => context.close(),
  }
}
