import type {
  AnswerMode,
  CachedFrom,
  Citation,
  Degradation,
  Message,
  MessageState,
  Timings,
} from '../../src-shared/schemas/chat.ts'

/** A row of `message` as SQLite gives it; `waiting` is a row in line that is not being attempted. */
export interface MessageRow {
  readonly id: string
  readonly conversation_id: string
  readonly parent_id: string | null
  readonly role: 'user' | 'assistant'
  readonly content: string
  readonly state: MessageState
  readonly mode: AnswerMode | null
  readonly model: string | null
  readonly citations: string
  readonly degradations: string
  readonly timings: string
  readonly trace_id: string | null
  readonly error_code: string | null
  readonly error_message: string | null
  readonly created_at: number
  readonly cached_from: string | null
}

const state = `CASE WHEN state = 'stopped' AND id IN (SELECT message_id FROM waiting_answer) THEN 'waiting'
  ELSE state END AS state`

export const messageColumns = `id, conversation_id, parent_id, role, content, ${state}, mode, model, citations, degradations, timings, trace_id, error_code, error_message, created_at, cached_from`

export function messageFrom(row: MessageRow, siblings: readonly string[]): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    parentId: row.parent_id,
    role: row.role,
    content: row.content,
    state: row.state,
    mode: row.mode,
    model: row.model,
    citations: JSON.parse(row.citations) as readonly Citation[],
    degradations: JSON.parse(row.degradations) as readonly Degradation[],
    timings: JSON.parse(row.timings) as Timings,
    traceId: row.trace_id,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    createdAt: row.created_at,
    siblings,
    cachedFrom: row.cached_from === null ? null : (JSON.parse(row.cached_from) as CachedFrom),
  }
}

interface NewMessage {
  readonly id: string
  readonly conversationId: string
  readonly parentId: string | null
  readonly role: MessageRow['role']
  readonly content: string
  readonly state: MessageState
  /** Epoch milliseconds. */
  readonly at: number
}

export function newMessageRow({
  id,
  conversationId,
  parentId,
  role,
  content,
  state,
  at,
}: NewMessage): MessageRow {
  return {
    ...{ id, conversation_id: conversationId, parent_id: parentId, role, content, state, created_at: at },
    ...{ mode: null, model: null, citations: '[]', degradations: '[]', timings: '{}' },
    ...{ trace_id: null, error_code: null, error_message: null, cached_from: null },
  }
}
