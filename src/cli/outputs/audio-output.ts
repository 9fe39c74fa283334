import { extname } from 'node:path'
import { isFloat, type PcmFormat } from '../../format/pcm/pcm-format.js'
import { PcmEncoder } from '../../format/pcm/pcm-encoder.js'
import { WavEncoder } from '../../format/sound/wav-encoder.js'
import { type WavFormat, wavFormats } from '../../format/pcm/wav-layout.js'
import { WavWriter } from '../../node/wav-writer.js'
import type { Samples } from '../../samples.js'
import { blamingOptions } from '../terminal/blame.js'
import { UsageError } from '../terminal/errors.js'
import { rawFormatOf } from '../inputs/open-raw.js'
import type { AudioInput } from '../inputs/input.js'
import type { Io } from '../terminal/io.js'
import { type ByteSink, isStdout, openSink } from './byte-sink.js'

/** The options of the output. */
export interface AudioOutputOptions {
  /** The file; undefined and `-` are stdout. */
  readonly path: string | undefined
  /** How samples are stored. Default: as the file's extension says, else as in the input. */
  readonly format: PcmFormat | undefined
  readonly channels: number
  /** The number of samples of one channel, if it is known. */
  readonly frames: number | undefined
}

/** The defaults of the output. */
export type Likeness = Pick<AudioInput, 'sampleRate' | 'container' | 'format'>

/** A sound that is being written. */
export interface AudioOutput {
  readonly format: PcmFormat
  write(planar: readonly Samples[]): Promise<void>
  /** Completes it, and reports its level. */
  close(): Promise<Loudness>
  /** Abandons it, and leaves nothing behind. */
  abort(): Promise<void>
}

/** The greatest |x| before any clipping, and the number of samples that the format could not hold. */
export interface Loudness {
  readonly peak: number
  readonly clipped: number
}

/**
 * Opens the output of a command on `input`: a WAV file, or raw PCM if the extension says so, or if raw PCM from the input goes to
 * stdout.
 *
 * @throws UsageError if the extension is that of another format, or a WAV file cannot have such samples; FileError
 */
export async function openAudioOutput(
  input: Likeness,
  { path, format, channels, frames }: AudioOutputOptions,
  io: Io,
): Promise<AudioOutput> {
  const { sampleRate } = input
  const isFile = path !== undefined && !isStdout(path)
  if (!isFile && io.stdout.isTTY === true) {
    throw new UsageError(
      'sound cannot be written to a terminal: pass a file with -o, or pipe it into a program',
    )
  }
  const raw = isFile ? rawFormatOf(extname(path).toLowerCase()) : rawLike(input)
  if (raw !== undefined) {
    const stored = format ?? raw.format ?? input.format ?? DEFAULT_FORMAT
    return encoded(new PcmEncoder({ format: stored, channels }), stored, await openSink(path, io))
  }
  const stored = wavFormat(format, input.format)
  const known = frames === undefined ? {} : { frames }
  // The request does not fit a WAV file, such as a rate that is not a whole number.
  const encoder = blamingOptions(() => new WavEncoder({ sampleRate, channels, format: stored, ...known }), {
    sampleRate: '--rate',
  })
  if (!isFile) return encoded(encoder, stored, await openSink(path, io), frames)
  requireWavName(path)
  const expected = frames === undefined ? {} : { expectedFrames: frames }
  return written(await WavWriter.open(path, { sampleRate, channels, format: stored, ...expected }), stored)
}

/** Raw PCM is written as raw PCM. */
function rawLike({ container, format }: Likeness): { readonly format: PcmFormat | undefined } | undefined {
  return container === 'raw' ? { format } : undefined
}

/** The format that coded files are decoded to. */
const DEFAULT_FORMAT = 's24le'

function wavFormat(wanted: PcmFormat | undefined, given: PcmFormat | undefined): WavFormat {
  const format = wanted ?? given ?? DEFAULT_FORMAT
  // Formats that a WAV file stores in another form: there, 8 bits are unsigned, and all else is little-endian.
  const stored = format === 's8' ? 'u8' : format.replace(/be$/, 'le')
  const found = wavFormats.find((known) => known === stored)
  if (found !== undefined && (wanted === undefined || found === wanted)) return found
  throw new UsageError(
    `a WAV file cannot hold ${format}: pass one of ${wavFormats.join(', ')}, or write a .raw file`,
  )
}

function requireWavName(path: string): void {
  if (/[^/\\]\.wave?$/i.test(path)) return
  throw new UsageError(
    `${path} must end in .wav, .raw or .pcm: pipe into ffmpeg -i - ${path}, or give another name`,
  )
}

function encoded(
  encoder: PcmEncoder | WavEncoder,
  format: PcmFormat,
  sink: ByteSink,
  promised = 0,
): AudioOutput {
  return {
    format,
    write: (planar) => sink.write(encoder.process(planar)),
    async close() {
      // A header that was written before the input turned out to be truncated cannot be changed.
      if (encoder.frames >= promised) await sink.write(encoder.flush())
      await sink.close()
      return { peak: encoder.peak, clipped: isFloat(format) ? 0 : encoder.clipped }
    },
    abort: () => sink.abort(),
  }
}

function written(writer: WavWriter, format: WavFormat): AudioOutput {
  return {
    format,
    write: (planar) => writer.write(planar),
    close: () => writer.close(),
    abort: () => writer.abort(),
  }
}
