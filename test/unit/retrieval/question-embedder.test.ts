import { expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { QuestionEmbedder } from '../../../src-main/retrieval/index.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { vectorOf, wordEmbedder } from '../../fakes/scripted-models.ts'

const never = new AbortController().signal

function counted(failures = 0) {
  const calls: string[][] = []
  let left = failures
  const state = { embedder: wordEmbedder(), digest: 'words' }
  const models = {
    embedder: () => ({
      ...state.embedder,
      digest: state.digest,
      embed: async (texts: readonly string[]) => {
        calls.push([...texts])
        if (left-- > 0) throw new AppError('MODEL_FAILED')
        return texts.map(vectorOf)
      },
    }),
  }
  const questions = new QuestionEmbedder(models, new ManualClock())
  const embed = (text: string, signal = never) => questions.embedder()?.embed([text], signal)
  return { calls, embed, questions, state }
}

it('embeds a question once, also while that is under way', async () => {
  const { calls, embed } = counted()
  const [one, other] = await Promise.all([embed('Where is the key?'), embed('Where is the key?')])
  expect(await embed('Where is the key?')).toEqual(one)
  expect(other).toEqual([vectorOf('Where is the key?')])
  expect(calls).toHaveLength(1)
})

it('never takes the vector of another model', async () => {
  const { calls, embed, state } = counted()
  await embed('Where?')
  state.digest = 'pulled anew'
  await embed('Where?')
  expect(calls).toHaveLength(2)
})

it('tries again after a failure', async () => {
  const { calls, embed } = counted(1)
  await expect(embed('Where?')).rejects.toMatchObject({ code: 'MODEL_FAILED' })
  expect(await embed('Where?')).toEqual([vectorOf('Where?')])
  expect(calls).toHaveLength(2)
})

it('who leaves does not end it for the others', async () => {
  const { calls, embed } = counted()
  const leaving = new AbortController()
  const left = embed('Where?', leaving.signal)
  const stays = embed('Where?')
  leaving.abort(new AppError('CANCELLED'))
  await expect(left).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await stays).toEqual([vectorOf('Where?')])
  expect(calls).toHaveLength(1)
})

it('forgets the least recently used of many', async () => {
  const { calls, embed } = counted()
  for (let n = 0; n < 70; n++) await embed(`Question ${n}?`)
  await embed('Question 69?')
  expect(calls).toHaveLength(70)
  await embed('Question 0?')
  expect(calls).toHaveLength(71)
})

it('passes several texts on as they are', async () => {
  const { calls, questions } = counted()
  expect(await questions.embedder()?.embed(['a b', 'c d'], never)).toHaveLength(2)
  expect(calls).toEqual([['a b', 'c d']])
})
