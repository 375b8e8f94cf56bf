import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fullTextQuery } from '../../../src-main/retrieval/full-text-query.ts'
import { estimateTokens, withinTokens } from '../../../src-main/retrieval/token-estimate.ts'
import { contentWords, wordsOf } from '../../../src-main/retrieval/words.ts'
import { openDatabase } from '../../../src-main/storage/index.ts'
import { silentLog } from '../../fakes/silent-log.ts'

describe('words', () => {
  it('gives the forms of a word one stem, without case and diacritics', () => {
    const [a, b, c] = wordsOf('Wardens warden WÀRDEN')
    expect(new Set([a?.stem, b?.stem, c?.stem])).toEqual(new Set(['warden']))
  })

  it('says where each word stands', () => {
    const text = 'Old Gertie, 22 m/s: café'
    for (const { raw, start, end } of wordsOf(text)) expect(text.slice(start, end)).toBe(raw)
  })

  it('cuts scripts without spaces into pairs and keeps their marks', () => {
    expect(wordsOf('がくや iPhone').map(({ text }) => text)).toEqual(['がく', 'くや', 'iphone'])
  })

  it('leaves a question of stop words alone its words', () => {
    expect(contentWords('What is it?').map(({ text }) => text)).toEqual(['what', 'is', 'it'])
    expect(contentWords('What is the bell?').map(({ text }) => text)).toEqual(['bell'])
  })
})

describe('the full-text query', () => {
  const database = openDatabase({ file: ':memory:', log: silentLog().scope('test') })

  it('is never a syntax error, whatever is typed', () => {
    const match = database.prepare('SELECT rowid FROM chunk_fts WHERE chunk_fts MATCH ?')
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            '"',
            '*',
            'AND',
            'NOT',
            'NEAR(',
            ')',
            '^',
            ':',
            '-',
            "'",
            'text:',
            'a',
            '東京',
            '\u0000',
          ),
          { maxLength: 12 },
        )
        .map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(typed, fc.boolean(), (text, known) => {
        const query = fullTextQuery(contentWords(text).map(({ raw }) => ({ raw, known })))
        if (query !== null) match.all(query)
      }),
      { numRuns: 300 },
    )
  }, 60_000)

  it('looks for the beginning of a word that no chunk holds', () => {
    expect(
      fullTextQuery([
        { raw: 'lamp', known: true },
        { raw: 'lampl', known: false },
        { raw: 'xy', known: false },
      ]),
    ).toBe('"lamp" OR "lampl" * OR "xy"')
    expect(fullTextQuery([])).toBeNull()
  })
})

describe('the token estimate', () => {
  it('cuts what is too long to what fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 1, max: 60 }),
        (text, tokens) => {
          const cut = withinTokens(text, tokens)
          expect(text.startsWith(cut)).toBe(true)
          expect(estimateTokens(cut)).toBeLessThanOrEqual(tokens)
        },
      ),
    )
  })
})
