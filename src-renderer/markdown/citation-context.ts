import { createContext } from 'react'
import type { Citation } from '../../src-shared/schemas/chat.ts'

export interface CitationActions {
  readonly citations: readonly Citation[]
  /** Shows the source of the citation of that number. */
  readonly open: (n: number) => void
}

/** Of the message around: its sources, and what a mark does. Keep the value stable, every mark reads it. */
export const CitationContext = createContext<CitationActions>({ citations: [], open: () => undefined })
