import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type WarmingView, warmingSource } from '../../../src-shared/schemas/cache-warming.ts'
import type { QuestionFormat } from '../../cache/index.ts'
import type { ApiServices } from '../api-services.ts'
import { parse } from '../errors.ts'
import { findCollection } from './documents.ts'

/** A list of questions as it was sent. */
class QuestionList {
  readonly bytes: Uint8Array
  readonly format: QuestionFormat

  constructor(bytes: Uint8Array, format: QuestionFormat) {
    this.bytes = bytes
    this.format = format
  }
}

const formats: Readonly<Record<string, QuestionFormat>> = { 'text/plain': 'txt', 'text/csv': 'csv' }
const warmQuery = z.strictObject({ collection: z.string().min(1).max(80).optional() })

/**
 * Answering ahead: behind the token, as it costs the machine's time and its progress names a question. `collection` in
 * the address is a name or an id, and holds where the body names none.
 */
export function warmingRoutes(
  guarded: FastifyInstance,
  { warming, library }: Pick<ApiServices, 'warming' | 'library'>,
): void {
  guarded.get('/api/semantic-cache/warm', async () => viewBody(warming.view()))

  // A scope of its own: nowhere else is text a body. Its Authorization header keeps other sites' pages out.
  void guarded.register(async (server) => {
    for (const [type, format] of Object.entries(formats)) {
      server.addContentTypeParser<Buffer>(type, { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, new QuestionList(body, format)),
      )
    }
    server.post('/api/semantic-cache/warm', async ({ body, query }, reply) => {
      const { collection } = parse(warmQuery, query)
      const collectionId = collection === undefined ? null : findCollection(library, collection).id
      if (body instanceof QuestionList) {
        return reply.status(202).send(viewBody(warming.startFromList(body.bytes, body.format, collectionId)))
      }
      const source = parse(warmingSource, body)
      const isPlaced = source.from === 'most_asked' || source.collectionId !== null
      return reply.status(202).send(viewBody(warming.start(isPlaced ? source : { ...source, collectionId })))
    })
  })
}

function viewBody(view: WarmingView) {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    state: view.state,
    paused_for: view.pausedFor,
    from: view.from,
    total: view.total,
    done: view.done,
    kept: view.kept,
    already_there: view.alreadyThere,
    not_kept: view.notKept,
    current: view.current,
    started_at: time(view.startedAt),
    ended_at: time(view.endedAt),
    was_stopped: view.wasStopped,
    was_full: view.wasFull,
    has_failed: view.hasFailed,
  }
}
