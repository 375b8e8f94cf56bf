import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { AppError } from '../base/app-error.ts'

const loopbackNames = ['127.0.0.1', 'localhost']
const DEFAULT_PORT = 80

/** Only callers on this machine that are no page of a browser. Throws FORBIDDEN. */
export function assertLocalCaller(request: IncomingMessage): void {
  assertOwnHost(request)
  assertNoForeignPage(request)
}

/**
 * The exact Host list: a page on the web that points its own name at 127.0.0.1 (DNS rebinding) sends its own
 * name here. A target that names a host itself would stand in for Host (RFC 9112 §3.2.2), so it is refused too.
 */
function assertOwnHost({ url = '', rawHeaders, socket }: IncomingMessage): void {
  const port = socket.localPort
  const allowed = loopbackNames.flatMap((name) =>
    port === DEFAULT_PORT ? [`${name}:${port}`, name] : [`${name}:${port}`],
  )
  // Node hides all but the first of several.
  const hosts = rawHeaders.filter((_text, index) => index % 2 === 1 && isHost(rawHeaders[index - 1]))
  const [host = ''] = hosts
  if (hosts.length !== 1 || !allowed.includes(host.toLowerCase()) || !(url.startsWith('/') || url === '*')) {
    throw new AppError('FORBIDDEN', { message: `This server answers only to ${allowed.join(' and ')}.` })
  }
}

const isHost = (name: string | undefined): boolean => name?.toLowerCase() === 'host'

/** Scripts send no Origin and no Sec-Fetch-Site of another site; pages in a browser do. */
function assertNoForeignPage({ headers }: IncomingMessage): void {
  const site = headers['sec-fetch-site']
  const isForeignFetch = site !== undefined && site !== 'none' && site !== 'same-origin'
  if (headers.origin !== undefined || isForeignFetch) {
    throw new AppError('FORBIDDEN', { message: 'Pages in a browser may not call this server.' })
  }
}

/** Compares in constant time, whatever the lengths. Throws UNAUTHORIZED. */
export function assertToken(authorization: string | undefined, token: string): void {
  const given = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1] ?? ''
  const digest = (text: string) => createHash('sha256').update(text).digest()
  if (!timingSafeEqual(digest(given), digest(token))) throw new AppError('UNAUTHORIZED')
}
