export { HybridRetriever } from './hybrid-retriever.ts'
export { QuestionEmbedder } from './question-embedder.ts'
export { coverageOf } from './relevance.ts'
export type {
  Passage,
  QuestionWord,
  Retrieval,
  RetrievalRequest,
  Retriever,
} from './retriever.ts'
export { stopWords } from './stop-words.ts'
export { estimateTokens, withinTokens } from './token-estimate.ts'
export { contentWords, stemsOf, type Word, wordsOf } from './words.ts'
