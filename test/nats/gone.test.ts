import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Convolver } from 'tapline'
import { createJob, deleteJob, feed, readResults, recipeOf, runWorker } from 'tapline/nats'
import { expect, test } from 'vitest'
import { runCli } from './run-cli.js'
import { hasNatsServer, NatsServer } from './nats-server.js'

test.runIf(hasNatsServer)('A worker ends even when the server is gone', async () => {
  const server = await NatsServer.start()
  const connection = await server.connect()
  await createJob(connection, { name: 'gone', partitions: 2 })
  const worker = await runWorker(connection, 'gone', recipeOf(Convolver, [1]), { leaseMs: 60_000 })
  await server.kill()
  await worker.stop()
  await worker.ended
  await server.stop()
})

test.runIf(hasNatsServer)('A worker and a reader end when their job is deleted', async () => {
  const server = await NatsServer.start()
  const connection = await server.connect()
  await createJob(connection, { name: 'deleted', partitions: 2 })
  await feed(connection, 'deleted', [{ series: 'a', samples: [1] }])
  const worker = await runWorker(connection, 'deleted', recipeOf(Convolver, [1]), { leaseMs: 500 })
  const results = readResults(connection, 'deleted', { follow: true })
  await results.next()
  const next = results.next()
  next.catch(() => undefined)
  await deleteJob(connection, 'deleted')
  await expect(worker.ended).rejects.toThrow('it was deleted')
  await expect(next).rejects.toThrow('stream not found')
  await server.stop()
})

test.runIf(hasNatsServer)('A user without rights learns which ones are missing', async () => {
  const file = join(tmpdir(), `tapline-rights-${process.pid}.conf`)
  writeFileSync(
    file,
    `authorization { users: [
      { user: full, password: pw }
      { user: reader, password: pw, permissions: { publish: ["$JS.API.INFO", "$JS.API.STREAM.INFO.>"], subscribe: ["_INBOX.>"] } }
    ] }`,
  )
  const server = await NatsServer.start(['--jetstream', '-c', file], { user: 'full', pass: 'pw' })
  const env = { NATS_URL: `nats://127.0.0.1:${server.port}`, NATS_PASSWORD: 'pw' }
  const may = await runCli(['job', 'create', 'rights', '--partitions', '1'], { ...env, NATS_USER: 'full' })
  expect(may).toMatchObject({ code: 0 })
  const refused = await runCli(['job', 'create', 'rights', '--partitions', '1'], {
    ...env,
    NATS_USER: 'reader',
  })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(
    /^tapline: the user is not allowed to do this on .*: grant it publish and subscribe to .*\n$/,
  )
  const wrong = await runCli(['job', 'status', 'rights'], { ...env, NATS_USER: 'nobody' })
  expect(wrong.code).toBe(1)
  expect(wrong.stderr).toMatch(/^tapline: no NATS server is available at .*Authorization Violation.*\n$/)
  await server.stop()
})
