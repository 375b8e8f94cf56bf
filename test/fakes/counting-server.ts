import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/**
 * A real HTTP server that answers with what it was sent, and knows of each socket: how many came, how many are open.
 * While it holds, requests stay unanswered until `answer`.
 */
export class CountingServer {
  /** Sockets that ever came. */
  accepted = 0
  isHolding = false
  readonly sockets = new Set<Socket>()
  /** The `connection` header of each request, in the order in which they came. */
  readonly connectionHeaders: (string | undefined)[] = []
  /** The `x-name` header of each, likewise. */
  readonly names: string[] = []
  readonly #server: Server
  readonly #held: (() => void)[] = []
  #changed: (() => void)[] = []

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response))
    this.#server.keepAliveTimeout = 75_000
    this.#server.on('connection', (socket: Socket) => {
      this.accepted++
      this.sockets.add(socket)
      socket.once('close', () => {
        this.sockets.delete(socket)
        this.#tell()
      })
    })
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get held(): number {
    return this.#held.length
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  /** Settles when it is so; something of the server must change for that. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#changed.push(resolve)
      })
    }
  }

  /** Answers those that are held, the oldest first; all where no number is given. */
  answer(count = this.#held.length): void {
    for (const answer of this.#held.splice(0, count)) answer()
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    this.connectionHeaders.push(request.headers.connection)
    this.names.push(String(request.headers['x-name'] ?? ''))
    const answer = () => {
      response.end(Buffer.concat(chunks))
    }
    if (this.isHolding) this.#held.push(answer)
    else answer()
    this.#tell()
  }

  #tell(): void {
    const changed = this.#changed
    this.#changed = []
    for (const call of changed) call()
  }
}
