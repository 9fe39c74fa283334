import { InputError } from '../format/input-error.js'
import type { Samples } from '../samples.js'
import type { AudioSource } from './audio-source.js'
import { FileError, reasonOf } from './file-error.js'
import { flacHeaderOf } from './flac-header.js'
import { lameTrimOf } from './lame-tag.js'
import { OggEnd, preSkipOf } from './ogg-end.js'
import type { Codec } from './sound-kind.js'
import type { DecodedPiece, StreamDecoder } from './stream-decoder.js'

/** A coded file that is decoded piece by piece. */
export interface CodedSource {
  /** For messages. */
  readonly path: string
  readonly codec: Codec
  /** Its first bytes, which `bytes` yields as well. */
  readonly beginning: Uint8Array
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>
  /** Whether a truncated file is an error. */
  readonly strict: boolean
}

/** The number of bytes decoded at once: the samples may take ten times as many, and more for silence. */
const PIECE_BYTES = 2 ** 15

/**
 * Decodes a sound piece by piece in constant memory, without the encoder's delay and padding.
 *
 * @throws FileError if nothing can be decoded; later, from `chunks`, InputError if the file is truncated or damaged and `strict` is set
 */
export async function decodeAudioStream(source: CodedSource, decoder: StreamDecoder): Promise<AudioSource> {
  const { path, codec, beginning, bytes } = source
  const warnings: InputError[] = []
  const end = isOgg(codec) ? new OggEnd(codec === 'Opus' ? preSkipOf(beginning) : 0) : undefined
  const state: State = { length: 0, frames: 0, errors: [], end }
  const pieces = piecesOf(bytes, decoder, state)
  let first: IteratorResult<DecodedPiece, void>
  try {
    // The decoder reports rate and channels with the first samples.
    do first = await pieces.next()
    while (first.done !== true && first.value.samplesDecoded === 0)
  } catch (cause) {
    throw damaged(path, codec, reasonOf(cause), cause)
  }
  const flac = codec === 'FLAC' ? flacHeaderOf(beginning) : undefined
  if (first.done === true && flac?.frames !== undefined) throw damaged(path, codec, state.errors[0])
  if (first.done === true && flac === undefined) throw damaged(path, codec, state.errors[0])
  const sampleRate = flac?.sampleRate ?? (first.value as DecodedPiece).sampleRate
  const channels = flac?.channels ?? (first.value as DecodedPiece).channelData.length
  const frames = flac === undefined ? framesOf(codec, beginning) : flac.frames
  const lack = (): void => {
    const found = lackOf(codec, frames, state)
    if (found !== undefined && source.strict) throw found
    if (found !== undefined) warnings.push(found)
  }
  return { sampleRate, channels, frames, format: codec, warnings, chunks: chunksOf(first, pieces, lack) }
}

function isOgg(codec: Codec): boolean {
  return codec === 'Vorbis' || codec === 'Opus'
}

/** The progress of decoding. */
interface State {
  /** Bytes read. */
  length: number
  /** Samples per channel decoded. */
  frames: number
  errors: string[]
  /** For Ogg, where the sound ends; the last block extends beyond it. */
  readonly end: OggEnd | undefined
}

async function* piecesOf(
  bytes: AsyncGenerator<Uint8Array, void, undefined>,
  decoder: StreamDecoder,
  state: State,
): AsyncGenerator<DecodedPiece, void, undefined> {
  const note = (decoded: DecodedPiece): DecodedPiece => {
    const piece = shortened(decoded, (state.end?.frames ?? Infinity) - state.frames)
    state.frames += piece.samplesDecoded
    // One warning is enough.
    if (state.errors.length === 0 && piece.errors.length > 0) state.errors.push(piece.errors[0].message)
    return piece
  }
  try {
    for await (const chunk of bytes) {
      state.length += chunk.length
      state.end?.look(chunk)
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        yield note(await decoder.decode(chunk.subarray(at, at + PIECE_BYTES)))
      }
    }
    if (decoder.flush !== undefined) yield note(await decoder.flush())
  } finally {
    decoder.free()
  }
}

function shortened(piece: DecodedPiece, most: number): DecodedPiece {
  if (piece.samplesDecoded <= most) return piece
  const count = Math.max(most, 0)
  const channelData = piece.channelData.map((samples) => samples.slice(0, count))
  return { ...piece, channelData, samplesDecoded: count }
}

async function* chunksOf(
  first: IteratorResult<DecodedPiece, void>,
  rest: AsyncGenerator<DecodedPiece, void, undefined>,
  end: () => void,
): AsyncGenerator<Samples[], void, undefined> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) {
      if (next.value.samplesDecoded > 0) yield samplesOf(next.value)
    }
    end()
  } finally {
    await rest.return()
  }
}

/**
 * The FLAC decoder puts full scale at 2ᵇ⁻¹ − 1, all others here at 2ᵇ⁻¹. The coded integers can be recovered exactly, up to 24
 * bits.
 */
function samplesOf({ channelData, bitDepth }: DecodedPiece): Samples[] {
  const channels = Array.from(channelData)
  if (bitDepth === undefined) return channels
  const fullScale = 2 ** (bitDepth - 1)
  for (const samples of channels) {
    for (let i = 0; i < samples.length; i++) samples[i] = Math.round(samples[i] * (fullScale - 1)) / fullScale
  }
  return channels
}

/** If the header states it; for Ogg, the end of the file does. */
function framesOf(codec: Codec, beginning: Uint8Array): number | undefined {
  return codec === 'MP3' ? lameTrimOf(beginning)?.frames : undefined
}

function lackOf(
  codec: Codec,
  due: number | undefined,
  { length, frames, errors }: State,
): InputError | undefined {
  const place = { offset: length }
  if (due !== undefined && frames < due) {
    return new InputError(
      `this ${codec} file is cut short: it has ${frames} of ${due} frames, in ${length} bytes`,
      place,
    )
  }
  if (errors.length === 0) return undefined
  return new InputError(
    `this ${codec} file is damaged: ${errors[0]}; ${frames} frames were decoded, from ${length} bytes`,
    place,
  )
}

function damaged(path: string, codec: Codec, why = 'nothing can be decoded', cause?: unknown): FileError {
  return new FileError({ verb: 'read', path }, `it is damaged ${codec}: ${why}`, 'use an intact copy', {
    cause,
  })
}
