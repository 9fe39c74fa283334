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
