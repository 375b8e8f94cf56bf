import type { DiagnosticsSnapshot, HealthCheck } from '../../src-shared/schemas/diagnostics.ts'
import type { BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'
import type { AlcoveBridge } from '../bridge.ts'
import { back, probed, stillOut, type Tried, unanswered } from './outage-words.ts'
import { isSameOutages, type Outage, outagesOf, type Part, type Surroundings } from './outages.ts'
import { isThere } from './presence.ts'

type Told = Pick<Surroundings, 'selection' | 'ingest' | 'line'>

/** Sees from what main tells what is out, and asks a part that is out by hand. */
export class OutageWatch {
  readonly #bridge: AlcoveBridge
  readonly #now: () => number
  #checks: readonly HealthCheck[] = []
  #breakers: readonly BreakerSnapshot[] = []
  #receivedAt = 0
  /** When main was to look, as told last while the engine was not up: until it is another, it has not looked. */
  #lookAt: number | null = null
  /** Out no longer and not there yet, as an engine that is being started: that they are back is still to be said. */
  #expected: readonly Outage[] = []

  /** @param now epoch milliseconds */
  constructor(bridge: AlcoveBridge, now: () => number) {
    this.#bridge = bridge
    this.#now = now
  }

  take({ checks, resilience }: Pick<DiagnosticsSnapshot, 'checks' | 'resilience'>): void {
    this.#checks = checks
    this.#breakers = resilience.breakers
    this.#receivedAt = this.#now()
  }

  /** The same array as `before` where nothing has changed; `back` are the parts that are there again. */
  look(told: Told, before: readonly Outage[]): { outages: readonly Outage[]; back: readonly Part[] } {
    const { engine, nextLookAt = null } = told.selection ?? {}
    const isUp = engine?.state === 'ready'
    if (!isUp) this.#lookAt = nextLookAt
    const isToBeLookedAt = isUp && nextLookAt !== null && nextLookAt === this.#lookAt
    const around = { ...told, checks: this.#checks, breakers: this.#breakers, isToBeLookedAt }
    const outages = outagesOf(around, this.#receivedAt, before)
    const gone = [...before, ...this.#expected].filter(
      ({ part }) => !outages.some((outage) => outage.part === part),
    )
    this.#expected = gone.filter(({ part }) => !isThere(part, around))
    const back = gone.map(({ part }) => part).filter((part) => isThere(part, around))
    return { outages: isSameOutages(outages, before) ? before : outages, back }
  }

  /** What came of it; what is learnt on the way is `told`, which says what is out then. Rejects with BridgeError. */
  async tryNow(outage: Outage, told: (change: Partial<Told>) => readonly Outage[]): Promise<Tried> {
    const { part, breaker } = outage
    if (breaker !== null) {
      const known = this.#breakers.find(({ name }) => name === breaker)
      const after = await this.#bridge.invoke('diagnostics.tryNow', { name: breaker })
      this.#breakers = this.#breakers.map((each) => (each.name === breaker ? after : each))
      this.#receivedAt = this.#now()
      // Its supervisor knows more of it than the breaker, which sees no call while that says that it is away.
      if (part === 'vector_store') this.take(await this.#bridge.invoke('diagnostics.snapshot', {}))
      const isOut = told({}).some((other) => other.part === part)
      if (isOut && known !== undefined && after.total === known.total) return stillOut(outage)
      return probed(part, known, after, isOut)
    }
    const isModel = part === 'chat_model' || part === 'embedder'
    const left = told(
      isModel ? { selection: await this.#bridge.invoke('models.refresh', {}) } : await this.#keepNow(),
    )
    if (left.some((other) => other.part === part)) return stillOut(outage)
    return this.#expected.some((other) => other.part === part) ? unanswered(part) : back([part])
  }

  async #keepNow(): Promise<Pick<Told, 'line' | 'ingest'>> {
    const line = await this.#bridge.invoke('chat.keepNow', {})
    this.take(await this.#bridge.invoke('diagnostics.snapshot', {}))
    return { line, ingest: await this.#bridge.invoke('library.status', {}) }
  }
}
