import type {
  BreakerAction,
  BreakerName,
  BreakerSnapshot,
  BreakerTransition,
  PoolSnapshot,
  ResilienceSnapshot,
} from '../../src-shared/schemas/resilience.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import { Emitter, type Event } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import { unlessAborted } from '../base/unless-aborted.ts'
import type { BreakerHistoryTable } from '../storage/index.ts'
import { BreakerHistory } from './breaker-history.ts'
import { presentableCause } from './cause.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import { Probes, type ProbesOptions } from './probes.ts'
import { RecoveryProber } from './recovery-prober.ts'
import type { Resilience } from './resilience.ts'

export interface ResilienceServiceOptions {
  /** In the order in which they are shown; their owner disposes them, after this service. */
  readonly breakers: readonly CircuitBreaker[]
  readonly pool: { snapshot(): PoolSnapshot }
  /** Which breakers the answers of now depend on: those of the models in use, and Chroma's. Cheap, never throws. */
  readonly needed: () => ReadonlySet<BreakerName>
  /** What `needed` says may have changed. */
  readonly onNeeded: Event<unknown>
  readonly probes: ProbesOptions['probes']
  readonly history: Pick<BreakerHistoryTable, 'newest' | 'add'>
  readonly clock: Clock
  readonly log: Logger
  /** Milliseconds that a probe may take. @default 600_000 */
  readonly probeMs?: number
}

/** A probe ends by the deadlines of its client, which waits for a model that loads; this bounds one that heeds none. */
const PROBE_MS = 600_000

const byHand: Readonly<Record<BreakerAction, string>> = {
  force_open: 'Stopped by hand (forced open). Nothing is called until you reset it or restart Alcove.',
  force_closed: 'By hand: forced closed.',
  reset: 'By hand: reset.',
  disable:
    'By hand: disabled. Everything is called, however often it fails, until you reset it or restart Alcove.',
}

const ENDED_BY_RESTART = 'Alcove was restarted: what was changed by hand ends with it.'

/** The breakers and the pool as one: what they are, what they were, and what a person may do about it. */
export class ResilienceService implements Resilience, Disposable {
  readonly #options: ResilienceServiceOptions
  readonly #breakers: ReadonlyMap<BreakerName, CircuitBreaker>
  readonly #parts = new DisposableStore()
  readonly #changed: Emitter<BreakerTransition>
  readonly onTransition: Event<BreakerTransition>
  readonly #history: BreakerHistory
  readonly #probes: Probes

  constructor(options: ResilienceServiceOptions) {
    const { breakers, probes, clock, log, needed, onNeeded, probeMs = PROBE_MS } = options
    this.#options = options
    const failed = (err: unknown) => log.error({ err }, 'a listener of the breakers failed')
    this.#changed = this.#parts.add(new Emitter<BreakerTransition>(failed))
    this.onTransition = this.#changed.event
    this.#breakers = new Map(breakers.map((breaker) => [breaker.name, breaker]))
    this.#history = this.#parts.add(new BreakerHistory({ table: options.history, clock, log }))
    this.#noteWhatEnded()
    this.#probes = this.#parts.add(new Probes({ probes, clock, deadlineMs: probeMs }))
    for (const { name, onTransition } of breakers) {
      this.#parts.add(onTransition(({ at, from, to, cause }) => this.#note(name, at, from, to, cause)))
    }
    this.#parts.add(new RecoveryProber({ breakers, needed, onNeeded, probes: this.#probes, clock, log }))
  }

  snapshot(): ResilienceSnapshot {
    const needed = this.#options.needed()
    return {
      breakers: this.#options.breakers.map((breaker) => snapshotOf(breaker, needed)),
      pool: this.#options.pool.snapshot(),
    }
  }

  history(): readonly BreakerTransition[] {
    return this.#history.newest()
  }

  control(name: BreakerName, action: BreakerAction): void {
    const breaker = this.#find(name)
    const before = breaker.state
    const cause = byHand[action]
    this.#options.log.warn({ breaker: name, state: before, action }, 'a breaker is changed by hand')
    let isNoted = false
    const noted = breaker.onTransition(() => {
      isNoted = true
    })
    try {
      if (action === 'force_open') breaker.forceOpen(cause)
      else if (action === 'force_closed') breaker.forceClosed(cause)
      else if (action === 'reset') breaker.reset(cause)
      else breaker.disable(cause)
    } finally {
      void noted.dispose()
    }
    // A breaker tells of changes of state only; a person wants to read what they did.
    if (!isNoted) this.#note(name, this.#options.clock.now(), before, breaker.state, cause)
  }

  async tryNow(name: BreakerName, signal: AbortSignal, cause = 'Tried by hand.'): Promise<BreakerSnapshot> {
    const breaker = this.#find(name)
    if (breaker.state === 'forced_open') {
      throw new AppError('CONFLICT', {
        message: 'It was stopped by hand, so nothing is tried. Reset it first.',
        data: { breaker: name },
      })
    }
    breaker.probeNow(cause)
    await unlessAborted(this.#probes.run(breaker), signal)
    return snapshotOf(breaker, this.#options.needed())
  }

  dispose(): Promise<void> {
    return this.#parts.dispose()
  }

  /** Breakers begin anew, which is no transition of theirs: what a person did to one would end without a word. */
  #noteWhatEnded(): void {
    const history = this.#history.newest()
    for (const { name, state } of this.#options.breakers) {
      const last = history.find(({ breaker }) => breaker === name)?.to
      if (last !== 'forced_open' && last !== 'disabled') continue
      this.#note(name, this.#options.clock.now(), last, state, ENDED_BY_RESTART)
    }
  }

  #find(name: BreakerName): CircuitBreaker {
    const breaker = this.#breakers.get(name)
    if (!breaker) throw new AppError('NOT_FOUND', { message: `There is no breaker ${name}.` })
    return breaker
  }

  #note(
    name: BreakerName,
    at: number,
    from: BreakerTransition['from'],
    to: BreakerTransition['to'],
    cause: string,
  ): void {
    const transition: BreakerTransition = {
      ...{ breaker: name, at: new Date(at).toISOString(), from, to },
      cause: presentableCause(cause),
    }
    const { log } = this.#options
    const facts = { breaker: name, from, to, cause: transition.cause }
    if (to === 'open') log.warn(facts, 'a breaker opened')
    else log.info(facts, 'a breaker changed its state')
    this.#history.add(transition)
    this.#changed.fire(transition)
  }
}

function snapshotOf(breaker: CircuitBreaker, needed: ReadonlySet<BreakerName>): BreakerSnapshot {
  return { ...breaker.snapshot(), needed: needed.has(breaker.name) }
}
