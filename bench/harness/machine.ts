import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { simd } from 'tapline'
import { processorName } from './processor.js'
import type { Machine } from './report.js'

/** The current version needs Node 22; before that, the last one that runs. */
export const WEB_AUDIO_PACKAGE =
  Number.parseInt(process.versions.node, 10) >= 22 ? 'node-web-audio-api-current' : 'node-web-audio-api'
const PEERS = ['benny', '@echogarden/pffft-wasm', 'fft.js', 'ml-convolution', WEB_AUDIO_PACKAGE, 'rxjs']

/** The machine and versions that the figures depend on. */
export function describeMachine(): Machine {
  return {
    processor: processorName(),
    cores: cpus().length,
    node: process.versions.node,
    simd: simd(),
    versions: Object.fromEntries(PEERS.map((name) => [name.replace('-current', ''), versionOf(name)])),
  }
}

function versionOf(name: string): string {
  const places = [`../node_modules/${name}/package.json`, `../../node_modules/${name}/package.json`]
  const files = places.map((place) => new URL(place, import.meta.url))
  const file = files.find((place) => existsSync(place)) ?? files[0]
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
