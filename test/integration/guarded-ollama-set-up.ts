import { afterEach, beforeEach } from 'vitest'
import { type Disposable, toDisposable } from '../../src-main/base/disposable.ts'
import {
  type ChatChunk,
  type ChatRequest,
  ConnectionPool,
  GuardedModelServer,
  OllamaServer,
} from '../../src-main/ollama/index.ts'
import { CircuitBreaker } from '../../src-main/resilience/index.ts'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import { ManualClock } from '../fakes/manual-clock.ts'

/** Waits of nothing pass by themselves: with a random number of 0 so do all back-offs. */
class PromptClock extends ManualClock {
  override after(ms: number, call: () => void): Disposable {
    if (ms > 0) return super.after(ms, call)
    const waiting = setImmediate(call)
    return toDisposable(() => clearImmediate(waiting))
  }
}

export const never = new AbortController().signal
export const request: ChatRequest = { model: 'fake-chat', messages: [{ role: 'user', content: 'Hi' }] }
/** The same wherever a test needs an Ollama. */
export let fake: FakeOllama
export let clock: ManualClock
/** The numbers that the next back-offs are drawn with; 0 after them. */
export let draws: number[]
export let breakers: Readonly<Record<'chat' | 'embed', CircuitBreaker>>
export let pool: ConnectionPool
export let guarded: GuardedModelServer

/** The whole way of a call as the app makes it: breaker, retry, pool, client, and a real HTTP server behind. */
export function withGuardedOllama(poolOptions: { maxSize?: number; block?: boolean } = {}): void {
  beforeEach(async () => {
    fake = await new FakeOllama().start()
    fake.loaded = ['fake-chat:latest']
    clock = new PromptClock()
    draws = []
    breakers = {
      chat: new CircuitBreaker({ name: 'ollama_client', clock }),
      embed: new CircuitBreaker({ name: 'ollama_embed', clock }),
    }
    pool = new ConnectionPool({ clock, ...poolOptions })
    const { origin } = fake
    const server = new OllamaServer({
      backend: 'ollama',
      clock,
      pool,
      origin,
      address: async () => ({ origin }),
    })
    guarded = new GuardedModelServer({
      server,
      breakers,
      clock,
      random: () => draws.shift() ?? 0,
      // Of more calls in a moment than a person makes in a minute.
      retryBudget: { floor: 100 },
      flush: (kind, error) => pool.flush(origin, kind, error),
    })
  })

  afterEach(async () => {
    await guarded.dispose()
    await pool.dispose()
    await fake.close()
  })
}

export async function chat(signal = never, asked: ChatRequest = request): Promise<readonly ChatChunk[]> {
  const chunks: ChatChunk[] = []
  for await (const chunk of guarded.chat(asked, signal)) chunks.push(chunk)
  return chunks
}

/** The rest of a chat, once its first chunk is there. */
export async function begun(): Promise<AsyncIterator<ChatChunk>> {
  const chunks = guarded.chat(request, never)[Symbol.asyncIterator]()
  await chunks.next()
  return chunks
}

export const textOf = (chunks: readonly ChatChunk[]): string =>
  chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('')

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate)
}

/** What a breaker has counted. */
export function counted({ totals: { success, failure, neutral } }: CircuitBreaker) {
  return { success, failure, neutral }
}
