import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../base/app-error.ts'

const loopbackNames = ['127.0.0.1', 'localhost']

/**
 * The exact Host list: a page on the web that points its own name at 127.0.0.1 (DNS rebinding) sends its own
 * name here. Throws FORBIDDEN.
 */
export function assertOwnHost(host: string | undefined, port: number): void {
  const allowed = loopbackNames.map((name) => `${name}:${port}`)
  if (!host || !allowed.includes(host.toLowerCase())) {
    throw new AppError('FORBIDDEN', { message: `This server answers only to ${allowed.join(' and ')}.` })
  }
}

/** Scripts send no Origin and no Sec-Fetch-Site of another site; pages in a browser do. Throws FORBIDDEN. */
export function assertNoForeignPage(origin: string | undefined, fetchSite: string | undefined): void {
  const foreignFetch = fetchSite !== undefined && fetchSite !== 'none' && fetchSite !== 'same-origin'
  if (origin !== undefined || foreignFetch) {
    throw new AppError('FORBIDDEN', { message: 'Pages in a browser may not call this server.' })
  }
}

/** Compares in constant time, whatever the lengths. Throws UNAUTHORIZED. */
export function assertToken(authorization: string | undefined, token: string): void {
  const given = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1] ?? ''
  const digest = (text: string) => createHash('sha256').update(text).digest()
  if (!timingSafeEqual(digest(given), digest(token))) throw new AppError('UNAUTHORIZED')
}
