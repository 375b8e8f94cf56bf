import type { Clock } from './base/clock.ts'
import type { DisposableStore } from './base/disposable.ts'
import type { RootLog } from './base/logger.ts'
import { QuietTime } from './base/quiet-time.ts'
import {
  cacheSettingsOf,
  exactKey,
  guard,
  SemanticCache,
  SqliteCacheStore,
  SqliteCorpus,
} from './cache/index.ts'
import { CachedPipeline, type InnerPipeline } from './chat/index.ts'
import type { SettingsStore } from './config/index.ts'
import { type Library, quietWhileIngesting } from './library/index.ts'
import type { Models } from './ollama/index.ts'
import type { Retriever } from './retrieval/index.ts'
import type { Database } from './storage/index.ts'

export interface CachingParts {
  readonly settings: SettingsStore
  readonly database: Database
  readonly library: Pick<Library, 'onChanged' | 'onStatus' | 'status'>
  readonly retriever: Retriever
  /** Its embedder remembers the last questions: cache and search embed the same ones. */
  readonly models: Pick<Models, 'chatModel' | 'embedder'>
  /** Answers what the cache does not. */
  readonly inner: InnerPipeline
  readonly clock: Clock
  readonly log: RootLog
}

/** The cache of answers, and the pipeline that asks it first. */
export function buildCaching(
  { settings, database, library, retriever, models, inner, clock, log }: CachingParts,
  parts: DisposableStore,
) {
  const quiet = parts.add(new QuietTime(clock))
  parts.add(quietWhileIngesting(quiet, library))
  const cache = parts.add(
    new SemanticCache({
      ...{ guard, exactKey, retriever, clock, log: log.scope('cache') },
      store: new SqliteCacheStore(database),
      corpus: new SqliteCorpus(database),
      settings: cacheSettingsOf(settings.values),
    }),
  )
  parts.add(settings.onChanged((values) => cache.change(cacheSettingsOf(values))))
  parts.add(library.onChanged(() => cache.checkDocuments()))
  const pipeline = new CachedPipeline({
    ...{ inner, cache, models, settings, database, quiet, clock, log: log.scope('answers') },
  })
  return { cache, pipeline, quiet }
}
