import { SOUND_READER_OPTIONS, type SoundReaderOptions } from '../format/sound/sample-reader.js'
import { type OptionNames, readOptions, requirePositive, withNames } from '../require.js'

/** The options of `openAudioFile` and `readAudioFile`. */
export interface AudioFileOptions extends SoundReaderOptions {
  /** The sample rate of the results, in Hz; files of another rate are resampled. Default: that of the file. */
  readonly sampleRate?: number
}

const OPTIONS: OptionNames<AudioFileOptions> = /* @__PURE__ */ withNames(SOUND_READER_OPTIONS, {
  sampleRate: true,
})

/** A copy of the options, each read once. The precision is not checked. @throws TypeError, RangeError if another option is wrong. */
export function readAudioFileOptions(options: AudioFileOptions | undefined): AudioFileOptions {
  const read = readOptions(options, OPTIONS)
  if (read.sampleRate !== undefined) requirePositive(read.sampleRate, 'sampleRate')
  return read
}
