// Tests every page of the built site in a real browser.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from '../support/find-chromium.js'
import { launchChromium } from './launch-chromium.js'
import { goTo, openPage, type OpenPage, seriousFaults } from './open-page.js'
import { differentPages } from './pages.js'
import { serveSite } from './serve-site.js'
import { siteBuilt } from './site-built.js'

const hasChromium = findChromium() !== undefined
if (!hasChromium)
  console.warn('skipped: the pages of the site in a browser (TAPLINE_CHROMIUM=path names one)')

describe.skipIf(!hasChromium)('In Chromium', () => {
  let browser: Browser | undefined
  let site: Awaited<ReturnType<typeof serveSite>>

  beforeAll(async () => {
    await siteBuilt()
    site = await serveSite()
    browser = await launchChromium()
  }, 600_000)

  afterAll(async () => {
    await browser?.close()
    await site.close()
  })

  const open = (path: string): Promise<OpenPage> => openPage(browser!, site.url, path)

  test(
    'no page has an error, asks other hosts, or has a serious fault of accessibility',
    { timeout: 600_000 },
    async () => {
      const paths = differentPages()
      expect(paths.length).toBeGreaterThan(30)
      const found: string[] = []
      // Each of four windows shows a quarter of the pages, one after another.
      const visit = async (colorScheme: 'light' | 'dark', quarter: number): Promise<void> => {
        const { page, faults } = await openPage(browser!, site.url, '', { colorScheme })
        for (const path of paths.filter((_, i) => i % 4 === quarter)) {
          await goTo(page, site.url + path)
          found.push(...(await seriousFaults(page)).map((fault) => `${path}: ${fault}`))
        }
        found.push(...faults)
        await page.close()
      }
      await Promise.all((['light', 'dark', 'light', 'dark'] as const).map(visit))
      expect(found).toEqual([])
    },
  )

  test(
    'the first view loads less than 200 kB, and is interactive after less than a second of work',
    { timeout: 120_000 },
    async () => {
      const page = await browser!.newPage()
      const session = await page.context().newCDPSession(page)
      let bytes = 0
      session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
      await session.send('Network.enable')
      // Processor time of the main thread, as wall-clock time depends on other programs.
      await session.send('Performance.enable', { timeDomain: 'threadTicks' })
      await page.goto(site.url)
      await page.waitForFunction("document.querySelector('#app').__vue_app__ !== undefined")
      const { metrics } = await session.send('Performance.getMetrics')
      const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value
      await page.waitForLoadState('networkidle')
      expect(bytes).toBeGreaterThan(10_000)
      expect(bytes).toBeLessThan(200_000)
      expect(seconds).toBeGreaterThan(0.005)
      expect(seconds).toBeLessThan(1)
    },
  )

  test(
    'a voice sounds in a hall after one click, in another after two, and the hall fades out after it stops',
    { timeout: 120_000 },
    async () => {
      const { page, faults } = await open('')
      const state = (name: string): Promise<unknown> => page.waitForSelector(`.hear[data-state=${name}]`)
      const level = (): Promise<number> =>
        page.evaluate("Number(document.querySelector('.meter').ariaValueNow)")
      await page.click('.hear button.main')
      await state('playing')
      await page.waitForFunction("Number(document.querySelector('.meter').ariaValueNow) > 0.1")
      await page.click('.hear label:has-text("Concert hall")')
      await page.waitForFunction(
        "document.querySelector('.hear p').textContent.includes('impulse response of 2 s')",
      )
      await page.waitForFunction("Number(document.querySelector('.meter').ariaValueNow) > 0.1")
      await page.click('.hear button.main')
      await state('ringing')
      // The reverb ends by itself.
      await page.waitForFunction("Number(document.querySelector('.meter').ariaValueNow) < 0.001", undefined, {
        timeout: 30_000,
      })
      expect(await level()).toBeLessThan(0.001)
      expect(faults).toEqual([])
      await page.close()
    },
  )

  test(
    'search finds a function by its name, and the answers to common questions in the words of a newcomer',
    { timeout: 120_000 },
    async () => {
      const { page } = await open('guide/first-minutes')
      await page.click('.VPNavBarSearch button')
      for (const [words, place] of Object.entries(ANSWERS)) {
        await page.fill('.VPLocalSearchBox input', words)
        // Among the first three results, which are in sight.
        await page.waitForSelector(`.VPLocalSearchBox li:nth-child(-n + 3) .result[href*="${place}"]`)
      }
      await page.close()
    },
  )
})

/** Where the search should lead. */
const ANSWERS: Readonly<Record<string, string>> = {
  matchProfile: 'functions/matchProfile',
  'seams between chunks': '#how-do-i-filter-a-stream',
  'NaN everywhere': '#why-is-everything-nan',
  'find a sound in a live stream': '#how-do-i-find-a-sound',
  'score above 1': '#why-do-i-get-scores',
  'reverb without latency': '#how-do-i-put-a-voice',
  'impulse response wrong sample rate': '#my-impulse-response',
  'delay between two recordings': '#what-is-the-delay',
  pitch: '#what-is-the-period-or-the-pitch',
  'even kernel same mode': '#what-exactly-is-same',
  'bytes in pieces': '#my-bytes-arrive-in-pieces',
  'install fails': '#when-something-does-not-work',
}
