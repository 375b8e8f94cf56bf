import { expect, test } from 'vitest'
import { type PartitionFacts, partitionOf } from '../../../src-main/cache/index.ts'
import { facts } from './cache-set-up.ts'

const changes: { readonly [K in keyof PartitionFacts]: readonly PartitionFacts[K][] } = {
  collectionId: ['c2', null],
  embedder: [{ name: 'minilm', digest: 'e2' }, null],
  chatModel: [{ name: 'small', digest: 'm2' }],
  promptVersion: [2, '1'],
  instructions: ['Answer in French.', ' '],
  temperature: [0.3],
  options: [{ seed: 1 }, { seed: '1' }],
  k: [7],
  tokenBudget: [901],
  filters: [{ page: 1 }],
  conversation: [
    [{ role: 'user', content: 'Where is the hut?' }],
    [{ role: 'assistant', content: 'Where is the hut?' }],
    [
      { role: 'user', content: 'Where is' },
      { role: 'user', content: ' the hut?' },
    ],
  ],
}

test('whatever decides an answer makes a partition of its own', () => {
  const all: PartitionFacts[] = [
    facts,
    ...Object.entries(changes).flatMap(([name, values]) =>
      values.map((value) => ({ ...facts, [name]: value })),
    ),
  ]
  expect(new Set(all.map((each) => partitionOf(each).key)).size).toBe(all.length)
})

test('equal facts are one partition, in whatever order they are told', () => {
  const turned = Object.fromEntries(Object.entries(facts).reverse()) as unknown as PartitionFacts
  expect(partitionOf(turned)).toEqual(partitionOf(facts))
  const options = { ...facts, options: { a: 1, b: 2 } }
  expect(partitionOf({ ...facts, options: { b: 2, a: 1 } }).key).toBe(partitionOf(options).key)
})

test('what a person is shown of it holds no text of the conversation or the instructions', () => {
  const { scope } = partitionOf({ ...facts, conversation: [{ role: 'user', content: 'secret' }] })
  expect(scope).toEqual({
    collectionId: 'c1',
    chatModel: 'small',
    embedder: 'minilm',
    k: 6,
    isFollowUp: true,
  })
})
