import type { LlamaEmbeddingContext, LlamaModel, Token } from 'node-llama-cpp'
import type { CpuShare } from './cpu-share.ts'
import { RequestError } from './request-error.ts'

interface Request {
  readonly texts: readonly Token[][]
  readonly vectors: (readonly number[])[]
  next: number
  finished: number
  resolve(): void
  reject(error: unknown): void
}

/**
 * One embedding model with as many contexts as cores, one thread each. Requests take turns text by text, so that
 * the one text of a question is not behind the many of an ingest.
 */
export class EmbeddingPool {
  readonly #model: LlamaModel
  readonly #cpu: CpuShare
  readonly #maxTokens: number
  readonly #idle: LlamaEmbeddingContext[] = []
  readonly #requests: Request[] = []
  #busy = 0

  /** `maxTokens`: the longest text that the model reads, its special tokens included. */
  constructor(model: LlamaModel, maxTokens: number, cpu: CpuShare) {
    this.#model = model
    this.#maxTokens = maxTokens
    this.#cpu = cpu
    cpu.watch(() => this.#work())
  }

  /**
   * Unit vectors in the order of the texts. A text longer than the model reads: its end is dropped with `truncate`,
   * else 400 that names the text.
   */
  async embed(
    texts: readonly string[],
    truncate: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly vectors: readonly (readonly number[])[]; readonly tokens: number }> {
    const tokens = texts.map((text, index) => this.#tokenize(text, index, truncate))
    signal.throwIfAborted()
    const vectors = await this.#queue(tokens, signal)
    return { vectors, tokens: tokens.reduce((sum, { length }) => sum + length, 0) }
  }

  async dispose(): Promise<void> {
    this.#cpu.watch(() => undefined)
    await this.#model.dispose()
  }

  #tokenize(text: string, index: number, truncate: boolean): Token[] {
    const tokens = this.#model.tokenize(text)
    // Two for the tokens that begin and end a text ([CLS] and [SEP]), which the context adds.
    const room = this.#maxTokens - 2
    if (tokens.length <= room) return tokens
    if (truncate) return tokens.slice(0, room)
    throw new RequestError(
      400,
      `the input length exceeds the context length: text ${index} has ${tokens.length + 2} tokens, the model reads ${this.#maxTokens}`,
    )
  }

  #queue(texts: readonly Token[][], signal: AbortSignal): Promise<readonly (readonly number[])[]> {
    const vectors: (readonly number[])[] = new Array(texts.length)
    if (texts.length === 0) return Promise.resolve(vectors)
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        signal.removeEventListener('abort', leave)
        const at = this.#requests.indexOf(request)
        if (at >= 0) this.#requests.splice(at, 1)
        settle()
      }
      const leave = () => end(() => reject(signal.reason))
      const request: Request = {
        texts,
        vectors,
        next: 0,
        finished: 0,
        resolve: () => end(() => resolve(vectors)),
        reject: (error) => end(() => reject(error)),
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#requests.push(request)
      this.#work()
    })
  }

  /** Starts as many texts as there are free slots, each of the next request in turn. */
  #work(): void {
    while (this.#busy < this.#cpu.embeddingSlots) {
      const request = this.#requests.shift()
      if (!request) return
      const index = request.next++
      if (request.next < request.texts.length) this.#requests.push(request)
      this.#busy++
      void this.#embedOne(request, index).finally(() => {
        this.#busy--
        this.#work()
      })
    }
  }

  async #embedOne(request: Request, index: number): Promise<void> {
    try {
      const context = this.#idle.pop() ?? (await this.#createContext())
      try {
        const { vector } = await context.getEmbeddingFor([...(request.texts[index] ?? [])])
        request.vectors[index] = normalised(vector)
      } finally {
        this.#idle.push(context)
      }
      request.finished++
      if (request.finished === request.texts.length) request.resolve()
    } catch (error) {
      request.reject(error)
    }
  }

  #createContext(): Promise<LlamaEmbeddingContext> {
    // A batch holds a whole text: mean pooling needs all of it in one pass.
    return this.#model.createEmbeddingContext({
      contextSize: this.#maxTokens + 1,
      batchSize: this.#maxTokens + 1,
      threads: 1,
    })
  }
}

function normalised(vector: readonly number[]): readonly number[] {
  const length = Math.hypot(...vector)
  // Left as it is where it has no direction: the client refuses it, and nobody takes zeros for an embedding.
  return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : vector
}
