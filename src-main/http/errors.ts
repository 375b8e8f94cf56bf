import type { FastifyError, FastifyInstance } from 'fastify'
import { type ErrorCode, errorCatalogue } from '../../src-shared/error-codes.ts'
import { AppError, toAppError } from '../base/app-error.ts'
import type { Logger } from '../base/logger.ts'

/** What fastify itself refuses, in our words. */
const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'INVALID_INPUT',
  FST_ERR_CTP_INVALID_JSON_BODY: 'INVALID_INPUT',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'INVALID_INPUT',
}

export const statusOf = (code: ErrorCode): number => errorCatalogue[code].status

/** One shape for every error: `{error: {code, message, data?}}`; never a stack. */
export function shapeErrors(server: FastifyInstance, log: Logger): void {
  server.setErrorHandler((error: FastifyError | AppError, request, reply) => {
    const appError = translate(error)
    if (appError.code === 'INTERNAL')
      log.error({ route: request.routeOptions.url, err: error }, 'request failed')
    if (appError.code === 'UNAUTHORIZED') void reply.header('WWW-Authenticate', 'Bearer')
    const retryAfter = (appError.data as { retryAfter?: unknown } | undefined)?.retryAfter
    if (typeof retryAfter === 'number') void reply.header('Retry-After', Math.ceil(retryAfter))
    return reply.status(statusOf(appError.code)).send({ error: appError.toBody() })
  })
  server.setNotFoundHandler((request, reply) => {
    const error = new AppError('NOT_FOUND', {
      message: `There is no ${request.method} route here by that name.`,
    })
    return reply.status(404).send({ error: error.toBody() })
  })
}

function translate(error: FastifyError | AppError): AppError {
  if (error instanceof AppError) return error
  const code = fastifyCodes[error.code]
  if (code) return new AppError(code, { cause: error })
  // Malformed JSON comes as a SyntaxError with a status, other refusals of fastify with one below 500.
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new AppError('INVALID_INPUT', { cause: error })
  return toAppError(error)
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
  const issues = parsed.error.issues
    .slice(0, 10)
    .map(({ path, message }) => ({ path: path.join('.'), message }))
  const first = issues[0]
  throw new AppError('INVALID_INPUT', {
    message: first ? `${first.path ? `${first.path}: ` : ''}${first.message}` : 'The body is not valid.',
    data: { issues },
  })
}
