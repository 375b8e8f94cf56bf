import type { WarmingSource, WarmingView } from '../../../src-shared/schemas/cache-warming.ts'
import type { Event } from '../../base/emitter.ts'
import type { QuestionFormat } from './question-file.ts'

/** Answers questions ahead, while nobody needs the machine. */
export interface Warming {
  view(): WarmingView
  /** Each throws CONFLICT where it is under way already, NOT_FOUND where the collection is not there, INVALID_INPUT. */
  start(source: WarmingSource): WarmingView
  /** A list as it was sent. Throws TOO_LARGE or INVALID_INPUT naming the line; then nothing is begun. */
  startFromList(bytes: Uint8Array, format: QuestionFormat, collectionId: string | null): WarmingView
  /** `.csv` as CSV, any other name as text. Throws also FILE_NOT_FOUND, FILE_NO_PERMISSION and what reading throws. */
  fromFile(path: string, collectionId: string | null): Promise<WarmingView>
  /** At once; what is kept by then stays. Nothing where it is not under way. */
  stop(): WarmingView
  /** It began, went on, paused or ended. */
  readonly onChange: Event<void>
}
