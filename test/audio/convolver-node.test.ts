import * as api from 'node-web-audio-api'
import { createConvolverNode } from 'tapline/audio'
import { describe, test } from 'vitest'
import { cases } from './cases/index.js'

const deviceless = { sinkId: { type: 'none' } } as AudioContextOptions

describe('In Node', () => {
  test.each(Object.keys(cases))('%s', { timeout: 60_000 }, async (name) => {
    await cases[name]({ api, createConvolverNode, deviceless })
  })
})
