import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../src-shared/schemas/settings.ts'
import { embeddings, Gate, held, json, status } from '../../fakes/fake-ollama-answers.ts'
import {
  clock,
  engine,
  engineState,
  never,
  nextSelection,
  ollama,
  service,
  settings,
  settled,
  withModelService,
} from './model-service-set-up.ts'

withModelService()

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
