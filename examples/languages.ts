// A network that learns to tell four languages apart, and then watches a text that changes its language, letter by letter.
//
//   npm run example -- languages
//
// Each letter of the alphabet is a channel, which is 1 where that letter occurs. Kernels of four letters learn what is typical of a
// language. A last layer turns the means over 48 letters into a score for each language. To draw the probability of one:
//   npx tapline plot out/languages.csv --column german -o out/german.svg
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { from } from 'rxjs'
import { Activation, Conv1d, crossEntropy, Optimizer, Pool, Sequential } from 'tapline/layers'
import { infer } from 'tapline/rx'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz '
const LENGTH = 51
const [STEPS, BATCH] = [150, 16]

const file = new URL('data/languages.json', import.meta.url)
const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { training: string; test: string }>
const names = Object.keys(texts)
const training = Object.values(texts).map((text) => plain(text.training))
const tests = Object.values(texts).map((text) => plain(text.test))

const network = new Sequential({
  kernels: new Conv1d({ inChannels: LETTERS.length, outChannels: 24, kernelSize: 4, seed: 3 }),
  bend: new Activation('relu'),
  mean: new Pool('average', { size: LENGTH - 3, stride: 1 }),
  scores: new Conv1d({ inChannels: 24, outChannels: names.length, kernelSize: 1, seed: 4 }),
})
console.log(network.summary({ channels: LETTERS.length, height: 1, width: LENGTH }))
const optimizer = new Optimizer(network, { learningRate: 0.01 })
for (let step = 0; step < STEPS; step++) {
  for (let example = BATCH * step; example < BATCH * (step + 1); example++) {
    const language = example % names.length
    // Steps of the golden ratio: windows from all parts of the text, the same in every run.
    const at = Math.floor(((example * 0.618034) % 1) * (training[language].length - LENGTH))
    const output = network.forward(mapsOf(training[language].slice(at, at + LENGTH)))
    optimizer.add(network.backward(crossEntropy(output, language).gradient))
  }
  optimizer.step()
}

// Sentences that the network has never seen: a row for each language, a column for each answer.
let [right, all] = [0, 0]
console.log(`\n${''.padEnd(8)}${names.map((name) => name.padStart(9)).join('')}`)
tests.forEach((text, language) => {
  const { data, width } = network.forward(mapsOf(text))
  const counts = names.map(() => 0)
  for (let i = 0; i < width; i++) {
    const scores = names.map((_, c) => data[c * width + i])
    counts[scores.indexOf(Math.max(...scores))]++
  }
  right += counts[language]
  all += width
  console.log(names[language].padEnd(8) + counts.map((count) => String(count).padStart(9)).join(''))
})
console.log(`${((100 * right) / all).toFixed(1)} % of ${all} windows of new text are recognized\n`)

// Live: one text in four languages, letter by letter.
const live = new Sequential({ ...Object.fromEntries(network.layers), shares: new Activation('softmax') })
const text = tests.join('')
const lines = [names.join(',')]
let current = -1
from(Array.from(text, rowsOf))
  .pipe(infer(live))
  .subscribe((shares) => {
    lines.push(shares.map(([share]) => share.toFixed(4)).join(','))
    const answer = shares.findIndex(([share]) => share > 0.8)
    if (answer === -1 || answer === current) return
    current = answer
    const at = lines.length - 2 + LENGTH
    console.log(`after letter ${at}: ${names[answer]} ("${text.slice(at - 24, at)}")`)
  })
mkdirSync('out', { recursive: true })
writeFileSync('out/languages.csv', `${lines.join('\n')}\n`)
network.dispose()

/** Lower-case letters without accents, and single spaces. */
function plain(text: string): string {
  const letters = text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
  return `${letters.replace(/[^a-z]+/g, ' ').trim()} `
}

/** A channel for each letter of the alphabet, 1 where it stands. */
function rowsOf(text: string): Float32Array[] {
  return Array.from(LETTERS, (letter) => Float32Array.from(text, (other) => (other === letter ? 1 : 0)))
}

function mapsOf(text: string) {
  const data = rowsOf(text).flatMap((row) => Array.from(row))
  return { data, channels: LETTERS.length, height: 1, width: text.length }
}
