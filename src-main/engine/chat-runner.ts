import {
  type ChatHistoryItem,
  LlamaChat,
  type LlamaContext,
  type LlamaContextSequence,
  type LlamaModel,
} from 'node-llama-cpp'
import { chatWrapperOf, historyOf, promptTokens } from './chat-template.ts'
import type { CpuShare } from './cpu-share.ts'
import { pushable } from './pushable.ts'
import { RequestError } from './request-error.ts'
import type { ChatMessage, GenerationOptions } from './requests.ts'
import { TurnQueue } from './turn-queue.ts'

export type GeneratedChunk =
  | { readonly type: 'text'; readonly text: string }
  /** What a reasoning model says to itself. */
  | { readonly type: 'thinking'; readonly text: string }
  | {
      readonly type: 'done'
      readonly reason: 'stop' | 'length'
      readonly promptTokens: number
      readonly answerTokens: number
      /** Nanoseconds. */
      readonly promptDuration: number
      readonly answerDuration: number
    }

export interface ChatTask {
  readonly messages: readonly ChatMessage[]
  readonly options: GenerationOptions
  readonly think: boolean
}

interface OpenContext {
  /** Tokens that were asked for; llama.cpp rounds up. */
  readonly wanted: number
  readonly context: LlamaContext
  readonly sequence: LlamaContextSequence
}

const DEFAULT_CONTEXT = 4_096
/** Tokens read between two looks at the abort signal. */
const BATCH = 256

/** One chat model with one context; questions wait in a queue in front. */
export class ChatRunner {
  readonly #model: LlamaModel
  readonly #cpu: CpuShare
  readonly #turns = new TurnQueue()
  readonly #template: string | null
  #context: OpenContext | null = null

  constructor(model: LlamaModel, chatTemplate: string | null, cpu: CpuShare) {
    this.#model = model
    this.#cpu = cpu
    this.#template = chatTemplate
  }

  async *generate(request: ChatTask, signal: AbortSignal): AsyncGenerator<GeneratedChunk> {
    const { messages, options, think } = request
    const giveBack = await this.#turns.take(signal)
    const endChat = this.#cpu.beginChat()
    try {
      const { sequence, context } = await this.#contextOf(options.num_ctx, signal)
      const wrapper = chatWrapperOf(this.#model, this.#template, think)
      const history = historyOf(messages)
      const length = promptTokens(this.#model, wrapper, history)
      const room = context.contextSize - length - 1
      if (room < 1) {
        throw new RequestError(
          400,
          `the prompt has ${length} tokens, more than fit into the context of ${context.contextSize}`,
        )
      }
      const chat = new LlamaChat({ contextSequence: sequence, chatWrapper: wrapper })
      try {
        yield* stream(chat, history, length, room, options, signal)
      } finally {
        chat.dispose({ disposeSequence: false })
      }
    } finally {
      endChat()
      giveBack()
    }
  }

  async dispose(): Promise<void> {
    await this.#model.dispose()
  }

  async #contextOf(wanted = DEFAULT_CONTEXT, signal: AbortSignal) {
    const size = Math.min(wanted, this.#model.trainContextSize)
    if (this.#context?.wanted === size) return this.#context
    const old = this.#context
    this.#context = null
    await old?.context.dispose()
    const context = await this.#model
      .createContext({
        contextSize: size,
        batchSize: BATCH,
        threads: this.#cpu.chatThreads,
        createSignal: signal,
      })
      .catch((error: unknown) => {
        signal.throwIfAborted()
        const reason = error instanceof Error ? error.message : String(error)
        throw new RequestError(500, `no context of ${size} tokens: ${reason}`, 'MODEL_LOAD_FAILED', error)
      })
    // One sequence for all chats: what a prompt shares with the one before it is not read again.
    this.#context = { wanted: size, context, sequence: context.getSequence() }
    return this.#context
  }
}

async function* stream(
  chat: LlamaChat,
  history: ChatHistoryItem[],
  length: number,
  room: number,
  options: GenerationOptions,
  signal: AbortSignal,
): AsyncGenerator<GeneratedChunk> {
  // Ended by whoever stops reading, too: a consumer that goes away must not leave llama.cpp at work.
  const stopped = new AbortController()
  const either = AbortSignal.any([signal, stopped.signal])
  const chunks = pushable<GeneratedChunk>()
  const start = process.hrtime.bigint()
  let first: bigint | undefined
  let answerTokens = 0
  const wanted = options.num_predict ?? -1
  const answering = chat
    .generateResponse(history, {
      signal: either,
      maxTokens: wanted >= 0 ? Math.min(wanted, room) : room,
      ...sampling(options),
      onResponseChunk: ({ type, text, tokens }) => {
        first ??= process.hrtime.bigint()
        answerTokens += tokens.length
        if (text) chunks.push({ type: type === 'segment' ? 'thinking' : 'text', text })
      },
    })
    .then(({ metadata }) => {
      const end = process.hrtime.bigint()
      chunks.push({
        type: 'done',
        reason: metadata.stopReason === 'maxTokens' ? 'length' : 'stop',
        promptTokens: length,
        answerTokens,
        promptDuration: Number((first ?? end) - start),
        answerDuration: Number(end - (first ?? end)),
      })
      chunks.end()
    })
    .catch((error: unknown) => chunks.fail(error))
  try {
    yield* chunks
  } finally {
    stopped.abort()
    // The turn is given back only when llama.cpp has really stopped.
    await answering
  }
}

/** Defaults are Ollama's (docs/modelfile of ollama/ollama). */
function sampling(options: GenerationOptions) {
  const penalty = options.repeat_penalty ?? 1.1
  const stop = options.stop === undefined ? [] : [options.stop].flat()
  return {
    temperature: options.temperature ?? 0.8,
    topK: options.top_k ?? 40,
    topP: options.top_p ?? 0.9,
    minP: options.min_p ?? 0,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    repeatPenalty: penalty === 1 ? (false as const) : { penalty, lastTokens: options.repeat_last_n ?? 64 },
    ...(stop.length > 0 ? { customStopTriggers: stop } : {}),
  }
}
