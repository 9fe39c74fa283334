import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as core from 'tapline'
import * as audio from 'tapline/audio'
import * as format from 'tapline/format'
import * as image from 'tapline/image'
import * as layers from 'tapline/layers'
import * as parallel from 'tapline/parallel'
import * as nats from 'tapline/nats'
import * as node from 'tapline/node'
import * as rx from 'tapline/rx'
import * as web from 'tapline/web'
import { beforeAll, expect, test } from 'vitest'
import { dist } from './serve-site.js'
import { siteBuilt } from './site-built.js'

const entries = { '': core, audio, format, image, layers, nats, node, parallel, rx, web }

beforeAll(siteBuilt, 600_000)

test.each(Object.entries(entries))(
  'all that tapline/%s exports has a page, or says where it comes from',
  (name, entry) => {
    const folder = join(dist, 'api/tapline', name)
    const index = readFileSync(join(folder, 'index.html'), 'utf8')
    const missing = Object.keys(entry).filter((item) => {
      const pages = ['functions', 'classes', 'variables'].map((kind) => join(folder, kind, `${item}.html`))
      // What another entry exports as well is a reference to it.
      return (
        !pages.some((page) => existsSync(page)) && !new RegExp(`Re-exports[\\s\\S]*>${item}<`).test(index)
      )
    })
    expect(missing).toEqual([])
  },
)

test('formulas are mathematics, and examples are code', () => {
  const page = readFileSync(join(dist, 'api/tapline/classes/Convolver.html'), 'utf8')
  expect(page).toContain('<math>')
  expect(page).toMatch(/<code[^>]*>[\s\S]*Convolver/)
})
