import { beforeEach, onTestFinished } from 'vitest'
import { Emitter } from '../../../src-main/base/emitter.ts'
import type { VectorStoreState } from '../../../src-main/chroma/index.ts'
import {
  DiagnosticsService,
  type MeasuredBreaker,
  type MeasuredPool,
  type ProcessMemory,
} from '../../../src-main/diagnostics/index.ts'
import { openDatabase } from '../../../src-main/storage/index.ts'
import type { ErrorCode } from '../../../src-shared/error-codes.ts'
import type { Answer } from '../../../src-shared/schemas/chat.ts'
import type { IngestStatus } from '../../../src-shared/schemas/library.ts'
import type { ModelSelection } from '../../../src-shared/schemas/models.ts'
import { fakeResilience } from '../../fakes/fake-bridge-resilience.ts'
import { fakeCacheStats } from '../../fakes/fake-cache.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { ManualClock } from '../base/manual-clock.ts'

export const selection: ModelSelection = {
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
export const queue: IngestStatus = {
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
  readonly cache = { stats: () => fakeCacheStats() }
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

/** The same wherever a test needs them: made anew for each. */
export let parts: Parts
export let diagnostics: DiagnosticsService

export function withDiagnostics(): void {
  beforeEach(() => {
    parts = new Parts()
    diagnostics = new DiagnosticsService({ ...parts, processes: () => parts.processes() })
    onTestFinished(async () => {
      await diagnostics.dispose()
      void parts.database.dispose()
    })
  })
}

export const broken = (): never => {
  throw new Error('broken')
}
