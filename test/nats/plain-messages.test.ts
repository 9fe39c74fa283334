import type { JetStreamClient } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { KINDS } from '../../src/distributed/envelope.js'
import { JobNames } from '../../src/nats/job-names.js'
import { PlainMessages } from '../../src/nats/plain-messages.js'

test('Plain messages are underway together, but at most 256 of them', async () => {
  let [underway, most] = [0, 0]
  const subjects: string[] = []
  const publish = async (subject: string): Promise<void> => {
    subjects.push(subject)
    most = Math.max(most, ++underway)
    await new Promise((resolve) => setImmediate(resolve))
    underway--
  }
  const messages = new PlainMessages({ publish } as unknown as JetStreamClient, new JobNames('j'))
  const entry = { kind: KINDS.float32, isEnd: false, data: new Uint8Array(4) }
  await messages.publish(Array.from({ length: 600 }, (_, n) => ({ ...entry, series: `s${n}`, index: 0 })))
  expect(most).toBe(256)
  expect(underway).toBe(0)
  expect(subjects).toEqual(Array.from({ length: 600 }, (_, n) => `tapline.j.out.s${n}`))
})
