import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Embedder, Models } from '../ollama/index.ts'
import type { Priority } from '../resilience/index.ts'

/** Questions whose vectors are kept; each is a few kilobytes. */
const KEPT = 64
/** Goes on so long also when nobody waits any more: an embed that is ended early would never get its model loaded. */
const DEADLINE_MS = 60_000

/**
 * The embedder in use, for questions: one that was embedded a moment ago, or is being so, is not embedded once more.
 * The cache, the search and the check of an entry all ask for the vector of the same words.
 */
export class QuestionEmbedder implements Pick<Models, 'embedder'> {
  readonly #models: Pick<Models, 'embedder'>
  readonly #clock: Clock
  /** Least recently used first. */
  readonly #vectors = new Map<string, Promise<Float32Array>>()

  constructor(models: Pick<Models, 'embedder'>, clock: Clock) {
    this.#models = models
    this.#clock = clock
  }

  embedder(): Embedder | null {
    const embedder = this.#models.embedder()
    if (!embedder) return null
    return {
      ...embedder,
      embed: async (texts, signal, priority) => {
        const [text] = texts
        if (text === undefined || texts.length > 1) return embedder.embed(texts, signal, priority)
        return [await this.#once(embedder, text, signal, priority)]
      },
    }
  }

  async #once(
    embedder: Embedder,
    text: string,
    signal: AbortSignal,
    priority: Priority = 'person',
  ): Promise<Float32Array> {
    signal.throwIfAborted()
    // A person must not wait behind others for a call that was made in the background.
    const own = `${embedder.digest}\n${text}`
    const key = priority === 'person' || this.#vectors.has(own) ? own : `background ${own}`
    const vector = this.#vectors.get(key) ?? this.#embed(embedder, text, key, priority)
    this.#vectors.delete(key)
    this.#vectors.set(key, vector)
    for (const oldest of this.#vectors.keys()) {
      if (this.#vectors.size <= KEPT) break
      this.#vectors.delete(oldest)
    }
    return withDeadline(this.#clock, DEADLINE_MS, signal, () => vector)
  }

  #embed(embedder: Embedder, text: string, key: string, priority: Priority): Promise<Float32Array> {
    const never = new AbortController().signal
    const vector = withDeadline(this.#clock, DEADLINE_MS, never, async (limited) => {
      const [first] = await embedder.embed([text], limited, priority)
      if (!first) throw new AppError('MODEL_FAILED')
      return first
    })
    // A failure is told to those who wait for it; who asks next tries again.
    vector.catch(() => {
      if (this.#vectors.get(key) === vector) this.#vectors.delete(key)
    })
    return vector
  }
}
