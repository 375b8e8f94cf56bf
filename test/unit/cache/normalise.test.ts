import { describe, expect, it } from 'vitest'
import { exactKey } from '../../../src-main/cache/normalise.ts'
import { keyCollisions } from './pair-fixtures.ts'

const same = (a: string, b: string) => exactKey(a) !== null && exactKey(a) === exactKey(b)

describe('the exact key', () => {
  it.each(keyCollisions().filter((pair) => pair.mustMiss))('keeps apart: $why', ({ a, b }) => {
    expect(same(a, b)).toBe(false)
  })

  it.each([
    ['when does the hut open in summer', 'When does the hut open in summer?'],
    ['  How do I   reset it ?', 'how do i reset it?'],
    ['Where is the caf\u00e9 menu?', 'Where is the cafe\u0301 menu?'],
    ['What is limit \uFF11\uFF12?', 'What is limit 12?'],
    ['Is it 5\u201310 days?', 'Is it 5-10 days?'],
    ['What\u2019s new?', "What's new?"],
  ])('folds what changes no meaning: %s', (a, b) => {
    expect(same(a, b)).toBe(true)
  })

  it.each(['', '   ', '???', '!!!', '…', '\u0000', 'What is \udc00 in the log?'])(
    'has none for what asks nothing or cannot be kept: %j',
    (question) => {
      expect(exactKey(question)).toBeNull()
    },
  )

  it('takes a question of 100 KB in its stride', () => {
    const long = `${'a '.repeat(50_000)}?`
    expect(exactKey(long)).toBe(exactKey(`${'a '.repeat(50_000).trim()}  ?`))
  })
})
