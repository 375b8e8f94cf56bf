import type { Database, Statement } from '../storage/index.ts'

export interface ChunkRow {
  readonly id: number
  readonly documentId: string
  readonly revision: number
  readonly title: string
  readonly path: string
  readonly ordinal: number
  readonly start: number
  readonly end: number
  readonly page: number | null
  readonly heading: string | null
  readonly tokens: number
  readonly text: string
}

/** Reads chunks by id, and spans of the stored texts. */
export class ChunkRows {
  readonly #byId: Statement<ChunkRow>
  readonly #parts: Statement<{ start: number; text: string }>

  constructor(database: Database) {
    this.#byId = database.prepare(
      `SELECT c.id, c.document_id AS documentId, c.revision, d.title, d.path, c.ordinal,
         c.start_offset AS start, c.end_offset AS "end", c.page, c.heading, c.tokens, c.text
       FROM json_each(?) wanted JOIN chunk c ON c.id = wanted.value
       JOIN document d ON d.id = c.document_id AND d.revision = c.revision
       WHERE ? IS NULL OR d.collection_id = ?`,
    )
    this.#parts = database.prepare(
      `SELECT start_offset AS start, text FROM document_text
       WHERE document_id = ? AND revision = ? AND start_offset < ? AND start_offset >= coalesce(
         (SELECT max(start_offset) FROM document_text
          WHERE document_id = ? AND revision = ? AND start_offset <= ?), 0)
       ORDER BY start_offset`,
    )
  }

  /** Those that still count: what a store names may have been removed or replaced since. */
  byId(ids: readonly number[], collectionId: string | null): Map<number, ChunkRow> {
    const rows = this.#byId.all(JSON.stringify(ids), collectionId, collectionId)
    return new Map(rows.map((row) => [row.id, row]))
  }

  /** Of the stored text of a chunk's document, UTF-16 code units. Empty where that is gone. */
  span({ documentId, revision }: ChunkRow, start: number, end: number): string {
    const parts = this.#parts.all(documentId, revision, end, documentId, revision, start)
    const first = parts[0]?.start ?? 0
    return parts
      .map(({ text }) => text)
      .join('')
      .slice(start - first, end - first)
  }
}
