import type { PoolSnapshot } from '../../src-shared/schemas/resilience.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import { LatencyWindow } from '../base/latency-window.ts'
import type { Lease } from './lease.ts'
import { type CallKind, OriginPool, type Purpose } from './origin-pool.ts'
import { SocketReuse } from './socket-reuse.ts'

export interface ConnectionPoolOptions {
  readonly clock: Clock
  /** Origins whose sockets are kept (urllib3's pool_connections). @default 10 */
  readonly connections?: number
  /** Sockets kept for each origin (pool_maxsize). @default 20 */
  readonly maxSize?: number
  /** Whether a caller waits for a kept socket, or else gets one that is closed after use. @default false */
  readonly block?: boolean
  /** Longest wait for a kept socket, milliseconds. @default 30 s */
  readonly acquireTimeoutMs?: number
  /** Until a connect is given up, milliseconds. @default 5 s */
  readonly connectMs?: number
}

const defaults = { connections: 10, maxSize: 20, block: false, acquireTimeoutMs: 30_000, connectMs: 5_000 }
/** Of the ways in which an origin was written. */
const KEPT_ADDRESSES = 100

/**
 * The sockets to model servers, with the meaning that urllib3 gives to its pool's settings. A caller leases a
 * connection for one request; its own deadlines begin when it has it.
 */
export class ConnectionPool implements Disposable {
  readonly #options: Required<ConnectionPoolOptions>
  readonly #reuse = new SocketReuse()
  readonly #waits = new LatencyWindow()
  readonly #waited = new Emitter<number>()
  /** Milliseconds from asking to having, of each lease. */
  readonly onWait = this.#waited.event
  /** Least recently used first. */
  readonly #origins = new Map<string, OriginPool>()
  readonly #closing = new Set<Promise<void>>()
  readonly #originOf = new Map<string, string>()
  #newest: OriginPool | null = null
  #overflow = 0
  #end: Promise<void> | null = null

  constructor(options: ConnectionPoolOptions) {
    this.#options = { ...defaults, ...options }
    for (const name of ['connections', 'maxSize'] as const) {
      const value = this.#options[name]
      if (!(Number.isInteger(value) && value >= 1)) {
        throw new RangeError(`ConnectionPool ${name} must be a whole number of 1 or more, got ${value}`)
      }
    }
  }

  /**
   * Leave for one request. Rejects with CANCELLED, POOL_TIMEOUT, POOL_FULL or SHUTTING_DOWN, or what `flush` was
   * given; throws TypeError for an address that is no URL.
   *
   * @param address a URL of the origin
   */
  acquire(address: string, purpose: Purpose, signal: AbortSignal): Promise<Lease> {
    if (this.#end) return Promise.reject(new AppError('SHUTTING_DOWN'))
    if (signal.aborted) return Promise.reject(new AppError('CANCELLED', { cause: signal.reason }))
    return this.#poolOf(address).acquire(purpose, signal)
  }

  /** Refuses those that wait to make such a call there: it is known to fail. */
  flush(address: string, kind: CallKind, error: AppError): void {
    // An engine that was never asked has no address yet, and nobody who waits for it.
    if (!URL.canParse(address)) return
    this.#origins.get(this.#originIn(address))?.flush(kind, error)
  }

  /** Closes every kept socket that is not in use, as after a sleep of the machine, when they are dead. */
  dropIdle(): void {
    for (const pool of this.#origins.values()) pool.dropIdle()
  }

  snapshot(): PoolSnapshot {
    const origins = [...this.#origins.values()].filter(({ isGone }) => !isGone).map((pool) => pool.snapshot())
    const { requests, reused, opened, closed } = this.#reuse.totals
    const { connections, maxSize, block } = this.#options
    const { p50, p95 } = this.#waits.summary()
    return {
      totalRequests: requests,
      reusedRequests: reused,
      reuseRate: requests === 0 ? null : reused / requests,
      connectionsOpened: opened,
      connectionsClosed: closed,
      inFlight: origins.reduce((sum, { inFlight }) => sum + inFlight, 0),
      queued: origins.reduce((sum, { queued }) => sum + queued, 0),
      overflow: this.#overflow,
      acquireWaitMs: { p50, p95 },
      settings: { connections, maxSize, block },
      origins,
    }
  }

  /** Ends all calls with SHUTTING_DOWN; settles when every socket is closed. */
  dispose(): Promise<void> {
    this.#end ??= this.#destroy()
    return this.#end
  }

  async #destroy(): Promise<void> {
    await Promise.all([...[...this.#origins.values()].map((pool) => pool.destroy()), ...this.#closing])
    this.#reuse.dispose()
    this.#waited.dispose()
  }

  #poolOf(address: string): OriginPool {
    const origin = this.#originIn(address)
    const pool = this.#origins.get(origin) ?? this.#open(origin)
    if (pool === this.#newest) return pool
    this.#newest = pool
    this.#origins.delete(origin)
    this.#origins.set(origin, pool)
    this.#closeUnused()
    return pool
  }

  #open(origin: string): OriginPool {
    const { connections: _, ...options } = this.#options
    return new OriginPool({
      ...options,
      origin,
      reuse: this.#reuse,
      onLease: this.#onLease,
      onIdle: this.#onIdle,
    })
  }

  readonly #onLease = (waitedMs: number, isOverflow: boolean): void => {
    if (isOverflow) this.#overflow++
    this.#waits.record(waitedMs)
    this.#waited.fire(waitedMs)
  }

  readonly #onIdle = (): void => {
    if (this.#origins.size > this.#options.connections) this.#closeUnused()
  }

  /** Those that were used longest ago, down to what is kept; more are kept only while they are in use. */
  #closeUnused(): void {
    for (const pool of this.#origins.values()) {
      if (this.#origins.size <= this.#options.connections) return
      if (!pool.isIdle || pool === this.#newest) continue
      this.#origins.delete(pool.origin)
      const closing = pool.destroy().finally(() => this.#closing.delete(closing))
      this.#closing.add(closing)
    }
  }

  /** Throws TypeError where it is no URL. */
  #originIn(address: string): string {
    const known = this.#originOf.get(address)
    if (known !== undefined) return known
    const { origin } = new URL(address)
    if (this.#originOf.size >= KEPT_ADDRESSES) this.#originOf.clear()
    this.#originOf.set(address, origin)
    return origin
  }
}
