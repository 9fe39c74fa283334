import { connect, createServer, type Server, type Socket } from 'node:net'

/** A proxy between a client and a server that cuts the connection instead of passing an answer on. All requests of the client arrive. */
export class LossyProxy {
  readonly port: number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  /** What to lose, and what to call then. */
  #loss: { readonly text: string; readonly done: () => void } | undefined

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

  /** Cuts the connection instead of passing on the next answer that contains the text. Resolves after that. */
  loseNext(text: string): Promise<void> {
    return new Promise((done) => (this.#loss = { text, done }))
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(client: Socket, upstream: Socket): void {
    client.pipe(upstream)
    let before = ''
    upstream.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      const loss = this.#loss
      // An answer may come in two pieces.
      const isLost = loss !== undefined && `${before.slice(1 - loss.text.length)}${text}`.includes(loss.text)
      if (!isLost) client.write(bytes)
      else {
        this.#loss = undefined
        client.destroy()
        loss.done()
      }
      before = text.slice(-100)
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
