import { expect, test } from 'vitest'
import { applyEvents, beginLiveAnswer } from '../../../../src-renderer/chat/live-answer.ts'
import type { AnswerEvent } from '../../../../src-shared/schemas/chat.ts'
import { answer, citation } from './fixtures.ts'

const begun = beginLiveAnswer(
  { streamId: 's', conversationId: 'k', userMessageId: 'u', assistantMessageId: 'a' },
  1_000,
)
const numbered = (events: readonly AnswerEvent[], from = 0) =>
  events.map((event, index) => ({ sequence: from + index, event }))

test('sources are there before the first word, and words add up', () => {
  const { live, isGap } = applyEvents(
    begun,
    numbered([
      { type: 'stage', stage: 'searching' },
      { type: 'sources', citations: [citation(1)] },
      { type: 'stage', stage: 'writing' },
      { type: 'delta', text: 'Hel' },
      { type: 'delta', text: 'lo' },
    ]),
  )
  expect(isGap).toBe(false)
  expect(live).toMatchObject({ text: 'Hello', stage: 'writing', citations: [{ n: 1 }], nextSequence: 5 })
})

test('events seen before change nothing', () => {
  const events = numbered([{ type: 'delta', text: 'once' }])
  const { live } = applyEvents(begun, events)
  expect(applyEvents(live, events)).toEqual({ live, isGap: false })
})

test('at a gap it stops, and goes on once the missing events are there', () => {
  const events = numbered([
    { type: 'delta', text: 'a' },
    { type: 'delta', text: 'b' },
    { type: 'delta', text: 'c' },
  ])
  const first = applyEvents(
    begun,
    [events[0], events[2]].flatMap((event) => event ?? []),
  )
  expect(first).toMatchObject({ isGap: true, live: { text: 'a', nextSequence: 1 } })
  expect(applyEvents(first.live, events)).toMatchObject({ isGap: false, live: { text: 'abc' } })
})

test('a restart withdraws the text but not the sources', () => {
  const { live } = applyEvents(
    begun,
    numbered([
      { type: 'sources', citations: [citation(1)] },
      { type: 'delta', text: 'Half of a' },
      { type: 'restart', reason: 'chat_model_failed' },
      { type: 'delta', text: 'Quoted' },
    ]),
  )
  expect(live).toMatchObject({ text: 'Quoted', withdrawn: 'chat_model_failed', citations: [{ n: 1 }] })
})

test('what `done` says replaces what was streamed', () => {
  const done = answer('Whole', { citations: [citation(2)] })
  const { live } = applyEvents(
    begun,
    numbered([
      { type: 'sources', citations: [citation(1), citation(2)] },
      { type: 'delta', text: 'Who' },
      { type: 'done', answer: done },
    ]),
  )
  expect(live).toMatchObject({ text: 'Whole', answer: done, citations: [{ n: 2 }] })
})
