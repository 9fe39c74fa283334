import { brokenPackage } from './broken-package.js'
import { loadOptional } from './load-optional.js'
import type { Codec } from './sound-kind.js'

/** A decoder that takes bytes piece by piece: the interface of the packages below. */
export interface StreamDecoder {
  readonly ready: Promise<void>
  decode(bytes: Uint8Array): DecodedPiece | Promise<DecodedPiece>
  /** Returns the last samples; some decoders lack it. */
  flush?(): DecodedPiece | Promise<DecodedPiece>
  free(): void
}

/** The samples decoded from some bytes. */
export interface DecodedPiece {
  readonly channelData: readonly Float32Array[]
  readonly samplesDecoded: number
  readonly sampleRate: number
  /** The bits of the coded integers, for FLAC. */
  readonly bitDepth?: number
  readonly errors: readonly { readonly message: string }[]
}

/** The packages that decode piece by piece, in memory that does not grow with the file. */
export const packages: Readonly<Partial<Record<Codec, string>>> = {
  FLAC: '@wasm-audio-decoders/flac',
  MP3: 'mpg123-decoder',
  Vorbis: '@wasm-audio-decoders/ogg-vorbis',
  Opus: 'ogg-opus-decoder',
}

const loaders: Readonly<Partial<Record<Codec, () => Promise<StreamDecoder>>>> = {
  FLAC: async () => new (await import('@wasm-audio-decoders/flac')).FLACDecoder(),
  MP3: async () => new (await import('mpg123-decoder')).MPEGDecoder(),
  Vorbis: async () => new (await import('@wasm-audio-decoders/ogg-vorbis')).OggVorbisDecoder(),
  Opus: async () => new (await import('ogg-opus-decoder')).OggOpusDecoder(),
}

/**
 * Returns a decoder for the codec of a file, ready to use, or undefined if there is none or its package is not installed.
 *
 * @throws FileError if the package is installed but cannot be loaded
 */
export async function streamDecoderFor(codec: Codec, path: string): Promise<StreamDecoder | undefined> {
  const [load, name] = [loaders[codec], packages[codec]]
  if (load === undefined || name === undefined) return undefined
  try {
    const decoder = await loadOptional(name, load)
    await decoder?.ready
    return decoder
  } catch (cause) {
    throw brokenPackage(path, codec, name, cause)
  }
}
