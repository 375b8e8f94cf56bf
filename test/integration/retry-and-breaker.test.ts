import { describe, expect, it } from 'vitest'
import { AppError } from '../../src-main/base/app-error.ts'
import { bindEmbedder } from '../../src-main/ollama/bound-models.ts'
import { ConnectionPool, GuardedModelServer, OllamaServer } from '../../src-main/ollama/index.ts'
import { CircuitBreaker } from '../../src-main/resilience/index.ts'
import type { InstalledModel } from '../../src-shared/schemas/models.ts'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { embeddings, Gate, held, stall, status, tokens } from '../fakes/fake-ollama-answers.ts'
import {
  breakers,
  chat,
  clock,
  counted,
  draws,
  fake,
  guarded,
  never,
  request,
  textOf,
  until,
  withGuardedOllama,
} from './guarded-ollama-set-up.ts'

withGuardedOllama()

const boom = status(500, 'boom')
const embed = () => guarded.embed('fake-embed', ['a'], never)

/** So many calls, each of which fails at all of its attempts. */
async function fail(times: number): Promise<void> {
  for (let call = 0; call < times; call++) {
    fake.script('/api/chat', boom, boom, boom)
    await expect(chat()).rejects.toMatchObject({ code: 'MODEL_FAILED' })
  }
}

describe('retry and breaker', () => {
  it('count failures that were retried once: five calls open it, not two', async () => {
    await fail(4)
    expect(fake.requestsTo('/api/chat')).toHaveLength(12)
    expect(breakers.chat.snapshot()).toMatchObject({ state: 'closed', total: 4, failures: 4 })
    await fail(1)
    expect(breakers.chat.snapshot()).toMatchObject({ state: 'open', total: 5, failures: 5 })
  })

  it('stop the retries in progress when it opens, in the middle of their back-off', async () => {
    draws.push(0.5)
    fake.script('/api/chat', status(500, 'the first'))
    const waiting = expect(chat()).rejects.toMatchObject({ code: 'MODEL_FAILED', message: 'the first' })
    await until(() => clock.next === 100)
    breakers.chat.forceOpen('By hand.')
    await waiting
    expect(clock.pending).toBe(0)
    expect(fake.requestsTo('/api/chat')).toHaveLength(1)
  })

  it('do not retry any more what was being asked when it opened', async () => {
    const gate = new Gate()
    fake.script('/api/chat', held(gate, status(500, 'the slow one')))
    const slow = expect(chat()).rejects.toMatchObject({ code: 'MODEL_FAILED', message: 'the slow one' })
    await gate.reached
    await fail(5)
    expect(breakers.chat.state).toBe('open')
    gate.open()
    await slow
    // Its three attempts were to be; the breaker had opened after the first.
    expect(fake.requestsTo('/api/chat')).toHaveLength(1 + 5 * 3)
    expect(breakers.chat.snapshot()).toMatchObject({ failures: 5, neutral: 1 })
  })

  it('take a retry that succeeds as one success', async () => {
    fake.script('/api/chat', boom, boom, tokens(['good']))
    expect(textOf(await chat())).toBe('good')
    fake.script('/api/embed', boom)
    expect(await embed()).toHaveLength(1)
    expect(counted(breakers.chat)).toEqual({ success: 1, failure: 0, neutral: 0 })
    expect(counted(breakers.embed)).toEqual({ success: 1, failure: 0, neutral: 0 })
    expect(breakers.chat.snapshot()).toMatchObject({ window: [true], consecutiveFailures: 0 })
  })

  it("show the caller the last error, not the breaker's", async () => {
    await fail(4)
    fake.script('/api/chat', status(500, 'one'), status(502, 'two'), status(500, 'three'))
    await expect(chat()).rejects.toMatchObject({ code: 'MODEL_FAILED', message: 'three' })
    expect(breakers.chat.state).toBe('open')
    await expect(chat()).rejects.toMatchObject({
      code: 'CIRCUIT_OPEN',
      data: { breaker: 'ollama_client', state: 'open', retryAfterMs: 30_000 },
      cause: expect.objectContaining({ message: 'three' }),
    })
  })
})

describe('an open breaker', () => {
  it('asks nobody, and lets the other class through', async () => {
    await fail(5)
    const asked = fake.requests.length
    await expect(chat()).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' })
    expect(fake.requests).toHaveLength(asked)
    expect(await embed()).toHaveLength(1)
  })

  it('still lets one look which models are there', async () => {
    breakers.chat.forceOpen('By hand.')
    breakers.embed.forceOpen('By hand.')
    expect(await guarded.version(never)).toBe('0.24.0')
    expect(await guarded.models(never)).toHaveLength(2)
  })

  it('closes by two probes once the server is well', async () => {
    await fail(5)
    clock.advance(30_000)
    expect(textOf(await chat())).toBe('Hello there.')
    expect(breakers.chat.state).toBe('half_open')
    expect(textOf(await chat())).toBe('Hello there.')
    expect(breakers.chat.state).toBe('closed')
  })
})

describe('a person who stops', () => {
  it('before the call takes no place and asks nobody', async () => {
    await expect(chat(AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(breakers.chat.snapshot()).toMatchObject({ total: 0, inFlight: 0 })
    expect(fake.requests).toEqual([])
  })

  it('during the call is no outcome and no retry', async () => {
    const caller = new AbortController()
    fake.script('/api/chat', stall)
    const ended = expect(chat(caller.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    await until(() => fake.requestsTo('/api/chat').length === 1)
    caller.abort()
    await ended
    expect(breakers.chat.snapshot()).toMatchObject({ neutral: 1, failures: 0, inFlight: 0 })
    expect(fake.requestsTo('/api/chat')).toHaveLength(1)
  })

  it('during a back-off ends it at once', async () => {
    draws.push(0.5)
    const caller = new AbortController()
    fake.script('/api/embed', boom)
    const call = guarded.embed('fake-embed', ['a'], caller.signal)
    const ended = expect(call).rejects.toMatchObject({ code: 'CANCELLED' })
    await until(() => clock.next === 100)
    caller.abort()
    await ended
    expect(breakers.embed.snapshot()).toMatchObject({ neutral: 1, failures: 0, inFlight: 0 })
    expect(clock.pending).toBe(0)
  })
})

describe('an answer', () => {
  it('that is enough ends as whole, hangs up on the server and counts as a success', async () => {
    let gone: Promise<void> | undefined
    fake.script('/api/chat', async (exchange) => {
      gone = exchange.closed
      await tokens(['Yes', '. ', 'And', new Gate()])(exchange)
    })
    const chunks = await chat(never, { ...request, enough: (text) => text.endsWith('. And') })
    expect(chunks).toEqual([
      { type: 'text', text: 'Yes' },
      { type: 'text', text: '. ' },
      { type: 'text', text: 'And' },
      { type: 'done', reason: 'stop', promptTokens: null, answerTokens: 3 },
    ])
    await gone
    expect(counted(breakers.chat)).toEqual({ success: 1, failure: 0, neutral: 0 })
  })

  it('whose reader leaves at its last chunk is a success, before that no outcome', async () => {
    for await (const chunk of guarded.chat(request, never)) if (chunk.type === 'done') break
    expect(counted(breakers.chat)).toEqual({ success: 1, failure: 0, neutral: 0 })
    for await (const _ of guarded.chat(request, never)) break
    expect(counted(breakers.chat)).toEqual({ success: 1, failure: 0, neutral: 1 })
  })
})

it('a busy server is asked again when it said, and does not open it', async () => {
  for (let call = 0; call < 10; call++) {
    fake.script('/api/chat', status(503, 'server busy', { 'retry-after': '120' }))
    await expect(chat()).rejects.toMatchObject({ code: 'MODEL_BUSY', data: { retryAfter: 120 } })
  }
  expect(breakers.chat.snapshot()).toMatchObject({ state: 'closed', neutral: 10, window: [] })
  expect(fake.requestsTo('/api/chat')).toHaveLength(10)
  fake.script('/api/chat', status(503, 'server busy', { 'retry-after': '7' }))
  const answer = chat()
  await until(() => clock.next === 7_000)
  clock.advance(6_999)
  expect(fake.requestsTo('/api/chat')).toHaveLength(11)
  clock.advance(1)
  expect(textOf(await answer)).toBe('Hello there.')
})

it('a busy server is not to blame where a caller cannot wait for as long as it asks', async () => {
  const caller = new AbortController()
  fake.script('/api/embed', status(503, 'server busy', { 'retry-after': '60' }))
  const ended = expect(guarded.embed('fake-embed', ['a'], caller.signal)).rejects.toMatchObject({
    code: 'CANCELLED',
  })
  await until(() => clock.next === 60_000)
  caller.abort(new AppError('DEADLINE_TOTAL'))
  await ended
  expect(counted(breakers.embed)).toEqual({ success: 0, failure: 0, neutral: 1 })
})

it('batches that end because another one failed are no outcome', async () => {
  const model = { name: 'fake-embed', backend: 'ollama', digest: 'd', contextLength: 512 } as InstalledModel
  const embedder = bindEmbedder(model, 1, guarded, () => undefined)
  const [first, second] = [new Gate(), new Gate()]
  const sixteen = embeddings(Array.from({ length: 16 }, () => [1]))
  fake.script('/api/embed', held(first, stall), held(second, sixteen), stall)
  const texts = Array.from({ length: 48 }, (_, at) => `Room ${at}`)
  const ended = expect(embedder.embed(texts, never)).rejects.toMatchObject({ code: 'DEADLINE_TOTAL' })
  await Promise.all([first.reached, second.reached])
  clock.advance(60_000)
  second.open()
  await until(() => fake.requestsTo('/api/embed').length === 3)
  clock.advance(60_000)
  await ended
  await until(() => breakers.embed.snapshot().inFlight === 0)
  expect(counted(breakers.embed)).toEqual({ success: 1, failure: 1, neutral: 1 })
})

it('keeps origins apart: one that fails does not open the breaker of another', async () => {
  const other = await new FakeOllama().start()
  const pool = new ConnectionPool({ clock })
  const breaker = new CircuitBreaker({ name: 'engine', clock })
  const engine = new GuardedModelServer({
    server: new OllamaServer({
      ...{ backend: 'engine', clock, pool, origin: other.origin },
      address: async () => ({ origin: other.origin }),
    }),
    breakers: { chat: breaker, embed: new CircuitBreaker({ name: 'engine_embed', clock }) },
    clock,
  })
  await fail(5)
  expect(breakers.chat.state).toBe('open')
  const said: string[] = []
  for await (const chunk of engine.chat(request, never)) if (chunk.type === 'text') said.push(chunk.text)
  expect(said.join('')).toBe('Hello there.')
  expect(breaker.state).toBe('closed')
  await engine.dispose()
  await pool.dispose()
  await other.close()
})
