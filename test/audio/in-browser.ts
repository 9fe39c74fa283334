import { createConvolverNode } from 'tapline/audio'
import { cases } from './cases/index.js'
import type { Host } from './cases/host.js'

/** Runs a case in a page: what the bundle of this file offers to the test. */
export function run(name: string): Promise<void> {
  const api = globalThis as unknown as Host['api']
  return cases[name]({ api, createConvolverNode, deviceless: {} })
}
