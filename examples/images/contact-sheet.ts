import sharp from 'sharp'
import type { Frame } from 'tapline/image'

/** A picture with its caption. */
export interface Tile {
  readonly caption: string
  readonly frame: Frame
}

const MARGIN = 16
const CAPTION_HEIGHT = 26
const FONT = 'font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="15"'

/** Writes pictures of one size side by side into a PNG, each of their pixels `scale` wide. */
export async function drawContactSheet(
  file: string,
  tiles: readonly Tile[],
  { columns, scale = 1 }: { readonly columns: number; readonly scale?: number },
): Promise<void> {
  const [width, height] = [tiles[0].frame.width * scale, tiles[0].frame.height * scale]
  const places = tiles.map((tile, i) => ({
    ...tile,
    left: MARGIN + (i % columns) * (width + MARGIN),
    top: MARGIN + CAPTION_HEIGHT + Math.floor(i / columns) * (height + MARGIN + CAPTION_HEIGHT),
  }))
  const sheet = {
    width: MARGIN + columns * (width + MARGIN),
    height: MARGIN + Math.ceil(tiles.length / columns) * (height + MARGIN + CAPTION_HEIGHT),
  }
  const pictures = places.map(async ({ frame, left, top }) => {
    const { width: rawWidth, height: rawHeight } = frame
    const picture = sharp(frame.data, { raw: { width: rawWidth, height: rawHeight, channels: 4 } })
    return { input: await picture.resize(width, height, { kernel: 'nearest' }).png().toBuffer(), left, top }
  })
  const captions = places.map(
    ({ caption, left, top }) =>
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
