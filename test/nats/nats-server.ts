import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { freePort } from '../../src/cli/job/free-port.js'

/** Whether nats-server is installed. */
export const hasNatsServer = versionOfServer() !== undefined

function versionOfServer(): string | undefined {
  try {
    return execFileSync('nats-server', ['--version'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

/** Who the tests are to the server. */
interface Login {
  readonly user?: string
  readonly pass?: string
}

/** A real server with its own store, which survives a restart. */
export class NatsServer {
  readonly port: number
  readonly #store = mkdtempSync(join(tmpdir(), 'tapline-nats-'))
  readonly #args: readonly string[]
  readonly #login: Login
  readonly #connections: NatsConnection[] = []
  #process: ChildProcess | undefined

  private constructor(port: number, args: readonly string[], login: Login) {
    this.port = port
    this.#args = args
    this.#login = login
  }

  /** Of the process that runs; 0 for none. */
  get pid(): number {
    return this.#process?.pid ?? 0
  }

  static async start(args: readonly string[] = ['--jetstream'], login: Login = {}): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), args, login)
    await server.resume()
    return server
  }

  /** Starts it again, after `kill`. */
  async resume(): Promise<void> {
    const args = ['-a', '127.0.0.1', '-p', `${this.port}`, '-sd', this.#store, ...this.#args]
    this.#process = spawn('nats-server', args, { stdio: 'ignore' })
    const connection = await this.connect()
    await connection.close()
  }

  async connect(port = this.port): Promise<NatsConnection> {
    const connection = await connect({
      port,
      waitOnFirstConnect: true,
      reconnectTimeWait: 50,
      maxReconnectAttempts: -1,
      ...this.#login,
    })
    this.#connections.push(connection)
    return connection
  }

  async kill(): Promise<void> {
    const server = this.#process
    if (server?.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGKILL')
    await ended
  }

  async stop(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()))
    await this.kill()
    rmSync(this.#store, { recursive: true, force: true })
  }
}
