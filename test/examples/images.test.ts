import type { Frame } from 'tapline/image'
import { readImage } from 'tapline/node'
import { describe, expect, test } from 'vitest'
import { ExampleFolder } from './run-example.js'

const folder = new ExampleFolder()

const pictureOf = (name: string): Promise<Frame> => readImage(folder.path(`out/${name}.png`))
const sizeOf = ({ width, height }: Frame): [number, number] => [width, height]

/** The number of shades of red in a picture. */
function shades({ data }: Frame): number {
  return new Set(data.filter((_, i) => i % 4 === 0)).size
}

describe('The example of images', () => {
  test('letters prints the edges of letters, and draws them', async () => {
    const lines = await folder.run('letters')
    const numbers = lines.map((line) => line.trim().split(/ +/).map(Number))
    const [image, x, y] = [1, 24, 47].map((from) => numbers.slice(from, from + 16))
    expect([image.length, x[8].length]).toEqual([16, 16])
    // The H is three columns from the left: it darkens before it, and brightens after it.
    expect(image[8].slice(0, 5)).toEqual([255, 255, 255, 0, 255])
    expect(x[8].slice(0, 5)).toEqual([0, 0, -1020, 0, 1020])
    expect(y[8].slice(0, 5)).toEqual([0, 0, 0, 0, 0])
    const pictures = await Promise.all(
      ['letters', ...['sobel-x', 'sobel-y', 'laplacian'].map((kernel) => `letters-${kernel}`)].map(pictureOf),
    )
    expect(pictures.map(sizeOf)).toEqual(Array(4).fill([320, 320]))
    const { data } = pictures[0]
    // A pixel in the middle of the letter's stem, and one left of it.
    expect([data[4 * (8.5 * 20 * 320 + 3.5 * 20)], data[4 * (8.5 * 20 * 320 + 2.5 * 20)]]).toEqual([0, 255])
  })

  test('photograph blurs, sharpens and finds edges', async () => {
    const names = ['original', 'blurred', 'sharpened', 'edges', 'detail', 'relief'].map(
      (name) => `photograph-${name}`,
    )
    const lines = await folder.run('photograph')
    expect(lines).toEqual(names.map((name) => `out/${name}.png: 600 x 400 pixels`))
    const pictures = await Promise.all(names.map(pictureOf))
    expect(pictures.map(sizeOf)).toEqual(Array(6).fill([600, 400]))
    for (const picture of pictures) expect(shades(picture)).toBeGreaterThan(100)
  })

  test('frame-stream counts frames a second', async () => {
    const lines = await folder.run('frame-stream', '3', '64', '36')
    expect(lines).toHaveLength(6)
    for (const line of lines.slice(0, 5)) expect(line).toMatch(/: 3 frames of 64 x 36, \d+ frames\/s$/)
    expect(sizeOf(await pictureOf('frame-stream'))).toEqual([64, 36])
  })
})
