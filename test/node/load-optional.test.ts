import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadOptional } from '../../src/node/load-optional.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-packages-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** An ES module of its own, in node_modules so that Node imports it rather than the test runner. */
async function moduleOf(source: string): Promise<() => Promise<unknown>> {
  const place = join(await mkdtemp(join(folder, 'app-')), 'node_modules', 'importer')
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'index.mjs'), source)
  return () => import(pathToFileURL(join(place, 'index.mjs')).href) as Promise<unknown>
}

test('Returns what is loaded', async () => {
  expect(await loadOptional('decoder', await moduleOf('export const answer = 42'))).toMatchObject({
    answer: 42,
  })
})

test('Returns undefined for a package that Node does not find', async () => {
  expect(await loadOptional('decoder', await moduleOf(`import 'decoder'`))).toBeUndefined()
  expect(await loadOptional('@scope/decoder', await moduleOf(`import '@scope/decoder'`))).toBeUndefined()
})

test('Fails for a package that lacks a dependency, or throws while it is loaded', async () => {
  await expect(loadOptional('decoder', await moduleOf(`import 'a-dependency'`))).rejects.toThrow(
    'a-dependency',
  )
  await expect(loadOptional('decoder', await moduleOf(`throw new Error('broken')`))).rejects.toThrow('broken')
})
