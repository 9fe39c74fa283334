import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Frame } from 'tapline/image'
import { FileError, readImage, writeImage } from 'tapline/node'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { noiseFrame } from '../support/frames.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-images-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe('Images in files', () => {
  test('survive PNG unchanged, including alpha', async () => {
    const frame = noiseFrame(13, 7, 1)
    const path = join(folder, 'a.png')
    await writeImage(path, frame)
    expect(await readImage(path)).toEqual(frame)
    await writeImage(path, noiseFrame(2, 3, 2))
    expect(await readImage(path)).toEqual(noiseFrame(2, 3, 2))
  })

  test('come back from JPEG as on black', async () => {
    const path = join(folder, 'a.jpg')
    await writeImage(path, { data: new Uint8ClampedArray(4 * 64).fill(128), width: 8, height: 8 })
    const { data, width, height } = await readImage(path)
    expect([width, height]).toEqual([8, 8])
    expect([...data.subarray(0, 4)]).toEqual([64, 64, 64, 255])
  })

  test('are read as RGBA from gray, 16-bit and rotated files', async () => {
    const grey = join(folder, 'grey.png')
    const pixels = Uint16Array.of(0, 0x8080, 0xffff)
    await sharp(pixels, { raw: { width: 3, height: 1, channels: 1 } })
      .toColourspace('grey16')
      .toFile(grey)
    expect([...(await readImage(grey)).data]).toEqual([0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255])
    const turned = join(folder, 'turned.jpg')
    const image = sharp(new Uint8Array(16 * 8 * 3), { raw: { width: 16, height: 8, channels: 3 } })
    await image.withMetadata({ orientation: 6 }).toFile(turned)
    const { width, height } = await readImage(turned)
    expect([width, height]).toEqual([8, 16])
  })

  test('that cannot be read are named, with the reason', async () => {
    const missing = join(folder, 'missing.png')
    await expect(readImage(missing)).rejects.toThrow(FileError)
    await expect(readImage(missing)).rejects.toThrow(
      `cannot read ${missing}: no such file or directory (ENOENT): pass the path of a PNG`,
    )
    const text = join(folder, 'text.png')
    await writeFile(text, 'no picture')
    await expect(readImage(text)).rejects.toThrow(
      `cannot read ${text}: Input buffer contains unsupported image format`,
    )
  })

  test('that cannot be written are named, with the reason', async () => {
    const frame = noiseFrame(1, 1, 1)
    await expect(writeImage(join(folder, 'a.xyz'), frame)).rejects.toThrow(FileError)
    await expect(writeImage(join(folder, 'none', 'a.png'), frame)).rejects.toThrow(
      /^cannot write [^\n]*: pass the path of a file[^\n]*$/,
    )
    await expect(writeImage(5 as unknown as string, frame)).rejects.toThrow('path must be a string, got 5')
    await expect(readImage(undefined as unknown as string)).rejects.toThrow(TypeError)
    await expect(writeImage('a.png', { ...frame, width: 2 })).rejects.toThrow(RangeError)
    await expect(writeImage('a.png', null as unknown as Frame)).rejects.toThrow(TypeError)
  })

  test('need sharp, and say so', async () => {
    vi.doMock('sharp', () => {
      throw new Error('not installed')
    })
    const remedy =
      'images are read and written with the package sharp, which cannot be loaded: npm install sharp'
    await expect(readImage('a.png')).rejects.toThrow(remedy)
    await expect(writeImage('a.png', noiseFrame(1, 1, 1))).rejects.toThrow(remedy)
    vi.doUnmock('sharp')
  })
})
