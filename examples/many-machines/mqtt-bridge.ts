// Feed a job from MQTT devices: the server's own MQTT listener receives their messages, and a stream stores them.
//
//   npm run example -- mqtt-bridge JOB
//
// A device publishes to the topic devices/NAME, with QoS 1, its samples and the index of the first: {"index":0,"samples":[20.1,20.2]}.
// It counts them itself, so samples sent twice are taken once, and lost ones appear as a gap. A message is acknowledged when the
// job has it: you may kill the bridge at any time.
import { AckPolicy, type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { type FedChunk, feed } from 'tapline/nats'

const job = process.argv[2] ?? 'sensors'
const NAME = 'devices'
const connection = await connect({ servers: process.env['NATS_URL'] ?? 'nats://127.0.0.1:4222' })
const manager = await jetstreamManager(connection)
await manager.streams.add({ name: NAME, subjects: [`${NAME}.*`], max_age: 7 * 24 * 3600 * 1e9 })
await manager.consumers.add(NAME, {
  durable_name: job,
  ack_policy: AckPolicy.Explicit,
  max_ack_pending: 1000,
})
const consumer = await jetstream(connection).consumers.get(NAME, job)

process.once('SIGTERM', () => void connection.drain())
while (!connection.isClosed()) {
  const messages: JsMsg[] = []
  for await (const message of await consumer.fetch({ max_messages: 500, expires: 1000 }))
    messages.push(message)
  const chunks = messages.map(chunkOf).filter((chunk) => chunk !== undefined)
  if (chunks.length > 0) await feed(connection, job, chunks)
  for (const message of messages) message.ack()
}

/** The topic devices/attic arrives as the subject devices.attic. A message that is not a chunk is reported and skipped. */
function chunkOf(message: JsMsg): FedChunk | undefined {
  const series = message.subject.slice(NAME.length + 1)
  try {
    const { index, samples } = message.json<{ index: number; samples: number[] }>()
    if (Number.isSafeInteger(index) && index >= 0 && samples.every((sample) => typeof sample === 'number')) {
      return { series, index, samples }
    }
  } catch {
    // Not JSON, or JSON without samples.
  }
  console.error(`${series}: left out: ${message.string().slice(0, 100)}`)
  return undefined
}
