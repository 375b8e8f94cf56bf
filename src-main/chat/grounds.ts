import type { AnswerMode, Citation, Degradation } from '../../src-shared/schemas/chat.ts'
import type { ChatTurn } from '../ollama/index.ts'
import type { Passage, QuestionWord } from '../retrieval/index.ts'

/** All that an answer is written from. */
export interface Grounds {
  readonly question: string
  /** As it was searched for: with what it leaned on in the conversation. */
  readonly searched: string
  readonly history: readonly ChatTurn[]
  readonly words: readonly QuestionWord[]
  /** Best first; number n is `passages[n - 1]`. */
  readonly passages: readonly Passage[]
  /** What was found is only the closest there is. */
  readonly doubtful: boolean
  /** The embedder has just failed on the question: to ask it again would cost its whole deadline once more. */
  readonly withoutEmbedder: boolean
}

/** How an answer came out, whoever wrote it. */
export interface Written {
  readonly text: string
  readonly mode: AnswerMode
  readonly citations: readonly Citation[]
  readonly model: string | null
  readonly degradations: readonly Degradation[]
  /** It ends where its model had to stop, in the middle. @default false */
  readonly isCutOff?: boolean
  /** For the trace. */
  readonly notes: Readonly<Record<string, unknown>>
}
