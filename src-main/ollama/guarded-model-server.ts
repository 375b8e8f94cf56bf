import type { Backend, InstalledModel } from '../../src-shared/schemas/models.ts'
import type { AppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import {
  type CircuitBreaker,
  type Permit,
  type Priority,
  Retry,
  type RetryOptions,
} from '../resilience/index.ts'
import type { ChatChunk, ChatRequest, ModelServer, PullStep } from './model-server.ts'
import { untilEnough } from './until-enough.ts'

export interface GuardedModelServerOptions {
  readonly server: ModelServer
  /** One for each class of calls, so that failing embeds never block a chat. */
  readonly breakers: { readonly chat: CircuitBreaker; readonly embed: CircuitBreaker }
  readonly clock: Clock
  /** Refuses the calls that wait for a connection: their breaker has opened. */
  readonly flush?: (kind: 'chat' | 'embed', error: AppError) => void
  /** In [0, 1), for the back-off. @default Math.random */
  readonly random?: () => number
  /** For each class of calls. @default defaultRetryBudget */
  readonly retryBudget?: RetryOptions['budget']
  /** Milliseconds from a call's start after which it is not made again. @default 120 s, each */
  readonly retryWithinMs?: { readonly chat?: number; readonly embed?: number }
}

/** As long as a first token or an embed may take. */
const RETRY_WITHIN_MS = 120_000

/**
 * A model server behind its breakers, which reject at once and before anything waits for a connection. Each call
 * is made again where that may help, inside the breaker: with its retries it is one outcome. A chat is not made
 * again once a piece of its answer was passed on; that the model is loading is none.
 *
 * What only looks (version, models) or is asked for by hand (pull) is not guarded: it is how one finds out that a
 * server is back.
 */
export class GuardedModelServer implements ModelServer, Disposable {
  readonly #server: ModelServer
  readonly #breakers: GuardedModelServerOptions['breakers']
  readonly #retries: { readonly chat: Retry; readonly embed: Retry }
  readonly #withinMs: { readonly chat: number; readonly embed: number }

  readonly #listening = new DisposableStore()

  constructor({
    server,
    breakers,
    clock,
    flush,
    random,
    retryBudget,
    retryWithinMs,
  }: GuardedModelServerOptions) {
    this.#server = server
    this.#breakers = breakers
    const options = {
      clock,
      ...(random ? { random } : {}),
      ...(retryBudget ? { budget: retryBudget } : {}),
    }
    // A budget for each class as well: a background of failing embeds must not use up a person's.
    this.#retries = { chat: new Retry(options), embed: new Retry(options) }
    this.#withinMs = { chat: RETRY_WITHIN_MS, embed: RETRY_WITHIN_MS, ...retryWithinMs }
    for (const kind of ['chat', 'embed'] as const) {
      const breaker = breakers[kind]
      this.#listening.add(
        breaker.onTransition(() => breaker.isRejecting && flush?.(kind, breaker.rejection())),
      )
    }
  }

  get backend(): Backend {
    return this.#server.backend
  }

  get origin(): string {
    return this.#server.origin
  }

  version(signal: AbortSignal): Promise<string> {
    return this.#server.version(signal)
  }

  models(signal: AbortSignal): Promise<readonly InstalledModel[]> {
    return this.#server.models(signal)
  }

  pull(model: string, signal: AbortSignal): AsyncIterable<PullStep> {
    return this.#server.pull(model, signal)
  }

  embed(
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
    priority?: Priority,
  ): Promise<readonly Float32Array[]> {
    const attempt = () => this.#server.embed(model, texts, signal, priority)
    return this.#breakers.embed.execute(
      (permit) => this.#retries.embed.execute(attempt, this.#call('embed', permit, signal)),
      signal,
    )
  }

  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatChunk> {
    return this.#breakers.chat.stream((permit) => this.#answer(request, signal, permit), signal)
  }

  async *#answer(request: ChatRequest, signal: AbortSignal, permit: Permit): AsyncGenerator<ChatChunk, void> {
    const attempt = () => untilEnough(this.#server.chat(request, signal), request.enough)
    const call = this.#call('chat', permit, signal)
    for await (const chunk of this.#retries.chat.stream(attempt, isAnswer, call)) {
      // Before it is passed on: a reader may well leave at the last chunk instead of asking for more.
      if (chunk.type === 'done') permit.succeed()
      yield chunk
    }
  }

  /** Leaves its breakers; the server is its owner's. */
  dispose(): Promise<void> {
    return this.#listening.dispose()
  }

  #call(kind: 'chat' | 'embed', permit: Permit, signal: AbortSignal) {
    const { onTransition } = this.#breakers[kind]
    return { permit, onTransition, signal, deadlineMs: this.#withinMs[kind] }
  }
}

function isAnswer(chunk: ChatChunk): boolean {
  return chunk.type !== 'loading'
}
