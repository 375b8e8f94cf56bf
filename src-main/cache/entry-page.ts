import type { EntryFilter } from './answer-cache.ts'
import type { Entry, EntryTable } from './entry-table.ts'

/**
 * Some of the entries, last used first. Of 100,000 it reads the questions only where one is searched for: it is asked
 * for once a second while a window shows them.
 */
export function entryPage(
  table: Pick<EntryTable, 'all' | 'ofDocument'>,
  { search, documentId = null, offset, limit }: EntryFilter,
): { readonly entries: readonly Entry[]; readonly total: number } {
  const wanted = search.trim().toLowerCase()
  const among =
    documentId === null
      ? [...table.all()]
      : [...table.ofDocument(documentId)].sort((one, other) => one.used - other.used)
  const found =
    wanted === '' ? among : among.filter(({ question }) => question.toLowerCase().includes(wanted))
  const end = Math.max(0, found.length - offset)
  return { entries: found.slice(Math.max(0, end - limit), end).reverse(), total: found.length }
}
