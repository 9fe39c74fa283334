import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The path of Chromium: TAPLINE_CHROMIUM, or else the first program with one of its usual names. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [process.env['TAPLINE_CHROMIUM'] ?? '', ...found].find((path) => path !== '' && existsSync(path))
}
