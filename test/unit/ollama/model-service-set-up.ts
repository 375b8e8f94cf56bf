import { afterEach, beforeEach } from 'vitest'
import { DisposableStore, toDisposable } from '../../../src-main/base/disposable.ts'
import { Emitter } from '../../../src-main/base/emitter.ts'
import type { EngineState } from '../../../src-main/engine/index.ts'
import { ConnectionPool, ModelService, OllamaServer } from '../../../src-main/ollama/index.ts'
import type { ModelSelection } from '../../../src-shared/schemas/models.ts'
import { defaultSettings, type Settings } from '../../../src-shared/schemas/settings.ts'
import { FakeOllama } from '../../fakes/fake-ollama.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { silentLog } from '../../fakes/silent-log.ts'

export const never = new AbortController().signal

export let clock: ManualClock

export let ollama: FakeOllama

/** Stands in for the engine's child: the service sees only an Ollama-like server. */
export let engine: FakeOllama

export let engineState: { state: EngineState; emitter: Emitter<EngineState> }

export let settings: { values: Settings; emitter: Emitter<Settings> }

export let owned: DisposableStore

export let service: ModelService

export function serverFor(fake: FakeOllama, backend: 'ollama' | 'engine'): OllamaServer {
  owned.add(toDisposable(() => fake.close()))
  const pool = owned.add(new ConnectionPool({ clock }))
  const { origin } = fake
  return new OllamaServer({ backend, clock, pool, origin, address: async () => ({ origin }) })
}

export function nextSelection(wanted: (selection: ModelSelection) => boolean): Promise<ModelSelection> {
  if (wanted(service.selection)) return Promise.resolve(service.selection)
  return new Promise((resolve) => {
    const listening = service.onSelection((selection) => {
      if (!wanted(selection)) return
      void listening.dispose()
      resolve(selection)
    })
  })
}

/** Lets what runs in microtasks and on sockets come to rest: the end of a look sets its timer. */
export async function settled(): Promise<void> {
  await service.refresh(never)
}

/** A service over two Ollama-like servers, anew for each test of the file. */
export function withModelService(): void {
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
}
