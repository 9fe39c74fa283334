import { writeFileSync } from 'node:fs'
import { writeImage } from 'tapline/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { makeProgram } from '../../src/cli/program.js'
import { noiseFrame } from '../support/frames.js'
import { noise } from '../support/signals.js'
import { Folder } from './folder.js'
import { tapline, writeWav } from './support.js'

// For any value of an option, the answer is a result or one line, never a stack trace.

let folder: Folder
const home = process.cwd()
const names = commands.map(({ name }) => name).filter((name) => !['doctor', 'completion'].includes(name))

const NOWHERE = 'nats://127.0.0.1:1'

/** Lines on stderr that are no errors. */
const REPORT = /^(?:tapline: warning|period):|^\d+ (?:samples in \d+ chunks|runs of results) are stored$/

/** A working command line, without the option that is tried. */
const lines: Readonly<Record<string, readonly (readonly string[])[]>> = {
  convolve: [
    ['v.wav', 'k.wav', '-o', 'o.wav'],
    ['v.csv', 'k.csv'],
    ['v.raw', 'k.csv', '--rate', '8000', '--format', 's16', '-o', 'o.raw'],
  ],
  filter: [
    ['v.wav', '--lowpass', '1000', '-o', 'o.wav'],
    ['v.csv', '--lowpass', '1', '--rate', '10'],
    ['v.csv', '--savitzky-golay', '5,2'],
    ['v.csv', '--gaussian', '2', '--regrid', '2'],
  ],
  adapt: [
    ['v.wav', 'k.wav', '-o', 'o.wav'],
    ['v.csv', 'k.csv'],
  ],
  match: [['v.csv', 'k.csv']],
  autocorrelate: [['v.csv']],
  pitch: [['v.wav']],
  onsets: [['v.wav']],
  peaks: [['v.csv', '--wlen', '9'], ['v.wav']],
  profile: [
    ['v.csv', '--window', '8'],
    ['v.csv', '--window', '8', '--server', NOWHERE],
  ],
  image: [['p.png', '--kernel', 'gaussian', '-o', 'o.png']],
  plot: [['v.csv']],
  ir: [['k.wav']],
  measure: [['sweep', '--seconds', '0.1', '-o', 'o.wav']],
  delay: [['v.csv', 'k.csv']],
  compare: [['v.csv', 'k.csv']],
  resample: [
    ['v.wav', '--to', '4000', '-o', 'o.wav'],
    ['v.csv', '--rate', '10', '--to', '5'],
  ],
  // At a port without a server.
  job: [['create', 'j', '--server', NOWHERE]],
  feed: [['j', 'v.csv', '--server', NOWHERE]],
  worker: [
    ['j', 'convolve', 'k.csv', '--server', NOWHERE],
    ['--batch', '--server', NOWHERE],
  ],
  results: [['j', '--server', NOWHERE]],
}

const values = [
  '',
  ' ',
  '-1',
  '0',
  '0.5',
  '1e15',
  '1e308',
  '99999999999999999999',
  'NaN',
  '-Infinity',
  '\u001B[31mü\n',
  ',',
  '1,2',
  '-',
  '__proto__',
]

beforeAll(async () => {
  folder = await Folder.make()
  process.chdir(folder.path('.'))
  const samples = noise('float32', 300, 1)
  await writeWav('v.wav', [samples], { sampleRate: 8000, format: 's16le' })
  await writeWav('k.wav', [samples.subarray(0, 9)], { sampleRate: 8000 })
  writeFileSync('v.csv', `${samples.join('\n')}\n`)
  writeFileSync('k.csv', `${samples.subarray(0, 9).join('\n')}\n`)
  writeFileSync('v.raw', Buffer.alloc(600))
  await writeImage('p.png', noiseFrame(6, 5, 1))
})
afterAll(async () => {
  process.chdir(home)
  await folder.remove()
})

test.each([
  [['feed', 'j', 'v.csv', '--folder=']],
  [['worker', 'j', 'convolve', 'k.csv', '--folder', '']],
  [['results', 'j', '--server', '']],
  [['plot', 'v.csv', '-o', '']],
])('tapline %j is refused, as the value of an option is empty', async (argv) => {
  const { code, stderr } = await tapline(argv)
  expect(stderr).toMatch(
    /^tapline: option '.*' argument '' is invalid\. Give a value that is not empty: see /,
  )
  expect(code).toBe(2)
})

describe('Any value of an option gives a result, or one line', async () => {
  const nothing = (): void => undefined
  const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {} }
  const program = await makeProgram(io, names, nothing)

  test.each(names)(
    '%s',
    async (name) => {
      const command = program.commands.find((known) => known.name() === name)
      const flags = command?.options.filter(({ required }) => required).map(({ long }) => long ?? '') ?? []
      // Not for options that would write files of such names or look up such hosts, nor for threads, which need the bundle.
      for (const flag of flags.filter((known) => !/^--(?:output|output-dir|jobs|server)$/.test(known))) {
        for (const value of values) {
          for (const line of lines[name]) {
            const argv = [name, ...line, `${flag}=${value}`]
            const { code, stderr } = await tapline(argv)
            expect([0, 1, 2], `${JSON.stringify(argv)}: ${stderr}`).toContain(code)
            const errors = stderr.split('\n').filter((text) => text !== '' && !REPORT.test(text))
            expect(errors.length, `${JSON.stringify(argv)}: ${stderr}`).toBe(code === 0 ? 0 : 1)
            expect(stderr).not.toContain('\u001B')
            expect(stderr).not.toMatch(
              /^ {4}at |Cannot read|is not iterable|Invalid (?:typed )?array length/m,
            )
          }
        }
      }
    },
    120_000,
  )
})
