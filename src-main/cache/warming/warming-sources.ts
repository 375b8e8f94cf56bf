import type { WarmingSource } from '../../../src-shared/schemas/cache-warming.ts'

export interface WarmingQuestion {
  readonly question: string
  /** In which it is asked; null: in all. */
  readonly collectionId: string | null
}

/** Whence questions come that nobody has to list. */
export interface WarmingSources {
  /** Those that stand alone, asked most first. */
  mostAsked(limit: number, signal: AbortSignal): Promise<readonly WarmingQuestion[]>
  /** From the headings of a collection's documents; null: of all, each asked in all of them. */
  headings(
    collectionId: string | null,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly WarmingQuestion[]>
}

/** Of most asked questions: what is asked less is hardly asked again. */
const MOST_ASKED = 50
const MOST_HEADINGS = 1_000

export async function questionsFrom(
  source: WarmingSource,
  sources: WarmingSources,
  signal: AbortSignal,
): Promise<readonly WarmingQuestion[]> {
  switch (source.from) {
    case 'most_asked':
      return sources.mostAsked(MOST_ASKED, signal)
    case 'headings':
      return sources.headings(source.collectionId, MOST_HEADINGS, signal)
    case 'questions': {
      const { collectionId } = source
      return source.questions.map((question) => ({ question, collectionId }))
    }
  }
}
