import { type Browser, chromium } from 'playwright-core'
import { findChromium } from '../support/find-chromium.js'

/** Starts a Chromium with a microphone that beeps and a camera, which nobody is asked for. */
export function launchChromium(): Promise<Browser> {
  const args = [
    '--autoplay-policy=no-user-gesture-required',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    // As root, Chromium has no sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
  return chromium.launch({ executablePath: findChromium() ?? '', args })
}
