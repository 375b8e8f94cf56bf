import { z } from 'zod'
import { id } from './library.ts'
import { limits } from './limits.ts'

/**
 * How an answer came about. `generated`: by a model from passages. `extractive`: the best sentences, quoted,
 * because no model answered. `none`: nothing that answers was found.
 */
export const answerMode = z.enum(['generated', 'extractive', 'none'])
export type AnswerMode = z.infer<typeof answerMode>

/** A place in a document that an answer rests on. `start`/`end` are offsets into the stored text. */
export const citation = z.object({
  n: z.number().int().positive(),
  documentId: id,
  title: z.string(),
  path: z.string(),
  page: z.number().int().positive().nullable(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  quote: z.string(),
  /** Fused relevance, for ordering only. */
  score: z.number(),
})
export type Citation = z.infer<typeof citation>

/** Milliseconds by stage; a stage that did not run is absent. */
export type Timings = Readonly<
  Partial<
    Record<
      | 'lookup'
      | 'condense'
      | 'embed'
      | 'dense'
      | 'lexical'
      | 'fuse'
      | 'prompt'
      | 'firstToken'
      | 'generate'
      | 'total',
      number
    >
  >
>

/** Where an answer that was not written anew came from; shown with it. */
export interface CachedFrom {
  readonly entryId: number
  /** The earlier question that it answered. */
  readonly question: string
  /** When it was written: epoch milliseconds. */
  readonly at: number
  readonly kind: 'exact' | 'semantic'
  /** Cosine of both questions; 1 for an exact hit. */
  readonly similarity: number
}

/**
 * Why an answer is less than it could be; shown with it. Of the chat model: `no_chat_model`, there is none;
 * `chat_model_resting`, it was not asked, for it failed too often; `chat_model_stopped`, it was not asked, for it was
 * stopped by hand; `chat_model_unasked`, it was not asked, for quotations were chosen; `chat_model_busy`, its server
 * has too much to do; `chat_model_refused`, its server takes no such question, for the model is gone or unfit; `chat_model_silent`, it
 * failed before its first word; `chat_model_failed`, after it. `database_slow`: searching or keeping had to wait;
 * `disk_full`: its trace is not kept.
 */
export const degradation = z.enum([
  'no_chat_model',
  'chat_model_resting',
  'chat_model_stopped',
  'chat_model_unasked',
  'chat_model_busy',
  'chat_model_refused',
  'chat_model_silent',
  'chat_model_failed',
  'no_embedder',
  'no_vector_store',
  'small_model',
  'database_slow',
  'disk_full',
])
export type Degradation = z.infer<typeof degradation>

/** `waiting`: in line until the chat model is back. */
export const messageState = z.enum(['streaming', 'waiting', 'complete', 'stopped', 'failed'])
export type MessageState = z.infer<typeof messageState>

/**
 * A message of a conversation. Messages form a tree: to ask again or to edit adds a sibling, and nothing is
 * lost. `siblings` are the ids of all versions at this place, in order, this one among them.
 */
export interface Message {
  readonly id: string
  readonly conversationId: string
  readonly parentId: string | null
  readonly role: 'user' | 'assistant'
  readonly content: string
  readonly state: MessageState
  readonly mode: AnswerMode | null
  readonly model: string | null
  readonly citations: readonly Citation[]
  readonly degradations: readonly Degradation[]
  readonly timings: Timings
  readonly traceId: string | null
  readonly error: { readonly code: string; readonly message: string } | null
  readonly createdAt: number
  readonly siblings: readonly string[]
  /** Absent or null: it was written for this question. */
  readonly cachedFrom?: CachedFrom | null
}

/** An answer in line for the chat model. */
export interface WaitingAnswer {
  readonly messageId: string
  readonly conversationId: string
}

/** An answer that is shown and could not be written to the database yet; `code` says why. */
export interface UnkeptAnswer {
  readonly messageId: string
  readonly code: string
  /** Epoch milliseconds. */
  readonly nextTryAt: number
}

export interface ConversationSummary {
  readonly id: string
  readonly title: string
  /** The collection asked in; null for all. */
  readonly collectionId: string | null
  readonly createdAt: number
  readonly updatedAt: number
  /** Of a search: the passage that matched. */
  readonly snippet: string | null
}

export interface Conversation extends ConversationSummary {
  /** The path from the first question to the leaf that is shown, oldest first. */
  readonly messages: readonly Message[]
}

/** What the answer pipeline says while it works: the window, SSE and tests all read this one sequence. */
export type AnswerEvent =
  | { readonly type: 'stage'; readonly stage: 'understanding' | 'searching' | 'loading_model' | 'writing' }
  /** The question as it was searched for, where the conversation changed it. */
  | { readonly type: 'condensed'; readonly question: string }
  /** The sources found, before the first word: shown at once. A second one names those that the text will cite. */
  | { readonly type: 'sources'; readonly citations: readonly Citation[] }
  | { readonly type: 'delta'; readonly text: string }
  /** What was streamed so far is withdrawn and what follows replaces it (a model that failed midway). */
  | { readonly type: 'restart'; readonly reason: Degradation }
  | { readonly type: 'done'; readonly answer: Answer }

export interface Answer {
  readonly answer: string
  readonly mode: AnswerMode
  /** Best first. Those that the text names as [n], or all found where it names none. */
  readonly citations: readonly Citation[]
  readonly cached: boolean
  readonly similarity: number | null
  /** Where it is `cached`. */
  readonly cachedFrom?: CachedFrom
  readonly degradations: readonly Degradation[]
  readonly model: string | null
  readonly timings: Timings
  readonly traceId: string
}

export const question = z.string().trim().min(1).max(limits.question)
