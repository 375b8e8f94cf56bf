import { resolve } from 'node:path'
import { AppError } from '../../src-main/base/app-error.ts'
import type { Answer } from '../../src-shared/schemas/chat.ts'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { stall } from '../fakes/fake-ollama-answers.ts'
import { type Bench, type Figure, median } from './report.ts'
import { ingest, type RunningApp, runningApp } from './running-app.ts'

const RUNS = 5
const FIRST_TOKEN_S = 2
const REST_S = 2
/** The default; the next caller is the sixth. */
const THRESHOLD = 5
const QUESTION = 'How much money do I leave for the brass key?'
const CHAT = 'ollama_client'
const SIXTH_MS = 5

/** One question: milliseconds from asking until its sources stand there, and until it is answered. */
interface Asked {
  readonly sources: number
  readonly done: number
  readonly answer: Answer
}

interface Run {
  readonly callers: readonly Asked[]
  /** Milliseconds until the model's client refuses. */
  readonly rejection: number
  /** Milliseconds from when the server is back. */
  readonly ready: number
  readonly byItself: number
  readonly byHand: number
}

/**
 * A chat server that takes questions and says nothing, then is back: the whole app with a real HTTP server in
 * Ollama's place. Callers come one after the other; each has its labelled answer, or the bench fails.
 */
export const outageBench: Bench = {
  name: `outage: chat server stalled, first-token deadline ${FIRST_TOKEN_S} s, rest ${REST_S} s, ${THRESHOLD} failures open, medians of ${RUNS} runs`,
  async run() {
    const ollama = await new FakeOllama().start()
    ollama.loaded = ['fake-chat:latest']
    const app = await runningApp({
      OLLAMA_HOST: ollama.origin,
      ALCOVE_BACKEND: 'ollama',
      OLLAMA_FIRST_TOKEN_TIMEOUT: String(FIRST_TOKEN_S),
      CIRCUIT_BREAKER_FAILURE_THRESHOLD: String(THRESHOLD),
      CIRCUIT_BREAKER_TIMEOUT: String(REST_S),
    })
    try {
      await ingest(app, resolve(import.meta.dirname, '../../resources/samples'))
      const well: number[] = []
      for (let question = 0; question < RUNS; question++) well.push((await ask(app, 'generated')).done)
      const runs: Run[] = []
      for (let run = 0; run < RUNS; run++) runs.push(await outage(app, ollama))
      return figures(well, runs)
    } finally {
      await app.dispose()
      await ollama.close()
    }
  },
}

async function outage(app: RunningApp, ollama: FakeOllama): Promise<Run> {
  const { resilience } = app.alcove.services
  resilience.control(CHAT, 'reset')
  ollama.fail(stall, '/api/chat')
  const callers: Asked[] = []
  for (let caller = 0; caller <= THRESHOLD; caller++) callers.push(await ask(app, 'extractive'))
  const rejection = await rejected(app)
  const closed = closing(app)
  const back = performance.now()
  ollama.recover()
  await closed
  const ready = performance.now() - back
  await ask(app, 'generated')
  const byItself = performance.now() - back

  ollama.fail(stall, '/api/chat')
  await Promise.all(Array.from({ length: THRESHOLD }, () => ask(app, 'extractive')))
  ollama.recover()
  const pressed = performance.now()
  await resilience.tryNow(CHAT, AbortSignal.timeout(60_000))
  await ask(app, 'generated')
  return { callers, rejection, ready, byItself, byHand: performance.now() - pressed }
}

async function ask({ alcove }: RunningApp, mode: Answer['mode']): Promise<Asked> {
  const started = performance.now()
  let sources = Number.NaN
  const request = { question: QUESTION, collectionId: null, history: [] }
  for await (const event of alcove.services.pipeline.answer(request, AbortSignal.timeout(120_000))) {
    if (event.type === 'sources' && Number.isNaN(sources)) sources = performance.now() - started
    if (event.type !== 'done') continue
    const { answer } = event
    if (answer.mode !== mode) throw new Error(`Answered as ${answer.mode}, not ${mode}`)
    return { sources, done: performance.now() - started, answer }
  }
  throw new Error('The answer did not end')
}

/** Milliseconds until a call of the chat model is told that its breaker is open. */
async function rejected({ alcove }: RunningApp): Promise<number> {
  const model = alcove.services.models.chatModel()
  const messages = [{ role: 'user' as const, content: QUESTION }]
  const started = performance.now()
  try {
    await model?.chat({ messages }, AbortSignal.timeout(60_000))[Symbol.asyncIterator]().next()
  } catch (error) {
    if (error instanceof AppError && error.code === 'CIRCUIT_OPEN') return performance.now() - started
    throw error
  }
  throw new Error('The call was not refused')
}

function closing({ alcove }: RunningApp): Promise<void> {
  return new Promise((resolve) => {
    const listening = alcove.services.resilience.onTransition(({ breaker, to }) => {
      if (breaker !== CHAT || to !== 'closed') return
      void listening.dispose()
      resolve()
    })
  })
}

function figures(well: readonly number[], runs: readonly Run[]): Figure[] {
  const caller = (n: number) => runs.flatMap(({ callers }) => callers[n - 1] ?? [])
  const sixth = caller(THRESHOLD + 1)
  if (!sixth.every(({ answer }) => answer.degradations.includes('chat_model_resting')))
    throw new Error('The sixth caller was not told that the model rests')
  const ms = (name: string, values: readonly number[]): Figure => ({
    name,
    value: median(values),
    unit: 'ms',
  })
  const within = (figure: Figure): Figure => ({
    ...figure,
    goal: `below ${SIXTH_MS}`,
    met: figure.value < SIXTH_MS,
  })
  return [
    ms('an answer while all is well', well),
    ...[1, THRESHOLD].map((n) =>
      ms(
        `caller ${n} has a labelled answer`,
        caller(n).map(({ done }) => done),
      ),
    ),
    within(
      ms(
        'caller 6 is told that the server rests',
        runs.map(({ rejection }) => rejection),
      ),
    ),
    ms(
      'caller 6 has a labelled answer',
      sixth.map(({ done }) => done),
    ),
    within(
      ms(
        'caller 6, without the search that found its passages',
        sixth.map(({ sources, done }) => done - sources),
      ),
    ),
    ms(
      'back: ready by itself, without a question',
      runs.map(({ ready }) => ready),
    ),
    ms(
      'back: first good answer, by itself',
      runs.map(({ byItself }) => byItself),
    ),
    ms(
      'back: first good answer, from "Try now"',
      runs.map(({ byHand }) => byHand),
    ),
  ]
}
