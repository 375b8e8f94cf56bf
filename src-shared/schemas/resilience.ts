import { z } from 'zod'
import type { Backend } from './models.ts'

/** One breaker for each origin and class of calls, so that failing embeds never block a chat. */
export const breakerName = z.enum(['ollama_client', 'ollama_embed', 'engine', 'engine_embed', 'chroma'])
export type BreakerName = z.infer<typeof breakerName>

export type BreakerState = 'closed' | 'open' | 'half_open' | 'forced_open' | 'disabled'

/** Which breakers guard the calls to a backend: one for generate and chat, one for embeds. */
export const breakersOf = {
  ollama: { chat: 'ollama_client', embed: 'ollama_embed' },
  engine: { chat: 'engine', embed: 'engine_embed' },
} as const satisfies Record<Backend, Readonly<Record<'chat' | 'embed', BreakerName>>>

/** Whether nothing is known against the server behind a breaker in that state, or a person wants none of it heeded. */
export const isSound = (state: BreakerState): boolean => state === 'closed' || state === 'disabled'

/** What a person may do to a breaker by hand. `reset` also ends a forced opening and `disable`. */
export const breakerAction = z.enum(['force_open', 'force_closed', 'reset', 'disable'])
export type BreakerAction = z.infer<typeof breakerAction>

/** Durations in milliseconds. */
export interface BreakerSettings {
  readonly failureThreshold: number
  readonly timeoutMs: number
  readonly successThreshold: number
  readonly windowSize: number
  readonly halfOpenMaxCalls: number
  readonly halfOpenMaxWaitMs: number
}

export interface BreakerTransition {
  readonly breaker: BreakerName
  /** ISO 8601, UTC. */
  readonly at: string
  readonly from: BreakerState
  readonly to: BreakerState
  /** One sentence for a person: what failed last, or who did it. */
  readonly cause: string
}

/** One breaker now. Counts are since its start or its last reset. */
export interface BreakerSnapshot {
  readonly name: BreakerName
  readonly state: BreakerState
  /** Whether answers as they are now made depend on it: its opening makes `/health/ready` 503. */
  readonly needed: boolean
  /** The last outcomes, oldest first: true is a success. */
  readonly window: readonly boolean[]
  /** Every call asked for, rejected ones too. */
  readonly total: number
  readonly successes: number
  readonly failures: number
  /** Aborted by a person, refused with a 4xx, or busy: says nothing of the server's health. */
  readonly neutral: number
  readonly rejected: number
  readonly inFlight: number
  readonly consecutiveFailures: number
  readonly consecutiveSuccesses: number
  /** ISO 8601, UTC; its start where nothing has changed since. */
  readonly lastChange: string
  /** Of the newest failure since the start or reset. */
  readonly lastFailure: { readonly at: string; readonly code: string; readonly message: string } | null
  /** Milliseconds until the next call is let through as a probe; 0: it is due; null: closed, or none will be. */
  readonly probeInMs: number | null
  readonly transitions: Readonly<
    Record<'closedToOpen' | 'openToHalfOpen' | 'halfOpenToClosed' | 'halfOpenToOpen', number>
  >
  readonly settings: BreakerSettings
}

/** Connections to one origin. */
export interface PoolOriginSnapshot {
  readonly origin: string
  readonly inFlight: number
  readonly queued: number
  readonly totalRequests: number
  readonly reusedRequests: number
  readonly connectionsOpened: number
  readonly connectionsClosed: number
  readonly overflow: number
  /** How many background embeds may run at once now, by how the server copes. */
  readonly embedLimit: number
  readonly embedsInFlight: number
}

/** All pooled connections; sums over `origins`, of which those that were closed, or are gone for a minute, still count. */
export interface PoolSnapshot {
  readonly totalRequests: number
  /** Requests on a socket that had carried one before. */
  readonly reusedRequests: number
  /** 0 to 1; null where there was no request. */
  readonly reuseRate: number | null
  readonly connectionsOpened: number
  readonly connectionsClosed: number
  readonly inFlight: number
  readonly queued: number
  /** Requests that found every kept socket taken and got one of their own, closed after use. */
  readonly overflow: number
  /** Milliseconds from asking for a connection to having it, of the newest requests; null without any. */
  readonly acquireWaitMs: { readonly p50: number | null; readonly p95: number | null }
  readonly settings: { readonly connections: number; readonly maxSize: number; readonly block: boolean }
  readonly origins: readonly PoolOriginSnapshot[]
}

export interface ResilienceSnapshot {
  readonly breakers: readonly BreakerSnapshot[]
  readonly pool: PoolSnapshot
}
