import type { Database, Statement } from './database.ts'

export interface EmbedderRow {
  readonly id: number
  readonly digest: string
  readonly name: string
  readonly dimension: number
}

export interface ChunkToEmbed {
  readonly id: number
  readonly documentId: string
  readonly ordinal: number
  readonly heading: string | null
  readonly text: string
  readonly textHash: Uint8Array
  /** 1: its embedding is there already. */
  readonly known: number
}

export interface ChunkVector {
  readonly id: number
  /** Null: not embedded yet. */
  readonly vector: Float32Array | null
}

/** Embedders and what they said, by what they were asked. */
export class VectorsTable {
  readonly #findEmbedder: Statement<EmbedderRow>
  readonly #insertEmbedder: Statement<never>
  readonly #useEmbedder: Statement<never>
  readonly #lastEmbedder: Statement<EmbedderRow>
  readonly #toEmbed: Statement<ChunkToEmbed>
  readonly #unembedded: Statement<ChunkToEmbed>
  readonly #insert: Statement<never>
  readonly #documentVectors: Statement<{ id: number; vector: Uint8Array | null }>
  readonly #collectionVectors: Statement<{ id: number; vector: Uint8Array | null }>

  constructor(database: Database) {
    const embedder = 'SELECT id, digest, name, dimension FROM embedder'
    this.#findEmbedder = database.prepare(`${embedder} WHERE digest = ?`)
    this.#insertEmbedder = database.prepare(
      'INSERT OR IGNORE INTO embedder (digest, name, dimension) VALUES (?, ?, ?)',
    )
    this.#useEmbedder = database.prepare('UPDATE embedder SET used_at = ?, name = ? WHERE digest = ?')
    this.#lastEmbedder = database.prepare(`${embedder} ORDER BY used_at DESC, id DESC LIMIT 1`)
    const toEmbed = `SELECT c.id, c.document_id AS documentId, c.ordinal, c.heading, c.text, c.text_hash AS textHash,
      EXISTS (SELECT 1 FROM embedding e WHERE e.embedder_id = ?1 AND e.text_hash = c.text_hash) AS known`
    this.#toEmbed = database.prepare(
      `${toEmbed} FROM chunk c WHERE c.document_id = ?2 AND c.revision = ?3 AND c.ordinal >= ?4
       ORDER BY c.ordinal LIMIT ?5`,
    )
    // CROSS JOIN: SQLite must walk the chunks by id, not sort all of them for each page.
    this.#unembedded = database.prepare(
      `${toEmbed} FROM chunk c CROSS JOIN document d ON d.id = c.document_id AND d.revision = c.revision
       WHERE c.id > ?2 AND d.indexed_revision = d.revision ORDER BY c.id LIMIT ?3`,
    )
    this.#insert = database.prepare(
      `INSERT OR IGNORE INTO embedding (embedder_id, text_hash, vector)
       SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM chunk WHERE text_hash = ?2)`,
    )
    this.#documentVectors = database.prepare(
      `SELECT c.id, e.vector FROM document d
       JOIN chunk c ON c.document_id = d.id AND c.revision = d.revision
       LEFT JOIN embedding e ON e.embedder_id = ?1 AND e.text_hash = c.text_hash
       WHERE d.id = ?2 AND d.revision = ?3 AND c.ordinal >= ?4 AND c.ordinal < ?5 ORDER BY c.ordinal`,
    )
    this.#collectionVectors = database.prepare(
      `SELECT c.id, e.vector FROM chunk c
       CROSS JOIN document d ON d.id = c.document_id AND d.revision = c.revision
       LEFT JOIN embedding e ON e.embedder_id = ?1 AND e.text_hash = c.text_hash
       WHERE c.id > ?3 AND d.collection_id = ?2 AND d.indexed_revision = d.revision ORDER BY c.id LIMIT ?4`,
    )
  }

  /** Makes it the one in use. */
  useEmbedder(embedder: Omit<EmbedderRow, 'id'>, at: number): EmbedderRow {
    this.#insertEmbedder.run(embedder.digest, embedder.name, embedder.dimension)
    this.#useEmbedder.run(at, embedder.name, embedder.digest)
    const row = this.#findEmbedder.get(embedder.digest)
    if (!row) throw new Error('the embedder was just inserted')
    return row
  }

  findEmbedder(digest: string): EmbedderRow | null {
    return this.#findEmbedder.get(digest) ?? null
  }

  lastEmbedder(): EmbedderRow | null {
    return this.#lastEmbedder.get() ?? null
  }

  toEmbed(embedderId: number, documentId: string, revision: number, fromOrdinal: number, limit: number) {
    return this.#toEmbed.all(embedderId, documentId, revision, fromOrdinal, limit)
  }

  /** Chunks of indexed documents, by id, for a generation of another embedder. */
  indexedChunks(embedderId: number, afterId: number, limit: number) {
    return this.#unembedded.all(embedderId, afterId, limit)
  }

  /** Nothing where the text is gone meanwhile. */
  insert(embedderId: number, textHash: Uint8Array, vector: Float32Array): void {
    this.#insert.run(
      embedderId,
      textHash,
      new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
    )
  }

  /** [from, to) by ordinal of the content that counts; none where that is another revision now. */
  ofDocument(
    embedderId: number,
    documentId: string,
    revision: number,
    from: number,
    to: number,
  ): ChunkVector[] {
    return this.#documentVectors.all(embedderId, documentId, revision, from, to).map(toChunkVector)
  }

  /** Of the indexed documents of a collection, by chunk id. */
  ofCollection(embedderId: number, collectionId: string, afterId: number, limit: number): ChunkVector[] {
    return this.#collectionVectors.all(embedderId, collectionId, afterId, limit).map(toChunkVector)
  }
}

function toChunkVector({ id, vector }: { id: number; vector: Uint8Array | null }): ChunkVector {
  // Copied: a view must begin at a multiple of four bytes, and the driver's buffer may not.
  return { id, vector: vector === null ? null : new Float32Array(Uint8Array.from(vector).buffer) }
}
