import type { DocumentFormat, DocumentState } from '../../src-shared/schemas/library.ts'
import type { Database, Statement } from './database.ts'

export type IngestState = Exclude<DocumentState, 'indexed'>

export interface IngestRow {
  readonly documentId: string
  readonly collectionId: string
  readonly path: string
  readonly title: string
  readonly format: DocumentFormat
  readonly state: IngestState
  readonly attempts: number
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly enqueuedAt: number
  readonly revision: number
  readonly chunks: number
}

const select = `SELECT i.document_id AS documentId, d.collection_id AS collectionId, d.path, d.title, d.format,
  i.state, i.attempts, i.error_code AS errorCode, i.error_message AS errorMessage,
  i.enqueued_at AS enqueuedAt, d.revision, d.chunks
  FROM ingest i JOIN document d ON d.id = i.document_id`

/** The journal of the queue. */
export class IngestTable {
  readonly #byState: Statement<IngestRow>
  readonly #get: Statement<IngestRow>
  readonly #all: Statement<IngestRow>
  readonly #counts: Statement<{ state: IngestState; documents: number; chunks: number }>
  readonly #enqueue: Statement<never>
  readonly #setState: Statement<never>
  readonly #fail: Statement<never>
  readonly #attempt: Statement<never>
  readonly #remove: Statement<never>
  readonly #reembed: Statement<never>
  readonly #isPaused: Statement<{ paused: number }>
  readonly #pause: Statement<never>
  readonly #resume: Statement<never>

  constructor(database: Database) {
    this.#byState = database.prepare(
      `${select} WHERE i.state = ? ORDER BY i.enqueued_at, i.rowid LIMIT ? OFFSET ?`,
    )
    this.#get = database.prepare(`${select} WHERE i.document_id = ?`)
    this.#all = database.prepare(`${select} ORDER BY i.enqueued_at, i.rowid LIMIT ?`)
    this.#counts = database.prepare(
      `SELECT i.state, count(*) AS documents, sum(d.chunks) AS chunks
       FROM ingest i JOIN document d ON d.id = i.document_id GROUP BY i.state`,
    )
    this.#enqueue = database.prepare(
      `INSERT INTO ingest (document_id, state, enqueued_at) VALUES (?, 'discovered', ?)
       ON CONFLICT (document_id) DO UPDATE SET state = 'discovered', attempts = 0, error_code = NULL,
         error_message = NULL, enqueued_at = excluded.enqueued_at`,
    )
    this.#setState = database.prepare(
      'UPDATE ingest SET state = ?, attempts = 0, error_code = NULL, error_message = NULL WHERE document_id = ?',
    )
    this.#fail = database.prepare(
      `UPDATE ingest SET state = 'failed', error_code = ?, error_message = ? WHERE document_id = ?`,
    )
    this.#attempt = database.prepare('UPDATE ingest SET attempts = attempts + 1 WHERE document_id = ?')
    this.#remove = database.prepare('DELETE FROM ingest WHERE document_id = ?')
    this.#reembed = database.prepare(`UPDATE ingest SET state = 'chunked' WHERE state = 'embedded'`)
    this.#isPaused = database.prepare('SELECT count(*) AS paused FROM ingest_pause')
    this.#pause = database.prepare('INSERT INTO ingest_pause (paused_at) VALUES (?)')
    this.#resume = database.prepare('DELETE FROM ingest_pause')
  }

  /** In the order they came. */
  inState(state: IngestState, limit: number, offset = 0): readonly IngestRow[] {
    return this.#byState.all(state, limit, offset)
  }

  get(documentId: string): IngestRow | null {
    return this.#get.get(documentId) ?? null
  }

  all(limit: number): readonly IngestRow[] {
    return this.#all.all(limit)
  }

  counts(): ReadonlyMap<IngestState, { readonly documents: number; readonly chunks: number }> {
    return new Map(this.#counts.all().map(({ state, ...counts }) => [state, counts]))
  }

  enqueue(documentId: string, at: number): void {
    this.#enqueue.run(documentId, at)
  }

  setState(documentId: string, state: IngestState): void {
    this.#setState.run(state, documentId)
  }

  fail(documentId: string, code: string, message: string): void {
    this.#fail.run(code, message, documentId)
  }

  countAttempt(documentId: string): void {
    this.#attempt.run(documentId)
  }

  /** Nothing is left to do for it. */
  remove(documentId: string): void {
    this.#remove.run(documentId)
  }

  /** Another embedder: what the last one did does not count for the queue. */
  embedAgain(): void {
    this.#reembed.run()
  }

  get isPaused(): boolean {
    return (this.#isPaused.get()?.paused ?? 0) > 0
  }

  setPaused(paused: boolean, at: number): void {
    this.#resume.run()
    if (paused) this.#pause.run(at)
  }
}
