import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Thread } from '../../src/parallel/threads/thread.js'
import { Folder } from './folder.js'

/** The functions of the thread in these tests. */
type Functions = Readonly<{
  double: (value: number) => Promise<number>
  fail: (message: string) => never
  end: (code: number) => never
}>

const MODULE = `
  import { setTimeout } from 'node:timers/promises'
  import { answerCalls } from './src/parallel/threads/answer-calls.js'
  answerCalls({
    // The first call takes longest.
    double: async (value) => (await setTimeout(100 / value), 2 * value),
    fail: (message) => { throw new TypeError(message) },
    end: (code) => process.exit(code),
  })
`

let folder: Folder
beforeAll(async () => {
  folder = await Folder.make()
  await build({
    stdin: { contents: MODULE, resolveDir: process.cwd() },
    outfile: folder.path('thread.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
})
afterAll(() => folder.remove())

const start = (name = 'thread.mjs') => new Thread<Functions>(pathToFileURL(folder.path(name)))

test('A thread answers calls one after another', async () => {
  await using thread = start()
  const order: number[] = []
  await Promise.all([1, 10, 100].map(async (value) => order.push(await thread.call('double', value))))
  expect(order).toEqual([2, 20, 200])
})

test('A call throws what its function throws, and the next call is answered', async () => {
  await using thread = start()
  const failed = expect(thread.call('fail', 'not today')).rejects.toThrow(new TypeError('not today'))
  expect(await thread.call('double', 21)).toBe(42)
  await failed
})

test('Calls fail when the thread has ended', async () => {
  await using thread = start()
  const message = 'a thread ended with code 3'
  await Promise.all([
    expect(thread.call('end', 3)).rejects.toThrow(message),
    expect(thread.call('double', 1)).rejects.toThrow(message),
  ])
  await expect(thread.call('double', 1)).rejects.toThrow(message)
})

test('Calls fail when the module cannot be loaded', async () => {
  await using thread = start('missing.mjs')
  await expect(thread.call('double', 1)).rejects.toThrow('Cannot find module')
})

test('A thread answers all calls before it ends', async () => {
  const thread = start()
  const result = thread.call('double', 1)
  await thread[Symbol.asyncDispose]()
  expect(await result).toBe(2)
  await expect(thread.call('double', 1)).rejects.toThrow('a thread ended with code 1')
})
