import type { Clock } from './base/clock.ts'
import type { DisposableStore } from './base/disposable.ts'
import type { RootLog } from './base/logger.ts'
import { QuietTime } from './base/quiet-time.ts'
import {
  answerSimilarity,
  CalibrationStore,
  Calibrator,
  cacheSettingsOf,
  ExperimentStore,
  exactKey,
  guard,
  readLabelledPairs,
  SampledComparisons,
  SemanticCache,
  SqliteCacheStore,
  SqliteCorpus,
  ThresholdExperiment,
} from './cache/index.ts'
import { CachedPipeline, FreshAnswers, type InnerPipeline } from './chat/index.ts'
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
  /** The embedder itself, which remembers nothing, and when it is another. */
  readonly embedders: Pick<Models, 'embedder' | 'onSelection'>
  /** The labelled question pairs that embedders are measured with. */
  readonly pairsFile: string
  /** Answers what the cache does not. */
  readonly inner: InnerPipeline
  readonly clock: Clock
  readonly log: RootLog
}

/** The cache of answers, and the pipeline that asks it first. */
export function buildCaching(
  { settings, database, library, retriever, models, embedders, pairsFile, inner, clock, log }: CachingParts,
  parts: DisposableStore,
) {
  const quiet = parts.add(new QuietTime(clock))
  parts.add(quietWhileIngesting(quiet, library))
  const corpus = new SqliteCorpus(database)
  const experiment = parts.add(
    new ThresholdExperiment({
      ...{ settings, guard, exactKey, clock, log: log.scope('experiment') },
      store: new ExperimentStore(database),
    }),
  )
  const calibration = parts.add(
    new Calibrator({
      ...{ settings, quiet, guard, clock, log: log.scope('calibration') },
      models: embedders,
      pairs: readLabelledPairs(pairsFile, log.scope('calibration')),
      store: new CalibrationStore(database),
    }),
  )
  const cache = parts.add(
    new SemanticCache({
      ...{ guard, exactKey, retriever, clock, log: log.scope('cache') },
      store: new SqliteCacheStore(database),
      corpus,
      settings: cacheSettingsOf(settings.values),
      policy: experiment.policyFor((_question, { embedderDigest }) => ({
        threshold: calibration.thresholdFor(embedderDigest).threshold,
        isGuarded: true,
      })),
      thresholdInUse: () => calibration.thresholdFor(models.embedder()?.digest ?? null).threshold,
      observedFloor: () => experiment.observedFloor,
    }),
  )
  parts.add(cache.onLookedUp((observation) => experiment.observe(observation)))
  parts.add(settings.onChanged((values) => cache.change(cacheSettingsOf(values))))
  parts.add(library.onChanged(() => cache.checkDocuments()))
  const pipeline = new CachedPipeline({
    ...{ inner, cache, models, settings, database, quiet, clock, log: log.scope('answers') },
  })
  const fresh = new FreshAnswers({ inner, models, settings, clock })
  const comparisons = parts.add(
    new SampledComparisons({
      ...{ experiment, cache, corpus, quiet, clock, log: log.scope('experiment') },
      answer: (asked, partition, signal) => fresh.answer(asked, partition, signal),
      similarity: (a, b, signal) => answerSimilarity(models.embedder(), [a, b], signal),
    }),
  )
  parts.add(pipeline.onAnswered((answered) => comparisons.take(answered)))
  return { cache, pipeline, quiet, calibration, experiment }
}
