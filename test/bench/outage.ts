import { resolve } from 'node:path'
import { AppError } from '../../src-main/base/app-error.ts'
import type { Answer } from '../../src-shared/schemas/chat.ts'
import type { BreakerName } from '../../src-shared/schemas/resilience.ts'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { stall } from '../fakes/fake-ollama-answers.ts'
import { type Bench, type Figure, median } from './report.ts'
import { ingest, type RunningApp, runningApp } from './running-app.ts'

const RUNS = 5
const DEADLINE_S = 1
const REST_S = 2
/** The default; the next caller is the sixth. */
const THRESHOLD = 5
/** So many come while the server rests: one call of some milliseconds says little. */
const MORE = 10
const QUESTION = 'How much money do I leave for the brass key?'
const CHAT = 'ollama_client'
const EMBED = 'ollama_embed'
const SIXTH_MS = 5

/** One question: milliseconds from asking until its sources stand there, and until it is answered. */
interface Asked {
  readonly sources: number
  readonly done: number
  readonly answer: Answer
}

/** Chat and embedding hang. Milliseconds. */
interface ServerOutage {
  readonly callers: readonly Asked[]
  /** Until the chat model's client refuses, each time. */
  readonly rejections: readonly number[]
  /** From when the server is back. */
  readonly ready: number
  readonly answered: number
}

/** Chat alone hangs. */
interface ChatOutage {
  readonly resting: readonly Asked[]
  /** Milliseconds from "Try now" until the first good answer. */
  readonly byHand: number
}

/**
 * A model server that takes calls and says nothing, then is back: the whole app with a real HTTP server in
 * Ollama's place. Callers come one after the other; each has its labelled answer, or the bench fails.
 */
export const outageBench: Bench = {
  name: `outage: model server stalled, deadlines of first token and embed ${DEADLINE_S} s, rest ${REST_S} s, ${THRESHOLD} failures open, medians of ${RUNS} runs`,
  async run() {
    const ollama = await new FakeOllama().start()
    ollama.loaded = ['fake-chat:latest']
    const app = await runningApp({
      OLLAMA_HOST: ollama.origin,
      ALCOVE_BACKEND: 'ollama',
      OLLAMA_FIRST_TOKEN_TIMEOUT: String(DEADLINE_S),
      OLLAMA_EMBED_TIMEOUT: String(DEADLINE_S),
      CIRCUIT_BREAKER_FAILURE_THRESHOLD: String(THRESHOLD),
      CIRCUIT_BREAKER_TIMEOUT: String(REST_S),
    })
    try {
      await ingest(app, resolve(import.meta.dirname, '../../resources/samples'))
      const well: number[] = []
      for (let question = 0; question < RUNS; question++) well.push((await ask(app, 'generated')).done)
      const servers: ServerOutage[] = []
      const chats: ChatOutage[] = []
      for (let run = 0; run < RUNS; run++) {
        servers.push(await serverOutage(app, ollama))
        chats.push(await chatOutage(app, ollama))
      }
      return figures(well, servers, chats)
    } finally {
      await app.dispose()
      await ollama.close()
    }
  },
}

async function serverOutage(app: RunningApp, ollama: FakeOllama): Promise<ServerOutage> {
  for (const name of [CHAT, EMBED] as const) app.alcove.services.resilience.control(name, 'reset')
  ollama.fail(stall, '/api/chat', '/api/embed')
  const callers: Asked[] = []
  for (let caller = 0; caller < THRESHOLD; caller++) callers.push(await ask(app, 'extractive'))
  callers.push(...(await resting(app)))
  const rejections: number[] = []
  for (let call = 0; call < MORE; call++) rejections.push(await rejected(app))
  const back = performance.now()
  ollama.recover()
  await Promise.all([closing(app, CHAT), closing(app, EMBED)])
  const ready = performance.now() - back
  await ask(app, 'generated')
  return { callers, rejections, ready, answered: performance.now() - back }
}

async function chatOutage(app: RunningApp, ollama: FakeOllama): Promise<ChatOutage> {
  ollama.fail(stall, '/api/chat')
  await Promise.all(Array.from({ length: THRESHOLD }, () => ask(app, 'extractive')))
  const asked = await resting(app)
  ollama.recover()
  const pressed = performance.now()
  await app.alcove.services.resilience.tryNow(CHAT, AbortSignal.timeout(60_000))
  await ask(app, 'generated')
  return { resting: asked, byHand: performance.now() - pressed }
}

/** Those who come while the chat model is not asked. */
async function resting(app: RunningApp): Promise<readonly Asked[]> {
  const asked: Asked[] = []
  for (let caller = 0; caller < MORE; caller++) asked.push(await ask(app, 'extractive'))
  if (!asked.every(({ answer }) => answer.degradations.includes('chat_model_resting')))
    throw new Error('A caller was not told that the model rests')
  return asked
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

function closing({ alcove }: RunningApp, name: BreakerName): Promise<void> {
  const { resilience } = alcove.services
  const isClosed = () =>
    resilience.snapshot().breakers.some((each) => each.name === name && each.state === 'closed')
  return new Promise((resolve) => {
    const listening = resilience.onTransition(() => settle())
    const settle = () => {
      if (!isClosed()) return
      void listening.dispose()
      resolve()
    }
    settle()
  })
}

function figures(
  well: readonly number[],
  servers: readonly ServerOutage[],
  chats: readonly ChatOutage[],
): Figure[] {
  const caller = (n: number) => servers.flatMap(({ callers }) => callers[n - 1]?.done ?? [])
  const sixth = servers.flatMap(({ callers }) => callers.slice(THRESHOLD).map(({ done }) => done))
  const rejections = servers.flatMap(({ rejections }) => rejections)
  const chatOnly = chats.flatMap(({ resting }) => resting)
  const searched = chatOnly.map(({ sources, done }) => done - sources)
  const onward = `${THRESHOLD + 1} (to ${THRESHOLD + MORE})`
  return [
    ms('an answer while all is well', well),
    ms('caller 1 has a labelled answer', caller(1)),
    ms(`caller ${THRESHOLD} has a labelled answer`, caller(THRESHOLD)),
    withGoal(ms(`caller ${onward} is told that the model rests`, rejections)),
    withGoal(ms(`caller ${onward} has a labelled answer`, sixth)),
    ms(
      `only chat stalled: caller ${onward} has a labelled answer`,
      chatOnly.map(({ done }) => done),
    ),
    ms(`only chat stalled: caller ${onward}, without the search by vectors`, searched),
    ms(
      'server back: ready by itself, without a question',
      servers.map(({ ready }) => ready),
    ),
    ms(
      'server back: first good answer, by itself',
      servers.map(({ answered }) => answered),
    ),
    ms(
      'server back: first good answer, from "Try now"',
      chats.map(({ byHand }) => byHand),
    ),
  ]
}

const ms = (name: string, values: readonly number[]): Figure => ({ name, value: median(values), unit: 'ms' })

const withGoal = (figure: Figure): Figure => ({
  ...figure,
  goal: `below ${SIXTH_MS}`,
  met: figure.value < SIXTH_MS,
})
