import { expect, test } from 'vitest'
import {
  announcement,
  answerNotes,
  silenceWords,
  stageWords,
  timingRows,
} from '../../../../src-renderer/chat/answer-words.ts'
import { citation, message } from './fixtures.ts'

const texts = (more: Parameters<typeof answerNotes>[0]) => answerNotes(more).map(({ text }) => text)

test('an answer by a good model needs no note', () => {
  expect(answerNotes({ mode: 'generated', degradations: [], state: 'complete' })).toEqual([])
})

test('each kind of answer is called what it is', () => {
  expect(texts({ mode: 'extractive', degradations: [], state: 'complete' })).toEqual([
    'Quoted from your documents, word for word',
  ])
  expect(texts({ mode: 'extractive', degradations: ['small_model'], state: 'complete' })).toEqual([
    'Quoted from your documents, word for word',
    'What the small model wrote was not borne out by them, so it is not shown',
  ])
  expect(texts({ mode: 'extractive', degradations: ['chat_model_busy'], state: 'complete' })[1]).toBe(
    'The model server is busy: ask again in a moment',
  )
  expect(texts({ mode: 'extractive', degradations: ['chat_model_refused'], state: 'complete' })[1]).toBe(
    'The model server refused the question: check the chat model in Settings',
  )
  expect(texts({ mode: 'none', degradations: [], state: 'complete' })).toEqual([
    'Nothing in your documents answers this',
  ])
  expect(texts({ mode: 'generated', degradations: ['small_model'], state: 'complete' })).toEqual([
    'Written by a small model: check the sources',
  ])
  expect(texts({ mode: 'generated', degradations: ['no_embedder'], state: 'stopped' })).toEqual([
    'Found by words alone: the embedding model did not answer',
    'Stopped by you',
  ])
})

test('waiting says what is waited for', () => {
  expect(stageWords('searching', 12_480)).toMatch(/^Searching 12.480 passages…$/)
  expect(stageWords('searching', null)).toBe('Searching your documents…')
  expect(stageWords('searching', 145, 6)).toBe('Reading 6 sources…')
  expect(stageWords('writing', 145, 6)).toBe('Writing…')
  expect(stageWords(null, 3)).toBe('Asking…')
})

test('an answer without a model says what that means by whether one is there, expected or not installed', () => {
  const quoted = { mode: 'extractive', degradations: ['no_chat_model'], state: 'complete' } as const
  const note = (model: 'there' | 'out' | 'none') => answerNotes(quoted, null, model)[1]?.text
  expect(note('none')).toBe('No chat model answers: see Settings for written answers')
  expect(note('out')).toBe('No chat model answers right now: Diagnostics and Settings say why')
  expect(note('there')).toBe('No chat model answered')
})

test('a silence is spoken of once it is long and the search is over', () => {
  expect(silenceWords(5, 6)).toBe('No answer has come yet; if none comes, your documents are quoted.')
  expect(silenceWords(5, 6, true)).toBe('No answer has come yet; if none comes, it waits on in line.')
  expect(silenceWords(4, 6)).toBeNull()
  expect(silenceWords(9, 0)).toBeNull()
  expect(silenceWords(null, 6)).toBeNull()
})

test('only stages that ran are listed, in their order', () => {
  expect(timingRows({ total: 900, embed: 2 }).map(({ key }) => key)).toEqual(['embed', 'total'])
})

test('a listener hears the state, not the words', () => {
  const streaming = message('a', 'assistant', {
    state: 'streaming',
    content: 'Half',
    citations: [citation(1)],
  })
  expect(announcement(streaming, 'searching')).toBe('Searching your documents.')
  expect(announcement(streaming, 'writing')).toBe('1 source found. Writing the answer.')
  const longer = { ...streaming, content: 'Half of it' }
  expect(announcement(longer, 'writing')).toBe(announcement(streaming, 'writing'))
  expect(announcement({ ...streaming, state: 'complete' }, null)).toBe('The answer is ready, with 1 source.')
})
