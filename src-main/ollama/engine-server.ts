import type { Engine } from '../engine/index.ts'
import { OllamaServer, type OllamaServerOptions } from './ollama-server.ts'

export interface EngineServerOptions extends Pick<OllamaServerOptions, 'clock' | 'pool' | 'deadlines'> {
  readonly engine: Engine
}

/** The client of the built-in engine. Its first call starts the engine. */
export function createEngineServer({ engine, ...options }: EngineServerOptions): OllamaServer {
  return new OllamaServer({
    ...options,
    backend: 'engine',
    origin: 'engine',
    address: async (signal) => {
      const { origin, secret } = await engine.ready(signal)
      return { origin, headers: { authorization: `Bearer ${secret}` } }
    },
  })
}
