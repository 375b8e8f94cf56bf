import { Registry } from 'prom-client'
import { AppError } from '../../../src-main/base/app-error.ts'
import type { AnswerRequest } from '../../../src-main/chat/index.ts'
import type { ApiServices } from '../../../src-main/http/api-services.ts'
import type { WarmingView } from '../../../src-shared/schemas/cache-warming.ts'
import type { Answer, AnswerEvent } from '../../../src-shared/schemas/chat.ts'
import type { HealthCheck } from '../../../src-shared/schemas/diagnostics.ts'
import type { Collection, DocumentRow } from '../../../src-shared/schemas/library.ts'
import type { QuestionPatterns } from '../../../src-shared/schemas/question-patterns.ts'
import { fakeResilience } from '../../fakes/fake-bridge-resilience.ts'
import { fakeCacheStats } from '../../fakes/fake-cache.ts'
import { fakeExperiment } from '../../fakes/fake-experiment.ts'
import { idleWarming, noPatterns } from '../../fakes/fake-warming.ts'
import { silentLog } from '../../fakes/silent-log.ts'

export const answer: Answer = {
  answer: 'The key hangs by the door [1].',
  mode: 'generated',
  citations: [
    {
      n: 1,
      documentId: 'd1',
      title: 'Keys',
      path: '/docs/keys.md',
      page: null,
      start: 0,
      end: 30,
      quote: 'The key hangs by the door.',
      score: 0.03,
    },
  ],
  cached: false,
  similarity: null,
  degradations: ['small_model'],
  model: 'small',
  timings: { total: 12 },
  traceId: 't1',
}

export const answerEvents: readonly AnswerEvent[] = [
  { type: 'stage', stage: 'searching' },
  { type: 'sources', citations: answer.citations },
  { type: 'delta', text: 'The key hangs ' },
  { type: 'delta', text: 'by the door [1].' },
  { type: 'done', answer },
]

export type Script = (request: AnswerRequest, signal: AbortSignal) => AsyncIterable<AnswerEvent>

/** Services whose answers a test scripts, and which tell what was asked of them. */
export class FakeServices implements ApiServices {
  readonly log = silentLog()
  readonly asked: { readonly request: AnswerRequest; readonly signal: AbortSignal }[] = []
  readonly added: (readonly string[])[] = []
  readonly removed: string[] = []
  readonly collectionNames: string[] = ['My documents']
  checks: HealthCheck[] = []
  isReady = true
  script: Script = async function* () {
    yield* answerEvents
  }

  readonly pipeline = {
    answer: (request: AnswerRequest, signal: AbortSignal): AsyncIterable<AnswerEvent> => {
      this.asked.push({ request, signal })
      return this.script(request, signal)
    },
  }

  readonly diagnostics = {
    registry: new Registry(),
    ready: () => this.isReady,
    health: () => this.checks,
  }

  resilienceSnapshot = fakeResilience()
  readonly resilience = { snapshot: () => this.resilienceSnapshot }

  cacheStats = fakeCacheStats()
  readonly cache = {
    stats: () => this.cacheStats,
    clear: async () => {
      const { size } = this.cacheStats
      this.cacheStats = fakeCacheStats()
      return size
    },
  }

  experimentView = fakeExperiment()
  readonly experiment = { view: () => this.experimentView }

  /** Sources and lists that were to be warmed. */
  readonly warmed: unknown[] = []
  warmingView: WarmingView = idleWarming
  readonly warming: ApiServices['warming'] = {
    view: () => this.warmingView,
    start: (source) => {
      if (this.warmingView.state !== 'idle') throw new AppError('CONFLICT')
      this.warmed.push(source)
      return this.warmingView
    },
    startFromList: (bytes, format, collectionId) => {
      this.warmed.push({ text: Buffer.from(bytes).toString(), format, collectionId })
      return this.warmingView
    },
  }

  patternsView: QuestionPatterns = noPatterns
  readonly patterns = { read: async () => this.patternsView }

  readonly library: ApiServices['library'] = {
    collections: () => this.collectionNames.map(collectionOf),
    findCollection: (name) => (this.collectionNames.includes(name) ? collectionOf(name) : null),
    defaultCollection: () => collectionOf('My documents'),
    createCollection: (name) => {
      this.collectionNames.push(name)
      return collectionOf(name)
    },
    documents: () => ({ items: [documentRow], total: 1 }),
    document: (id) => {
      if (id !== documentRow.id) throw new AppError('NOT_FOUND')
      return documentRow
    },
    add: async (paths) => {
      this.added.push(paths)
      return {
        items: paths.map((path) => ({ documentId: 'd1', path, state: 'discovered', unchanged: false })),
        refused: [],
      }
    },
    removeDocuments: (ids) => {
      this.removed.push(...ids)
    },
  }
}

function collectionOf(name: string): Collection {
  return { id: name, name, documents: 1, chunks: 2, version: 1, createdAt: 0 }
}

const documentRow: DocumentRow = {
  id: 'd1',
  collectionId: 'My documents',
  path: '/docs/keys.md',
  title: 'Keys',
  format: 'md',
  size: 30,
  state: 'failed',
  error: { code: 'FILE_CORRUPT', message: 'The file is damaged and cannot be read.' },
  chunks: 2,
  pages: null,
  addedAt: 0,
  indexedAt: null,
}
