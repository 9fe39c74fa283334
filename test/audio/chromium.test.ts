// The same cases as in Node, in a real browser.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { simd } from 'tapline'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convolverWorklet } from '../../src/audio/generated/convolver-worklet.js'
import { engineBits } from '../support/engine-bits.js'
import { findChromium } from '../support/find-chromium.js'
import { cases } from './cases/index.js'
import type { Dropped } from './in-browser.js'

const executablePath = findChromium()
if (executablePath === undefined) {
  console.warn(
    'skipped: the audio cases in a browser, as there is no Chromium (TAPLINE_CHROMIUM=path names one)',
  )
}

/** All cases and the package as one script, which defines `run` in the page. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('in-browser.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'tapline',
    target: 'es2022',
    tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
    write: false,
  })
  return outputFiles[0].text
}

/** A page with the bundle. */
async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage()
  // Worklets need a secure page. Nothing is fetched: all requests are answered here.
  await page.route('**/*', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>tapline</title>' }),
  )
  await page.goto('https://tapline.test/')
  await page.addScriptTag({ content: await bundle() })
  return page
}

describe.skipIf(executablePath === undefined)('In Chromium', () => {
  let browser: Browser | undefined
  let page: Page

  beforeAll(async () => {
    const args = [
      '--autoplay-policy=no-user-gesture-required',
      // A fake microphone that beeps, without a permission prompt.
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--js-flags=--expose-gc',
      // As root, Chromium cannot use its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ]
    browser = await chromium.launch({ executablePath: executablePath ?? '', args })
    page = await openPage(browser)
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
  })

  test.each(Object.keys(cases))('%s', { timeout: 60_000 }, async (name) => {
    await page.evaluate(`tapline.run(${JSON.stringify(name)})`)
  })

  test('nodes that are dropped are collected, and their processors end', { timeout: 60_000 }, async () => {
    const { collected, ended } = await page.evaluate<Dropped>('tapline.dropped(200)')
    expect(Math.min(collected, ended)).toBeGreaterThanOrEqual(190)
  })

  test(
    'a policy without blob: needs a file served by the site, and the error says so',
    { timeout: 60_000 },
    async () => {
      const files: Readonly<Record<string, string | undefined>> = {
        '/page.js': await bundle(),
        '/worklet.js': convolverWorklet,
        '/old.js': convolverWorklet.replace('protocol:1', 'protocol:0'),
      }
      // The driver of the browser cannot answer the requests of a worklet.
      const server = createServer(({ url = '' }, response) => {
        response.setHeader('content-security-policy', "script-src 'self' 'wasm-unsafe-eval'")
        response.setHeader('content-type', url === '/' ? 'text/html' : 'text/javascript')
        if (url !== '/' && files[url] === undefined) response.statusCode = 404
        response.end(files[url] ?? '<!doctype html><title>tapline</title><script src="/page.js"></script>')
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const strict = await browser!.newPage()
      await strict.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      const attempt = (url: string): Promise<string> => strict.evaluate<string>(`tapline.attempt(${url})`)
      expect(await attempt('')).toBe(
        'Error: the worklet could not be loaded from memory: if a Content-Security-Policy does not allow blob: in ' +
          'script-src, serve the file tapline/dist/audio/convolver-worklet.js, and pass its URL as workletUrl',
      )
      expect(await attempt('"/worklet.js"')).toBe('plays 3')
      expect(await attempt('"/none.js"')).toMatch(
        /^Error: the worklet could not be loaded from \/none.js: serve/,
      )
      expect(await attempt('"/old.js"')).toMatch(
        /^Error: workletUrl must serve the worklet of this version of tapline/,
      )
      await strict.close()
      server.close()
    },
  )

  test(
    'a stereo response of five seconds takes a fraction of the processor time that there is',
    { timeout: 60_000 },
    async () => {
      const session = await page.context().newCDPSession(page)
      await session.send('Performance.enable')
      const processorSeconds = async (): Promise<number> => {
        const { metrics } = await session.send('Performance.getMetrics')
        return metrics.find(({ name }) => name === 'ProcessTime')!.value
      }
      const seconds = 10
      const before = await processorSeconds()
      await page.evaluate(`tapline.renderHall(${seconds})`)
      const used = (await processorSeconds()) - before
      expect(used).toBeGreaterThan(0)
      // All threads of the page's process, with the preparation of the response: some 3 % of the duration on one core.
      expect(used).toBeLessThan(0.5 * seconds)
    },
  )

  test('the engine computes the same bits as in Node', { timeout: 60_000 }, async () => {
    // Of its own, as a page uses one binary only.
    const other = await openPage(browser!)
    const bits = await other.evaluate<Record<string, string>>(`tapline.engineBits('${simd()}')`)
    await other.close()
    expect(bits).toEqual(engineBits(simd()))
    // 15 of streams and arrays, 8 of transforms, 3 of patterns and 3 of images, in both precisions: each differs from all others.
    expect(new Set(Object.values(bits)).size).toBe(2 * 29)
  })

  test('the microphone is heard', { timeout: 60_000 }, async () => {
    // It beeps once a second.
    const { lengths, peak } = await page.evaluate<{ lengths: number[]; peak: number }>('tapline.hear(150)')
    expect(lengths).toEqual(Array(300).fill(500))
    expect(peak).toBeGreaterThan(0.01)
  })
})
