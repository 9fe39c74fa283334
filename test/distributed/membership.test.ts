import { expect, test } from 'vitest'
import { type Held, Membership } from '../../src/distributed/membership.js'

const LEASE_MS = 100

test('a worker that has been silent for ten leases is forgotten, and not before', () => {
  const membership = new Membership('me', 1, LEASE_MS)
  const workers = new Map<string, Held>([
    ['me', { value: '', revision: 1 }],
    ['dead', { value: '', revision: 2 }],
    ['alive', { value: '', revision: 3 }],
  ])
  const forgotten = (now: number) => membership.step(now, { workers, leases: new Map() }, new Set()).forget
  expect(forgotten(0)).toEqual([])
  expect(forgotten(LEASE_MS)).toEqual([])
  workers.set('alive', { value: '', revision: 4 })
  expect(forgotten(10 * LEASE_MS - 1)).toEqual([])
  expect(forgotten(10 * LEASE_MS)).toEqual([{ worker: 'dead', revision: 2 }])
  // The worker continues.
  workers.set('dead', { value: '', revision: 5 })
  expect(forgotten(10 * LEASE_MS + 1)).toEqual([])
})

test('a lease of its own that belongs to another worker is given back', () => {
  // As after a restart under the same name, or when the answer of a release was lost.
  const workers = new Map<string, Held>([
    ['a', { value: '', revision: 1 }],
    ['b', { value: '', revision: 2 }],
  ])
  const leases = new Map(
    Array.from({ length: 16 }, (_, partition) => [partition, { value: 'a', revision: 3 + partition }]),
  )
  const step = (self: string) => new Membership(self, 16, LEASE_MS).step(0, { workers, leases }, new Set())
  const [{ claim, release }, other] = [step('a'), step('b')]
  expect(other).toMatchObject({ claim: [], release: [] })
  expect(release.length).toBeGreaterThan(0)
  expect([...claim.map(({ partition }) => partition), ...release].sort((a, b) => a - b)).toEqual([
    ...leases.keys(),
  ])
  for (const partition of release) leases.set(partition, { value: '', revision: 20 + partition })
  expect(step('b').claim.map(({ partition }) => partition)).toEqual(release)
})
