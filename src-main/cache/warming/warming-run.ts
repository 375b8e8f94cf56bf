import type { WarmingSource, WarmingView } from '../../../src-shared/schemas/cache-warming.ts'
import type { Clock } from '../../base/clock.ts'

/** What came of one question: `no_model`: the chat model was not there for it. */
export type Warmed = 'kept' | 'already_there' | 'not_kept' | 'no_model'

/** One line of questions on its way: what is done of it, and why it stands still. */
export class WarmingRun {
  readonly #clock: Clock
  readonly #from: WarmingSource['from']
  readonly #startedAt: number
  readonly #counts = { kept: 0, already_there: 0, not_kept: 0 }
  readonly abort = new AbortController()
  total = 0
  /** That is being answered. */
  current: string | null = null
  blockedBy: 'no_model' | 'cache_off' | null = null
  #endedAt: number | null = null
  #wasStopped = false
  #wasFull = false
  #hasFailed = false

  constructor(from: WarmingSource['from'], clock: Clock) {
    this.#clock = clock
    this.#from = from
    this.#startedAt = clock.now()
  }

  get isOver(): boolean {
    return this.#endedAt !== null
  }

  count(what: Exclude<Warmed, 'no_model'>): void {
    this.#counts[what]++
  }

  /** Nothing where it has ended already. */
  end(why: 'done' | 'stopped' | 'full' | 'failed'): void {
    if (this.isOver) return
    this.#endedAt = this.#clock.now()
    this.#wasStopped = why === 'stopped'
    this.#wasFull = why === 'full'
    this.#hasFailed = why === 'failed'
    this.current = null
    this.blockedBy = null
  }

  /** @param busyWith for what the machine is needed now */
  view(busyWith: 'question' | 'ingest' | null): WarmingView {
    const { kept, already_there: alreadyThere, not_kept: notKept } = this.#counts
    const pausedFor = this.isOver ? null : (this.blockedBy ?? busyWith)
    return {
      state: this.isOver ? 'idle' : pausedFor ? 'paused' : 'running',
      pausedFor,
      from: this.#from,
      ...{ total: this.total, done: kept + alreadyThere + notKept, kept, alreadyThere, notKept },
      current: pausedFor ? null : this.current,
      ...{ startedAt: this.#startedAt, endedAt: this.#endedAt },
      ...{ wasStopped: this.#wasStopped, wasFull: this.#wasFull, hasFailed: this.#hasFailed },
    }
  }
}

/** Before anything was ever warmed. */
export const noWarming: WarmingView = {
  ...{ state: 'idle', pausedFor: null, from: null, total: 0, done: 0, kept: 0, alreadyThere: 0, notKept: 0 },
  ...{ current: null, startedAt: null, endedAt: null, wasStopped: false, wasFull: false, hasFailed: false },
}
