import type { ModelSelection } from '../../src-shared/schemas/models.ts'
import type { BreakerName } from '../../src-shared/schemas/resilience.ts'

const names = {
  chat_model: { ollama: 'ollama_client', engine: 'engine' },
  embedder: { ollama: 'ollama_embed', engine: 'engine_embed' },
} as const satisfies Record<string, Record<string, BreakerName>>

/** What stands before the model in use; null where none is. */
export function modelBreaker(
  part: keyof typeof names,
  { chat, embedder }: ModelSelection,
): BreakerName | null {
  const chosen = part === 'chat_model' ? chat : embedder
  return chosen === null ? null : names[part][chosen.backend]
}
