import type { CacheEntryDetail } from '../../../src-shared/schemas/cache.ts'
import { type Clock, delay } from '../../base/clock.ts'
import { withDeadline } from '../../base/deadline.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { Logger } from '../../base/logger.ts'
import type { QuietTime } from '../../base/quiet-time.ts'
import type { AnswerCache } from '../answer-cache.ts'
import type { Corpus } from '../corpus.ts'
import { agreementOf } from './agreement.ts'
import type { AnsweredLookup, AskedAgain, ComparedAnswer, WaitingComparison } from './comparison.ts'
import type { ThresholdExperiment } from './threshold-experiment.ts'

export interface SampledComparisonsOptions {
  readonly experiment: ThresholdExperiment
  readonly cache: Pick<AnswerCache, 'entry' | 'whenLoaded'>
  readonly corpus: Pick<Corpus, 'state'>
  /** Answers afresh beside the cache; null where that would say nothing of an answer of that partition. */
  readonly answer: (
    asked: AskedAgain,
    partition: string,
    signal: AbortSignal,
  ) => Promise<ComparedAnswer | null>
  /** Cosine of two texts; null: there is no embedder. */
  readonly similarity: (a: string, b: string, signal: AbortSignal) => Promise<number | null>
  readonly quiet: Pick<QuietTime, 'run'>
  readonly clock: Clock
  readonly log: Logger
}

type Outcomes = ReadonlyMap<number, 'agree' | 'disagree'>

/** Of one comparison, its fresh answer included: a small machine writes slowly. */
const DEADLINE_MS = 600_000
/** After a failure; the model may be away. */
const RETRY_MS = 60_000
const MOST_FAILURES = 3
const nothing: Outcomes = new Map()

/**
 * Compares answers that the cache served, or that an arm would have served, with fresh ones. Where the cache missed
 * the fresh one is there; of the hits a sample is answered afresh when the machine has nothing else to do. Exact
 * hits are not compared: every arm serves them alike. What the documents have left behind is dropped uncounted.
 */
export class SampledComparisons implements Disposable {
  readonly #options: SampledComparisonsOptions
  readonly #closing = new AbortController()
  readonly #failures = new Map<number, number>()
  readonly #listening: Disposable
  #running: Promise<void> | null = null
  #current: { readonly id: number; readonly end: AbortController } | null = null

  /** Takes up what an earlier run has left. */
  constructor(options: SampledComparisonsOptions) {
    this.#options = options
    const { experiment } = options
    // The experiment ended: nobody wants the answer that is being written any more.
    this.#listening = experiment.onChange(() => {
      if (experiment.nextComparison?.id !== this.#current?.id) this.#current?.end.abort()
    })
    this.#work()
  }

  /** An answered question; what is to be compared of it goes in line. */
  take({ found, request, isFollowUp, partition, corpus, fresh }: AnsweredLookup): void {
    const { experiment } = this.#options
    const wanted = experiment.toCompare(found)
    if (!wanted || isFollowUp) return
    const isHit = found.kind !== 'miss'
    if (isHit ? !wanted.isSampled : !fresh) return
    const kept = fresh && { answer: fresh.answer, citations: fresh.citations }
    const { picks } = wanted
    if (experiment.queue({ request, partition: partition.key, corpus, picks, fresh: kept })) this.#work()
  }

  async dispose(): Promise<void> {
    void this.#listening.dispose()
    this.#closing.abort(new DOMException('The app is closing', 'AbortError'))
    this.#current?.end.abort()
    await this.#running
  }

  #work(): void {
    if (this.#closing.signal.aborted || !this.#options.experiment.nextComparison) return
    this.#running ??= this.#run()
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.#options.log.error({ err: error }, 'comparisons ended')
      })
      .finally(() => {
        this.#running = null
        this.#work()
      })
  }

  async #run(): Promise<void> {
    const { experiment, cache, quiet } = this.#options
    const { signal } = this.#closing
    await cache.whenLoaded()
    for (;;) {
      signal.throwIfAborted()
      const next = experiment.nextComparison
      if (!next) return
      const end = new AbortController()
      this.#current = { id: next.id, end }
      try {
        const result = await quiet.run((until) => this.#compare(next, until), end.signal)
        if ('done' in result) this.#finish(next, result.done)
      } catch (error) {
        if (!end.signal.aborted) await this.#failed(next, error)
      } finally {
        this.#current = null
      }
    }
  }

  async #compare(comparison: WaitingComparison, signal: AbortSignal): Promise<Outcomes> {
    if (this.#hasMoved(comparison)) return nothing
    const kept = await this.#keptAnswers(comparison)
    if (kept.size === 0) return nothing
    return withDeadline(this.#options.clock, DEADLINE_MS, signal, async (until) => {
      const { request, partition, picks } = comparison
      const fresh = comparison.fresh ?? (await this.#options.answer(request, partition, until))
      if (!fresh || this.#hasMoved(comparison)) return nothing
      const similarity = (a: string, b: string) => this.#options.similarity(a, b, until)
      const outcomes = new Map<number, 'agree' | 'disagree'>()
      for (const [entryId, answer] of kept) {
        const agreement = await agreementOf(request.question, answer, fresh, similarity)
        if (agreement === 'unknown') continue
        for (const [arm, picked] of picks) if (picked === entryId) outcomes.set(arm, agreement)
      }
      return outcomes
    })
  }

  /** Those that fit the documents as they are: a stale one would not have been served. */
  async #keptAnswers({ picks, partition }: WaitingComparison): Promise<Map<number, ComparedAnswer>> {
    const kept = new Map<number, ComparedAnswer>()
    for (const id of new Set(picks.map(([, entryId]) => entryId))) {
      const entry: CacheEntryDetail | null = await this.#options.cache.entry(id)
      if (entry?.isVerified && entry.partition === partition) kept.set(id, entry.answer)
    }
    return kept
  }

  #hasMoved({ corpus }: WaitingComparison): boolean {
    const now = this.#options.corpus.state()
    return now.version !== corpus || !now.isSettled
  }

  #finish({ id }: WaitingComparison, outcomes: Outcomes): void {
    this.#failures.delete(id)
    this.#options.experiment.finish(id, outcomes)
  }

  async #failed(comparison: WaitingComparison, error: unknown): Promise<void> {
    const { log, clock } = this.#options
    const failures = (this.#failures.get(comparison.id) ?? 0) + 1
    this.#failures.set(comparison.id, failures)
    log.warn({ err: error, failures }, 'an answer of the cache could not be compared')
    if (failures >= MOST_FAILURES) this.#finish(comparison, nothing)
    else await delay(clock, RETRY_MS, this.#closing.signal)
  }
}
