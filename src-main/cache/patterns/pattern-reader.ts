import type { CacheNearMiss } from '../../../src-shared/schemas/cache.ts'
import type { QuestionCluster, QuestionPatterns } from '../../../src-shared/schemas/question-patterns.ts'
import type { Clock } from '../../base/clock.ts'
import { withDeadline } from '../../base/deadline.ts'
import type { Logger } from '../../base/logger.ts'
import { TimeSlices } from '../../base/time-slices.ts'
import { unlessAborted } from '../../base/unless-aborted.ts'
import type { AnswerCache } from '../answer-cache.ts'
import type { Guard } from '../lookup.ts'
import type { AskedQuestion } from './asked-question.ts'
import { clustersOf } from './clusters.ts'
import type { Patterns } from './patterns.ts'
import type { QuestionVectors } from './question-vectors.ts'
import { wordingsOf } from './wordings.ts'

export interface PatternReaderOptions {
  readonly asked: { read(signal: AbortSignal): Promise<readonly AskedQuestion[]> }
  readonly vectors: Pick<QuestionVectors, 'hasEmbedder' | 'of' | 'want' | 'fill'>
  readonly guard: Guard
  readonly cache: Pick<AnswerCache, 'nearMisses'>
  /** Least cosine of two questions that may ask the same, as the look-up has it now. */
  readonly threshold: () => number
  readonly clock: Clock
  readonly log: Logger
}

/** Clusters in each list. */
const SHOWN = 20
/** Wordings of one cluster that are shown. */
const SHOWN_WORDINGS = 10
const DEADLINE_MS = 30_000
/** For telling by meaning; the most asked come first. */
const COMPARE_MS = 10_000
/** For vectors that are missing. */
const EMBED_WAIT_MS = 5_000

/** Reads traces and near-misses anew at each call, and so nothing of what was deleted. */
export class PatternReader implements Patterns {
  readonly #options: PatternReaderOptions

  constructor(options: PatternReaderOptions) {
    this.#options = options
  }

  read(signal: AbortSignal): Promise<QuestionPatterns> {
    return withDeadline(this.#options.clock, DEADLINE_MS, signal, async (limited) => {
      const asked = await this.#options.asked.read(limited)
      const { clusters, clusteredBy } = await this.#clusters(asked, () => true, limited)
      const slices = new TimeSlices()
      const since = asked.reduce<number | null>((least, { at }) => Math.min(least ?? at, at), null)
      const mostFrequent = first(clusters, ({ count }) => count)
      await slices.rest(limited)
      const mostCostly = first(clusters, ({ totalMs }) => totalMs)
      await slices.rest(limited)
      const inVain = clusters.filter(({ count, unanswered }) => count === unanswered)
      const neverAnswered = first(inVain, ({ count }) => count)
      const nearMissesByRule = byRule(this.#options.cache.nearMisses())
      return {
        ...{ asked: asked.length, since, clusteredBy },
        ...{ mostFrequent, mostCostly, neverAnswered, nearMissesByRule },
      }
    })
  }

  mostAsked(limit: number, signal: AbortSignal): Promise<readonly QuestionCluster[]> {
    return withDeadline(this.#options.clock, DEADLINE_MS, signal, async (limited) => {
      const asked = await this.#options.asked.read(limited)
      const { clusters } = await this.#clusters(asked, ({ isFollowUp }) => !isFollowUp, limited)
      return [...clusters].sort((one, other) => other.count - one.count).slice(0, limit)
    })
  }

  async #clusters(
    asked: readonly AskedQuestion[],
    isTaken: (question: AskedQuestion) => boolean,
    signal: AbortSignal,
  ) {
    const { vectors, guard, threshold, clock } = this.#options
    const clusteredBy = vectors.hasEmbedder ? ('meaning' as const) : ('letters' as const)
    if (clusteredBy === 'meaning') {
      const all = await wordingsOf(asked, signal)
      vectors.want(all.map(({ question }) => question))
      await this.#fill(signal)
    }
    const vectorOf = (question: string) => (clusteredBy === 'meaning' ? vectors.of(question) : undefined)
    const wordings = await wordingsOf(asked.filter(isTaken), signal)
    const began = clock.monotonic()
    const isInTime = () => clock.monotonic() - began < COMPARE_MS
    const sameness = { vectorOf, threshold: threshold(), guard, isInTime }
    const clusters = await clustersOf(wordings, sameness, signal)
    return { clusters, clusteredBy }
  }

  /** What is not there in time comes to its place the next time. */
  async #fill(signal: AbortSignal): Promise<void> {
    const { vectors, clock, log } = this.#options
    const filling = vectors.fill()
    filling.catch((error: unknown) => log.debug({ err: error }, 'questions could not be embedded'))
    try {
      await withDeadline(clock, EMBED_WAIT_MS, signal, (limited) => unlessAborted(filling, limited))
    } catch {
      signal.throwIfAborted()
    }
  }
}

function first(
  clusters: readonly QuestionCluster[],
  telling: (cluster: QuestionCluster) => number,
): readonly QuestionCluster[] {
  return [...clusters]
    .sort((one, other) => telling(other) - telling(one) || other.lastAskedAt - one.lastAskedAt)
    .slice(0, SHOWN)
    .map((cluster) => ({ ...cluster, wordings: cluster.wordings.slice(0, SHOWN_WORDINGS) }))
}

/** The newest of each rule is its example. */
function byRule(nearMisses: readonly CacheNearMiss[]): QuestionPatterns['nearMissesByRule'] {
  const rules = new Map<string, { count: number; readonly example: { asked: string; cached: string } }>()
  for (const { rule, asked, cached } of nearMisses) {
    const known = rules.get(rule)
    if (known) known.count++
    else rules.set(rule, { count: 1, example: { asked, cached } })
  }
  return [...rules]
    .map(([rule, { count, example }]) => ({ rule, count, example }))
    .sort((one, other) => other.count - one.count)
}
