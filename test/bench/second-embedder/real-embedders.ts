import { copyFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Embedder } from '../../../src-main/ollama/index.ts'
import { EMBEDDING_MODEL, realEngine } from '../../fakes/real-engine.ts'
import { getSecondEmbedder } from './second-embedder.ts'

export type EmbedderName = 'built-in' | 'second'

/** What `use` makes of one of the two real embedders, on an engine of its own. Throws where the second cannot be had. */
export async function withRealEmbedder<T>(
  name: EmbedderName,
  use: (embedder: Embedder) => Promise<T>,
): Promise<T> {
  const file = name === 'second' ? await getSecondEmbedder(console.error) : null
  const { server, folder, dispose } = await realEngine()
  try {
    if (file !== null) await copyFile(file, join(folder, basename(file)))
    const model = file === null ? EMBEDDING_MODEL : basename(file, '.gguf')
    return await use({
      ...{ name: model, backend: 'engine', digest: model, dimension: 384, maxTokens: 256 },
      embed: (texts, signal) => server.embed(model, texts, signal),
    })
  } finally {
    await dispose()
  }
}
