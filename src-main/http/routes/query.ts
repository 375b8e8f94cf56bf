import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Answer, AnswerEvent, Citation } from '../../../src-shared/schemas/chat.ts'
import { type QueryAnswer, queryRequest } from '../../../src-shared/schemas/http.ts'
import { AppError, toAppError } from '../../base/app-error.ts'
import type { Services } from '../../services.ts'
import { parse } from '../errors.ts'
import { findCollection } from './documents.ts'

export function queryRoutes(server: FastifyInstance, { pipeline, library }: Services): void {
  server.post('/api/query', async (request, reply) => {
    const { query, k, collection, stream } = parse(queryRequest, request.body)
    const events = pipeline.answer(
      {
        question: query,
        collectionId: collection === undefined ? null : findCollection(library, collection).id,
        ...(k === undefined ? {} : { k }),
        history: [],
      },
      signalOf(request, reply),
    )
    if (stream || request.headers.accept?.includes('text/event-stream')) {
      return reply
        .header('Cache-Control', 'no-store')
        .type('text/event-stream; charset=utf-8')
        .send(Readable.from(serverSentEvents(events)))
    }
    for await (const event of events) if (event.type === 'done') return toWire(event.answer)
    throw new AppError('INTERNAL', { message: 'The answer ended without its end.' })
  })
}

/** Aborted when the caller goes away before the answer is out. */
function signalOf(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  const socket = request.raw.socket
  const onClose = () => controller.abort(new AppError('CANCELLED'))
  socket.once('close', onClose)
  reply.raw.once('finish', () => socket.off('close', onClose))
  return controller.signal
}

/** After the first byte there is no status left to say an error with: it becomes the last event. */
async function* serverSentEvents(events: AsyncIterable<AnswerEvent>): AsyncIterable<string> {
  try {
    for await (const event of events) yield toServerSentEvent(event)
  } catch (error) {
    yield format('error', toAppError(error).toBody())
  }
}

function toServerSentEvent(event: AnswerEvent): string {
  const { type, ...data } = event
  if (event.type === 'done') return format('done', toWire(event.answer))
  if (event.type === 'sources') return format('sources', { citations: event.citations.map(toWireCitation) })
  return format(type, data)
}

function format(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

export function toWire(answer: Answer): QueryAnswer {
  return {
    answer: answer.answer,
    mode: answer.mode,
    citations: answer.citations.map(toWireCitation),
    cached: answer.cached,
    ...(answer.similarity === null ? {} : { similarity: answer.similarity }),
    degraded: [...answer.degradations],
    model: answer.model,
    timings: { ...answer.timings },
    trace_id: answer.traceId,
  }
}

function toWireCitation({ documentId, page, ...citation }: Citation): QueryAnswer['citations'][number] {
  return { ...citation, document_id: documentId, ...(page === null ? {} : { page }) }
}
