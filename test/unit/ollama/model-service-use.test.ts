import { describe, expect, it } from 'vitest'
import type { PullProgress } from '../../../src-shared/schemas/models.ts'
import { defaultSettings } from '../../../src-shared/schemas/settings.ts'
import { embeddings, Gate, held, json, reset, status } from '../../fakes/fake-ollama-answers.ts'
import {
  clock,
  engine,
  never,
  nextSelection,
  ollama,
  service,
  settings,
  withModelService,
} from './model-service-set-up.ts'

withModelService()

describe('the embedder', () => {
  it('splits any number of texts into calls and returns unit vectors in order', async () => {
    await service.refresh(never)
    const texts = Array.from({ length: 50 }, (_, index) => `text number ${index}`)
    const vectors = await service.embedder()?.embed(texts, never)
    expect(vectors).toHaveLength(50)
    expect(
      engine
        .requestsTo('/api/embed')
        .slice(1)
        .map(({ body }) => (body.input as string[]).length),
    ).toEqual([16, 16, 16, 2])
    for (const [index, vector] of (vectors ?? []).entries()) {
      expect(Math.hypot(...vector)).toBeCloseTo(1)
      const [alone] = (await service.embedder()?.embed([texts[index] ?? ''], never)) ?? []
      expect(vector).toEqual(alone)
    }
  })

  it('fails as a whole where one call fails', async () => {
    await service.refresh(never)
    engine.script('/api/embed', reset)
    const failed = service.embedder()?.embed(Array.from({ length: 64 }, String), never)
    await expect(failed).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  })

  it('refuses vectors of another dimension than its own', async () => {
    await service.refresh(never)
    engine.script('/api/embed', embeddings([[1, 2, 3]]))
    await expect(service.embedder()?.embed(['a'], never)).rejects.toMatchObject({ code: 'EMBEDDING_INVALID' })
  })
})

it('gives a small model a short context, and a large one no more than 8,192 tokens', async () => {
  await service.refresh(never)
  expect(service.chatModel()?.contextTokens).toBe(8_192)
  for await (const _ of service.chatModel()?.chat({ messages: [] }, never) ?? []);
  expect(ollama.requestsTo('/api/chat')[0]?.body.options).toMatchObject({ num_ctx: 8_192 })
  settings.values = { ...defaultSettings, backend: 'engine' }
  await service.refresh(never)
  expect(service.chatModel()).toMatchObject({ contextTokens: 2_048, small: true })
})

describe('a pull', () => {
  it('tells its progress and then uses what it brought', async () => {
    ollama.models = []
    service.start()
    await nextSelection(({ chat }) => chat?.name === 'smol')
    const states: PullProgress[] = []
    service.onPull((progress) => states.push(progress))
    service.pull('qwen3:4b', 'ollama')
    await nextSelection(({ chat }) => chat?.name === 'qwen3:4b')
    expect(states.at(-1)).toMatchObject({ state: 'done', model: 'qwen3:4b', backend: 'ollama' })
    expect(states).toContainEqual(expect.objectContaining({ completed: 10, total: 10, state: 'running' }))
  })

  it('is cancelled, and can be started again', async () => {
    const gate = new Gate()
    ollama.script('/api/pull', held(gate, json({})))
    const ended = new Promise<PullProgress>((resolve) => {
      service.onPull((progress) => progress.state !== 'running' && resolve(progress))
    })
    service.pull('big', 'ollama')
    service.pull('big', 'ollama')
    await gate.reached
    service.cancelPull('big', 'ollama')
    expect(await ended).toMatchObject({ state: 'cancelled', error: null })
    expect(ollama.requestsTo('/api/pull')).toHaveLength(1)
    const again = new Promise((resolve) => {
      service.onPull((progress) => progress.state === 'done' && resolve(progress))
    })
    service.pull('big', 'ollama')
    await again
  })

  it('that fails says why', async () => {
    ollama.script('/api/pull', status(500, 'pull model manifest: file does not exist'))
    const ended = new Promise<PullProgress>((resolve) => {
      service.onPull((progress) => progress.state !== 'running' && resolve(progress))
    })
    service.pull('nope', 'ollama')
    expect(await ended).toMatchObject({
      state: 'failed',
      error: { code: 'MODEL_FAILED', message: expect.stringContaining('does not exist') },
    })
  })
})

it('offers nothing twice on the same server', () => {
  const keys = service
    .offered()
    .flatMap(({ name, backends }) => backends.map((backend) => `${backend} ${name}`))
  expect(new Set(keys).size).toBe(keys.length)
})

it('leaves no timer behind and refuses looks once disposed', async () => {
  service.start()
  await nextSelection(({ chat }) => chat !== null)
  await service.dispose()
  expect(clock.pending).toBe(0)
  await expect(service.refresh(never)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
})
