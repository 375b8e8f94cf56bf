export type { LegState, Passage, Retrieval, RetrievalRequest, Retriever } from './retriever.ts'
