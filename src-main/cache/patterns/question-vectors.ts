import type { Clock } from '../../base/clock.ts'
import { withDeadline } from '../../base/deadline.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { QuietTime } from '../../base/quiet-time.ts'
import type { Embedder } from '../../ollama/index.ts'
import { withinTokens } from '../../retrieval/index.ts'
import { unitVector } from '../unit-vector.ts'

export interface QuestionVectorsOptions {
  readonly embedder: () => Embedder | null
  readonly quiet: Pick<QuietTime, 'run'>
  readonly clock: Clock
}

/** Questions embedded at once: a person who asks waits for no more than these. */
const BATCH = 16
const BATCH_MS = 60_000

/**
 * Vectors of questions by the embedder in use, in memory, and only of those that were last wanted. What is missing is
 * embedded while nobody needs the machine.
 */
export class QuestionVectors implements Disposable {
  readonly #options: QuestionVectorsOptions
  readonly #closing = new AbortController()
  #digest: string | null = null
  /** Null: the embedder would not read it to its end. */
  #vectors = new Map<string, Float32Array | null>()
  #missing = new Set<string>()
  #filling: Promise<void> | null = null

  constructor(options: QuestionVectorsOptions) {
    this.#options = options
  }

  get hasEmbedder(): boolean {
    return this.#options.embedder() !== null
  }

  of(question: string): Float32Array | undefined {
    return this.#vectors.get(question) ?? undefined
  }

  /** Forgets all others. */
  want(questions: readonly string[]): void {
    const digest = this.#options.embedder()?.digest ?? null
    const before = digest === this.#digest ? this.#vectors : new Map<string, Float32Array | null>()
    this.#digest = digest
    this.#vectors = new Map()
    this.#missing = new Set()
    for (const question of questions) {
      const vector = before.get(question)
      if (vector === undefined) this.#missing.add(question)
      else this.#vectors.set(question, vector)
    }
  }

  /** Embeds what is missing. It goes on whoever waits. Throws what the embedder throws. */
  fill(): Promise<void> {
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = null
    })
    return this.#filling
  }

  async dispose(): Promise<void> {
    this.#closing.abort()
    await this.#filling?.catch(() => undefined)
  }

  async #fill(): Promise<void> {
    const { signal } = this.#closing
    while (this.#missing.size > 0) {
      const embedder = this.#options.embedder()
      if (embedder?.digest !== this.#digest) return
      const batch = [...this.#missing].slice(0, BATCH)
      const result = await this.#options.quiet.run((until) => this.#embed(embedder, batch, until), signal)
      if ('done' in result && this.#digest === embedder.digest) this.#take(batch, result.done)
    }
  }

  #take(questions: readonly string[], vectors: ReadonlyMap<string, Float32Array>): void {
    for (const question of questions) {
      // It may no longer be wanted.
      if (this.#missing.delete(question)) this.#vectors.set(question, vectors.get(question) ?? null)
    }
  }

  async #embed(
    embedder: Embedder,
    questions: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Float32Array>> {
    const whole = questions.filter((each) => withinTokens(each, embedder.maxTokens) === each)
    const vectors = await withDeadline(this.#options.clock, BATCH_MS, signal, (limited) =>
      embedder.embed(whole, limited, 'background'),
    )
    const found = new Map<string, Float32Array>()
    for (const [at, question] of whole.entries()) {
      const vector = vectors[at] && unitVector(vectors[at])
      if (vector) found.set(question, vector)
    }
    return found
  }
}
