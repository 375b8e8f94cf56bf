import type {
  DocumentFormat,
  DocumentRow,
  DocumentSort,
  DocumentState,
  PageSpan,
} from '../../src-shared/schemas/library.ts'
import type { Database, SqlValue, Statement } from './database.ts'
import { documentOrder } from './document-order.ts'

interface RawRow {
  readonly id: string
  readonly collectionId: string
  readonly path: string
  readonly title: string
  readonly format: DocumentFormat
  readonly size: number
  readonly state: DocumentState
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly chunks: number
  readonly pages: string | null
  readonly addedAt: number
  readonly indexedAt: number | null
}

/** What the ingest needs to know of a document beyond what is shown. */
export interface DocumentContent {
  readonly id: string
  readonly collectionId: string
  readonly path: string
  readonly format: DocumentFormat
  readonly size: number
  readonly modifiedAt: number | null
  readonly contentHash: string | null
  /** 0: nothing was ever read. */
  readonly revision: number
  readonly chunks: number
  /** When any content of it was last wholly in the vector store. */
  readonly indexedAt: number | null
  readonly indexedRevision: number | null
  /** Null: nothing is to be done. */
  readonly ingestState: DocumentState | null
}

export interface NewContent {
  readonly revision: number
  readonly chunks: number
  readonly title: string
  readonly pages: readonly PageSpan[]
  readonly size: number
  readonly modifiedAt: number
  readonly contentHash: string
}

export interface DocumentQuery {
  readonly collectionId: string | null
  /** Part of a title or path, in any case. */
  readonly search: string
  readonly state: DocumentState | null
  /** @default 'addedAt' */
  readonly sort?: DocumentSort
  /** @default true */
  readonly descending?: boolean
  readonly offset: number
  readonly limit: number
}

const columns = `d.id, d.collection_id AS collectionId, d.path, d.title, d.format, d.size,
  coalesce(i.state, 'indexed') AS state, i.error_code AS errorCode, i.error_message AS errorMessage,
  d.chunks, d.pages, d.added_at AS addedAt, d.indexed_at AS indexedAt`
const from = 'FROM document d LEFT JOIN ingest i ON i.document_id = d.id'
const filter = `WHERE (?1 IS NULL OR d.collection_id = ?1)
  AND (?2 IS NULL OR coalesce(i.state, 'indexed') = ?2)
  AND (?3 = '' OR instr(lower(d.title), lower(?3)) > 0 OR instr(lower(d.path), lower(?3)) > 0)`
const contentColumns = `d.id, d.collection_id AS collectionId, d.path, d.format, d.size,
  d.modified_at AS modifiedAt, d.content_hash AS contentHash, d.revision, d.chunks,
  d.indexed_at AS indexedAt, d.indexed_revision AS indexedRevision, i.state AS ingestState`

export class DocumentsTable {
  readonly #database: Database
  /** By their order; prepared when first asked for. */
  readonly #lists = new Map<string, Statement<RawRow>>()
  readonly #count: Statement<{ total: number }>
  readonly #get: Statement<RawRow>
  readonly #content: Statement<DocumentContent>
  readonly #contentByPath: Statement<DocumentContent>
  readonly #insert: Statement<never>
  readonly #setContent: Statement<never>
  readonly #setFile: Statement<never>
  readonly #setIndexed: Statement<never>
  readonly #clearIndexed: Statement<never>
  readonly #remove: Statement<never>

  constructor(database: Database) {
    this.#database = database
    this.#count = database.prepare(`SELECT count(*) AS total ${from} ${filter}`)
    this.#get = database.prepare(`SELECT ${columns} ${from} WHERE d.id = ?`)
    this.#content = database.prepare(`SELECT ${contentColumns} ${from} WHERE d.id = ?`)
    this.#contentByPath = database.prepare(
      `SELECT ${contentColumns} ${from} WHERE d.collection_id = ? AND d.path = ?`,
    )
    this.#insert = database.prepare(
      'INSERT INTO document (id, collection_id, path, title, format, added_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#setContent = database.prepare(
      `UPDATE document SET revision = ?, chunks = ?, title = ?, pages = ?, size = ?, modified_at = ?,
         content_hash = ? WHERE id = ?`,
    )
    this.#setFile = database.prepare('UPDATE document SET size = ?, modified_at = ? WHERE id = ?')
    this.#setIndexed = database.prepare(
      'UPDATE document SET indexed_at = ?, indexed_revision = revision WHERE id = ?',
    )
    this.#clearIndexed = database.prepare('UPDATE document SET indexed_revision = NULL WHERE id = ?')
    this.#remove = database.prepare('DELETE FROM document WHERE id = ?')
  }

  /** Newest first where no order is said. */
  list(query: DocumentQuery): { readonly items: readonly DocumentRow[]; readonly total: number } {
    const parameters: SqlValue[] = [query.collectionId, query.state, query.search.trim()]
    return {
      items: this.#listBy(documentOrder(query.sort ?? 'addedAt', query.descending ?? true))
        .all(...parameters, query.limit, query.offset)
        .map(toRow),
      total: this.#count.get(...parameters)?.total ?? 0,
    }
  }

  #listBy(order: string): Statement<RawRow> {
    const existing = this.#lists.get(order)
    if (existing) return existing
    const list = this.#database.prepare<RawRow>(
      `SELECT ${columns} ${from} ${filter} ORDER BY ${order} LIMIT ?4 OFFSET ?5`,
    )
    this.#lists.set(order, list)
    return list
  }

  get(id: string): DocumentRow | null {
    const row = this.#get.get(id)
    return row ? toRow(row) : null
  }

  pages(id: string): readonly PageSpan[] {
    const row = this.#get.get(id)
    return row ? parsePages(row.pages) : []
  }

  content(id: string): DocumentContent | null {
    return this.#content.get(id) ?? null
  }

  contentByPath(collectionId: string, path: string): DocumentContent | null {
    return this.#contentByPath.get(collectionId, path) ?? null
  }

  insert(row: {
    readonly id: string
    readonly collectionId: string
    readonly path: string
    readonly title: string
    readonly format: DocumentFormat
    readonly addedAt: number
  }): void {
    this.#insert.run(row.id, row.collectionId, row.path, row.title, row.format, row.addedAt)
  }

  /** From now on this content counts; its vectors are still to come. */
  setContent(id: string, content: NewContent): void {
    const pages =
      content.pages.length > 0 ? content.pages.map((span) => [span.page, span.start, span.end]) : null
    this.#setContent.run(
      content.revision,
      content.chunks,
      content.title,
      pages === null ? null : JSON.stringify(pages),
      content.size,
      content.modifiedAt,
      content.contentHash,
      id,
    )
  }

  /** The file was touched, its content is the same. */
  setFile(id: string, size: number, modifiedAt: number): void {
    this.#setFile.run(size, modifiedAt, id)
  }

  /** Its content is wholly in the vector store. */
  setIndexed(id: string, at: number): void {
    this.#setIndexed.run(at, id)
  }

  /** Its content is to be indexed anew. */
  clearIndexed(id: string): void {
    this.#clearIndexed.run(id)
  }

  remove(id: string): void {
    this.#remove.run(id)
  }
}

function toRow(row: RawRow): DocumentRow {
  const { errorCode, errorMessage, pages, ...rest } = row
  return {
    ...rest,
    error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
    pages: pages === null ? null : parsePages(pages).length,
  }
}

function parsePages(json: string | null): readonly PageSpan[] {
  if (json === null) return []
  const spans = JSON.parse(json) as readonly (readonly [number, number, number])[]
  return spans.map(([page, start, end]) => ({ page, start, end }))
}
