import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { getLlama, type LlamaEmbeddingContext, LlamaLogLevel } from 'node-llama-cpp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { embedder } from '../../../../scripts/setup/manifest.ts'
import { modelsFolder } from '../../../../scripts/setup/paths.ts'

const file = join(modelsFolder, embedder.file)

// The model is set-up's to bring; where it could not, npm run doctor says so, and this has nothing to look at.
describe.runIf(existsSync(file))('the converted embedder in llama.cpp', () => {
  let context: LlamaEmbeddingContext
  beforeAll(async () => {
    const llama = await getLlama({ gpu: false, build: 'never', maxThreads: 1, logLevel: LlamaLogLevel.error })
    const model = await llama.loadModel({ modelPath: file })
    context = await model.createEmbeddingContext({ contextSize: 256, batchSize: 256, threads: 1 })
  }, 30_000)
  afterAll(() => context.dispose())

  const embed = async (text: string) => (await context.getEmbeddingFor(text)).vector

  test('puts a paraphrase near and another matter far', async () => {
    const meal = await embed('A man is eating a meal.')
    expect(meal).toHaveLength(384)
    // 0.926 and 0.016 by the original's own arithmetic in float32.
    expect(cosine(meal, await embed('A man is eating food.'))).toBeCloseTo(0.926, 2)
    expect(cosine(meal, await embed('The stock market fell sharply on Monday.'))).toBeLessThan(0.1)
  })
})

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}
