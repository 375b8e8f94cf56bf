import { AppError } from '../../base/app-error.ts'
import type { Child } from '../../base/child-process.ts'
import type { Clock } from '../../base/clock.ts'
import { withDeadline } from '../../base/deadline.ts'
import type { Disposable } from '../../base/disposable.ts'
import { Emitter } from '../../base/emitter.ts'
import type { FromGraphChild, GraphBatch, ToGraphChild } from './graph-messages.ts'

/** A search takes some milliseconds; where every core is busy it may wait for one. */
const SEARCH_MS = 1_000
/** A batch takes a tenth of a second. A process that has not done one by then never will. */
const APPLY_MS = 60_000

interface Waiting {
  readonly resolve: (ids: readonly number[]) => void
  readonly reject: (reason: unknown) => void
}

/** Why a process is no more. */
export interface GraphLoss {
  /** False where the library has no binary for this machine: then another would fail too. */
  readonly isLoadable: boolean
  readonly cause: unknown
}

/** One process that holds graphs, from its start to its end, seen from the main one. */
export class GraphLink implements Disposable {
  readonly #child: Child
  readonly #clock: Clock
  readonly #waiting = new Map<number, Waiting>()
  readonly #ready = new Emitter<void>()
  readonly #lost = new Emitter<GraphLoss>()
  readonly #closing = new AbortController()
  readonly onReady = this.#ready.event
  /** Once, unless it was disposed. */
  readonly onLost = this.#lost.event
  #requests = 0
  #graphs = 0
  #isGone = false

  constructor(child: Child, clock: Clock) {
    this.#child = child
    this.#clock = clock
    child.onMessage((message) => this.#heed(message as FromGraphChild))
    child.onExit(({ code, signal }) =>
      this.#lose({ isLoadable: true, cause: `It ended with ${signal ?? code}` }),
    )
  }

  /** @returns the number of an empty graph */
  open(dimension: number): number {
    const graph = ++this.#graphs
    this.#post({ type: 'open', graph, dimension })
    return graph
  }

  close(graph: number): void {
    this.#post({ type: 'close', graph })
  }

  /** Resolves when the graph holds it. Rejects when the process is lost. */
  async apply(graph: number, batch: GraphBatch): Promise<void> {
    try {
      await withDeadline(this.#clock, APPLY_MS, this.#closing.signal, () =>
        this.#ask((request) => this.#post({ type: 'apply', request, graph, batch })),
      )
    } catch (cause) {
      this.#lose({ isLoadable: true, cause })
      throw cause
    }
  }

  /**
   * Ids of vectors that are near, as far as the graph knows, the most similar first. Rejects with DEADLINE_TOTAL, with
   * the signal's reason, or when the process is lost.
   */
  search(
    graph: number,
    vector: Float32Array,
    count: number,
    signal: AbortSignal = this.#closing.signal,
  ): Promise<readonly number[]> {
    return withDeadline(this.#clock, SEARCH_MS, signal, () =>
      this.#ask((request) => this.#post({ type: 'search', request, graph, vector, count })),
    )
  }

  async dispose(): Promise<void> {
    this.#end('it was closed')
    this.#ready.dispose()
    this.#lost.dispose()
    await this.#child.dispose()
  }

  #ask(post: (request: number) => void): Promise<readonly number[]> {
    return new Promise((resolve, reject) => {
      if (this.#isGone) {
        reject(gone('it is no more'))
        return
      }
      const request = ++this.#requests
      this.#waiting.set(request, { resolve, reject })
      post(request)
    })
  }

  #post(message: ToGraphChild): void {
    if (!this.#isGone) this.#child.send(message)
  }

  #heed(message: FromGraphChild): void {
    if (message.type === 'ready') this.#ready.fire()
    else if (message.type === 'unloadable') this.#lose({ isLoadable: false, cause: message.message })
    else {
      this.#waiting.get(message.request)?.resolve(message.type === 'found' ? message.ids : [])
      this.#waiting.delete(message.request)
    }
  }

  #lose(loss: GraphLoss): void {
    if (this.#isGone) return
    this.#end(loss.cause)
    void this.#child.dispose()
    this.#lost.fire(loss)
  }

  #end(cause: unknown): void {
    if (this.#isGone) return
    this.#isGone = true
    for (const { reject } of this.#waiting.values()) reject(gone(cause))
    this.#waiting.clear()
    this.#closing.abort(gone(cause))
  }
}

const gone = (cause: unknown) =>
  new AppError('INTERNAL', { message: 'The process of the index ended.', cause })
