import { z } from 'zod'
import type { CacheEntryDetail, CacheEntryView, CacheNearMiss, CacheStats } from '../schemas/cache.ts'
import type { CalibrationView } from '../schemas/cache-calibration.ts'
import { type ExperimentView, experimentPlan } from '../schemas/cache-experiment.ts'
import { type WarmingView, warmingSource } from '../schemas/cache-warming.ts'
import type { QuestionPatterns } from '../schemas/question-patterns.ts'
import { answers, defineRoute, nothing } from './define-route.ts'

/** Entries, near-misses, curve and experiment: what Diagnostics shows of the cache. */
export const cacheRoutes = {
  'cache.stats': defineRoute({ input: nothing, output: answers<CacheStats>() }),
  /** Last used first. */
  'cache.entries': defineRoute({
    input: z.strictObject({
      search: z.string().max(500).default(''),
      /** Those written from this document, and maybe from others too; null: all. */
      documentId: z.string().min(1).nullable().default(null),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    output: answers<{
      readonly items: readonly CacheEntryView[]
      readonly total: number
      /** Of the documents that `items` name, by id; one that is gone is absent. */
      readonly titles: Readonly<Record<string, string>>
    }>(),
  }),
  /** Null where it is gone. */
  'cache.entry': defineRoute({
    input: z.strictObject({ id: z.number().int() }),
    output: answers<CacheEntryDetail | null>(),
  }),
  'cache.nearMisses': defineRoute({ input: nothing, output: answers<readonly CacheNearMiss[]>() }),
  'cache.remove': defineRoute({
    input: z.strictObject({ id: z.number().int() }),
    output: answers<null>(),
  }),
  /** All that were written from one document. */
  'cache.removeOfDocument': defineRoute({
    input: z.strictObject({ documentId: z.string().min(1) }),
    output: answers<{ readonly removed: number }>(),
  }),
  'cache.clear': defineRoute({ input: nothing, output: answers<{ readonly removed: number }>() }),
  'cache.calibration': defineRoute({ input: nothing, output: answers<CalibrationView>() }),
  /** Measures the embedder in use once more. */
  'cache.calibrate': defineRoute({ input: nothing, output: answers<CalibrationView>() }),
  'cache.patterns': defineRoute({ input: nothing, output: answers<QuestionPatterns>() }),
  'cache.warming': defineRoute({ input: nothing, output: answers<WarmingView>() }),
  /** CONFLICT where it is under way already. */
  'cache.warm': defineRoute({ input: warmingSource, output: answers<WarmingView>() }),
  /** From a file (txt, csv) that the person picks in a dialog; null: none was picked. */
  'cache.warmFromFile': defineRoute({
    input: z.strictObject({ collectionId: z.string().min(1).nullable() }),
    output: answers<WarmingView | null>(),
  }),
  'cache.stopWarming': defineRoute({ input: nothing, output: answers<WarmingView>() }),
  'cache.experiment': defineRoute({ input: nothing, output: answers<ExperimentView>() }),
  /** Ends one that is running. */
  'cache.startExperiment': defineRoute({ input: experimentPlan, output: answers<ExperimentView>() }),
  'cache.endExperiment': defineRoute({ input: nothing, output: answers<ExperimentView>() }),
  /** Makes an arm the setting, and ends the experiment. CONFLICT where the environment says otherwise. */
  'cache.adoptArm': defineRoute({
    input: z.strictObject({ arm: z.number().int().min(0) }),
    output: answers<ExperimentView>(),
  }),
}
