import { pcmCodes, type WavFormat } from './pcm.js'

/** What the header of a WAV file says about its samples. */
export interface WavLayout {
  /** Samples a second of one channel, in Hz. */
  readonly sampleRate: number
  /** Number of channels, interleaved in the file. */
  readonly channels: number
  readonly format: WavFormat
}

const largestUint32 = 0xffffffff
const largestUint16 = 0xffff
const tagOfIntegers = 1
const tagOfFloats = 3

/** Bytes of one frame: one sample of every channel. */
export function bytesPerFrame({ channels, format }: WavLayout): number {
  return channels * pcmCodes[format].bytes
}

/**
 * The most frames a WAV file of this layout can hold.
 *
 * The sizes in the file are 32-bit: what follows the first 8 bytes (the rest of the header, the samples and
 * a padding byte) must stay below 2³² bytes.
 */
export function maxWavFrames(layout: WavLayout): number {
  const paddingByte = 1
  return Math.floor((largestUint32 - (headerLength(layout.format) - 8) - paddingByte) / bytesPerFrame(layout))
}

/**
 * The bytes that stand before the samples of a WAV file with `frames` frames.
 *
 * Integers: RIFF, `fmt ` (16 bytes), `data`: the classic 44 bytes. Floating point: `fmt ` with an (empty)
 * extension and a `fact` chunk, as the specification asks for every format that is not integer PCM.
 */
export function wavHeader(layout: WavLayout, frames: number): Uint8Array {
  const { sampleRate, channels, format } = layout
  const frameBytes = bytesPerFrame(layout)
  const dataBytes = frames * frameBytes
  const header = new ChunkBytes(headerLength(format))

  header.text('RIFF').uint32(headerLength(format) - 8 + dataBytes + (dataBytes % 2))
  header.text('WAVE')
  header.text('fmt ').uint32(format === 'float32' ? 18 : 16)
  header.uint16(format === 'float32' ? tagOfFloats : tagOfIntegers)
  header.uint16(channels).uint32(sampleRate)
  header.uint32(sampleRate * frameBytes).uint16(frameBytes)
  header.uint16(8 * pcmCodes[format].bytes)
  if (format === 'float32') header.uint16(0).text('fact').uint32(4).uint32(frames)
  header.text('data').uint32(dataBytes)
  return header.bytes
}

/**
 * @throws RangeError if a WAV header cannot say what `layout` says: a sample rate or a number of channels that
 *   is not a positive integer, a frame of more than 65535 bytes, more than 2³² - 1 bytes a second
 */
export function checkLayout(layout: WavLayout): void {
  checkPositiveInteger('sampleRate', layout.sampleRate)
  checkPositiveInteger('channels', layout.channels)
  if (!Object.hasOwn(pcmCodes, layout.format)) {
    throw new RangeError(`format is '${layout.format}': give one of ${Object.keys(pcmCodes).join(', ')}`)
  }
  const frameBytes = bytesPerFrame(layout)
  if (frameBytes > largestUint16) {
    throw new RangeError(`channels is ${layout.channels}: a WAV frame has at most ${largestUint16} bytes`)
  }
  if (layout.sampleRate * frameBytes > largestUint32) {
    throw new RangeError(`sampleRate is ${layout.sampleRate}: a WAV file has at most 2^32 - 1 bytes a second`)
  }
}

function headerLength(format: WavFormat): number {
  return format === 'float32' ? 58 : 44
}

function checkPositiveInteger(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw new RangeError(`${name} is ${value}: give a positive integer`)
}

/** Little-endian fields, one after the other. */
class ChunkBytes {
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
}
