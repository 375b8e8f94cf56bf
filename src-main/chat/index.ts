export type { AnswerPipeline, AnswerRequest } from './answer-pipeline.ts'
export type { ChatSessions, Conversations } from './chat-sessions.ts'
