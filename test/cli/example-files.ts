import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeImage } from 'tapline/node'
import { noiseFrame } from '../support/frames.js'
import { generate, noise } from '../support/signals.js'
import { beep } from './beep.js'
import { writeWav } from './support.js'

const sampleRate = 48_000

/**
 * Writes the files that the examples of the help read into a folder. Its folder `bin` gets stand-ins for `tail -f`, which never
 * ends, and for `arecord`, whose device may be missing.
 */
export async function writeExampleFiles(folder: string): Promise<void> {
  const at = (name: string): string => join(folder, name)
  const short = beep(880, 4800, sampleRate)
  const concert = noise('float32', sampleRate, 4).map((value) => value / 100)
  short.forEach((value, n) => (concert[20_000 + n] += value))
  for (const name of ['concert.wav', 'live.wav']) await writeWav(at(name), [concert])
  for (const name of ['beep.wav', 'applause.wav', 'song.wav', 'engine.wav']) await writeWav(at(name), [short])
  await writeWav(at('drums.wav'), [concert])
  await writeWav(at('bass.wav'), [beep(60, sampleRate, sampleRate)])

  const voice = noise('float32', 24_000, 1).map((value) => value / 10)
  await writeWav(at('recorded.wav'), [Float32Array.of(...new Array<number>(100).fill(0), ...voice)])
  await writeWav(at('room.wav'), [noise('float32', 100_000, 5).map((value) => value / 10)])

  await writeWav(at('loudspeaker.wav'), [voice])
  await writeWav(at('microphone.wav'), [voice.map((_, n) => (voice[n - 30] ?? 0) / 2)])

  mkdirSync(at('takes'))
  await writeWav(at('takes/1.wav'), [voice])

  const beat = [0, 1, 3, 7, 3, 0, -2, 0, 1, 0]
  const readings = generate('float64', 1200, (n) => beat.at(n % 30) ?? 0)
  writeFileSync(at('beat.csv'), `v\n${beat.join('\n')}\n`)
  writeFileSync(at('sensor.csv'), `t,v\n${Array.from(readings, (v, n) => `${n},${v}\n`).join('')}`)
  const celsius = generate('float64', 240, (hour) => 15 + 5 * Math.sin((2 * Math.PI * hour) / 24))
  writeFileSync(at('temperatures.csv'), `celsius\n${celsius.join('\n')}\n`)

  const mains = noise('float64', 500, 6)
  const chest = Array.from(mains, (value, n) => `${n},${value},${(readings[n] + value) / 2}`)
  writeFileSync(at('chest.csv'), `time,mains,chest\n${chest.join('\n')}\n`)

  const pulse = generate('float64', 1000, (n) => Math.max(0, Math.sin((2 * Math.PI * n) / 80)) ** 9)
  writeFileSync(at('pulse.csv'), `mV\n${pulse.join('\n')}\n`)
  writeFileSync(at('position.csv'), `metres\n${readings.map((_, n) => n / 100).join('\n')}\n`)

  await writeImage(at('photo.jpg'), noiseFrame(40, 30, 1))
  writeFileSync(at('motion.csv'), `${'0.2,'.repeat(4)}0.2\n`)

  writeFileSync(at('bin/arecord'), '#!/bin/sh\nexec cat live.wav\n', { mode: 0o755 })
  writeFileSync(at('bin/tail'), '#!/bin/sh\nexec cat "$4"\n', { mode: 0o755 })
}
