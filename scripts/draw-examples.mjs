// Draws the pictures of examples/README.md: runs each example, and puts what it writes on one sheet, in examples/pictures.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import sharp from 'sharp'
import { readingsByMqtt } from './readings-by-mqtt.mjs'

const run = (...parameters) => execFileSync(process.execPath, parameters, { stdio: 'inherit' })
const example = (name) => run('examples/run.mjs', name)
const plot = (output, ...parameters) => {
  run('dist/cli/main.js', 'plot', ...parameters, '-o', `out/${output}.png`)
  return output
}
const spectrogram = (output, file) => plot(output, file, '--kind', 'spectrogram')

mkdirSync('out', { recursive: true })
mkdirSync('examples/pictures', { recursive: true })

example('hall')
await save('hall', [spectrogram('voice', 'examples/data/lena.flac'), spectrogram('hall', 'out/hall.wav')], {
  width: 800,
})
example('denoise')
await save('denoise', [spectrogram('noisy', 'out/noisy.wav'), spectrogram('denoised', 'out/denoised.wav')], {
  width: 800,
})
example('two-recorders')
await save('two-recorders', [plot('delays', 'out/delays.csv')])
example('rhythms')
await save('rhythms', [plot('day', 'out/day.csv'), plot('year', 'out/year.csv')])
example('phrase')
await save('phrase', [plot('phrase', 'out/heard.wav', 'out/phrase.wav')])
example('anomalies')
await save('anomalies', [
  plot('humidity', 'examples/data/mote-humidity.csv', '--column', 'humidity'),
  plot('distances', 'out/distances.csv'),
])
example('echo')
await save('echo', [plot('echo', 'out/echo.csv')])
example('identify')
await save('identify', [plot('taps', 'out/taps.csv'), plot('distances-of-taps', 'out/distances-of-taps.csv')])
example('noise-cancelling')
await save('noise-cancelling', [
  spectrogram('machine', 'out/machine.wav'),
  spectrogram('quiet', 'out/quiet.wav'),
])
example('line-enhancement')
await save('line-enhancement', [
  spectrogram('noisy-tones', 'out/noisy-tones.wav'),
  spectrogram('tones', 'out/tones.wav'),
])
example('learn-sobel')
await save('learn-sobel', [plot('loss', 'out/loss.csv')])
example('frame-stream')
await save('frame-stream', ['frame-stream'])
example('letters')
await save('letters', ['letters', ...of('letters', 'sobel-x', 'sobel-y', 'laplacian')], { columns: 2 })
example('photograph')
const versions = ['original', 'blurred', 'sharpened', 'edges', 'detail', 'relief']
await save('photograph', of('photograph', ...versions), { columns: 2 })
example('feature-maps')
const maps = [1, 2].flatMap((stride) =>
  ['valid', 'same', 'full'].map((padding) => `stride-${stride}-${padding}`),
)
await save('feature-maps', of('feature-maps', 'image', 'kernels', 'kernel', ...maps), { columns: 3 })
example('shapes')
await save('shapes', of('shapes', 'kernels', 'edges', 'parts'))
example('languages')
const languages = ['english', 'german', 'french', 'spanish']
await save(
  'languages',
  languages.map((name) => plot(`languages-${name}`, 'out/languages.csv', '--column', name)),
  { columns: 2 },
)
example('machines')
await save('machines', ['machines'])
example('transcribe')
await save('transcribe', ['transcribe'])
await readingsByMqtt()
await save('mqtt-bridge', [
  plot('mqtt-sent', 'out/mqtt-sent.csv'),
  plot('mqtt-smoothed', 'out/mqtt-smoothed.csv'),
])

function of(name, ...parts) {
  return parts.map((part) => `${name}-${part}`)
}

/** Pictures of out/, in cells as large as the largest one. */
async function save(name, pictures, { columns = 1, width = 560 } = {}) {
  const files = pictures.map((picture) => `out/${picture}.png`)
  const sizes = await Promise.all(files.map((file) => sharp(file).metadata()))
  const gap = pictures.length > 1 ? Math.ceil(Math.max(...sizes.map((size) => size.width)) / 40) : 0
  const cellWidth = Math.max(...sizes.map((size) => size.width)) + gap
  const cellHeight = Math.max(...sizes.map((size) => size.height)) + gap
  const canvas = {
    width: gap + columns * cellWidth,
    height: gap + Math.ceil(pictures.length / columns) * cellHeight,
    channels: 3,
    background: 'white',
  }
  const cells = files.map((input, i) => ({
    input,
    left: gap + (i % columns) * cellWidth,
    top: gap + Math.floor(i / columns) * cellHeight,
  }))
  const sheet = await sharp({ create: canvas }).composite(cells).png().toBuffer()
  await sharp(sheet)
    .resize({ width, withoutEnlargement: true })
    .png({ palette: true, colours: 64, effort: 10 })
    .toFile(`examples/pictures/${name}.png`)
}
