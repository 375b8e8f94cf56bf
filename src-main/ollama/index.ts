export type { ChatChunk, ChatRequest, ChatTurn, ModelServer, PullStep } from './model-server.ts'
export type { ChatModel, Embedder, Models } from './models.ts'
export { ollamaOrigin } from './ollama-host.ts'
export { type CallDeadlines, OllamaServer, type OllamaServerOptions } from './ollama-server.ts'
