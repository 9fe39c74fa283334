import { readdir, readFile, writeFile } from 'node:fs/promises'
import {
  box,
  emboss,
  filterFrame,
  gaussian,
  gradients,
  laplacian,
  luminance,
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

  it('finds edges of any direction with sobel, in grey, and keeps alpha', async () => {
    await tapline(['image', input, '--kernel', 'sobel', '-o', output])
    const { data, ...size } = await readImage(output)
    expect(size).toEqual({ width: 23, height: 17 })
    const { magnitude } = gradients(luminance(frame))
    const due = Uint8ClampedArray.from(frame.data, (alpha, i) =>
      i % 4 === 3 ? alpha : magnitude.data[Math.floor(i / 4)],
    )
    expect(data).toEqual(due)
  })

  it('takes taps from a file, rows from the top, and the boundary that is asked for', async () => {
    const argv = ['image', input, '--kernel', folder.path('taps.csv'), '--boundary', 'wrap', '-o', output]
    expect(await tapline(argv)).toEqual(none)
    const kernel = { data: [0, 1, 0.5, 0, 0, -2], width: 3, height: 2 }
    expect(await readImage(output)).toEqual(filterFrame(frame, kernel, { boundary: 'wrap' }))
  })

  it('stands between other programs', async () => {
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

describe('An error of image', () => {
  const inFolder = (words: readonly string[]): string[] =>
    words.map((word) => (/\.(?!xyz)\w+$/.test(word) ? folder.path(word) : word))

  it.each([
    [['in.png', '-o', 'x.png'], "required option '--kernel <name>' not specified"],
    [['in.png', '--kernel', 'sobel'], 'no output: give -o, or --output-dir'],
    [
      ['in.png', '--kernel', 'sobl', '-o', 'x.png'],
      'there is no kernel sobl: give one of gaussian, box, sobel',
    ],
    [['in.png', '--kernel', 'constructor', '-o', 'x.png'], 'there is no kernel constructor'],
    [
      ['in.png', '--kernel', 'sobel', '--sigma', '2', '-o', 'x.png'],
      '--sigma does not go with the kernel sobel',
    ],
    [['in.png', '--kernel', 'taps.csv', '--size', '2', '-o', 'x.png'], '--size does not go with the kernel'],
    [['in.png', '--kernel', 'gaussian', '--sigma', '0', '-o', 'x.png'], 'Give a number above 0'],
    [['in.png', '--kernel', 'gaussian', '--sigma', '501', '-o', 'x.png'], 'Give at most 500'],
    [['in.png', '--kernel', 'box', '--size', '2.5', '-o', 'x.png'], 'Give a whole number of at least 1'],
    [['in.png', '--kernel', 'sharpen', '--amount', 'much', '-o', 'x.png'], 'Give a number'],
    [['in.png', '--kernel', 'box', '--boundary', 'mirror', '-o', 'x.png'], 'fill, wrap, symmetric, reflect'],
    [['in.png', '--kernel', 'box', '-o', 'out.xyz'], 'out.xyz is to be written, but only .png, .jpg'],
    [['in.png', '--kernel', 'box', '-o', 'in.png'], 'is read, and cannot be written as well'],
    [['--kernel', 'box', '-o', 'x.png'], 'no input: name a file, or pipe one into tapline'],
  ])('is a wrong use: %j', async (words, message) => {
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
  ])('is of the data: %j, and leaves no file', async (words, message) => {
    const before = await readdir(folder.path('.'))
    const { code, stderr } = await tapline(['image', ...inFolder(words)])
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^tapline: [^\n]*\n$/)
    expect(code).toBe(1)
    expect(await readdir(folder.path('.'))).toEqual(before)
  })

  it('tells of what comes from stdin', async () => {
    const { code, stderr } = await tapline(['image', '--kernel', 'box', '-o', '-'], { stdin: ['no picture'] })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'tapline: stdin: Input buffer contains unsupported image format: pipe an image file into it\n',
    })
  })

  it('keeps bytes off a terminal', async () => {
    const { code, stderr } = await tapline(['image', input, '--kernel', 'box', '-o', '-'], {
      isTTY: true,
      env: { NO_COLOR: '1' },
    })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('not for a terminal') as string,
    })
  })

  it('tells how to install sharp', async () => {
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
      stderr: 'tapline: this takes a package that is not installed: npm install sharp\n',
    })
  })
})
