import { readFileSync } from 'node:fs'
import { readSafetensors } from 'tapline/layers'
import { readImage } from 'tapline/node'
import { describe, expect, test } from 'vitest'
import golden from '../golden/transcribe.json' with { type: 'json' }
import { expectClose } from '../support/closeness.js'
import { ExampleFolder } from './run-example.js'

const folder = new ExampleFolder()

describe('The example of layers', () => {
  test('feature-maps: sizes are those of the formula', async () => {
    const lines = await folder.run('feature-maps')
    const sizes = lines.map((line) =>
      /= (\d+); the maps have (\d+) x (\d+)$/.exec(line)?.slice(1).map(Number),
    )
    expect(sizes).toEqual([88, 96, 104, 44, 48, 52].map((size) => [size, size, size]))
    const kernels = await readImage(folder.path('out/feature-maps-kernels.png'))
    expect([kernels.width, kernels.height]).toEqual([390, 390])
    // Four maps a row, with a line between; at stride 2, pixels are squares of 2.
    const maps = await readImage(folder.path('out/feature-maps-stride-2-same.png'))
    expect([maps.width, maps.height]).toEqual([2 * (4 * 49 - 1), 2 * (4 * 49 - 1)])
    expect(new Set(maps.data).size).toBeGreaterThan(200)
  })

  test('learn-sobel learns it', async () => {
    const lines = await folder.run('learn-sobel')
    const losses = lines.slice(0, 4).map((line) => Number(/loss (.+)$/.exec(line)?.[1]))
    expect(losses[0]).toBeGreaterThan(1)
    expect(losses[3]).toBeLessThan(1e-6)
    const learned = lines.slice(5, 8).flatMap((line) => line.trim().split(/ +/).slice(3, 6).map(Number))
    expect(learned.map((weight) => weight + 0)).toEqual([-1, 0, 1, -2, 0, 2, -1, 0, 1])
    const logarithms = folder.readColumn('loss')
    expect(logarithms).toHaveLength(600)
    expect(logarithms[599]).toBeLessThan(-6)
  })

  test('shapes recognizes new shapes, and draws what kernels respond to', async () => {
    const lines = await folder.run('shapes')
    expect(Number(/^([\d.]+) % of 400/.exec(lines[lines.length - 1])?.[1])).toBeGreaterThan(95)
    const parts = await readImage(folder.path('out/shapes-parts.png'))
    expect([parts.width, parts.height]).toEqual([8 * 15 * 5, 2 * 15 * 5])
  })

  test('languages recognizes new sentences, and follows them in a stream', async () => {
    const lines = await folder.run('languages')
    const accuracy = lines.find((line) => line.includes('windows of new text')) ?? ''
    expect(Number(/^([\d.]+) %/.exec(accuracy)?.[1])).toBeGreaterThan(95)
    const answers = lines.filter((line) => line.startsWith('after letter')).map((line) => line.split(' ')[3])
    expect(answers).toEqual(['english', 'german', 'french', 'spanish'])
  })

  test('machines recognizes new recordings, and follows a machine in a stream', async () => {
    const lines = await folder.run('machines')
    const accuracy = lines.find((line) => line.includes('new recordings')) ?? ''
    expect(Number(/^([\d.]+) %/.exec(accuracy)?.[1])).toBeGreaterThan(93)
    // The last answer of each four seconds, between which a window holds both.
    const answers = lines.flatMap((line) => /^after ([\d.]+) s: (.+)$/.exec(line)?.slice(1) ?? [])
    const last = [4, 8, 12, 16].map((end) => {
      const before = answers.filter((_, i) => i % 2 === 0 && Number(answers[i]) < end)
      return answers[2 * before.length - 1]
    })
    expect(last).toEqual(['normal', 'unbalance', 'bearing', 'looseness'])
    const picture = await readImage(folder.path('out/machines.png'))
    expect([picture.width, picture.height]).toEqual([240, 240])
  })
  test('transcribe: a published network returns what TensorFlow.js computes', async () => {
    const lines = await folder.run('transcribe')
    const tables = readSafetensors(readFileSync(folder.path('out/transcribe.safetensors')))
    // golden/transcribe.json: three frames of the published graph for the same recording; versions are in the file.
    for (const name of ['contours', 'notes', 'onsets'] as const) {
      const { data, shape } = tables[name]
      golden.frames.forEach((frame, i) => {
        // Probabilities, after seven layers of float32.
        expectClose(data.subarray(frame * shape[1], (frame + 1) * shape[1]), golden[name][i], 1e-5)
      })
    }
    // The longest notes of the song, as one hears them.
    expect(lines).toContain('  1.46 s  C5   0.39 s')
    expect(lines).toContain('  1.92 s  A#4  0.46 s')
    const picture = await readImage(folder.path('out/transcribe.png'))
    expect([picture.width, picture.height]).toEqual([1136, 264])
  })
})
