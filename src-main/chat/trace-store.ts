import { randomUUID } from 'node:crypto'
import type { ErrorCode } from '../../src-shared/error-codes.ts'
import { toAppError } from '../base/app-error.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { Database } from '../storage/index.ts'

/** Traces kept; the oldest go first. */
const KEPT = 5_000
/** UTF-16 code units of one trace. */
const MAX_LENGTH = 64_000
/** Pruning scans an index: not at every answer. */
const PRUNE_EVERY = 50

/** Why each answer is as it is. A trace that cannot be written never costs the answer. */
export class TraceStore {
  readonly #database: Database
  readonly #clock: Clock
  readonly #log: Logger
  #written = 0

  constructor(database: Database, clock: Clock, log: Logger) {
    this.#database = database
    this.#clock = clock
    this.#log = log
  }

  /** @param kind a prefix by which traces of one kind are found */
  newId(kind?: 'failed'): string {
    return kind ? `${kind}-${randomUUID()}` : randomUUID()
  }

  /** @returns why it could not be written; null: it was */
  write(id: string, trace: Readonly<Record<string, unknown>>): ErrorCode | null {
    try {
      const whole = JSON.stringify(trace)
      const data =
        whole.length <= MAX_LENGTH ? whole : JSON.stringify({ ...trace, considered: [], truncated: true })
      this.#database
        .prepare('INSERT INTO trace (id, created_at, data) VALUES (?, ?, ?)')
        .run(id, this.#clock.now(), data)
      if (this.#written++ % PRUNE_EVERY === 0) this.#prune()
      return null
    } catch (error) {
      this.#log.warn({ err: error }, 'trace not written')
      return toAppError(error).code
    }
  }

  #prune(): void {
    this.#database
      .prepare(
        'DELETE FROM trace WHERE id IN (SELECT id FROM trace ORDER BY created_at DESC LIMIT -1 OFFSET ?)',
      )
      .run(KEPT)
  }
}
