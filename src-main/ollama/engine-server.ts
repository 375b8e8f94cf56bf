import type { Clock } from '../base/clock.ts'
import type { Engine } from '../engine/index.ts'
import { type CallDeadlines, OllamaServer } from './ollama-server.ts'

/** The client of the built-in engine. Its first call starts the engine. */
export function createEngineServer(engine: Engine, clock: Clock, deadlines?: CallDeadlines): OllamaServer {
  return new OllamaServer({
    backend: 'engine',
    clock,
    origin: 'engine',
    ...(deadlines ? { deadlines } : {}),
    address: async (signal) => {
      const { origin, secret } = await engine.ready(signal)
      return { origin, headers: { authorization: `Bearer ${secret}` } }
    },
  })
}
