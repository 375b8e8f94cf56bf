import type { ChildLauncher } from '../../base/child-process.ts'
import type { Clock } from '../../base/clock.ts'
import { type Disposable, toDisposable } from '../../base/disposable.ts'
import type { Logger } from '../../base/logger.ts'
import { GraphLink, type GraphLoss } from './graph-link.ts'
import type { GraphBatch } from './graph-messages.ts'

/** A graph in the process, until that is lost: then both calls reject. */
export interface RemoteGraph {
  /** Resolves when the graph holds it. */
  apply(batch: GraphBatch): Promise<void>
  /** Ids, the most similar first, as far as the graph knows. At most a second. */
  search(vector: Float32Array, count: number, signal?: AbortSignal): Promise<readonly number[]>
}

/** Who wants a graph. */
export interface GraphUser {
  readonly dimension: number
  /** Here is one, empty. Also after each time that one was lost. */
  attach(graph: RemoteGraph): void
  /** It is lost, with all that it held. */
  detach(): void
}

export interface GraphHostOptions {
  readonly launcher: ChildLauncher
  readonly clock: Clock
  readonly log: Logger
}

/** Before a lost process is started again; the last pause is repeated. */
const PAUSES_MS = [1_000, 10_000, 60_000]

/** Keeps one process with a graph for each user, as long as there are users, and starts it again when it is lost. */
export class GraphHost implements Disposable {
  readonly #options: GraphHostOptions
  /** With the number of the graph; null: it has none now. */
  readonly #users = new Map<GraphUser, number | null>()
  readonly #ending = new Set<Promise<void>>()
  #link: GraphLink | null = null
  #isReady = false
  #isLoadable = true
  #isDisposed = false
  #losses = 0
  #late = 0
  #restart: Disposable | null = null

  constructor(options: GraphHostOptions) {
    this.#options = options
  }

  /** Times that the process was lost, or did not answer a search in time. */
  get failures(): number {
    return this.#losses + this.#late
  }

  /** Gives it a graph as soon as there can be one, until what is returned is disposed. */
  use(user: GraphUser): Disposable {
    this.#users.set(user, null)
    if (this.#link && this.#isReady) this.#attach(user, this.#link)
    else if (!this.#restart) this.#start()
    return toDisposable(() => this.#leave(user))
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    for (const user of [...this.#users.keys()]) {
      this.#leave(user)
      user.detach()
    }
    this.#end()
    await Promise.all(this.#ending)
  }

  #start(): void {
    if (this.#link || this.#isDisposed || !this.#isLoadable) return
    const { launcher, clock } = this.#options
    const link = new GraphLink(launcher.start('graph-child'), clock)
    this.#link = link
    link.onReady(() => {
      this.#isReady = true
      for (const user of [...this.#users.keys()]) this.#attach(user, link)
    })
    link.onLost((loss) => this.#lose(loss))
  }

  #attach(user: GraphUser, link: GraphLink): void {
    const graph = link.open(user.dimension)
    this.#users.set(user, graph)
    user.attach({
      apply: (batch) => link.apply(graph, batch),
      search: (vector, count, signal) =>
        link.search(graph, vector, count, signal).catch((error) => {
          if (this.#link === link && !signal?.aborted) this.#late++
          throw error
        }),
    })
  }

  #lose({ isLoadable, cause }: GraphLoss): void {
    const { clock, log } = this.#options
    this.#end()
    const pause = PAUSES_MS[Math.min(this.#losses, PAUSES_MS.length - 1)] ?? 0
    this.#losses++
    this.#isLoadable = isLoadable
    if (isLoadable)
      log.warn({ err: cause }, 'the process of the index was lost; every entry is looked at meanwhile')
    else log.warn({ err: cause }, 'the index has no graphs on this machine; every entry is looked at')
    for (const [user, graph] of [...this.#users]) {
      this.#users.set(user, null)
      if (graph !== null) user.detach()
    }
    if (!isLoadable || this.#users.size === 0) return
    this.#restart = clock.after(pause, () => {
      this.#restart = null
      this.#start()
    })
  }

  #leave(user: GraphUser): void {
    const graph = this.#users.get(user)
    if (!this.#users.delete(user)) return
    if (graph) this.#link?.close(graph)
    // Nobody needs it, and its memory goes with it.
    if (this.#users.size === 0) this.#end()
  }

  /** Of the process that there is, and of the wait for another. */
  #end(): void {
    void this.#restart?.dispose()
    this.#restart = null
    const link = this.#link
    this.#link = null
    this.#isReady = false
    if (!link) return
    const ending = link.dispose().finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }
}
