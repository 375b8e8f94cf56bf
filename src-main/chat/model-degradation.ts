import type { Degradation } from '../../src-shared/schemas/chat.ts'
import { type AppError, factIn } from '../base/app-error.ts'
import { isRefusal } from '../resilience/index.ts'

/**
 * What an answer is told to lack where the chat model failed so before its first word.
 *
 * @param before how it had failed at this question already: the breaker may have opened over that
 */
export function degradationOf({ code, data }: AppError, before: AppError | null = null): Degradation {
  if (code === 'CIRCUIT_OPEN' && before && !isStoppedByHand(data)) return degradationOf(before)
  if (code === 'CIRCUIT_OPEN') return isStoppedByHand(data) ? 'chat_model_stopped' : 'chat_model_resting'
  // A 429 is a refusal by its number and no news of the question.
  if (busyCodes.has(code)) return 'chat_model_busy'
  return refusalCodes.has(code) || isRefusal(data) ? 'chat_model_refused' : 'chat_model_silent'
}

/** The server's own word, or as many calls of ours as it may be given. */
const busyCodes: ReadonlySet<string> = new Set(['MODEL_BUSY', 'POOL_FULL', 'POOL_TIMEOUT'])
const refusalCodes: ReadonlySet<string> = new Set(['MODEL_NOT_FOUND', 'INVALID_INPUT'])

const isStoppedByHand = (data: unknown): boolean => factIn(data, 'state') === 'forced_open'
