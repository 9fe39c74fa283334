import { writeFileSync } from 'node:fs'
import { encode } from 'fast-png'

/** Numbers in rows. */
interface Map2d {
  readonly data: ArrayLike<number>
  readonly width: number
  readonly height: number
}

/** Pictures of numbers, put side by side into one PNG: 0 is grey, the greatest magnitude is white or black. */
export class Mosaic {
  readonly #pixels: Uint8Array
  readonly #width: number
  readonly #height: number

  constructor(width: number, height: number) {
    this.#width = width
    this.#height = height
    this.#pixels = new Uint8Array(width * height).fill(255)
  }

  /** Draws a map with its corner at (left, top), each number `scale` pixels wide. */
  draw({ data, width, height }: Map2d, left: number, top: number, scale = 1): void {
    const greatest = Array.from(data).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30)
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const value = data[Math.floor(y / scale) * width + Math.floor(x / scale)]
        this.#pixels[(top + y) * this.#width + left + x] = Math.round(127.5 * (1 + value / greatest))
      }
    }
  }

  save(file: string): void {
    const image = {
      width: this.#width,
      height: this.#height,
      data: this.#pixels,
      channels: 1,
      depth: 8,
    } as const
    writeFileSync(file, encode(image))
    console.log(`${file}: the picture`)
  }
}
