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

/** What is to be written. */
export interface AudioOutputOptions {
  /** The file; undefined and `-` are stdout. */
  readonly path: string | undefined
  /** How samples are stored. Default: as the file's extension says, else as in the input. */
  readonly format: PcmFormat | undefined
  readonly channels: number
  /** Samples of one channel, where that is known. */
  readonly frames: number | undefined
}

/** What the output is like, unless it is to be otherwise. */
export type Likeness = Pick<AudioInput, 'sampleRate' | 'container' | 'format'>

/** A sound on its way out. */
export interface AudioOutput {
  readonly format: PcmFormat
  write(planar: readonly Samples[]): Promise<void>
  /** Completes it, and says how loud it was. */
  close(): Promise<Loudness>
  /** Gives it up, and leaves nothing behind. */
  abort(): Promise<void>
}

/** The greatest |x| before any clipping, and how many samples the format could not hold. */
export interface Loudness {
  readonly peak: number
  readonly clipped: number
}

/**
 * Opens the output for what is made of `input`: a WAV file, or raw PCM where the extension says so, or where it goes to stdout as the
 * input came.
 *
 * @throws UsageError if the extension is that of another format, or no WAV file has such samples; FileError
 */
export async function openAudioOutput(
  input: Likeness,
  { path, format, channels, frames }: AudioOutputOptions,
  io: Io,
): Promise<AudioOutput> {
  const { sampleRate } = input
  const isFile = path !== undefined && !isStdout(path)
  if (!isFile && io.stdout.isTTY === true) {
    throw new UsageError('sound is not for a terminal: give a file with -o, or pipe it into a program')
  }
  const raw = isFile ? rawFormatOf(extname(path).toLowerCase()) : rawLike(input)
  if (raw !== undefined) {
    const stored = format ?? raw.format ?? input.format ?? DEFAULT_FORMAT
    return encoded(new PcmEncoder({ format: stored, channels }), stored, await openSink(path, io))
  }
  const stored = wavFormat(format, input.format)
  const known = frames === undefined ? {} : { frames }
  // What a WAV file cannot say, as a rate that is not a whole number, was asked for.
  const encoder = blamingOptions(() => new WavEncoder({ sampleRate, channels, format: stored, ...known }), {
    sampleRate: '--rate',
  })
  if (!isFile) return encoded(encoder, stored, await openSink(path, io), frames)
  requireWavName(path)
  const expected = frames === undefined ? {} : { expectedFrames: frames }
  return written(await WavWriter.open(path, { sampleRate, channels, format: stored, ...expected }), stored)
}

/** Raw PCM goes on as raw PCM. */
function rawLike({ container, format }: Likeness): { readonly format: PcmFormat | undefined } | undefined {
  return container === 'raw' ? { format } : undefined
}

/** What coded files are decoded to. */
const DEFAULT_FORMAT = 's24le'

function wavFormat(wanted: PcmFormat | undefined, given: PcmFormat | undefined): WavFormat {
  const format = wanted ?? given ?? DEFAULT_FORMAT
  // What a WAV file stores otherwise, though it can hold it: 8 bits are unsigned there, and all else little-endian.
  const stored = format === 's8' ? 'u8' : format.replace(/be$/, 'le')
  const found = wavFormats.find((known) => known === stored)
  if (found !== undefined && (wanted === undefined || found === wanted)) return found
  throw new UsageError(
    `a WAV file cannot hold ${format}: give one of ${wavFormats.join(', ')}, or write a .raw file`,
  )
}

function requireWavName(path: string): void {
  if (/[^/\\]\.wave?$/i.test(path)) return
  throw new UsageError(
    `${path} is to be written, but only .wav, .raw and .pcm files can be: pipe into ffmpeg -i - ${path}, or give another name`,
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
      // A header that went out before the input proved to be cut short cannot be taken back.
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
