import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The outcome of the build. */
export const buildReport = fileURLToPath(new URL('../../out/site-build.json', import.meta.url))

/** Waits until the site is built. Throws the output of the build if it failed. */
export async function siteBuilt(): Promise<void> {
  while (!existsSync(buildReport)) await setTimeout(200)
  const { code, said } = JSON.parse(readFileSync(buildReport, 'utf8')) as { code: number; said: string }
  if (code !== 0) throw new Error(`the site could not be built:\n${said}`)
}
