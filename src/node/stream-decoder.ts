import type { Codec } from './sound-kind.js'

/** A decoder that takes bytes as they come: the packages below have this form. */
export interface StreamDecoder {
  readonly ready: Promise<void>
  decode(bytes: Uint8Array): DecodedPiece | Promise<DecodedPiece>
  /** What is left at the end; not all have it. */
  flush?(): DecodedPiece | Promise<DecodedPiece>
  free(): void
}

/** What it made of some bytes. */
export interface DecodedPiece {
  readonly channelData: readonly Float32Array[]
  readonly samplesDecoded: number
  readonly sampleRate: number
  /** Bits of the integers that were coded; of FLAC. */
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

/** The decoder of what is coded so, which is ready; undefined if its package is not installed, or there is none. */
export async function streamDecoderFor(codec: Codec): Promise<StreamDecoder | undefined> {
  const load = loaders[codec]
  if (load === undefined) return undefined
  let decoder: StreamDecoder
  try {
    decoder = await load()
  } catch {
    return undefined
  }
  await decoder.ready
  return decoder
}
