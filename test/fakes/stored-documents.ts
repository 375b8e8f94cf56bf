import type { Database } from '../../src-main/storage/index.ts'
import type { MemoryVectors } from './memory-vectors.ts'
import { vectorOf } from './scripted-models.ts'

export interface StoredDocument {
  readonly id: string
  readonly collection?: string
  readonly title?: string
  /** One chunk each; the stored text is these, a blank line between. */
  readonly chunks: readonly string[]
  readonly revision?: number
}

/** Writes documents as the library would have, with vectors in the collection `v`. Returns chunk ids in order. */
export async function store(
  database: Database,
  vectors: MemoryVectors,
  documents: readonly StoredDocument[],
): Promise<number[]> {
  const ids: number[] = []
  for (const { id, collection = 'c', title = id, chunks, revision = 0 } of documents) {
    database
      .prepare('INSERT OR IGNORE INTO collection (id, name, created_at) VALUES (?, ?, 0)')
      .run(collection, collection)
    database
      .prepare(
        `INSERT INTO document (id, collection_id, path, title, format, added_at, revision, chunks)
         VALUES (?, ?, ?, ?, 'txt', 0, 0, ?)`,
      )
      .run(id, collection, `/documents/${id}.txt`, title, chunks.length)
    database
      .prepare('INSERT INTO document_text (document_id, revision, start_offset, text) VALUES (?, ?, 0, ?)')
      .run(id, revision, chunks.join('\n\n'))
    let start = 0
    for (const [ordinal, text] of chunks.entries()) {
      const { lastInsertRowid } = database
        .prepare(
          `INSERT INTO chunk (document_id, revision, ordinal, start_offset, end_offset, tokens, text_hash, text)
           VALUES (?, ?, ?, ?, ?, ?, x'00', ?)`,
        )
        .run(id, revision, ordinal, start, start + text.length, Math.ceil(text.length / 4), text)
      start += text.length + 2
      ids.push(Number(lastInsertRowid))
      await vectors.upsert('v', [{ id: String(lastInsertRowid), vector: vectorOf(text) }])
    }
  }
  return ids
}
