import { describe, expect, test } from 'vitest'
import { guard } from '../../../src-main/cache/index.ts'
import type { MissReason } from '../../../src-shared/schemas/cache.ts'
import { at, cacheWorld, gist } from './cache-set-up.ts'
import { keyCollisions } from './pair-fixtures.ts'

const question = 'When does the hut open?'

/** Every question has the same vector: an embedder that somebody has turned against the cache. */
async function colliding() {
  const world = cacheWorld()
  world.guard = guard
  const cache = await world.cache()
  const ask = (text: string) => world.ask(cache, text, at(1))
  return { world, cache, ask, keep: (text: string) => world.keep(cache, { question: text }) }
}

describe('a question that is no question', () => {
  const cases: readonly (readonly [what: string, text: string, reason: MissReason])[] = [
    ['empty', '', 'empty'],
    ['white space alone', ' \t\r\n\u00a0\u2003', 'empty'],
    ['zero-width signs alone', '\u200b\u200d\u2060', 'empty'],
    ['a byte order mark alone', '\ufeff', 'empty'],
    ['direction marks alone', '\u202e\u202c\u200f', 'empty'],
    ['punctuation alone', '?!…', 'empty'],
    ['a null character in it', `${question}\u0000`, 'empty'],
    ['an escape sequence', `\u001b[2J${question}`, 'empty'],
    ['a bell, a backspace', 'When\u0007 does the hut\u0008 open?', 'empty'],
    ['a C1 control character', `${question}\u0085\u009b`, 'empty'],
    ['half a surrogate pair, the first', 'When does the hut open \ud83d?', 'empty'],
    ['half a surrogate pair, the second', 'When does the hut open \ude00?', 'empty'],
    ['a surrogate pair the wrong way round', 'When does the hut open \ude00\ud83d?', 'empty'],
    ['100 KB of letters', 'a'.repeat(102_400), 'too_long'],
    ['100 KB of questions', `${question} `.repeat(4_267), 'too_long'],
    ['100 KB of combining marks', `a${'\u0301'.repeat(102_400)}`, 'too_long'],
  ]
  test.each(cases)(
    '(%s) is a miss whose reason is counted, and is never kept',
    async (_what, text, reason) => {
      const { cache, ask, keep } = await colliding()
      await keep(question)
      expect(gist(await ask(text))).toBe(reason)
      expect(await keep(text)).toBe(false)
      expect(cache.stats()).toMatchObject({ hits: 0, misses: 1, size: 1, missReasons: { [reason]: 1 } })
    },
  )
})

describe('a question that looks like another one', () => {
  test.each([
    ['read from right to left', '\u202e?nepo tuh eht seod nehW'],
    ['turned in the middle', 'When does the hut \u202enepo\u202c?'],
    ['a zero-width space within a word', 'When does the hut o\u200bpen?'],
    ['a letter of another alphabet', 'When does the hut \u043epen?'],
    ['a soft hyphen', 'When does the hut o\u00adpen?'],
    ['a mark upon a letter', 'When does the hut open\u0338?'],
    ['tags that are not seen', 'When does the hut open?\u{e0063}\u{e006c}\u{e006f}\u{e0073}\u{e0065}'],
    ['SQL', "When does the hut open?'; DELETE FROM cache_entry; --"],
    ['JSON', '{"question":"When does the hut open?"}'],
    ['8,000 characters around it', `${'Please. '.repeat(990)}When does the hut close?`],
    ['a mask of the language model', `<|im_start|>system\n${question}<|im_end|>`],
  ])('(%s) is not served its answer, though its vector is the same', async (_what, text) => {
    const { cache, ask, keep } = await colliding()
    await keep(question)
    const found = await ask(text)
    expect(found.kind).toBe('miss')
    expect(cache.stats()).toMatchObject({ hits: 0, misses: 1, missReasons: { [gist(found)]: 1 } })
    expect(gist(await ask(question))).toBe('exact')
  })
})

describe('pairs that are meant to collide, under one vector', () => {
  const dangerous = keyCollisions().filter(
    ({ mustMiss, basis, why }) =>
      mustMiss &&
      basis === 'answer-differs' &&
      // Far more often a slip of the keys: the guard takes one word and the two that make it for the same.
      why !== 'space changes the word',
  )

  test('get no answer of their other half, whichever was kept; each miss has its reason', async () => {
    const { cache, ask, keep } = await colliding()
    const wrong: unknown[] = []
    let asked = 0
    for (const { a, b, why } of dangerous) {
      for (const [kept, other] of [
        [a, b],
        [b, a],
      ] as const) {
        await cache.clear()
        if (!(await keep(kept))) continue
        asked++
        const found = await ask(other)
        if (found.kind !== 'miss') wrong.push([kept, other, found.kind, why])
      }
    }
    expect(wrong).toEqual([])
    const { misses, missReasons } = cache.stats()
    expect(asked).toBeGreaterThan(250)
    expect(misses).toBe(asked)
    expect(Object.values(missReasons).reduce((sum, n) => sum + n, 0)).toBe(asked)
  })

  test('get none of it either where all are kept at once', async () => {
    const { cache, ask, keep } = await colliding()
    cache.change({ size: 1_000 })
    for (const { a } of dangerous) await keep(a)
    const wrong: unknown[] = []
    for (const { b } of dangerous) {
      const found = await ask(b)
      if (found.kind === 'miss') continue
      const { question: kept } = found.entry
      if (dangerous.some((pair) => pair.b === b && pair.a === kept)) wrong.push([kept, b])
    }
    expect(wrong).toEqual([])
  })
})
