import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { hasNatsServer } from './nats-server.js'

const examples = fileURLToPath(new URL('../../examples/many-machines', import.meta.url))

test.runIf(hasNatsServer)('the server accepts the example configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapline-conf-'))
  const file = join(folder, 'nats.conf')
  writeFileSync(file, readFileSync(join(examples, 'nats.conf'), 'utf8').replace('/data', folder))
  expect(() => execFileSync('nats-server', ['-t', '-c', file], { stdio: 'pipe' })).not.toThrow()
  rmSync(folder, { recursive: true })
})
