import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConversationStore } from '../../../src-main/chat/index.ts'
import { openDatabase } from '../../../src-main/storage/index.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import {
  availability,
  clock,
  conversations,
  folder,
  inLine,
  last,
  pipeline,
  prepare,
  sessions,
  settle,
  started,
  wait,
} from './waiting-line-set-up.ts'

prepare()

describe('a question that waits', () => {
  it('is kept, and asked of nobody while the model is away', async () => {
    const asked = wait('One?')
    expect(asked.streamId).toBeNull()
    await settle()
    expect(last(asked.conversationId)).toMatchObject({ state: 'waiting', content: '' })
    expect(inLine()).toEqual([asked.assistantMessageId])
    expect(pipeline.requests).toEqual([])
  })

  it('is answered by the model alone when that is back, and its stream is told', async () => {
    const asked = wait('One?')
    availability.become(true)
    expect(started).toMatchObject([{ assistantMessageId: asked.assistantMessageId }])
    await settle()
    expect(last(asked.conversationId)).toMatchObject({
      state: 'complete',
      content: 'To One?',
      mode: 'generated',
    })
    expect(pipeline.requests).toMatchObject([{ mustWrite: true }])
    expect(inLine()).toEqual([])
  })

  it('is answered at once where the model is there', async () => {
    availability.isAvailable = true
    const asked = wait('One?')
    expect(asked.streamId).not.toBeNull()
    await settle()
    expect(last(asked.conversationId)?.state).toBe('complete')
  })

  it('is the probe when one is due', async () => {
    availability.nextTryMs = 12_000
    const asked = wait('One?')
    clock.advance(11_999)
    expect(pipeline.requests).toEqual([])
    availability.isAvailable = true
    clock.advance(1)
    await settle()
    expect(last(asked.conversationId)?.state).toBe('complete')
  })

  it('comes after those before it, of whatever conversation, one at a time', async () => {
    wait('One?')
    wait('Two?')
    wait('Three?')
    pipeline.outcomes.push('hang')
    availability.become(true)
    await settle()
    expect(pipeline.asked).toEqual(['One?'])
    sessions.cancel(started[0]?.streamId ?? '')
    await settle()
    expect(pipeline.asked).toEqual(['One?', 'Two?', 'Three?'])
    expect(inLine()).toEqual([])
  })

  it('can be taken out of the line', async () => {
    const one = wait('One?')
    const two = wait('Two?')
    sessions.stopWaiting(one.assistantMessageId)
    expect(last(one.conversationId)?.state).toBe('stopped')
    expect(() => sessions.stopWaiting(one.assistantMessageId)).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
    availability.become(true)
    await settle()
    expect(pipeline.asked).toEqual(['Two?'])
    expect(last(two.conversationId)?.state).toBe('complete')
  })

  it('can be answered now with quotations, and not once more when the model is back', async () => {
    const asked = wait('One?')
    sessions.answerNow(asked.assistantMessageId)
    await settle()
    expect(last(asked.conversationId)).toMatchObject({ state: 'complete', mode: 'extractive' })
    availability.become(true)
    await settle()
    expect(pipeline.asked).toEqual(['One?'])
  })

  it('is not asked of the model where quotations are chosen, be its turn just now', async () => {
    const one = wait('One?')
    pipeline.outcomes.push('hang')
    availability.become(true)
    await settle()
    expect(last(one.conversationId)?.state).toBe('streaming')
    sessions.answerNow(one.assistantMessageId)
    await settle()
    expect(pipeline.requests).toMatchObject([
      { mustWrite: true, mustQuote: false },
      { mustWrite: false, mustQuote: true },
    ])
    expect(last(one.conversationId)).toMatchObject({ state: 'complete', mode: 'extractive' })
    expect(inLine()).toEqual([])
  })

  it('is taken out at once, be it attempted just now or another of its conversation', async () => {
    const one = wait('One?')
    const two = sessions.startInLine({
      ...{ conversationId: one.conversationId, collectionId: null, question: 'Two?' },
      parentId: one.assistantMessageId,
    })
    pipeline.outcomes.push('hang')
    availability.become(true)
    await settle()
    const told: string[][] = []
    sessions.onLine(({ waiting }) => told.push(waiting.map(({ messageId }) => messageId)))
    expect(inLine()).toEqual([two.assistantMessageId])
    sessions.stopWaiting(two.assistantMessageId)
    expect(told).toEqual([[]])
    expect(last(one.conversationId)).toMatchObject({ id: two.assistantMessageId, state: 'stopped' })
    sessions.stopWaiting(one.assistantMessageId)
    await settle()
    expect(conversations.get(one.conversationId).messages[1]).toMatchObject({ state: 'stopped' })
    expect(pipeline.asked).toEqual(['One?'])
  })

  it('answered now is in line no more, also for a process that is killed meanwhile', async () => {
    const asked = wait('One?')
    pipeline.outcomes.push('hang')
    sessions.answerNow(asked.assistantMessageId)
    await settle()
    clock.advance(500)
    const file = join(folder, 'alcove.db')
    const other = openDatabase({ file, log: silentLog().scope('test') })
    const after = new ConversationStore({ database: other, clock })
    expect(after.get(asked.conversationId).messages.at(-1)).toMatchObject({
      state: 'stopped',
      content: 'So far',
    })
    expect(after.waiting()).toEqual([])
    await other.dispose()
  })

  it('goes with its conversation', async () => {
    const { conversationId } = wait('One?')
    const two = wait('Two?')
    conversations.remove(conversationId)
    expect(inLine()).toEqual([two.assistantMessageId])
    availability.become(true)
    await settle()
    expect(pipeline.asked).toEqual(['Two?'])
  })

  it('may be a version of an answer that was quoted', async () => {
    const quoted = sessions.start({
      ...{ conversationId: null, collectionId: null, parentId: null, question: 'One?' },
    })
    await settle()
    const again = sessions.regenerateInLine(quoted.conversationId, quoted.assistantMessageId)
    expect(last(quoted.conversationId)).toMatchObject({ id: again.assistantMessageId, state: 'waiting' })
    availability.become(true)
    await settle()
    expect(last(quoted.conversationId)).toMatchObject({ state: 'complete', mode: 'generated' })
    expect(last(quoted.conversationId)?.siblings).toEqual([
      quoted.assistantMessageId,
      again.assistantMessageId,
    ])
  })
})
