import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { decodeAudioFile } from '../../src/node/decode-audio-file.js'
import { readMp4 } from '../../src/node/mp4-file.js'
import { isTelling, soundKindOf } from '../../src/node/sound-kind.js'

const pathOf = (name: string) => new URL(`../zoo/files/${name}`, import.meta.url).pathname

describe('Decoded whole, as where the packages that decode piece by piece are missing', () => {
  test.each([
    ['mp3-cbr.mp3', 'MP3', 6000],
    ['mp3-vbr.mp3', 'MP3', 6000],
    ['mp3-22050.mp3', 'MP3', 3000],
    ['vorbis.ogg', 'Vorbis', 6000],
    ['vorbis-mono.ogg', 'Vorbis', 13_230],
    ['flac-16.flac', 'FLAC', 6000],
    ['aac-index-last.m4a', 'MPEG-4', 6000],
  ] as const)(
    '%s has the frames that were coded',
    async (name, codec, frames) => {
      const content = Uint8Array.from(await readFile(pathOf(name))).buffer
      const sound = await decodeAudioFile({ path: name, codec, content, strict: true })
      expect(sound.frames).toBe(frames)
      const samples: number[] = []
      for await (const [left] of sound.chunks) samples.push(...left)
      expect(samples.length).toBe(frames)
      // The chirp has its first crest after 57 samples at 44.1 kHz, and is silent before its first sample.
      const crest = samples.slice(0, 100).indexOf(Math.max(...samples.slice(0, 100)))
      expect(Math.abs(crest - (57 * sound.sampleRate) / 44_100)).toBeLessThan(8)
    },
    60_000,
  )
})

test('An index at the end is moved to the front, and its offsets increase by its length', async () => {
  const last = readMp4(Uint8Array.from(await readFile(pathOf('aac-index-last.m4a'))))
  const first = readMp4(Uint8Array.from(await readFile(pathOf('aac-index-first.m4a'))))
  expect(last.trim).toEqual({ delay: 1024, frames: 6000, rate: 44_100 })
  expect(first.trim).toEqual(last.trim)
  const types = (bytes: Uint8Array) =>
    Buffer.from(bytes)
      .toString('latin1')
      .match(/ftyp|moov|mdat/g)
      ?.slice(0, 3)
  expect(types(last.content)).toEqual(['ftyp', 'moov', 'mdat'])
  const places = (bytes: Uint8Array) => {
    const table = Buffer.from(bytes)
    const at = table.indexOf('stco') + 12
    const sound = table.indexOf('mdat') + 4
    return table.readUInt32BE(at) - sound
  }
  expect(places(last.content)).toBe(places(first.content))
})

test('A damaged index does not cause a hang, and is not read beyond its end', async () => {
  const file = await readFile(pathOf('aac-index-last.m4a'))
  for (let at = file.indexOf('moov'); at < file.length; at++) {
    for (const value of [0, 255]) {
      const bytes = Uint8Array.from(file)
      bytes[at] = value
      expect(readMp4(bytes).content.length).toBe(file.length)
    }
  }
})

describe('What a file is', () => {
  const kind = (bytes: readonly number[] | string) => soundKindOf(Buffer.from(bytes as string))

  test('is detected by a second frame if text and samples may begin like the first', async () => {
    const mp3 = await readFile(pathOf('mp3-cbr.mp3'))
    expect(isTelling(mp3.subarray(0, 100))).toBe(false)
    expect(isTelling(mp3.subarray(0, 1000))).toBe(true)
    expect(soundKindOf(mp3.subarray(0, 1000))).toEqual({ is: 'coded', codec: 'MP3' })
    const text = Buffer.from(`\uFEFF${'1;2\r\n'.repeat(400)}`, 'utf16le')
    expect(soundKindOf(text)).toEqual({ is: 'unknown' })
    expect(soundKindOf(Buffer.alloc(4000, 0xff))).toEqual({ is: 'unknown' })
  })

  test.each([
    ['OggS'.padEnd(28, '\0') + 'Speex   ', 'Ogg Speex'],
    ['\u0089PNG'.padEnd(64), 'a PNG picture'],
    ['RIFF    AVI LIST'.padEnd(64), 'AVI'],
    ['MThd'.padEnd(64, '\0'), 'MIDI, which holds notes rather than sound'],
  ])('is detected by its marker: %j', (text, name) => {
    expect(soundKindOf(Buffer.from(text, 'latin1'))).toEqual({ is: 'other', name })
  })

  test('is unknown for empty files', () => {
    expect(kind([])).toEqual({ is: 'unknown' })
    expect(kind('t,v\n1,2\n')).toEqual({ is: 'unknown' })
  })
})
