import { afterEach, beforeEach } from 'vitest'
import {
  type AnswerPipeline,
  type AnswerRequest,
  ChatSessionsService,
  ConversationStore,
} from '../../../src-main/chat/index.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import type { Answer, AnswerEvent, Citation } from '../../../src-shared/schemas/chat.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { ScriptedAvailability } from '../../fakes/scripted-availability.ts'
import { silentLog } from '../../fakes/silent-log.ts'

const answerOf = (text: string): Answer => ({
  ...{ answer: text, mode: 'generated', citations: [], cached: false, similarity: null },
  ...{ degradations: [], model: 'm', timings: { total: 1 }, traceId: 't' },
})
const source: Citation = {
  ...{ n: 1, documentId: 'd', title: 'T', path: '/t', page: null, start: 0, end: 1, quote: 'q', score: 1 },
}

/** Answers at once, but for a question that says to hang or to be held. */
export class EchoPipeline implements Pick<AnswerPipeline, 'answer'> {
  readonly requests: AnswerRequest[] = []
  release: () => void = () => {}
  readonly held = new Promise<void>((resolve) => {
    this.release = resolve
  })

  async *answer(request: AnswerRequest, signal: AbortSignal): AsyncIterable<AnswerEvent> {
    this.requests.push(request)
    yield { type: 'sources', citations: [source] }
    yield { type: 'delta', text: 'So far' }
    if (request.question === 'Hold?') await this.held
    if (request.question === 'Hang?') {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    }
    yield { type: 'done', answer: answerOf(`To ${request.question}`) }
  }
}

export const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** SQLite's own limit: a write that needs one more page fails as it does on a full disk. */
export function fillDisk(database: Database): void {
  database.exec('CREATE TABLE IF NOT EXISTS filler (x)')
  const { page_count: pages } = database.prepare<{ page_count: number }>('PRAGMA page_count').get() ?? {
    page_count: 0,
  }
  database.exec(`PRAGMA max_page_count = ${pages}`)
  // What is left within the pages there are.
  for (const size of [2_000, 200, 20, 1]) {
    try {
      for (;;) database.prepare('INSERT INTO filler (x) VALUES (zeroblob(?))').run(size)
    } catch {
      // Full for that size.
    }
  }
}
export const makeRoom = (database: Database) => database.exec('PRAGMA max_page_count = 1000000')

export const long = (question: string) => `${question} ${'Please. '.repeat(800)}`.trim()

/** The same wherever a test needs them: made anew for each. */
export let database: Database
export let clock: ManualClock
export let pipeline: EchoPipeline
export let availability: ScriptedAvailability
export let conversations: ConversationStore
export let sessions: ChatSessionsService

export function withSessions(): void {
  beforeEach(() => {
    database = openDatabase({ file: ':memory:', log: silentLog().scope('test') })
    clock = new ManualClock()
    pipeline = new EchoPipeline()
    availability = new ScriptedAvailability()
    conversations = new ConversationStore({ database, clock })
    sessions = new ChatSessionsService({
      ...{ pipeline, conversations, availability, clock, log: silentLog().scope('test') },
    })
  })
  afterEach(async () => {
    await sessions.dispose()
    await database.dispose()
  })
}

export const rowsOf = (table: string) =>
  database.prepare<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n
