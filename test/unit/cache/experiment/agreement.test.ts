import { describe, expect, test } from 'vitest'
import { type Agreement, agreementOf } from '../../../../src-main/cache/experiment/agreement.ts'
import type { Citation } from '../../../../src-shared/schemas/chat.ts'

const cite = (start: number, end: number, documentId = 'd'): Citation => ({
  ...{ n: 1, documentId, title: '', path: '', page: null, start, end, quote: '', score: 1 },
})
const grounds = [cite(0, 50)]

/** Of two answers that rest on the same passage, and whose cosine is high unless told. */
async function between(
  a: string,
  b: string,
  { question = 'What of it?', cosine = 0.9 as number | null, cited = [grounds, grounds] } = {},
): Promise<Agreement> {
  const [citedA = [], citedB = []] = cited
  const sides = [
    { answer: a, citations: citedA },
    { answer: b, citations: citedB },
  ] as const
  const forth = await agreementOf(question, ...sides, async () => cosine)
  const back = await agreementOf(question, sides[1], sides[0], async () => cosine)
  expect(back).toBe(forth)
  return forth
}

describe('two answers disagree by a fact, however near they are', () => {
  test.each([
    ['numbers', 'It takes 5 days.', 'It takes 6 days.'],
    [
      'numbers that count other things',
      'Five strokes every five minutes.',
      'Five strokes every six minutes.',
    ],
    ['units', 'Change it every 3 months.', 'Change it every 3 weeks.'],
    ['dates', 'It is due on 3 May 2024.', 'It is due on 3 June 2024.'],
    ['weekdays', 'It is closed on Mondays and Friday.', 'It is closed on Tuesday.'],
    ['times', 'It leaves at 9:30.', 'It leaves at 9:45.'],
    ['names', 'It was signed by Anna Berg.', 'It was signed by Tom Field.'],
    ['yes and no', 'Yes, there is a lift.', 'No, there is a ramp.'],
    ['permission', 'Dogs are allowed in the hut.', 'Dogs are not allowed in the hut.'],
    ['permission by a word', 'Smoking is forbidden here.', 'Smoking is permitted here.'],
    ['duty', 'You must pay at once.', 'You do not have to pay at once.'],
    ['ability', 'It can be cancelled.', 'It cannot be cancelled.'],
    ['negation', 'The roof is covered by the policy.', 'The roof is not covered by the policy.'],
    ['opposites', 'The sales increased in spring.', 'The sales decreased in spring.'],
  ])('%s: %s %s', async (_fact, a, b) => {
    expect(await between(a, b, { cosine: 0.99 })).toBe('disagree')
  })
})

describe('two answers agree', () => {
  test.each([
    ['that are the same but for spaces and marks', 'It opens at  seven [1].', 'It opens at seven [2][3].'],
    ['that write a number otherwise', 'It takes five days.', 'It takes 5 days.'],
    ['that write a unit otherwise', 'The fee is €5.', 'The fee is 5 euros.'],
    ['that write a date otherwise', 'It is due on 3 May 2024.', 'It is due on May 3rd, 2024.'],
    ['of which one says more', 'It opens in June.', 'It opens in June, once the snow is gone.'],
    ['that forbid with other words', 'Smoking is forbidden here.', 'You may not smoke here.'],
  ])('%s', async (_what, a, b) => {
    expect(await between(a, b)).toBe('agree')
  })

  test('by a figure that they share, unless the question says it already', async () => {
    const [a, b] = ['The empty tank shows 42.', 'A blocked filter means 42.']
    expect(await between(a, b, { question: 'What does it show?' })).toBe('agree')
    expect(await between(a, b, { question: 'What does 42 mean?' })).toBe('disagree')
  })
})

describe('it cannot be told', () => {
  const [a, b] = ['The key hangs by the door.', 'It hangs by the door, the key.'] as const

  test('where they rest on other passages, or one on none', async () => {
    expect(await between(a, b)).toBe('agree')
    expect(await between(a, b, { cited: [[cite(0, 50)], [cite(40, 60)]] })).toBe('agree')
    expect(await between(a, b, { cited: [[cite(0, 50)], [cite(50, 60)]] })).toBe('unknown')
    expect(await between(a, b, { cited: [[cite(0, 50)], [cite(0, 50, 'e')]] })).toBe('unknown')
    expect(await between(a, b, { cited: [[cite(0, 50)], []] })).toBe('unknown')
    expect(await between(a, b, { cited: [[], []] })).toBe('agree')
  })

  test('without an embedder, unless a fact or the letters tell', async () => {
    expect(await between(a, b, { cosine: null })).toBe('unknown')
    expect(await between(a, a, { cosine: null })).toBe('agree')
    expect(await between('5 days.', '6 days.', { cosine: null })).toBe('disagree')
  })

  test('in a language whose negations are not known; its numbers are', async () => {
    const german = 'Die Hütte wird im Sommer um 7 geöffnet.'
    expect(await between(german, 'Im Sommer wird die Hütte nicht um 7 geöffnet.')).toBe('unknown')
    expect(await between(german, 'Die Hütte wird im Sommer um 8 geöffnet.')).toBe('disagree')
  })
})

test('below the least cosine, or one that is no number, they disagree', async () => {
  const [a, b] = ['The key hangs by the door.', 'It hangs by the door, the key.'] as const
  expect(await between(a, b, { cosine: 0.49 })).toBe('disagree')
  expect(await between(a, b, { cosine: Number.NaN })).toBe('disagree')
  expect(await between(a, b, { cosine: 0.51 })).toBe('agree')
})
