import { isDeepStrictEqual } from 'node:util'
import { CircuitBreaker, type Permit } from '../../src-main/resilience/index.ts'
import { ReferenceBreaker, type ReferenceCall } from '../unit/resilience/reference-breaker.ts'

export type Outcome = 'success' | 'failure' | 'neutral'

type Happening =
  | { readonly type: 'start'; readonly call: number; readonly wasMade: boolean }
  | { readonly type: 'alive' | 'end'; readonly call: number }
  | { readonly type: 'pass'; readonly ms: number }

interface Noted {
  readonly happening: Happening
  /** What the breaker said right after it. */
  readonly state: string
  readonly probeInMs: number | null
}

/** A breaker that notes everything that happens to it, so that the reference can be asked later what it had said. */
export class WatchedBreaker extends CircuitBreaker {
  readonly #notes: Noted[] = []
  readonly #rejected = new Set<number>()
  #calls = 0
  #listeners = 0

  /** The number of the newest call: a call asks for its permit while it is being started. */
  get newestCall(): number {
    return this.#calls - 1
  }

  isRejected(call: number): boolean {
    return this.#rejected.has(call)
  }

  get listeners(): number {
    return this.#listeners
  }

  override get onTransition(): CircuitBreaker['onTransition'] {
    return (listener) => {
      const listening = super.onTransition(listener)
      let isListening = true
      this.#listeners++
      return {
        dispose: () => {
          if (isListening) this.#listeners--
          isListening = false
          return listening.dispose()
        },
      }
    }
  }

  override acquire(): Permit {
    const call = this.#calls++
    try {
      const permit = super.acquire()
      this.#note({ type: 'start', call, wasMade: true })
      return this.#watched(permit, call)
    } catch (error) {
      this.#rejected.add(call)
      this.#note({ type: 'start', call, wasMade: false })
      throw error
    }
  }

  /** To be told when the clock has been moved. */
  passed(ms: number): void {
    this.#note({ type: 'pass', ms })
  }

  /**
   * How often the reference says something else of the same.
   *
   * @param outcomes by call, of those that were made: as its caller saw it
   */
  differences(outcomes: ReadonlyMap<number, Outcome>): number {
    const reference = new ReferenceBreaker(this.settings)
    const calls = new Map<number, ReferenceCall>()
    let differences = 0
    for (const { happening, state, probeInMs } of this.#notes) {
      if (happening.type === 'pass') reference.pass(happening.ms)
      else if (happening.type === 'start') {
        const call = reference.start()
        calls.set(happening.call, call)
        if (call.wasMade !== happening.wasMade) differences++
      } else {
        const call = calls.get(happening.call)
        const outcome = outcomes.get(happening.call)
        if (!call || !outcome) differences++
        else if (happening.type === 'end') reference.end(call, outcome)
        else reference.alive(call)
      }
      if (reference.state !== state || reference.probeInMs !== probeInMs) differences++
    }
    const { name, settings, lastChange, lastFailure, ...counts } = this.snapshot()
    return differences + (isDeepStrictEqual(counts, reference.view()) ? 0 : 1)
  }

  get happenings(): number {
    return this.#notes.length
  }

  #watched(permit: Permit, call: number): Permit {
    let hasEnded = false
    const end = (tell: () => void) => {
      tell()
      if (!hasEnded) this.#note({ type: 'end', call })
      hasEnded = true
    }
    return {
      get isCurrent() {
        return permit.isCurrent
      },
      alive: () => {
        permit.alive()
        if (!hasEnded) this.#note({ type: 'alive', call })
      },
      succeed: () => end(() => permit.succeed()),
      fail: (error) => end(() => permit.fail(error)),
      release: () => end(() => permit.release()),
    }
  }

  #note(happening: Happening): void {
    this.#notes.push({ happening, state: this.state, probeInMs: this.probeInMs })
  }
}
