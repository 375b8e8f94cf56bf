import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { ApiServer, type ApiServerOptions } from '../../../src-main/http/server.ts'
import { FakeServices } from './fake-services.ts'

export const TOKEN = 'a'.repeat(43)

export interface RunningApi {
  readonly server: ApiServer
  readonly services: FakeServices
  readonly port: number
  readonly origin: string
  /** Route and status of each answer, as the metrics get them. */
  readonly answered: [string, number][]
}

/** An API on any free port, over fake services; closed when the test ends. */
export async function startApi(options: Partial<ApiServerOptions> = {}): Promise<RunningApi> {
  const services = new FakeServices()
  const answered: [string, number][] = []
  const server = new ApiServer({
    services,
    token: TOKEN,
    onRequest: (route, status) => answered.push([route, status]),
    closeGraceMs: 50,
    ...options,
  })
  const port = await server.listen(0)
  onTestFinished(() => server.dispose())
  return { server, services, port, origin: `http://127.0.0.1:${port}`, answered }
}

export const authorized = { Authorization: `Bearer ${TOKEN}` }
export const jsonHeaders = { ...authorized, 'Content-Type': 'application/json' }

export function postQuery(origin: string, body: unknown, init: RequestInit = {}): Promise<Response> {
  return fetch(`${origin}/api/query`, {
    method: 'POST',
    headers: jsonHeaders,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  })
}

/** Sends bytes as they are, where an HTTP client would put them right, and reads until the server closes. */
export function rawExchange(port: number, bytes: string | Buffer, waitForEnd = true): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.on('data', (data) => {
      received += data.toString('latin1')
      if (!waitForEnd) socket.destroy()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => (received ? resolve(received) : reject(error)))
    socket.on('close', () => resolve(received))
    socket.write(bytes)
  })
}

/** One request over raw TCP that asks for the connection to be closed; returns status and parsed body. */
export async function rawRequest(
  port: number,
  lines: readonly string[],
  body: string | Buffer = '',
): Promise<{
  readonly status: number
  readonly head: string
  readonly error: { code: string; message: string }
}> {
  const head = Buffer.from([...lines, 'Connection: close', '', ''].join('\r\n'), 'latin1')
  return parseRaw(await rawExchange(port, Buffer.concat([head, Buffer.from(body)])))
}

export function parseRaw(text: string) {
  const end = text.indexOf('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1])
  const start = text.indexOf('{', end)
  const parsed = start < 0 ? {} : JSON.parse(text.slice(start, text.lastIndexOf('}') + 1))
  return { status, head: text.slice(0, end), error: parsed.error ?? null, body: parsed }
}

export function openSocket(port: number): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  return socket
}
