import type { DiagnosticsSnapshot } from '../../src-shared/schemas/diagnostics.ts'

/** What the small curves show, taken from each snapshot. Null: nothing was measured then. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number
  readonly questions: number
  readonly totalP95: number | null
  readonly retrievalP95: number | null
  readonly firstTokenP95: number | null
  readonly chunksPerSecond: number | null
  readonly waiting: number
  /** Bytes, all processes together. */
  readonly memory: number
  readonly eventLoopP99: number | null
  readonly callsInFlight: number
  /** Milliseconds for a connection. */
  readonly acquireWaitP95: number | null
}

/** Five minutes at a snapshot a second. */
export const HISTORY_LENGTH = 300

export function sampleOf(snapshot: DiagnosticsSnapshot): Sample {
  return {
    at: Date.parse(snapshot.timestamp),
    questions: snapshot.requests.questions,
    totalP95: snapshot.latency.total.p95,
    retrievalP95: snapshot.latency.retrieval.p95,
    firstTokenP95: snapshot.latency.firstToken.p95,
    chunksPerSecond: snapshot.queue.chunksPerSecond,
    waiting: snapshot.queue.waiting,
    memory: totalMemory(snapshot),
    eventLoopP99: snapshot.eventLoopDelay.p99,
    callsInFlight: snapshot.resilience.pool.inFlight,
    acquireWaitP95: snapshot.resilience.pool.acquireWaitMs.p95,
  }
}

/** The oldest fall out. A snapshot with the time of the last (an event beside the first look) takes its place. */
export function withSample(history: readonly Sample[], sample: Sample): readonly Sample[] {
  const before = history.at(-1)?.at === sample.at ? history.slice(0, -1) : history
  return [...before, sample].slice(-HISTORY_LENGTH)
}

export const totalMemory = ({ processes }: DiagnosticsSnapshot): number =>
  processes.reduce((sum, { memory }) => sum + (memory ?? 0), 0)
