import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Answer, AnswerEvent, CachedFrom, Citation } from '../../../src-shared/schemas/chat.ts'
import { type QueryAnswer, queryRequest } from '../../../src-shared/schemas/http.ts'
import { AppError } from '../../base/app-error.ts'
import { abortable } from '../abortable.ts'
import type { ApiServices } from '../api-services.ts'
import { parse, reported } from '../errors.ts'
import type { RunningAnswers } from '../running-answers.ts'
import { serverSentEvent, withHeartbeat } from '../server-sent-events.ts'
import { findCollection } from './documents.ts'

export interface QueryRouteOptions {
  readonly running: RunningAnswers
  /** Milliseconds of silence after which a stream says that it lives. */
  readonly heartbeatMs: number
}

export function queryRoutes(
  server: FastifyInstance,
  { pipeline, library, log }: ApiServices,
  { running, heartbeatMs }: QueryRouteOptions,
): void {
  server.post('/api/query', async (request, reply) => {
    const { query, k, collection, stream, afresh } = parse(queryRequest, request.body)
    const collectionId = collection === undefined ? null : findCollection(library, collection).id
    const signal = running.begin(request, reply)
    const events = abortable(
      pipeline.answer(
        { question: query, collectionId, ...(k === undefined ? {} : { k }), history: [], afresh },
        signal,
      ),
      signal,
    )
    if (!stream && !request.headers.accept?.includes('text/event-stream')) return wholeAnswer(events)

    // An error before the first event still has its status; after it, it becomes the last event.
    const first = await events.next()
    if (first.done) throw unfinished()
    const describe = (error: unknown) => reported(error, '/api/query', log.scope('http')).toBody()
    return reply
      .type('text/event-stream; charset=utf-8')
      .send(Readable.from(withHeartbeat(eventTexts(first.value, events, describe), heartbeatMs)))
  })
}

async function wholeAnswer(events: AsyncIterable<AnswerEvent>): Promise<QueryAnswer> {
  for await (const event of events) if (event.type === 'done') return toWire(event.answer)
  throw unfinished()
}

const unfinished = () => new AppError('INTERNAL', { cause: new Error('The answer ended without its end') })

async function* eventTexts(
  first: AnswerEvent,
  rest: AsyncIterable<AnswerEvent>,
  describe: (error: unknown) => unknown,
): AsyncIterable<string> {
  yield toServerSentEvent(first)
  let last = first
  try {
    for await (const event of rest) {
      yield toServerSentEvent(event)
      last = event
    }
    if (last.type !== 'done') throw unfinished()
  } catch (error) {
    yield serverSentEvent('error', describe(error))
  }
}

function toServerSentEvent(event: AnswerEvent): string {
  const { type, ...data } = event
  if (event.type === 'done') return serverSentEvent('done', toWire(event.answer))
  if (event.type === 'sources') {
    return serverSentEvent('sources', { citations: event.citations.map(toWireCitation) })
  }
  return serverSentEvent(type, data)
}

export function toWire(answer: Answer): QueryAnswer {
  return {
    answer: answer.answer,
    mode: answer.mode,
    citations: answer.citations.map(toWireCitation),
    cached: answer.cached,
    ...(answer.similarity === null ? {} : { similarity: answer.similarity }),
    ...(answer.cachedFrom ? { cached_from: cachedFromOf(answer.cachedFrom) } : {}),
    degraded: [...answer.degradations],
    model: answer.model,
    timings: { ...answer.timings },
    trace_id: answer.traceId,
  }
}

function cachedFromOf({ question, at, kind }: CachedFrom): NonNullable<QueryAnswer['cached_from']> {
  return { question, asked_at: new Date(at).toISOString(), kind }
}

function toWireCitation({ documentId, page, ...citation }: Citation): QueryAnswer['citations'][number] {
  return { ...citation, document_id: documentId, ...(page === null ? {} : { page }) }
}
