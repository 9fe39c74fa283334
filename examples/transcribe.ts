// The notes of a song, heard by a network that others have published: Basic Pitch, by Spotify.
//
//   npm run example -- transcribe [RECORDING]
//
// The whole model runs in layers, from the samples on. Kernels for 36 pitches an octave see the sound at its own rate, at half of it, and
// so on for nine octaves. Shifted by the harmonics, these pitches are the channels of two-dimensional layers, which tell how the pitch
// moves, which notes there are, and where they begin. data/README.md says where the weights come from.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { toFrame } from 'tapline/image'
import {
  Activation,
  Conv2d,
  type Conv2dOptions,
  readSafetensors,
  Sequential,
  writeSafetensors,
} from 'tapline/layers'
import { readAudioFile, writeImage } from 'tapline/node'

const SAMPLE_RATE = 22_050
/** The network hears two seconds at once: 172 frames, whose outer 15 on each side lie in the windows before and after it as well. */
const [WINDOW_LENGTH, HOP, FRAMES, EDGE] = [43_844, 256, 172, 15]
/** How far 0.5, 1, 2, … 7 times a frequency lies above it, in thirds of a semitone. */
const HARMONICS = [-36, 0, 36, 57, 72, 84, 93, 101]
const [THIRDS, NOTES] = [264, 88]
const NAMES_FROM_A = ['A', 'A#', 'B', 'C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#']

const data = (name: string) => fileURLToPath(new URL(`data/${name}`, import.meta.url))
const tensors = readSafetensors(readFileSync(data('basic-pitch.safetensors')))
const halve = layer('halve', { stride: { x: 2, y: 1 }, padding: { x: 127, y: 0 } })
const octaves = Array.from({ length: 9 }, (_, octave) =>
  layer('octave', { stride: { x: HOP >> octave, y: 1 } }),
)
const same = { padding: 'same-upper' } as const // as TensorFlow has it
const semitones = { ...same, stride: { x: 3, y: 1 } }
const [relu, sigmoid] = [new Activation('relu'), new Activation('sigmoid')]
const contour = new Sequential([layer('harmonics', same), relu, layer('contour', same), sigmoid])
const note = new Sequential([layer('semitones', semitones), relu, layer('note', same), sigmoid])
const attack = new Sequential([layer('attack', semitones), relu])
const onset = new Sequential([layer('onset', same), sigmoid])

const { channels } = await readAudioFile(process.argv[2] ?? data('lena.flac'), { sampleRate: SAMPLE_RATE })
const step = WINDOW_LENGTH - 2 * EDGE * HOP
/** What the network tells of each frame: 264 contours, 88 notes and 88 beginnings, from 0 to 1. */
const heard = { contours: [] as number[][], notes: [] as number[][], onsets: [] as number[][] }
for (let at = 0; at < channels[0].length; at += step) {
  const window = Float32Array.from({ length: WINDOW_LENGTH }, (_, i) => channels[0][at - EDGE * HOP + i] ?? 0)
  const maps = harmonics(pitches(window))
  const contours = contour.forward(maps)
  const notes = note.forward(contours)
  const both = [...notes.data, ...attack.forward(maps).data]
  const onsets = onset.forward({ ...notes, channels: both.length / notes.data.length, data: both })
  for (let t = EDGE; t < FRAMES - EDGE; t++) {
    heard.contours.push([...contours.data.subarray(t * THIRDS, (t + 1) * THIRDS)])
    heard.notes.push([...notes.data.subarray(t * NOTES, (t + 1) * NOTES)])
    heard.onsets.push([...onsets.data.subarray(t * NOTES, (t + 1) * NOTES)])
  }
}

// A note begins where its onset is greatest, and lasts as long as the note is likely, at least for 0.12 s.
const found: { start: number; length: number; pitch: number }[] = []
const { contours, notes, onsets } = heard
for (let pitch = 0; pitch < NOTES; pitch++) {
  for (let start = 1; start < onsets.length - 1; start++) {
    const [before, now, after] = [-1, 0, 1].map((by) => onsets[start + by][pitch])
    if (now < 0.5 || now < before || now <= after) continue
    let end = start
    while (end < notes.length && notes[end][pitch] >= 0.3) end++
    if (end - start > 10) found.push({ start, length: end - start, pitch })
  }
}
const seconds = (frame: number) =>
  (step * Math.floor(frame / (FRAMES - 2 * EDGE)) + HOP * (frame % (FRAMES - 2 * EDGE))) / SAMPLE_RATE
for (const { start, length, pitch } of found.sort((a, b) => a.start - b.start)) {
  const name = `${NAMES_FROM_A[pitch % 12]}${Math.floor((pitch + 9) / 12)}`
  console.log(
    `${seconds(start).toFixed(2).padStart(6)} s  ${name.padEnd(3)}  ${((length * HOP) / SAMPLE_RATE).toFixed(2)} s`,
  )
}

mkdirSync('out', { recursive: true })
const table = (rows: readonly number[][]) => {
  return { data: Float32Array.from(rows.flat()), shape: [rows.length, rows[0].length] }
}
const tables = { contours: table(contours), notes: table(notes), onsets: table(onsets) }
writeFileSync('out/transcribe.safetensors', writeSafetensors(tables))
const roll = { width: contours.length, height: THIRDS }
const picture = Array.from({ length: THIRDS }, (_, y) =>
  contours.map((row) => 1 - row[THIRDS - 1 - y]),
).flat()
await writeImage('out/transcribe.png', toFrame({ data: picture, ...roll }, { range: [0.4, 0.9] }))

/** A layer with the published weights. */
function layer(name: string, options: Pick<Conv2dOptions, 'stride' | 'padding'>): Conv2d {
  const { data: weights, shape } = tensors[`${name}.weight`]
  const [outChannels, inChannels, y, x] = shape
  const made = new Conv2d({ ...options, outChannels, inChannels, kernelSize: { x, y }, weights })
  if (`${name}.bias` in tensors) made.bias.set(tensors[`${name}.bias`].data)
  return made
}

/** The strength of each pitch in each frame, from 0, the weakest of the window, to 1, on a scale in decibels. */
function pitches(window: Float32Array): number[][] {
  const powers: number[][] = []
  let signal = window
  for (const octave of octaves) {
    const { data } = octave.forward(signalOf(withMirrored(signal)))
    const power = (bin: number, t: number) => data[bin * FRAMES + t] ** 2 + data[(bin + 36) * FRAMES + t] ** 2
    const rows = Array.from({ length: 36 }, (_, bin) =>
      Array.from({ length: FRAMES }, (_, t) => power(bin, t)),
    )
    powers.unshift(...rows)
    signal = Float32Array.from(halve.forward(signalOf(signal)).data)
  }
  const scales = tensors['scales.weight'].data
  const levels = powers
    .slice(-scales.length)
    .map((row, bin) => row.map((power) => Math.log(scales[bin] ** 2 * power + 1e-10)))
  const least = Math.min(...levels.flat())
  const range = Math.max(...levels.flat()) - least || 1
  return levels.map((row) => row.map((level) => (level - least) / range))
}

/** The pitches as eight channels, each with another harmonic in the place of the pitch. */
function harmonics(levels: readonly number[][]) {
  const [scale, offset] = [tensors['norm.weight'].data[0], tensors['norm.bias'].data[0]]
  const data = HARMONICS.flatMap((shift) =>
    Array.from({ length: FRAMES * THIRDS }, (_, i) => {
      const from = (i % THIRDS) + shift
      return from in levels ? scale * levels[from][Math.floor(i / THIRDS)] + offset : 0
    }),
  )
  return { data, channels: HARMONICS.length, height: FRAMES, width: THIRDS }
}

function signalOf(data: Float32Array) {
  return { data, channels: 1, height: 1, width: data.length }
}

function withMirrored(signal: Float32Array): Float32Array {
  const last = signal.length - 1
  return Float32Array.from(
    { length: signal.length + HOP },
    (_, i) => signal[last - Math.abs(last - Math.abs(i - HOP / 2))],
  )
}
