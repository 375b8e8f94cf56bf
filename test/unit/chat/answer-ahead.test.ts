import { expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { answerAhead } from '../../../src-main/chat/index.ts'
import { scriptedChat } from '../../fakes/scripted-models.ts'
import { asked, cachedWorld, reworded } from './cached-pipeline-set-up.ts'

const FIVE = 'It gives five strokes [1].'
const signal = new AbortController().signal
const one = { question: asked, collectionId: null }

it('is kept, and from then on there already, in equal or other words', async () => {
  const world = await cachedWorld()
  world.model = scriptedChat([[FIVE]])
  expect(await answerAhead(world.pipeline, one, signal)).toBe('kept')
  expect(await answerAhead(world.pipeline, one, signal)).toBe('already_there')
  expect(await answerAhead(world.pipeline, { ...one, question: reworded }, signal)).toBe('already_there')
  expect(world.cache.stats()).toMatchObject({ size: 1, totalRequests: 0 })
})

it('is not kept where the documents do not say', async () => {
  const world = await cachedWorld()
  world.model = scriptedChat([['The documents do not say.']])
  expect(await answerAhead(world.pipeline, one, signal)).toBe('not_kept')
})

it('tells of a model that is away or fails, and quotes nothing instead', async () => {
  const world = await cachedWorld()
  expect(await answerAhead(world.pipeline, one, signal)).toBe('no_model')
  world.model = scriptedChat([[new AppError('MODEL_FAILED')]])
  expect(await answerAhead(world.pipeline, one, signal)).toBe('no_model')
})

it('ends with its signal', async () => {
  const world = await cachedWorld()
  world.model = scriptedChat([['It gives', 'hang']])
  const abort = new AbortController()
  const answering = answerAhead(world.pipeline, one, abort.signal)
  setImmediate(() => abort.abort())
  await expect(answering).rejects.toMatchObject({ code: 'CANCELLED' })
})
