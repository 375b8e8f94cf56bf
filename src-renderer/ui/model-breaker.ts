import type { ModelSelection } from '../../src-shared/schemas/models.ts'
import { type BreakerName, breakersOf } from '../../src-shared/schemas/resilience.ts'

/** What stands before the model in use; null where none is. */
export function modelBreaker(
  part: 'chat_model' | 'embedder',
  { chat, embedder }: ModelSelection,
): BreakerName | null {
  if (part === 'chat_model') return chat && breakersOf[chat.backend].chat
  return embedder && breakersOf[embedder.backend].embed
}
