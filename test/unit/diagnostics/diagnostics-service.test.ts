import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { Emitter } from '../../../src-main/base/emitter.ts'
import type { VectorStoreState } from '../../../src-main/chroma/index.ts'
import {
  DiagnosticsService,
  type MeasuredBreaker,
  type MeasuredPool,
  type ProcessMemory,
  residentBytes,
} from '../../../src-main/diagnostics/index.ts'
import { openDatabase } from '../../../src-main/storage/index.ts'
import type { ErrorCode } from '../../../src-shared/error-codes.ts'
import type { Answer } from '../../../src-shared/schemas/chat.ts'
import type { IngestStatus } from '../../../src-shared/schemas/library.ts'
import type { ModelSelection } from '../../../src-shared/schemas/models.ts'
import { fakeOpenBreaker, fakeResilience } from '../../fakes/fake-bridge-resilience.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { ManualClock } from '../base/manual-clock.ts'
import { answer } from '../http/fake-services.ts'

const selection: ModelSelection = {
  looking: false,
  choice: 'auto',
  chat: { name: 'small', backend: 'engine', small: true },
  embedder: { name: 'minilm', backend: 'engine', digest: 'd', dimension: 384 },
  reasons: { chat: null, embedder: null },
  reason: null,
  isServerSilent: false,
  nextLookAt: null,
  ollama: { origin: 'http://127.0.0.1:11434', reachable: false, version: null, error: null },
  engine: { state: 'ready', error: null },
}
const queue: IngestStatus = {
  paused: false,
  waitingFor: null,
  total: 10,
  done: 6,
  failed: 1,
  active: [],
  chunksPerSecond: 40,
  remainingSeconds: 2,
  rebuild: null,
}

/** The parts that are looked at, each of which a test can break. */
class Parts {
  snapshot = fakeResilience()
  readonly resilience = { snapshot: () => this.snapshot }
  readonly breakers: MeasuredBreaker[] = []
  readonly waited = new Emitter<number>()
  readonly pool: MeasuredPool = { snapshot: () => this.snapshot.pool, onWait: this.waited.event }
  readonly clock = new ManualClock()
  readonly finished = new Emitter<{ readonly answer: Answer } | { readonly failed: ErrorCode }>()
  readonly database = openDatabase({ file: ':memory:', log: silentLog().scope('database') })
  readonly models = { selection }
  readonly vectors: { state: VectorStoreState } = { state: { state: 'ready' } }
  readonly pipeline = { onFinished: this.finished.event }
  readonly library = {
    status: () => queue,
    collections: () => [{ id: 'c', name: 'C', documents: 9, chunks: 90, version: 1, createdAt: 0 }],
  }
  processes = (): readonly ProcessMemory[] => [
    { name: 'main', pid: 1, memory: 100 },
    { name: 'renderer', pid: 2, memory: 20 },
    { name: 'renderer', pid: 3, memory: 30 },
    { name: 'gone', pid: 4, memory: null },
  ]
}

let parts: Parts
let diagnostics: DiagnosticsService
beforeEach(() => {
  parts = new Parts()
  diagnostics = new DiagnosticsService({ ...parts, processes: () => parts.processes() })
  onTestFinished(async () => {
    await diagnostics.dispose()
    void parts.database.dispose()
  })
})

const broken = (): never => {
  throw new Error('broken')
}
const states = () => Object.fromEntries(diagnostics.health().map(({ name, state }) => [name, state]))

describe('health', () => {
  test('is ok with every part there, and ready', () => {
    expect(states()).toEqual({
      model: 'ok',
      embedder: 'ok',
      vector_store: 'ok',
      database: 'ok',
      breaker: 'ok',
    })
    expect(diagnostics.ready()).toBe(true)
  })

  test('follows each part, and says in words what is lost', () => {
    const reasons = { chat: 'No model is installed.', embedder: null }
    parts.models.selection = { ...selection, chat: null, reasons }
    parts.vectors.state = { state: 'down', reason: 'connection refused' }
    expect(states()).toMatchObject({ model: 'degraded', embedder: 'ok', vector_store: 'down' })
    const details = diagnostics.health().map(({ detail }) => detail)
    expect(details[0]).toMatch(/No model is installed\. .*quoted/)
    expect(details[2]).toMatch(/connection refused.*full-text/i)
    expect(diagnostics.ready()).toBe(false)
  })

  test('is ready to quote where no chat model is installed, not where its server is down', () => {
    parts.models.selection = { ...selection, chat: null }
    expect(diagnostics.ready()).toBe(true)
    parts.models.selection = { ...selection, chat: null, engine: { state: 'failed', error: 'crashed' } }
    expect(states().model).toBe('down')
    expect(diagnostics.ready()).toBe(false)
  })

  test('is as down where nobody who has the models answers, each part with its own reason', () => {
    parts.models.selection = {
      ...selection,
      ...{ chat: null, embedder: null, isServerSilent: true },
      reasons: { chat: 'Nobody has a chat model.', embedder: 'Nobody has an embedding model.' },
      reason: 'Nobody has any.',
    }
    expect(diagnostics.health().slice(0, 2)).toMatchObject([
      { state: 'down', detail: 'Nobody has a chat model. Answers are quoted from the documents.' },
      {
        state: 'down',
        detail: 'Nobody has an embedding model. Documents are found by full-text search alone.',
      },
    ])
  })

  test('is starting until the first look for models has ended', () => {
    parts.models.selection = { ...selection, looking: true, chat: null, embedder: null }
    expect(states()).toMatchObject({ model: 'starting', embedder: 'starting' })
  })

  test('tells starting from down, and is ready only after it', () => {
    parts.models.selection = {
      ...selection,
      chat: null,
      embedder: null,
      engine: { state: 'starting', error: null },
    }
    parts.vectors.state = { state: 'starting' }
    expect(states()).toMatchObject({ model: 'starting', embedder: 'starting', vector_store: 'starting' })
    expect(diagnostics.ready()).toBe(false)
  })

  test('calls a rebuild degraded, and is ready during it', () => {
    parts.library.status = () => ({ ...queue, rebuild: { done: 3, total: 9 } })
    expect(states().vector_store).toBe('degraded')
    expect(diagnostics.health()[2]?.detail).toContain('3 of 9')
    expect(diagnostics.ready()).toBe(true)
  })

  test('remembers since when a part is as it is', () => {
    const since = () => diagnostics.health()[2]?.since
    const first = since()
    parts.clock.advance(5_000)
    expect(since()).toBe(first)
    parts.vectors.state = { state: 'down', reason: 'gone' }
    expect(since()).toBe(new Date(parts.clock.now()).toISOString())
  })

  test('of a model whose breaker is open is down with it, and the app is not ready until it is closed', () => {
    const breaker = { ...fakeOpenBreaker('engine', 23_000), needed: true }
    parts.snapshot = fakeResilience(breaker)
    expect(states()).toMatchObject({ model: 'down', embedder: 'ok', vector_store: 'ok', breaker: 'down' })
    expect(diagnostics.health()[0]?.detail).toBe(
      'It failed 5 times in a row; next try in 23 s. Answers are quoted from the documents meanwhile.',
    )
    expect(diagnostics.health().at(-1)?.detail).toContain('(engine)')
    expect(diagnostics.ready()).toBe(false)
    parts.snapshot = fakeResilience({ ...breaker, state: 'half_open', probeInMs: null })
    expect(states()).toMatchObject({ model: 'degraded', breaker: 'degraded' })
    expect(diagnostics.ready()).toBe(true)
    parts.snapshot = fakeResilience()
    expect(states()).toMatchObject({ model: 'ok', breaker: 'ok' })
  })

  test.each([
    ['engine_embed', 'embedder'],
    ['chroma', 'vector_store'],
  ] as const)('of what %s guards is down while that is open', (name, check) => {
    parts.snapshot = fakeResilience({ ...fakeOpenBreaker(name), needed: true })
    expect(states()).toMatchObject({ model: 'ok', [check]: 'down', breaker: 'down' })
  })

  test('does not care for the breaker of a server that is not in use', () => {
    parts.snapshot = fakeResilience({ ...fakeOpenBreaker('ollama_client'), needed: false })
    expect(states()).toMatchObject({ model: 'ok', breaker: 'ok' })
    expect(diagnostics.ready()).toBe(true)
  })

  test('of breakers that cannot be read is down, for nothing else; the picture keeps the last', () => {
    parts.snapshot = fakeResilience(fakeOpenBreaker('ollama_embed'))
    const before = diagnostics.snapshot().resilience
    parts.resilience.snapshot = broken
    expect(states()).toMatchObject({ model: 'ok', embedder: 'ok', vector_store: 'ok', breaker: 'down' })
    expect(diagnostics.snapshot().resilience).toBe(before)
  })

  test('of a broken database is down, for nothing else', () => {
    parts.library.status = broken
    void parts.database.dispose()
    expect(states()).toEqual({
      model: 'ok',
      embedder: 'ok',
      vector_store: 'ok',
      database: 'down',
      breaker: 'ok',
    })
  })

  test('of a part that throws is down, and nothing is thrown', () => {
    Object.defineProperty(parts.models, 'selection', { get: broken })
    Object.defineProperty(parts.vectors, 'state', { get: broken })
    // The service got the objects themselves, so it meets the getters.
    expect(states()).toEqual({
      model: 'down',
      embedder: 'down',
      vector_store: 'down',
      database: 'ok',
      breaker: 'ok',
    })
  })
})

describe('the snapshot', () => {
  test('counts answers by mode, failures and requests, with their times', () => {
    const timings = { embed: 3, dense: 10, lexical: 4, fuse: 1, firstToken: 200, total: 900 }
    parts.finished.fire({ answer: { ...answer, timings } })
    parts.finished.fire({ answer: { ...answer, mode: 'none', timings: { total: 100 } } })
    parts.finished.fire({ failed: 'MODEL_FAILED' })
    diagnostics.recordHttp('/api/query', 200)
    expect(diagnostics.snapshot()).toMatchObject({
      requests: { questions: 3, failed: 1, byMode: { generated: 1, extractive: 0, none: 1 }, http: 1 },
      latency: {
        // embed, then dense and lexical side by side, then fuse
        retrieval: { count: 2, p95: 14 },
        firstToken: { count: 1, p50: 200 },
        total: { count: 2, p50: 100, p95: 900 },
      },
      queue: { waiting: 3, failed: 1, chunksPerSecond: 40 },
      library: { documents: 9, chunks: 90 },
    })
  })

  test('has the breakers and the pool', () => {
    expect(diagnostics.snapshot().resilience).toEqual(parts.snapshot)
  })

  test('has null for what was never measured', () => {
    expect(diagnostics.snapshot().latency.total).toEqual({ count: 0, p50: null, p95: null })
  })

  test('keeps what it knew last while a part cannot be read, and is never an error', () => {
    const before = diagnostics.snapshot()
    parts.library.status = broken
    parts.library.collections = broken
    parts.processes = broken
    const during = diagnostics.snapshot()
    expect([during.queue, during.library, during.processes]).toEqual([before.queue, before.library, []])
  })
})

describe('metrics', () => {
  const lines = async () => (await diagnostics.registry.metrics()).split('\n')

  test('are Prometheus text with our counters and gauges', async () => {
    parts.finished.fire({ answer })
    parts.finished.fire({ failed: 'MODEL_FAILED' })
    diagnostics.recordHttp('/api/query', 200)
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'alcove_answers_total{mode="generated"} 1',
        'alcove_answer_failures_total{code="MODEL_FAILED"} 1',
        'alcove_answer_stage_seconds_sum{stage="total"} 0.012',
        'alcove_http_requests_total{route="/api/query",status="200"} 1',
        'alcove_check_up{check="model"} 1',
        'alcove_ingest_waiting 3',
        'alcove_library_chunks 90',
        'alcove_process_resident_bytes{process="renderer"} 50',
      ]),
    )
  })

  test('leave out what cannot be read, keep the rest, and have it again after', async () => {
    const working = parts.library.status
    parts.library.status = broken
    parts.processes = broken
    const during = await lines()
    expect(during).toContain('alcove_library_chunks 90')
    expect(during.filter((line) => /^alcove_(ingest_waiting|process_resident_bytes)[ {]/.test(line))).toEqual(
      [],
    )
    parts.library.status = working
    expect(await lines()).toContain('alcove_ingest_waiting 3')
  })

  test('hold no text of a question, an answer or a document', async () => {
    parts.finished.fire({ answer })
    expect(await diagnostics.registry.metrics()).not.toMatch(/key|door|keys\.md/i)
  })
})

describe('a process', () => {
  test('tells its resident bytes, and nothing once it is gone', () => {
    expect(residentBytes(process.pid)).toBeGreaterThan(10_000_000)
    expect(residentBytes(2 ** 30)).toBeNull()
  })

  test.runIf(process.platform === 'linux')('of another tells plausible bytes', () => {
    expect(residentBytes(process.ppid)).toBeGreaterThan(100_000)
  })
})
