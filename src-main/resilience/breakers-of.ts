import type { Backend } from '../../src-shared/schemas/models.ts'
import type { BreakerName, BreakerState } from '../../src-shared/schemas/resilience.ts'

/** Which breakers guard the calls to a backend: one for generate and chat, one for embeds. */
export const breakersOf = {
  ollama: { chat: 'ollama_client', embed: 'ollama_embed' },
  engine: { chat: 'engine', embed: 'engine_embed' },
} as const satisfies Record<Backend, Readonly<Record<'chat' | 'embed', BreakerName>>>

/** Whether nothing is known against the server behind a breaker in that state, or a person wants none of it heeded. */
export const isSound = (state: BreakerState): boolean => state === 'closed' || state === 'disabled'
