import { resolve } from 'node:path'
import type { Answer, Timings } from '../../src-shared/schemas/chat.ts'
import { sampleQuestions } from '../fakes/sample-library.ts'
import { ask } from './answer-quality.ts'
import { type Bench, median, percentile } from './report.ts'
import { ingest, runningApp } from './running-app.ts'

const QUESTIONS = 30
const stages = ['embed', 'dense', 'lexical', 'fuse', 'firstToken', 'generate', 'total'] as const

/** Questions of the sample handbook with the models that come with Alcove: time by stage, and how they were answered. */
export const questionBench: Bench = {
  name: `question: ${QUESTIONS} questions to the sample handbook, built-in models`,
  async run() {
    const app = await runningApp()
    try {
      await ingest(app, resolve(import.meta.dirname, '../../resources/samples'))
      const { pipeline } = app.alcove.services
      const all = (await sampleQuestions()).filter(({ document, followUp }) => document !== null && !followUp)
      const step = Math.floor(all.length / QUESTIONS)
      const asked = all.filter((_, at) => at % step === 0).slice(0, QUESTIONS)
      // The first one loads the chat model; what that costs is a figure of its own.
      const first = await ask(pipeline, 'What is the lamp for?', [])
      const answers: Answer[] = []
      for (const { question } of asked) answers.push(await ask(pipeline, question, []))
      const of = (stage: keyof Timings) => answers.flatMap(({ timings }) => timings[stage] ?? [])
      return [
        { name: 'first question of all, with loading', value: first.timings.total ?? 0, unit: 'ms' },
        ...stages.flatMap((stage) => [
          { name: `${stage}, median`, value: median(of(stage)), unit: 'ms' },
          { name: `${stage}, p95`, value: percentile(of(stage), 0.95), unit: 'ms' },
        ]),
        {
          name: 'with a sentence of the model',
          value: answers.filter(({ mode }) => mode === 'generated').length / answers.length,
          unit: 'of answers',
        },
      ]
    } finally {
      await app.dispose()
    }
  },
}
