import type { QuestionCluster } from '../src-shared/schemas/question-patterns.ts'
import type { ChildLauncher } from './base/child-process.ts'
import type { Clock } from './base/clock.ts'
import type { DisposableStore } from './base/disposable.ts'
import type { RootLog } from './base/logger.ts'
import { QuietTime } from './base/quiet-time.ts'
import {
  answerSimilarity,
  CalibrationStore,
  Calibrator,
  cacheSettingsOf,
  documentHeadings,
  ExperimentStore,
  exactKey,
  GraphHost,
  GrowingIndex,
  guard,
  PatternReader,
  QuestionVectors,
  readLabelledPairs,
  SampledComparisons,
  SemanticCache,
  SqliteCacheStore,
  SqliteCorpus,
  ThresholdExperiment,
  Warmer,
  type WarmingQuestion,
} from './cache/index.ts'
import {
  type AnswerPipeline,
  AskedQuestions,
  answerAhead,
  CachedPipeline,
  FreshAnswers,
  type InnerPipeline,
  type ModelAvailability,
} from './chat/index.ts'
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
  /** How the process of the index is started. */
  readonly launcher: ChildLauncher
  readonly clock: Clock
  readonly log: RootLog
}

/** The cache of answers, and the pipeline that asks it first. */
export function buildCaching(
  {
    settings,
    database,
    library,
    retriever,
    models,
    embedders,
    pairsFile,
    inner,
    launcher,
    clock,
    log,
  }: CachingParts,
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
  const thresholdInUse = () => calibration.thresholdFor(models.embedder()?.digest ?? null).threshold
  const graphs = parts.add(new GraphHost({ launcher, clock, log: log.scope('cache') }))
  const cache = parts.add(
    new SemanticCache({
      ...{ guard, exactKey, retriever, clock, log: log.scope('cache') },
      store: new SqliteCacheStore(database),
      corpus,
      settings: cacheSettingsOf(settings.values),
      createIndex: (dimension) => new GrowingIndex({ dimension, graphs }),
      indexFailures: () => graphs.failures,
      policy: experiment.policyFor((_question, { embedderDigest }) => ({
        threshold: calibration.thresholdFor(embedderDigest).threshold,
      })),
      thresholdInUse,
      ahead: { quiet, embedder: () => models.embedder()?.digest ?? null },
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
      similarity: (a, b, signal) => answerSimilarity(embedders.embedder(), [a, b], signal),
    }),
  )
  parts.add(pipeline.onAnswered((answered) => comparisons.take(answered)))
  const patterns = new PatternReader({
    ...{ guard, cache, threshold: thresholdInUse, clock, log: log.scope('patterns') },
    asked: new AskedQuestions(database),
    vectors: parts.add(new QuestionVectors({ embedder: () => embedders.embedder(), quiet, clock })),
  })
  /** A person deleted these questions. */
  const forget = (questions: readonly string[]) => {
    cache.forget(questions)
    experiment.forget(questions)
  }
  return { cache, pipeline, quiet, calibration, experiment, patterns, forget }
}

export interface WarmingParts extends Pick<CachingParts, 'settings' | 'database' | 'clock' | 'log'> {
  readonly pipeline: AnswerPipeline
  readonly cache: SemanticCache
  readonly patterns: PatternReader
  readonly quiet: QuietTime
  readonly library: Pick<Library, 'collections'>
  /** Whether the chat model is there; tells of each selection of models. */
  readonly availability: ModelAvailability
  readonly models: Pick<Models, 'embedder'>
}

/** Answers questions ahead; at once, where the settings say so. */
export function buildWarming(
  {
    settings,
    database,
    pipeline,
    cache,
    patterns,
    quiet,
    library,
    availability,
    models,
    clock,
    log,
  }: WarmingParts,
  parts: DisposableStore,
): Warmer {
  const warmer = parts.add(
    new Warmer({
      ...{ cache, quiet, model: availability, clock, log: log.scope('warming') },
      ask: (question, signal) => answerAhead(pipeline, question, signal),
      hasEmbedder: () => models.embedder() !== null,
      hasCollection: (id) => library.collections().some((collection) => collection.id === id),
      sources: {
        mostAsked: async (limit, signal) => (await patterns.mostAsked(limit, signal)).map(questionOf),
        headings: (collectionId, limit, signal) => documentHeadings(database, collectionId, limit, signal),
      },
    }),
  )
  if (settings.values.cacheWarmOnStart) warmer.start({ from: 'most_asked' })
  return warmer
}

const questionOf = ({ label: question, collectionId }: QuestionCluster): WarmingQuestion => ({
  question,
  collectionId,
})
