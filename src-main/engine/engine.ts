import { randomBytes } from 'node:crypto'
import type { ModelSelection } from '../../src-shared/schemas/models.ts'
import { AppError } from '../base/app-error.ts'
import type { Child, ChildExit, ChildLauncher } from '../base/child-process.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import { type ConfigureMessage, isEngineChildMessage } from './engine-messages.ts'

export type EngineState = ModelSelection['engine']

/** Where the engine answers, and what a request must carry. */
export interface EngineAddress {
  readonly origin: string
  readonly secret: string
}

export interface EngineOptions {
  readonly launcher: ChildLauncher
  readonly clock: Clock
  readonly log: Logger
  /** Folders with GGUF files; the last is where pulled models go. */
  readonly modelFolders: readonly string[]
  /** Where digests are remembered. */
  readonly stateFolder: string
  /** Most threads at any time. @default the physical cores */
  readonly threads?: number
  /** @default https://huggingface.co */
  readonly hubOrigin?: string
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** Up for this long, it counts as healthy: the next crash is again the first. */
const HEALTHY_MS = 60_000
const START_DEADLINE_MS = 20_000
const PING_MS = 3_000
/** Silent for so many pings, it hangs: on a machine that is only busy it answers late, but it does. */
const MOST_UNANSWERED = 5

/**
 * The built-in engine's process: started by the first `ready`, started again with a growing pause (0.5 to 30 s)
 * when it dies. While it waits for that, its state is `failed` and says why.
 */
export class Engine implements Disposable {
  readonly #options: EngineOptions
  readonly #stateChanged = new Emitter<EngineState>()
  readonly onState = this.#stateChanged.event
  #state: EngineState = { state: 'stopped', error: null }
  #child: Child | null = null
  #address: EngineAddress | null = null
  #pause = FIRST_PAUSE_MS
  #startedAt = 0
  #timer: Disposable | null = null
  #lastOutput = ''
  #unanswered = 0
  #hangs = false
  #disposed = false

  constructor(options: EngineOptions) {
    if (options.modelFolders.length === 0)
      throw new RangeError('Engine modelFolders must name one folder or more')
    this.#options = options
  }

  get state(): EngineState {
    return this.#state
  }

  get address(): EngineAddress | null {
    return this.#address
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts it where it has not been. Does nothing while it waits to be started again: see `restart`. */
  start(): void {
    if (this.#disposed || this.#state.state !== 'stopped') return
    this.#launch()
  }

  /**
   * Its address, once it listens. Throws MODEL_UNAVAILABLE at once while it is down, so that a caller can answer
   * without it; SHUTTING_DOWN after dispose; the signal's reason.
   */
  ready(signal: AbortSignal): Promise<EngineAddress> {
    if (this.#disposed) return Promise.reject(new AppError('SHUTTING_DOWN'))
    this.start()
    return new Promise((resolve, reject) => {
      const settle = () => {
        const finish = (call: () => void) => {
          void listening.dispose()
          signal.removeEventListener('abort', settle)
          call()
        }
        if (signal.aborted) finish(() => reject(signal.reason))
        else if (this.#address) finish(() => resolve(this.#address as EngineAddress))
        else if (this.#disposed) finish(() => reject(new AppError('SHUTTING_DOWN')))
        else if (this.#state.state === 'failed') {
          const { error } = this.#state
          finish(() =>
            reject(new AppError('MODEL_UNAVAILABLE', { message: `The built-in engine is down: ${error}` })),
          )
        }
      }
      const listening = this.onState(settle)
      signal.addEventListener('abort', settle, { once: true })
      settle()
    })
  }

  /** Starts it anew now, whatever it does. */
  async restart(): Promise<void> {
    if (this.#disposed) throw new AppError('SHUTTING_DOWN')
    this.#pause = FIRST_PAUSE_MS
    await this.#stop()
    if (!this.#disposed) this.#launch()
  }

  async dispose(): Promise<void> {
    this.#disposed = true
    await this.#stop()
    this.#become('stopped', null)
    this.#stateChanged.dispose()
  }

  async #stop(): Promise<void> {
    void this.#timer?.dispose()
    const child = this.#child
    this.#child = null
    this.#address = null
    await child?.dispose()
  }

  #launch(): void {
    const { launcher, clock, log } = this.#options
    void this.#timer?.dispose()
    const secret = randomBytes(32).toString('base64url')
    // Node's own warnings (JSON modules, on Node 20) are not the engine's.
    const child = launcher.start('engine-child', { env: { NODE_NO_WARNINGS: '1' } })
    this.#child = child
    this.#startedAt = clock.monotonic()
    this.#lastOutput = ''
    this.#hangs = false
    child.onOutput((line) => {
      this.#lastOutput = line
      log.warn({ pid: child.pid }, line)
    })
    child.onMessage((message) => {
      if (child !== this.#child || !isEngineChildMessage(message)) return
      if (message.type === 'fatal') this.#lastOutput = message.message
      else if (message.type === 'pong') this.#unanswered = 0
      else this.#listen(child, message.port, secret)
    })
    child.onExit((exit) => {
      if (child === this.#child) this.#fell(this.#reasonOf(exit))
    })
    this.#timer = clock.after(START_DEADLINE_MS, () => {
      this.#lastOutput = 'it did not start in time'
      child.kill('SIGKILL')
    })
    this.#become('starting', null)
    child.send(this.#configuration(secret))
  }

  #configuration(secret: string): ConfigureMessage {
    const { modelFolders, stateFolder, threads, hubOrigin } = this.#options
    return {
      type: 'configure',
      secret,
      modelFolders,
      stateFolder,
      ...(threads === undefined ? {} : { threads }),
      ...(hubOrigin === undefined ? {} : { hubOrigin }),
    }
  }

  #listen(child: Child, port: number, secret: string): void {
    this.#unanswered = 0
    this.#watch(child)
    this.#address = { origin: `http://127.0.0.1:${port}`, secret }
    this.#options.log.info({ port, pid: this.#child?.pid }, 'The built-in engine answers')
    this.#become('ready', null)
  }

  /** One that hangs would keep every question waiting for its whole deadline, and is killed. */
  #watch(child: Child): void {
    void this.#timer?.dispose()
    if (this.#unanswered >= MOST_UNANSWERED) {
      this.#lastOutput = 'it did not answer any more'
      this.#hangs = true
      child.kill('SIGKILL')
      return
    }
    this.#unanswered++
    child.send({ type: 'ping' })
    this.#timer = this.#options.clock.after(PING_MS, () => this.#watch(child))
  }

  /** Its last line, where that is likely the reason: it never listened, or llama.cpp gave up (an assertion). */
  #reasonOf({ code, signal }: ChildExit): string {
    const ended = `its process ended (${signal ?? `code ${code}`})`
    const isTold = this.#lastOutput && (!this.#address || this.#hangs || signal === 'SIGABRT')
    return isTold ? `${ended}: ${this.#lastOutput}` : ended
  }

  #fell(reason: string): void {
    const { clock, log } = this.#options
    void this.#timer?.dispose()
    this.#child = null
    this.#address = null
    if (clock.monotonic() - this.#startedAt >= HEALTHY_MS) this.#pause = FIRST_PAUSE_MS
    const pause = this.#pause
    this.#pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    log.error({ pause }, `The built-in engine ended: ${reason}`)
    this.#timer = clock.after(pause, () => this.#launch())
    this.#become('failed', reason)
  }

  #become(state: EngineState['state'], error: string | null): void {
    this.#state = { state, error }
    this.#stateChanged.fire(this.#state)
  }
}
