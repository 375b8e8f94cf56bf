import { z } from 'zod'
import { answerMode, question } from './chat.ts'
import { collectionName } from './library.ts'
import { limits } from './limits.ts'

/** Bodies and answers of the localhost API, in the snake_case of its routes (docs/architecture.md). */
export const queryRequest = z.strictObject({
  query: question,
  k: z.number().int().min(1).max(limits.maxK).optional(),
  /** A collection's name or id; all collections where absent. */
  collection: z.string().min(1).max(limits.collectionName).optional(),
  stream: z.boolean().default(false),
  /** Written anew, also where an answer of before would do; it takes that one's place. */
  afresh: z.boolean().default(false),
})

export const queryCitation = z.object({
  n: z.number().int(),
  document_id: z.string(),
  title: z.string(),
  path: z.string(),
  page: z.number().int().optional(),
  start: z.number().int(),
  end: z.number().int(),
  quote: z.string(),
  score: z.number(),
})

export const queryAnswer = z.object({
  answer: z.string(),
  mode: answerMode,
  citations: z.array(queryCitation),
  cached: z.boolean(),
  similarity: z.number().optional(),
  /** Where it is cached: which earlier question it answered, and when (RFC 3339). */
  cached_from: z
    .object({ question: z.string(), asked_at: z.string(), kind: z.enum(['exact', 'semantic']) })
    .optional(),
  /** Why the answer is less than it could be; empty where it is not. */
  degraded: z.array(z.string()),
  model: z.string().nullable(),
  timings: z.record(z.string(), z.number()),
  trace_id: z.string(),
})
export type QueryAnswer = z.infer<typeof queryAnswer>

export const addDocumentsRequest = z.strictObject({
  paths: z.array(z.string().min(1).max(limits.path)).min(1).max(limits.pathsAtOnce),
  /** Made where there is none by that name. */
  collection: collectionName.optional(),
})
