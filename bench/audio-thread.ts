// Measures what a response of many seconds costs the audio thread: `npx tsx --tsconfig bench/tsconfig.dist.json
// bench/audio-thread.ts`.
//
// In Node, the longest time for a quantum of 128 frames or a message to the processor at 48 kHz, where 2.67 ms are real time: for
// each quantum and message the minimum of several runs, each in a separate process.
// In Chromium, the times of the quanta in a page, and how often the output ran dry in a real-time context, with its own ConvolverNode
// and with ours.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium, type Page } from 'playwright-core'
import type { Times } from './harness/time-processor.js'

/** Responses by their seconds and channels. */
const RESPONSES = [
  [2, 2],
  [5, 4],
  [10, 2],
] as const

const RUNS = 5

const ACTIONS = [
  'nothing',
  'first-2-2',
  'first-5-2',
  'first-10-2',
  'set-2-2',
  'set-10-2',
  'set-5-4',
  'calls-200',
]

/** The longest of all messages and quanta, each the minimum of several runs. */
function longest(child: string, seconds: number, channelCount: number): Record<string, string> {
  const runs = Array.from({ length: RUNS }, () => {
    const args = [child, `${seconds}`, `${channelCount}`]
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as [Times, Times]
  })
  const longestOf = (part: 0 | 1, kind: keyof Times): string => {
    const least = runs[0][part][kind].map((_, i) => Math.min(...runs.map((run) => run[part][kind][i])))
    return Math.max(...least).toFixed(2)
  }
  return {
    'creation: message': longestOf(0, 'messages'),
    'creation: quantum': longestOf(0, 'quanta'),
    'exchange: message': longestOf(1, 'messages'),
    'exchange: quantum': longestOf(1, 'quanta'),
  }
}

/** In the page: how often the output ran dry while something was done, and for two seconds after. */
async function underruns(page: Page, kind: string, action: string): Promise<number> {
  return page.evaluate(`measure(${JSON.stringify(kind)}, ${JSON.stringify(action)})`)
}

/** Only isolated pages have a precise clock. */
const ISOLATED = {
  'content-type': 'text/html',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

async function openPage(): Promise<{ page: Page; close: () => Promise<void> }> {
  const browser = await chromium.launch({
    executablePath: process.env['TAPLINE_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--autoplay-policy=no-user-gesture-required',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
  const page = await browser.newPage()
  await page.route('**/*', (route) => route.fulfill({ headers: ISOLATED, body: '<!doctype html>' }))
  await page.goto('https://tapline.test/')
  await page.addScriptTag({ content: await bundle('audio-thread-page', 'iife') })
  return { page, close: () => browser.close() }
}

/** The median, the 99th percentile and the longest of the quanta, each the minimum of several runs. */
async function quantaInChromium(precision: string): Promise<Record<string, string>> {
  const runs: number[][] = []
  while (runs.length < RUNS) {
    const { page, close } = await openPage()
    runs.push(await page.evaluate<number[]>(`timeQuanta(5, '${precision}')`))
    await close()
  }
  const least = runs[0].map((_, i) => Math.min(...runs.map((run) => run[i]))).sort((a, b) => a - b)
  const at = (fraction: number): string => least[Math.round(fraction * (least.length - 1))].toFixed(3)
  return { median: at(0.5), '99 %': at(0.99), longest: at(1) }
}

/** Bundles a page's script or a program with its imports: nothing else should be in the heap of the timed code. */
async function bundle(name: string, format: 'iife' | 'esm'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`harness/${name}.ts`, import.meta.url))],
    bundle: true,
    format,
    platform: format === 'esm' ? 'node' : 'browser',
    target: 'es2022',
    write: false,
  })
  return outputFiles[0].text
}

const child = join(mkdtempSync(join(tmpdir(), 'tapline-')), 'child.mjs')
writeFileSync(child, await bundle('audio-thread-child', 'esm'))
console.log('The longest, in ms, on the thread of the processor in Node:')
console.table(
  Object.fromEntries(
    RESPONSES.map(([seconds, count]) => [`${seconds} s, ${count} channels`, longest(child, seconds, count)]),
  ),
)

console.log('The quanta with a stereo response of 5 s in Chromium, in ms:')
console.table({ float32: await quantaInChromium('float32'), float64: await quantaInChromium('float64') })

console.log('Underruns in Chromium, in each of three runs:')
const { page, close } = await openPage()
const counts: Record<string, Record<string, string>> = {}
for (const action of ACTIONS) {
  const row: Record<string, string> = {}
  for (const kind of ['native', 'worklet', 'tapline']) {
    const found: number[] = []
    for (let i = 0; i < 3; i++) found.push(await underruns(page, kind, action))
    row[kind] = found.join(' ')
  }
  counts[action] = row
}
console.table(counts)
await close()
