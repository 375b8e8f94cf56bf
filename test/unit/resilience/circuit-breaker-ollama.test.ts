import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ChatChunk, GuardedModelServer, OllamaServer } from '../../../src-main/ollama/index.ts'
import { CircuitBreaker } from '../../../src-main/resilience/index.ts'
import { FakeOllama } from '../../fakes/fake-ollama.ts'
import {
  type Answer,
  cutAfter,
  errorAfter,
  Gate,
  held,
  reset,
  status,
  tokens,
} from '../../fakes/fake-ollama-answers.ts'
import {
  clock,
  fake,
  never,
  pool,
  request,
  server,
  withOllamaServer,
} from '../ollama/ollama-server-set-up.ts'

/** The real client and pool against a real HTTP server. */
withOllamaServer()

let chat: CircuitBreaker
let embed: CircuitBreaker
let guarded: GuardedModelServer

beforeEach(() => {
  chat = new CircuitBreaker({ name: 'ollama_client', clock })
  embed = new CircuitBreaker({ name: 'ollama_embed', clock })
  guarded = guard(server, chat, embed)
})
afterEach(() => guarded.dispose())

/** Its back-off is over at once when time is moved by nothing. */
function guard(of: OllamaServer, chat: CircuitBreaker, embed: CircuitBreaker): GuardedModelServer {
  return new GuardedModelServer({ server: of, breakers: { chat, embed }, clock, random: () => 0 })
}

/** Lets retries begin, until the call has ended. Never rejects. */
async function ended(call: Promise<unknown>): Promise<unknown> {
  let isOver = false
  const result = call.catch((error: unknown) => error).finally(() => (isOver = true))
  while (!isOver) {
    await new Promise(setImmediate)
    clock.advance(0)
  }
  return result
}

async function answerOf(from: GuardedModelServer): Promise<readonly ChatChunk[]> {
  const chunks: ChatChunk[] = []
  for await (const chunk of from.chat(request, never)) chunks.push(chunk)
  return chunks
}

const ask = (from = guarded) => ended(answerOf(from))
const embedOne = (from = guarded) => ended(from.embed('fake-embed', ['a text'], never))

function scriptAlways(path: string, answer: Answer): void {
  fake.script(path, ...Array.from({ length: 20 }, () => answer))
}

describe('a chat with a server that fails', () => {
  it.each([
    ['an error inside a 200', errorAfter([], 'out of memory')],
    ['an error in the middle of a 200', errorAfter(['A'], 'out of memory')],
    ['a connection that breaks midway', cutAfter(['A'])],
    ['a connection that is reset', reset],
    ['a 500', status(500, 'boom')],
    ['a 503 that is not of a busy server', status(503, 'no upstream')],
  ])('%s opens it after five calls', async (_, answer) => {
    scriptAlways('/api/chat', answer)
    for (let time = 0; time < 4; time++) expect(await ask()).toMatchObject({ name: 'AppError' })
    expect(chat.snapshot()).toMatchObject({ state: 'closed', failures: 4 })
    await ask()
    expect(chat.snapshot()).toMatchObject({ state: 'open', failures: 5, inFlight: 0 })

    const made = fake.requestsTo('/api/chat').length
    expect(await ask()).toMatchObject({ code: 'CIRCUIT_OPEN', data: { retryAfterMs: 30_000 } })
    expect(fake.requestsTo('/api/chat')).toHaveLength(made)
  })

  it.each([
    ['400', status(400, 'bad options')],
    ['404', status(404, "model 'x' not found")],
    ['429', status(429, 'slow down')],
    ['429 with Retry-After', status(429, 'slow down', { 'retry-after': '0' })],
    ['503 with Retry-After', status(503, 'try later', { 'retry-after': '0' })],
    [
      '503 in Ollama’s words for busy',
      status(503, 'server busy, please try again.  maximum pending requests exceeded'),
    ],
  ])('%s is no outcome', async (_, answer) => {
    scriptAlways('/api/chat', answer)
    for (let time = 0; time < 6; time++) expect(await ask()).toMatchObject({ name: 'AppError' })
    expect(chat.snapshot()).toMatchObject({ state: 'closed', window: [], neutral: 6, inFlight: 0 })
  })

  it('takes a reader that stops early as no outcome, and ends the request', async () => {
    const gate = new Gate()
    fake.script('/api/chat', tokens(['first', gate, 'second']))
    for await (const _ of guarded.chat(request, never)) break
    expect(chat.snapshot()).toMatchObject({ window: [], neutral: 1, inFlight: 0 })
    expect(pool.snapshot().inFlight).toBe(0)
    gate.open()
  })

  it('takes a person’s abort as no outcome, however often', async () => {
    for (let time = 0; time < 6; time++) {
      const gate = new Gate()
      fake.script('/api/chat', held(gate, tokens(['never read'])))
      const person = new AbortController()
      const answer = guarded.chat(request, person.signal)[Symbol.asyncIterator]().next()
      await gate.reached
      person.abort()
      await expect(answer).rejects.toMatchObject({ code: 'CANCELLED' })
      gate.open()
    }
    expect(chat.snapshot()).toMatchObject({ state: 'closed', window: [], neutral: 6, inFlight: 0 })
  })

  it('takes a first token that does not come in time as a failure', async () => {
    const gate = new Gate()
    fake.loaded = ['fake-chat:latest']
    fake.script('/api/chat', held(gate, tokens(['too late'])))
    const answer = answerOf(guarded).catch((error: unknown) => error)
    await gate.reached
    clock.advance(120_000)
    expect(await answer).toMatchObject({ code: 'DEADLINE_FIRST_TOKEN' })
    expect(chat.snapshot()).toMatchObject({ window: [false], failures: 1 })
    gate.open()
  })
})

describe('retries', () => {
  it('counts a call with its retries once', async () => {
    fake.script('/api/embed', reset, reset, reset)
    expect(await embedOne()).toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    expect(fake.requestsTo('/api/embed')).toHaveLength(3)
    expect(embed.snapshot()).toMatchObject({ window: [false], total: 1, failures: 1 })
  })

  it('counts a call that succeeds by a retry as one success', async () => {
    fake.script('/api/chat', reset, reset)
    expect(await ask()).toContainEqual({ type: 'text', text: 'Hello' })
    expect(fake.requestsTo('/api/chat')).toHaveLength(3)
    expect(chat.snapshot()).toMatchObject({ window: [true], total: 1, successes: 1, failures: 0 })
  })
})

describe('what fails together', () => {
  it('keeps classes apart: failing embeds never block a chat', async () => {
    scriptAlways('/api/embed', reset)
    for (let time = 0; time < 5; time++) await embedOne()
    expect(await embedOne()).toMatchObject({ code: 'CIRCUIT_OPEN', data: { breaker: 'ollama_embed' } })
    expect(await ask()).toContainEqual({ type: 'text', text: 'Hello' })
    expect([embed.state, chat.state]).toEqual(['open', 'closed'])
  })

  it('keeps origins apart: another server goes on when one is away', async () => {
    const otherFake = await new FakeOllama().start()
    const otherServer = new OllamaServer({
      backend: 'engine',
      clock,
      pool,
      origin: otherFake.origin,
      address: async () => ({ origin: otherFake.origin }),
    })
    const otherChat = new CircuitBreaker({ name: 'engine', clock })
    const other = guard(otherServer, otherChat, new CircuitBreaker({ name: 'engine_embed', clock }))
    await fake.close()

    for (let time = 0; time < 5; time++) await ask()

    expect(await ask()).toMatchObject({ code: 'CIRCUIT_OPEN' })
    expect(await ask(other)).toContainEqual({ type: 'text', text: 'Hello' })
    expect([chat.state, otherChat.state]).toEqual(['open', 'closed'])
    await otherFake.close()
  })
})

it('comes back by two probes when the server is back', async () => {
  await fake.close()
  for (let time = 0; time < 5; time++) await ask()
  await fake.start()
  expect(await ask()).toMatchObject({ code: 'CIRCUIT_OPEN' })

  clock.advance(30_000)
  expect(await ask()).toContainEqual({ type: 'text', text: 'Hello' })
  expect(chat.state).toBe('half_open')
  await ask()
  expect(chat.state).toBe('closed')
})
