// Draws the pictures of examples/README.md: runs each example, and shrinks what it draws into examples/pictures.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import sharp from 'sharp'

const run = (...parameters) => execFileSync(process.execPath, parameters, { stdio: 'inherit' })
const spectrogram = (file, picture) =>
  run('dist/cli/main.js', 'plot', file, '--kind', 'spectrogram', '-o', picture)

const pictures = {
  rhythms: 'svg',
  phrase: 'svg',
  anomalies: 'svg',
  letters: 'png',
  photograph: 'png',
  'frame-stream': 'png',
  'feature-maps': 'png',
  'learn-sobel': 'svg',
}

mkdirSync('out', { recursive: true })
mkdirSync('examples/pictures', { recursive: true })
for (const [name, extension] of Object.entries(pictures)) {
  run('examples/run.mjs', name)
  await save(sharp(`out/${name}.${extension}`), name)
}
run('examples/run.mjs', 'hall', 800)
spectrogram('examples/data/lena.flac', 'out/voice.png')
spectrogram('out/hall.wav', 'out/hall.png')
await save(await stacked('out/voice.png', 'out/hall.png'), 'hall', 800)

/** One picture above the other. */
async function stacked(upper, lower) {
  const { width, height } = await sharp(upper).metadata()
  const canvas = { width, height: 2 * height, channels: 3, background: 'white' }
  const sheet = sharp({ create: canvas }).composite([
    { input: upper, left: 0, top: 0 },
    {
      input: await sharp(lower).resize(width, height, { fit: 'contain', background: 'white' }).toBuffer(),
      left: 0,
      top: height,
    },
  ])
  return sharp(await sheet.png().toBuffer())
}

async function save(picture, name, width = 560) {
  await picture
    .resize({ width, withoutEnlargement: true })
    .flatten({ background: 'white' })
    .png({ palette: true, colours: 64, effort: 10 })
    .toFile(`examples/pictures/${name}.png`)
}
