import type { Settings } from '../../src-shared/schemas/settings.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { AskedAgain, ComparedAnswer } from '../cache/index.ts'
import type { Models } from '../ollama/index.ts'
import { partitionFor } from './answer-partition.ts'
import type { AnswerRequest, InnerPipeline } from './answer-pipeline.ts'
import { AnswerRecorder } from './cached-answer.ts'

export interface FreshAnswersOptions {
  /** Beside the cache: it neither serves what it is to be compared with, nor keeps what is written. */
  readonly inner: InnerPipeline
  readonly models: Pick<Models, 'chatModel' | 'embedder'>
  readonly settings: { readonly values: Settings }
  readonly clock: Clock
}

/** Answers a question once more, in the background, to be compared with an answer of the cache. */
export class FreshAnswers {
  readonly #options: FreshAnswersOptions

  constructor(options: FreshAnswersOptions) {
    this.#options = options
  }

  /**
   * Null where it would say nothing of the kept answer: models, prompt or options are not those of `partition` (its
   * key) any more, or the answer is none that would be kept. Throws what keeps a model from writing.
   */
  async answer(asked: AskedAgain, partition: string, signal: AbortSignal): Promise<ComparedAnswer | null> {
    const { inner, settings: store, clock } = this.#options
    const settings = store.values
    const request: AnswerRequest = { ...asked, history: [], mustWrite: true, background: true }
    if (this.#partitionOf(request, settings) !== partition) return null
    const recorder = new AnswerRecorder()
    const around = {
      ...{ askedAt: clock.monotonic(), timings: {}, settings, trace: {} },
      onWritten: (from: AnswerRecorder['from']) => {
        recorder.from = from
      },
    }
    for await (const event of inner.answer(request, signal, around)) {
      recorder.take(event)
      if (event.type !== 'done') continue
      const answer = recorder.kept(event.answer)
      return this.#partitionOf(request, settings) === partition ? answer : null
    }
    throw new AppError('INTERNAL', { cause: new Error('The answer ended without its end') })
  }

  /** Null where there is no model. */
  #partitionOf(request: AnswerRequest, settings: Settings): string | null {
    const { models } = this.#options
    const model = models.chatModel()
    return model && partitionFor(request, model, models.embedder(), settings).key
  }
}
