import { afterAll, beforeAll, expect, test } from 'vitest'
import { agreementOf } from '../../src-main/cache/experiment/agreement.ts'
import { answerSimilarity } from '../../src-main/cache/experiment/answer-similarity.ts'
import type { Embedder } from '../../src-main/ollama/index.ts'
import { EMBEDDING_MODEL, type RealEngine, realEngine } from '../fakes/real-engine.ts'
import { answerPairs, halfOf } from '../unit/cache/experiment/answer-pairs.ts'

let real: RealEngine
let embedder: Embedder
beforeAll(async () => {
  real = await realEngine()
  embedder = {
    ...{ name: EMBEDDING_MODEL, backend: 'engine', digest: '', dimension: 384, maxTokens: 256 },
    embed: (texts, signal) => real.server.embed(EMBEDDING_MODEL, texts, signal),
  }
})
afterAll(() => real.dispose())

/** How the answer pairs of one half were judged with the built-in embedder. */
async function judged(half: 'tuning' | 'unseen') {
  const { signal } = new AbortController()
  const cited = [
    { n: 1, documentId: 'd', title: '', path: '', page: null, start: 0, end: 9, quote: '', score: 1 },
  ]
  const table = {
    same: { agree: 0, disagree: 0, unknown: 0 },
    other: { agree: 0, disagree: 0, unknown: 0 },
  }
  const pairs = answerPairs().filter((_, place) => halfOf(place) === half)
  for (const { question, a, b, same } of pairs) {
    const similarity = (one: string, other: string) => answerSimilarity(embedder, [one, other], signal)
    const sides = [a, b].map((answer) => ({ answer, citations: cited }))
    const [one, other] = sides
    if (!one || !other) continue
    table[same ? 'same' : 'other'][await agreementOf(question, one, other, similarity)]++
  }
  process.stdout.write(`agreement of ${pairs.length} ${half} answer pairs: ${JSON.stringify(table)}\n`)
  return table
}

test('answers that say the same and others are told apart, on the half that was never looked at too', async () => {
  const tuning = await judged('tuning')
  expect(tuning.same.agree + tuning.other.disagree).toBeGreaterThanOrEqual(29)
  const { same, other } = await judged('unseen')
  expect(same.disagree + other.agree).toBeLessThanOrEqual(2)
  expect(same.agree + other.disagree).toBeGreaterThanOrEqual(27)
})
