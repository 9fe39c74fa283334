import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { convolveApart } from '../../src/cli/convolve/convolve-apart.js'
import { Folder } from './folder.js'
import { readWav, tapline, writeWav } from './support.js'

let folder: Folder
beforeAll(async () => (folder = await Folder.make()))
afterAll(() => folder.remove())

const inFolder = (name: string): string => folder.path(name)

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = inFolder(name)
  await writeFile(path, content)
  return path
}

/** One tap of 1: the output is the input. */
const same = () => file('one.csv', '1\n')

async function cutShort(): Promise<string> {
  const path = await writeWav(inFolder('whole.wav'), [[0.5, 0.25, -0.5, -0.25]], { format: 's16le' })
  const bytes = await readFile(path)
  return file('cut.wav', bytes.subarray(0, -3))
}

test('truncated sound is written as far as it goes, with a warning and exit code 1', async () => {
  const output = inFolder('out.wav')
  const { code, stderr } = await tapline(['convolve', await cutShort(), await same(), '-o', output])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^tapline: warning: .*cut\.wav: /)
  expect((await readWav(output)).channels).toEqual([[0.5, 0.25]])
})

test('it is also written to stdout', async () => {
  const { code, stdout } = await tapline(['convolve', await cutShort(), await same()])
  expect(code).toBe(1)
  expect([stdout.readInt16LE(44), stdout.readInt16LE(46)]).toEqual([0.5 * 2 ** 15, 0.25 * 2 ** 15])
  expect(stdout).toHaveLength(48)
})

test('raw PCM may end within a frame', async () => {
  const path = await file('in.raw', Uint8Array.of(0, 64, 0, 32, 7))
  const output = inFolder('out.raw')
  const argv = ['convolve', path, await same(), '--rate', '8000', '--format', 's16', '-o', output]
  const { code, stderr } = await tapline(argv)
  expect(code).toBe(1)
  expect(stderr).toContain('the samples end within a frame')
  expect([...(await readFile(output))]).toEqual([0, 64, 0, 32])
  expect((await tapline([...argv, '--strict', '-o', inFolder('strict.raw')])).code).toBe(1)
  await expect(readFile(inFolder('strict.raw'))).rejects.toThrow('ENOENT')
})

test('--strict refuses it, and leaves no output', async () => {
  const output = inFolder('strict.wav')
  const { code, stderr } = await tapline([
    'convolve',
    await cutShort(),
    await same(),
    '--strict',
    '-o',
    output,
  ])
  expect(code).toBe(1)
  expect(stderr).not.toContain('warning')
  await expect(readFile(output)).rejects.toThrow('ENOENT')
})

test('a worker reports that its input is truncated', async () => {
  const output = inFolder('worker.wav')
  const options = { normalize: 'none', resample: false, gain: 1, tail: true } as const
  const job = { input: await cutShort(), kernel: await same(), output, ...options }
  const { failure, isIncomplete, notes } = await convolveApart(job)
  expect([failure, isIncomplete]).toEqual([undefined, true])
  expect(notes).toMatch(/^tapline: warning: .*cut\.wav: /)
  expect((await readWav(output)).channels).toEqual([[0.5, 0.25]])
})

test('CSV is read in the given dialect', async () => {
  const path = await file('a.csv', 'a title\n# a remark\nt;v\n1;1,5\n2;-\n3;1,234\n')
  const { code, stdout, stderr } = await tapline(
    [
      'convolve',
      path,
      await same(),
      '--time',
      't',
      '--skip-rows',
      '1',
      '--comment',
      '#',
      '--na',
      '-,?',
    ].concat(['--delimiter', ';', '--decimal', ',']),
  )
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout.toString()).toBe('t;v\n1;1,5\n2;\n3;1,234\n')
})

test('messages name options as on the command line', async () => {
  const path = await file('thousands.csv', 'a;b\n1,234;5\n')
  const { code, stderr } = await tapline(['convolve', path, await same()])
  expect(code).toBe(1)
  expect(stderr).toContain(': pass --decimal , if')
  const raw = await file('rate.raw', new Uint8Array(8))
  const argv = [
    'convolve',
    raw,
    await same(),
    '--rate',
    '44100.5',
    '--format',
    'f32',
    '-o',
    inFolder('r.wav'),
  ]
  expect((await tapline(argv)).stderr).toContain('--rate must be a whole number')
})

test('short gaps are bridged, and uneven times are reported', async () => {
  const path = await file('gaps.csv', 't,v\n0,1\n1,\n2,3\n3,\n4,\n9,6\n')
  const argv = ['convolve', path, await same(), '--time', 't']
  const { code, stdout, stderr } = await tapline([...argv, '--gaps', 'linear:1'])
  expect(code).toBe(0)
  expect(stdout.toString()).toBe('t,v\n0,1\n1,2\n2,3\n3,\n4,\n9,6\n')
  expect(stderr).toContain('times are uneven: 5 before row 5 (from 0), the median is 1')
  expect((await tapline(argv)).stdout.toString()).toBe('t,v\n0,1\n1,\n2,3\n3,\n4,\n9,6\n')
  expect((await tapline([...argv, '--gaps', 'linear:0'])).code).toBe(2)
})

test('fields are separated in the output as in the input', async () => {
  const tabs = await file('tab.tsv', 't\ta,b\n12:00, h\t1.5\n')
  const argv = ['convolve', tabs, await same(), '--time', 't']
  expect((await tapline(argv)).stdout.toString()).toBe('t\ta,b\n12:00, h\t1.5\n')
  const { code } = await tapline([...argv, '-o', inFolder('out.tsv')])
  expect(code).toBe(0)
  expect(await readFile(inFolder('out.tsv'), 'utf8')).toBe('t\ta,b\n12:00, h\t1.5\n')
  await tapline([...argv, '-o', inFolder('out.csv')])
  expect(await readFile(inFolder('out.csv'), 'utf8')).toBe('t,"a,b"\n"12:00, h",1.5\n')
  const commas = await file('comma.csv', 'v\n1\n')
  await tapline(['convolve', commas, await same(), '-o', inFolder('other.tsv')])
  expect(await readFile(inFolder('other.tsv'), 'utf8')).toBe('v\n1\n')
})

test('times are copied unchanged', async () => {
  const path = await file('ns.csv', 'ts,v\n1700000000123456789,1\n1.50,2\n')
  const { stdout } = await tapline(['convolve', path, await same(), '--time', 'ts'])
  expect(stdout.toString()).toBe('ts,v\n1700000000123456789,1\n1.50,2\n')
})

test.each([
  [['--decimal', ','], 'a.ndjson', '1\n', '--decimal is for CSV'],
  [['--skip-rows', '1'], 'a.wav', '', '--skip-rows does not apply to'],
  [['--delimiter', 'ab'], 'a.csv', '1\n', '--delimiter must be one character'],
  [['--delimiter', ',', '--decimal', ','], 'a.csv', '1\n', '--decimal must be another character'],
  [['--skip-rows', '-1'], 'a.csv', '1\n', 'Give a whole number of at least 0'],
])('%j for %s is refused', async (options, name, content, message) => {
  const { code, stderr } = await tapline(['convolve', await file(name, content), await same(), ...options])
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})
