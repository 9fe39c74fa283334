// A network that learns to tell faults of a machine by its vibrations, and then watches a machine that develops them.
//
//   npm run example -- machines
//
// The vibrations are synthetic, by the textbook signs of each fault at some 25 turns a second: an unbalance shakes once a turn, looseness at
// many multiples of half a turn, and a damaged bearing strikes a resonance 3.57 times a turn. Speed, loads, phases and noise differ in each
// recording, and new recordings test the network. out/machines.png is the confusion matrix: a row for each fault, a column for each answer.
import { mkdirSync } from 'node:fs'
import { from } from 'rxjs'
import { toFrame } from 'tapline/image'
import {
  Activation,
  Conv1d,
  crossEntropy,
  Optimizer,
  Pool,
  Sequential,
  StreamingNetwork,
} from 'tapline/layers'
import { writeImage } from 'tapline/node'
import { infer } from 'tapline/rx'

const NAMES = ['normal', 'unbalance', 'bearing', 'looseness']
const SAMPLE_RATE = 2000
const LENGTH = 1024
const [STEPS, BATCH, TESTS] = [160, 16, 400]

const network = new Sequential({
  waves: new Conv1d({ inChannels: 1, outChannels: 12, kernelSize: 16, stride: 4, seed: 1 }),
  bend: new Activation('relu'),
  rhythms: new Conv1d({ inChannels: 12, outChannels: 16, kernelSize: 16, stride: 4, seed: 2 }),
  'bend-2': new Activation('relu'),
  mean: new Pool('average', { size: 60, stride: 1 }),
  scores: new Conv1d({ inChannels: 16, outChannels: NAMES.length, kernelSize: 1, seed: 3 }),
})
console.log(network.summary({ channels: 1, height: 1, width: LENGTH }))
const optimizer = new Optimizer(network, { learningRate: 0.01 })
for (let step = 0; step < STEPS; step++) {
  if (step === 0.75 * STEPS) optimizer.learningRate = 0.002
  for (let i = BATCH * step; i < BATCH * (step + 1); i++) {
    const { gradient } = crossEntropy(network.forward(recording(i, i % 4, LENGTH)), i % 4)
    optimizer.add(network.backward(gradient))
  }
  optimizer.step()
}

const confusion = NAMES.map(() => NAMES.map(() => 0))
for (let i = 1e6; i < 1e6 + TESTS; i++) {
  const scores = Array.from(network.forward(recording(i, i % 4, LENGTH)).data)
  confusion[i % 4][scores.indexOf(Math.max(...scores))]++
}
console.log(`\n${''.padEnd(10)}${NAMES.map((name) => name.padStart(10)).join('')}`)
confusion.forEach((row, i) => {
  console.log(NAMES[i].padEnd(10) + row.map((count) => String(count).padStart(10)).join(''))
})
const right = confusion.reduce((sum, row, i) => sum + row[i], 0)
console.log(`${((100 * right) / TESTS).toFixed(1)} % of ${TESTS} new recordings are recognized\n`)
mkdirSync('out', { recursive: true })
await writeImage('out/machines.png', matrix(confusion, 60))

// Live: a machine that is normal, then out of balance, and so on, four seconds each, in chunks of 100 ms.
const live = new Sequential({ ...Object.fromEntries(network.layers), shares: new Activation('softmax') })
const { stride, receptiveField } = new StreamingNetwork(live)
const seconds = NAMES.flatMap((_, fault) => Array.from(recording(2e6 + fault, fault, 4 * SAMPLE_RATE).data))
const chunks = Array.from({ length: seconds.length / 200 }, (_, i) => [seconds.slice(200 * i, 200 * i + 200)])
let [current, results] = [-1, 0]
from(chunks)
  .pipe(infer(live))
  .subscribe((shares) => {
    for (let i = 0; i < shares[0].length; i++, results++) {
      const answer = shares.findIndex((share) => share[i] > 0.8)
      if (answer === -1 || answer === current) continue
      current = answer
      const at = (results * stride + receptiveField) / SAMPLE_RATE
      console.log(`after ${at.toFixed(2)} s: ${NAMES[answer]}`)
    }
  })
network.dispose()

/** The vibrations of a machine with a fault, in units of their usual strength; the same for the same seed. */
function recording(seed: number, fault: number, length: number) {
  const random = randomFrom(seed)
  const turnsPerSecond = 23 + 4 * random()
  const strengths = Array.from({ length: 8 }, () => 0.3 + 0.7 * random())
  const phases = Array.from({ length: 8 }, () => 2 * Math.PI * random())
  const [loudness, noise, resonanceHz] = [0.5 + random(), 0.8 + random(), 500 + 200 * random()]
  const data = new Float32Array(length)
  /** Adds a tone that makes this many turns. */
  const shake = (turns: number, strength: number, phase: number): void => {
    const step = (2 * Math.PI * turns * turnsPerSecond) / SAMPLE_RATE
    for (let i = 0; i < length; i++) data[i] += strength * Math.sin(step * i + phase)
  }
  // Every machine is slightly out of balance and of line.
  shake(1, 0.3 * strengths[0], phases[0])
  shake(2, 0.2 * strengths[1], phases[1])
  if (fault === 1) shake(1, 0.6 * strengths[2] + 0.2, phases[0])
  if (fault === 3) {
    for (let half = 1; half <= 8; half++) shake(half / 2, 0.4 * strengths[half - 1], phases[half - 1])
  }
  if (fault === 2) {
    // A ball passes the damage, with some slip, and the housing rings for a few milliseconds.
    const period = SAMPLE_RATE / (3.57 * turnsPerSecond)
    for (let at = period * random(); at < length; at += period * (0.98 + 0.04 * random())) {
      const strength = 1 + random()
      for (let i = Math.ceil(at); i < Math.min(at + 40, length); i++) {
        const time = (i - at) / SAMPLE_RATE
        data[i] += strength * Math.exp(-time / 0.004) * Math.sin(2 * Math.PI * resonanceHz * time)
      }
    }
  }
  for (let i = 0; i < length; i++)
    data[i] = loudness * (data[i] + noise * (random() + random() + random() - 1.5))
  return { data, channels: 1, height: 1, width: length }
}

/** Numbers from 0 to 1: steps of the golden ratio, mixed (the finalizer of MurmurHash3). */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x85ebca6b)
  return () => {
    state = (state + 0x9e3779b9) | 0
    let bits = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32
  }
}

/** A square for each number, the darker the greater its share of the row. */
function matrix(rows: readonly (readonly number[])[], scale: number) {
  const size = scale * rows.length
  const data = Float32Array.from({ length: size * size }, (_, i) => {
    const row = rows[Math.floor(i / size / scale)]
    const isLine = i % scale === 0 || Math.floor(i / size) % scale === 0
    const share = row[Math.floor((i % size) / scale)] / row.reduce((sum, count) => sum + count, 0)
    return isLine ? 0.5 : 1 - Math.sqrt(share)
  })
  return toFrame({ data, width: size, height: size }, { range: [0, 1] })
}
