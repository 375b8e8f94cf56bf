export type { ChatChunk, ChatRequest, ChatTurn, ModelServer, PullStep } from './model-server.ts'
export type { ChatModel, Embedder, Models } from './models.ts'
