import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { tapline } from './support.js'

// Each shell itself is asked for its suggestions.

const folder = mkdtempSync(join(tmpdir(), 'tapline-completion-'))
const shells = { bash: 'tapline.bash', zsh: '_tapline', fish: 'tapline.fish' } as const

beforeAll(async () => {
  for (const [shell, file] of Object.entries(shells)) {
    writeFileSync(join(folder, file), (await tapline(['completion', shell])).stdout)
  }
  for (const name of ['photo.wav', 'peak.csv']) writeFileSync(join(folder, name), '')
})
afterAll(() => rmSync(folder, { recursive: true }))

const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'exit']).error === undefined

function run(shell: string, argv: readonly string[], script: string): string {
  return spawnSync(shell, [...argv, '-c', script], { cwd: folder, encoding: 'utf8', timeout: 60_000 }).stdout
}

/** The suggestions of the function alone: none means files. Words are split as bash does. */
function inBash(words: readonly string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(' ')
  const script = `source ./tapline.bash; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _tapline; echo "\${COMPREPLY[*]}"`
  return run('bash', ['--norc'], script)
    .trim()
    .split(' ')
    .filter((word) => word !== '')
}

describe.runIf(isInstalled('bash'))('bash', () => {
  test('offers commands first', () => {
    expect(inBash(['tapline', ''])).toEqual([
      ...commands.map(({ name }) => name),
      'help',
      '--help',
      '--version',
    ])
    expect(inBash(['tapline', 'help', 'pi'])).toEqual(['pitch'])
  })

  test('offers files where a file is expected, even if a value of an option begins alike', () => {
    expect(inBash(['tapline', 'convolve', 'p'])).toEqual([])
    expect(inBash(['tapline', 'convolve', '-o', ''])).toEqual([])
    expect(inBash(['tapline', 'convolve', '--kernel', 'p'])).toEqual([])
  })

  test('offers options where one is typed, and values after one', () => {
    expect(inBash(['tapline', 'convolve', 'voice.wav', '--no'])).toEqual(['--no-tail', '--normalize'])
    expect(inBash(['tapline', 'convolve', '--normalize', 'p'])).toEqual(['peak'])
    expect(inBash(['tapline', 'convolve', '--normalize', '=', 'p'])).toEqual(['peak'])
    expect(inBash(['tapline', 'convolve', '--normalize', '='])).toContain('peak')
    expect(inBash(['tapline', 'image', '--kernel', 'sob'])).toEqual(['sobel', 'sobel-x', 'sobel-y'])
    expect(inBash(['tapline', 'completion', ''])).toEqual(['bash', 'zsh', 'fish'])
  })
})

/** Whether an interactive zsh shows this text after these keys. It loads the function on first use; this waits for that. */
function showsInZsh(keys: string, due: string): boolean {
  const script = `
    zmodload zsh/zpty
    zpty shell "zsh -f -i"
    zpty -w shell 'cd ${folder}; PS1="% "; fpath=(${folder} $fpath); autoload -Uz compinit; compinit -u -D; setopt no_beep; echo re''ady'
    zpty -r -m shell screen '*ready*'
    zpty -w -n shell $'${keys}'
    zpty -r -m shell screen '*${due}*' && echo shown
    zpty -d shell`
  return run('zsh', ['-f'], script) === 'shown\n'
}

describe.runIf(isInstalled('zsh'))('zsh', () => {
  test.each([
    ['commands, at the first TAB', 'tapline conv\\t', 'tapline convolve'],
    ['values after an option', 'tapline convolve --normalize pe\\t', '--normalize peak'],
    ['options where one is typed', 'tapline convolve --no-t\\t', '--no-tail'],
    ['files elsewhere', 'tapline convolve ph\\t', 'photo.wav'],
    ['files after -o', 'tapline convolve -o ph\\t', 'photo.wav'],
  ])(
    'offers %s',
    (_what, keys, due) => {
      expect(showsInZsh(keys, due)).toBe(true)
    },
    20_000,
  )
})

function inFish(line: string): string[] {
  const script = `source tapline.fish; complete -C '${line}'`
  const offered = run('fish', ['--no-config'], script).trim().split('\n')
  return offered.map((row) => row.split('\t')[0])
}

describe.runIf(isInstalled('fish'))('fish', () => {
  test('offers commands, options, values and files, each in its place', () => {
    expect(inFish('tapline conv')).toEqual(['convolve'])
    expect(inFish('tapline convolve --normalize p')).toEqual(['peak'])
    expect(inFish('tapline convolve --no-')).toEqual(['--no-tail'])
    expect(inFish('tapline convolve -o p')).toEqual(expect.arrayContaining(['photo.wav', 'peak.csv']))
    expect(inFish('tapline convolve p')).toEqual(expect.arrayContaining(['photo.wav', 'peak.csv']))
    expect(inFish('tapline filter --lowpass p')).not.toContain('photo.wav')
    expect(inFish('tapline image --kernel sobel-')).toEqual(['sobel-x', 'sobel-y'])
  }, 20_000)
})
