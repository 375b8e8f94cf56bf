import { expect, test } from 'vitest'
import { guard } from '../../../src-main/cache/index.ts'
import { cacheWorld } from './cache-set-up.ts'

const notAsked = (): never => {
  throw new Error('the embedder was asked')
}

async function withGuard(kept: string) {
  const world = cacheWorld()
  world.guard = guard
  const cache = await world.cache()
  await world.keep(cache, { question: kept })
  return { world, cache }
}

test.each([
  ['When was the Marlow mill built?', 'when was the marlow mill built'],
  ['when was the marlow mill built', 'When  was the Marlow mill built ??'],
  ['What is the refund policy?', 'What Is the Refund Policy'],
])('%s, asked as %s, is an exact hit without the embedder', async (kept, asked) => {
  const { world, cache } = await withGuard(kept)
  expect(await world.ask(cache, asked, notAsked)).toMatchObject({ kind: 'exact', similarity: 1 })
})

test.each([
  ['Where is Turkey?', 'Where is turkey?'],
  ['What is 5²?', 'What is 52?'],
  ['What does -v do?', 'What does -V do?'],
  ['Wann fliegen die Weißen?', 'Wann fliegen die weißen?'],
])('%s is not served for %s: the guard decides what the letters propose', async (kept, asked) => {
  const { world, cache } = await withGuard(kept)
  expect(await world.ask(cache, asked, null)).toMatchObject({ kind: 'miss' })
})

test('an entry that is gone is proposed no more', async () => {
  const { world, cache } = await withGuard('When was the Marlow mill built?')
  cache.remove(1)
  expect(await world.ask(cache, 'when was the marlow mill built', null)).toMatchObject({
    kind: 'miss',
    reason: 'no_vector',
  })
})
