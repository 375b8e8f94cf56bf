import { describe, expect, it } from 'vitest'
import { isHeld } from '../../../src-main/chat/lead-check.ts'
import { contentWords } from '../../../src-main/retrieval/index.ts'

const check = (lead: string, quotation: string, question: string) =>
  isHeld(
    lead,
    quotation,
    question,
    contentWords(question).map(({ text, stem }) => ({ text, stem, weight: 1 })),
  )

const drones = 'Drones may not be flown within 500 metres of a hut.'
const bell =
  'At Windlass the fog bell is rung by hand, five strokes every five minutes. It carries about 900 metres in still air.'

const prices = 'A night costs 14 crowns for members and 22 for everyone else. Children under 18 pay nothing.'

describe('the sentence of a small model', () => {
  it('is shown where the quotation says it', () => {
    expect(
      check('Drones may not fly within 500 metres of a hut.', drones, 'How close to a hut may a drone fly?'),
    ).toBe(true)
  })
  it('is shown where each number counts what it counts there', () => {
    expect(
      check('A night costs 14 crowns for members.', prices, 'How much does a night cost for members?'),
    ).toBe(true)
  })
  it.each([
    [
      'another number',
      'Drones may not fly within 50 metres of a hut.',
      drones,
      'How close to a hut may a drone fly?',
    ],
    [
      'a number of something else',
      'The fog bell at Windlass gives 900 strokes.',
      bell,
      'How many strokes does the fog bell at Windlass give?',
    ],
    [
      'a number of somebody else',
      'A night costs 14 crowns for members and 22 children.',
      prices,
      'How much does a night cost for a child?',
    ],
    [
      "one group's number of another",
      'A night costs 22 for members.',
      prices,
      'How much does a night cost for members?',
    ],
    [
      'the contrary',
      'The kitchen of Fernlow is not free of nuts.',
      'The kitchen of Fernlow is free of nuts.',
      'Which kitchen is free of nuts?',
    ],
    [
      'a name of its own',
      'Drones may not fly within 500 metres of Kettle.',
      drones,
      'How close to a hut may a drone fly?',
    ],
    ['only the question', 'A drone may fly close to a hut.', drones, 'How close to a hut may a drone fly?'],
    [
      'something else',
      'It carries about 900 metres in still air.',
      bell,
      'How many strokes does the fog bell at Windlass give?',
    ],
  ])('is withheld where it says %s', (_, lead, quotation, question) => {
    expect(check(lead, quotation, question)).toBe(false)
  })
})
