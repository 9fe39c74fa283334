// A Chromium with a microphone that beeps and a camera that nobody is asked for.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

/** Where Chromium is: TAPLINE_CHROMIUM, or else what is found under its usual names. */
export function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [process.env.TAPLINE_CHROMIUM ?? '', ...found].find((path) => path !== '' && existsSync(path))
}

export function launchChromium() {
  const args = [
    '--autoplay-policy=no-user-gesture-required',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    // As root, Chromium has no sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
  return chromium.launch({ executablePath: findChromium() ?? '', args })
}
