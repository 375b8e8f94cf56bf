import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RequestError } from './request-error.ts'

export type Route = `${'GET' | 'POST' | 'DELETE'} /api/${string}`
/** One JSON object, or a stream of them, one a line. */
export type Reply = object | AsyncIterable<object>
/** The signal is aborted when the client goes away. */
export type Handler = (body: unknown, signal: AbortSignal) => Promise<Reply>

/** Larger than any prompt that fits a context, smaller than what would hurt. */
const MAX_BODY_BYTES = 16 * 1_048_576

/** Serves the routes on a free port of 127.0.0.1 to whoever knows the secret. */
export async function serve(
  routes: Readonly<Record<string, Handler>>,
  secret: string,
): Promise<{ readonly port: number; close(): void }> {
  const server: Server = createServer((request, response) => void answer(routes, secret, request, response))
  // Longer than the client's 60 s, so that it is always the client who closes an idle connection.
  server.keepAliveTimeout = 75_000
  server.requestTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer(
  routes: Readonly<Record<string, Handler>>,
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    if (!isAuthorized(request, secret)) throw new RequestError(401, 'unauthorized', 'UNAUTHORIZED')
    const path = request.url?.split('?', 1)[0] ?? ''
    const key = `${request.method} ${path}`
    if (!Object.hasOwn(routes, key)) throw new RequestError(404, 'not found')
    const body = request.method === 'GET' ? undefined : await readJson(request)
    const reply = await routes[key]?.(body, gone.signal)
    if (!reply) throw new RequestError(404, 'not found')
    if (Symbol.asyncIterator in reply) await sendLines(response, reply as AsyncIterable<object>, gone.signal)
    else sendJson(response, 200, reply)
  } catch (error) {
    fail(response, error, gone.signal)
  } finally {
    // What was not read of a refused body; without this the connection is of no further use.
    request.resume()
  }
}

function isAuthorized(request: IncomingMessage, secret: string): boolean {
  // Hashes have one length whatever was sent, as timingSafeEqual needs.
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${secret}`))
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new RequestError(413, 'request body too large')
    chunks.push(chunk)
  }
  if (size === 0) throw new RequestError(400, 'missing request body')
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (error) {
    throw new RequestError(400, error instanceof Error ? error.message : 'invalid JSON')
  }
}

/** The head is sent with the first line: what fails before it still gets its own status. */
async function sendLines(
  response: ServerResponse,
  lines: AsyncIterable<object>,
  gone: AbortSignal,
): Promise<void> {
  for await (const line of lines) {
    if (gone.aborted) break
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    if (!response.write(`${JSON.stringify(line)}\n`)) await once(response, 'drain', { signal: gone })
  }
  response.end()
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

function fail(response: ServerResponse, error: unknown, gone: AbortSignal): void {
  if (gone.aborted) return
  const known =
    error instanceof RequestError
      ? error
      : new RequestError(500, error instanceof Error ? error.message : String(error), undefined, error)
  if (!(error instanceof RequestError)) process.stderr.write(`${known.message}\n`)
  if (response.headersSent) response.end(`${JSON.stringify(known.toBody())}\n`)
  else sendJson(response, known.status, known.toBody())
}
