export { HybridRetriever, type HybridRetrieverOptions } from './hybrid-retriever.ts'
export { coverageOf } from './relevance.ts'
export type {
  Evidence,
  LegState,
  Passage,
  QuestionWord,
  Retrieval,
  RetrievalRequest,
  Retriever,
} from './retriever.ts'
export { estimateTokens, withinTokens } from './token-estimate.ts'
export { contentWords, stemsOf, type Word, wordsOf } from './words.ts'
