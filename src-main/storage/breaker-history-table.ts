import type { BreakerTransition } from '../../src-shared/schemas/resilience.ts'
import type { Database, Statement } from './database.ts'

/** The last changes of state of all breakers. */
export class BreakerHistoryTable {
  readonly #database: Database
  readonly #newest: Statement<BreakerTransition>
  readonly #insert: Statement<never>
  readonly #trim: Statement<never>

  constructor(database: Database) {
    this.#database = database
    this.#newest = database.prepare(
      `SELECT breaker, at, from_state AS "from", to_state AS "to", cause
       FROM breaker_transition ORDER BY seq DESC LIMIT ?`,
    )
    this.#insert = database.prepare(
      'INSERT INTO breaker_transition (breaker, at, from_state, to_state, cause) VALUES (?, ?, ?, ?, ?)',
    )
    this.#trim = database.prepare(
      `DELETE FROM breaker_transition WHERE seq <= (SELECT max(seq) FROM breaker_transition) - ?`,
    )
  }

  /** Newest first. */
  newest(limit: number): readonly BreakerTransition[] {
    return this.#newest.all(limit)
  }

  /** Oldest first, all or none; of what is there then, the `keep` newest remain. */
  add(transitions: readonly BreakerTransition[], keep: number): void {
    this.#database.transaction(() => {
      for (const { breaker, at, from, to, cause } of transitions) {
        this.#insert.run(breaker, at, from, to, cause)
      }
      this.#trim.run(keep)
    })
  }
}
