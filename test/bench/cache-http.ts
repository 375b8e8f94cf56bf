import { resolve } from 'node:path'
import { request } from 'undici'
import type { Answer } from '../../src-shared/schemas/chat.ts'
import { sampleQuestions } from '../fakes/sample-library.ts'
import { type Bench, type Figure, median, percentile } from './report.ts'
import { ingest, type RunningApp, runningApp } from './running-app.ts'

/** Questions whose answers are kept, and how many are asked at most to come by them: a small model's are often not. */
const KEPT = 6
const MOST_ASKED = 40
const ROUNDS = 50
const GOAL_MS = 5
const GOAL_TIMES = 100

interface Asked {
  readonly question: string
  readonly freshMs: number
}

/** The running app with the models that come with it, asked over HTTP as a script would: the same question again. */
export const cacheHttpBench: Bench = {
  name: `cache-http: ${KEPT} questions to the sample handbook, each asked ${ROUNDS} times more`,
  async run() {
    const app = await runningApp({ USE_SEMANTIC_CACHE: 'true' })
    try {
      await ingest(app, resolve(import.meta.dirname, '../../resources/samples'))
      const kept = await askUntilKept(app)
      if (kept.length === 0)
        return [{ name: 'answers that were kept', value: 0, unit: '', goal: 'some', met: false }]
      const hits: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        for (const { question } of kept) {
          const { answer, ms } = await ask(app, question)
          if (!answer.cached) throw new Error(`Not answered from the cache: ${question}`)
          hits.push(ms)
        }
      }
      return figuresOf(kept, hits)
    } finally {
      await app.dispose()
    }
  },
}

function figuresOf(kept: readonly Asked[], hits: readonly number[]): readonly Figure[] {
  const fresh = median(kept.map(({ freshMs }) => freshMs))
  const p95 = percentile(hits, 0.95)
  const times = fresh / median(hits)
  return [
    { name: 'fresh answer, median', value: fresh, unit: 'ms' },
    { name: 'exact hit, p50', value: median(hits), unit: 'ms' },
    { name: 'exact hit, p95', value: p95, unit: 'ms', goal: `below ${GOAL_MS}`, met: p95 < GOAL_MS },
    { name: 'exact hit, p99', value: percentile(hits, 0.99), unit: 'ms' },
    {
      ...{ name: 'a hit against a fresh answer', value: times, unit: 'times as fast' },
      ...{ goal: `${GOAL_TIMES} or more`, met: times >= GOAL_TIMES },
    },
  ]
}

/** The first asks of all load the model and are not among them. */
async function askUntilKept(app: RunningApp): Promise<readonly Asked[]> {
  const questions = (await sampleQuestions()).filter(
    ({ document, followUp }) => document !== null && !followUp,
  )
  await ask(app, 'What is the lamp for?')
  const kept: Asked[] = []
  for (const { question } of questions.slice(0, MOST_ASKED)) {
    const { ms: freshMs } = await ask(app, question)
    if ((await ask(app, question)).answer.cached) kept.push({ question, freshMs })
    if (kept.length === KEPT) break
  }
  return kept
}

async function ask({ alcove: { api } }: RunningApp, query: string): Promise<{ answer: Answer; ms: number }> {
  const began = performance.now()
  const { statusCode, body } = await request(`${api.origin}/api/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  const answer = await body.json()
  const ms = performance.now() - began
  if (statusCode !== 200) throw new Error(`${statusCode}: ${JSON.stringify(answer)}`)
  return { answer: answer as Answer, ms }
}
