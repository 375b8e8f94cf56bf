import { describe, expect, it } from 'vitest'
import { type Found, needsEngine, selectModels } from '../../../src-main/ollama/select-models.ts'
import type { InstalledModel } from '../../../src-shared/schemas/models.ts'

const GB = 1e9

function model(name: string, kind: InstalledModel['kind'], size: number, backend: InstalledModel['backend']) {
  return {
    name,
    kind,
    size,
    backend,
    digest: name,
    parameterSize: null,
    quantization: null,
    contextLength: null,
    small: false,
  } satisfies InstalledModel
}
const minilm = model('minilm', 'embedding', 0.03 * GB, 'engine')
const smol = model('smol', 'chat', 0.1 * GB, 'engine')
const qwen = model('qwen3:4b', 'chat', 2.5 * GB, 'ollama')
const llama = model('llama3.2:latest', 'chat', 2 * GB, 'ollama')
const huge = model('llama3.3:70b', 'chat', 43 * GB, 'ollama')
const nomic = model('nomic-embed-text:latest', 'embedding', 0.3 * GB, 'ollama')

const foundWith = (found: Partial<Found>): Found => ({
  choice: 'auto',
  chatModel: null,
  embeddingModel: null,
  ollama: [qwen, llama, nomic],
  engine: [minilm, smol],
  memory: 16 * GB,
  ...found,
})

function select(found: Partial<Found>) {
  const { chat, embedder, reason } = selectModels(foundWith(found))
  return { chat: chat?.name ?? null, embedder: embedder?.name ?? null, reason }
}

describe('auto', () => {
  it("takes Ollama's best chat model and the engine's embedder", () => {
    expect(select({})).toEqual({ chat: 'qwen3:4b', embedder: 'minilm', reason: null })
  })

  it('keeps the same embedder whether Ollama answers or not', () => {
    expect(select({ ollama: null }).embedder).toBe(select({}).embedder)
  })

  it('takes the engine for both where Ollama does not answer or has no chat model', () => {
    expect(select({ ollama: null })).toEqual({ chat: 'smol', embedder: 'minilm', reason: null })
    expect(select({ ollama: [nomic] }).chat).toBe('smol')
  })

  it("takes Ollama's embedder where the engine has none", () => {
    expect(select({ engine: [smol] }).embedder).toBe('nomic-embed-text:latest')
  })

  it('says so where nothing answers', () => {
    const selected = select({ ollama: null, engine: null })
    expect(selected).toMatchObject({ chat: null, embedder: null })
    expect(selected.reason).toContain('Neither Ollama nor the built-in engine answers')
  })

  it('says of each role what is its own, and of both together nothing twice', () => {
    const { reasons, reason, isServerSilent } = selectModels(foundWith({ ollama: null, engine: null }))
    expect(reasons).toEqual({
      chat: 'Neither Ollama nor the built-in engine answers, so there is no chat model.',
      embedder: 'Neither Ollama nor the built-in engine answers, so there is no embedding model.',
    })
    expect(reason).toBe(
      'Neither Ollama nor the built-in engine answers, so there is neither a chat model nor an embedding model.',
    )
    expect(isServerSilent).toBe(true)
  })

  it('tells a server that does not answer from a model that is not installed', () => {
    expect(selectModels(foundWith({ ollama: [], engine: [] }))).toMatchObject({
      reasons: { chat: 'No chat model is installed.', embedder: 'No embedding model is installed.' },
      isServerSilent: false,
    })
    expect(selectModels(foundWith({ ollama: [nomic], engine: null }))).toMatchObject({
      reasons: {
        chat: 'The built-in engine does not answer and Ollama has none, so there is no chat model.',
      },
      isServerSilent: true,
    })
    expect(selectModels(foundWith({ choice: 'ollama', ollama: [], engine: null })).isServerSilent).toBe(false)
  })
})

describe('the best chat model', () => {
  it('is the largest that takes no more than half of the memory', () => {
    expect(select({ ollama: [qwen, huge, llama] }).chat).toBe('qwen3:4b')
    expect(select({ ollama: [qwen, huge, llama], memory: 128 * GB }).chat).toBe('llama3.3:70b')
  })

  it('is the smallest where none fits', () => {
    expect(select({ ollama: [qwen, llama], memory: 1 * GB }).chat).toBe('llama3.2:latest')
  })

  it('is not one that only continues text, where there is another', () => {
    const base = model('llama3:8b-text', 'chat', 4 * GB, 'ollama')
    expect(select({ ollama: [base, llama] }).chat).toBe('llama3.2:latest')
    expect(select({ ollama: [base] }).chat).toBe('llama3:8b-text')
  })
})

describe('a named model', () => {
  it('is taken from whichever server has it, with or without :latest', () => {
    expect(select({ chatModel: 'smol' }).chat).toBe('smol')
    expect(select({ chatModel: 'llama3.2' }).chat).toBe('llama3.2:latest')
    expect(select({ embeddingModel: 'nomic-embed-text' }).embedder).toBe('nomic-embed-text:latest')
  })

  it('that is gone is replaced for chat, which is said', () => {
    const selected = select({ chatModel: 'gone:1b' })
    expect(selected.chat).toBe('qwen3:4b')
    expect(selected.reason).toContain('gone:1b is not there')
  })

  it('that is gone is not replaced for embedding', () => {
    const selected = select({ embeddingModel: 'nomic-embed-text', ollama: null })
    expect(selected.embedder).toBeNull()
    expect(selected.reason).toContain('nomic-embed-text')
  })
})

describe('a chosen server', () => {
  it('is the only one', () => {
    expect(select({ choice: 'engine' })).toEqual({ chat: 'smol', embedder: 'minilm', reason: null })
    expect(select({ choice: 'ollama' })).toEqual({
      chat: 'qwen3:4b',
      embedder: 'nomic-embed-text:latest',
      reason: null,
    })
  })

  it('that does not answer leaves nothing, and says why', () => {
    const selected = select({ choice: 'ollama', ollama: null })
    expect(selected).toMatchObject({ chat: null, embedder: null })
    expect(selected.reason).toContain('Ollama does not answer')
  })

  it("has the engine's embedder where it has none itself", () => {
    expect(select({ choice: 'ollama', ollama: [qwen] })).toEqual({
      chat: 'qwen3:4b',
      embedder: 'minilm',
      reason: null,
    })
  })
})

describe('the engine is needed', () => {
  const found = { choice: 'auto', chatModel: null, embeddingModel: null, ollama: [qwen, nomic] } as const

  it('in auto, for its embedder, unless Ollama has all that was named', () => {
    expect(needsEngine(found)).toBe(true)
    expect(needsEngine({ ...found, embeddingModel: 'nomic-embed-text' })).toBe(false)
    expect(needsEngine({ ...found, embeddingModel: 'nomic-embed-text', ollama: [nomic] })).toBe(true)
    expect(needsEngine({ ...found, embeddingModel: 'nomic-embed-text', ollama: null })).toBe(true)
  })

  it('where it was chosen, or where the chosen Ollama cannot embed', () => {
    expect(needsEngine({ ...found, choice: 'engine' })).toBe(true)
    expect(needsEngine({ ...found, choice: 'ollama' })).toBe(false)
    expect(needsEngine({ ...found, choice: 'ollama', ollama: [qwen] })).toBe(true)
    expect(needsEngine({ ...found, choice: 'ollama', ollama: null })).toBe(false)
  })
})
