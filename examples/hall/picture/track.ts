import type { Audio } from '../audio.js'
import { lengthOf } from '../audio.js'
import type { Block } from '../reverberate.js'
import { Envelope } from './envelope.js'
import { Spectrogram } from './spectrogram.js'

/** What a track is made for. */
export interface TrackOptions {
  /** The line above its drawing: what it is, and a remark. */
  readonly title: string
  readonly remark: string
  /** Samples of one channel. */
  readonly length: number
  readonly sampleRate: number
  readonly channels: number
  /** Size of its drawing: columns over time, and rows of the spectrogram. */
  readonly columns: number
  readonly rows: number
}

/** What is drawn of a sound, gathered as it passes: an envelope for each channel, and one spectrogram. */
export class Track {
  readonly options: TrackOptions
  readonly envelopes: readonly Envelope[]
  readonly spectrogram: Spectrogram

  constructor(options: TrackOptions) {
    this.options = options
    this.envelopes = Array.from(
      { length: options.channels },
      () => new Envelope(options.length, options.columns),
    )
    this.spectrogram = new Spectrogram(options)
  }

  /** Takes the next samples, one array a channel. */
  add(block: Block): void {
    for (const [channel, envelope] of this.envelopes.entries()) envelope.add(block[channel])
    this.spectrogram.add(block)
  }

  /** Length in seconds. */
  get duration(): number {
    return this.options.length / this.options.sampleRate
  }

  /** The largest |x|. */
  get peak(): number {
    return Math.max(...this.envelopes.map((envelope) => envelope.peak))
  }
}

/** The track of a sound that is there already. */
export function trackOf(
  audio: Audio,
  options: Pick<TrackOptions, 'title' | 'remark' | 'columns' | 'rows'>,
): Track {
  const { channels, sampleRate } = audio
  const track = new Track({ ...options, length: lengthOf(audio), sampleRate, channels: channels.length })
  track.add(channels)
  return track
}
