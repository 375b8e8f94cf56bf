import { describe, expect, it } from 'vitest'
import { type AskedQuestion, type Guard, guard } from '../../../../src-main/cache/index.ts'
import { clustersOf } from '../../../../src-main/cache/patterns/clusters.ts'
import { wordingsOf } from '../../../../src-main/cache/patterns/wordings.ts'
import { wordVector } from '../../../fakes/fake-models.ts'

const signal = new AbortController().signal

const asked = (question: string, more: Partial<AskedQuestion> = {}): AskedQuestion => ({
  ...{ question, collectionId: null, at: 1, ms: 100, isHit: false, isUnanswered: false, isFollowUp: false },
  ...more,
})

interface By {
  readonly vectorOf?: (question: string) => Float32Array | undefined
  readonly guard?: Guard
}

async function clusters(
  questions: readonly AskedQuestion[],
  { vectorOf = wordVector, guard: objects = () => null }: By = {},
) {
  const sameness = { vectorOf, threshold: 0.9, guard: objects }
  return clustersOf(await wordingsOf(questions, signal), sameness, signal)
}

describe('questions fall together', () => {
  it('in equal letters, whatever the case of the first word, the spaces and the end', async () => {
    const [cluster, ...others] = await clusters([
      asked('Where is the key?', { at: 1 }),
      asked(' where  is the key', { at: 3 }),
      asked('Where is the key?', { at: 2 }),
    ])
    expect(others).toEqual([])
    expect(cluster).toMatchObject({ count: 3, lastAskedAt: 3, wordings: [{ count: 3 }] })
  })

  it('in other words of the same meaning, named by what was asked most', async () => {
    const found = await clusters([
      asked('Where is the key of the hut?'),
      asked('The key of the hut is where?'),
      asked('The key of the hut is where?'),
    ])
    expect(found).toMatchObject([
      {
        label: 'The key of the hut is where?',
        wordings: [
          { question: 'The key of the hut is where?', count: 2 },
          { question: 'Where is the key of the hut?', count: 1 },
        ],
      },
    ])
  })

  it('only in one collection', async () => {
    const found = await clusters([
      asked('Where is the key?'),
      asked('Where is the key?', { collectionId: 'huts' }),
    ])
    expect(found.map(({ collectionId, count }) => [collectionId, count])).toEqual([
      [null, 1],
      ['huts', 1],
    ])
  })

  it('never where the guard objects, however near they are', async () => {
    const found = await clusters(
      [asked('How do I enable the alarm?'), asked('How do I disable the alarm?')],
      { vectorOf: () => wordVector('the same'), guard },
    )
    expect(found).toHaveLength(2)
  })

  it('by letters alone without a vector', async () => {
    const found = await clusters(
      [asked('Where is the key of the hut?'), asked('The key of the hut is where?')],
      { vectorOf: () => undefined },
    )
    expect(found).toHaveLength(2)
  })
})

it('a cluster tells what its questions cost and came to', async () => {
  const [cluster] = await clusters([
    asked('Where is the key?', { ms: 10, isHit: true }),
    asked('Where is the key?', { ms: 300, isUnanswered: true }),
    asked('Where is the key?', { ms: 20, isHit: true }),
    asked('Where is the key?', { ms: 40 }),
  ])
  expect(cluster).toMatchObject({ count: 4, totalMs: 370, medianMs: 30, hits: 2, unanswered: 1 })
})

it('is ended by its signal', async () => {
  await expect(wordingsOf([asked('Who?')], AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
})

it('what there is no time for is told apart by its letters, the least asked first', async () => {
  let left = 2
  const wordings = await wordingsOf(
    [
      ...Array(3).fill(asked('Where is the key of the hut?')),
      ...Array(2).fill(asked('The key of the hut is where?')),
      asked('The hut, where is the key of it?'),
    ],
    signal,
  )
  const sameness = { vectorOf: () => wordVector('the same'), threshold: 0.9, guard: () => null }
  const found = await clustersOf(wordings, { ...sameness, isInTime: () => left-- > 0 }, signal)
  expect(found.map(({ count }) => count)).toEqual([5, 1])
})
