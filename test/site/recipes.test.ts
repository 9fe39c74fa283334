// Runs the recipes for React and Vue in a real browser.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { Convolver } from 'tapline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { extractRecipes } from '../../docs/scripts/extract-recipes.mjs'
import { findChromium } from '../support/find-chromium.js'
import { launchChromium } from './launch-chromium.js'

/** Each shows readings, one by one, and returns what is on the page after each of them. */
const SCRIPT = `
import { act, createElement, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createApp, h, nextTick, ref } from 'vue'
import { PlayInHall } from './play-in-hall'
import { Smoothed } from './smoothed'
import { useLatest } from './use-latest'

// Waits for effects.
globalThis.IS_REACT_ACT_ENVIRONMENT = true
const place = () => document.body.appendChild(document.createElement('div'))

export async function react(readings) {
  const root = createRoot(place())
  const shown = []
  for (const reading of readings) {
    await act(() => root.render(createElement(StrictMode, null, createElement(Smoothed, { reading }))))
    shown.push(document.querySelector('output').textContent)
  }
  await act(() => root.unmount())
  return shown
}

export async function vue(readings, kernel) {
  const reading = ref(readings[0])
  const app = createApp({
    setup() {
      const latest = useLatest(reading, kernel)
      return () => h('output', latest.value.toFixed(2))
    },
  })
  app.mount(place())
  const shown = []
  for (const next of readings) {
    reading.value = next
    await nextTick()
    shown.push(document.querySelector('output').textContent)
  }
  app.unmount()
  return shown
}

/** Resolves when the sound starts. */
export async function play(voice) {
  const hall = new AudioBuffer({ length: 100, sampleRate: new AudioContext().sampleRate })
  hall.getChannelData(0)[0] = 1
  const started = new Promise((resolve) => {
    const { start } = AudioBufferSourceNode.prototype
    AudioBufferSourceNode.prototype.start = function () {
      start.call(this)
      resolve('started')
    }
  })
  const root = createRoot(place())
  await act(() => root.render(createElement(PlayInHall, { voice, hall })))
  document.querySelector('button').click()
  const what = await started
  await act(() => root.unmount())
  return what
}`

describe.skipIf(findChromium() === undefined)('The recipe', { timeout: 60_000 }, () => {
  const readings = [1, 3, 2, 8, 5]
  const kernel = [0.25, 0.25, 0.25, 0.25]
  const expected = Array.from(new Convolver(kernel).process(readings), (value) => value.toFixed(2))
  const faults: string[] = []
  let browser: Browser | undefined
  let page: Page

  beforeAll(async () => {
    const { folder, files } = extractRecipes('recipes-in-chromium')
    expect(files).toEqual(['use-convolver.ts', 'smoothed.tsx', 'use-latest.ts', 'play-in-hall.tsx'])
    const { outputFiles } = await build({
      stdin: { contents: SCRIPT, resolveDir: folder },
      bundle: true,
      format: 'iife',
      globalName: 'recipes',
      target: 'es2022',
      jsx: 'automatic',
      define: {
        'process.env.NODE_ENV': '"development"',
        __VUE_OPTIONS_API__: 'true',
        __VUE_PROD_DEVTOOLS__: 'false',
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      },
      tsconfig: fileURLToPath(new URL('../../docs/tsconfig.json', import.meta.url)),
      write: false,
    })
    browser = await launchChromium()
    page = await browser.newPage()
    page.on('pageerror', ({ message }) => faults.push(message))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(message.text())
    })
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
    await page.goto('https://tapline.test/')
    await page.addScriptTag({ content: outputFiles[0].text })
  }, 60_000)

  afterAll(() => browser?.close())

  test('for React shows what a Convolver gives, also in strict mode', async () => {
    expect(await page.evaluate(`recipes.react(${JSON.stringify(readings)})`)).toEqual(expected)
    expect(faults).toEqual([])
  })

  test('for Vue shows what a Convolver gives', async () => {
    const values = JSON.stringify([readings, kernel]).slice(1, -1)
    expect(await page.evaluate(`recipes.vue(${values})`)).toEqual(expected)
    expect(faults).toEqual([])
  })

  test('for an audio node plays after a click', async () => {
    // One sample of silence.
    const wav = Buffer.from(
      'RIFF&\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0\x02\0\x10\0data\x02\0\0\0\0\0',
      'latin1',
    )
    expect(await page.evaluate(`recipes.play('data:audio/wav;base64,${wav.toString('base64')}')`)).toBe(
      'started',
    )
    expect(faults).toEqual([])
  })
})
