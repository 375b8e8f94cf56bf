import type { Backend, InstalledModel } from '../../src-shared/schemas/models.ts'
import { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { Deadline, type Priority } from '../resilience/index.ts'
import { Call, type ServerAddress } from './call.ts'
import { callError } from './call-errors.ts'
import { chatBody } from './chat-body.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { FirstTokenWait } from './first-token-wait.ts'
import { describeModel, type TagLine } from './model-description.ts'
import type { ChatChunk, ChatRequest, ModelServer, PullStep } from './model-server.ts'
import type { Purpose } from './origin-pool.ts'
import { Residence } from './residence.ts'
import { checkedVectors } from './vectors.ts'

/** Milliseconds, from when the call has its connection; that of connecting is the pool's. */
export interface CallDeadlines {
  /** Until the first line of an answer, with the server's queueing. @default 120 s */
  readonly firstToken?: number
  /** Until the model is loaded, while which `firstToken` does not run. @default 600 s */
  readonly load?: number
  /** @default 60 s */
  readonly betweenChunks?: number
  /** One embed call in all. @default 120 s */
  readonly embed?: number
  /** Version, list and description of models. @default 10 s */
  readonly info?: number
  /** A whole chat. @default none */
  readonly total?: number
}

export interface OllamaServerOptions {
  readonly backend: Backend
  readonly clock: Clock
  /** Where its connections come from. */
  readonly pool: Pick<ConnectionPool, 'acquire'>
  /** Where it is now; may start it, and throws AppError where it cannot be had. */
  readonly address: (signal: AbortSignal) => Promise<ServerAddress>
  /** Shown while `address` has not been asked. */
  readonly origin: string
  readonly deadlines?: CallDeadlines
}

const defaults: Required<Omit<CallDeadlines, 'total'>> = {
  firstToken: 120_000,
  load: 600_000,
  betweenChunks: 60_000,
  embed: 120_000,
  info: 10_000,
}
/** Asking whether a model is loading must not take longer than until it is asked again. */
const STATE_MS = 1_500
/** Ollama says nothing while it checks the sha256 of what it pulled. */
const PULL_SILENCE_MS = 600_000
const SHOWS_AT_ONCE = 4
const INFO: Purpose = { kind: 'info', priority: 'person' }

/** A server that speaks Ollama's API. Each call ends by its deadlines or its signal. */
export class OllamaServer implements ModelServer {
  readonly backend: Backend
  readonly #clock: Clock
  readonly #address: OllamaServerOptions['address']
  readonly #pool: OllamaServerOptions['pool']
  readonly #deadlines: typeof defaults & CallDeadlines
  #origin: string
  /** By `keyOf`. */
  #described = new Map<string, InstalledModel | null>()

  constructor(options: OllamaServerOptions) {
    this.backend = options.backend
    this.#clock = options.clock
    this.#address = options.address
    this.#pool = options.pool
    this.#origin = options.origin
    this.#deadlines = { ...defaults, ...options.deadlines }
  }

  get origin(): string {
    return this.#origin
  }

  version(signal: AbortSignal): Promise<string> {
    return this.#inform(signal, async ({ client }) => (await client.version()).version)
  }

  /** Models that Ollama only passes on to a server elsewhere are left out: documents stay on this machine. */
  async models(signal: AbortSignal): Promise<readonly InstalledModel[]> {
    const { models } = await this.#inform(signal, ({ client }) => client.list())
    const tags = (models as readonly TagLine[]).filter((tag) => !tag.remote_host)
    const described = new Map<string, InstalledModel | null>()
    const next = tags[Symbol.iterator]()
    const worker = async () => {
      for (const tag of next) described.set(keyOf(tag), await this.#describe(tag, signal))
    }
    await Promise.all(Array.from({ length: SHOWS_AT_ONCE }, worker))
    this.#described = described
    return tags
      .map((tag) => described.get(keyOf(tag)))
      .filter((model): model is InstalledModel => Boolean(model))
  }

  embed(
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
    priority: Priority = 'person',
  ): Promise<readonly Float32Array[]> {
    return this.#ask({ kind: 'embed', priority }, signal, async (call) => {
      call.deadline.expect('DEADLINE_TOTAL', this.#deadlines.embed)
      const answer = await call.client.embed({ model, input: [...texts], truncate: false })
      const vectors = checkedVectors(answer.embeddings, texts.length)
      call.succeeded(texts.length)
      return vectors
    })
  }

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatChunk> {
    const { firstToken: firstTokenMs, load: loadMs, total } = this.#deadlines
    const { priority = 'person' } = request
    const call = await this.#open({ kind: 'chat', priority }, signal)
    const { deadline } = call
    const residence = new Residence(request.model)
    const ask = async () => residence.read(await this.#resident(deadline.signal))
    if (total !== undefined) deadline.limit(total)
    const wait = new FirstTokenWait({ clock: this.#clock, deadline, firstTokenMs, loadMs, ask })
    try {
      const lines = this.#chatLines(call, request, wait)
      const first = lines.next()
      first.catch(() => wait.over())
      if (await wait.loading) yield { type: 'loading' }
      for (let line = await first; !line.done; line = await lines.next()) {
        yield line.value
        if (line.value.type === 'done') return
      }
    } catch (error) {
      throw call.error(error)
    } finally {
      wait.over()
      call.dispose()
    }
  }

  async *pull(model: string, signal: AbortSignal): AsyncGenerator<PullStep> {
    const call = await this.#open(INFO, signal)
    try {
      call.deadline.expect('DEADLINE_FIRST_TOKEN', this.#deadlines.firstToken)
      for await (const step of await call.client.pull({ model, stream: true })) {
        call.deadline.expect('DEADLINE_BETWEEN_CHUNKS', PULL_SILENCE_MS)
        yield { status: step.status, completed: step.completed ?? 0, total: step.total ?? null }
      }
      await call.readToEnd()
    } catch (error) {
      throw call.error(error)
    } finally {
      call.dispose()
    }
  }

  async *#chatLines(call: Call, request: ChatRequest, wait: FirstTokenWait): AsyncGenerator<ChatChunk> {
    const { deadline } = call
    for await (const line of await call.client.chat(chatBody(request))) {
      wait.over()
      // Not while the reader is at work with it: only the server's silence counts.
      deadline.relax()
      // A line that had come before the abort is not passed on after it.
      deadline.signal.throwIfAborted()
      if (line.message?.content) yield { type: 'text', text: line.message.content }
      if (line.done) {
        call.succeeded()
        await call.readToEnd()
        deadline.relax()
        yield {
          type: 'done',
          reason: line.done_reason === 'length' ? 'length' : 'stop',
          promptTokens: line.prompt_eval_count ?? 0,
          answerTokens: line.eval_count ?? 0,
        }
      }
      deadline.expect('DEADLINE_BETWEEN_CHUNKS', this.#deadlines.betweenChunks)
    }
  }

  async #describe(tag: TagLine, signal: AbortSignal): Promise<InstalledModel | null> {
    const known = this.#described.get(keyOf(tag))
    if (known !== undefined) return known
    const shown = await this.#inform(signal, ({ client }) => client.show({ model: tag.name }))
    return describeModel(tag, shown, this.backend)
  }

  #inform<T>(signal: AbortSignal, ask: (call: Call) => Promise<T>): Promise<T> {
    return this.#ask(INFO, signal, (call) => {
      call.deadline.expect('DEADLINE_TOTAL', this.#deadlines.info)
      return ask(call)
    })
  }

  async #ask<T>(purpose: Purpose, signal: AbortSignal, ask: (call: Call) => Promise<T>): Promise<T> {
    const call = await this.#open(purpose, signal)
    try {
      return await ask(call)
    } catch (error) {
      throw call.error(error)
    } finally {
      call.dispose()
    }
  }

  /** Waits for a connection; the call's deadlines begin after that. */
  async #open(purpose: Purpose, signal: AbortSignal): Promise<Call> {
    try {
      signal.throwIfAborted()
      const address = await this.#address(signal)
      this.#origin = address.origin
      const lease = await this.#pool.acquire(address.origin, purpose, signal)
      return new Call(lease, address, this.#clock, signal)
    } catch (error) {
      if (signal.aborted) throw new AppError('CANCELLED', { cause: signal.reason })
      throw callError(error, signal, this.#origin)
    }
  }

  /** What is in memory, or comes into it; null where the server does not say. */
  async #resident(signal: AbortSignal): Promise<readonly { readonly name: string }[] | null> {
    const deadline = new Deadline(this.#clock, signal)
    deadline.expect('DEADLINE_TOTAL', STATE_MS)
    try {
      return (await this.#inform(deadline.signal, ({ client }) => client.ps())).models
    } catch {
      return null
    } finally {
      deadline.dispose()
    }
  }
}

/** A description is as unchanging as the model itself. */
function keyOf({ name, digest }: TagLine): string {
  return `${name} ${digest}`
}
