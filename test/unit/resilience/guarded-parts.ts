import { onTestFinished } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { Emitter } from '../../../src-main/base/emitter.ts'
import {
  CircuitBreaker,
  ResilienceService,
  type ResilienceServiceOptions,
} from '../../../src-main/resilience/index.ts'
import { BreakerHistoryTable, openDatabase } from '../../../src-main/storage/index.ts'
import type { BreakerName } from '../../../src-shared/schemas/resilience.ts'
import { fakePool } from '../../fakes/fake-bridge-resilience.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { silentLog } from '../../fakes/silent-log.ts'

/** A server behind its breaker, up or down as the test says; `hold` keeps its answers until `release`. */
export class GuardedServer {
  readonly breaker: CircuitBreaker
  isUp = true
  calls = 0
  readonly #held: (() => void)[] = []
  isHolding = false

  constructor(name: BreakerName, clock: ManualClock) {
    this.breaker = new CircuitBreaker({ name, clock })
    onTestFinished(() => this.breaker.dispose())
  }

  readonly call = (signal?: AbortSignal): Promise<unknown> =>
    this.breaker.execute(async () => {
      this.calls++
      if (this.isHolding) await this.#answer(signal)
      if (!this.isUp) throw new AppError('MODEL_UNAVAILABLE', { message: 'Nothing answers there.' })
    }, signal)

  release(): void {
    this.isHolding = false
    for (const answer of this.#held.splice(0)) answer()
  }

  /** Five failed calls. */
  async fail(): Promise<void> {
    this.isUp = false
    for (let call = 0; call < 5; call++) await this.call().catch(() => {})
    this.calls = 0
  }

  #answer(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#held.push(resolve)
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  }
}

export interface Parts {
  readonly clock: ManualClock
  readonly log: ReturnType<typeof silentLog>
  readonly chat: GuardedServer
  readonly chroma: GuardedServer
  readonly needed: Set<BreakerName>
  readonly neededChanged: Emitter<null>
  readonly service: ResilienceService
}

/** A service over two guarded servers; chat's breaker is needed, Chroma's is not. */
export function guardedParts(options: Partial<ResilienceServiceOptions> = {}): Parts {
  const clock = new ManualClock()
  const log = silentLog()
  const chat = new GuardedServer('ollama_client', clock)
  const chroma = new GuardedServer('chroma', clock)
  const needed = new Set<BreakerName>(['ollama_client'])
  const neededChanged = new Emitter<null>()
  const service = new ResilienceService({
    breakers: [chat.breaker, chroma.breaker],
    pool: { snapshot: () => fakePool },
    needed: () => needed,
    onNeeded: neededChanged.event,
    probes: { ollama_client: chat.call, chroma: chroma.call },
    history: historyInMemory(),
    clock,
    log: log.scope('resilience'),
    ...options,
  })
  onTestFinished(() => service.dispose())
  return { clock, log, chat, chroma, needed, neededChanged, service }
}

export function historyInMemory(): BreakerHistoryTable {
  const database = openDatabase({ file: ':memory:', log: silentLog().scope('database') })
  onTestFinished(() => void database.dispose())
  return new BreakerHistoryTable(database)
}

/** Lets everything happen that needs no more time to pass. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const never = (): AbortSignal => new AbortController().signal
