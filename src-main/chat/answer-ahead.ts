import { toAppError } from '../base/app-error.ts'
import type { Warmed, WarmingQuestion } from '../cache/index.ts'
import type { AnswerPipeline } from './answer-pipeline.ts'
import { isModelOutage } from './model-availability.ts'

/**
 * Answers a question for whoever may ask it first in a conversation, in the background. Throws what the pipeline
 * throws but for an outage of the model, and CANCELLED on abort.
 */
export async function answerAhead(
  pipeline: Pick<AnswerPipeline, 'answer'>,
  { question, collectionId }: WarmingQuestion,
  signal: AbortSignal,
): Promise<Warmed> {
  let isKept = false
  let wasThere = false
  const request = {
    ...{ question, collectionId, history: [], background: true, mustWrite: true },
    onKept: (kept: boolean) => {
      isKept = kept
    },
  }
  try {
    for await (const event of pipeline.answer(request, signal)) {
      if (event.type === 'done') wasThere = event.answer.cached
    }
  } catch (error) {
    if (!signal.aborted && isModelOutage(toAppError(error).code)) return 'no_model'
    throw error
  }
  return wasThere ? 'already_there' : isKept ? 'kept' : 'not_kept'
}
