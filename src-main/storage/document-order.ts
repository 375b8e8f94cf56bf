import type { DocumentSort } from '../../src-shared/schemas/library.ts'

/** By the way a document goes, so that what is under way stands together; the failed stand last. */
const byState = `CASE coalesce(i.state, 'indexed') WHEN 'discovered' THEN 0 WHEN 'read' THEN 1
  WHEN 'chunked' THEN 2 WHEN 'embedded' THEN 3 WHEN 'indexed' THEN 4 ELSE 5 END`

const expressions: Readonly<Record<DocumentSort, string>> = {
  title: 'd.title COLLATE NOCASE',
  format: 'd.format',
  state: byState,
  chunks: 'd.chunks',
  pages: 'json_array_length(d.pages)',
  size: 'd.size',
  addedAt: 'd.added_at',
}

/**
 * The ORDER BY of a list of documents. Equal ones follow by title, then in the order they came, so that pages
 * of the list never overlap.
 */
export function documentOrder(sort: DocumentSort, descending: boolean): string {
  const direction = descending ? 'DESC' : 'ASC'
  // What was added by one call came at one time: the newest of it first, as ever.
  const ties = sort === 'addedAt' ? '' : 'd.title COLLATE NOCASE, '
  return `${expressions[sort]} ${direction}, ${ties}d.rowid ${sort === 'addedAt' ? direction : 'ASC'}`
}
