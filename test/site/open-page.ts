import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'

const axe = readFileSync(
  createRequire(new URL('../../docs/package.json', import.meta.url)).resolve('axe-core/axe.min.js'),
  'utf8',
)

interface Fault {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** A page of the site, and what has gone wrong on it: errors, warnings, and requests to other hosts. */
export interface OpenPage {
  readonly page: Page
  readonly faults: string[]
}

/** Opens a page of the site at an address. A script `before` runs before those of the page. */
export async function openPage(
  browser: Browser,
  site: string,
  path: string,
  { colorScheme = 'light', before = '' }: { colorScheme?: 'light' | 'dark'; before?: string } = {},
): Promise<OpenPage> {
  const page = await browser.newPage({ colorScheme })
  const faults: string[] = []
  const note = (text: string): void => void faults.push(`${page.url()}: ${text}`)
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) note(message.text())
  })
  page.on('pageerror', ({ message }) => note(message))
  page.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(site))
      note(`asks ${request.url()}`)
  })
  await page.addInitScript(before)
  await goTo(page, site + path)
  return { page, faults }
}

/** Shows another page of the site. What it shares with the one before is not loaded again. */
export async function goTo(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle' })
  // The switch of the colors gets its name once the page runs.
  await page.waitForSelector('.VPSwitchAppearance:not([title=""])', { state: 'attached' })
}

/** The violations that axe-core reports as serious or critical. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const violations = await page.evaluate<Fault[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  )
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    )
}
