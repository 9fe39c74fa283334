// Tests the demonstrations of the playground in a real browser, with a fake microphone and a fake camera.
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import {
  Convolver,
  designFir,
  detectPeriod,
  findDiscords,
  findMotifs,
  matrixProfile,
  TemplateMatcher,
} from 'tapline'
import { CsvReader } from 'tapline/format'
import { convolve2d, sobel } from 'tapline/image'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { examples } from '../../docs/playground/code/examples.js'
import { heartbeat } from '../../docs/playground/find/heartbeat.js'
import { letters } from '../../docs/playground/see/letters.js'
import { findChromium } from '../support/find-chromium.js'
import { launchChromium } from './launch-chromium.js'
import { openPage, seriousFaults } from './open-page.js'
import { serveSite } from './serve-site.js'
import { siteBuilt } from './site-built.js'

const data = new URL('../../examples/data/', import.meta.url)
const hasChromium = findChromium() !== undefined

describe.skipIf(!hasChromium)('The playground', { timeout: 120_000 }, () => {
  let browser: Browser | undefined
  let site: Awaited<ReturnType<typeof serveSite>>
  let page: Page
  let faults: string[]

  beforeAll(async () => {
    await siteBuilt()
    site = await serveSite()
    browser = await launchChromium()
  }, 600_000)

  afterEach(() => page.close())

  afterAll(async () => {
    await browser?.close()
    await site.close()
  })

  /** Opens a demonstration. A script runs before those of the page. */
  async function open(name: string, before = '', hash = ''): Promise<void> {
    ;({ page, faults } = await openPage(browser!, site.url, `playground/${name}${hash}`, { before }))
  }

  const textOf = (selector: string): Promise<string> =>
    page.evaluate<string>(`document.querySelector(${JSON.stringify(selector)}).textContent.trim()`)
  const state = (name: string): Promise<unknown> => page.waitForSelector(`.demo[data-state=${name}]`)
  const until = (condition: string): Promise<unknown> =>
    page.waitForFunction(condition, undefined, { timeout: 60_000 })
  const said = (part: string): Promise<unknown> =>
    until(`document.querySelector('.demo').textContent.includes(${JSON.stringify(part)})`)

  /** That the page has no fault now that it has worked. */
  async function expectNoFault(): Promise<void> {
    expect(faults).toEqual([])
    expect(await seriousFaults(page)).toEqual([])
  }

  test('Hear: a microphone sounds in a hall, and through a filter with the gains that were drawn', async () => {
    await open('hear')
    expect(await page.isChecked('label:has-text("Concert hall") input')).toBe(true)
    await page.click('input[value=microphone]')
    await page.click('.demo button.main')
    await state('playing')
    await until("Number(document.querySelector('.level').dataset.level) > 0.01")
    expect(await textOf('.latency')).toBe('0 ms')
    expect(await textOf('.dropouts')).toMatch(/^\d+$/)
    await said('Concert hall: its impulse response lasts 2.00 s')
    await page.click('input[value=filter]')
    // Chromium chooses the rate.
    const sampleRate = await page.evaluate<number>('new AudioContext().sampleRate')
    await until(`document.querySelector('.gain')?.textContent === '${gainDb(sampleRate).toFixed(2)} dB'`)
    const slider = page.locator('[aria-label="Gain at 1 kHz"]')
    await slider.focus()
    for (const key of ['Home', 'End', ...Array.from({ length: 5 }, () => 'PageDown')]) await slider.press(key)
    expect(await slider.getAttribute('aria-valuetext')).toBe('-18 dB')
    await said(`${gainDb(sampleRate, -18).toFixed(2)} dB`)
    await expectNoFault()
  })

  test('Hear: a sound file plays, also with a response of your own', async () => {
    await open('hear')
    const file = new URL('lena.flac', data).pathname
    await page.setInputFiles('input[type=file]', file)
    await state('playing')
    await until("Number(document.querySelector('.level').dataset.level) > 0.05")
    await page.click('input[value=own]')
    await page.setInputFiles('.demo-drop:has-text("Impulse response") input', file)
    await said('Your impulse response: ')
    await until("Number(document.querySelector('.level').dataset.level) > 0.01")
    await page.click('.demo button.main')
    await state('silent')
    expect(faults).toEqual([])
  })

  test('Find: events come while the heart beats, with the scores of a TemplateMatcher', async () => {
    await open('find')
    await page.click('.demo button.main')
    await until("document.querySelectorAll('.events [data-index]').length >= 3")
    const shown = await page.evaluate<string[]>(
      "Array.from(document.querySelectorAll('.events [data-index]'), (event) => event.textContent.trim())",
    )
    expect(beats()).toEqual(expect.arrayContaining(shown))
    await until("document.querySelector('.pitch').textContent === '75.0 per minute'")
    await expectNoFault()
  })

  test('Find: a beep of the microphone is found again', async () => {
    await open('find')
    await page.click('input[value=microphone]')
    await page.click('.demo button.main')
    await state('listening')
    // Something has been heard.
    await until("document.querySelector('.pitch').textContent.includes('Hz')")
    await page.fill('label:has-text("Length") input', '400')
    await page.click('button:has-text("Take the pattern")')
    await until("document.querySelectorAll('.events [data-index]').length >= 2")
    expect(faults).toEqual([])
  })

  test('Find: a pattern is drawn with the keys, and then looked for', async () => {
    await open('find')
    const pattern = page.getByRole('slider', { name: 'The pattern' })
    const sample = async (): Promise<string[]> =>
      /^sample (\d+) of 100: (-?[\d.]+)$/.exec((await pattern.getAttribute('aria-valuetext')) ?? '')!.slice(1)
    await pattern.focus()
    for (const key of ['End', 'PageUp', 'ArrowLeft']) await pattern.press(key)
    const [place, value] = await sample()
    expect(place).toBe('89')
    await pattern.press('Shift+ArrowUp')
    const [, lifted] = await sample()
    expect(Number(lifted)).toBeGreaterThan(Number(value) + 0.1)
    // Its value is carried along.
    await pattern.press('Shift+PageDown')
    expect(await sample()).toEqual(['99', lifted])
    await pattern.press('ArrowDown')
    expect(Number((await sample())[1])).toBeLessThan(Number(lifted))
    await page.click('.demo button.main')
    await until("document.querySelectorAll('.events [data-index]').length >= 1")
    await expectNoFault()
  })

  test('Find: a CSV file has a period, motifs and discords', async () => {
    await open('find')
    await page.setInputFiles('.demo input[type=file]', new URL('seattle-temperatures.csv', data).pathname)
    await said(describeSeries('seattle-temperatures.csv', 'temperature'))
    await expectNoFault()
  })

  test('See: the letters under the kernel are the numbers of convolve2d', async () => {
    await open('see')
    await page.click('input[value=letters]')
    await until("document.querySelectorAll('.grid').length === 2")
    const numbers = (): Promise<number[]> =>
      page.evaluate(
        "Array.from(document.querySelectorAll('.grid')[1].querySelectorAll('td'), (cell) => Number(cell.textContent))",
      )
    const image = { data: letters, width: 16, height: 16 }
    const options = { mode: 'same', boundary: 'replicate' } as const
    expect(await numbers()).toEqual(Array.from(convolve2d(image, sobel('x'), options).data))
    await page.fill('.demo textarea', '0 0 0\n0 2 0\n0 0 0')
    await until("document.querySelectorAll('.grid')[1].querySelector('td').textContent === '510'")
    expect(await numbers()).toEqual(letters.map((level) => 2 * level))
    await page.fill('.demo textarea', '0 0 0\n0 2')
    await said('Every row must have as many numbers as the first.')
    const text = { name: 'image.png', mimeType: 'image/png', buffer: Buffer.from('no image') }
    await page.setInputFiles('.demo input[type=file]', text)
    await said('This browser cannot decode that file')
    await expectNoFault()
  })

  test('See: a part of the picture is found where it was, and a camera is seen', async () => {
    await open('see')
    await state('done')
    await page.click('input[value=search]')
    await said('Found once. The best match is at 200, 100, with a score of 1.000.')
    await page.click('input[value=camera]')
    await page.click('input[value=maps]')
    await until("Number(document.querySelector('.rate')?.textContent) >= 1")
    expect(await darkAndBright()).toEqual([true, true])
    await expectNoFault()
  })

  test('See: the keys draw, and mark a part to search for', async () => {
    await open('see')
    await state('done')
    const picture = page.getByRole('application')
    const place = (text: string): Promise<unknown> =>
      until(`document.querySelector('.place').textContent === ${JSON.stringify(text)}`)
    await picture.focus()
    for (const key of ['ArrowRight', 'ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowUp'])
      await picture.press(key)
    await place('Box of 64 x 36 at 204, 104.')
    await picture.press('Enter')
    await said('The best match is at 204, 104, with a score of 1.000.')
    await page.click('input[value=kernel]')
    await page.click('input[value=drawing]')
    await place('Pen up at 160, 120.')
    await picture.press('Space')
    for (let step = 0; step < 3; step++) await picture.press('Shift+ArrowRight')
    await picture.press('ArrowDown')
    await picture.press('Space')
    await place('Pen up at 220, 124.')
    await picture.press('ArrowDown')
    const levelAt = (x: number, y: number): Promise<number> =>
      page.evaluate(
        `document.querySelector('.pair canvas').getContext('2d').getImageData(${x}, ${y}, 1, 1).data[0]`,
      )
    expect(await levelAt(190, 120)).toBe(0)
    expect(await levelAt(190, 140)).toBe(255)
    expect(await levelAt(220, 135)).toBe(255)
    await expectNoFault()
  })

  /** Whether the output has dark pixels, and bright ones. */
  const darkAndBright = (): Promise<boolean[]> =>
    page.evaluate(`{
      const { width, height } = document.querySelectorAll('.pair canvas')[1]
      const pixels = document.querySelectorAll('.pair canvas')[1].getContext('2d').getImageData(0, 0, width, height).data
      ;[pixels.some((value, i) => i % 4 === 0 && value < 50), pixels.some((value, i) => i % 4 === 0 && value > 200)]
    }`)

  test('Break: the hash is the same for all chunks, and a NaN affects 101 outputs', async () => {
    await open('break')
    await said('The same bits in 1 of 1 runs.')
    const hash = await textOf('.hash')
    expect(hash).toMatch(/^[0-9a-f]{8}$/)
    expect(await textOf('.rms')).toBe(rmsOfOutput().toFixed(6))
    for (const [run, position] of [0, 37, 51, 100].entries()) {
      await page.fill('.demo input[type=range]', String(position))
      await said(`The same bits in ${run + 2} of ${run + 2} runs.`)
      expect(await textOf('.hash')).toBe(hash)
    }
    await page.click('.demo input[type=checkbox]')
    await until("document.querySelector('.affected').textContent === '101'")
    await said('affects the 101 outputs that read it, from 10000 to 10100')
    await expectNoFault()
  })

  test('Learn: the kernel of Sobel is found', async () => {
    await open('learn')
    await page.click('.demo button.main')
    await state('done')
    const learned = await page.evaluate<number[]>(
      "Array.from(document.querySelectorAll('.learned td'), (cell) => Number(cell.textContent))",
    )
    for (const [i, tap] of [-1, 0, 1, -2, 0, 2, -1, 0, 1].entries()) expect(learned[i]).toBeCloseTo(tap, 2)
    await said('After 600 steps, the loss is ')
    await expectNoFault()
  })

  test('Code: all examples run, and say what they should', async () => {
    await open('code')
    await state('ready')
    for (const name of Object.keys(examples)) {
      await page.selectOption('.demo select', name)
      await page.click('.demo button.main')
      await page.waitForSelector('.demo:is([data-state=done], [data-state=failed])')
      expect(await textOf('.demo-said')).toContain('It ran in')
      expect(await page.evaluate("document.querySelector('.output').children.length")).toBeGreaterThan(0)
      if (name === 'A stream in chunks')
        expect(await textOf('.output')).toBe(
          'Float32Array [1, 0.5, 0.25, 0]Float32Array [2]Float32Array [1, 0.5]',
        )
    }
    await expectNoFault()
  })

  test('Code: a link holds the code, an error is said, and an endless loop can be stopped', async () => {
    await open('code', '', `#code=${Buffer.from('throw new RangeError("ö")').toString('base64url')}`)
    await state('ready')
    await page.click('.demo button.main')
    await said('RangeError: ö')
    await page.click('button:has-text("Copy a link")')
    expect(page.url()).toContain('#code=')
    await page.click('.cm-content')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('for (;;);')
    await page.click('.demo button.main')
    await state('running')
    await page.click('.demo button.main')
    await state('ready')
    expect(faults).toEqual([])
  })

  test('what is missing is said in words', async () => {
    await open('break', 'delete globalThis.WebAssembly')
    await state('failed')
    expect(await textOf('.demo-said')).toContain('This browser has no WebAssembly')
    await page.close()
    await open('find', 'delete Navigator.prototype.mediaDevices')
    await page.click('input[value=microphone]')
    await page.click('.demo button.main')
    await said('This browser does not let pages use the microphone')
    await page.close()
    await open('hear', 'delete globalThis.AudioWorkletNode')
    await page.click('.demo button.main')
    await said('This browser has no AudioWorklet')
    await page.close()
    await open('see', "Object.defineProperty(globalThis, 'isSecureContext', { value: false })")
    await page.click('input[value=camera]')
    await said('The camera needs a secure page')
    expect(faults).toEqual([])
  })
})

/** The gain at 1 kHz of the filter that the page draws first, with another point there. */
function gainDb(sampleRate: number, pointDb = 0): number {
  const gains = [31, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16_000].map((hz) => {
    const db = hz === 1000 ? pointDb : hz < 300 || hz > 3000 ? -30 : 0
    return [hz, 10 ** (db / 20)] as const
  })
  const taps = designFir({ type: 'magnitude', gains, sampleRate, length: 1023, phase: 'minimum' })
  const omega = (2 * Math.PI * 1000) / sampleRate
  const re = taps.reduce((sum, tap, k) => sum + tap * Math.cos(omega * k), 0)
  const im = taps.reduce((sum, tap, k) => sum + tap * Math.sin(omega * k), 0)
  // Rounded, and 0 without a sign.
  return Math.round(2000 * Math.log10(Math.hypot(re, im))) / 100 + 0
}

/** The events of the first minutes, as the page writes them. */
function beats(): string[] {
  const pattern = Float32Array.from({ length: 100 }, (_, i) =>
    [0, 1, 2, 3, 4].reduce((sum, beat) => sum + heartbeat(200 * beat + 45 + i) / 5, 0),
  )
  const matcher = new TemplateMatcher(pattern, { threshold: 0.8 })
  const signal = Float32Array.from({ length: 50_000 }, (_, n) => heartbeat(n))
  return [...matcher.process(signal), ...matcher.flush()].map(
    ({ index, score }) => `${index}, ${score.toFixed(3)}`,
  )
}

/** What the page says of a series without gaps. */
function describeSeries(file: string, column: string): string {
  const reader = new CsvReader({ columns: [column] })
  const parts = [reader.process(readFileSync(new URL(file, data))), reader.flush()]
  const series = Float64Array.from(parts.flatMap(({ columns }) => Array.from(columns[0])))
  const { period } = detectPeriod(series, { maxPeriod: 400 })!
  const windowLength = Math.round(period)
  const profile = matrixProfile(series, windowLength)
  const [motif, discord] = [findMotifs(profile)[0], findDiscords(profile)[0]]
  return (
    `${series.length} values with a period of ${period.toFixed(2)} samples, compared in windows of ${windowLength} samples. ` +
    `The two most alike start at ${motif.index} and ${motif.neighbour}. The one least like any other starts at ${discord.index}.`
  )
}

/** The root mean square of the output for the signal as one chunk. */
function rmsOfOutput(): number {
  let state = 1
  const signal = Float64Array.from({ length: 20_000 }, (_, n) => {
    state = (48_271 * state) % 0x7fffffff
    return (n % 40 < 20 ? 100 : -100) + (state % 201) - 100
  })
  const convolver = new Convolver(
    designFir({ type: 'lowpass', cutoffHz: 600, sampleRate: 8000, length: 101 }),
  )
  const output = [...convolver.process(signal), ...convolver.flush()]
  return Math.sqrt(output.reduce((sum, value) => sum + value ** 2, 0) / output.length)
}
