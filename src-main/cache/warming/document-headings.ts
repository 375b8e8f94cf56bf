import { TimeSlices } from '../../base/time-slices.ts'
import type { Database } from '../../storage/index.ts'
import { headingQuestion } from './heading-question.ts'
import type { WarmingQuestion } from './warming-sources.ts'

/** Chunks read at once. */
const PAGE = 64

/**
 * Questions from the headings of a collection's documents, or of all, in the order of the documents, each once. Read in
 * slices of a few milliseconds.
 */
export async function documentHeadings(
  database: Database,
  collectionId: string | null,
  limit: number,
  signal: AbortSignal,
): Promise<readonly WarmingQuestion[]> {
  const documents = database
    .prepare<{ id: string; revision: number; title: string }>(
      'SELECT id, revision, title FROM document WHERE ?1 IS NULL OR collection_id = ?1 ORDER BY title, id',
    )
    .all(collectionId)
  const chunks = database.prepare<{ heading: string | null }>(
    'SELECT heading FROM chunk WHERE document_id = ? AND revision = ? AND ordinal >= ? ORDER BY ordinal LIMIT ?',
  )
  const slices = new TimeSlices()
  const questions = new Set<string>()
  for (const { id, revision, title } of documents) {
    for (let from = 0, isWhole = false; !isWhole && questions.size < limit; from += PAGE) {
      await slices.rest(signal)
      const page = chunks.all(id, revision, from, PAGE)
      isWhole = page.length < PAGE
      for (const heading of new Set(page.map((chunk) => chunk.heading))) {
        const question = heading === null ? null : headingQuestion(heading, title)
        if (question !== null && questions.size < limit) questions.add(question)
      }
    }
  }
  return [...questions].map((question) => ({ question, collectionId }))
}
