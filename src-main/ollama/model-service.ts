import type {
  Backend,
  InstalledModel,
  ModelSelection,
  OfferedModel,
} from '../../src-shared/schemas/models.ts'
import type { Settings } from '../../src-shared/schemas/settings.ts'
import { AppError, toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import { type Disposable, DisposableStore } from '../base/disposable.ts'
import { Emitter, type Event } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import { unlessAborted } from '../base/unless-aborted.ts'
import type { Engine } from '../engine/index.ts'
import { Deadline } from '../resilience/index.ts'
import { bindChat, bindEmbedder } from './bound-models.ts'
import type { ModelServer } from './model-server.ts'
import type { ChatModel, Embedder, Models } from './models.ts'
import { offeredModels } from './offered-models.ts'
import { Pulls } from './pulls.ts'
import { type Found, joined, needsEngine, type Selected, selectModels } from './select-models.ts'

export interface ModelServiceOptions {
  readonly ollama: ModelServer
  /** The engine's client; whatever guards its calls may be around it. */
  readonly engineServer: ModelServer
  readonly engine: Pick<Engine, 'state' | 'onState'>
  readonly settings: { readonly values: Settings; readonly onChanged: Event<Settings> }
  readonly clock: Clock
  readonly log: Logger
  /** Bytes of the machine's memory. */
  readonly memory: number
}

/** An Ollama that is there answers its version in milliseconds. */
const OLLAMA_ANSWERS_MS = 1_000
/** Chosen by the person, it may be far away; and one that is in use is not given up for being slow once. */
const KNOWN_OLLAMA_ANSWERS_MS = 5_000
const LOOK_WHILE_MISSING_MS = 10_000
const LOOK_ANYWAY_MS = 60_000

type OllamaView = ModelSelection['ollama']

/** Which models answer now: see `selectModels` for the choice, and `start` for when it is made anew. */
export class ModelService implements Models, Disposable {
  readonly #options: ModelServiceOptions
  readonly #selectionChanged = new Emitter<ModelSelection>()
  readonly onSelection = this.#selectionChanged.event
  readonly #pulls: Pulls
  readonly onPull: Pulls['onProgress']
  readonly #owned = new DisposableStore()
  readonly #ended = new AbortController()
  /** Dimensions of embedders that have answered, by name and digest. */
  readonly #dimensions = new Map<string, number>()
  #selection: ModelSelection
  #chat: ChatModel | null = null
  #embedder: Embedder | null = null
  #timer: Disposable | undefined
  #look: Promise<ModelSelection> | null = null
  #next: Promise<ModelSelection> | null = null

  constructor(options: ModelServiceOptions) {
    this.#options = options
    this.#pulls = this.#owned.add(new Pulls(options.clock))
    this.onPull = this.#pulls.onProgress
    this.#selection = {
      looking: true,
      choice: options.settings.values.backend,
      chat: null,
      embedder: null,
      ...{ reasons: { chat: null, embedder: null }, reason: 'Looking for models.', isServerSilent: false },
      nextLookAt: null,
      ollama: { origin: options.ollama.origin, reachable: false, version: null, error: null },
      engine: options.engine.state,
    }
  }

  /**
   * Looks now, and from then on by itself: when the settings or the engine's state change, when a call finds that
   * its server is gone, every 10 s while Ollama or a model is missing, and every minute otherwise.
   */
  start(): void {
    this.#owned.add(this.#options.settings.onChanged(() => this.#lookSoon()))
    this.#owned.add(
      this.#options.engine.onState(({ state }) => {
        this.#tell({ ...this.#selection, engine: this.#options.engine.state })
        if (state === 'ready' || state === 'failed') this.#lookSoon()
      }),
    )
    this.#lookSoon()
  }

  get selection(): ModelSelection {
    return this.#selection
  }

  chatModel(): ChatModel | null {
    return this.#chat
  }

  embedder(): Embedder | null {
    return this.#embedder
  }

  /** Of both servers, as far as they answer. */
  async installed(signal: AbortSignal): Promise<readonly InstalledModel[]> {
    const { ollama, engineServer } = this.#options
    const lists = await Promise.allSettled([ollama.models(signal), engineServer.models(signal)])
    if (signal.aborted) throw new AppError('CANCELLED', { cause: signal.reason })
    return lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []))
  }

  offered(): readonly OfferedModel[] {
    return offeredModels
  }

  /** A look that begins after the call, so that it sees whatever the caller has changed. */
  refresh(signal: AbortSignal): Promise<ModelSelection> {
    return unlessAborted(this.#request(), signal)
  }

  pull(name: string, backend: Backend): void {
    this.#pulls.start(name, this.#serverOf(backend), () => this.#lookSoon())
  }

  cancelPull(name: string, backend: Backend): void {
    this.#pulls.cancel(name, backend)
  }

  async dispose(): Promise<void> {
    this.#ended.abort(new AppError('SHUTTING_DOWN'))
    void this.#timer?.dispose()
    await this.#owned.dispose()
    await Promise.allSettled([this.#look, this.#next])
    this.#selectionChanged.dispose()
  }

  #lookSoon(): void {
    this.#request().catch((error: unknown) => {
      if (!this.#ended.signal.aborted) this.#options.log.error({ err: error }, 'Looking for models failed')
    })
  }

  /** At most one look runs and one waits. */
  #request(): Promise<ModelSelection> {
    if (this.#ended.signal.aborted) return Promise.reject(new AppError('SHUTTING_DOWN'))
    if (!this.#look) {
      this.#look = this.#lookNow().finally(() => {
        this.#look = null
      })
      return this.#look
    }
    this.#next ??= this.#look
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        this.#next = null
        return this.#request()
      })
    return this.#next
  }

  async #lookNow(): Promise<ModelSelection> {
    void this.#timer?.dispose()
    const { settings, engineServer, memory, log } = this.#options
    const { backend: choice, chatModel, embeddingModel } = settings.values
    const { view, models: ollama } = await this.#lookAtOllama(choice)
    const engine = needsEngine({ choice, chatModel, embeddingModel, ollama })
      ? await engineServer.models(this.#ended.signal).catch((error: unknown) => {
          log.warn({ code: toAppError(error).code }, 'The built-in engine does not answer')
          return null
        })
      : null
    this.#ended.signal.throwIfAborted()
    const found: Found = { choice, chatModel, embeddingModel, ollama, engine, memory }
    const isMissing = await this.#use(found, selectModels(found), view)
    this.#ended.signal.throwIfAborted()
    const pause = isMissing ? LOOK_WHILE_MISSING_MS : LOOK_ANYWAY_MS
    this.#timer = this.#options.clock.after(pause, () => this.#lookSoon())
    return this.#selection
  }

  async #lookAtOllama(
    choice: ModelSelection['choice'],
  ): Promise<{ readonly view: OllamaView; readonly models: readonly InstalledModel[] | null }> {
    const { ollama, clock } = this.#options
    const deadline = new Deadline(clock, this.#ended.signal)
    try {
      const isKnown = choice === 'ollama' || this.#selection.ollama.reachable
      deadline.expect('DEADLINE_CONNECT', isKnown ? KNOWN_OLLAMA_ANSWERS_MS : OLLAMA_ANSWERS_MS)
      const version = await ollama.version(deadline.signal)
      deadline.relax()
      const models = await ollama.models(deadline.signal)
      return { view: { origin: ollama.origin, reachable: true, version, error: null }, models }
    } catch (error) {
      const { message } = toAppError(deadline.signal.aborted ? deadline.signal.reason : error)
      return {
        view: { origin: ollama.origin, reachable: false, version: null, error: message },
        models: null,
      }
    } finally {
      deadline.dispose()
    }
  }

  /** @returns whether something is missing, so that it is worth to look again soon */
  async #use(found: Found, selected: Selected, ollama: OllamaView): Promise<boolean> {
    const { chat } = selected
    const { embedder, reason, isSilent } = await this.#proveEmbedder(selected)
    const reasons = reason === null ? selected.reasons : { ...selected.reasons, embedder: reason }
    const fell = (error: AppError) => {
      if (goneCodes.has(error.code)) this.#lookSoon()
    }
    // The same object as long as it is the same model, so that whoever holds it need not ask again.
    if (!isSame(chat, this.#chat)) this.#chat = chat && bindChat(chat, this.#serverOf(chat.backend), fell)
    const dimension = embedder ? (this.#dimensions.get(keyOf(embedder)) ?? 0) : 0
    if (!isSame(embedder, this.#embedder)) {
      this.#embedder = embedder && bindEmbedder(embedder, dimension, this.#serverOf(embedder.backend), fell)
    }
    const isMissing = !chat || !embedder || (found.choice !== 'engine' && !ollama.reachable)
    this.#tell({
      looking: false,
      choice: found.choice,
      chat: chat && { name: chat.name, backend: chat.backend, small: chat.small },
      embedder: embedder && {
        name: embedder.name,
        backend: embedder.backend,
        digest: embedder.digest,
        dimension,
      },
      reasons,
      reason: reason === null ? selected.reason : joined(reasons),
      isServerSilent: selected.isServerSilent || isSilent,
      // Only where it is waited for: each look would be told otherwise.
      nextLookAt: chat && embedder ? null : this.#options.clock.now() + LOOK_WHILE_MISSING_MS,
      ollama,
      engine: this.#options.engine.state,
    })
    return isMissing
  }

  /** An embedder counts from when it has embedded something: that shows that it loads and what its dimension is. */
  async #proveEmbedder({ embedder }: Selected) {
    const proven = { embedder, reason: null, isSilent: false }
    if (!embedder || this.#dimensions.has(keyOf(embedder))) return proven
    try {
      const [vector] = await this.#serverOf(embedder.backend).embed(
        embedder.name,
        ['Alcove'],
        this.#ended.signal,
      )
      if (!vector) throw new AppError('EMBEDDING_INVALID')
      this.#dimensions.set(keyOf(embedder), vector.length)
      return proven
    } catch (error) {
      this.#ended.signal.throwIfAborted()
      const { code, message } = toAppError(error)
      this.#options.log.warn({ code, model: embedder.name }, 'The embedding model does not work')
      return {
        embedder: null,
        reason: `The embedding model ${embedder.name} does not work: ${message}`,
        isSilent: code === 'MODEL_UNAVAILABLE' || code.startsWith('DEADLINE_'),
      }
    }
  }

  #tell(selection: ModelSelection): void {
    if (JSON.stringify(selection) === JSON.stringify(this.#selection)) return
    this.#selection = selection
    this.#selectionChanged.fire(selection)
  }

  #serverOf(backend: Backend): ModelServer {
    return backend === 'ollama' ? this.#options.ollama : this.#options.engineServer
  }
}

/** A call that ended so says that what was selected is not there any more. */
const goneCodes: ReadonlySet<string> = new Set([
  'MODEL_UNAVAILABLE',
  'MODEL_NOT_FOUND',
  'MODEL_LOAD_FAILED',
  'DEADLINE_CONNECT',
])

function keyOf({ backend, name, digest }: Pick<InstalledModel, 'backend' | 'name' | 'digest'>): string {
  return `${backend} ${name} ${digest}`
}

function isSame(a: InstalledModel | null, b: ChatModel | Embedder | null): boolean {
  return a === null ? b === null : b !== null && keyOf(a) === keyOf(b)
}
