import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectSocket, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { Convolver, designFir } from '../dist/index.js'
import { createJob, readResults, recipeOf, runWorker } from '../dist/nats/index.js'

/**
 * Runs the example mqtt-bridge on a server of its own: a device publishes 1,000 hourly temperatures by MQTT, each twice, except for 80
 * that are lost, and a job smooths them. Writes what was sent and what came out to out/, as CSV files.
 */
export async function readingsByMqtt() {
  const folder = mkdtempSync(join(tmpdir(), 'tapline-mqtt-'))
  const [port, mqttPort] = [await freePort(), await freePort()]
  writeFileSync(
    join(folder, 'nats.conf'),
    `server_name: here\nport: ${port}\njetstream { store_dir: "${folder}" }\nmqtt { port: ${mqttPort} }\n`,
  )
  const env = { ...process.env, NATS_URL: `nats://127.0.0.1:${port}` }
  const children = [spawn('nats-server', ['-c', join(folder, 'nats.conf')], { stdio: 'ignore' })]
  try {
    const connection = await connect({ port, waitOnFirstConnect: true })
    try {
      await createJob(connection, { name: 'sensors', partitions: 1, gaps: 'gap' })
      children.unshift(spawn(process.execPath, ['examples/run.mjs', 'mqtt-bridge', 'sensors'], { env }))
      await untilStreamExists(connection, 'devices')
      await smoothReadings(connection, mqttPort)
    } finally {
      await connection.close()
    }
  } finally {
    for (const child of children) {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    rmSync(folder, { recursive: true })
  }
}

async function smoothReadings(connection, mqttPort) {
  // Keeps what changes more slowly than in three days.
  const kernel = designFir({ type: 'lowpass', cutoffHz: 1 / 72, sampleRate: 1, length: 73 })
  const worker = await runWorker(connection, 'sensors', recipeOf(Convolver, kernel, { initial: 'first' }))
  const sent = temperatures(1000).map((value, hour) => (hour >= 500 && hour < 580 ? NaN : value))
  try {
    await publish(mqttPort, sent)
    const smoothed = await firstResults(connection, sent.length)
    writeFileSync('out/mqtt-sent.csv', table('temperature sent by MQTT', sent))
    writeFileSync('out/mqtt-smoothed.csv', table('results of the job', smoothed))
  } finally {
    await worker.stop()
  }
}

function temperatures(count) {
  const [, ...lines] = readFileSync('examples/data/seattle-temperatures.csv', 'utf8').trim().split('\n')
  return lines.slice(0, count).map((line) => Number(line.split(',')[1]))
}

const table = (name, values) => `${name}\n${Array.from(values).join('\n')}\n`

/** Publishes runs of 20 readings with QoS 1, each twice, and leaves out the runs that have none. MQTT 3.1.1, in its few bytes. */
async function publish(port, readings) {
  const socket = connectSocket(port, '127.0.0.1')
  let acknowledged = 0
  socket.on('data', (bytes) => (acknowledged += bytes.length / 4)) // CONNACK and PUBACK have four bytes each
  socket.write(packet(0x10, [text('MQTT'), Buffer.of(4, 2, 0, 0), text('attic')]))
  let count = 0
  for (let index = 0; index < readings.length; index += 20) {
    const samples = readings.slice(index, index + 20).filter((reading) => !Number.isNaN(reading))
    if (samples.length < 20) continue
    for (let time = 0; time < 2; time++) {
      const id = Buffer.of(0, ++count)
      socket.write(packet(0x32, [text('devices/attic'), id, Buffer.from(JSON.stringify({ index, samples }))]))
    }
  }
  while (acknowledged < count + 1) await once(socket, 'data')
  socket.end()
}

function packet(type, parts) {
  const body = Buffer.concat(parts)
  const { length } = body
  return Buffer.concat([
    length < 128 ? Buffer.of(type, length) : Buffer.of(type, (length % 128) + 128, length >> 7),
    body,
  ])
}

function text(string) {
  return Buffer.concat([Buffer.of(0, string.length), Buffer.from(string)])
}

async function firstResults(connection, length) {
  const found = []
  for await (const { results } of readResults(connection, 'sensors', { follow: true })) {
    for (const result of results) found.push(...result.samples)
    if (found.length >= length) break
  }
  return found
}

async function untilStreamExists(connection, name) {
  const manager = await jetstreamManager(connection)
  for (;;) {
    for await (const stream of manager.streams.list()) if (stream.config.name === name) return
    await setTimeout(50)
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}
