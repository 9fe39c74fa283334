import { createServer } from 'node:http'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { BatchWorkerEvent, WorkerEvent } from '../../nats/index.js'
import { DataError } from '../terminal/errors.js'

/** The metrics of a worker, served over HTTP. */
export interface Metrics {
  count(event: WorkerEvent | BatchWorkerEvent): void
  close(): Promise<void>
}

/**
 * Serves `/metrics` in Prometheus' format, and `/health`.
 *
 * @throws DataError if the port is not available
 */
export async function serveMetrics(port: number): Promise<Metrics> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const events = new Counter({
    name: 'tapline_events_total',
    help: 'events by type',
    labelNames: ['type'],
    registers,
  })
  const results = new Counter({ name: 'tapline_results_total', help: 'results committed', registers })
  const partitions = new Gauge({ name: 'tapline_partitions', help: 'partitions of this worker', registers })
  const series = new Gauge({
    name: 'tapline_series',
    help: 'series by partition',
    labelNames: ['partition'],
    registers,
  })
  const server = createServer((request, response) => {
    if (request.url === '/health') response.end('ok\n')
    else if (request.url === '/metrics') {
      void registry
        .metrics()
        .then((text) => response.setHeader('Content-Type', registry.contentType).end(text))
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new DataError(`the port ${port} is not available (${cause.message}): use another --metrics-port`, {
          cause,
        }),
      ),
    )
    server.listen(port, resolve)
  })
  return {
    count(event) {
      events.inc({ type: event.type })
      if (event.type === 'taken') partitions.inc()
      if (event.type === 'released') partitions.dec()
      if (event.type !== 'committed') return
      results.inc(event.results)
      series.set({ partition: event.partition }, event.series)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
