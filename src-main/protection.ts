import type { ModelSelection } from '../src-shared/schemas/models.ts'
import { type BreakerName, breakerName, breakersOf } from '../src-shared/schemas/resilience.ts'
import type { Clock } from './base/clock.ts'
import type { DisposableStore } from './base/disposable.ts'
import { chromaDeadlines, type VectorStore } from './chroma/index.ts'
import type { Config } from './config/index.ts'
import type { Engine } from './engine/index.ts'
import {
  type CallDeadlines,
  type ChatModel,
  ConnectionPool,
  GuardedModelServer,
  type ModelServer,
  type Models,
} from './ollama/index.ts'
import {
  type BreakerSettings,
  CircuitBreaker,
  type Resilience,
  type ResilienceServiceOptions,
} from './resilience/index.ts'

type Breakers = Readonly<Record<BreakerName, CircuitBreaker>>

/** A probe's call may take its deadline; only what goes on beyond that hangs. */
const GRACE_MS = 5_000

/** The breakers, one for each origin and class of calls, and the connections to model servers. */
export function buildProtection(
  config: Config,
  clock: Clock,
  parts: DisposableStore,
): { readonly breakers: Breakers; readonly pool: ConnectionPool } {
  const longestSilence =
    1_000 *
    Math.max(config.OLLAMA_FIRST_TOKEN_TIMEOUT, config.OLLAMA_CHUNK_TIMEOUT, config.OLLAMA_LOAD_TIMEOUT)
  const embed = config.OLLAMA_EMBED_TIMEOUT * 1_000
  const callMs: Readonly<Record<BreakerName, number>> = {
    ollama_client: longestSilence,
    ollama_embed: embed,
    engine: longestSilence,
    engine_embed: embed,
    chroma: chromaDeadlines.write,
  }
  const make = (name: BreakerName) =>
    parts.add(new CircuitBreaker({ name, clock, settings: breakerSettings(config, callMs[name]) }))
  const breakers = Object.fromEntries(breakerName.options.map((name) => [name, make(name)])) as Breakers
  const pool = parts.add(
    new ConnectionPool({
      clock,
      connections: config.OLLAMA_POOL_CONNECTIONS,
      maxSize: config.OLLAMA_POOL_MAXSIZE,
      block: config.OLLAMA_POOL_BLOCK,
      acquireTimeoutMs: config.OLLAMA_POOL_ACQUIRE_TIMEOUT * 1_000,
      connectMs: config.OLLAMA_CONNECT_TIMEOUT * 1_000,
    }),
  )
  return { breakers, pool }
}

/** A model server behind the two breakers of its backend. */
export function guarded(
  server: ModelServer,
  { breakers, pool }: ReturnType<typeof buildProtection>,
  config: Config,
  clock: Clock,
): GuardedModelServer {
  const { chat, embed } = breakersOf[server.backend]
  return new GuardedModelServer({
    server,
    breakers: { chat: breakers[chat], embed: breakers[embed] },
    clock,
    retryWithinMs: {
      chat: config.OLLAMA_FIRST_TOKEN_TIMEOUT * 1_000,
      embed: config.OLLAMA_EMBED_TIMEOUT * 1_000,
    },
    flush: (kind, error) => pool.flush(server.origin, kind, error),
  })
}

/** Those that today's answers depend on: of the models in use, and Chroma's. */
export function neededBreakers({ chat, embedder }: ModelSelection): ReadonlySet<BreakerName> {
  const needed = new Set<BreakerName>(['chroma'])
  if (chat) needed.add(breakersOf[chat.backend].chat)
  if (embedder) needed.add(breakersOf[embedder.backend].embed)
  return needed
}

/**
 * One small real call for each breaker. Where no model of a backend is in use, whether its server answers at all
 * is the best that can be known.
 */
export function probesOf(
  { ollama, engine }: { readonly ollama: ModelServer; readonly engine: ModelServer },
  models: Models,
  vectors: VectorStore,
  breakers: Breakers,
): ResilienceServiceOptions['probes'] {
  const chat = async (server: ModelServer, signal: AbortSignal) => {
    const model = models.chatModel()
    return model?.backend === server.backend
      ? oneToken(model, signal)
      : breakers[breakersOf[server.backend].chat].execute(() => server.version(signal), signal)
  }
  const embed = (server: ModelServer, signal: AbortSignal) => {
    const embedder = models.embedder()
    return embedder?.backend === server.backend
      ? embedder.embed(['Alcove'], signal)
      : breakers[breakersOf[server.backend].embed].execute(() => server.version(signal), signal)
  }
  return {
    ollama_client: (signal) => chat(ollama, signal),
    ollama_embed: (signal) => embed(ollama, signal),
    engine: (signal) => chat(engine, signal),
    engine_embed: (signal) => embed(engine, signal),
    chroma: (signal) => vectors.list(signal),
  }
}

export interface WatchedServers {
  readonly engine: Pick<Engine, 'onState'>
  readonly models: Pick<Models, 'selection' | 'onSelection'>
  readonly vectors: Pick<VectorStore, 'onState'>
}

/**
 * A server whose supervisor says that it is up again need not wait for the rest of its breakers to end: it is
 * tried at once. Returns how to do the same for all, as after a sleep of the machine.
 */
export function tryServersThatReturn(
  { engine, models, vectors }: WatchedServers,
  breakers: Breakers,
  resilience: Pick<Resilience, 'tryNow'>,
  parts: DisposableStore,
): () => void {
  const never = new AbortController().signal
  const tryAll = (
    names: readonly BreakerName[],
    cause = 'Its server is there again, so it is tried at once.',
  ) => {
    for (const name of names) {
      const breaker = breakers[name]
      if (breaker.state !== 'open') continue
      if (neededBreakers(models.selection).has(name))
        void resilience.tryNow(name, never, cause).catch(() => {})
      else breaker.probeNow(cause)
    }
  }
  let reachable = models.selection.ollama.reachable
  parts.add(engine.onState(({ state }) => state === 'ready' && tryAll(Object.values(breakersOf.engine))))
  parts.add(vectors.onState(({ state }) => state === 'ready' && tryAll(['chroma'])))
  parts.add(
    models.onSelection(({ ollama }) => {
      if (ollama.reachable && !reachable) tryAll(Object.values(breakersOf.ollama))
      reachable = ollama.reachable
    }),
  )
  return () => tryAll(breakerName.options, 'The machine woke up, so it is tried at once.')
}

/** Its client's own deadlines bound it, which know whether the model is being loaded. */
async function oneToken(model: ChatModel, signal: AbortSignal): Promise<void> {
  const messages = [{ role: 'user' as const, content: 'Hello' }]
  for await (const _ of model.chat({ messages, temperature: 0, maxTokens: 1 }, signal));
}

/** Seconds in the configuration, milliseconds in the client. */
export function callDeadlines(config: Config): CallDeadlines {
  return {
    firstToken: config.OLLAMA_FIRST_TOKEN_TIMEOUT * 1_000,
    load: config.OLLAMA_LOAD_TIMEOUT * 1_000,
    betweenChunks: config.OLLAMA_CHUNK_TIMEOUT * 1_000,
    embed: config.OLLAMA_EMBED_TIMEOUT * 1_000,
    ...(config.OLLAMA_TOTAL_TIMEOUT === undefined ? {} : { total: config.OLLAMA_TOTAL_TIMEOUT * 1_000 }),
  }
}

function breakerSettings(config: Config, callMs: number): BreakerSettings {
  const maxWait = config.CIRCUIT_BREAKER_HALF_OPEN_MAX_WAIT
  return {
    failureThreshold: config.CIRCUIT_BREAKER_FAILURE_THRESHOLD,
    timeoutMs: config.CIRCUIT_BREAKER_TIMEOUT * 1_000,
    successThreshold: config.CIRCUIT_BREAKER_SUCCESS_THRESHOLD,
    windowSize: config.CIRCUIT_BREAKER_WINDOW_SIZE,
    halfOpenMaxCalls: config.CIRCUIT_BREAKER_HALF_OPEN_MAX_CALLS,
    halfOpenMaxWaitMs: maxWait === undefined ? callMs + GRACE_MS : maxWait * 1_000,
  }
}
