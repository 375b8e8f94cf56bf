import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { Agent } from 'undici'
import type { Child, ChildLauncher } from '../base/child-process.ts'
import { type Clock, delay } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { ChromaAddress, ChromaEndpoint } from './chroma-endpoint.ts'
import { freePort } from './free-port.ts'
import { hasHeartbeat } from './heartbeat.ts'
import type { VectorStoreState } from './vector-store.ts'

export interface ChromaServerOptions {
  /** Its files; made where absent. */
  readonly folder: string
  readonly launcher: ChildLauncher
  readonly clock: Clock
  readonly log: Logger
  /** Milliseconds from spawn to first heartbeat. @default 30_000 */
  readonly startDeadlineMs?: number
  /** Milliseconds between looks at a running server. @default 3_000 */
  readonly lookEveryMs?: number
  /** Picks the port to try. @default a free one */
  readonly port?: () => Promise<number>
}

/** Looks in a row without an answer after which a server is killed: with their deadline about ten seconds. */
const MISSED_LOOKS = 3
const LOOK_DEADLINE_MS = 2_500
/** Starts in a row that end by themselves before a heartbeat, after which its files are put aside. */
const FAILED_STARTS = 2
const MOST_BACK_OFF_MS = 30_000
/** What the last lines of output are kept for: to say why it did not start. */
const KEPT_LINES = 8

/**
 * Our own Chroma, as a supervised child: started again with back-off whenever it ends, hangs or loses its
 * folder. Files that it cannot start with are moved to `<folder>.broken-<time>`; all it holds is built again
 * from SQLite.
 */
export class ChromaServer implements ChromaEndpoint {
  readonly #options: Required<Omit<ChromaServerOptions, 'log'>> & { readonly log: Logger }
  readonly #agent = new Agent({ connections: 1 })
  readonly #end = new AbortController()
  readonly #changed = new Emitter<VectorStoreState>()
  readonly onState = this.#changed.event
  #state: VectorStoreState = { state: 'starting' }
  #address: ChromaAddress | null = null
  #child: Child | undefined
  #running: Promise<void> | undefined
  #look: (() => void) | undefined
  #serverErrors = 0
  #putAsideNext = false
  #hasPutAside = false

  constructor(options: ChromaServerOptions) {
    this.#options = { startDeadlineMs: 30_000, lookEveryMs: 3_000, port: freePort, ...options }
  }

  get state(): VectorStoreState {
    return this.#state
  }

  get address(): ChromaAddress | null {
    return this.#address
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  start(): void {
    this.#running ??= this.#supervise()
  }

  suspect(): void {
    this.#look?.()
  }

  /** Five in a row, once in the life of the app: its database is taken for damaged and put aside. */
  reportServerError(message: string): void {
    if (/disk|space|full/i.test(message) || this.#hasPutAside || ++this.#serverErrors < 5) return
    this.#options.log.error({ message }, 'chroma fails at every call; its files are put aside')
    this.#putAsideNext = true
    this.#child?.kill()
  }

  async dispose(): Promise<void> {
    this.#end.abort()
    this.#look?.()
    await this.#child?.dispose()
    await this.#running
    await this.#agent.destroy()
  }

  async #supervise(): Promise<void> {
    let failures = 0
    let failedStarts = 0
    while (!this.#end.signal.aborted) {
      const life = await this.#liveOnce().catch((error: unknown) => ({
        wasReady: false,
        endedItself: false,
        reason: String(error),
      }))
      if (this.#end.signal.aborted) return
      failures = life.wasReady ? 0 : failures + 1
      failedStarts = life.wasReady ? 0 : failedStarts + (life.endedItself ? 1 : 0)
      this.#set({ state: 'down', reason: life.reason })
      this.#options.log.warn({ reason: life.reason }, 'chroma ended')
      if (failedStarts >= FAILED_STARTS || this.#putAsideNext) {
        this.#putAside()
        failedStarts = 0
      }
      const backOff = Math.min(MOST_BACK_OFF_MS, failures === 0 ? 100 : 250 * 2 ** failures)
      await delay(this.#options.clock, backOff, this.#end.signal).catch(() => undefined)
    }
  }

  /** From spawn to exit. */
  async #liveOnce(): Promise<{ wasReady: boolean; endedItself: boolean; reason: string }> {
    const { folder, launcher, clock, log, port: pickPort } = this.#options
    const started = clock.monotonic()
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const port = await pickPort()
    if (this.#end.signal.aborted) return { wasReady: false, endedItself: false, reason: 'closing' }
    const output: string[] = []
    const child = launcher.start('chroma-child', {
      args: [folder, String(port)],
      // The server measures nothing and reports nowhere.
      env: { ANONYMIZED_TELEMETRY: 'FALSE', CHROMA_OTEL_COLLECTION_ENDPOINT: '' },
    })
    this.#child = child
    child.onOutput((line) => {
      if (/error|panic|fail|address|denied/i.test(line)) output.push(line.trim())
      if (output.length > KEPT_LINES) output.shift()
    })
    const exit = new Promise<void>((resolve) => {
      child.onExit(() => resolve())
    })
    const gone = { is: false }
    void exit.then(() => {
      gone.is = true
      this.#address = null
      if (this.#child === child) this.#child = undefined
      this.#look?.()
    })
    const address: ChromaAddress = { host: '127.0.0.1', port, ssl: false }
    const reason = () => output.at(-1) ?? 'The vector store stopped.'

    const isReady = await this.#waitUntilReady(address, gone)
    if (!isReady) {
      const endedItself = gone.is && !output.some((line) => /address.*in use/i.test(line))
      if (!gone.is) child.kill()
      await exit
      return {
        wasReady: false,
        endedItself,
        reason: endedItself ? reason() : 'The vector store did not start.',
      }
    }
    this.#address = address
    this.#serverErrors = 0
    log.info({ port, ms: Math.round(clock.monotonic() - started) }, 'chroma is ready')
    this.#set({ state: 'ready' })
    const verdict = await this.#watch(address, gone)
    if (!gone.is) {
      this.#address = null
      if (verdict !== '') this.#set({ state: 'down', reason: verdict })
      child.kill()
      await exit
    }
    return { wasReady: true, endedItself: gone.is, reason: verdict || reason() }
  }

  async #waitUntilReady(address: ChromaAddress, gone: { readonly is: boolean }): Promise<boolean> {
    const { clock, startDeadlineMs } = this.#options
    const deadline = clock.monotonic() + startDeadlineMs
    while (!gone.is && !this.#end.signal.aborted && clock.monotonic() < deadline) {
      // Alive after the answer: it is ours that answers, not another one that has the port.
      if ((await hasHeartbeat(address, 1_000, this.#agent)) && !gone.is) return true
      await this.#pause(25)
    }
    return false
  }

  /** Until it must be restarted; says why. */
  async #watch(address: ChromaAddress, gone: { readonly is: boolean }): Promise<string> {
    const { folder, lookEveryMs } = this.#options
    let missed = 0
    while (!gone.is && !this.#end.signal.aborted) {
      await this.#pause(missed > 0 ? 250 : lookEveryMs)
      if (gone.is || this.#end.signal.aborted) return ''
      if (!existsSync(join(folder, 'chroma.sqlite3'))) return 'The folder of the vector store was removed.'
      if (await hasHeartbeat(address, LOOK_DEADLINE_MS, this.#agent)) {
        missed = 0
        this.#set({ state: 'ready' })
        continue
      }
      if (gone.is) return ''
      missed++
      this.#set({ state: 'down', reason: 'It was asked and is silent.' })
      if (missed >= MISSED_LOOKS) return 'The vector store hung and was restarted.'
    }
    return ''
  }

  /** Waits, unless somebody asks to look now. */
  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.after(ms, resolve)
      this.#look = () => {
        void timer.dispose()
        resolve()
      }
    })
    this.#look = undefined
  }

  #putAside(): void {
    const { folder, clock, log } = this.#options
    this.#putAsideNext = false
    this.#hasPutAside = true
    if (!existsSync(folder)) return
    const aside = `${folder}.broken-${clock.now()}`
    try {
      renameSync(folder, aside)
      log.warn({ aside }, 'the files of the vector store were put aside; it is built again')
    } catch (error) {
      log.error({ error: String(error) }, 'the files of the vector store could not be put aside')
    }
  }

  #set(state: VectorStoreState): void {
    const before = this.#state
    if (before.state === state.state && JSON.stringify(before) === JSON.stringify(state)) return
    this.#state = state
    this.#changed.fire(state)
  }
}
