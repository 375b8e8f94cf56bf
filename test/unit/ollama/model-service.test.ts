import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DisposableStore, toDisposable } from '../../../src-main/base/disposable.ts'
import { Emitter } from '../../../src-main/base/emitter.ts'
import type { EngineState } from '../../../src-main/engine/index.ts'
import { ModelService, OllamaServer } from '../../../src-main/ollama/index.ts'
import type { ModelSelection, PullProgress } from '../../../src-shared/schemas/models.ts'
import { defaultSettings, type Settings } from '../../../src-shared/schemas/settings.ts'
import { FakeOllama } from '../../fakes/fake-ollama.ts'
import { embeddings, Gate, held, json, reset, status } from '../../fakes/fake-ollama-answers.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { silentLog } from '../../fakes/silent-log.ts'

const never = new AbortController().signal
let clock: ManualClock
let ollama: FakeOllama
/** Stands in for the engine's child: the service sees only an Ollama-like server. */
let engine: FakeOllama
let engineState: { state: EngineState; emitter: Emitter<EngineState> }
let settings: { values: Settings; emitter: Emitter<Settings> }
let owned: DisposableStore
let service: ModelService

beforeEach(async () => {
  owned = new DisposableStore()
  clock = new ManualClock()
  ollama = await new FakeOllama().start()
  engine = await new FakeOllama().start()
  ollama.models = [{ name: 'qwen3:4b', kind: 'chat', parameters: 4e9, size: 2e9, contextLength: 40_960 }]
  engine.models = [
    { name: 'smol', kind: 'chat', parameters: 1.3e8, size: 1e8, contextLength: 8_192 },
    { name: 'minilm', kind: 'embedding', parameters: 2e7, size: 3e7, contextLength: 256 },
  ]
  engineState = { state: { state: 'ready', error: null }, emitter: new Emitter() }
  settings = { values: defaultSettings, emitter: new Emitter() }
  service = new ModelService({
    ollama: serverFor(ollama, 'ollama'),
    engineServer: serverFor(engine, 'engine'),
    engine: {
      get state() {
        return engineState.state
      },
      onState: engineState.emitter.event,
    },
    settings: {
      get values() {
        return settings.values
      },
      onChanged: settings.emitter.event,
    },
    clock,
    log: silentLog().scope('models'),
    memory: 16e9,
  })
  owned.add(service)
})

afterEach(() => owned.dispose())

function serverFor(fake: FakeOllama, backend: 'ollama' | 'engine'): OllamaServer {
  owned.add(toDisposable(() => fake.close()))
  return owned.add(
    new OllamaServer({ backend, clock, origin: fake.origin, address: async () => ({ origin: fake.origin }) }),
  )
}

function nextSelection(wanted: (selection: ModelSelection) => boolean): Promise<ModelSelection> {
  if (wanted(service.selection)) return Promise.resolve(service.selection)
  return new Promise((resolve) => {
    const listening = service.onSelection((selection) => {
      if (!wanted(selection)) return
      void listening.dispose()
      resolve(selection)
    })
  })
}

describe('a look', () => {
  it("finds Ollama's chat model and the engine's embedder, which it has tried", async () => {
    expect(await service.refresh(never)).toMatchObject({
      choice: 'auto',
      chat: { name: 'qwen3:4b', backend: 'ollama', small: false },
      embedder: { name: 'minilm', backend: 'engine', dimension: 8 },
      reason: null,
      ollama: { origin: ollama.origin, reachable: true, version: '0.24.0' },
    })
    expect(engine.requestsTo('/api/embed')).toHaveLength(1)
  })

  it('tries an embedder once, and keeps the same object while it is the same model', async () => {
    await service.refresh(never)
    const [chat, embedder] = [service.chatModel(), service.embedder()]
    await service.refresh(never)
    expect(service.chatModel()).toBe(chat)
    expect(service.embedder()).toBe(embedder)
    expect(engine.requestsTo('/api/embed')).toHaveLength(1)
  })

  it('gives up on an Ollama that does not answer within a second', async () => {
    ollama.script('/api/version', held(new Gate(), json({ version: '0' })))
    const look = service.refresh(never)
    while (ollama.requests.length === 0) await new Promise(setImmediate)
    clock.advance(1_000)
    expect(await look).toMatchObject({ chat: { name: 'smol', backend: 'engine', small: true } })
    expect(service.selection.ollama).toMatchObject({ reachable: false })
  })

  it('gives an Ollama that has answered before longer', async () => {
    await service.refresh(never)
    const gate = new Gate()
    ollama.script('/api/version', held(gate, json({ version: '0.24.0' })))
    const look = service.refresh(never)
    await gate.reached
    clock.advance(4_999)
    gate.open()
    expect((await look).chat).toMatchObject({ backend: 'ollama' })
  })

  it('says why where an embedder does not work, and tries again at the next look', async () => {
    engine.script('/api/embed', status(500, "model 'minilm' could not be loaded: truncated"))
    const selection = await service.refresh(never)
    expect(selection.embedder).toBeNull()
    expect(selection.reason).toContain('truncated')
    expect((await service.refresh(never)).embedder).toMatchObject({ name: 'minilm' })
  })

  it('does not count an embedder that answers with something else than a vector', async () => {
    engine.script('/api/embed', embeddings([[0, 0, 0]]))
    expect((await service.refresh(never)).embedder).toBeNull()
  })

  it('does not ask the engine where Ollama was chosen and has everything', async () => {
    settings.values = { ...defaultSettings, backend: 'ollama' }
    ollama.models.push({ name: 'nomic-embed-text', kind: 'embedding' })
    expect(await service.refresh(never)).toMatchObject({ embedder: { backend: 'ollama' }, reason: null })
    expect(engine.requests).toEqual([])
  })

  it('that is asked for during another one begins after it', async () => {
    const gate = new Gate()
    ollama.script('/api/tags', held(gate, json({ models: [] })))
    const first = service.refresh(never)
    await gate.reached
    settings.values = { ...defaultSettings, backend: 'engine' }
    const second = service.refresh(never)
    gate.open()
    expect((await first).choice).toBe('auto')
    expect((await second).choice).toBe('engine')
  })

  it('can be left by its caller', async () => {
    const gate = new Gate()
    ollama.script('/api/tags', held(gate, json({ models: [] })))
    const caller = new AbortController()
    const look = expect(service.refresh(caller.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    await gate.reached
    caller.abort()
    await look
    gate.open()
  })
})

describe('by itself', () => {
  it('looks every 10 s while Ollama is missing, and every minute once all is there', async () => {
    await ollama.close()
    service.start()
    await nextSelection(({ chat, embedder }) => chat?.backend === 'engine' && embedder !== null)
    await settled()
    expect(clock.next).toBe(10_000)
    await ollama.start()
    clock.advance(10_000)
    await nextSelection(({ chat }) => chat?.backend === 'ollama')
    await settled()
    expect(clock.next).toBe(60_000)
  })

  it('follows the settings', async () => {
    service.start()
    await nextSelection(({ chat }) => chat?.name === 'qwen3:4b')
    settings.values = { ...defaultSettings, backend: 'engine' }
    settings.emitter.fire(settings.values)
    expect(await nextSelection(({ choice }) => choice === 'engine')).toMatchObject({ chat: { name: 'smol' } })
  })

  it("shows the engine's state at once, and looks when it is back", async () => {
    settings.values = { ...defaultSettings, backend: 'engine' }
    service.start()
    await nextSelection(({ chat }) => chat?.name === 'smol')
    await engine.close()
    engineState.state = { state: 'failed', error: 'killed' }
    engineState.emitter.fire(engineState.state)
    expect(service.selection.engine).toEqual({ state: 'failed', error: 'killed' })
    await nextSelection(({ chat, embedder }) => !chat && !embedder)
    expect(service.chatModel()).toBeNull()
    await engine.start()
    engineState.state = { state: 'ready', error: null }
    engineState.emitter.fire(engineState.state)
    await nextSelection(({ chat, embedder }) => chat?.name === 'smol' && embedder?.name === 'minilm')
  })

  it('looks when a call finds its server gone', async () => {
    service.start()
    await nextSelection(({ chat }) => chat?.backend === 'ollama')
    const model = service.chatModel()
    await ollama.close()
    const answering = model?.chat({ messages: [] }, never)[Symbol.asyncIterator]().next()
    await expect(answering).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    expect(await nextSelection(({ chat }) => chat?.backend === 'engine')).toMatchObject({
      chat: { name: 'smol' },
    })
  })
})

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

/** Lets what runs in microtasks and on sockets come to rest: the end of a look sets its timer. */
async function settled(): Promise<void> {
  await service.refresh(never)
}
