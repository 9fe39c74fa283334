// npx tsx test/site/screenshots.ts [PATH ...]: pictures of the pages of the built site (or of some, whole) in out/screenshots: light,
// dark, and as narrow as a telephone.
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { launchChromium } from './launch-chromium.js'
import { differentPages } from './pages.js'
import { serveSite } from './serve-site.js'

const out = fileURLToPath(new URL('../../out/screenshots/', import.meta.url))
const looks = [
  { name: 'light', width: 1280, colorScheme: 'light' },
  { name: 'dark', width: 1280, colorScheme: 'dark' },
  { name: 'narrow', width: 375, colorScheme: 'light' },
] as const
const given = process.argv.slice(2)
const pages = given.length > 0 ? given : differentPages()

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const site = await serveSite()
const browser = await launchChromium()
for (const { name, width, colorScheme } of looks) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
  for (const path of pages) {
    await page.goto(site.url + path, { waitUntil: 'networkidle' })
    const file = `${path === '' ? 'index' : path.replace(/\/$/, '').replaceAll('/', '-')}-${name}.png`
    await page.screenshot({ path: out + file, fullPage: given.length > 0 })
  }
  await page.close()
}
await browser.close()
await site.close()
console.log(`out/screenshots: ${pages.length} pages, ${looks.length} pictures each`)
