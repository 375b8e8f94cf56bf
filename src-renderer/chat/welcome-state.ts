import { sampleCollectionName } from '../../src-shared/sample-collection.ts'
import type { Collection, IngestStatus } from '../../src-shared/schemas/library.ts'

export interface WelcomeState {
  /** `empty`: nothing to ask about yet. `reading`: the first documents are on their way. */
  readonly kind: 'loading' | 'empty' | 'reading' | 'ready'
  readonly documents: number
  readonly passages: number
  /** The sample handbook where it is there and can be asked about. */
  readonly samplesId: string | null
}

export function welcomeState(
  collections: readonly Collection[] | null,
  ingest: IngestStatus | null,
): WelcomeState {
  if (collections === null) return { kind: 'loading', documents: 0, passages: 0, samplesId: null }
  const documents = collections.reduce((sum, one) => sum + one.documents, 0)
  const passages = collections.reduce((sum, one) => sum + one.chunks, 0)
  const samples = collections.find(({ name, chunks }) => name === sampleCollectionName && chunks > 0)
  const isReading = ingest !== null && ingest.done + ingest.failed < ingest.total
  const kind = isReading ? 'reading' : documents === 0 ? 'empty' : 'ready'
  return { kind, documents, passages, samplesId: isReading ? null : (samples?.id ?? null) }
}

/** Questions that the sample handbook answers, each in another of its documents. */
export const exampleQuestions: readonly string[] = [
  'When is the Gatehouse shut to guests?',
  'What happens if I want to play the bagpipes in the evening?',
  'How do I know whether the flue is open on the wood stove?',
  'Which number do I ring at night if I am worried that someone is lost?',
]
