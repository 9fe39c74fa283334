// The same cases as in Node, in a real browser.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cases } from './cases/index.js'

/** Where Chromium is: TAPLINE_CHROMIUM, or else what is found under its usual names. */
function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [process.env['TAPLINE_CHROMIUM'] ?? '', ...found].find((path) => path !== '' && existsSync(path))
}

const executablePath = findChromium()
if (executablePath === undefined) {
  console.warn(
    'skipped: the audio cases in a browser, as there is no Chromium (TAPLINE_CHROMIUM=path names one)',
  )
}

/** All of the cases and of the package as one script, which leaves `run` in the page. */
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

describe.skipIf(executablePath === undefined)('In Chromium', () => {
  let browser: Browser | undefined
  let page: Page

  beforeAll(async () => {
    const args = [
      '--autoplay-policy=no-user-gesture-required',
      // A microphone that beeps, and that nobody is asked for.
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      // As root, Chromium has no sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ]
    browser = await chromium.launch({ executablePath: executablePath ?? '', args })
    page = await browser.newPage()
    // Worklets are for secure pages only. None is fetched: all requests are answered here.
    await page.route('**/*', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>tapline</title>' }),
    )
    await page.goto('https://tapline.test/')
    await page.addScriptTag({ content: await bundle() })
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
  })

  test.each(Object.keys(cases))('%s', { timeout: 60_000 }, async (name) => {
    await page.evaluate(`tapline.run(${JSON.stringify(name)})`)
  })

  test('the microphone is heard', { timeout: 60_000 }, async () => {
    // It beeps once a second.
    const { lengths, peak } = await page.evaluate<{ lengths: number[]; peak: number }>('tapline.hear(150)')
    expect(lengths).toEqual(Array(300).fill(500))
    expect(peak).toBeGreaterThan(0.01)
  })
})
