import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import type { DiagnosticsSnapshot, HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import type { Clock } from '../base/clock.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import type { AnswerPipeline } from '../chat/index.ts'
import type { VectorStore } from '../chroma/index.ts'
import type { Library } from '../library/index.ts'
import type { Models } from '../ollama/index.ts'
import type { Resilience } from '../resilience/index.ts'
import type { Database } from '../storage/index.ts'
import { AnswerMetrics } from './answer-metrics.ts'
import { breakerFinding } from './breaker-finding.ts'
import { addBreakerMetrics, type MeasuredBreaker } from './breaker-metrics.ts'
import { addCacheMetrics, type MeasuredCache } from './cache-metrics.ts'
import type { Diagnostics } from './diagnostics.ts'
import { EventLoopDelay } from './event-loop-delay.ts'
import { addGauges, waitingIn } from './gauges.ts'
import {
  type Breakers,
  CheckHistory,
  embedderFinding,
  type Finding,
  modelFinding,
  vectorStoreFinding,
} from './health.ts'
import { addPoolMetrics, type MeasuredPool } from './pool-metrics.ts'
import type { ProcessMemory } from './processes.ts'

export interface DiagnosticsOptions {
  readonly models: Pick<Models, 'selection'>
  readonly vectors: Pick<VectorStore, 'state'>
  readonly library: Pick<Library, 'status' | 'collections'>
  readonly pipeline: Pick<AnswerPipeline, 'onFinished'>
  readonly database: Pick<Database, 'prepare' | 'size'>
  readonly resilience: Pick<Resilience, 'snapshot'>
  readonly breakers: readonly MeasuredBreaker[]
  readonly pool: MeasuredPool
  readonly cache: MeasuredCache
  readonly clock: Clock
  readonly processes: () => readonly ProcessMemory[]
}

export class DiagnosticsService implements Diagnostics, Disposable {
  readonly registry = new Registry()
  readonly #options: DiagnosticsOptions
  readonly #answers: AnswerMetrics
  readonly #http: Counter<'route' | 'status'>
  readonly #delay = new EventLoopDelay()
  readonly #history = new CheckHistory()
  readonly #parts = new DisposableStore()
  readonly #startedAt: number
  #httpRequests = 0
  #resilience: DiagnosticsSnapshot['resilience']
  #queue: DiagnosticsSnapshot['queue'] = { waiting: 0, failed: 0, chunksPerSecond: null }
  #library: DiagnosticsSnapshot['library'] = { documents: 0, chunks: 0, databaseBytes: 0 }

  constructor(options: DiagnosticsOptions) {
    this.#options = options
    this.#startedAt = options.clock.monotonic()
    this.#resilience = options.resilience.snapshot()
    this.#answers = new AnswerMetrics(this.registry)
    this.#http = new Counter({
      name: 'alcove_http_requests_total',
      help: 'Requests on localhost, by route and status.',
      labelNames: ['route', 'status'],
      registers: [this.registry],
    })
    this.#parts.add(this.#delay)
    this.#parts.add(options.pipeline.onFinished((outcome) => this.#answers.record(outcome)))
    this.#parts.add(addPoolMetrics(this.registry, options.pool))
    addCacheMetrics(this.registry, options.cache)
    addBreakerMetrics(this.registry, options.breakers)
    collectDefaultMetrics({ register: this.registry })
    addGauges(this.registry, {
      health: () => this.health(),
      queue: () => options.library.status(),
      collections: () => options.library.collections(),
      processes: options.processes,
    })
  }

  /** @param route the route's pattern, never the address as sent: labels stay few */
  recordHttp(route: string, status: number): void {
    this.#httpRequests++
    this.#http.inc({ route, status })
  }

  /** Never throws: a part that cannot be looked at is down. */
  health(): readonly HealthCheck[] {
    const { models, vectors, library, clock } = this.#options
    const at = new Date(clock.now()).toISOString()
    const read = this.#readResilience()?.breakers
    const breakers: Breakers = new Map(read?.map((each) => [each.name, each]))
    const stamp = (name: HealthCheck['name'], find: () => Finding) =>
      this.#history.stamp(name, found(find), at)
    return [
      stamp('model', () => modelFinding(models.selection, breakers)),
      stamp('embedder', () => embedderFinding(models.selection, breakers)),
      // The rebuild is read from the database, whose own trouble is not Chroma's.
      stamp('vector_store', () =>
        vectorStoreFinding(vectors.state, attempt(() => library.status().rebuild) ?? null, breakers),
      ),
      stamp('database', () => this.#databaseFinding()),
      // Asked again only where they could not be read, to hear why.
      stamp('breaker', () => breakerFinding(read ?? this.#options.resilience.snapshot().breakers)),
    ]
  }

  ready(): boolean {
    return this.health().every(({ required, state }) => !required || state === 'ok' || state === 'degraded')
  }

  /** Never throws: what cannot be read now is as it was last. */
  snapshot(): DiagnosticsSnapshot {
    const { library, database, clock, processes } = this.#options
    const queue = attempt(() => library.status())
    if (queue) {
      this.#queue = {
        waiting: waitingIn(queue),
        failed: queue.failed,
        chunksPerSecond: queue.chunksPerSecond,
      }
    }
    const collections = attempt(() => library.collections())
    if (collections) {
      this.#library = {
        documents: collections.reduce((sum, { documents }) => sum + documents, 0),
        chunks: collections.reduce((sum, { chunks }) => sum + chunks, 0),
        databaseBytes: attempt(() => database.size()) ?? this.#library.databaseBytes,
      }
    }
    return {
      timestamp: new Date(clock.now()).toISOString(),
      uptimeSeconds: Math.round((clock.monotonic() - this.#startedAt) / 1_000),
      checks: this.health(),
      requests: {
        questions: this.#answers.questions,
        failed: this.#answers.failed,
        byMode: { ...this.#answers.byMode },
        http: this.#httpRequests,
      },
      latency: {
        retrieval: this.#answers.retrieval.summary(),
        firstToken: this.#answers.firstToken.summary(),
        total: this.#answers.total.summary(),
      },
      queue: this.#queue,
      library: this.#library,
      processes: attempt(processes) ?? [],
      eventLoopDelay: this.#delay.summary(),
      // As the checks have just read it.
      resilience: this.#resilience,
    }
  }

  dispose(): Promise<void> {
    return this.#parts.dispose()
  }

  #readResilience(): DiagnosticsSnapshot['resilience'] | undefined {
    const read = attempt(() => this.#options.resilience.snapshot())
    if (read) this.#resilience = read
    return read
  }

  #databaseFinding(): Finding {
    const { database, clock } = this.#options
    const started = clock.monotonic()
    database.prepare('SELECT count(*) FROM collection').get()
    const ms = clock.monotonic() - started
    return ms > SLOW_QUERY_MS
      ? { state: 'degraded', detail: `The database is slow: ${Math.round(ms)} ms for a small query.` }
      : { state: 'ok', detail: 'SQLite answers.' }
  }
}

const SLOW_QUERY_MS = 500

function found(find: () => Finding): Finding {
  try {
    return find()
  } catch (error) {
    return {
      state: 'down',
      detail: `It does not answer: ${error instanceof Error ? error.message : 'no reason given'}`,
    }
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
