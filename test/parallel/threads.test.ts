import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium } from '../support/find-chromium.js'
import { COMPARISON, publish } from './published.js'

const executablePath = findChromium()
if (executablePath === undefined) {
  console.warn('skipped: threads in a browser, as there is no Chromium (TAPLINE_CHROMIUM=path names one)')
}

let folder: string
beforeAll(() => {
  mkdirSync('out', { recursive: true })
  folder = resolve(mkdtempSync('out/parallel-'))
  publish(folder)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'compare.js'), COMPARISON)
  writeFileSync(
    join(folder, 'page.js'),
    `${IMPORTS}\nglobalThis.compared = compare({ one, image, parallel })`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const IMPORTS = `
  import * as one from './index.js'
  import * as image from './image/index.js'
  import * as parallel from './parallel/index.js'
  import { compare } from './compare.js'
`

/** Runs a script in a process of its own, until that ends by itself. */
function run(script: string): unknown {
  const path = join(folder, 'script.js')
  writeFileSync(path, `${IMPORTS}\nconsole.log(JSON.stringify(await (async () => { ${script} })()))`)
  return JSON.parse(execFileSync(process.execPath, [path], { encoding: 'utf8' }))
}

test('Threads of Node compute the same bits, and the process ends without waiting for them', () => {
  expect(run('return compare({ one, image, parallel })')).toEqual([])
})

test('A module that is not there is an error', () => {
  const script = `
    parallel.setWorkerUrl(new URL('./none.js', import.meta.url))
    const signal = new Float32Array(400_000)
    return parallel.convolve(signal, new Float32Array(6000), { method: 'direct', threads: 2 }).then(String, String)`
  expect(run(script)).toContain('Cannot find module')
})

test.skipIf(executablePath === undefined)('Threads of a page compute the same bits', async () => {
  const server = createServer((request, response) => {
    const name = request.url === '/' ? undefined : join(folder, request.url ?? '')
    response.setHeader('content-type', name === undefined ? 'text/html' : 'text/javascript')
    if (name === undefined)
      response.end('<!doctype html><title>tapline</title><script type="module" src="/page.js"></script>')
    else
      readFile(name).then(
        (code) => response.end(code),
        () => response.writeHead(404).end(),
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({
    executablePath: executablePath ?? '',
    // As root, Chromium cannot use its sandbox.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.waitForFunction('globalThis.compared !== undefined')
    expect(await page.evaluate('globalThis.compared')).toEqual([])
  } finally {
    await browser.close()
    server.close()
  }
})
