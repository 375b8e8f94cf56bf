export type { VectorHit, VectorRecord, VectorStore, VectorStoreState } from './vector-store.ts'
