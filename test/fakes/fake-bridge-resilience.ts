import {
  type BreakerName,
  type BreakerSettings,
  type BreakerSnapshot,
  type BreakerTransition,
  breakerName,
  type PoolSnapshot,
  type ResilienceSnapshot,
} from '../../src-shared/schemas/resilience.ts'
import type { FakeHandlers } from './fake-bridge.ts'
import { FakeFailure } from './fake-bridge.ts'

const since = '2026-03-14T09:12:00.000Z'
const failedAt = '2026-03-14T09:59:52.000Z'

const breakerDefaults: BreakerSettings = {
  failureThreshold: 5,
  timeoutMs: 30_000,
  successThreshold: 2,
  windowSize: 10,
  halfOpenMaxCalls: 3,
  halfOpenMaxWaitMs: 30_000,
}

const neededNames: readonly BreakerName[] = ['ollama_client', 'engine_embed', 'chroma']

/** A breaker that has seen some calls; closed unless told otherwise. */
export function fakeBreaker(name: BreakerName, changes: Partial<BreakerSnapshot> = {}): BreakerSnapshot {
  return {
    name,
    state: 'closed',
    needed: neededNames.includes(name),
    window: [true, true, false, true, true, true, true],
    total: 148,
    successes: 141,
    failures: 3,
    neutral: 4,
    rejected: 0,
    inFlight: 0,
    consecutiveFailures: 0,
    consecutiveSuccesses: 4,
    lastChange: since,
    lastFailure: null,
    probeInMs: null,
    transitions: { closedToOpen: 0, openToHalfOpen: 0, halfOpenToClosed: 0, halfOpenToOpen: 0 },
    settings: breakerDefaults,
    ...changes,
  }
}

/** One that has just opened. */
export function fakeOpenBreaker(name: BreakerName, probeInMs = 23_000): BreakerSnapshot {
  return fakeBreaker(name, {
    state: 'open',
    window: [true, true, true, false, false, false, false, false],
    failures: 8,
    rejected: 12,
    consecutiveFailures: 5,
    consecutiveSuccesses: 0,
    lastChange: failedAt,
    lastFailure: { at: failedAt, code: 'MODEL_UNAVAILABLE', message: 'Nothing answers at 127.0.0.1:11434.' },
    probeInMs,
    transitions: { closedToOpen: 1, openToHalfOpen: 0, halfOpenToClosed: 0, halfOpenToOpen: 0 },
  })
}

export const fakePool: PoolSnapshot = {
  totalRequests: 1_306,
  reusedRequests: 1_298,
  reuseRate: 1_298 / 1_306,
  connectionsOpened: 8,
  connectionsClosed: 5,
  inFlight: 2,
  queued: 1,
  overflow: 0,
  acquireWaitMs: { p50: 0.1, p95: 4.2 },
  settings: { connections: 10, maxSize: 20, block: false },
  origins: [
    {
      origin: 'http://127.0.0.1:11434',
      inFlight: 1,
      queued: 0,
      totalRequests: 402,
      reusedRequests: 398,
      connectionsOpened: 4,
      connectionsClosed: 3,
      overflow: 0,
      embedLimit: 2,
      embedsInFlight: 0,
    },
    {
      origin: 'http://127.0.0.1:39121',
      inFlight: 1,
      queued: 1,
      totalRequests: 904,
      reusedRequests: 900,
      connectionsOpened: 4,
      connectionsClosed: 2,
      overflow: 0,
      embedLimit: 3,
      embedsInFlight: 1,
    },
  ],
}

/** All five breakers, those given in place of the closed ones. */
export function fakeResilience(...changed: readonly BreakerSnapshot[]): ResilienceSnapshot {
  return {
    breakers: breakerName.options.map((name) => changed.find((b) => b.name === name) ?? fakeBreaker(name)),
    pool: fakePool,
  }
}

/** Newest first. */
export const fakeBreakerHistory: readonly BreakerTransition[] = [
  {
    breaker: 'ollama_client',
    at: '2026-03-14T09:12:00.000Z',
    from: 'half_open',
    to: 'closed',
    cause: '2 probes in a row succeeded.',
  },
  {
    breaker: 'ollama_client',
    at: '2026-03-14T09:11:58.000Z',
    from: 'open',
    to: 'half_open',
    cause: 'The rest is over: the next calls are probes.',
  },
  {
    breaker: 'ollama_client',
    at: '2026-03-14T09:11:28.000Z',
    from: 'closed',
    to: 'open',
    cause: 'Too many of the last calls failed. The newest: Nothing answers at http://127.0.0.1:11434.',
  },
]

/** Breakers of a made-up machine: a probe finds what it is given, and control changes nothing but is noted. */
export function fakeResilienceHandlers(snapshot: ResilienceSnapshot = fakeResilience()): FakeHandlers {
  return {
    'diagnostics.breakerHistory': () => fakeBreakerHistory,
    'diagnostics.controlBreaker': () => null,
    'diagnostics.tryNow': ({ name }) => {
      const breaker = snapshot.breakers.find((one) => one.name === name)
      if (breaker === undefined) throw new FakeFailure('NOT_FOUND', 'There is no such breaker.')
      if (breaker.state === 'forced_open') throw new FakeFailure('CONFLICT', 'It was opened by hand.')
      return breaker
    },
  }
}
