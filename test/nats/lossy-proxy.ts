import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * A proxy between a client and a server that loses answers: for some time nothing comes back, then the connection is cut. Requests
 * of the client always arrive.
 */
export class LossyProxy {
  readonly port: number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #isDeaf = false

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
  }

  static async start(target: number): Promise<LossyProxy> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const proxy = new LossyProxy(server, typeof address === 'object' && address !== null ? address.port : 0)
    server.on('connection', (client) => proxy.#join(client, connect(target, '127.0.0.1')))
    return proxy
  }

  /** Loses all answers for this long. */
  async lose(ms: number): Promise<void> {
    this.#isDeaf = true
    await new Promise((resolve) => setTimeout(resolve, ms))
    for (const socket of this.#sockets) socket.destroy()
    this.#isDeaf = false
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(client: Socket, upstream: Socket): void {
    client.pipe(upstream)
    upstream.on('data', (bytes) => {
      if (!this.#isDeaf) client.write(bytes)
    })
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ]) {
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
    }
  }
}
