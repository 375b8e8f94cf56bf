export { ChromaServer, type ChromaServerOptions } from './chroma-server.ts'
export { ChromaVectorStore } from './chroma-vector-store.ts'
export { type CreateVectorStoreOptions, createVectorStore } from './create-vector-store.ts'
export type { VectorHit, VectorRecord, VectorStore, VectorStoreState } from './vector-store.ts'
