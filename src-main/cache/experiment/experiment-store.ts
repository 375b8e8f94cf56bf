import { z } from 'zod'
import { type ExperimentPlan, experimentPlan } from '../../../src-shared/schemas/cache-experiment.ts'
import { citation } from '../../../src-shared/schemas/chat.ts'
import type { Database, Statement } from '../../storage/index.ts'
import type { ArmCounts } from './arm-counts.ts'
import type { WaitingComparison } from './comparison.ts'

export interface StoredExperiment {
  readonly id: number
  readonly plan: ExperimentPlan
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** In the order of the plan. */
  readonly counts: readonly ArmCounts[]
  readonly waiting: readonly WaitingComparison[]
}

const request = z.strictObject({ question: z.string(), collectionId: z.string().nullable(), k: z.number() })
const picks = z.array(z.tuple([z.number(), z.number()]))
const compared = z.object({ answer: z.string(), citations: z.array(citation) })

interface ComparisonRow {
  readonly id: number
  readonly request: string
  readonly partition: string
  readonly corpus: string
  readonly picks: string
  readonly fresh: string | null
}

/**
 * The last experiment in the app's own database. Each call is one transaction: after a kill a comparison is either
 * counted and gone, or neither. All may throw what the medium throws (DISK_FULL, DATABASE_BUSY …).
 */
export class ExperimentStore {
  readonly #database: Database
  readonly #update: Statement<never>
  readonly #add: Statement<never>
  readonly #remove: Statement<never>

  constructor(database: Database) {
    this.#database = database
    this.#update = database.prepare(
      `UPDATE cache_experiment_arm SET lookups = ?, hits = ?, compared = ?, disagreements = ?
       WHERE experiment_id = ? AND arm = ?`,
    )
    this.#add = database.prepare(
      `INSERT INTO cache_comparison (id, experiment_id, request, partition, corpus, picks, fresh)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#remove = database.prepare('DELETE FROM cache_comparison WHERE id = ?')
  }

  /** Null where there is none, or none that can be read. */
  last(): StoredExperiment | null {
    const row = this.#database
      .prepare<{ id: number; plan: string; startedAt: number; endedAt: number | null }>(
        `SELECT id, plan, started_at AS startedAt, ended_at AS endedAt
         FROM cache_experiment ORDER BY id DESC LIMIT 1`,
      )
      .get()
    const plan = row && experimentPlan.safeParse(parseJson(row.plan))
    if (!row || !plan?.success) return null
    const { id, startedAt, endedAt } = row
    const counts = this.#database
      .prepare<ArmCounts>(
        `SELECT lookups, hits, compared, disagreements
         FROM cache_experiment_arm WHERE experiment_id = ? ORDER BY arm`,
      )
      .all(id)
    if (counts.length !== plan.data.arms.length) return null
    return { id, plan: plan.data, startedAt, endedAt, counts, waiting: this.#waiting(id) }
  }

  /** In the place of the one before. @returns its id */
  start(plan: ExperimentPlan, startedAt: number): number {
    return this.#database.transaction(() => {
      this.#database.exec('DELETE FROM cache_experiment')
      const insert = this.#database.prepare('INSERT INTO cache_experiment (plan, started_at) VALUES (?, ?)')
      const id = Number(insert.run(JSON.stringify(plan), startedAt).lastInsertRowid)
      const arm = this.#database.prepare(
        'INSERT INTO cache_experiment_arm (experiment_id, arm) VALUES (?, ?)',
      )
      for (const place of plan.arms.keys()) arm.run(id, place)
      return id
    })
  }

  /** With its last counts; what still waited is not compared any more. */
  end(id: number, endedAt: number, counts: readonly ArmCounts[]): void {
    this.#database.transaction(() => {
      this.write(id, counts, [], [])
      this.#database.prepare('UPDATE cache_experiment SET ended_at = ? WHERE id = ?').run(endedAt, id)
      this.#database.prepare('DELETE FROM cache_comparison WHERE experiment_id = ?').run(id)
    })
  }

  /** @param counts whole ones, in the order of the plan @param removed ids of comparisons that are done or given up */
  write(
    id: number,
    counts: readonly ArmCounts[],
    added: readonly WaitingComparison[],
    removed: readonly number[],
  ): void {
    this.#database.transaction(() => {
      for (const comparison of removed) this.#remove.run(comparison)
      for (const { id: comparison, request, partition, corpus, picks, fresh } of added) {
        const asked = [JSON.stringify(request), partition, corpus, JSON.stringify(picks)]
        this.#add.run(comparison, id, ...asked, fresh && JSON.stringify(fresh))
      }
      counts.forEach(({ lookups, hits, compared, disagreements }, arm) => {
        this.#update.run(lookups, hits, compared, disagreements, id, arm)
      })
    })
  }

  #waiting(id: number): readonly WaitingComparison[] {
    const rows = this.#database
      .prepare<ComparisonRow>(
        `SELECT id, request, partition, corpus, picks, fresh
         FROM cache_comparison WHERE experiment_id = ? ORDER BY id`,
      )
      .all(id)
    return rows.flatMap((row) => comparisonOf(row) ?? [])
  }
}

/** Null where the row is damaged. */
function comparisonOf({ id, partition, corpus, ...row }: ComparisonRow): WaitingComparison | null {
  const asked = request.safeParse(parseJson(row.request))
  const picked = picks.safeParse(parseJson(row.picks))
  const fresh = compared.nullable().safeParse(row.fresh === null ? null : parseJson(row.fresh))
  if (!asked.success || !picked.success || !fresh.success) return null
  return { id, partition, corpus, request: asked.data, picks: picked.data, fresh: fresh.data }
}

/** Undefined where it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
