import { deepStrictEqual } from 'node:assert/strict'
import { AppError } from '../../../src-main/base/app-error.ts'
import { type BreakerSettings, CircuitBreaker } from '../../../src-main/resilience/index.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { HeldCall, outage } from './held-call.ts'
import { ReferenceBreaker, type ReferenceCall } from './reference-breaker.ts'

export type Ending = 'success' | 'failure' | 'deadline' | 'abort' | 'refused' | 'busy'
export type Action = 'force_open' | 'force_closed' | 'disable' | 'reset' | 'probe_now'

/** `which` picks one of the calls under way, those of earlier states among them. */
export type Step =
  | { readonly do: 'start' }
  | { readonly do: 'start_aborted' }
  | { readonly do: 'end'; readonly which: number; readonly how: Ending }
  | { readonly do: 'alive'; readonly which: number }
  | { readonly do: 'pass' | 'sleep' | 'shift_wall_clock'; readonly ms: number }
  | { readonly do: 'by_hand'; readonly action: Action }

interface Pair {
  readonly real: HeldCall
  readonly reference: ReferenceCall
}

/** The breaker and the reference go through the same; after each step all that they say must be the same. */
export class BreakerSchedule {
  readonly clock = new ManualClock()
  readonly breaker: CircuitBreaker
  readonly #reference: ReferenceBreaker
  readonly #underWay: Pair[] = []

  constructor(settings: BreakerSettings) {
    this.breaker = new CircuitBreaker({ name: 'ollama_client', clock: this.clock, settings })
    this.#reference = new ReferenceBreaker(settings)
  }

  /** Throws AssertionError where they differ. */
  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'start':
        await this.#start()
        break
      case 'start_aborted':
        await this.breaker.execute(unwanted, AbortSignal.abort()).catch(() => undefined)
        break
      case 'end':
        await this.#end(step.which, step.how)
        break
      case 'alive':
        this.#alive(step.which)
        break
      case 'pass':
        this.clock.advance(step.ms)
        this.#reference.pass(step.ms)
        break
      case 'sleep':
        this.clock.suspend(step.ms)
        this.#reference.pass(step.ms, true)
        break
      case 'shift_wall_clock':
        this.clock.wallShift += step.ms
        break
      case 'by_hand':
        actions[step.action].real(this.breaker)
        actions[step.action].reference(this.#reference)
    }
    this.compare()
  }

  /** Ends what is under way; nothing may be left over. */
  async finish(): Promise<void> {
    while (this.#underWay.length > 0) await this.#end(0, 'success')
    this.compare()
    deepStrictEqual({ timers: this.clock.pending, inFlight: this.breaker.snapshot().inFlight }, leftOver)
  }

  compare(): void {
    const { name, settings, lastChange, lastFailure, ...said } = this.breaker.snapshot()
    deepStrictEqual(
      { ...said, isRejecting: this.breaker.isRejecting, timers: this.clock.pending },
      {
        ...this.#reference.view(),
        isRejecting: this.#isRejecting(),
        timers: this.#reference.probes.length,
      },
    )
  }

  async #start(): Promise<void> {
    const pair = { real: new HeldCall(this.breaker), reference: this.#reference.start() }
    deepStrictEqual(pair.real.wasMade, pair.reference.wasMade)
    if (pair.real.wasMade) this.#underWay.push(pair)
    else deepStrictEqual(((await pair.real.result) as AppError).code, 'CIRCUIT_OPEN')
  }

  async #end(which: number, how: Ending): Promise<void> {
    const [pair] = this.#underWay.splice(which % (this.#underWay.length || 1), 1)
    if (!pair) return
    await endings[how].real(pair.real)
    this.#reference.end(pair.reference, endings[how].outcome)
  }

  #alive(which: number): void {
    const pair = this.#underWay[which % (this.#underWay.length || 1)]
    if (!pair) return
    pair.real.permit?.alive()
    this.#reference.alive(pair.reference)
  }

  /** By the rules; asking the reference by a call would change it. */
  #isRejecting(): boolean {
    const { state, probeInMs, probes } = this.#reference
    if (state === 'half_open') return probes.length >= this.breaker.settings.halfOpenMaxCalls
    return state === 'forced_open' || (state === 'open' && probeInMs !== 0)
  }
}

const actions: Readonly<
  Record<
    Action,
    {
      readonly real: (breaker: CircuitBreaker) => void
      readonly reference: (breaker: ReferenceBreaker) => void
    }
  >
> = {
  force_open: {
    real: (breaker) => breaker.forceOpen('by hand'),
    reference: (breaker) => breaker.byHand('forced_open'),
  },
  force_closed: {
    real: (breaker) => breaker.forceClosed('by hand'),
    reference: (breaker) => breaker.byHand('closed'),
  },
  disable: {
    real: (breaker) => breaker.disable('by hand'),
    reference: (breaker) => breaker.byHand('disabled'),
  },
  reset: { real: (breaker) => breaker.reset('by hand'), reference: (breaker) => breaker.reset() },
  probe_now: { real: (breaker) => breaker.probeNow(), reference: (breaker) => breaker.probeNow() },
}

const leftOver = { timers: 0, inFlight: 0 }

const unwanted = () => {
  throw new Error('A call was made for a signal that was aborted')
}

const endings: Readonly<
  Record<
    Ending,
    {
      readonly outcome: 'success' | 'failure' | 'neutral'
      readonly real: (call: HeldCall) => Promise<unknown>
    }
  >
> = {
  success: { outcome: 'success', real: (call) => call.succeed() },
  failure: { outcome: 'failure', real: (call) => call.fail(outage()) },
  deadline: { outcome: 'failure', real: (call) => call.fail(new AppError('DEADLINE_FIRST_TOKEN')) },
  abort: { outcome: 'neutral', real: (call) => call.abort() },
  refused: {
    outcome: 'neutral',
    real: (call) => call.fail(new AppError('MODEL_FAILED', { data: { status: 400 } })),
  },
  busy: { outcome: 'neutral', real: (call) => call.fail(new AppError('MODEL_BUSY')) },
}
