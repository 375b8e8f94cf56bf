import type { CachedAnswer, MissReason } from '../../src-shared/schemas/cache.ts'
import { limits } from '../../src-shared/schemas/limits.ts'
import type { Clock } from '../base/clock.ts'
import type { CacheMeter } from './cache-meter.ts'
import type { CacheStore } from './cache-store.ts'
import type { EntryKeeper } from './entry-keeper.ts'
import type { Entry } from './entry-table.ts'
import type { FreshnessCheck } from './freshness.ts'
import type { ExactKey, Guard, Hit, Lookup, LookupRequest, Miss } from './lookup.ts'
import type { NearMisses } from './near-misses.ts'
import type { LookupObservation, PolicyFor, ServingPolicy } from './serving-policy.ts'
import { unitVector } from './unit-vector.ts'
import type { Neighbour } from './vector-index.ts'

export interface LookupStepOptions {
  readonly store: CacheStore
  readonly keeper: EntryKeeper
  readonly freshness: FreshnessCheck
  readonly nearMisses: NearMisses
  readonly meter: CacheMeter
  readonly guard: Guard
  readonly exactKey: ExactKey
  readonly policy: PolicyFor
  readonly isLoading: () => boolean
  /** Least cosine of the neighbours that somebody observes; null: nobody does, and none is looked for. */
  readonly observedFloor: () => number | null
  readonly clock: Clock
}

/** What was decided, how long the embedder took for it, and what was near where somebody observes that. */
export interface Looked {
  readonly found: Lookup
  readonly embedMs: number
  readonly candidates: LookupObservation['candidates']
}

/** Neighbours that the guard is asked about: where the nearest asks something else, the next may ask the same. */
const CANDIDATES = 8
/** So far below the threshold a neighbour is still worth a note as a near-miss. */
const NEAR = 0.08
/** But no further down than this: there questions merely concern the same subject, whatever the threshold is. */
const LEAST_NEAR = 0.75

/** What went wrong with a candidate; the first such thing is the reason of the miss. */
type Refusal = Extract<MissReason, 'expired' | 'stale' | 'unverified' | 'unreadable'>

/** One look-up: exact by key, else nearest by cosine and the guard's consent; each hit fresh, unexpired and readable. */
export class LookupStep {
  readonly #options: LookupStepOptions

  constructor(options: LookupStepOptions) {
    this.#options = options
  }

  async look(request: LookupRequest, signal: AbortSignal): Promise<Looked> {
    const { exactKey, isLoading } = this.#options
    if (request.question.length > limits.question) return withoutEmbedding(miss('too_long'))
    const key = exactKey(request.question)
    if (key === null) return withoutEmbedding(miss('empty'))
    const refusals: Refusal[] = []
    for (const exact of this.#exact(request, key)) {
      const hit = await this.#serve(request, exact, 'exact', 1, refusals, signal)
      if (hit) return withoutEmbedding(hit)
    }

    const { vector, ms: embedMs } = await this.#embed(request, signal)
    const observed: Neighbour[] = []
    const found = await this.#near(request, vector, refusals, observed, signal)
    const candidates = this.#candidates(observed)
    if (found.kind !== 'miss') return { found, embedMs, candidates }
    const [refusal] = refusals
    const reason = isLoading() ? 'loading' : (refusal ?? found.reason)
    return { found: { ...found, reason, vector }, embedMs, candidates }
  }

  /** The one of the very same key, else those of the same letters to which the guard has nothing to say. */
  #exact({ question, partition }: LookupRequest, key: string): readonly Entry[] {
    const { keeper, guard } = this.#options
    const same = keeper.table.byKey(partition.key, key)
    if (same) return [same]
    return keeper.table
      .byLetters(partition.key, question)
      .filter((entry) => guard(question, entry.question) === null)
  }

  /** Without those that were found out to be stale or unreadable, or are too old: by no rule would they be served. */
  #candidates(observed: readonly Neighbour[]): LookupObservation['candidates'] {
    const { keeper } = this.#options
    return observed.flatMap(({ id, similarity }) => {
      const entry = keeper.table.get(id)
      if (!entry || keeper.isExpired(entry)) return []
      return [{ entryId: id, question: entry.question, similarity: Math.min(1, similarity) }]
    })
  }

  async #near(
    request: LookupRequest,
    vector: Float32Array | null,
    refusals: Refusal[],
    observed: Neighbour[],
    signal: AbortSignal,
  ): Promise<Lookup> {
    const { keeper, policy, meter, observedFloor } = this.#options
    if (!vector) return miss('no_vector')
    const serving = policy(request.question, request.partition)
    const floor = Math.min(serving.threshold, Math.max(LEAST_NEAR, serving.threshold - NEAR))
    const watched = observedFloor()
    const deepest = Math.min(floor, watched ?? floor)
    const found = await keeper.table.nearest(request.partition.key, vector, CANDIDATES, deepest, signal)
    if (!found) return miss('no_vector')
    if (watched !== null) observed.push(...found)
    // Whoever watches deeper changes nothing of what is decided.
    const neighbours = found.filter(({ similarity }) => similarity >= floor)
    let rejected: Miss['rejected']
    let isGuarded = false
    for (const neighbour of neighbours) {
      const entry = keeper.table.get(neighbour.id)
      if (!entry) continue
      const objection = this.#objection(request.question, entry, neighbour, serving)
      if (objection) {
        if (!rejected && !request.background) this.#note(request.question, entry, neighbour, objection)
        rejected ??= { entryId: entry.id, similarity: neighbour.similarity, rule: objection.rule }
        isGuarded ||= objection.rule !== BELOW
        continue
      }
      const hit = await this.#serve(
        request,
        entry,
        'semantic',
        Math.min(1, neighbour.similarity),
        refusals,
        signal,
      )
      if (hit) return hit
    }
    if (isGuarded && !request.background) meter.count('guardRejections')
    if (!rejected) return miss('nothing_near')
    return { ...miss(rejected.rule === BELOW ? 'below_threshold' : 'guard'), rejected }
  }

  /** Why it may not be served; null: nothing speaks against it. */
  #objection(
    asked: string,
    entry: Entry,
    { similarity }: Neighbour,
    { threshold }: ServingPolicy,
  ): ReturnType<Guard> {
    if (similarity < threshold)
      return { rule: BELOW, detail: `${similarity.toFixed(4)} is below ${threshold}` }
    return this.#options.guard(asked, entry.question)
  }

  #note(
    asked: string,
    entry: Entry,
    { similarity }: Neighbour,
    objection: NonNullable<ReturnType<Guard>>,
  ): void {
    const { nearMisses, clock } = this.#options
    const { id: entryId, question: cached } = entry
    nearMisses.add({ at: clock.now(), asked, cached, entryId, similarity, ...objection })
  }

  async #serve(
    { question: asked, background, partition }: LookupRequest,
    entry: Entry,
    kind: Hit['kind'],
    similarity: number,
    refusals: Refusal[],
    signal: AbortSignal,
  ): Promise<Hit | null> {
    const { keeper, freshness, meter } = this.#options
    const refuse = (refusal: Refusal) => {
      refusals.push(refusal)
      return null
    }
    if (keeper.isExpired(entry)) {
      keeper.drop(entry, 'expirations')
      return refuse('expired')
    }
    const finding = await freshness.of(entry, partition.embedderDigest, signal)
    if (finding === 'stale') keeper.drop(entry, 'invalidations')
    if (finding !== 'fresh') return refuse(finding === 'stale' ? 'stale' : 'unverified')
    if (kind === 'semantic') {
      const forThis = await freshness.forQuestion(asked, entry, signal)
      if (forThis !== 'fresh') return refuse(forThis === 'stale' ? 'stale' : 'unverified')
    }
    const answer = await this.#answer(entry)
    signal.throwIfAborted()
    // Dropped by somebody while it was looked at.
    if (keeper.table.get(entry.id) !== entry) return refuse('stale')
    if (answer === 'busy') return refuse('unreadable')
    if (!answer) {
      keeper.drop(entry, 'corrupt')
      return refuse('unreadable')
    }
    if (!background) {
      keeper.hit(entry)
      meter.hit(kind, answer.tookMs)
    }
    const { id, question, createdAt } = entry
    return { kind, similarity, ageMs: keeper.ageOf(entry), entry: { id, question, createdAt, answer } }
  }

  async #answer({ id }: Entry): Promise<CachedAnswer | 'busy' | null> {
    try {
      return await this.#options.store.answer(id)
    } catch {
      return 'busy'
    }
  }

  async #embed({ embed }: LookupRequest, signal: AbortSignal) {
    const { clock } = this.#options
    const began = clock.monotonic()
    let vector: Float32Array | null = null
    try {
      const given = await embed(signal)
      vector = given && unitVector(given)
    } catch {
      signal.throwIfAborted()
    }
    return { vector, ms: clock.monotonic() - began }
  }
}

const BELOW = 'threshold'
const withoutEmbedding = (found: Lookup): Looked => ({ found, embedMs: 0, candidates: [] })
const miss = (reason: MissReason): Miss => ({ kind: 'miss', reason, vector: null })
