import type { QuestionPatterns } from '../../../src-shared/schemas/question-patterns.ts'

/** What is asked, and what comes of it. */
export interface Patterns {
  /**
   * Clusters of the questions asked. Waits a few seconds at most for vectors that are missing; questions whose vectors
   * have not come by then are told apart by their letters, and are in their places the next time. Throws DEADLINE_TOTAL
   * or what `signal` was aborted with.
   */
  read(signal: AbortSignal): Promise<QuestionPatterns>
}
