import { describe, expect, it } from 'vitest'
import {
  cutAfter,
  doneTwice,
  Gate,
  giant,
  giantLine,
  inPieces,
  stallAfter,
  tokens,
} from '../fakes/fake-ollama-answers.ts'
import {
  begun,
  breakers,
  chat,
  clock,
  counted,
  fake,
  textOf,
  until,
  withGuardedOllama,
} from './guarded-ollama-set-up.ts'
import {
  counter,
  eitherWay,
  expectFault,
  expectStall,
  GIANT,
  ofStreams,
  outcomes,
} from './ollama-faults-set-up.ts'

withGuardedOllama()

describe('a chat', () => {
  it.each([...eitherWay, ...ofStreams])('$name: $code, $counts', (fault) =>
    expectFault('chat', () => chat(), fault),
  )

  it('refused by everybody: MODEL_UNAVAILABLE that says where, failure', async () => {
    await fake.close()
    await expect(chat()).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: `Nothing answers at ${fake.origin}.`,
    })
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
  })

  it('whose connections are reset as soon as they are accepted: MODEL_UNAVAILABLE, failure', async () => {
    fake.resetConnections(3)
    await expect(chat()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
    expect(fake.requests).toEqual([])
  })

  it('that stalls before its headers: DEADLINE_FIRST_TOKEN, failure, asked once', () =>
    expectStall('chat', () => chat(), {
      code: 'DEADLINE_FIRST_TOKEN',
      message: 'The model did not begin to answer in time.',
    }))

  it('whose connection breaks midway: MODEL_UNAVAILABLE, failure, asked once', async () => {
    const gate = new Gate()
    fake.script('/api/chat', cutAfter(['A', gate]))
    const chunks = await begun()
    gate.open()
    await expect(chunks.next()).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: `The model server at ${fake.origin} broke the connection.`,
    })
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
    expect(fake.requestsTo('/api/chat')).toHaveLength(1)
  })

  it('that stalls midway: DEADLINE_BETWEEN_CHUNKS, failure, asked once', async () => {
    fake.script('/api/chat', stallAfter(['A']))
    const chunks = await begun()
    const ended = expect(chunks.next()).rejects.toMatchObject({
      code: 'DEADLINE_BETWEEN_CHUNKS',
      message: 'The model stopped in the middle of its answer.',
    })
    await until(() => clock.next === 60_000)
    clock.advance(60_000)
    await ended
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
    expect(fake.requestsTo('/api/chat')).toHaveLength(1)
  })

  it('that sends a line without end: MODEL_FAILED, failure, and the client hangs up', async () => {
    const sent = counter()
    fake.script('/api/chat', giantLine(GIANT, sent.add))
    await expect(chat()).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: 'The model server sent a line of more than 4 MB.',
    })
    expect(counted(breakers.chat)).toEqual(outcomes.failure)
    expect(sent.bytes).toBeLessThan(GIANT / 4)
  })

  it('refused at endless length: MODEL_FAILED, neutral, and the client hangs up', async () => {
    const sent = counter()
    fake.script(
      '/api/chat',
      giant({ status: 400, begin: 'no: ', bytes: GIANT, end: '', type: 'text/plain' }, sent.add),
    )
    await expect(chat()).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringMatching(/^no: a/),
    })
    expect(counted(breakers.chat)).toEqual(outcomes.neutral)
    expect(sent.bytes).toBeLessThan(GIANT / 4)
  })

  it('whose first token is slow is waited for: success', async () => {
    const gate = new Gate()
    fake.script('/api/chat', tokens([gate, 'A']))
    const answer = chat()
    await gate.reached
    clock.advance(119_000)
    gate.open()
    expect(textOf(await answer)).toBe('A')
    expect(counted(breakers.chat)).toEqual(outcomes.success)
  })

  it('that comes byte by byte is whole: success', async () => {
    fake.script('/api/chat', inPieces(['Grüße ', '漢字 ', '🦙'], 1))
    expect(textOf(await chat())).toBe('Grüße 漢字 🦙')
    expect(counted(breakers.chat)).toEqual(outcomes.success)
  })

  it('that ends twice ends once: success', async () => {
    fake.script('/api/chat', doneTwice(['A']))
    expect((await chat()).map(({ type }) => type)).toEqual(['text', 'done'])
    expect(counted(breakers.chat)).toEqual(outcomes.success)
  })
})
