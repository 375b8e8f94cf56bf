import { describe, expect, it } from 'vitest'
import {
  cutAfter,
  errorAfter,
  Gate,
  garbageAfter,
  held,
  inPieces,
  reset,
  status,
  tokens,
  withoutDone,
} from '../../fakes/fake-ollama-answers.ts'
import {
  clock,
  collect,
  fake,
  never,
  request,
  server,
  textOf,
  withOllamaServer,
} from './ollama-server-set-up.ts'

withOllamaServer()

describe('chat', () => {
  it('streams the text and ends with one done that has the counts', async () => {
    fake.script(
      '/api/chat',
      tokens(['A', 'B'], { prompt_eval_count: 7, eval_count: 2, done_reason: 'length' }),
    )
    expect(await collect()).toEqual([
      { type: 'text', text: 'A' },
      { type: 'text', text: 'B' },
      { type: 'done', reason: 'length', promptTokens: 7, answerTokens: 2 },
    ])
  })

  it('sends the options by the names that Ollama has for them, with its headers', async () => {
    const all = { ...request, temperature: 0.1, maxTokens: 5, contextTokens: 2048, stop: ['END'] }
    for await (const _ of server.chat(all, never));
    const [seen] = fake.requestsTo('/api/chat')
    expect(seen?.body).toMatchObject({
      stream: true,
      truncate: false,
      options: { temperature: 0.1, num_predict: 5, num_ctx: 2048, stop: ['END'] },
    })
    expect(seen?.headers.authorization).toBe('Bearer s3cret')
  })

  it('hands each token on when it comes', async () => {
    const gate = new Gate()
    fake.script('/api/chat', tokens(['first', gate, 'second']))
    const chunks = server.chat(request, never)[Symbol.asyncIterator]()
    expect((await chunks.next()).value).toEqual({ type: 'text', text: 'first' })
    gate.open()
    expect((await chunks.next()).value).toEqual({ type: 'text', text: 'second' })
    expect((await chunks.next()).value).toMatchObject({ type: 'done' })
    expect((await chunks.next()).done).toBe(true)
  })

  it.each([1, 2, 3, 7])('reads lines that come in pieces of %i bytes', async (size) => {
    fake.script('/api/chat', inPieces(['Grüße ', '漢字 ', '🦙'], size))
    expect(textOf(await collect())).toBe('Grüße 漢字 🦙')
  })

  it.each([
    ['the model is missing', status(404, "model 'x' not found"), 'MODEL_NOT_FOUND'],
    ['the request is refused', status(400, 'bad options'), 'MODEL_FAILED'],
    ['the server fails', status(500, 'boom'), 'MODEL_FAILED'],
    [
      'the model does not fit',
      status(500, 'model requires more system memory (5.6 GiB) than is available (3.1 GiB)'),
      'MODEL_LOAD_FAILED',
    ],
    ['the connection is reset', reset, 'MODEL_UNAVAILABLE'],
    ['the connection breaks midway', cutAfter(['A']), 'MODEL_UNAVAILABLE'],
    ['an error comes in the stream', errorAfter(['A'], 'out of memory'), 'MODEL_FAILED'],
    ['a line is no JSON', garbageAfter(['A']), 'MODEL_FAILED'],
    ['the stream ends without done', withoutDone(['A']), 'MODEL_FAILED'],
  ])('fails when %s', async (_name, answer, code) => {
    fake.script('/api/chat', answer)
    await expect(collect()).rejects.toMatchObject({ code })
  })

  it("keeps the server's own words", async () => {
    fake.script('/api/chat', errorAfter([], 'cuda went away'), status(400, 'bad options'))
    await expect(collect()).rejects.toMatchObject({ message: 'cuda went away' })
    await expect(collect()).rejects.toMatchObject({ message: 'bad options', data: { status: 400 } })
  })

  it('says how long a busy server wants to be left alone', async () => {
    fake.script('/api/chat', status(503, 'server busy', { 'retry-after': '7' }))
    await expect(collect()).rejects.toMatchObject({
      code: 'MODEL_BUSY',
      data: { status: 503, retryAfter: 7 },
    })
  })

  it('is unavailable where nobody listens, and answers again when somebody does', async () => {
    await fake.close()
    await expect(collect()).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: `Nothing answers at ${fake.origin}.`,
    })
    await fake.start()
    expect(textOf(await collect())).toBe('Hello there.')
  })

  it('tells that a model is being loaded when nothing comes and it is not in memory', async () => {
    const gate = new Gate()
    fake.script('/api/chat', held(gate, tokens(['A'])))
    const chunks = server.chat(request, never)[Symbol.asyncIterator]()
    const first = chunks.next()
    await gate.reached
    clock.advance(1_000)
    expect((await first).value).toEqual({ type: 'loading' })
    gate.open()
    expect((await chunks.next()).value).toEqual({ type: 'text', text: 'A' })
    await chunks.return?.(undefined)
  })

  it('does not say so of a model that is in memory', async () => {
    fake.loaded = ['fake-chat:latest']
    const gate = new Gate()
    fake.script('/api/chat', held(gate, tokens(['A'])))
    const chunks = server.chat(request, never)[Symbol.asyncIterator]()
    const first = chunks.next()
    await gate.reached
    clock.advance(1_000)
    gate.open()
    expect((await first).value).toEqual({ type: 'text', text: 'A' })
    await chunks.return?.(undefined)
  })
})
