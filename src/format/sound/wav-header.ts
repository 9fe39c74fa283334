import { isFloat, sampleBytes } from '../pcm/pcm-format.js'
import { bytesPerFrame, type WavLayout } from '../pcm/wav-layout.js'

/** How many samples follow a header. */
export interface WavExtent {
  /** Samples per channel; undefined if unknown, as in a stream. */
  readonly frames: number | undefined
  /** Whether there is room for the sizes of a file of more than 4 GiB, to be written later. */
  readonly hasReserve?: boolean
}

const LARGEST_UINT32 = 0xffffffff
const TAG_OF_INTEGERS = 1
const TAG_OF_FLOATS = 3
/** Three 64-bit numbers and the length of a table, which is empty. */
const DS64_BYTES = 28

/** Whether 32-bit sizes can express this many frames: all after the first 8 bytes must stay below 2³² bytes. */
export function fitsRiff(layout: WavLayout, frames: number, hasReserve = false): boolean {
  const paddingByte = 1
  const header = headerLength(layout, hasReserve)
  return frames * bytesPerFrame(layout) <= LARGEST_UINT32 - (header - 8) - paddingByte
}

/**
 * The bytes before the samples of a WAV file.
 *
 * Integers: RIFF, `fmt ` (16 bytes), `data`: the classic 44 bytes. Floating point: `fmt ` with an (empty) extension and a `fact`
 * chunk, as the specification requires for every format but integer PCM. More than 4 GiB: RF64 with a `ds64` chunk of 64-bit
 * sizes. A `JUNK` chunk reserves its place if there may be that many. Unknown length: sizes of 2³² − 1, the custom in pipes.
 *
 * References: EBU Tech 3306, MBWF / RF64 (2009), 3.4 and 3.5.
 */
export function wavHeader(layout: WavLayout, { frames, hasReserve = false }: WavExtent): Uint8Array {
  const { sampleRate, channels, format } = layout
  const frameBytes = bytesPerFrame(layout)
  const isLarge = frames !== undefined && !fitsRiff(layout, frames, hasReserve)
  const isOpen = isLarge || frames === undefined
  const dataBytes = (frames ?? 0) * frameBytes
  const length = headerLength(layout, hasReserve || isLarge)
  const riffBytes = length - 8 + dataBytes + (dataBytes % 2)
  const header = new HeaderBytes(length)

  header.text(isLarge ? 'RF64' : 'RIFF').uint32(isOpen ? LARGEST_UINT32 : riffBytes)
  header.text('WAVE')
  if (isLarge) {
    header.text('ds64').uint32(DS64_BYTES)
    header.uint64(riffBytes).uint64(dataBytes).uint64(frames).uint32(0)
  } else if (hasReserve) {
    header.text('JUNK').uint32(DS64_BYTES).zeros(DS64_BYTES)
  }
  header.text('fmt ').uint32(isFloat(format) ? 18 : 16)
  header.uint16(isFloat(format) ? TAG_OF_FLOATS : TAG_OF_INTEGERS)
  header.uint16(channels).uint32(sampleRate)
  header.uint32(sampleRate * frameBytes).uint16(frameBytes)
  header.uint16(8 * sampleBytes(format))
  if (isFloat(format)) {
    header
      .uint16(0)
      .text('fact')
      .uint32(4)
      .uint32(isOpen ? LARGEST_UINT32 : frames)
  }
  header.text('data').uint32(isOpen ? LARGEST_UINT32 : dataBytes)
  return header.bytes
}

function headerLength({ format }: WavLayout, hasSizes: boolean): number {
  return (isFloat(format) ? 58 : 44) + (hasSizes ? 8 + DS64_BYTES : 0)
}

/** Little-endian fields, one after the other. */
class HeaderBytes {
  readonly bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(length: number) {
    this.bytes = new Uint8Array(length)
    this.#view = new DataView(this.bytes.buffer)
  }

  text(ascii: string): this {
    for (const character of ascii) this.#view.setUint8(this.#at++, character.charCodeAt(0))
    return this
  }

  zeros(count: number): this {
    this.#at += count
    return this
  }

  uint16(value: number): this {
    this.#view.setUint16(this.#at, value, true)
    this.#at += 2
    return this
  }

  uint32(value: number): this {
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
    return this
  }

  uint64(value: number): this {
    this.#view.setBigUint64(this.#at, BigInt(value), true)
    this.#at += 8
    return this
  }
}
