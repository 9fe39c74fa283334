import { readdir, readFile, writeFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import {
  box,
  convolve2d,
  emboss,
  filterFrame,
  gaussian,
  gradients,
  laplacian,
  luminance,
  type Plane,
  scharr,
  sharpen,
  sobel,
  unsharp,
} from 'tapline/image'
import { readImage, writeImage } from 'tapline/node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { noiseFrame } from '../support/frames.js'
import { Folder } from './folder.js'
import { tapline } from './support.js'

const frame = noiseFrame(23, 17, 1)
const none = { code: 0, stdout: Buffer.alloc(0), stderr: '' }

let folder: Folder
let [input, output] = ['', '']
beforeAll(async () => {
  folder = await Folder.make()
  input = folder.path('in.png')
  output = folder.path('out.png')
  await writeImage(input, frame)
  await writeFile(folder.path('taps.csv'), '0,1,0.5\n0,0,-2\n')
  await writeFile(folder.path('ragged.csv'), '0,1\n,2\n')
  await writeFile(folder.path('text.png'), 'no picture')
})
afterAll(() => folder.remove())

describe('image', () => {
  it.each([
    ['gaussian', [], gaussian(1)],
    ['gaussian', ['--sigma', '2.5'], gaussian(2.5)],
    ['box', [], box(3)],
    ['box', ['--size', '4'], box(4)],
    ['sobel-x', [], sobel('x')],
    ['sobel-y', [], sobel('y')],
    ['scharr-x', [], scharr('x')],
    ['scharr-y', [], scharr('y')],
    ['laplacian', [], laplacian()],
    ['sharpen', ['--amount', '0.5'], sharpen(0.5)],
    ['unsharp', ['--sigma', '2', '--amount', '-0.5'], unsharp(2, -0.5)],
    ['emboss', [], emboss()],
  ])('convolves with %s %j', async (name, flags, kernel) => {
    expect(await tapline(['image', input, '--kernel', name, ...flags, '-o', output])).toEqual(none)
    expect(await readImage(output)).toEqual(filterFrame(frame, kernel))
  })

  it('finds edges of any direction with sobel, in gray, and keeps alpha', async () => {
    await tapline(['image', input, '--kernel', 'sobel', '-o', output])
    const { data, ...size } = await readImage(output)
    expect(size).toEqual({ width: 23, height: 17 })
    const { magnitude } = gradients(luminance(frame))
    const due = Uint8ClampedArray.from(frame.data, (alpha, i) =>
      i % 4 === 3 ? alpha : magnitude.data[Math.floor(i / 4)],
    )
    expect(data).toEqual(due)
  })

  it('takes taps from a file, rows from the top, and the requested boundary', async () => {
    const argv = ['image', input, '--kernel', folder.path('taps.csv'), '--boundary', 'wrap', '-o', output]
    expect(await tapline(argv)).toEqual(none)
    const kernel = { data: [0, 1, 0.5, 0, 0, -2], width: 3, height: 2 }
    expect(await readImage(output)).toEqual(filterFrame(frame, kernel, { boundary: 'wrap' }))
  })

  it('works in a pipeline', async () => {
    const bytes = await readFile(input)
    const stdin = [bytes.subarray(0, 100), bytes.subarray(100)]
    const { code, stdout, stderr } = await tapline(['image', '--kernel', 'emboss', '-o', '-'], { stdin })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const piped = folder.path('piped.png')
    await writeFile(piped, stdout)
    expect(await readImage(piped)).toEqual(filterFrame(frame, emboss()))
  })

  it.each(['jpg', 'JPEG', 'webp', 'gif', 'tif', 'tiff', 'avif'])('writes .%s', async (extension) => {
    const path = folder.path(`out.${extension}`)
    expect(await tapline(['image', input, '--kernel', 'box', '-o', path])).toEqual(none)
    const { width, height } = await readImage(path)
    expect([width, height]).toEqual([23, 17])
  })
})

describe('image keeps', () => {
  const deep = {
    data: Uint16Array.from({ length: 23 * 17 * 4 }, (_, i) => (i * 40_503) % 65_536),
    width: 23,
    height: 17,
  }
  const deepPng = (): Sharp =>
    sharp(deep.data, { raw: { width: 23, height: 17, channels: 4 } })
      .toColourspace('rgb16')
      .png()

  async function wordsOf(path: string): Promise<Uint16Array> {
    const image = sharp(path, { ignoreIcc: true }).toColourspace('rgb16')
    return new Uint16Array(Uint8Array.from(await image.raw({ depth: 'ushort' }).toBuffer()).buffer)
  }
  const channel = (place: number): Plane<Float32Array> => ({
    data: Float32Array.from({ length: 23 * 17 }, (_, i) => deep.data[4 * i + place]),
    width: 23,
    height: 17,
  })
  const rounded = (value: number): number => Math.min(65_535, Math.max(0, Math.round(value)))

  it.each(['png', 'tif'])('16 bits from PNG to .%s', async (extension) => {
    const [source, result] = [folder.path('deep.png'), folder.path(`deep-out.${extension}`)]
    await deepPng().toFile(source)
    expect(await tapline(['image', source, '--kernel', 'sharpen', '-o', result])).toEqual(none)
    const channels = [0, 1, 2].map((place) =>
      convolve2d(channel(place), sharpen(), { mode: 'same', boundary: 'reflect' }),
    )
    const due = deep.data.map((alpha, i) =>
      i % 4 === 3 ? alpha : rounded(channels[i % 4].data[Math.floor(i / 4)]),
    )
    expect(await wordsOf(result)).toEqual(due)
  })

  it('16 bits of the result of sobel', async () => {
    const [source, result] = [folder.path('deep.png'), folder.path('deep-edges.png')]
    await deepPng().toFile(source)
    await tapline(['image', source, '--kernel', 'sobel', '-o', result])
    const [red, green, blue] = [channel(0).data, channel(1).data, channel(2).data]
    const grey = red.map((_, i) => (299 * red[i] + 587 * green[i] + 114 * blue[i]) / 1000)
    const { magnitude } = gradients({ data: grey, width: 23, height: 17 })
    const due = deep.data.map((alpha, i) =>
      i % 4 === 3 ? alpha : rounded(magnitude.data[Math.floor(i / 4)]),
    )
    expect(await wordsOf(result)).toEqual(due)
  })

  it('only 8 bits if the format does not have more', async () => {
    await deepPng().toFile(folder.path('deep.png'))
    const result = folder.path('deep.webp')
    expect(await tapline(['image', folder.path('deep.png'), '--kernel', 'box', '-o', result])).toEqual(none)
    expect((await sharp(result).metadata()).depth).toBe('uchar')
  })

  it.each([
    ['jpg', 'jpg', true],
    ['png', 'png', true],
    ['jpg', 'webp', true],
    ['png', 'tif', false],
  ])(
    'EXIF and the color profile from .%s to .%s, with the orientation applied',
    async (from, to, hasExif) => {
      const [source, result] = [folder.path(`turned.${from}`), folder.path(`upright.${to}`)]
      await sharp(frame.data, { raw: { width: 23, height: 17, channels: 4 } })
        .withMetadata({ orientation: 6 })
        .withExifMerge({ IFD0: { Copyright: 'a photographer' } })
        .withIccProfile('p3')
        .toFile(source)
      expect(await tapline(['image', source, '--kernel', 'box', '--size', '1', '-o', result])).toEqual(none)
      const [before, { width, height, orientation, exif, icc }] = await Promise.all([
        sharp(source).metadata(),
        sharp(result).metadata(),
      ])
      expect([before.orientation, width, height, orientation ?? 1]).toEqual([6, 17, 23, 1])
      expect(icc).toEqual(before.icc)
      expect(exif?.includes('a photographer') ?? false).toBe(hasExif)
    },
  )

  it('the values of an image in a color space other than sRGB', async () => {
    const [source, result] = [folder.path('p3.png'), folder.path('p3-out.png')]
    await sharp(frame.data, { raw: { width: 23, height: 17, channels: 4 } })
      .withIccProfile('p3')
      .toFile(source)
    await tapline(['image', source, '--kernel', 'box', '--size', '1', '-o', result])
    const valuesOf = (path: string): Promise<Buffer> => sharp(path, { ignoreIcc: true }).raw().toBuffer()
    expect(await valuesOf(result)).toEqual(await valuesOf(source))
  })
})

describe('An error of image', () => {
  const inFolder = (words: readonly string[]): string[] =>
    words.map((word) => (/\.(?!xyz)\w+$/.test(word) ? folder.path(word) : word))

  it.each([
    [['in.png', '-o', 'x.png'], "required option '--kernel <name>' not specified"],
    [['in.png', '--kernel', 'sobel'], 'no output: pass -o, or --output-dir'],
    [['in.png', '--kernel', 'sobl', '-o', 'x.png'], 'the kernel must be one of gaussian, box, sobel'],
    [['in.png', '--kernel', 'constructor', '-o', 'x.png'], '.csv file, got constructor'],
    [
      ['in.png', '--kernel', 'sobel', '--sigma', '2', '-o', 'x.png'],
      '--sigma does not apply to the kernel sobel',
    ],
    [['in.png', '--kernel', 'taps.csv', '--size', '2', '-o', 'x.png'], '--size does not apply to the kernel'],
    [['in.png', '--kernel', 'gaussian', '--sigma', '0', '-o', 'x.png'], 'Give a number above 0'],
    [['in.png', '--kernel', 'gaussian', '--sigma', '501', '-o', 'x.png'], 'Give at most 500'],
    [['in.png', '--kernel', 'box', '--size', '2.5', '-o', 'x.png'], 'Give a whole number of at least 1'],
    [['in.png', '--kernel', 'sharpen', '--amount', 'much', '-o', 'x.png'], 'Give a number'],
    [['in.png', '--kernel', 'box', '--boundary', 'mirror', '-o', 'x.png'], 'fill, wrap, symmetric, reflect'],
    [['in.png', '--kernel', 'box', '-o', 'out.xyz'], 'out.xyz must end in .png, .jpg'],
    [['in.png', '--kernel', 'box', '-o', 'in.png'], 'is one of the inputs'],
    [['--kernel', 'box', '-o', 'x.png'], 'no input: name a file, or pipe one into tapline'],
  ])('is a usage error: %j', async (words, message) => {
    const { code, stderr } = await tapline(['image', ...inFolder(words)])
    expect(stderr).toContain(message)
    expect(stderr).toMatch(/^tapline: [^\n]*: see tapline image --help\n$/)
    expect(code).toBe(2)
  })

  it.each([
    [['nix.png', '--kernel', 'box', '-o', 'x.png'], /cannot read .*nix\.png: no such file or directory/],
    [['text.png', '--kernel', 'box', '-o', 'x.png'], /cannot read .*text\.png: Input buffer contains/],
    [['in.png', '--kernel', 'nix.csv', '-o', 'x.png'], /cannot read .*nix\.csv/],
    [['in.png', '--kernel', 'ragged.csv', '-o', 'x.png'], /ragged\.csv has taps missing/],
    [['in.png', '--kernel', 'box', '-o', 'no/x.png'], /cannot write .*no\/x\.png: no such file/],
  ])('is an error of the data: %j, and leaves no file', async (words, message) => {
    const before = await readdir(folder.path('.'))
    const { code, stderr } = await tapline(['image', ...inFolder(words)])
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^tapline: [^\n]*\n$/)
    expect(code).toBe(1)
    expect(await readdir(folder.path('.'))).toEqual(before)
  })

  it('describes the input from stdin', async () => {
    const { code, stderr } = await tapline(['image', '--kernel', 'box', '-o', '-'], { stdin: ['no picture'] })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'tapline: stdin: Input buffer contains unsupported image format: pipe an image file into it\n',
    })
  })

  it('keeps bytes from a terminal', async () => {
    const { code, stderr } = await tapline(['image', input, '--kernel', 'box', '-o', '-'], {
      isTTY: true,
      env: { NO_COLOR: '1' },
    })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('cannot be written to a terminal') as string,
    })
  })

  it('says how to install sharp', async () => {
    vi.doMock('../../src/cli/terminal/needed.js', async (original) => {
      const { needed } = await original<typeof import('../../src/cli/terminal/needed.js')>()
      const missing = Object.assign(new Error('none'), { code: 'ERR_MODULE_NOT_FOUND' })
      return { needed: (_load: unknown, names: string) => needed(() => Promise.reject(missing), names) }
    })
    vi.resetModules()
    const { tapline: taplineAnew } = await import('./support.js')
    const { code, stderr } = await taplineAnew(['image', input, '--kernel', 'box', '-o', output])
    vi.doUnmock('../../src/cli/terminal/needed.js')
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'tapline: this needs a package that is not installed: npm install sharp\n',
    })
  })
})
