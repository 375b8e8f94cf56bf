import type { Embedder } from '../../ollama/index.ts'
import { withinTokens } from '../../retrieval/index.ts'
import { unitVector } from '../unit-vector.ts'

/** Cosine of two texts, by as much of each as the embedder reads; null: there is no embedder, or no direction. */
export async function answerSimilarity(
  embedder: Embedder | null,
  texts: readonly [string, string],
  signal: AbortSignal,
): Promise<number | null> {
  if (!embedder) return null
  const read = texts.map((text) => withinTokens(text, embedder.maxTokens))
  const [a, b] = (await embedder.embed(read, signal, 'background')).map(unitVector)
  return a && b ? a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0) : null
}
