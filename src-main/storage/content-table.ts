import type { Database, Statement } from './database.ts'

/** A piece of a document as it is stored. */
export interface StoredChunk {
  readonly ordinal: number
  readonly start: number
  readonly end: number
  readonly page: number | null
  readonly heading: string | null
  readonly tokens: number
  readonly text: string
  readonly textHash: Uint8Array
}

export interface Revision {
  readonly documentId: string
  readonly revision: number
  readonly collectionId: string
}

/** UTF-16 code units of one part of a text. */
export const TEXT_PART = 65_536

/**
 * Texts and chunks by document and revision. New content is written beside what counts, as retired: a kill in
 * the middle leaves it to the sweep. Only `adopt`, a few rows, makes it count.
 */
export class ContentTable {
  readonly #nextRevision: Statement<{ revision: number }>
  readonly #retire: Statement<never>
  readonly #retireCollection: Statement<never>
  readonly #adopt: Statement<never>
  readonly #retired: Statement<Revision>
  readonly #insertChunk: Statement<never>
  readonly #insertText: Statement<never>
  readonly #parts: Statement<{ start: number; text: string }>
  readonly #someChunks: Statement<{ id: number; textHash: Uint8Array }>
  readonly #removeChunk: Statement<never>
  readonly #removeTextPart: Statement<never>
  readonly #removeEmbedding: Statement<never>

  constructor(database: Database) {
    this.#nextRevision = database.prepare(
      `SELECT 1 + max(
         coalesce((SELECT revision FROM document WHERE id = ?1), 0),
         coalesce((SELECT max(revision) FROM retired_revision WHERE document_id = ?1), 0)) AS revision`,
    )
    this.#retire = database.prepare(
      'INSERT OR IGNORE INTO retired_revision (document_id, revision, collection_id) VALUES (?, ?, ?)',
    )
    this.#retireCollection = database.prepare(
      `INSERT OR IGNORE INTO retired_revision (document_id, revision, collection_id)
       SELECT id, revision, collection_id FROM document WHERE collection_id = ? AND revision > 0`,
    )
    this.#adopt = database.prepare('DELETE FROM retired_revision WHERE document_id = ? AND revision = ?')
    this.#retired = database.prepare(
      'SELECT document_id AS documentId, revision, collection_id AS collectionId FROM retired_revision LIMIT 20',
    )
    this.#insertChunk = database.prepare(
      `INSERT INTO chunk (document_id, revision, ordinal, start_offset, end_offset, page, heading, tokens, text_hash, text)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#insertText = database.prepare(
      'INSERT INTO document_text (document_id, revision, start_offset, text) VALUES (?, ?, ?, ?)',
    )
    this.#parts = database.prepare(
      `SELECT t.start_offset AS start, t.text
       FROM document d JOIN document_text t ON t.document_id = d.id AND t.revision = d.revision
       WHERE d.id = ?1 AND t.start_offset < ?3 AND t.start_offset >= coalesce((
         SELECT max(start_offset) FROM document_text
         WHERE document_id = ?1 AND revision = d.revision AND start_offset <= ?2), 0)
       ORDER BY t.start_offset`,
    )
    this.#someChunks = database.prepare(
      'SELECT id, text_hash AS textHash FROM chunk WHERE document_id = ? AND revision = ? LIMIT ?',
    )
    this.#removeChunk = database.prepare('DELETE FROM chunk WHERE id = ?')
    this.#removeTextPart = database.prepare(
      `DELETE FROM document_text WHERE (document_id, revision, start_offset) IN (
         SELECT document_id, revision, start_offset FROM document_text WHERE document_id = ? AND revision = ? LIMIT 1)`,
    )
    this.#removeEmbedding = database.prepare(
      `DELETE FROM embedding WHERE text_hash = ?1 AND embedder_id IN (SELECT id FROM embedder)
       AND NOT EXISTS (SELECT 1 FROM chunk WHERE text_hash = ?1)`,
    )
  }

  nextRevision(documentId: string): number {
    return this.#nextRevision.get(documentId)?.revision ?? 1
  }

  retire({ documentId, revision, collectionId }: Revision): void {
    this.#retire.run(documentId, revision, collectionId)
  }

  /** All that a collection holds. */
  retireCollection(collectionId: string): void {
    this.#retireCollection.run(collectionId)
  }

  adopt({ documentId, revision }: Revision): void {
    this.#adopt.run(documentId, revision)
  }

  /** Some of those that wait to be swept. */
  retired(): readonly Revision[] {
    return this.#retired.all()
  }

  insertChunk({ documentId, revision }: Revision, chunk: StoredChunk): void {
    this.#insertChunk.run(
      documentId,
      revision,
      chunk.ordinal,
      chunk.start,
      chunk.end,
      chunk.page,
      chunk.heading,
      chunk.tokens,
      chunk.textHash,
      chunk.text,
    )
  }

  insertText({ documentId, revision }: Revision, start: number, text: string): void {
    this.#insertText.run(documentId, revision, start, text)
  }

  /** [start, end) of the text that counts; empty where there is none. */
  span(documentId: string, start: number, end: number): string {
    const parts = this.#parts.all(documentId, start, end)
    const first = parts[0]?.start ?? 0
    return parts
      .map(({ text }) => text)
      .join('')
      .slice(Math.max(0, start - first), Math.max(0, end - first))
  }

  someChunks({ documentId, revision }: Revision, limit: number) {
    return this.#someChunks.all(documentId, revision, limit)
  }

  /** With the embeddings of its text, where nobody else has that text. */
  removeChunk(id: number, textHash: Uint8Array): void {
    this.#removeChunk.run(id)
    this.#removeEmbedding.run(textHash)
  }

  /** False where there was none left. */
  removeTextPart({ documentId, revision }: Revision): boolean {
    return this.#removeTextPart.run(documentId, revision).changes > 0
  }
}

/** Splits a text into parts that do not tear a character apart. */
export function* textParts(text: string): Generator<{ readonly start: number; readonly text: string }> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + TEXT_PART)
    const last = text.charCodeAt(end - 1)
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end--
    yield { start, text: text.slice(start, end) }
    start = end
  }
}
