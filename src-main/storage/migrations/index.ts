import { firstSchema } from './0001-first-schema.ts'
import { breakerHistory } from './0002-breaker-history.ts'
import { waitingAnswers } from './0003-waiting-answers.ts'
import { semanticCache } from './0004-semantic-cache.ts'
import { cachedAnswers } from './0005-cached-answers.ts'
import { cacheCalibration } from './0006-cache-calibration.ts'
import { cacheExperiment } from './0007-cache-experiment.ts'

/** One step of the schema. A step that has been released never changes. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/** In order. Each runs once, in a transaction of its own, after a copy of the file was taken. */
export const migrations: readonly Migration[] = [
  firstSchema,
  breakerHistory,
  waitingAnswers,
  semanticCache,
  cachedAnswers,
  cacheCalibration,
  cacheExperiment,
]
