import { resolve } from 'node:path'
import type { AnswerPipeline } from '../../src-main/chat/index.ts'
import type { ChatModel } from '../../src-main/ollama/index.ts'
import type { Answer, Timings } from '../../src-shared/schemas/chat.ts'
import { sampleQuestions } from '../fakes/sample-library.ts'
import { paragraph } from './generated-documents.ts'
import { type Bench, type Figure, median, percentile } from './report.ts'
import { ingest, runningApp } from './running-app.ts'
import { seeded } from './seeded.ts'

const QUESTIONS = 30
const PROMPTS = 6
const PROMPT_SENTENCES = 20
const ANSWER_TOKENS = 60
const stages = ['embed', 'dense', 'lexical', 'fuse', 'firstToken', 'generate', 'total'] as const

interface Asked {
  readonly answer: Answer
  /** Milliseconds from the question until the sources were shown. */
  readonly toSources: number
}

/** Questions of the sample handbook with the models that come with Alcove: time by stage, and how they were answered. */
export const questionBench: Bench = {
  name: `question: ${QUESTIONS} questions to the sample handbook, built-in models`,
  async run() {
    const app = await runningApp()
    try {
      await ingest(app, resolve(import.meta.dirname, '../../resources/samples'))
      const { pipeline, models } = app.alcove.services
      const all = (await sampleQuestions()).filter(({ document, followUp }) => document !== null && !followUp)
      const step = Math.floor(all.length / QUESTIONS)
      const chosen = all.filter((_, at) => at % step === 0).slice(0, QUESTIONS)
      // The first one loads the chat model; what that costs is a figure of its own.
      const first = await ask(pipeline, 'What is the lamp for?')
      const asked: Asked[] = []
      for (const { question } of chosen) asked.push(await ask(pipeline, question))
      const of = (stage: keyof Timings) => asked.flatMap(({ answer }) => answer.timings[stage] ?? [])
      const model = models.chatModel()
      return [
        { name: 'first question of all, with loading', value: first.answer.timings.total ?? 0, unit: 'ms' },
        ...timeFigures(
          'sources shown',
          asked.map(({ toSources }) => toSources),
        ),
        ...stages.flatMap((stage) => timeFigures(stage, of(stage))),
        ...(['generated', 'extractive', 'none'] as const).map((mode) => ({
          name: `answers, ${mode}`,
          value: asked.filter(({ answer }) => answer.mode === mode).length / asked.length,
          unit: '',
        })),
        ...(model ? await modelFigures(model) : []),
      ]
    } finally {
      await app.dispose()
    }
  },
}

async function ask(pipeline: AnswerPipeline, question: string): Promise<Asked> {
  const started = performance.now()
  let toSources = Number.NaN
  const request = { question, collectionId: null, history: [] }
  for await (const event of pipeline.answer(request, AbortSignal.timeout(120_000))) {
    // Shown once they are found; told again, fewer, by who writes the answer.
    if (event.type === 'sources' && Number.isNaN(toSources)) toSources = performance.now() - started
    if (event.type === 'done') return { answer: event.answer, toSources }
  }
  throw new Error('The answer did not end')
}

/** How fast the chat model reads and writes, on prompts that have nothing in common. */
async function modelFigures(model: ChatModel): Promise<Figure[]> {
  const random = seeded(11)
  const reading: number[] = []
  const writing: number[] = []
  for (let prompt = 0; prompt < PROMPTS; prompt++) {
    const content = `${paragraph(random, PROMPT_SENTENCES)} Tell me about it.`
    const messages = [{ role: 'user' as const, content }]
    const started = performance.now()
    let began = Number.NaN
    for await (const chunk of model.chat(
      { messages, temperature: 0, maxTokens: ANSWER_TOKENS },
      AbortSignal.timeout(60_000),
    )) {
      if (chunk.type === 'text' && Number.isNaN(began)) began = performance.now()
      if (chunk.type !== 'done' || chunk.promptTokens === null || chunk.answerTokens < 2) continue
      reading.push((chunk.promptTokens * 1_000) / (began - started))
      writing.push(((chunk.answerTokens - 1) * 1_000) / (performance.now() - began))
    }
  }
  if (writing.length === 0) return []
  return [
    { name: `${model.name} reads`, value: median(reading), unit: 'tokens/s' },
    { name: `${model.name} writes`, value: median(writing), unit: 'tokens/s' },
  ]
}

function timeFigures(name: string, values: readonly number[]): Figure[] {
  return [
    { name: `${name}, median`, value: median(values), unit: 'ms' },
    { name: `${name}, p95`, value: percentile(values, 0.95), unit: 'ms' },
  ]
}
