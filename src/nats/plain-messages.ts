import type { JetStreamClient } from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import { type Entry, KINDS } from '../distributed/envelope.js'
import { decodeJson } from '../distributed/json-values.js'
import type { JobNames } from './job-names.js'

/** At most this many messages are sent at a time. */
const AT_ONCE = 256

/** A message to publish. */
interface Plain {
  readonly subject: string
  readonly id: string
  readonly data: Uint8Array | string
  readonly index: number
  readonly format: 'f32le' | 'f64le' | 'json'
}

/**
 * Publishes results as messages that any subscriber can read. They are sent before the record that holds them, so none is missing.
 * After a crash some are sent again, with the same id; the server drops these within its window (two minutes by default).
 */
export class PlainMessages {
  readonly #client: JetStreamClient
  readonly #names: JobNames

  constructor(client: JetStreamClient, names: JobNames) {
    this.#client = client
    this.#names = names
  }

  /** Resolves when all messages are stored. */
  readonly publish = async (results: readonly Entry[]): Promise<void> => {
    let underway: Promise<unknown>[] = []
    for (const result of results) {
      for (const message of this.#messagesOf(result)) {
        underway.push(this.#send(message))
        if (underway.length < AT_ONCE) continue
        await Promise.all(underway)
        underway = []
      }
    }
    await Promise.all(underway)
  }

  async #send({ subject, id, data, index, format }: Plain): Promise<void> {
    const head = headers()
    head.set('Tapline-Index', `${index}`)
    head.set('Tapline-Format', format)
    await this.#client.publish(subject, data, { msgID: id, headers: head })
  }

  *#messagesOf({ series, index, kind, isEnd, data }: Entry): Generator<Plain> {
    if (isEnd) {
      yield this.#event(series, index, { end: true })
    } else if (kind === KINDS.json) {
      const values = decodeJson(data) as readonly unknown[]
      for (const [n, value] of values.entries()) yield this.#event(series, index + n, { value })
    } else {
      const format = kind === KINDS.float32 ? 'f32le' : 'f64le'
      yield { subject: this.#names.samplesSubject(series), id: `out/${series}/${index}`, data, index, format }
    }
  }

  #event(series: string, index: number, what: { readonly value: unknown } | { readonly end: true }): Plain {
    return {
      subject: this.#names.eventSubject(series),
      id: `${'end' in what ? 'end' : 'event'}/${series}/${index}`,
      data: JSON.stringify({ series, index, ...what }),
      ...{ index, format: 'json' },
    }
  }
}
