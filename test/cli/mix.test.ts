import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Dither } from '../../src/cli/outputs/dither.js'
import { Folder } from './folder.js'
import { readWav, tapline, writeWav } from './support.js'

let folder: Folder
const at = (name: string): string => folder.path(name)

beforeAll(async () => {
  folder = await Folder.make()
  await writeWav(at('mono.wav'), [[1, 0, 0, 0]], { sampleRate: 1000 })
  await writeWav(
    at('stereo.wav'),
    [
      [1, 0],
      [0, 1],
    ],
    { sampleRate: 1000 },
  )
  await writeWav(at('echo.wav'), [[0, 0.5]], { sampleRate: 1000 })
  await writeWav(at('loud.wav'), [[0.9, 0.9]], { sampleRate: 1000, format: 's16le' })
  await writeWav(at('quiet.wav'), [new Array<number>(4000).fill(0.25 / 2 ** 15)], { sampleRate: 1000 })
})
afterAll(() => folder.remove())

async function convolved(input: string, ...options: string[]): Promise<number[][]> {
  const { code, stdout, stderr } = await tapline(['convolve', at(input), at('echo.wav'), ...options])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return (await readWav(stdout)).channels
}

describe('What is convolved is mixed', () => {
  test('with the input itself, by --dry and --wet', async () => {
    expect(await convolved('mono.wav', '--dry', '0.25')).toEqual([[0.25, 0.5, 0, 0, 0]])
    expect(await convolved('mono.wav', '--dry', '0.25', '--wet', '0')).toEqual([[0.25, 0, 0, 0, 0]])
    expect(await convolved('mono.wav', '--dry', '1', '--wet', '-2', '--gain', '0.5')).toEqual([
      [0.5, -0.5, 0, 0, 0],
    ])
    expect(await convolved('stereo.wav', '--dry', '1')).toEqual([
      [1, 0.5, 0],
      [0, 1, 0.5],
    ])
  })

  test('with a delay, by --pre-delay', async () => {
    expect(await convolved('mono.wav', '--pre-delay', '2ms', '--dry', '1')).toEqual([[1, 0, 0, 0.5, 0, 0, 0]])
    expect(await convolved('mono.wav', '--pre-delay', '0.002s', '--no-tail')).toEqual([[0, 0, 0, 0.5]])
  })

  test('but not with too long a delay', async () => {
    const argv = ['convolve', at('mono.wav'), at('echo.wav'), '--pre-delay', '1e9']
    const { code, stderr } = await tapline(argv)
    expect(stderr).toMatch(/^tapline: response and delay must have at most [^\n]*: use a shorter delay\n$/)
    expect(code).toBe(1)
  })
})

describe('--dither', () => {
  test('keeps levels smaller than a step, as the mean', async () => {
    const options = ['--output-format', 's16', '--dither']
    const argv = ['filter', at('quiet.wav'), '--lowpass', '400', '--transition', '50', '--edges', 'nearest']
    const plain = await readWav((await tapline([...argv, '--output-format', 's16'])).stdout)
    expect(Math.max(...plain.channels[0].map(Math.abs))).toBe(0)
    const { stdout } = await tapline([...argv, ...options])
    const [samples] = (await readWav(stdout)).channels
    const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length
    expect(mean * 2 ** 15).toBeCloseTo(0.25, 1)
    expect((await tapline([...argv, ...options])).stdout.equals(stdout)).toBe(true)
  })

  test('is triangular: within a step, with a variance of a sixth', () => {
    const samples = new Float64Array(100_000)
    new Dither('s16le').add([samples])
    const steps = samples.map((value) => value * 2 ** 15)
    let [greatest, sum] = [0, 0]
    for (const value of steps) [greatest, sum] = [Math.max(greatest, Math.abs(value)), sum + value ** 2]
    expect(greatest).toBeLessThan(1)
    expect(greatest).toBeGreaterThan(0.98)
    expect(sum / steps.length).toBeCloseTo(1 / 6, 2)
  })

  test('is refused if nothing is rounded', async () => {
    const { code, stderr } = await tapline(['convolve', at('mono.wav'), at('echo.wav'), '--dither'])
    expect(stderr).toContain('--dither needs an integer output format, got f32le')
    expect(code).toBe(2)
  })
})

describe('--quiet', () => {
  test('leaves only errors on stderr', async () => {
    const argv = ['convolve', at('loud.wav'), at('echo.wav'), '--gain', '4', '-o', at('out.wav')]
    expect((await tapline(argv)).stderr).toContain('clip')
    expect(await tapline([...argv, '--quiet'])).toMatchObject({ code: 0, stderr: '' })
    expect((await tapline(['convolve', 'nix.wav', at('echo.wav'), '-q'])).stderr).toContain('nix.wav')
  })
})
