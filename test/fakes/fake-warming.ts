import type { WarmingView } from '../../src-shared/schemas/cache-warming.ts'
import type { QuestionPatterns } from '../../src-shared/schemas/question-patterns.ts'

/** Nothing was ever warmed. */
export const idleWarming: WarmingView = {
  ...{ state: 'idle', pausedFor: null, from: null, total: 0, done: 0, kept: 0, alreadyThere: 0, notKept: 0 },
  ...{ current: null, startedAt: null, endedAt: null, wasStopped: false },
  ...{ wasFull: false, hasFailed: false },
}

/** Nothing was ever asked. */
export const noPatterns: QuestionPatterns = {
  ...{ asked: 0, since: null, clusteredBy: 'meaning' },
  ...{ mostFrequent: [], mostCostly: [], neverAnswered: [], nearMissesByRule: [] },
}
