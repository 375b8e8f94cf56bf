import type { Backend } from '../../src-shared/schemas/models.ts'
import type { BreakerName } from '../../src-shared/schemas/resilience.ts'

/** Which breakers guard the calls to a backend: one for generate and chat, one for embeds. */
export const breakersOf = {
  ollama: { chat: 'ollama_client', embed: 'ollama_embed' },
  engine: { chat: 'engine', embed: 'engine_embed' },
} as const satisfies Record<Backend, Readonly<Record<'chat' | 'embed', BreakerName>>>
