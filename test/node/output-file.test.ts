import { execFileSync, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { readWav } from 'tapline/format'
import { FileError, writeImage, WavWriter } from 'tapline/node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OutputFile, writeFileWhole } from '../../src/node/output-file.js'
import { placeFile } from '../../src/node/place-file.js'
import { isSameFile } from '../../src/node/same-file.js'

const isRoot = process.getuid?.() === 0
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-output-'))
  path = join(folder, 'out.txt')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const text = (file: string) => readFile(file, 'utf8')
const modeOf = async (file: string) => (await stat(file)).mode & 0o7777

/** Whether a command for root succeeded: containers may forbid it even to root. */
function couldRun(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Calls a function as an unprivileged user, if this is root. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  await chmod(folder, 0o777)
  if (isRoot) process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

/** The three writers that the package has. */
const writers: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
  ['text', (path) => writeFileWhole(path, 'new')],
  [
    'a sound',
    async (path) => {
      const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
      await writer.write([[0.5]])
      await writer.close()
    },
  ],
  [
    'a picture',
    (path) => writeImage(path, { data: Uint8ClampedArray.of(1, 2, 3, 255), width: 1, height: 1 }),
  ],
]

describe('a file', () => {
  test('exists after it is closed, and not before', async () => {
    const file = await OutputFile.open(path)
    await file.write('first, ')
    await file.write(Buffer.from('then'))
    await file.replace(Buffer.from('F'), 0)
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^out\.txt\.[0-9a-f]{8}\.part$/)])
    await file.close()
    await file.abort()
    expect(await readdir(folder)).toEqual(['out.txt'])
    expect(await text(path)).toBe('First, then')
  })

  test('leaves nothing behind when aborted, and an existing file unchanged', async () => {
    await writeFile(path, 'old')
    {
      await using file = await OutputFile.open(path)
      await file.write('new')
    }
    expect(await readdir(folder)).toEqual(['out.txt'])
    expect(await text(path)).toBe('old')
  })

  test.each(writers)('of %s keeps its mode and its link', async (_, write) => {
    const name = join(folder, 'target.png')
    const link = join(folder, 'link.png')
    await writeFile(name, 'old')
    await chmod(name, 0o640)
    await symlink('target.png', link)
    await write(link)
    expect(await readlink(link)).toBe('target.png')
    expect(await modeOf(name)).toBe(0o640)
    expect((await readFile(name)).length).not.toBe(0)
    expect(await text(name)).not.toBe('old')
    expect((await readdir(folder)).sort()).toEqual(['link.png', 'target.png'])
  })

  test('is created at the target of a dangling link, also in another folder', async () => {
    await mkdir(join(folder, 'deep'))
    await symlink('deep/further', path)
    await symlink('end', join(folder, 'deep', 'further'))
    await writeFileWhole(path, 'new')
    expect(await text(join(folder, 'deep', 'end'))).toBe('new')
    await symlink('round', join(folder, 'round'))
    await expect(writeFileWhole(join(folder, 'round'), 'new')).rejects.toThrow(FileError)
  })

  test.runIf(process.platform === 'linux')(
    'is created through as many links as the system follows',
    async () => {
      for (let n = 1; n <= 41; n++) await symlink(`${n - 1}`, join(folder, `${n}`))
      await expect(writeFileWhole(join(folder, '41'), 'new')).rejects.toThrow(FileError)
      await writeFileWhole(join(folder, '40'), 'new')
      expect(await text(join(folder, '0'))).toBe('new')
    },
  )

  test.each(writers)('of %s that is read-only is refused, even to root', async (_, write) => {
    const name = join(folder, 'locked.png')
    await writeFile(name, 'old')
    await chmod(name, 0o444)
    await expect(write(name)).rejects.toThrow(`cannot write ${name}: it is read-only: make it writable`)
    expect(await text(name)).toBe('old')
    expect(await readdir(folder)).toEqual(['locked.png'])
  })

  test('of another user is refused without permission to write it', async (context) => {
    if (!isRoot) context.skip('only root can make a file of others')
    await writeFile(path, 'old')
    await chmod(path, 0o644)
    await asNobody(async () => {
      await expect(writeFileWhole(path, 'new')).rejects.toThrow('permission denied (EACCES)')
      const own = join(folder, 'own.txt')
      await writeFileWhole(own, 'new')
      expect(await text(own)).toBe('new')
    })
    expect(await text(path)).toBe('old')
  })

  test('keeps its owner when root writes it', async (context) => {
    if (!isRoot) context.skip('only root can give files away')
    await writeFile(path, 'old')
    await chown(path, 1234, 2345)
    await chmod(path, 0o600)
    await writeFileWhole(path, 'new')
    const { uid, gid, mode } = await stat(path)
    expect([uid, gid, mode & 0o7777]).toEqual([1234, 2345, 0o600])
  })

  test('can have the longest possible name, and a longer one is reported', async () => {
    const long = join(folder, `${'ü'.repeat(125)}.txt`)
    await writeFileWhole(long, 'new')
    expect(await text(long)).toBe('new')
    await expect(writeFileWhole(join(folder, 'x'.repeat(256)), 'new')).rejects.toThrow(FileError)
  })

  test('is not a folder', async () => {
    await expect(writeFileWhole(folder, 'new')).rejects.toThrow(`cannot write ${folder}: it is a folder`)
    await expect(writeFileWhole(`${path}/`, 'new')).rejects.toThrow('it is the name of a folder')
    await expect(writeFileWhole(join(path, 'below'), 'new')).rejects.toThrow('no such file or directory')
    expect(await readdir(folder)).toEqual([])
  })
})

describe('a finished file', () => {
  test('is moved into place by the same rules', async () => {
    const from = join(folder, 'from')
    await writeFile(from, 'new')
    await placeFile(from, path)
    expect(await readdir(folder)).toEqual(['out.txt'])
    await symlink('out.txt', join(folder, 'link'))
    await chmod(path, 0o600)
    await writeFile(from, 'newer')
    const { ino } = await stat(from)
    await placeFile(from, join(folder, 'link'))
    // Its bytes are not copied, except on Windows, which renames no file onto one that is open.
    if (process.platform !== 'win32') expect((await stat(path)).ino).toBe(ino)
    expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true)
    expect([await text(path), await modeOf(path)]).toEqual(['newer', 0o600])
    expect((await readdir(folder)).sort()).toEqual(['link', 'out.txt'])
  })

  test('is copied to another disk, also if nobody may read the file there', async (context) => {
    const other = await mkdtemp('/dev/shm/tapline-output-').catch(() => folder)
    try {
      if ((await stat(other)).dev === (await stat(folder)).dev) context.skip('there is no other disk')
      await chmod(other, 0o777)
      const name = join(other, 'out.txt')
      await asNobody(async () => {
        await writeFile(name, 'old')
        await chmod(name, 0o200)
        await writeFile(path, 'new')
        await placeFile(path, name)
      })
      expect(await modeOf(name)).toBe(0o200)
      await chmod(name, 0o600)
      expect(await text(name)).toBe('new')
      expect([await readdir(folder), await readdir(other)]).toEqual([[], ['out.txt']])
    } finally {
      await rm(other, { recursive: true, force: true })
    }
  })
})

describe('a pipe', () => {
  test.each(writers.filter(([name]) => name !== 'a sound'))('is written directly: %s', async (_, write) => {
    const pipe = join(folder, 'pipe.png')
    if (!couldRun('mkfifo', pipe)) return
    const reading = buffer(createReadStream(pipe))
    await write(pipe)
    expect((await reading).length).toBeGreaterThan(2)
    expect((await lstat(pipe)).isFIFO()).toBe(true)
    expect(await readdir(folder)).toEqual(['pipe.png'])
  })

  test('gets a sound as a stream, with a header that states an unknown length', async () => {
    const pipe = join(folder, 'pipe.wav')
    if (!couldRun('mkfifo', pipe)) return
    const reading = buffer(createReadStream(pipe))
    const writer = await WavWriter.open(pipe, { sampleRate: 8000, channels: 1, expectedFrames: 9 })
    expect(writer.temporaryPath).toBeUndefined()
    await writer.write([[0.5, -0.5]])
    expect((await writer.close()).frames).toBe(2)
    const { chunks, ...header } = await readWav([await reading])
    expect(header).toMatchObject({ sampleRate: 8000, frames: undefined })
    for await (const [mono] of chunks) expect([...mono]).toEqual([0.5, -0.5])
    expect(await readdir(folder)).toEqual(['pipe.wav'])
  })

  test('is left alone when aborted', async () => {
    const pipe = join(folder, 'pipe.txt')
    if (!couldRun('mkfifo', pipe)) return
    const reader = spawn('cat', [pipe], { stdio: 'ignore' })
    const file = await OutputFile.open(pipe)
    await file.write('half')
    await file.abort()
    await new Promise((resolve) => reader.once('exit', resolve))
    expect((await lstat(pipe)).isFIFO()).toBe(true)
  })
})

describe('a device', () => {
  test('is written directly, and stays a device', async (context) => {
    const device = join(folder, 'null.png')
    if (!isRoot || !couldRun('mknod', device, 'c', '1', '3')) context.skip('only root can make a device')
    for (const [, write] of writers) await write(device)
    expect((await lstat(device)).isCharacterDevice()).toBe(true)
    expect(await readdir(folder)).toEqual(['null.png'])
  })

  test('that is full fails the write', async (context) => {
    const device = join(folder, 'full.png')
    if (!isRoot || !couldRun('mknod', device, 'c', '1', '7')) context.skip('only root can make a device')
    for (const [, write] of writers) {
      await expect(write(device)).rejects.toThrow(
        `cannot write ${device}: no space left on device (ENOSPC): make room, or pass a path on another disk`,
      )
    }
  })

  test('that is a disk is refused', async (context) => {
    const disk = join(folder, 'disk')
    // No driver has this number, so nothing could be written to it.
    if (!isRoot || !couldRun('mknod', disk, 'b', '240', '0')) context.skip('only root can make a device')
    await expect(writeFileWhole(disk, 'new')).rejects.toThrow('it is a disk')
  })
})

test('A full disk fails the write, keeps no partial file, and leaves an existing file', async (context) => {
  const disk = join(folder, 'disk')
  await mkdir(disk)
  if (!isRoot || !couldRun('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk)) {
    context.skip('only root can mount a small disk')
  }
  try {
    const name = join(disk, 'sound.wav')
    await writeFile(name, 'old')
    const full = 'no space left on device (ENOSPC): make room'
    await expect(writeFileWhole(name, 'x'.repeat(100_000))).rejects.toThrow(full)
    const writer = await WavWriter.open(name, { sampleRate: 8000, channels: 1 })
    await writer.write([new Float32Array(50_000)]).catch(() => undefined)
    await expect(writer.close()).rejects.toThrow(full)
    expect(await readdir(disk)).toEqual(['sound.wav'])
    expect(await text(name)).toBe('old')
  } finally {
    execFileSync('umount', [disk])
  }
})

test('Paths lead to the same file through links, linked folders and hard links, not by name alone', async () => {
  const other = join(folder, 'other.txt')
  await writeFile(path, 'same')
  await writeFile(other, 'same')
  await symlink('.', join(folder, 'alias'))
  await symlink('out.txt', join(folder, 'soft'))
  await link(path, join(folder, 'hard'))
  for (const name of ['alias/out.txt', 'soft', 'hard', 'alias/alias/soft', 'out.txt']) {
    expect([name, await isSameFile(path, join(folder, name))]).toEqual([name, true])
  }
  expect(await isSameFile(path, other)).toBe(false)
  expect(await isSameFile(path, join(folder, 'missing'))).toBe(false)
  expect(await isSameFile(folder, folder)).toBe(false)
  expect(await isSameFile(join(folder, 'missing'), `${folder}/x/../missing`)).toBe(true)
})
