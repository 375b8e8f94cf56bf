import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import type { Database } from '../../../src-main/storage/index.ts'
import type { ErrorCode } from '../../../src-shared/error-codes.ts'
import type { Degradation } from '../../../src-shared/schemas/chat.ts'
import { scriptedChat, wordEmbedder } from '../../fakes/scripted-models.ts'
import { ask, asked, pipeline, prepare, traceOf, world } from './answer-pipeline-set-up.ts'

prepare()

describe('while the chat model is out', () => {
  const resting = new AppError('CIRCUIT_OPEN', {
    data: { breaker: 'engine', state: 'open', retryAfterMs: 12_000 },
  })

  it('quotes at once where its breaker is open, and says so', async () => {
    world.model = scriptedChat([[resting]])
    const { events, answer } = await ask(asked)
    expect(answer).toMatchObject({ mode: 'extractive', degradations: ['chat_model_resting'], model: null })
    expect(answer.answer).toContain('five strokes every five minutes. [1]')
    // Nothing was shown that would have to be taken back.
    expect(events.some(({ type }) => type === 'restart')).toBe(false)
    expect(traceOf(answer)).toMatchObject({
      notes: { failure: 'CIRCUIT_OPEN', protection: { breaker: 'engine', retryAfterMs: 12_000 } },
    })
  })

  it('does the same for a small model', async () => {
    world.model = scriptedChat([[resting]], true)
    expect((await ask(asked)).answer.degradations).toEqual(['chat_model_resting'])
  })

  it('says of one that a person has stopped that it was stopped by hand, not that it failed', async () => {
    const data = { breaker: 'engine', state: 'forced_open', retryAfterMs: null }
    world.model = scriptedChat([[new AppError('CIRCUIT_OPEN', { data })]])
    expect((await ask(asked)).answer.degradations).toEqual(['chat_model_stopped'])
  })

  const followUp = {
    history: [
      { role: 'user' as const, content: 'Tell me of the bell at Windlass in fog.' },
      { role: 'assistant' as const, content: 'It is rung by hand.' },
    ],
  }

  it('asks the model for nothing where quotations are chosen, not even to rewrite the question', async () => {
    const model = scriptedChat([['Never said.']])
    world.model = model
    const { answer } = await ask('How many strokes does it give?', { ...followUp, mustQuote: true })
    expect(model.requests).toEqual([])
    expect(answer).toMatchObject({ mode: 'extractive', degradations: ['chat_model_unasked'] })
    expect(answer.answer).toContain('five strokes every five minutes')
    world.model = null
    expect((await ask(asked, { mustQuote: true })).answer.degradations).toEqual(['no_chat_model'])
  })

  it('rewrites by rule while the breaker is not closed: the answer itself is the probe', async () => {
    const model = scriptedChat([['Five strokes [1].']])
    world.model = model
    world.isSound = false
    const { events, answer } = await ask('How many strokes does it give?', followUp)
    expect(model.requests).toHaveLength(1)
    expect(model.requests[0]?.messages.at(-1)?.content).toContain('How many strokes does it give?')
    expect(events.find(({ type }) => type === 'condensed')).toMatchObject({
      question: expect.stringContaining('bell at Windlass'),
    })
    expect(answer.mode).toBe('generated')
  })

  it('does not say that it was not asked where the breaker opened over this very question', async () => {
    world.model = scriptedChat([[new AppError('DEADLINE_TOTAL')], [resting]])
    const { answer } = await ask('How many strokes does it give?', followUp)
    expect(answer.degradations).toEqual(['chat_model_silent'])
  })

  it('tells one that was silent from one that stopped midway', async () => {
    world.model = scriptedChat([
      [new AppError('MODEL_UNAVAILABLE')],
      [],
      ['It', new AppError('MODEL_UNAVAILABLE')],
    ])
    expect((await ask(asked)).answer.degradations).toEqual(['chat_model_silent'])
    expect((await ask(asked)).answer.degradations).toEqual(['chat_model_silent'])
    expect((await ask(asked)).answer.degradations).toEqual(['chat_model_failed'])
  })

  const refused = (status: number) => new AppError('MODEL_FAILED', { data: { status, retryAfter: null } })
  it.each<[string, AppError, Degradation]>([
    ['is busy', new AppError('MODEL_BUSY', { data: { status: 503, retryAfter: 1 } }), 'chat_model_busy'],
    ['has too many calls waiting', new AppError('POOL_FULL'), 'chat_model_busy'],
    ['had no connection to spare', new AppError('POOL_TIMEOUT'), 'chat_model_busy'],
    ['has the model no more', new AppError('MODEL_NOT_FOUND'), 'chat_model_refused'],
    ['takes no such request', refused(400), 'chat_model_refused'],
    ['lets nobody in', refused(401), 'chat_model_refused'],
    ['took too long to read the request', refused(408), 'chat_model_silent'],
    ['broke', refused(500), 'chat_model_silent'],
    ['did not begin in time', new AppError('DEADLINE_FIRST_TOKEN'), 'chat_model_silent'],
  ])('tells a server that %s by its own code', async (_, failure, expected) => {
    for (const small of [false, true]) {
      world.model = scriptedChat([[failure]], small)
      expect((await ask(asked)).answer).toMatchObject({ mode: 'extractive', degradations: [expected] })
    }
    // Midway is midway, whatever the reason.
    world.model = scriptedChat([['It', failure]])
    expect((await ask(asked)).answer.degradations).toEqual(['chat_model_failed'])
  })

  it('does not ask an embedder or a vector store that rests, and says in the trace that it did not', async () => {
    world.embedder = wordEmbedder({ embed: () => Promise.reject(new AppError('CIRCUIT_OPEN')) })
    const { answer } = await ask(asked)
    expect(answer).toMatchObject({
      degradations: ['no_chat_model', 'no_embedder'],
      citations: [{ documentId: 'signals' }],
    })
    expect(traceOf(answer)).toMatchObject({ dense: 'no_embedder', denseFailure: 'CIRCUIT_OPEN' })
    world.embedder = wordEmbedder()
    world.vectors.query = () => Promise.reject(new AppError('CIRCUIT_OPEN'))
    const second = (await ask(asked)).answer
    expect(second.degradations).toEqual(['no_chat_model', 'no_vector_store'])
    expect(traceOf(second)).toMatchObject({ dense: 'no_vector_store', denseFailure: 'CIRCUIT_OPEN' })
  })

  it('asks an embedder that hangs once for each question, so that nobody waits for its deadline twice', async () => {
    let calls = 0
    const hangs = async () => {
      calls++
      throw new AppError('DEADLINE_TOTAL')
    }
    world.embedder = wordEmbedder({ embed: hangs })
    const { answer } = await ask(asked)
    expect(answer).toMatchObject({ mode: 'extractive', citations: [{ documentId: 'signals' }] })
    expect(calls).toBe(1)
  })

  it('throws why instead of quoting where the question waits for it, and counts that as no failure', async () => {
    const from = pipeline()
    const outcomes: unknown[] = []
    from.onFinished((outcome) => outcomes.push(outcome))
    const wait = () => ask(asked, { mustWrite: true }, from)
    await expect(wait()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    world.model = scriptedChat([
      [resting],
      ['It', new AppError('DEADLINE_BETWEEN_CHUNKS')],
      ['Five strokes [1].'],
    ])
    await expect(wait()).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' })
    await expect(wait()).rejects.toMatchObject({ code: 'DEADLINE_BETWEEN_CHUNKS' })
    expect(outcomes).toEqual([])
    expect((await wait()).answer).toMatchObject({ mode: 'generated', degradations: [] })
    expect(outcomes).toHaveLength(1)
  })

  it('quotes to one who waits where the model refuses this very question', async () => {
    world.model = scriptedChat([[new AppError('INVALID_INPUT')]])
    expect((await ask(asked, { mustWrite: true })).answer.degradations).toEqual(['chat_model_refused'])
  })
})

describe('while the database is', () => {
  const failing = (code: ErrorCode) => {
    const prepare = world.database.prepare.bind(world.database)
    world.database.prepare = ((sql: string) => {
      if (sql.startsWith('INSERT INTO trace')) throw new AppError(code)
      return prepare(sql)
    }) as Database['prepare']
  }

  it('on a full disk, it answers and says that the trace is not kept', async () => {
    failing('DISK_FULL')
    expect((await ask(asked)).answer).toMatchObject({
      mode: 'extractive',
      degradations: ['no_chat_model', 'disk_full'],
    })
  })

  it('busy, it answers and says that it was slow', async () => {
    failing('DATABASE_BUSY')
    expect((await ask(asked)).answer.degradations).toEqual(['no_chat_model', 'database_slow'])
  })
})
