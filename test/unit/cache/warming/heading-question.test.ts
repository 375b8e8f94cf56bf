import { expect, it } from 'vitest'
import { headingQuestion } from '../../../../src-main/cache/warming/heading-question.ts'

it.each([
  ['Hut rules › Deposits', 'What does Hut rules say about Deposits?'],
  ['Hut rules › Money › Deposits', 'What does Hut rules say about Deposits (Money)?'],
  ['Hut rules › 3. Money › 3.2 Deposits', 'What does Hut rules say about Deposits (Money)?'],
  ['Hut rules › Overview › Deposits:', 'What does Hut rules say about Deposits?'],
  ['Deposits', 'What does Hut rules say about Deposits?'],
  ['Hut rules › Where do I leave the key?', 'Where do I leave the key?'],
  ['Hut rules › Civil duties', 'What does Hut rules say about Civil duties?'],
])('%s is asked for', (headings, question) => {
  expect(headingQuestion(headings, 'Hut rules')).toBe(question)
})

it.each([
  ['the document’s own title', 'Hut rules'],
  ['an introduction', 'Hut rules › Introduction'],
  ['a numbered one', 'Hut rules › 1. Introduction'],
  ['contents', 'Hut rules › Table of contents'],
  ['a number', 'Hut rules › 3.2'],
  ['a label of a part', 'Hut rules › Chapter IV'],
  ['a page', 'Hut rules › Page 12'],
  ['too few letters', 'Hut rules › A1'],
  ['a sentence that was taken for a heading', `Hut rules › ${'word '.repeat(30)}`],
  ['nothing', 'Hut rules › —'],
])('%s tells nothing to ask for', (_name, headings) => {
  expect(headingQuestion(headings, 'Hut rules')).toBeNull()
})

it('a document without a name is not named', () => {
  expect(headingQuestion('Deposits', '')).toBe('What is said about Deposits?')
})
