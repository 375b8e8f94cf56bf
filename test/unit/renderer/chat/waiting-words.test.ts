import { describe, expect, test } from 'vitest'
import {
  anotherTry,
  waitingName,
  waitingWords,
  whenWords,
} from '../../../../src-renderer/chat/waiting-words.ts'
import type { Outage, Part } from '../../../../src-renderer/ui/outages.ts'
import type { Degradation } from '../../../../src-shared/schemas/chat.ts'

const out = (part: Part): Outage => ({ part, kind: 'resting', breaker: null, nextTryAt: null })
const inLine = (...ids: readonly string[]) => ({
  waiting: ids.map((messageId) => ({ messageId, conversationId: 'k' })),
  retryAt: null,
})

test('a question that waits says for what, and its place behind others', () => {
  expect(waitingWords('a', inLine('a', 'b'), [out('chat_model')])).toBe('Waits for the chat model')
  expect(waitingWords('b', inLine('a', 'b'), [out('chat_model')])).toBe(
    'Waits for the chat model · 2nd in line of all conversations',
  )
  expect(waitingWords('c', inLine('a', 'b', 'c'), [])).toBe(
    'Waits for its turn · 3rd in line of all conversations',
  )
  expect(waitingWords('a', inLine('a'), [])).toBe('Is asked next')
  // The model is there by its breaker, and has just failed.
  expect(waitingWords('a', { ...inLine('a'), retryAt: 5 }, [])).toBe('Waits for the chat model')
})

test('a question that waits for what was stopped by hand says how that ends', () => {
  const stopped = [{ ...out('chat_model'), kind: 'stopped' as const }]
  expect(waitingWords('a', inLine('a'), stopped)).toBe(
    'Waits for the chat model until you reset it in Diagnostics',
  )
})

test('when a part is tried again is said as far as that is known, and no time made up', () => {
  expect(whenWords('resting', 12)).toBe('Next try in 12 s')
  expect(whenWords('resting', 0)).toBe('Next try now')
  expect(whenWords('trying', null)).toBe('Next try under way')
  expect(whenWords('restarting', null)).toBe('')
  expect(whenWords('stopped', null)).toBe('Until you reset it')
  expect(whenWords('missing', null)).toBe('')
})

test('a place in line is named the same everywhere, and none for the first', () => {
  expect(waitingName('a', inLine('a', 'b'))).toBe('Waiting question')
  expect(waitingName('b', inLine('a', 'b'))).toBe('Waiting question, 2nd in line of all conversations')
})

describe('another try', () => {
  const answer = (...degradations: readonly Degradation[]) => ({ degradations, createdAt: 100 })

  test('says that what was missing is back once that was seen', () => {
    expect(anotherTry(answer('chat_model_resting'), [], { chat_model: 101 }, true)).toEqual({
      kind: 'again',
      words: 'The chat model is back: answer again',
    })
    const search = anotherTry(answer('no_vector_store'), [], { vector_store: 200 }, true)
    expect(search?.words).toBe('Search by meaning is back: answer again')
  })

  test('says no more than that it can be made where no outage was seen since', () => {
    const again = { kind: 'again', words: 'Answer again' }
    // One failure opens no breaker: it may hang again.
    expect(anotherTry(answer('chat_model_silent'), [], {}, true)).toEqual(again)
    // What was over before the answer began says nothing of it.
    expect(anotherTry(answer('chat_model_silent'), [], { chat_model: 99 }, true)).toEqual(again)
    expect(anotherTry(answer('chat_model_silent'), [], { embedder: 101 }, true)).toEqual(again)
    expect(anotherTry(answer('no_embedder'), [], { chat_model: 101 }, true)).toEqual(again)
    expect(anotherTry(answer('chat_model_failed', 'no_embedder'), [], { embedder: 101 }, true)).toEqual(again)
    expect(anotherTry(answer('chat_model_busy'), [], {}, true)).toEqual(again)
    expect(anotherTry(answer('chat_model_refused'), [], {}, true)).toEqual(again)
  })

  test('is not offered while a part that it would need is out', () => {
    const missed = answer('chat_model_failed', 'no_embedder')
    expect(anotherTry(missed, [out('embedder')], { chat_model: 101 }, true)).toBeNull()
    expect(anotherTry(answer('no_embedder'), [out('vector_store')], {}, true)?.kind).toBe('again')
  })

  test('can wait for the chat model', () => {
    expect(anotherTry(answer('chat_model_silent'), [out('chat_model')], {}, true)?.kind).toBe('wait')
    // Also one that is gone with its server.
    expect(anotherTry(answer('no_chat_model'), [out('chat_model')], {}, false)?.kind).toBe('wait')
  })

  test('is not offered where there is nothing to come, or nothing was missing', () => {
    expect(anotherTry(answer('no_chat_model'), [], {}, false)).toBeNull()
    expect(anotherTry(answer('small_model', 'disk_full'), [], {}, true)).toBeNull()
    expect(anotherTry(answer(), [out('chat_model')], {}, true)).toBeNull()
  })
})
