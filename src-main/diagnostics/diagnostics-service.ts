import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { DiagnosticsSnapshot, HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import type { Clock } from '../base/clock.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import type { AnswerPipeline } from '../chat/index.ts'
import type { VectorStore } from '../chroma/index.ts'
import type { Library } from '../library/index.ts'
import type { Models } from '../ollama/index.ts'
import type { Database } from '../storage/index.ts'
import { AnswerMetrics } from './answer-metrics.ts'
import type { Diagnostics } from './diagnostics.ts'
import { EventLoopDelay } from './event-loop-delay.ts'
import { CheckHistory, embedderFinding, type Finding, modelFinding, vectorStoreFinding } from './health.ts'
import type { ProcessMemory } from './processes.ts'

export interface DiagnosticsOptions {
  readonly models: Models
  readonly vectors: VectorStore
  readonly library: Library
  readonly pipeline: AnswerPipeline
  readonly database: Database
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

  constructor(options: DiagnosticsOptions) {
    this.#options = options
    this.#startedAt = options.clock.monotonic()
    this.#answers = new AnswerMetrics(this.registry)
    this.#http = new Counter({
      name: 'alcove_http_requests_total',
      help: 'Requests on localhost, by route and status.',
      labelNames: ['route', 'status'],
      registers: [this.registry],
    })
    this.#parts.add(this.#delay)
    this.#parts.add(options.pipeline.onFinished((outcome) => this.#answers.record(outcome)))
    collectDefaultMetrics({ register: this.registry })
    this.#addGauges()
  }

  /** @param route the route's pattern, never the address as sent: labels stay few */
  recordHttp(route: string, status: number): void {
    this.#httpRequests++
    this.#http.inc({ route, status })
  }

  health(): readonly HealthCheck[] {
    const { models, vectors, library, clock } = this.#options
    const at = new Date(clock.now()).toISOString()
    return [
      this.#history.stamp('model', modelFinding(models.selection), at),
      this.#history.stamp('embedder', embedderFinding(models.selection), at),
      this.#history.stamp('vector_store', vectorStoreFinding(vectors.state, library.status().rebuild), at),
      this.#history.stamp('database', this.#databaseFinding(), at),
    ]
  }

  ready(): boolean {
    return this.health().every(({ required, state }) => !required || state === 'ok' || state === 'degraded')
  }

  snapshot(): DiagnosticsSnapshot {
    const { library, database, clock, processes } = this.#options
    const collections = library.collections()
    const queue = library.status()
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
      queue: {
        waiting: Math.max(0, queue.total - queue.done - queue.failed),
        failed: queue.failed,
        chunksPerSecond: queue.chunksPerSecond,
      },
      library: {
        documents: collections.reduce((sum, { documents }) => sum + documents, 0),
        chunks: collections.reduce((sum, { chunks }) => sum + chunks, 0),
        databaseBytes: database.size(),
      },
      processes: processes(),
      eventLoopDelay: this.#delay.summary(),
    }
  }

  dispose(): Promise<void> {
    return this.#parts.dispose()
  }

  #databaseFinding(): Finding {
    const { database, clock } = this.#options
    const started = clock.monotonic()
    try {
      database.prepare('SELECT count(*) FROM collection').get()
    } catch (error) {
      return {
        state: 'down',
        detail: `The database does not answer: ${error instanceof Error ? error.message : error}`,
      }
    }
    const ms = clock.monotonic() - started
    return ms > 500
      ? { state: 'degraded', detail: `The database is slow: ${Math.round(ms)} ms for a small query.` }
      : { state: 'ok', detail: 'SQLite answers.' }
  }

  #addGauges(): void {
    const { registry } = this
    const snapshot = () => this.#options
    const checks = () => this.health()
    new Gauge({
      name: 'alcove_check_up',
      help: 'Health of each part: 1 ok or degraded, 0 down or starting.',
      labelNames: ['check'],
      registers: [registry],
      collect() {
        for (const { name, state } of checks())
          this.set({ check: name }, state === 'ok' || state === 'degraded' ? 1 : 0)
      },
    })
    new Gauge({
      name: 'alcove_ingest_waiting',
      help: 'Documents on their way into the library.',
      registers: [registry],
      collect() {
        const { total, done, failed } = snapshot().library.status()
        this.set(Math.max(0, total - done - failed))
      },
    })
    new Gauge({
      name: 'alcove_library_chunks',
      help: 'Passages in the library.',
      registers: [registry],
      collect() {
        this.set(
          snapshot()
            .library.collections()
            .reduce((sum, { chunks }) => sum + chunks, 0),
        )
      },
    })
    new Gauge({
      name: 'alcove_process_resident_bytes',
      help: 'Resident memory of each process of the app.',
      labelNames: ['process'],
      registers: [registry],
      collect() {
        this.reset()
        for (const { name, memory } of snapshot().processes())
          if (memory !== null) this.inc({ process: name }, memory)
      },
    })
  }
}
