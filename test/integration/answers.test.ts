import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerQuality, ask } from '../bench/answer-quality.ts'
import { retrievalQuality } from '../bench/retrieval-quality.ts'
import {
  type SampleLibrary,
  type SampleQuestion,
  sampleLibrary,
  sampleQuestions,
} from '../fakes/sample-library.ts'

let samples: SampleLibrary
let questions: SampleQuestion[]

beforeAll(async () => {
  questions = await sampleQuestions()
  samples = await sampleLibrary()
})
afterAll(() => samples?.dispose())

const withModel = () => samples.pipelineWith(() => samples.models.chatModel())

describe('the sample handbook, with the real engine and Chroma', () => {
  it('is wholly there', () => {
    expect(samples.status).toMatchObject({ failed: 0, waitingFor: null })
  })

  it('is searched well: fusion beats either leg, and another world is told from ours', async () => {
    const { dense, lexical, fused, factAt6, verdicts } = await retrievalQuality(samples, questions)
    expect(fused.mrr).toBeGreaterThan(Math.max(dense.mrr, lexical.mrr))
    expect(fused.hitAt1).toBeGreaterThan(0.7)
    expect(fused.hitAt3).toBeGreaterThan(0.85)
    expect(factAt6).toBeGreaterThan(0.8)
    expect(verdicts.answerable.none).toBeLessThanOrEqual(2)
    expect(verdicts.unanswerable.none).toBeGreaterThanOrEqual(4)
  })

  it('is quoted well without a chat model', async () => {
    const quality = await answerQuality(
      samples.pipelineWith(() => null),
      questions,
    )
    expect(quality.fact).toBeGreaterThan(0.65)
    expect(quality.firstCitation).toBeGreaterThan(0.72)
  })

  it('is answered by the small model only in words that a quotation holds', async () => {
    const answer = await ask(withModel(), 'How close to a house can I fly my drone?', [])
    expect(answer.degradations).toEqual(['small_model'])
    expect(answer.answer).toContain('within 500 metres of a hut. [1]')
    expect(answer.citations[0]?.path).toMatch(/house-rules\.md$/)
    expect(answer.citations[0]?.quote).toContain('500 metres')
  })

  it('answers a follow-up in its conversation', async () => {
    const history = [{ role: 'user', content: "What is the sauna's opening time?" }] as const
    const answer = await ask(withModel(), 'How many people fit in it?', history)
    expect(answer.answer).toContain('holds eight')
  })

  it('says that it found nothing', async () => {
    expect(await ask(withModel(), 'What is the capital of Mongolia?', [])).toMatchObject({
      mode: 'none',
      citations: [],
    })
  })

  it('goes on with full text and quotations when the engine is killed', async () => {
    await samples.engine.dispose()
    const answer = await ask(withModel(), 'How close to a house can I fly my drone?', [])
    expect(answer.mode).toBe('extractive')
    expect(answer.degradations).toContain('no_embedder')
    expect(answer.answer).toContain('500 metres')
  })
})
