import type {
  ExperimentArm,
  ExperimentPlan,
  ExperimentView,
} from '../../../src-shared/schemas/cache-experiment.ts'
import { AppError } from '../../base/app-error.ts'
import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import { Emitter, type Event } from '../../base/emitter.ts'
import type { Logger } from '../../base/logger.ts'
import type { SettingsStore } from '../../config/index.ts'
import type { ExactKey, Guard, Lookup } from '../lookup.ts'
import type { LookupObservation, PolicyFor } from '../serving-policy.ts'
import { armOf, fractionOf, isSameArm, nameOf } from './arm.ts'
import { type ArmCounts, noCounts, resultOf } from './arm-counts.ts'
import type { Comparison, WaitingComparison } from './comparison.ts'
import type { ExperimentStore, StoredExperiment } from './experiment-store.ts'
import { ExperimentWrites } from './experiment-writes.ts'
import { isDecided, type Judgement, judge } from './judgement.ts'
import { verdictOf } from './verdict.ts'

/** Thresholds compared on the questions that are asked. What runs goes on after a restart. */
export interface Experiment {
  view(): ExperimentView
  /** Ends the one that runs, and forgets it. INVALID_INPUT where two arms are the same, or the first is not guarded. */
  start(plan: ExperimentPlan): void
  /** At once, also where it can only be written later. Nothing where none runs. */
  end(): void
  /**
   * Makes an arm's threshold the setting, and ends the experiment. NOT_FOUND where there is no such arm, INVALID_INPUT
   * for one without the guard, CONFLICT where the environment fixes the threshold.
   */
  adopt(arm: number): void
  readonly onChange: Event<void>
}

export interface ThresholdExperimentOptions {
  readonly store: ExperimentStore
  readonly settings: Pick<SettingsStore, 'sources' | 'set'>
  readonly guard: Guard
  readonly exactKey: ExactKey
  readonly clock: Clock
  readonly log: Logger
}

/** What a look-up leaves to be compared. */
export interface ToCompare {
  readonly picks: Comparison['picks']
  /** Whether it is in the sample of hits that are answered afresh. */
  readonly isSampled: boolean
}

/** Comparisons that may wait; what comes while there are as many is not compared. */
const MOST_WAITING = 200

type Running = Omit<StoredExperiment, 'counts' | 'waiting'> & {
  counts: ArmCounts[]
  waiting: WaitingComparison[]
}

/**
 * Shadow: each look-up is judged by every arm, and served by the settings. Live: a question is served by the arm that
 * its hash says, and counted for that one alone.
 */
export class ThresholdExperiment implements Experiment, Disposable {
  readonly #options: ThresholdExperimentOptions
  readonly #changed = new Emitter<void>()
  readonly onChange = this.#changed.event
  /** By the look-up that it is of, for as long as somebody holds that. */
  readonly #toCompare = new WeakMap<Lookup, ToCompare>()
  readonly #writes: ExperimentWrites
  #last: Running | null
  #newest: number

  constructor(options: ThresholdExperimentOptions) {
    this.#options = options
    const { store, clock, log } = options
    this.#writes = new ExperimentWrites({ store, clock, log, running: () => this.#running })
    const stored = this.#stored()
    this.#last = stored && { ...stored, counts: [...stored.counts], waiting: [...stored.waiting] }
    this.#newest = Math.max(0, ...(stored?.waiting ?? []).map(({ id }) => id))
  }

  view(): ExperimentView {
    const last = this.#last
    if (!last) {
      return {
        ...{ state: 'none', plan: null, startedAt: null, endedAt: null, arms: [], waiting: 0, verdict: null },
      }
    }
    const { plan, startedAt, endedAt, counts, waiting } = last
    const arms = plan.arms.map((arm, place) => resultOf(arm, counts[place] ?? noCounts))
    const state = endedAt === null ? 'running' : 'ended'
    return { state, plan, startedAt, endedAt, arms, waiting: waiting.length, verdict: verdictOf(arms) }
  }

  start(plan: ExperimentPlan): void {
    const { store, clock, log } = this.#options
    if (plan.arms.some((arm, place) => plan.arms.slice(place + 1).some((other) => isSameArm(arm, other)))) {
      throw new AppError('INVALID_INPUT', { message: 'Each arm must differ from the others.' })
    }
    if (plan.arms[0]?.isGuarded !== true) {
      throw new AppError('INVALID_INPUT', {
        message: 'The first arm is what the others are compared with: it must have the guard.',
      })
    }
    if (plan.mode === 'live' && plan.arms.some(({ isGuarded }) => !isGuarded)) {
      throw new AppError('INVALID_INPUT', {
        message:
          'Live, every arm must have the guard: without it wrong answers would be served. Try it in shadow.',
      })
    }
    const startedAt = clock.now()
    const id = store.start(plan, startedAt)
    this.#writes.forget()
    this.#last = { id, plan, startedAt, endedAt: null, counts: plan.arms.map(() => noCounts), waiting: [] }
    log.info({ arms: plan.arms.map(nameOf), mode: plan.mode }, 'threshold experiment started')
    this.#changed.fire()
  }

  end(): void {
    const running = this.#running
    if (!running) return
    // A wall clock that was put back meanwhile makes it no shorter than nothing.
    const endedAt = Math.max(running.startedAt, this.#options.clock.now())
    // Before it is written: where nothing can be, its arms must not go on serving.
    this.#last = { ...running, endedAt, waiting: [] }
    this.#writes.end({ id: running.id, endedAt, counts: running.counts })
    this.#options.log.info({ counts: running.counts }, 'threshold experiment ended')
    this.#changed.fire()
  }

  adopt(place: number): void {
    const { settings, log } = this.#options
    const arm = this.#last?.plan.arms[place]
    if (!arm) throw new AppError('NOT_FOUND', { message: 'The experiment has no such arm.' })
    if (!arm.isGuarded) {
      throw new AppError('INVALID_INPUT', {
        message: 'An arm without the guard cannot be adopted: the cache never serves without it.',
      })
    }
    const { cacheThreshold, cacheThresholdBy } = settings.sources
    if (cacheThreshold === 'environment' || cacheThresholdBy === 'environment') {
      throw new AppError('CONFLICT', {
        message:
          'The threshold is fixed by the environment (SEMANTIC_CACHE_THRESHOLD); unset it there first.',
      })
    }
    settings.set({ cacheThreshold: arm.threshold, cacheThresholdBy: 'cosine' })
    log.info({ threshold: arm.threshold }, 'threshold of an arm adopted')
    this.end()
  }

  /** Least cosine of the neighbours that must be told of a look-up; null: none need be. */
  get observedFloor(): number | null {
    const { plan } = this.#running ?? {}
    return plan?.mode === 'shadow' ? Math.min(...plan.arms.map(({ threshold }) => threshold)) : null
  }

  /** By what a question is served: by its arm while one runs live, else by `base`. */
  policyFor(base: PolicyFor): PolicyFor {
    return (question, partition) => {
      const live = this.#liveArm(question)
      return live ? { threshold: live.arm.threshold } : base(question, partition)
    }
  }

  /** Counts one look-up. */
  observe(observation: LookupObservation): void {
    const running = this.#running
    if (!running || !isDecided(observation)) return
    const judgements = this.#judgements(observation, running.plan)
    for (const { arm, isHit } of judgements) count(running, arm, { lookups: 1, hits: Number(isHit) })
    const picks = judgements.flatMap(({ arm, entryId }) =>
      entryId === null ? [] : [[arm, entryId] as const],
    )
    if (picks.length > 0) {
      const isSampled = this.#isSampled(observation, running)
      this.#toCompare.set(observation.found, { picks, isSampled })
    }
    this.#writes.counted()
    this.#changed.fire()
  }

  /** What is to be compared of a look-up; null: nothing. */
  toCompare(found: Lookup): ToCompare | null {
    return this.#running ? (this.#toCompare.get(found) ?? null) : null
  }

  /** In line; false where there is no room. */
  queue(comparison: Comparison): boolean {
    const running = this.#running
    if (!running || running.waiting.length >= MOST_WAITING) return false
    const waiting = { ...comparison, id: ++this.#newest }
    running.waiting.push(waiting)
    this.#writes.add(waiting)
    this.#changed.fire()
    return true
  }

  /** The one that waits longest; null: none. */
  get nextComparison(): WaitingComparison | null {
    return this.#running?.waiting[0] ?? null
  }

  /** Takes it from the line. @param outcomes by arm; an arm that nothing could be told of is absent */
  finish(id: number, outcomes: ReadonlyMap<number, 'agree' | 'disagree'>): void {
    const running = this.#running
    if (!running?.waiting.some((comparison) => comparison.id === id)) return
    running.waiting = running.waiting.filter((comparison) => comparison.id !== id)
    for (const [arm, outcome] of outcomes) {
      count(running, arm, { compared: 1, disagreements: Number(outcome === 'disagree') })
    }
    this.#writes.remove(id)
    this.#changed.fire()
  }

  /** A person deleted these questions: what waits to be compared of them is compared no more, and its words are gone. */
  forget(questions: readonly string[]): void {
    const keys = new Set(questions.map((question) => this.#keyOf(question)))
    const forgotten = this.#running?.waiting.filter(({ request }) => keys.has(this.#keyOf(request.question)))
    for (const { id } of forgotten ?? []) this.finish(id, new Map())
    this.flush()
  }

  /** What was counted is on disk when it returns, where it can be written at all. */
  flush(): void {
    this.#writes.flush()
  }

  dispose(): void {
    this.#writes.dispose()
    this.#changed.dispose()
  }

  /** Null where it cannot be read: the app goes on without it. */
  #stored(): StoredExperiment | null {
    const { store, log } = this.#options
    try {
      return store.last()
    } catch (error) {
      log.warn({ err: error }, 'the threshold experiment could not be read')
      return null
    }
  }

  get #running(): Running | null {
    return this.#last?.endedAt === null ? this.#last : null
  }

  #judgements(observation: LookupObservation, plan: ExperimentPlan): readonly Judgement[] {
    const live = this.#liveArm(observation.question)
    if (!live) return judge(observation, plan.arms, this.#options.guard)
    const { found } = observation
    const entryId = found.kind === 'semantic' ? found.entry.id : null
    return [{ arm: live.place, isHit: found.kind !== 'miss', entryId }]
  }

  #liveArm(question: string): { readonly arm: ExperimentArm; readonly place: number } | null {
    const { plan } = this.#running ?? {}
    if (plan?.mode !== 'live') return null
    const place = armOf(this.#keyOf(question), plan.arms.length)
    const arm = plan.arms[place]
    return arm ? { arm, place } : null
  }

  /** By how often was counted, so that not the same question is drawn each time that it is asked. */
  #isSampled({ question }: LookupObservation, { plan, counts }: Running): boolean {
    const counted = counts.reduce((sum, { lookups }) => sum + lookups, 0)
    return fractionOf(`${this.#keyOf(question)} ${counted}`) < plan.sampleShare
  }

  #keyOf(question: string): string {
    return this.#options.exactKey(question) ?? question
  }
}

function count({ counts }: Running, arm: number, more: Partial<ArmCounts>): void {
  const { lookups = 0, hits = 0, compared = 0, disagreements = 0 } = more
  const before = counts[arm] ?? noCounts
  counts[arm] = {
    lookups: before.lookups + lookups,
    hits: before.hits + hits,
    compared: before.compared + compared,
    disagreements: before.disagreements + disagreements,
  }
}
