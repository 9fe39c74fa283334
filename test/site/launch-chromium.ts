import { type Browser, chromium } from 'playwright-core'
import { findChromium } from '../support/find-chromium.js'

/** Starts Chromium with a fake microphone, which beeps, and a fake camera, both without a permission prompt. */
export function launchChromium(): Promise<Browser> {
  const args = [
    '--autoplay-policy=no-user-gesture-required',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    // Chromium has no sandbox if it runs as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
  return chromium.launch({ executablePath: findChromium() ?? '', args })
}
