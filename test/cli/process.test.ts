import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { noise } from '../support/signals.js'
import { writeExampleFiles } from './example-files.js'
import { jsonLines } from './run-command.js'
import { readWav, tapline, writeWav } from './support.js'

// The command line as it is installed: bundled, in separate processes, between other programs.

const repository = fileURLToPath(new URL('../..', import.meta.url))
const main = join(repository, 'out/cli/main.js')
const folder = mkdtempSync(join(tmpdir(), 'tapline-process-'))
const env = {
  ...process.env,
  HOME: folder,
  PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
}

beforeAll(async () => {
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin/tapline'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`)
  chmodSync(join(folder, 'bin/tapline'), 0o755)
  for (const path of ['.local/share/bash-completion/completions', '.zfunc', '.config/fish/completions']) {
    mkdirSync(join(folder, path), { recursive: true })
  }
  const voice = noise('float32', 24_000, 1).map((value) => value / 10)
  const hall = noise('float32', 5000, 2).map((value, n) => (value / 10) * Math.exp(-n / 1000))
  await writeWav(join(folder, 'voice.wav'), [voice], { format: 's16le' })
  await writeWav(join(folder, 'hall.wav'), [hall, hall.toReversed()])
  for (const name of ['a', 'b', 'c']) copyFileSync(join(folder, 'voice.wav'), join(folder, `${name}.wav`))
  writeFileSync(join(folder, 'damaged.wav'), readFileSync(join(folder, 'voice.wav')).subarray(0, 1001))
  const rows = Array.from({ length: 100 }, (_, n) => `12:${n},${n % 5}\n`)
  writeFileSync(join(folder, 'readings.csv'), `at,temperature\n${rows.join('')}`)
  writeFileSync(
    join(folder, 'series.csv'),
    `v\n${Array.from({ length: 9000 }, (_, n) => `${n}.125\n`).join('')}`,
  )
  writeFileSync(join(folder, 'taps.csv'), '0.5\n0.5\n')
  await writeExampleFiles(folder)
}, 30_000)
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function shell(command: string) {
  return spawnSync('bash', ['-o', 'pipefail', '-c', command], { cwd: folder, env, encoding: 'utf8' })
}

const isInstalled = (program: string): boolean => spawnSync(program, ['-version']).error === undefined
const hasPrograms = isInstalled('sox') && isInstalled('ffmpeg')

describe('An example of the help', async () => {
  const helps = await Promise.all(
    [[], ...commands.map(({ name }) => [name])].map((command) => tapline([...command, '--help'])),
  )
  const examples = helps
    .flatMap(({ stdout }) => stdout.toString().split('Examples:\n')[1].trim().split('\n'))
    .map((line) => line.trim())
    .filter((line) => !line.includes('COMMAND'))
    // Jobs and batches need a server: test/nats runs their commands.
    .filter((line) => !/tapline (?:job|feed|worker|results) |--server/.test(line))

  test('exists for each command', () => {
    for (const [i, { name }] of commands.entries()) {
      expect(helps[i + 1].stdout.toString()).toMatch(new RegExp(`Examples:[^]*tapline ${name}`))
    }
  })

  test.each(examples.map((example) => ({ example })))('runs as written: $example', ({ example }) => {
    if (!hasPrograms && /sox|ffmpeg|flac/.test(example)) return
    const [flac] = /\w+\.flac/.exec(example) ?? []
    if (flac && flac !== 'wet.flac' && !existsSync(join(folder, flac))) shell(`ffmpeg -i voice.wav ${flac}`)
    shell('rm -rf wet* clean.wav phone.wav bass.s16 smooth.csv')
    const { status, stderr } = shell(example)
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  })
})

test('The manual page agrees with the help: npm run build:man', () => {
  const page = join(folder, 'tapline.1')
  execFileSync(process.execPath, ['scripts/build-man.mjs', 'out/cli', page], { cwd: repository })
  expect(readFileSync(join(repository, 'man/tapline.1'), 'utf8')).toBe(readFileSync(page, 'utf8'))
}, 60_000)

describe('A process', () => {
  test('ends quietly when the reader stops', () => {
    const { status, stdout, stderr } = shell(
      'set +o pipefail; (yes 1 | tapline convolve - taps.csv; echo "code ${PIPESTATUS[1]}" >&2) | head -n 2',
    )
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '0.5\n1\n', stderr: 'code 0\n' })
  })

  test('reads a sound from the output of another program in place of a file', () => {
    const direct = shell('tapline convolve voice.wav hall.wav | sha256sum')
    const { status, stdout, stderr } = shell('tapline convolve <(cat voice.wav) <(cat hall.wav) | sha256sum')
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: direct.stdout, stderr: '' })
  })

  test.each([
    ['tapline plot <(cut -d , -f 2 sensor.csv)', /┤/],
    ['tapline ir <(cat taps.csv)', /length +2 samples/],
    ['tapline convolve taps.csv <(echo 2)', /^1\n1\n$/],
    ['tapline convolve <(printf \'{"v":1}\\n\') taps.csv', /^{"v":0.5}\n{"v":0.5}\n$/],
    ['cmp <(tapline convolve voice.wav <(cat taps.csv)) <(tapline convolve voice.wav taps.csv)', /^$/],
    ['tapline match sensor.csv <(cat beat.csv) --column v --time t', /^{"index":0,/],
  ])('reads a series from such an output: %s', (command, due) => {
    const { status, stdout, stderr } = shell(command)
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: expect.stringMatching(due) as string,
      stderr: '',
    })
  })

  test('reports an invalid TAPLINE_SIMD, and prints help whatever it is', () => {
    const doctor = shell('TAPLINE_SIMD=foo tapline doctor')
    expect(doctor.stdout).toMatch(/^engine +NOT LOADED: TAPLINE_SIMD must be /m)
    expect(doctor.stderr).toMatch(/^tapline: the engine cannot be loaded: TAPLINE_SIMD must be [^\n]*\n$/)
    expect(doctor.status).toBe(1)
    const ir = shell('TAPLINE_SIMD=foo tapline ir hall.wav')
    expect(ir.stderr).toMatch(/^tapline: TAPLINE_SIMD must be [^\n]* got "foo": unset this variable[^\n]*\n$/)
    expect(ir.status).toBe(2)
    expect(shell('TAPLINE_SIMD=foo tapline ir --help').status).toBe(0)
  })

  const writers = [
    ['sound', 'convolve voice.wav hall.wav', 'out.wav'],
    ['a series', 'convolve series.csv taps.csv --column v', 'out.csv'],
  ] as const

  test.runIf(existsSync('/dev/fd/1')).each([
    ['sound', '/dev/stdout', writers[0][1]],
    ['a series', '/dev/fd/1', writers[1][1]],
  ])('writes %s to %s, a file or a pipe, as to stdout', (_what, name, command) => {
    const named = `tapline ${command} -o ${name}`
    const { status, stderr } = shell(
      `tapline ${command} > plain && ${named} > named && ${named} | cat > piped`,
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const [plain, redirected, piped] = ['plain', 'named', 'piped'].map((file) =>
      readFileSync(join(folder, file)),
    )
    expect(plain.length).toBeGreaterThan(0)
    expect(redirected).toEqual(plain)
    expect(piped).toEqual(plain)
  })

  test.runIf(existsSync('/dev/full')).each(writers)(
    'reports that there is no room for %s',
    (_what, command) => {
      const { status, stderr } = shell(`tapline ${command} > /dev/full`)
      expect(stderr).toMatch(/^tapline: cannot write stdout: no space left on device \(ENOSPC\)[^\n]*\n$/)
      expect(status).toBe(1)
    },
  )

  // The disk takes the beginning: the last write is short.
  test.for(writers)('reports a disk that became full with %s', ([_what, command, name], context) => {
    const disk = mkdtempSync(join(folder, 'disk-'))
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]).status !== 0) {
      context.skip('only root can mount a small disk')
    }
    try {
      const stdout = shell(`tapline ${command} > '${disk}/${name}'`)
      expect(stdout.stderr).toMatch(/^tapline: cannot write stdout: no space left on device \(ENOSPC\)/)
      expect(stdout.status).toBe(1)
      writeFileSync(join(disk, name), 'old')
      const file = shell(`tapline ${command} -o '${disk}/${name}'`)
      expect(file.stderr).toMatch(/^tapline: cannot write [^\n]*: no space left on device \(ENOSPC\)/)
      expect(file.status).toBe(1)
      expect(readdirSync(disk)).toEqual([name])
      expect(readFileSync(join(disk, name), 'utf8')).toBe('old')
    } finally {
      execFileSync('umount', [disk])
      rmSync(disk, { recursive: true })
    }
  })

  test('leaves no partial file when it is interrupted', async () => {
    const before = readdirSync(folder)
    const argv = ['convolve', '-', 'taps.csv', '--rate', '8000', '--format', 's16', '-o', 'half.wav']
    const child = spawn(process.execPath, [main, ...argv], {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    const ended = new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal)))
    child.stdin.on('error', () => {})
    child.stdin.write(Buffer.alloc(2 ** 20))
    const isBegun = (): boolean => readdirSync(folder).some((name) => name.endsWith('.part'))
    while (!isBegun()) await new Promise((resolve) => setTimeout(resolve, 10))
    child.kill('SIGINT')
    expect(await ended).toBe('SIGINT')
    expect(readdirSync(folder)).toEqual(before)
  })

  test('convolves many files at once; a damaged one does not stop the others', async () => {
    const { status, stderr } = shell(
      'tapline convolve a.wav damaged.wav b.wav --kernel hall.wav --output-dir many --strict --jobs 2',
    )
    expect(stderr).toContain('tapline: damaged.wav: this WAV file is cut short')
    expect(stderr).toContain('tapline: 2 of 3 files convolved, 1 failed: see above')
    expect(status).toBe(1)
    expect(readdirSync(join(folder, 'many')).sort()).toEqual(['a.wav', 'b.wav'])
    shell('tapline convolve a.wav hall.wav -o alone.wav')
    const [one, alone] = await Promise.all(
      ['many/a.wav', 'alone.wav'].map((name) => readWav(join(folder, name))),
    )
    expect(one).toEqual(alone)
  })

  test('reports many files in lines of JSON', () => {
    const { status, stdout, stderr } = shell(
      'tapline convolve a.wav damaged.wav --kernel hall.wav --output-dir told --strict --json',
    )
    const lines = jsonLines(stdout).sort((one, other) =>
      String(one['input']) < String(other['input']) ? -1 : 1,
    )
    expect(lines).toEqual([
      { input: 'a.wav', output: join('told', 'a.wav') },
      {
        input: 'damaged.wav',
        output: join('told', 'damaged.wav'),
        error: expect.stringContaining('damaged.wav: this WAV file is cut short') as string,
      },
    ])
    expect(stderr).toContain('tapline: 1 of 2 files convolved, 1 failed: see above')
    expect(status).toBe(1)
  })

  test('writes many files even if stdout is closed, and none if the kernel cannot be read', () => {
    const many = Array.from({ length: 4 }, (_, i) => `copy${i}.wav`)
    for (const name of many) copyFileSync(join(folder, 'a.wav'), join(folder, name))
    const left = shell(
      `tapline convolve ${many.join(' ')} --kernel hall.wav --output-dir left --json --jobs 1 | head -n 1`,
    )
    expect(left.stderr).toContain('4 of 4 files convolved, in left')
    expect(readdirSync(join(folder, 'left')).sort()).toEqual(many)
    const { status, stderr } = shell(
      `tapline convolve ${many.join(' ')} --kernel damaged.wav --strict --output-dir none`,
    )
    expect(stderr.match(/damaged\.wav/g)).toHaveLength(1)
    expect(status).toBe(1)
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })

  test('leaves nothing behind of many files when it is interrupted', async () => {
    const argv = [
      'convolve',
      ...['a', 'b', 'c'].map((name) => `${name}.wav`),
      '--kernel',
      'hall.wav',
      '--output-dir',
    ]
    const child = spawn(process.execPath, [main, ...argv, 'interrupted'], { cwd: folder, stdio: 'ignore' })
    const ended = new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal)))
    const path = join(folder, 'interrupted')
    while (!(existsSync(path) && readdirSync(path).length > 0))
      await new Promise((resolve) => setTimeout(resolve, 2))
    child.kill('SIGINT')
    expect(await ended).toBe('SIGINT')
    expect(readdirSync(path).filter((name) => name.includes('.part'))).toEqual([])
  })

  // Comparing all pairs of windows takes minutes.
  const rows = Array.from({ length: 1_000_000 }, (_, n) => `${(n * n) % 1009}\n`).join('')
  test.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
    'ends at once on %s while it computes',
    async (signal) => {
      const argv = ['profile', '-', '--window', '100']
      const child = spawn(process.execPath, [main, ...argv], { stdio: ['pipe', 'ignore', 'ignore'] })
      const ended = new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal)))
      child.stdin.end(rows)
      await once(child.stdin, 'finish')
      // The pipe holds little of it: all the rest has been read, and the computation begins.
      await new Promise((resolve) => setTimeout(resolve, 500))
      child.kill(signal)
      expect(await ended).toBe(signal)
    },
  )

  test('has an exit code that distinguishes usage errors, data errors and bugs', () => {
    expect(shell('tapline --version').status).toBe(0)
    expect(shell('tapline --version > /dev/full').status).toBe(1)
    expect(shell('tapline --version | true').status).toBe(0)
    expect(shell('tapline --help > /dev/full').status).toBe(1)
    expect(shell('tapline convolve nix.wav hall.wav -o x.wav').status).toBe(1)
    expect(shell('tapline convolve --nonsense').status).toBe(2)
    expect(shell('tapline ir hall.wav | true').status).toBe(0)
  })
})
