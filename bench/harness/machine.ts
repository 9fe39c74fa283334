import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { simd } from 'tapline'
import type { Machine } from './report.js'

const PEERS = ['benny', '@echogarden/pffft-wasm', 'fft.js', 'ml-convolution', 'node-web-audio-api', 'rxjs']

/** The machine and versions that the figures depend on. */
export function describeMachine(): Machine {
  const processors = cpus()
  return {
    processor: processors.at(0)?.model.trim() ?? 'unknown',
    cores: processors.length,
    node: process.versions.node,
    simd: simd(),
    versions: Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])),
  }
}

function versionOf(name: string): string {
  const places = [`../node_modules/${name}/package.json`, `../../node_modules/${name}/package.json`]
  const files = places.map((place) => new URL(place, import.meta.url))
  const file = files.find((place) => existsSync(place)) ?? files[0]
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
