import { describe, expect, test } from 'vitest'
import { anotherTry, waitingWords } from '../../../../src-renderer/chat/waiting-words.ts'
import type { Outage, Part } from '../../../../src-renderer/ui/outages.ts'

const out = (part: Part): Outage => ({ part, kind: 'resting', breaker: null, nextTryAt: null })
const inLine = (...ids: readonly string[]) => ({
  waiting: ids.map((messageId) => ({ messageId, conversationId: 'k' })),
  retryAt: null,
})

test('a question that waits says for what, and its place behind others', () => {
  expect(waitingWords('a', inLine('a', 'b'), [out('chat_model')])).toBe('Waits for the chat model')
  expect(waitingWords('b', inLine('a', 'b'), [out('chat_model')])).toBe(
    'Waits for the chat model · 2nd in line',
  )
  expect(waitingWords('c', inLine('a', 'b', 'c'), [])).toBe('Waits for its turn · 3rd in line')
  expect(waitingWords('a', inLine('a'), [])).toBe('Is asked next')
  // The model is there by its breaker, and has just failed.
  expect(waitingWords('a', { ...inLine('a'), retryAt: 5 }, [])).toBe('Waits for the chat model')
})

describe('another try', () => {
  test('is offered once all that was missing is back', () => {
    expect(anotherTry(['chat_model_resting'], [], true)).toEqual({
      kind: 'again',
      words: 'The chat model is back: answer again',
    })
    expect(anotherTry(['no_vector_store'], [], true)?.words).toBe('Search by meaning is back: answer again')
    expect(anotherTry(['chat_model_failed', 'no_embedder'], [out('embedder')], true)).toBeNull()
    expect(anotherTry(['no_embedder'], [out('vector_store')], true)?.kind).toBe('again')
  })

  test('can wait for the chat model', () => {
    expect(anotherTry(['chat_model_silent'], [out('chat_model')], true)?.kind).toBe('wait')
    // Also one that is gone with its server.
    expect(anotherTry(['no_chat_model'], [out('chat_model')], false)?.kind).toBe('wait')
  })

  test('is not offered where there is nothing to come, or nothing was missing', () => {
    expect(anotherTry(['no_chat_model'], [], false)).toBeNull()
    expect(anotherTry(['small_model', 'disk_full'], [], true)).toBeNull()
    expect(anotherTry([], [out('chat_model')], true)).toBeNull()
  })
})
