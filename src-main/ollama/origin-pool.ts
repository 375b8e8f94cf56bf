import { Client, type Dispatcher, Pool } from 'undici'
import type { PoolOriginSnapshot } from '../../src-shared/schemas/resilience.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { AdaptiveLimit, Bulkhead, type LoadOutcome, type Priority, type Slot } from '../resilience/index.ts'
import { createConnector } from './connector.ts'
import { Lease, type Lessor } from './lease.ts'
import { noCounts, type SocketCounts, type SocketReuse } from './socket-reuse.ts'

export type CallKind = 'chat' | 'embed' | 'info'

/** Who wants a connection, and for what. */
export interface Purpose {
  readonly kind: CallKind
  readonly priority: Priority
}

export interface OriginPoolOptions {
  readonly origin: string
  readonly clock: Clock
  readonly maxSize: number
  readonly block: boolean
  readonly acquireTimeoutMs: number
  readonly connectMs: number
  readonly reuse: SocketReuse
  /** A lease was given, after so many milliseconds. */
  readonly onLease: (waitedMs: number, isOverflow: boolean) => void
  /** Nobody has or wants a connection any more. */
  readonly onIdle: () => void
}

const KEEP_ALIVE_MS = 60_000
/** An engine gets another port with each start; nothing will come back to the old one. */
const GONE_AFTER_MS = 60_000
/** A background embed waits for those before it, each of which may take what its deadline allows. */
const EMBED_WAIT_MS = 600_000

/** The connections to one origin: so many kept sockets, a queue or overflow beyond, fewer places for background embeds. */
export class OriginPool implements Lessor {
  readonly origin: string
  readonly #options: OriginPoolOptions
  readonly #slots: Bulkhead
  readonly #embeds: Bulkhead
  readonly #embedLimit: AdaptiveLimit
  readonly #counts: SocketCounts = noCounts()
  /** Overflows that are out, and kept sockets that were replaced and finish what they have. */
  readonly #others = new Set<Dispatcher>()
  #kept: Pool
  #overflows = 0
  #inFlight = 0
  /** Callers that have a lease or wait for one. */
  #users = 0
  /** Monotonic milliseconds. */
  #usedAt: number

  constructor(options: OriginPoolOptions) {
    const { origin, clock, maxSize, acquireTimeoutMs } = options
    this.origin = origin
    this.#options = options
    this.#usedAt = clock.monotonic()
    this.#slots = new Bulkhead({ clock, limit: maxSize, acquireTimeoutMs })
    // Half of the sockets at most: the rest is for whoever waits in person.
    this.#embedLimit = new AdaptiveLimit({ clock, ceiling: Math.max(1, Math.floor(maxSize / 2)) })
    this.#embeds = new Bulkhead({
      clock,
      limit: this.#embedLimit.value,
      acquireTimeoutMs: Math.max(EMBED_WAIT_MS, acquireTimeoutMs),
    })
    this.#kept = this.#open()
  }

  get isIdle(): boolean {
    return this.#users === 0
  }

  /** It has no socket and nobody has wanted one for a minute, so that it is worth nobody's sight. */
  get isGone(): boolean {
    const { opened, closed } = this.#counts
    return this.isIdle && opened === closed && this.#options.clock.monotonic() - this.#usedAt >= GONE_AFTER_MS
  }

  get kept(): Dispatcher {
    return this.#kept
  }

  openOverflow(): Dispatcher {
    // Without pipelining undici asks the server to close the connection.
    const client = new Client(this.origin, { ...this.#settings(), pipelining: 0 })
    this.#others.add(client)
    return client
  }

  /** At once, whatever became of its request: after an abort undici would connect anew and keep that socket. */
  closeOverflow(client: Dispatcher): void {
    void client.destroy().finally(() => this.#others.delete(client))
  }

  acquire(purpose: Purpose, signal: AbortSignal): Promise<Lease> {
    this.#users++
    const isEmbed = purpose.kind === 'embed' && purpose.priority === 'background'
    const slot = isEmbed ? null : this.#slots.tryAcquire()
    // Nearly every call: it goes on without a turn of an async function of its own.
    return slot ? Promise.resolve(this.#lease(slot, null)) : this.#wait(purpose, isEmbed, signal)
  }

  released({ embed }: Lease, outcome: LoadOutcome, texts: number): void {
    if (embed) {
      const isFull = this.#embeds.inUse >= this.#embeds.limit
      this.#embedLimit.end(embed.begunAt, { outcome, units: texts, isFull })
      this.#embeds.limit = this.#embedLimit.value
    }
    this.#inFlight--
    this.#left()
  }

  /** Refuses those that wait for a call of this kind. */
  flush(kind: CallKind, error: AppError): void {
    this.#slots.flush(error, kind)
    this.#embeds.flush(error, kind)
  }

  /** Calls under way go on; the next ones get new sockets. */
  dropIdle(): void {
    const old = this.#kept
    this.#others.add(old)
    void old.close().finally(() => this.#others.delete(old))
    this.#kept = this.#open()
  }

  snapshot(): PoolOriginSnapshot {
    const { requests, reused, opened, closed } = this.#counts
    return {
      origin: this.origin,
      inFlight: this.#inFlight,
      queued: this.#slots.queued + this.#embeds.queued,
      totalRequests: requests,
      reusedRequests: reused,
      connectionsOpened: opened,
      connectionsClosed: closed,
      overflow: this.#overflows,
      embedLimit: this.#embedLimit.value,
      embedsInFlight: this.#embeds.inUse,
    }
  }

  /** Ends what is under way and what waits with SHUTTING_DOWN; settles when every socket is closed. */
  async destroy(): Promise<void> {
    this.#slots.dispose()
    this.#embeds.dispose()
    const all = [this.#kept, ...this.#others]
    await Promise.all(all.map((dispatcher) => dispatcher.destroy(new AppError('SHUTTING_DOWN'))))
  }

  async #wait({ kind, priority }: Purpose, isEmbed: boolean, signal: AbortSignal): Promise<Lease> {
    let place: Slot | null = null
    try {
      if (isEmbed) place = await this.#embeds.acquire(priority, signal, kind)
      // Whoever waits for an answer asks by `info` whether its model is being loaded: that must not wait behind it.
      const mayOverflow = !this.#options.block || kind === 'info'
      const slot =
        this.#slots.tryAcquire() ?? (mayOverflow ? null : await this.#slots.acquire(priority, signal, kind))
      return this.#lease(slot, place)
    } catch (error) {
      place?.dispose()
      this.#left()
      throw error
    }
  }

  /** @param slot null: an overflow  @param place among the background embeds */
  #lease(slot: Slot | null, place: Slot | null): Lease {
    if (!slot) this.#overflows++
    this.#inFlight++
    this.#options.onLease((place?.waitedMs ?? 0) + (slot?.waitedMs ?? 0), slot === null)
    return new Lease(this, slot, place && { slot: place, begunAt: this.#embedLimit.begin() })
  }

  #left(): void {
    this.#users--
    this.#usedAt = this.#options.clock.monotonic()
    if (this.#users === 0) this.#options.onIdle()
  }

  #open(): Pool {
    return new Pool(this.origin, { ...this.#settings(), connections: this.#options.maxSize })
  }

  /** No deadline but ours, no proxy. */
  #settings() {
    const { connectMs, reuse } = this.#options
    return {
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: createConnector(connectMs, (socket) => reuse.own(socket, this.#counts)),
    }
  }
}
