import { expect, test } from 'vitest'
import {
  choosable,
  describeModel,
  engineStatus,
  isInstalled,
  ollamaStatus,
  pullTarget,
  pullWords,
} from '../../../../src-renderer/settings/model-words.ts'
import type { InstalledModel, ModelSelection, OfferedModel } from '../../../../src-shared/schemas/models.ts'
import { installedModels, noModelSelection, offeredModels } from '../../../fakes/fake-bridge-machine.ts'

const model = (changes: Partial<InstalledModel>): InstalledModel => ({
  name: 'smollm2',
  backend: 'engine',
  kind: 'chat',
  size: 98_362_432,
  digest: 'd',
  parameterSize: '135M',
  quantization: 'Q4_1',
  contextLength: 2_048,
  small: true,
  ...changes,
})
const selection = (changes: Partial<ModelSelection>): ModelSelection => ({
  looking: false,
  choice: 'auto',
  chat: null,
  embedder: null,
  reasons: { chat: null, embedder: null },
  reason: null,
  isServerSilent: false,
  nextLookAt: null,
  ollama: { origin: 'http://127.0.0.1:11434', reachable: false, version: null, error: 'refused' },
  engine: { state: 'stopped', error: null },
  ...changes,
})
const offered: OfferedModel = {
  name: 'qwen3:4b',
  kind: 'chat',
  title: 'Qwen3 4B',
  description: '',
  size: 1,
  memory: 1,
  licence: 'Apache-2.0',
  backends: ['ollama', 'engine'],
}
const reachable = { origin: 'http://127.0.0.1:11434', reachable: true, version: '0.24.0', error: null }

test('describes a model by what is known of it', () => {
  expect(describeModel(model({}))).toBe('135M · Q4_1 · 98.4 MB · context 2,048')
  expect(describeModel(model({ parameterSize: null, contextLength: null }))).toBe('Q4_1 · 98.4 MB')
})

test('a chosen backend leaves only its own models, the largest first', () => {
  const all = [
    model({}),
    model({ name: 'big', size: 4e9 }),
    model({ name: 'o', backend: 'ollama' }),
    model({ name: 'e', kind: 'embedding' }),
  ]
  expect(choosable(all, 'chat', 'engine').map(({ name }) => name)).toEqual(['big', 'smollm2'])
  expect(choosable(all, 'chat', 'auto')).toHaveLength(3)
  expect(choosable(all, 'embedding', 'ollama')).toEqual([])
})

test('a name without a tag is the one that Ollama calls latest, and only in the same backend', () => {
  const bare = { ...offered, name: 'nomic-embed-text' }
  const installed = [model({ name: 'nomic-embed-text:latest', backend: 'ollama' })]
  expect(isInstalled(bare, 'ollama', installed)).toBe(true)
  expect(isInstalled(bare, 'engine', installed)).toBe(false)
})

test('a model is pulled to the backend that would use it', () => {
  expect(pullTarget(offered, 'auto', selection({}))).toBe('engine')
  expect(pullTarget(offered, 'auto', selection({ ollama: reachable }))).toBe('ollama')
  expect(
    pullTarget({ ...offered, backends: ['ollama'] }, 'engine', selection({ ollama: reachable })),
  ).toBeNull()
})

test('says of each backend whether it answers, and why not', () => {
  expect(ollamaStatus(selection({}))).toMatchObject({ tone: 'off', error: 'refused' })
  expect(ollamaStatus(selection({ ollama: reachable })).text).toContain('0.24.0')
  expect(engineStatus(selection({ engine: { state: 'failed', error: 'no memory' } }))).toMatchObject({
    tone: 'bad',
    error: 'no memory',
  })
})

test('progress of a pull is a ratio only once the size is known', () => {
  const progress = {
    model: 'm',
    backend: 'engine',
    state: 'running',
    status: 'pulling manifest',
    error: null,
  } as const
  expect(pullWords({ ...progress, completed: 0, total: null })).toEqual({
    ratio: null,
    text: 'pulling manifest',
  })
  expect(pullWords({ ...progress, completed: 25_000_000, total: 100_000_000 })).toEqual({
    ratio: 0.25,
    text: '25 MB of 100 MB',
  })
})

test('what is offered and there already is told from what would have to be fetched', () => {
  const there = offeredModels.filter((model) => isInstalled(model, 'ollama', installedModels))
  expect(there.map(({ name }) => name)).toEqual(['qwen3:4b', 'nomic-embed-text'])
})

test('a server that is away leaves only what the engine can run', () => {
  const targets = offeredModels.map((model) => pullTarget(model, 'auto', noModelSelection))
  expect(targets).toEqual(['engine', 'engine', null, null])
})
