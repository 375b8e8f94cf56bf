import { TimeSlices } from '../base/time-slices.ts'
import type { AskedQuestion } from '../cache/index.ts'
import type { Database, Statement } from '../storage/index.ts'

interface Row {
  readonly id: string
  readonly question: Buffer | null
  readonly collection: string | null
  readonly at: number
  readonly ms: number | null
  readonly mode: string | null
  readonly kind: string | null
  readonly degradations: string | null
  readonly isFollowUp: number | null
}

/** Traces read at once: each has tens of kilobytes. */
const PAGE = 16

/**
 * The questions that persons and scripts asked, as the traces tell, each read once: what is new is read in slices, what
 * was deleted is forgotten. Aborted and background answers leave no trace.
 */
export class AskedQuestions {
  readonly #ids: Statement<{ id: string }>
  readonly #page: Statement<Row>
  #known = new Map<string, AskedQuestion>()

  constructor(database: Database) {
    this.#ids = database.prepare('SELECT id FROM trace')
    // The question as bytes: half of a surrogate pair comes out of JSON as no UTF-8, at which libsql ends the process.
    this.#page = database.prepare(
      `SELECT t.id, t.created_at AS at,
         CAST(t.data ->> '$.question' AS BLOB) AS question, t.data ->> '$.collectionId' AS collection,
         t.data ->> '$.timings.total' AS ms, t.data ->> '$.mode' AS mode,
         t.data ->> '$.cache.kind' AS kind, t.data -> '$.degradations' AS degradations,
         coalesce(t.data ->> '$.isFollowUp', t.data ->> '$.timings.condense' IS NOT NULL) AS isFollowUp
       FROM json_each(?) wanted JOIN trace t ON t.id = wanted.value`,
    )
  }

  /** In no order. */
  async read(signal: AbortSignal): Promise<readonly AskedQuestion[]> {
    const ids = this.#ids.all().map(({ id }) => id)
    const known = new Map<string, AskedQuestion>()
    const unread: string[] = []
    for (const id of ids) {
      const asked = this.#known.get(id)
      if (asked) known.set(id, asked)
      else unread.push(id)
    }
    this.#known = known
    const slices = new TimeSlices()
    for (let from = 0; from < unread.length; from += PAGE) {
      await slices.rest(signal)
      for (const row of this.#page.all(JSON.stringify(unread.slice(from, from + PAGE)))) {
        if (row.question !== null) known.set(row.id, askedFrom(row, row.question.toString('utf8')))
      }
    }
    return [...known.values()]
  }
}

function askedFrom(row: Row, question: string): AskedQuestion {
  return {
    question,
    collectionId: row.collection,
    at: row.at,
    ms: row.ms ?? 0,
    isHit: row.kind === 'exact' || row.kind === 'semantic',
    isUnanswered: isUnanswered(row),
    isFollowUp: Boolean(row.isFollowUp),
  }
}

/** Failed, found nothing, or was quoted for want of a model: not where quotations were chosen or bear out best. */
function isUnanswered({ mode, degradations }: Row): boolean {
  if (mode !== 'extractive') return mode !== 'generated'
  const reasons = JSON.parse(degradations ?? '[]') as readonly string[]
  return reasons.some((reason) => wants.test(reason) && reason !== 'chat_model_unasked')
}

const wants = /^(?:no_chat_model|chat_model_)/
