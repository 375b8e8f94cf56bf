import { beforeEach, describe, expect, it } from 'vitest'
import type { ChatChunk } from '../../../src-main/ollama/index.ts'
import { Gate, held, json, stall, status, tokens } from '../../fakes/fake-ollama-answers.ts'
import { clock, fake, never, request, seen, server, withOllamaServer } from './ollama-server-set-up.ts'

withOllamaServer()

const nothingLoaded = json({ models: [] })
const listed = json({ models: [{ name: 'fake-chat:latest' }] })
let chunks: AsyncIterator<ChatChunk>
let first: Promise<IteratorResult<ChatChunk>>

/** A chat whose answer waits at the returned gate. */
async function beginChat(): Promise<Gate> {
  const gate = new Gate()
  fake.script('/api/chat', held(gate, tokens(['A'])))
  chunks = server.chat(request, never)[Symbol.asyncIterator]()
  first = chunks.next()
  first.catch(() => undefined)
  await gate.reached
  return gate
}

/** Until which an answer about loaded models is waited for. */
const STATE_MS = 1_500

/** Time passes until the server is asked for what it has loaded, and its answer was taken in. */
async function askedAfter(ms: number): Promise<void> {
  clock.advance(ms)
  expect(clock.next).toBe(STATE_MS)
  await expect.poll(() => clock.next).not.toBe(STATE_MS)
}

describe('a model that Ollama lists while it loads it', () => {
  beforeEach(() => {
    fake.starting = ['fake-chat:latest']
  })

  it('is known by its time of expiry, which moves, and may take as long', async () => {
    const gate = await beginChat()
    await askedAfter(1_000)
    await askedAfter(2_000)
    expect((await first).value).toEqual({ type: 'loading' })
    const second = chunks.next()
    await askedAfter(2_000)
    clock.advance(590_000)
    gate.open()
    expect((await second).value).toEqual({ type: 'text', text: 'A' })
  })

  it('is loaded when that time stands, and then has the time of a first token', async () => {
    await beginChat()
    await askedAfter(1_000)
    await askedAfter(2_000)
    await first
    fake.loaded = fake.starting.splice(0)
    const failed = expect(chunks.next()).rejects.toMatchObject({
      code: 'DEADLINE_FIRST_TOKEN',
      message: expect.not.stringContaining('loaded'),
    })
    await askedAfter(2_000)
    await askedAfter(2_000)
    clock.advance(120_000)
    await failed
    expect(clock.pending).toBe(0)
  })
})

it('a model that has answered before is not told as loading', async () => {
  fake.loaded = ['fake-chat:latest']
  const gate = await beginChat()
  await askedAfter(1_000)
  await askedAfter(2_000)
  gate.open()
  expect((await first).value).toEqual({ type: 'text', text: 'A' })
  await chunks.return?.(undefined)
})

describe('a model that is being loaded', () => {
  beforeEach(() => {
    fake.script('/api/ps', nothingLoaded, nothingLoaded)
  })

  it('may take far longer than a first token, and is told of once', async () => {
    const gate = await beginChat()
    await askedAfter(1_000)
    expect((await first).value).toEqual({ type: 'loading' })
    const second = chunks.next()
    await askedAfter(2_000)
    clock.advance(590_000)
    gate.open()
    expect((await second).value).toEqual({ type: 'text', text: 'A' })
  })

  it('is not waited for without end, and the error says so', async () => {
    await beginChat()
    await askedAfter(1_000)
    await first
    const failed = expect(chunks.next()).rejects.toMatchObject({
      code: 'DEADLINE_FIRST_TOKEN',
      message: 'The model was still being loaded after 600 s.',
    })
    clock.advance(599_000)
    await failed
    expect(clock.pending).toBe(0)
  })

  it('has the whole time of a first token from when it is loaded', async () => {
    fake.script('/api/ps', listed, listed)
    const gate = await beginChat()
    await askedAfter(1_000)
    await first
    await askedAfter(2_000)
    await askedAfter(2_000)
    await askedAfter(2_000)
    clock.advance(117_000)
    const second = chunks.next()
    gate.open()
    expect((await second).value).toEqual({ type: 'text', text: 'A' })
    expect(fake.requestsTo('/api/ps')).toHaveLength(4)
  })

  it('and then falls silent fails as any other', async () => {
    fake.script('/api/ps', listed, listed)
    await beginChat()
    await askedAfter(1_000)
    await first
    const failed = expect(chunks.next()).rejects.toMatchObject({
      code: 'DEADLINE_FIRST_TOKEN',
      message: expect.not.stringContaining('loaded'),
    })
    await askedAfter(2_000)
    await askedAfter(2_000)
    clock.advance(120_000)
    await failed
  })

  it('counts as loaded where the server does not answer that any more', async () => {
    fake.script('/api/ps', status(500, 'boom'))
    await beginChat()
    await askedAfter(1_000)
    await first
    const failed = expect(chunks.next()).rejects.toMatchObject({ code: 'DEADLINE_FIRST_TOKEN' })
    await askedAfter(2_000)
    await askedAfter(2_000)
    clock.advance(120_000)
    await failed
  })
})

it('a server that does not answer what it has loaded is given up on after the time of a first token', async () => {
  fake.script('/api/ps', stall)
  await beginChat()
  const failed = expect(first).rejects.toMatchObject({ code: 'DEADLINE_FIRST_TOKEN' })
  clock.advance(1_000)
  await seen('/api/ps')
  clock.advance(119_000)
  await failed
  expect(clock.pending).toBe(0)
})

it('an answer about loaded models that comes after the first token changes nothing', async () => {
  const late = new Gate()
  fake.script('/api/ps', held(late, nothingLoaded))
  const gate = await beginChat()
  clock.advance(1_000)
  await late.reached
  gate.open()
  expect((await first).value).toEqual({ type: 'text', text: 'A' })
  late.open()
  // The reader is at work: nothing runs.
  await expect.poll(() => clock.pending).toBe(0)
  await chunks.return?.(undefined)
})

it('nobody asks any more once the answer has begun', async () => {
  const gate = await beginChat()
  gate.open()
  await first
  await chunks.return?.(undefined)
  expect(clock.pending).toBe(0)
})
