import type { AnswerEvent } from '../../src-shared/schemas/chat.ts'
import type { ChatChunk } from '../ollama/index.ts'

/** Looks at the chunks as they pass: stages for the window, counts for the trace. */
export class ChatMeter {
  readonly #source: AsyncIterable<ChatChunk>
  readonly #monotonic: () => number
  readonly #began: number
  readonly #pending: AnswerEvent[] = []
  #firstChunkMs: number | null = null
  #promptTokens: number | null = null
  #answerTokens: number | null = null
  cutOff = false

  constructor(source: AsyncIterable<ChatChunk>, monotonic: () => number) {
    this.#source = source
    this.#monotonic = monotonic
    this.#began = monotonic()
  }

  get notes(): Readonly<Record<string, number | null>> {
    return {
      firstChunkMs: this.#firstChunkMs,
      promptTokens: this.#promptTokens,
      answerTokens: this.#answerTokens,
    }
  }

  *stages(): Generator<AnswerEvent> {
    yield* this.#pending.splice(0)
  }

  async *chunks(): AsyncGenerator<ChatChunk> {
    for await (const chunk of this.#source) {
      if (chunk.type === 'loading') this.#pending.push({ type: 'stage', stage: 'loading_model' })
      if (chunk.type === 'text' && this.#firstChunkMs === null) {
        this.#firstChunkMs = Math.round(this.#monotonic() - this.#began)
        this.#pending.push({ type: 'stage', stage: 'writing' })
      }
      if (chunk.type === 'done') {
        this.#promptTokens = chunk.promptTokens
        this.#answerTokens = chunk.answerTokens
        this.cutOff = chunk.reason === 'length'
      }
      yield chunk
    }
  }
}
