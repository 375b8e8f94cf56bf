import type { FastifyInstance } from 'fastify'
import { AppError } from '../base/app-error.ts'

/**
 * JSON is the one kind of body: a form or plain text is what another site's page could send without asking
 * first. UTF-8 is taken at its word, for a question with holes in it would be answered wrongly; keys that reach
 * for a prototype are refused. A DELETE needs no body, whatever type its client always names.
 */
export function acceptJsonOnly(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0 && request.method === 'DELETE') return done(null)
    let text: string
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    } catch (cause) {
      return done(new AppError('INVALID_INPUT', { message: 'The body is not UTF-8.', cause }))
    }
    return parseJson(request, text, (cause, value) =>
      cause
        ? done(new AppError('INVALID_INPUT', { message: 'The body is not JSON.', cause }))
        : done(null, value),
    )
  })
}
