import type { Backend, InstalledModel } from '../../src-shared/schemas/models.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Call, createAgent, type ServerAddress } from './call.ts'
import { callError } from './call-errors.ts'
import { chatBody } from './chat-body.ts'
import { describeModel, type TagLine } from './model-description.ts'
import type { ChatChunk, ChatRequest, ModelServer, PullStep } from './model-server.ts'
import { checkedVectors } from './vectors.ts'

/** Milliseconds. */
export interface CallDeadlines {
  /** @default 5 s */
  readonly connect?: number
  /** Until the first line of an answer, with queueing and loading. @default 120 s */
  readonly firstToken?: number
  /** @default 60 s */
  readonly betweenChunks?: number
  /** One embed call in all. @default 120 s */
  readonly embed?: number
  /** Version, list and description of models. @default 10 s */
  readonly info?: number
}

export interface OllamaServerOptions {
  readonly backend: Backend
  readonly clock: Clock
  /** Where it is now; may start it, and throws AppError where it cannot be had. */
  readonly address: (signal: AbortSignal) => Promise<ServerAddress>
  /** Shown while `address` has not been asked. */
  readonly origin: string
  readonly deadlines?: CallDeadlines
}

const defaults: Required<CallDeadlines> = {
  connect: 5_000,
  firstToken: 120_000,
  betweenChunks: 60_000,
  embed: 120_000,
  info: 10_000,
}
/** With nothing said for so long, it is worth asking whether the model is still being loaded. */
const LOADING_AFTER_MS = 1_000
/** Ollama says nothing while it checks the sha256 of what it pulled. */
const PULL_SILENCE_MS = 600_000
const SHOWS_AT_ONCE = 4

/** A server that speaks Ollama's API, over sockets of its own. Each call ends by its deadlines or its signal. */
export class OllamaServer implements ModelServer, Disposable {
  readonly backend: Backend
  readonly #clock: Clock
  readonly #address: OllamaServerOptions['address']
  readonly #deadlines: Required<CallDeadlines>
  readonly #agent: ReturnType<typeof createAgent>
  #origin: string
  /** By name and digest: a description is as unchanging as the model itself. */
  #described = new Map<string, InstalledModel | null>()

  constructor(options: OllamaServerOptions) {
    this.backend = options.backend
    this.#clock = options.clock
    this.#address = options.address
    this.#origin = options.origin
    this.#deadlines = { ...defaults, ...options.deadlines }
    this.#agent = createAgent(this.#deadlines.connect)
  }

  get origin(): string {
    return this.#origin
  }

  version(signal: AbortSignal): Promise<string> {
    return this.#ask(this.#deadlines.info, signal, async ({ client }) => (await client.version()).version)
  }

  /** Models that Ollama only passes on to a server elsewhere are left out: documents stay on this machine. */
  models(signal: AbortSignal): Promise<readonly InstalledModel[]> {
    return this.#ask(this.#deadlines.info, signal, async (call) => {
      const tags = ((await call.client.list()).models as readonly TagLine[]).filter((tag) => !tag.remote_host)
      const described = new Map<string, InstalledModel | null>()
      const next = tags[Symbol.iterator]()
      const worker = async () => {
        for (const tag of next) {
          const key = `${tag.name} ${tag.digest}`
          const known = this.#described.get(key)
          described.set(
            key,
            known === undefined
              ? describeModel(tag, await call.client.show({ model: tag.name }), this.backend)
              : known,
          )
        }
      }
      await Promise.all(Array.from({ length: SHOWS_AT_ONCE }, worker))
      this.#described = described
      return tags
        .map((tag) => described.get(`${tag.name} ${tag.digest}`))
        .filter((model): model is InstalledModel => Boolean(model))
    })
  }

  embed(model: string, texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    return this.#ask(this.#deadlines.embed, signal, async ({ client }) => {
      const answer = await client.embed({ model, input: [...texts], truncate: false })
      return checkedVectors(answer.embeddings, texts.length)
    })
  }

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatChunk> {
    const call = await this.#open(signal)
    try {
      call.deadline.expect('DEADLINE_FIRST_TOKEN', this.#deadlines.firstToken)
      const lines = this.#chatLines(call, request)
      const first = lines.next()
      if (
        !(await this.#comesWithin(LOADING_AFTER_MS, first)) &&
        (await this.#isLoading(request.model, signal))
      ) {
        yield { type: 'loading' }
      }
      for (let line = await first; !line.done; line = await lines.next()) {
        yield line.value
        if (line.value.type === 'done') return
      }
    } catch (error) {
      throw call.error(error)
    } finally {
      call.dispose()
    }
  }

  async *pull(model: string, signal: AbortSignal): AsyncGenerator<PullStep> {
    const call = await this.#open(signal)
    try {
      call.deadline.expect('DEADLINE_FIRST_TOKEN', this.#deadlines.firstToken)
      for await (const step of await call.client.pull({ model, stream: true })) {
        call.deadline.expect('DEADLINE_BETWEEN_CHUNKS', PULL_SILENCE_MS)
        yield { status: step.status, completed: step.completed ?? 0, total: step.total ?? null }
      }
    } catch (error) {
      throw call.error(error)
    } finally {
      call.dispose()
    }
  }

  async dispose(): Promise<void> {
    await this.#agent.destroy()
  }

  async *#chatLines(call: Call, request: ChatRequest): AsyncGenerator<ChatChunk> {
    for await (const line of await call.client.chat(chatBody(request))) {
      // Not while the reader is at work with it: only the server's silence counts.
      call.deadline.relax()
      if (line.message?.content) yield { type: 'text', text: line.message.content }
      if (line.done) {
        yield {
          type: 'done',
          reason: line.done_reason === 'length' ? 'length' : 'stop',
          promptTokens: line.prompt_eval_count ?? 0,
          answerTokens: line.eval_count ?? 0,
        }
      }
      call.deadline.expect('DEADLINE_BETWEEN_CHUNKS', this.#deadlines.betweenChunks)
    }
  }

  async #ask<T>(ms: number, signal: AbortSignal, ask: (call: Call) => Promise<T>): Promise<T> {
    const call = await this.#open(signal)
    try {
      call.deadline.expect('DEADLINE_TOTAL', ms)
      return await ask(call)
    } catch (error) {
      throw call.error(error)
    } finally {
      call.dispose()
    }
  }

  async #open(signal: AbortSignal): Promise<Call> {
    try {
      signal.throwIfAborted()
      const address = await this.#address(signal)
      this.#origin = address.origin
      return new Call(this.#agent, address, this.#clock, signal)
    } catch (error) {
      if (signal.aborted) throw new AppError('CANCELLED', { cause: signal.reason })
      throw callError(error, signal, this.#origin)
    }
  }

  #comesWithin(ms: number, awaited: Promise<unknown>): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(ms, () => resolve(false))
      const came = () => {
        void timer.dispose()
        resolve(true)
      }
      awaited.then(came, came)
    })
  }

  /** False where it cannot be known: it is only something to show. */
  async #isLoading(model: string, signal: AbortSignal): Promise<boolean> {
    return this.#ask(this.#deadlines.info, signal, async ({ client }) => {
      const { models } = await client.ps()
      return !models.some(({ name }) => name === model || name === `${model}:latest`)
    }).catch(() => false)
  }
}
