import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { ConversationStore } from '../../../src-main/chat/index.ts'
import { openDatabase } from '../../../src-main/storage/index.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import {
  availability,
  away,
  begin,
  clock,
  end,
  folder,
  inLine,
  last,
  open,
  pipeline,
  prepare,
  sessions,
  settle,
  wait,
} from './waiting-line-set-up.ts'

prepare()

describe('an attempt that the model fails', () => {
  it('puts the question back to its place, with nothing of what was written', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    pipeline.outcomes.push({ partly: 'It is', error: away() })
    availability.become(true)
    availability.isAvailable = false
    await settle()
    expect(last(one.conversationId)).toMatchObject({ state: 'waiting', content: '', error: null })
    expect(inLine()).toEqual([one.assistantMessageId, two.assistantMessageId])
    availability.become(true)
    clock.advance(1_000)
    await settle()
    expect(pipeline.asked).toEqual(['One?', 'One?', 'Two?'])
    expect(last(one.conversationId)).toMatchObject({ state: 'complete', content: 'To One?' })
    expect(last(two.conversationId)).toMatchObject({ state: 'complete', content: 'To Two?' })
  })

  it('is followed by longer and longer pauses while the model says that it is there', async () => {
    wait('One?')
    pipeline.outcomes.push(...Array.from({ length: 20 }, away))
    availability.become(true)
    await settle()
    const times: number[] = []
    for (let second = 1; second <= 70; second++) {
      const before = pipeline.requests.length
      clock.advance(1_000)
      await settle()
      if (pipeline.requests.length > before) times.push(second)
    }
    expect(times).toEqual([1, 3, 7, 15, 31, 61])
  })

  it('is made up for at once when the model has come back, however long the pauses had become', async () => {
    const one = wait('One?')
    pipeline.outcomes.push(...Array.from({ length: 5 }, away))
    availability.isProbing = true
    availability.become(true)
    for (let attempt = 0; attempt < 4; attempt++) {
      await settle()
      clock.advance(30_000)
    }
    await settle()
    expect(sessions.line().retryAt).toBe(clock.now() + 16_000)
    // As when its breaker closes after a try by hand.
    availability.isProbing = false
    availability.become(true)
    await settle()
    expect(last(one.conversationId)).toMatchObject({ state: 'complete', content: 'To One?' })
  })

  it('tells no time of the next try while the model is up', async () => {
    wait('One?')
    pipeline.outcomes.push(away())
    availability.become(true)
    await settle()
    expect(inLine()).toHaveLength(1)
    expect(sessions.line().retryAt).toBeNull()
    clock.advance(1_000)
    await settle()
    expect(inLine()).toEqual([])
  })

  it('never answers twice however the model comes and goes', async () => {
    const asked = ['One?', 'Two?', 'Three?'].map(wait)
    pipeline.outcomes.push(open(), away(), 'answer', open(), away(), open(), 'answer')
    for (let turn = 0; turn < 40; turn++) {
      availability.become(turn % 2 === 0, turn % 2 === 0 ? null : 700)
      clock.advance(1_000)
      await settle()
    }
    for (const { conversationId } of asked) expect(last(conversationId)?.state).toBe('complete')
    expect(pipeline.asked.join(' ')).toBe('One? One? One? Two? Two? Two? Two? Three?')
    expect(inLine()).toEqual([])
  })

  it('over this question again and again lets it be quoted, for others wait behind it', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    const broken = () => ({ partly: 'It', error: new AppError('MODEL_FAILED') })
    pipeline.outcomes.push(broken(), broken(), broken())
    availability.become(true)
    for (let second = 0; second < 10; second++) {
      await settle()
      clock.advance(1_000)
    }
    expect(pipeline.requests.map(({ question, mustWrite }) => [question, mustWrite])).toEqual([
      ['One?', true],
      ['One?', true],
      ['One?', true],
      ['One?', false],
      ['Two?', true],
    ])
    expect(last(one.conversationId)).toMatchObject({ state: 'complete', mode: 'extractive' })
    expect(last(two.conversationId)?.mode).toBe('generated')
  })

  it('for another reason than the model ends it, and the next has its turn', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    pipeline.outcomes.push(new AppError('DATABASE_CORRUPT'))
    availability.become(true)
    await settle()
    expect(last(one.conversationId)).toMatchObject({ state: 'failed', error: { code: 'DATABASE_CORRUPT' } })
    expect(last(two.conversationId)?.state).toBe('complete')
  })
})

describe('the end of the app', () => {
  it('keeps the line in its order', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    await end()
    begin()
    expect(inLine()).toEqual([one.assistantMessageId, two.assistantMessageId])
    expect(last(one.conversationId)?.state).toBe('waiting')
    availability.become(true)
    await settle()
    expect(pipeline.asked).toEqual(['One?', 'Two?'])
  })

  it('puts what was being written back, as a kill does', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    pipeline.outcomes.push('hang')
    availability.become(true)
    await settle()
    clock.advance(500)
    expect(last(one.conversationId)).toMatchObject({ state: 'streaming', content: 'So far' })
    availability.isAvailable = false
    // Another process that opens the file as the killed one left it.
    const file = join(folder, 'alcove.db')
    const other = openDatabase({ file, log: silentLog().scope('test') })
    const after = new ConversationStore({ database: other, clock })
    expect(after.get(one.conversationId).messages.at(-1)).toMatchObject({ state: 'waiting', content: '' })
    expect(after.waiting().map(({ messageId }) => messageId)).toEqual([
      one.assistantMessageId,
      two.assistantMessageId,
    ])
    await other.dispose()
    await end()
    begin()
    expect(inLine()).toEqual([one.assistantMessageId, two.assistantMessageId])
  })
})
