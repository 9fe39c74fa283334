import sharp from 'sharp'
import type { Frame } from 'tapline/image'

/** A picture with its caption. */
export interface Tile {
  readonly caption: string
  readonly frame: Frame
  /** How wide its pixels are drawn. Default 1. */
  readonly scale?: number
}

const MARGIN = 16
const CAPTION_HEIGHT = 26
const FONT = 'font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="15"'

/** Writes pictures side by side into a PNG, each in a cell as large as the largest one. */
export async function drawContactSheet(
  file: string,
  tiles: readonly Tile[],
  { columns }: { readonly columns: number },
): Promise<void> {
  const sizes = tiles.map(({ frame, scale = 1 }) => [frame.width * scale, frame.height * scale] as const)
  const cellWidth = Math.max(...sizes.map(([width]) => width)) + MARGIN
  const cellHeight = Math.max(...sizes.map(([, height]) => height)) + MARGIN + CAPTION_HEIGHT
  const places = tiles.map(({ caption, frame }, i) => ({
    caption,
    frame,
    width: sizes[i][0],
    height: sizes[i][1],
    left: MARGIN + (i % columns) * cellWidth,
    top: MARGIN + CAPTION_HEIGHT + Math.floor(i / columns) * cellHeight,
  }))
  const sheet = {
    width: MARGIN + columns * cellWidth,
    height: MARGIN + Math.ceil(tiles.length / columns) * cellHeight,
  }
  const pictures = places.map(async ({ frame, width, height, left, top }) => {
    const picture = sharp(frame.data, { raw: { width: frame.width, height: frame.height, channels: 4 } })
    return { input: await picture.resize(width, height, { kernel: 'nearest' }).png().toBuffer(), left, top }
  })
  const captions = places.map(
    ({ caption, width, height, left, top }) =>
      `<text x="${left}" y="${top - 8}" ${FONT}>${caption}</text>` +
      `<rect x="${left - 0.5}" y="${top - 0.5}" width="${width + 1}" height="${height + 1}" fill="none" stroke="#999"/>`,
  )
  const text = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${sheet.height}">${captions.join('')}</svg>`,
  )
  await sharp({ create: { ...sheet, channels: 3, background: 'white' } })
    .composite([...(await Promise.all(pictures)), { input: text }])
    .png()
    .toFile(file)
  console.log(`${file}: the picture`)
}
