import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src-main/base/clock.ts'
import { Emitter } from '../../src-main/base/emitter.ts'
import { ConnectionPool, ModelService, OllamaServer } from '../../src-main/ollama/index.ts'
import type { ModelSelection } from '../../src-shared/schemas/models.ts'
import { defaultSettings, type Settings } from '../../src-shared/schemas/settings.ts'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { CHAT_MODEL, EMBEDDING_MODEL, type RealEngine, realEngine } from '../fakes/real-engine.ts'
import { silentLog } from '../fakes/silent-log.ts'

// Which models answer, with the real engine beside an Ollama that comes and goes.

const never = new AbortController().signal
let real: RealEngine
let fake: FakeOllama
let pool: ConnectionPool
let ollama: OllamaServer
let models: ModelService
const settings = { values: defaultSettings, emitter: new Emitter<Settings>() }

beforeAll(async () => {
  real = await realEngine()
  fake = await new FakeOllama().start()
  fake.models = [{ name: 'qwen3:4b', kind: 'chat', parameters: 4e9, size: 2e9 }]
  await fake.close()
  pool = new ConnectionPool({ clock: systemClock })
  ollama = new OllamaServer({
    backend: 'ollama',
    clock: systemClock,
    pool,
    origin: fake.origin,
    address: async () => ({ origin: fake.origin }),
  })
  models = new ModelService({
    ollama,
    engineServer: real.server,
    engine: real.engine,
    settings: {
      get values() {
        return settings.values
      },
      onChanged: settings.emitter.event,
    },
    clock: systemClock,
    log: silentLog().scope('models'),
    memory: 16e9,
  })
  models.start()
})

afterAll(async () => {
  await models.dispose()
  await pool.dispose()
  await fake.close()
  await real.dispose()
})

function nextSelection(wanted: (selection: ModelSelection) => boolean): Promise<ModelSelection> {
  if (wanted(models.selection)) return Promise.resolve(models.selection)
  return new Promise((resolve) => {
    const listening = models.onSelection((selection) => {
      if (!wanted(selection)) return
      void listening.dispose()
      resolve(selection)
    })
  })
}

async function ask(content: string): Promise<string> {
  let text = ''
  const chunks = models
    .chatModel()
    ?.chat({ messages: [{ role: 'user', content }], temperature: 0, maxTokens: 24 }, never)
  for await (const chunk of chunks ?? []) if (chunk.type === 'text') text += chunk.text
  return text
}

it('answers with what comes with Alcove where there is no Ollama', async () => {
  const selection = await nextSelection(({ chat, embedder }) => chat !== null && embedder !== null)
  expect(selection).toMatchObject({
    chat: { name: CHAT_MODEL, backend: 'engine', small: true },
    embedder: { name: EMBEDDING_MODEL, backend: 'engine', dimension: 384 },
    ollama: { reachable: false, error: expect.stringContaining(fake.origin) },
    reason: null,
  })
  expect(await ask('What is the capital of France? Answer in one sentence.')).toContain('Paris')
  const vectors = await models.embedder()?.embed(
    Array.from({ length: 33 }, (_, index) => `Room ${index}`),
    never,
  )
  expect(vectors).toHaveLength(33)
  expect(models.embedder()?.maxTokens).toBe(256)
})

it('lets Ollama chat when it comes, and keeps the embedder that the library knows', async () => {
  const embedder = models.embedder()
  await fake.start()
  expect(await models.refresh(never)).toMatchObject({ chat: { name: 'qwen3:4b', backend: 'ollama' } })
  expect(models.embedder()).toBe(embedder)
  expect(await ask('Hi')).toBe('Hello there.')
})

it('comes back to the engine by itself when Ollama goes', async () => {
  await fake.close()
  await expect(ask('Hi')).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  await nextSelection(({ chat }) => chat?.backend === 'engine')
  expect(await ask('What is the capital of France? Answer in one sentence.')).toContain('Paris')
})

it('has no model while the engine is down, says so, and has them again by itself', async () => {
  const gone = nextSelection(({ chat, embedder }) => !chat && !embedder)
  process.kill(real.engine.pid ?? 0, 'SIGKILL')
  expect((await gone).reason).toContain('Neither Ollama nor the built-in engine answers')
  expect(models.embedder()).toBeNull()
  await nextSelection(({ chat, embedder }) => chat !== null && embedder !== null)
  expect(await ask('What is the capital of France? Answer in one sentence.')).toContain('Paris')
})
