import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { type ErrorBody, type ErrorCode, errorCatalogue } from '../../src-shared/error-codes.ts'
import { AppError, toAppError } from '../base/app-error.ts'
import type { Logger } from '../base/logger.ts'

/** What fastify and Node themselves refuse, in our words. */
const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  // The caller went away in the middle of its body.
  ECONNRESET: 'CANCELLED',
}

export const statusOf = (code: ErrorCode): number => errorCatalogue[code].status

/** One shape for every error: `{error: {code, message, data?}}`; never a stack. */
export function shapeErrors(server: FastifyInstance, log: Logger): void {
  server.setErrorHandler((error: FastifyError | AppError, request, reply) =>
    sendError(reply, reported(error, request.routeOptions.url, log)),
  )
  server.setNotFoundHandler((request, reply) =>
    sendError(
      reply,
      new AppError('NOT_FOUND', { message: `There is no ${request.method} route here by that name.` }),
    ),
  )
}

export function sendError(reply: FastifyReply, error: AppError): FastifyReply {
  if (error.code === 'UNAUTHORIZED') void reply.header('WWW-Authenticate', 'Bearer')
  const retryAfter = (error.data as { retryAfter?: unknown } | undefined)?.retryAfter
  if (typeof retryAfter === 'number') void reply.header('Retry-After', Math.ceil(retryAfter))
  return reply.status(statusOf(error.code)).send({ error: error.toBody() })
}

/** The error in our words; what nobody expected goes into the log, for the caller is not told. */
export function reported(error: unknown, route: string | undefined, log: Logger): AppError {
  const appError = translate(error)
  if (appError.code === 'INTERNAL') log.error({ route, err: error }, 'request failed')
  return appError
}

function translate(error: unknown): AppError {
  const { code = '', statusCode = 500 } = (error ?? {}) as Partial<FastifyError>
  const known = fastifyCodes[code]
  if (known) return new AppError(known, { cause: error })
  // A malformed address, a body cut short: the caller's doing. Statuses of others' errors are not about this.
  if (code.startsWith('FST_') && statusCode < 500) return new AppError('INVALID_INPUT', { cause: error })
  return toAppError(error)
}

const parserErrors: Readonly<Record<string, { status: string; body: ErrorBody }>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    body: { code: 'TOO_LARGE', message: 'The headers are larger than the limit.' },
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    body: { code: 'INVALID_INPUT', message: 'The request took too long to arrive.' },
  },
}
const malformed = {
  status: '400 Bad Request',
  body: { code: 'INVALID_INPUT', message: 'This is not an HTTP request.' } satisfies ErrorBody,
}

/**
 * Answers what never became a request (malformed, too many headers, too slow) and closes its socket.
 * @param isAnswering whether an answer is on its way on this socket, which a second one would garble
 */
export function refuseSocket(error: NodeJS.ErrnoException, socket: Socket, isAnswering: boolean): void {
  if (!socket.writable || isAnswering || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const { status, body } = parserErrors[error.code ?? ''] ?? malformed
  const text = JSON.stringify({ error: body })
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n`
  socket.end(`${head}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  // A sender that does not read would keep the socket half open.
  socket.destroySoon()
}

/** Parses what came in with a schema of src-shared. Throws INVALID_INPUT that names each field. */
export function parse<T>(
  schema: {
    safeParse(
      value: unknown,
    ):
      | { success: true; data: T }
      | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } }
  },
  value: unknown,
): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.slice(0, 10).map(({ path, message }) => ({
    path: path.map(String).join('.').slice(0, MAX_ECHO),
    message: message.slice(0, MAX_ECHO),
  }))
  const first = issues[0]
  throw new AppError('INVALID_INPUT', {
    message: first ? `${first.path ? `${first.path}: ` : ''}${first.message}` : 'The body is not valid.',
    data: { issues },
  })
}

/** An unknown key comes back in the message; a megabyte of it does not. */
const MAX_ECHO = 200
