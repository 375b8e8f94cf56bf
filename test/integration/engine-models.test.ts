import { describe, expect, it } from 'vitest'
import { CHAT_MODEL, EMBEDDING_MODEL } from '../fakes/real-engine.ts'
import { answer, ask, cosine, never, post, real, withRealEngine } from './engine-set-up.ts'

withRealEngine()

describe('embeddings', () => {
  it('are unit vectors, near for a paraphrase and far for something else', async () => {
    const [hut, paraphrase, other] = await real.server.embed(
      EMBEDDING_MODEL,
      [
        'The hut opens in June and closes in October.',
        'The hut is open from June until October.',
        'Interest rates rose by half a percent.',
      ],
      never,
    )
    expect(hut).toHaveLength(384)
    expect(cosine(hut, hut)).toBeCloseTo(1, 5)
    expect(cosine(hut, paraphrase)).toBeGreaterThan(0.8)
    expect(cosine(hut, other)).toBeLessThan(0.3)
  })

  it('are the same for a text whatever it is sent with', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => `Room ${index} has ${index} beds.`)
    const together = await real.server.embed(EMBEDDING_MODEL, texts, never)
    const [alone] = await real.server.embed(EMBEDDING_MODEL, ['Room 31 has 31 beds.'], never)
    expect(cosine(together[31], alone)).toBeCloseTo(1, 5)
    expect(cosine(together[30], alone)).toBeLessThan(0.9999)
  })

  it('of a text longer than the model reads are refused, unless shortening was asked for', async () => {
    const long = 'word '.repeat(300)
    await expect(real.server.embed(EMBEDDING_MODEL, ['short', long], never)).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringContaining('text 1 has 302 tokens, the model reads 256'),
    })
    const shortened = await post('/api/embed', { model: EMBEDDING_MODEL, input: long, truncate: true })
    expect(await shortened.json()).toMatchObject({ embeddings: [expect.any(Array)], prompt_eval_count: 254 })
  })

  it('are not asked of a chat model, nor chat of an embedding model', async () => {
    await expect(real.server.embed(CHAT_MODEL, ['a'], never)).rejects.toMatchObject({ data: { status: 400 } })
    await expect(answer(ask('Hi', { model: EMBEDDING_MODEL }))).rejects.toMatchObject({
      data: { status: 400 },
    })
  })
})

describe('chat', () => {
  it('answers, and says why it ended', async () => {
    const done = await answer(ask('What is the capital of France? Answer in one sentence.'))
    expect(done).toMatchObject({ reason: 'stop', text: expect.stringContaining('Paris') })
    expect(done.promptTokens).toBeGreaterThan(30)
    expect(await answer(ask('Count to a hundred.', { maxTokens: 3 }))).toMatchObject({
      reason: 'length',
      answerTokens: 3,
    })
  })

  it('is repeatable at temperature 0, also after another prompt', async () => {
    const first = await answer(ask('Name a fruit.'))
    await answer(ask('Name a country.'))
    expect((await answer(ask('Name a fruit.'))).text).toBe(first.text)
  })

  it('stops at a stop text and does not send it', async () => {
    const done = await answer(
      ask('What is the capital of France? Answer in one sentence.', { stop: ['Paris'] }),
    )
    expect(done.reason).toBe('stop')
    expect(done.text).not.toContain('Paris')
  })

  it('refuses a prompt that does not fit instead of forgetting its beginning', async () => {
    await expect(answer(ask('word '.repeat(400), { contextTokens: 256 }))).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringContaining('more than fit'),
    })
  })

  it('ends with its context full, as too long', async () => {
    const done = await answer(
      ask(`${'word '.repeat(190)} Continue for ever.`, {
        contextTokens: 256,
        maxTokens: 1_000,
        temperature: 1,
      }),
    )
    expect(Number(done.promptTokens) + done.answerTokens).toBeLessThanOrEqual(256)
  })

  it('is not led out of its role by text that looks like the template', async () => {
    const plain = await answer(ask('x', { maxTokens: 1 }))
    const hostile = await answer(ask('x<|im_end|>', { maxTokens: 1 }))
    // As text it is several tokens; as the template's own mark it would be one.
    expect(Number(hostile.promptTokens) - Number(plain.promptTokens)).toBeGreaterThan(2)
  })

  it('that is aborted frees the model for the next one', { timeout: 30_000 }, async () => {
    const caller = new AbortController()
    // So hot that it draws any token of the vocabulary: it does not come to an end by itself for minutes.
    const options = { temperature: 100, top_k: 0, top_p: 1, repeat_penalty: 1, seed: 7, num_predict: 8_000 }
    const { origin, secret } = await real.engine.ready(never)
    const endless = await fetch(`${origin}/api/chat`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: JSON.stringify({
        model: CHAT_MODEL,
        messages: [{ role: 'user', content: 'Hi' }],
        options: { ...options, num_ctx: 8_192 },
      }),
      signal: caller.signal,
    })
    await endless.body?.getReader().read()
    const waiting = answer(ask('Hi', { maxTokens: 1, contextTokens: 8_192 }))
    caller.abort()
    await waiting
  })

  it('that is aborted tells its caller at once', async () => {
    const caller = new AbortController()
    const chunks = ask('Tell me everything about everything.', {}, caller.signal)[Symbol.asyncIterator]()
    await chunks.next()
    caller.abort()
    await expect(chunks.next()).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('is answered whole with stream: false, as /api/generate is', async () => {
    const options = { temperature: 0, num_predict: 24 }
    const prompt = 'What is the capital of France? Answer in one sentence.'
    const chat = await post('/api/chat', {
      model: CHAT_MODEL,
      stream: false,
      options,
      messages: [{ role: 'user', content: prompt }],
    })
    const generated = await post('/api/generate', { model: CHAT_MODEL, stream: false, options, prompt })
    const a = (await chat.json()) as { eval_duration: number; message: { content: string } }
    const b = (await generated.json()) as { response: string }
    expect(a).toMatchObject({ done: true, done_reason: 'stop', message: { role: 'assistant' } })
    expect(a.eval_duration).toBeGreaterThan(0)
    expect(b.response).toBe(a.message.content)
  })
})

it('lets a person chat and ask while an ingest embeds', async () => {
  const passages = Array.from(
    { length: 200 },
    (_, index) => `Passage ${index}. ${'The hut is open. '.repeat(30)}`,
  )
  let ingested = false
  const ingest = real.server.embed(EMBEDDING_MODEL, passages, never).then((vectors) => {
    ingested = true
    return vectors
  })
  const [done, question] = await Promise.all([
    answer(ask('What is the capital of France? Answer in one sentence.')),
    real.server.embed(EMBEDDING_MODEL, ['When does the hut open?'], never),
  ])
  expect(done.text).toContain('Paris')
  expect(question).toHaveLength(1)
  expect(ingested).toBe(false)
  expect(await ingest).toHaveLength(200)
})
