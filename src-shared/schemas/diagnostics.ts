import type { ResilienceSnapshot } from './resilience.ts'

/** `degraded`: works, but less well than it could, and `detail` says how. */
export type CheckState = 'ok' | 'degraded' | 'down' | 'starting'

export interface HealthCheck {
  readonly name: 'model' | 'embedder' | 'vector_store' | 'database' | 'breaker'
  readonly state: CheckState
  /** One sentence for a person. */
  readonly detail: string
  /** Whether a question can still be answered in some way without it decides readiness. */
  readonly required: boolean
  readonly since: string
}

export interface LatencySummary {
  readonly count: number
  readonly p50: number | null
  readonly p95: number | null
}

/** One picture of the running app; durations in milliseconds, memory in bytes, ratios 0 to 1. */
export interface DiagnosticsSnapshot {
  readonly timestamp: string
  readonly uptimeSeconds: number
  readonly checks: readonly HealthCheck[]
  readonly requests: {
    readonly questions: number
    readonly failed: number
    readonly byMode: Readonly<Record<'generated' | 'extractive' | 'none', number>>
    readonly http: number
  }
  readonly latency: Readonly<Record<'retrieval' | 'firstToken' | 'total', LatencySummary>>
  readonly queue: {
    readonly waiting: number
    readonly failed: number
    readonly chunksPerSecond: number | null
  }
  readonly library: { readonly documents: number; readonly chunks: number; readonly databaseBytes: number }
  readonly processes: readonly {
    readonly name: string
    readonly pid: number
    readonly memory: number | null
  }[]
  readonly eventLoopDelay: { readonly p50: number | null; readonly p99: number | null }
  readonly resilience: ResilienceSnapshot
}

export interface LogLine {
  readonly time: string
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly scope: string
  readonly message: string
  readonly data: string | null
}
