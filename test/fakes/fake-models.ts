import { AppError } from '../../src-main/base/app-error.ts'
import { Emitter } from '../../src-main/base/emitter.ts'
import type { Embedder, Models } from '../../src-main/ollama/index.ts'
import type { ModelSelection } from '../../src-shared/schemas/models.ts'

/** A bag of words, hashed into a unit vector: the same text has the same vector, shared words bring texts nearer. */
export function wordVector(text: string, dimension = 32): Float32Array {
  const vector = new Float32Array(dimension)
  for (const word of text.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? ['nothing']) {
    let hash = 7
    for (const character of word) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
    const at = hash % dimension
    vector[at] = (vector[at] ?? 0) + 1
  }
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}

export class FakeEmbedder implements Embedder {
  readonly name: string
  readonly backend = 'engine'
  readonly digest: string
  readonly dimension: number
  readonly maxTokens = 256
  /** Every text it was asked for, in order. */
  readonly asked: string[] = []
  /** Thrown instead of an answer, while it is set. */
  error: AppError | null = null
  /** Texts that it refuses. */
  refuses: (text: string) => boolean = () => false
  /** Awaited before each answer. */
  gate: Promise<void> = Promise.resolve()

  constructor(digest = 'sha256:one', dimension = 32) {
    this.name = digest
    this.digest = digest
    this.dimension = dimension
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    await this.gate
    signal.throwIfAborted()
    if (this.error) throw this.error
    if (texts.some(this.refuses)) throw new AppError('EMBEDDING_INVALID')
    this.asked.push(...texts)
    return texts.map((text) => wordVector(text, this.dimension))
  }
}

/** Models of which only the embedder is there, or not. */
export class FakeModels implements Models {
  readonly #selected = new Emitter<ModelSelection>()
  readonly onSelection = this.#selected.event
  readonly onPull = new Emitter<never>().event
  #embedder: Embedder | null

  constructor(embedder: Embedder | null) {
    this.#embedder = embedder
  }

  get selection(): ModelSelection {
    const embedder = this.#embedder
    return {
      choice: 'engine',
      chat: null,
      embedder: embedder && {
        name: embedder.name,
        backend: embedder.backend,
        digest: embedder.digest,
        dimension: embedder.dimension,
      },
      looking: false,
      reasons: { chat: null, embedder: null },
      reason: null,
      isServerSilent: false,
      nextLookAt: null,
      ollama: { origin: 'http://127.0.0.1:11434', reachable: false, version: null, error: null },
      engine: { state: 'ready', error: null },
    }
  }

  select(embedder: Embedder | null): void {
    this.#embedder = embedder
    this.#selected.fire(this.selection)
  }

  embedder(): Embedder | null {
    return this.#embedder
  }

  chatModel(): null {
    return null
  }

  async installed() {
    return []
  }

  offered() {
    return []
  }

  async refresh() {
    return this.selection
  }

  pull(): void {}
  cancelPull(): void {}
}
