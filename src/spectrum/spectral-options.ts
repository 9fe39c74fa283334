import { type OptionNames, withNames } from '../require.js'
import type { Samples, SignalLike } from '../samples.js'
import {
  checkedWindow,
  FRAME_OPTIONS,
  type FrameOptions,
  type Framing,
  framingOf,
} from '../transform/framing.js'
import { windowOf } from '../transform/windows/window-of.js'

/** The options of `SpectralProcessor`. All have defaults. */
export interface SpectralOptions<
  Channels extends number | undefined = number | undefined,
> extends Partial<FrameOptions> {
  /**
   * The number of channels. If given, `process` takes and returns an array with one chunk per channel. By default, there is one
   * channel and a chunk is a single array.
   */
  readonly channels?: Channels
}

/** The names of `SpectralOptions`. */
export const SPECTRAL_OPTIONS: OptionNames<SpectralOptions> = /* @__PURE__ */ withNames(FRAME_OPTIONS, {
  channels: true,
})

/** The position of a spectrum. */
export interface SpectralPlace {
  /** The index of the frame, from 0 on. */
  readonly index: number
  /** The index of the first sample of the frame in the stream. It is negative for the first frames. */
  readonly start: number
  /** The index of the channel. */
  readonly channel: number
  /** The spectra of all channels of this frame. Those of lower channels have already been changed. */
  readonly spectra: readonly Samples[]
}

/**
 * A function that changes a spectrum, in place or by returning another one of the same length. The array is reused for the next
 * frame, so copy what you keep.
 */
export type SpectralFunction =
  | ((spectrum: Samples, place: SpectralPlace) => void)
  | ((spectrum: Samples, place: SpectralPlace) => SignalLike | undefined)

/** The chunks of a processor with this number of channels: one per channel, or a single array. */
export type SpectralChunk<Channels> = Channels extends number ? readonly SignalLike[] : SignalLike

/** What a processor with this number of channels returns: one array per channel, or a single array. */
export type SpectralResult<Channels> = Channels extends number ? Samples[] : Samples

const DEFAULT_LENGTH = 1024

/** The layout of frames that the options request. */
export function spectralFraming(options: SpectralOptions): Framing {
  const window =
    options.window === undefined ? windowOf('hann', DEFAULT_LENGTH) : checkedWindow(options.window)
  const { hop = Math.max(Math.floor(window.length / 4), 1) } = options
  return framingOf({ ...options, window, hop }, 'float32')
}
