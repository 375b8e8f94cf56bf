import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type Corpus,
  exactKey,
  type Guard,
  type Lookup,
  type PartitionFacts,
  partitionOf,
  SemanticCache,
  type SemanticCacheOptions,
  SqliteCacheStore,
  searchedOf,
} from '../../../src-main/cache/index.ts'
import type { Passage, Retrieval, RetrievalRequest, Retriever } from '../../../src-main/retrieval/index.ts'
import { type Database, openDatabase } from '../../../src-main/storage/index.ts'
import type { CachedAnswer } from '../../../src-shared/schemas/cache.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { temporaryFolder } from '../storage/temporary-folder.ts'

export const never = new AbortController().signal

/** Documents as the test says they are: what a search finds is what they say, in their order. */
export class ScriptedDocuments implements Corpus, Retriever {
  readonly texts = new Map<string, string>([['d1', 'The hut opens in June.']])
  readonly numbers = new Map<string, number>([['d1', 1]])
  version = 1
  isSettled = true
  searches = 0
  newestChunk = 1
  /** Of each text; a text that is written anew has a new one. */
  readonly chunks = new Map<string, number>([['d1', 1]])
  dense: Retrieval['dense'] = 'ok'
  failure: Error | null = null
  /** Called in the middle of each search. */
  onSearch: () => void = () => {}

  state() {
    return { version: String(this.version), isSettled: this.isSettled, newestChunk: this.newestChunk }
  }

  revisions(ids: readonly string[]): ReadonlyMap<string, number> {
    return new Map([...this.numbers].filter(([id]) => ids.includes(id)))
  }

  /** Adds it, or gives it other content. */
  write(id: string, text: string): void {
    this.texts.set(id, text)
    this.numbers.set(id, (this.numbers.get(id) ?? 0) + 1)
    this.chunks.set(id, ++this.newestChunk)
    this.version++
  }

  remove(id: string): void {
    this.texts.delete(id)
    this.numbers.delete(id)
    this.version++
  }

  async retrieve({ question }: RetrievalRequest): Promise<Retrieval> {
    this.searches++
    if (this.failure) throw this.failure
    const words = question.toLowerCase().split(/\W+/)
    const passages = [...this.texts]
      .filter(([, text]) => words.some((word) => word.length > 2 && text.toLowerCase().includes(word)))
      .map(([id, text]) => passageOf(id, text))
    this.onSearch()
    return {
      passages,
      evidence: { words: [], coverage: 1, similarity: 0.7, verdict: 'relevant' },
      dense: this.dense,
      denseFailure: null,
      timings: {},
      considered: passages.map(({ documentId }) => ({
        ...{
          chunkId: this.chunks.get(documentId) ?? 0,
          denseRank: 1,
          lexicalRank: 1,
          similarity: 0.7,
          score: 1,
        },
        kept: true,
      })),
    }
  }
}

function passageOf(id: string, text: string): Passage {
  return {
    ...{ documentId: id, title: id, path: `/${id}.txt`, heading: null, page: null },
    ...{
      start: 0,
      end: text.length,
      text,
      tokens: 9,
      score: 1,
      similarity: 0.7,
      denseRank: 1,
      lexicalRank: 1,
    },
  }
}

export const facts: PartitionFacts = {
  collectionId: 'c1',
  embedder: { name: 'minilm', digest: 'e1' },
  chatModel: { name: 'small', digest: 'm1' },
  promptVersion: 1,
  instructions: '',
  temperature: 0.2,
  options: {},
  k: 6,
  tokenBudget: 900,
  filters: {},
  conversation: [],
}

export const answerOf = (answer: string): CachedAnswer => ({
  ...{ answer, citations: [], sources: [], degradations: [], model: 'small', condensed: null, tookMs: 4_000 },
})

/** Unit vector of two dimensions whose cosine with `at(1)` is `cosine`. */
export const at = (cosine: number): Float32Array => Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine))

export interface Kept {
  readonly question: string
  readonly vector?: Float32Array | null
  readonly answer?: string
  readonly partition?: Partial<PartitionFacts>
}

/** A cache on a real database, over documents and time that the test moves. */
export function cacheWorld() {
  const file = join(temporaryFolder(), 'alcove.db')
  const clock = new ManualClock()
  const documents = new ScriptedDocuments()
  let database = open(file)
  const world = {
    clock,
    documents,
    guard: (() => null) as Guard,
    get database(): Database {
      return database
    },
    get store() {
      return new SqliteCacheStore(database)
    },
    async cache(options: Partial<SemanticCacheOptions> = {}): Promise<SemanticCache> {
      const cache = world.loading(options)
      await cache.whenLoaded()
      return cache
    },
    loading(options: Partial<SemanticCacheOptions> = {}): SemanticCache {
      const cache = new SemanticCache({
        ...{ store: world.store, corpus: documents, retriever: documents, exactKey, clock },
        guard: (asked, cached) => world.guard(asked, cached),
        settings: { enabled: true, threshold: 0.92, size: 100, ttl: 3_600, bytes: 1_000_000 },
        log: silentLog().scope('cache'),
        ...options,
      })
      onTestFinished(() => cache.dispose())
      return cache
    },
    /** Ends the process of before, as a clean exit does, and begins one on the same file. */
    async restart(cache: SemanticCache, options: Partial<SemanticCacheOptions> = {}): Promise<SemanticCache> {
      await cache.dispose()
      world.reopen()
      return world.cache(options)
    },
    reopen(): void {
      void database.dispose()
      database = open(file)
    },
    async keep(cache: SemanticCache, kept: Kept): Promise<boolean> {
      const { question, vector = at(1), answer = `About: ${question}`, partition = {} } = kept
      const before = cache.epoch()
      const request = { question, collectionId: 'c1', k: 6, tokenBudget: 900 }
      const searched = searchedOf(request, await documents.retrieve(request))
      if (!searched) return false
      return cache.insert(
        {
          ...{ question, vector, searched, answer: answerOf(answer) },
          partition: partitionOf({ ...facts, ...partition }),
        },
        before,
      )
    },
    ask(
      cache: SemanticCache,
      question: string,
      vector: Float32Array | null | (() => never) = at(1),
      partition: Partial<PartitionFacts> = {},
    ): Promise<Lookup> {
      return cache.lookup(
        {
          question,
          partition: partitionOf({ ...facts, ...partition }),
          embed: async () => (typeof vector === 'function' ? vector() : vector),
        },
        never,
      )
    },
  }
  onTestFinished(() => void database.dispose())
  return world
}

function open(file: string): Database {
  return openDatabase({ file, log: silentLog().scope('database') })
}

/** What of a look-up a test compares at a glance: the kind of hit, or why there was none. */
export const gist = (found: Lookup): string => (found.kind === 'miss' ? found.reason : found.kind)
