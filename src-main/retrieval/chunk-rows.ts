import type { Database } from '../storage/index.ts'

export interface ChunkRow {
  readonly id: number
  readonly documentId: string
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
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Those that are still there: what a vector store names may have been removed since. */
  byId(ids: readonly number[], collectionId: string | null): Map<number, ChunkRow> {
    const rows = this.#database
      .prepare<ChunkRow>(
        `SELECT c.id, c.document_id AS documentId, d.title, d.path, c.ordinal, c.start_offset AS start,
           c.end_offset AS "end", c.page, c.heading, c.tokens, c.text
         FROM json_each(?) wanted JOIN chunk c ON c.id = wanted.value JOIN document d ON d.id = c.document_id
         WHERE ? IS NULL OR d.collection_id = ?`,
      )
      .all(JSON.stringify(ids), collectionId, collectionId)
    return new Map(rows.map((row) => [row.id, row]))
  }

  /** Of a stored text, offsets in UTF-16 code units. Empty where the document is gone. */
  span(documentId: string, start: number, end: number): string {
    const row = this.#database
      .prepare<{ text: string }>('SELECT text FROM document_text WHERE document_id = ?')
      .get(documentId)
    return row?.text.slice(start, end) ?? ''
  }
}
