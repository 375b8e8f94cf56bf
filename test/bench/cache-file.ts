import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import {
  type Corpus,
  exactKey,
  GraphHost,
  GrowingIndex,
  guard,
  SemanticCache,
  SqliteCacheStore,
} from '../../src-main/cache/index.ts'
import { type Database, openDatabase } from '../../src-main/storage/index.ts'
import { silentLog } from '../fakes/silent-log.ts'

/** Documents that never change. */
const corpus: Corpus = {
  state: () => ({ version: 'v', isSettled: true, newestChunk: 1 }),
  revisions: (ids) => new Map(ids.map((id) => [id, 1])),
}
const log = silentLog().scope('bench')

export interface CacheOnFile {
  readonly cache: SemanticCache
  dispose(): Promise<void>
}

export const openBenchDatabase = (file: string): Database => openDatabase({ file, log })

/** The cache as the app has it, on a database file; begins to load at once. */
export function cacheOnFile(database: Database): CacheOnFile {
  const graphs = new GraphHost({ launcher: nodeLauncher, clock: systemClock, log })
  const cache = new SemanticCache({
    ...{ store: new SqliteCacheStore(database), corpus, guard, exactKey, clock: systemClock, log },
    retriever: { retrieve: () => Promise.reject(new Error('nothing has changed')) },
    settings: { enabled: true, threshold: 0.92, size: 1_000_000, ttl: 86_400, bytes: 1e12 },
    createIndex: (dimension) => new GrowingIndex({ dimension, graphs }),
  })
  const dispose = async () => {
    await cache.dispose()
    await graphs.dispose()
  }
  return { cache, dispose }
}
