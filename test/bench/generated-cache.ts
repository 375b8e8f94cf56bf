import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import {
  type CacheStore,
  type Corpus,
  exactKey,
  GraphHost,
  GrowingIndex,
  guard,
  partitionOf,
  SemanticCache,
} from '../../src-main/cache/index.ts'
import type { CachedAnswer } from '../../src-shared/schemas/cache.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { paraphrasePairs } from '../unit/cache/pair-fixtures.ts'
import type { ClusteredVectors } from './clustered-vectors.ts'

export const partition = partitionOf({
  ...{ collectionId: 'c', embedder: { name: 'e', digest: 'e' }, chatModel: { name: 'm', digest: 'm' } },
  ...{ promptVersion: 1, instructions: '', temperature: 0, options: {}, k: 6, tokenBudget: 900, filters: {} },
  conversation: [],
})

/** A kilobyte and a half of text, and what it was written from. */
export const answer: CachedAnswer = {
  answer: 'The hut opens in June, when the snow on the north path has gone [1]. '.repeat(12),
  citations: Array.from({ length: 3 }, (_, at) => ({
    ...{ n: at + 1, documentId: `d${at}`, title: 'Handbook', path: '/handbook.txt', page: null },
    ...{ start: 0, end: 300, quote: 'The hut opens in June. '.repeat(10), score: 0.8 },
  })),
  ...{ sources: [], degradations: [], model: 'm', condensed: null, tookMs: 4_000 },
}

const corpus: Corpus = {
  state: () => ({ version: 'v', isSettled: true, newestChunk: 1 }),
  revisions: (ids) => new Map(ids.map((id) => [id, 1])),
}
const questions = paraphrasePairs()
const pairAt = (place: number) => questions[place % questions.length]
export const questionAt = (place: number): string => `On page ${place}: ${pairAt(place)?.a}`
/** The same in other words. */
export const rewordedAt = (place: number): string => `On page ${place}: ${pairAt(place)?.b}`

export interface GeneratedCache {
  readonly cache: SemanticCache
  readonly index: GrowingIndex
  /** Seconds until the index had all of it in its last form. */
  readonly builtIn: number
  dispose(): Promise<void>
}

/** So many entries as if they had been kept before: all of the cache is real but for the table that they lie in. */
export async function generatedCache(count: number, vectors: ClusteredVectors): Promise<GeneratedCache> {
  const log = silentLog().scope('bench')
  const graphs = new GraphHost({ launcher: nodeLauncher, clock: systemClock, log })
  let index: GrowingIndex | null = null
  const began = performance.now()
  const cache = new SemanticCache({
    ...{ store: generatedStore(count, vectors), corpus, guard, exactKey, clock: systemClock, log },
    retriever: { retrieve: () => Promise.reject(new Error('nothing has changed')) },
    settings: { enabled: true, threshold: 0.92, size: count, ttl: 86_400, bytes: 1e12 },
    createIndex: (dimension) => {
      index = new GrowingIndex({ dimension, graphs })
      return index
    },
  })
  await cache.whenLoaded()
  const made = index as GrowingIndex | null
  if (!made) throw new Error('Nothing was loaded')
  while (count > 5_000 && made.graph !== 'whole') await new Promise((resolve) => setTimeout(resolve, 20))
  const builtIn = (performance.now() - began) / 1_000
  const dispose = async () => {
    await cache.dispose()
    await graphs.dispose()
  }
  return { cache, index: made, builtIn, dispose }
}

function generatedStore(count: number, vectors: ClusteredVectors): CacheStore {
  const nothing = async () => {}
  return {
    async page(after, limit) {
      const size = Math.min(limit, count - after)
      const entries = Array.from({ length: size }, (_, at) => entryAt(after + at, vectors))
      return { entries, corrupt: 0, next: after + size < count ? after + size : null }
    },
    answer: async () => answer,
    insert: () => Promise.reject(new Error('nothing is taken in')),
    ...{ touch: nothing, remove: nothing, clear: nothing, addNearMisses: nothing, removeNearMisses: nothing },
    nearMisses: async () => [],
  } as CacheStore
}

function entryAt(place: number, vectors: ClusteredVectors) {
  const question = questionAt(place)
  return {
    ...{
      id: place + 1,
      partition: partition.key,
      scope: partition.scope,
      question,
      vector: vectors.at(place),
    },
    search: { question, collectionId: 'c', k: 6, tokenBudget: 900 },
    ...{ passages: 'p', documents: [[`d${place % 500}`, 1] as const], corpus: 'v', newestChunk: 1 },
    ...{ createdAt: Date.now(), hits: 0, lastHitAt: null, used: place, bytes: 4_000 },
  }
}
