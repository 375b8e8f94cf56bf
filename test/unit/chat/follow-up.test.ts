import { describe, expect, it } from 'vitest'
import { leansOnConversation, withContext } from '../../../src-main/chat/follow-up.ts'

const history = [
  { role: 'user', content: 'How much does a bed at Tarnside cost?' },
  { role: 'assistant', content: 'A bunk costs 24 crowns for members; Imke Sallow takes the money.' },
] as const

describe('a question leans on the conversation', () => {
  it.each([
    'And for children?',
    'How many people fit in it?',
    'What was the limit before that?',
    'Why?',
    'What about dogs?',
    'What is the price?',
    'How much for members?',
  ])('%s', (question) => expect(leansOnConversation(question)).toBe(true))
  it.each([
    'How long is the walk from Windlass to Lastlight?',
    'Which kitchen is free of nuts?',
    'When are the quiet hours?',
    'Where is the spare key?',
    'How many keys are there for the winter rooms?',
  ])('not: %s', (question) => expect(leansOnConversation(question)).toBe(false))
  it('How many beds does the hut up there have?', () =>
    expect(leansOnConversation('How many beds does the hut up there have?')).toBe(true))
})

it('brings what it leans on along: the question before, and names of the answer', () => {
  expect(withContext('And for children?', history)).toBe(
    'How much does a bed at Tarnside cost? And for children? (Imke, Sallow)',
  )
})

it('looks back to the last question that stood by itself', () => {
  const longer = [
    ...history,
    { role: 'user', content: 'And for children?' },
    { role: 'assistant', content: 'It is 12.' },
  ] as const
  expect(withContext('And for dogs?', longer)).toMatch(
    /^How much does a bed at Tarnside cost\? And for children\? And for dogs\?/,
  )
})

it('leaves a question that stands alone as it is', () => {
  expect(withContext('Which kitchen is free of nuts?', history)).toBe('Which kitchen is free of nuts?')
  expect(withContext('And for children?', [])).toBe('And for children?')
})
