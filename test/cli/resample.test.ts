import { resample } from 'tapline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noise } from '../support/signals.js'
import { Folder } from './folder.js'
import { readWav, tapline, writeWav } from './support.js'

let folder: Folder
const at = (name: string): string => folder.path(name)
const channels = [noise('float32', 900, 1), noise('float32', 900, 2)] as Float32Array[]

beforeAll(async () => {
  folder = await Folder.make()
  await writeWav(at('noise.wav'), channels, { sampleRate: 44_100 })
})
afterAll(() => folder.remove())

describe('tapline resample', () => {
  test.each([
    [['--to', '48k']],
    [['--rate', '48000']],
    [['--to', '48kHz', '--stopband', '80', '--edges', 'reflect']],
  ])('converts a WAV file, by %j', async (options) => {
    const { code, stderr } = await tapline(['resample', at('noise.wav'), ...options, '-o', at('out.wav')])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { sampleRate, channels: actual } = await readWav(at('out.wav'))
    expect(sampleRate).toBe(48_000)
    const rates = { fromRate: 44_100, toRate: 48_000 }
    const given = options.length > 2 ? ({ ...rates, stopbandDb: 80, edges: 'reflect' } as const) : rates
    expect(actual).toEqual(channels.map((channel) => Array.from(resample(channel, given))))
  })

  test('converts raw PCM from stdin', async () => {
    const stdin = [Buffer.from(channels[0].buffer)]
    const options = ['--rate', '44100', '--format', 'f32le', '--to', '16000']
    const { stdout, stderr } = await tapline(['resample', ...options], { stdin })
    expect(stderr).toBe('')
    const bytes = Uint8Array.from(stdout)
    expect(new Float32Array(bytes.buffer)).toEqual(
      resample(channels[0], { fromRate: 44_100, toRate: 16_000 }),
    )
  })

  test('converts the columns of a series, which is extended by its first and last value', async () => {
    const stdin = [`a,b\n${'1,2\n'.repeat(100)}`]
    const { stdout } = await tapline(['resample', '--rate', '100', '--to', '25'], { stdin })
    expect(stdout.toString()).toBe(`a,b\n${'1,2\n'.repeat(25)}`)
    const zero = await tapline(['resample', '--rate', '100', '--to', '25', '--edges', 'zero'], { stdin })
    expect(zero.stdout.toString()).not.toBe(stdout.toString())
    const some = await tapline(['resample', '--rate', '1', '--to', '2', '--column', 'b'], { stdin })
    expect(some.stdout.toString()).toBe(`b\n${'2\n'.repeat(200)}`)
  })

  test('converts several files', async () => {
    const { code } = await tapline(['resample', at('noise.wav'), '--to', '22050', '--output-dir', at('half')])
    expect(code).toBe(0)
    const { sampleRate, channels: actual } = await readWav(at('half/noise.wav'))
    expect([sampleRate, actual[0].length]).toEqual([22_050, 450])
  })

  test.each([
    [['noise.wav'], 'the output needs a sample rate: pass --to'],
    [['noise.wav', '--to', '1'], '--rate and --to must be at most a factor of 1000 apart, got 44100 and 1'],
    [['noise.wav', '--to', '48000', '--rate', '44100'], '--rate'],
    [['noise.wav', '--to', '48000', '--stopband', '90'], '80, 100, 120'],
  ])('refuses %j', async ([name, ...options], message) => {
    const { code, stderr } = await tapline(['resample', at(name), ...options])
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  test('asks for the rate of a series', async () => {
    const { code, stderr } = await tapline(['resample', '--rate', '2'], { stdin: ['v\n1\n2\n'] })
    expect(stderr).toContain('stdin does not state its sample rate: pass --rate, and --to')
    expect(code).toBe(2)
    const dithered = await tapline(['resample', '--rate', '2', '--to', '3', '--dither'], {
      stdin: ['v\n1\n'],
    })
    expect(dithered.stderr).toContain('--dither is for sound')
  })
})
