import type { ConversationSummary } from '../../src-shared/schemas/chat.ts'
import { type Word, wordsOf } from '../retrieval/index.ts'
import type { Database, SqlValue } from '../storage/index.ts'

interface Row {
  readonly id: string
  readonly title: string
  readonly collectionId: string | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly snippet: string | null
}

export interface ListRequest {
  readonly search: string
  readonly offset: number
  readonly limit: number
}

const columns = `c.id, c.title, c.collection_id AS collectionId, c.created_at AS createdAt, c.updated_at AS updatedAt`
const SNIPPET_TOKENS = 16

/**
 * Conversations, newest first. With words to look for: those in whose title, or in one message of which, all
 * words stand, the last one as a beginning, since it may not be typed to its end.
 */
export function listConversations(
  database: Database,
  { search, offset, limit }: ListRequest,
): { readonly items: readonly ConversationSummary[]; readonly total: number } {
  const words = wordsOf(search)
  const { where, match, parameters } = search.trim() === '' ? all : conditionOf(search, words)
  const total = database
    .prepare<{ n: number }>(`SELECT count(*) AS n FROM conversation c WHERE ${where}`)
    .get(...parameters)
  const snippet = match === null ? 'NULL' : SNIPPET
  const rows = database
    .prepare<Row>(
      `SELECT ${columns}, ${snippet} AS snippet FROM conversation c
       WHERE ${where} ORDER BY c.updated_at DESC, c.id LIMIT ? OFFSET ?`,
    )
    .all(...(match === null ? [] : [match]), ...parameters, limit, offset)
  return { items: rows, total: total?.n ?? 0 }
}

const SNIPPET = `(SELECT snippet(message_fts, 0, '', '', '…', ${SNIPPET_TOKENS}) FROM message_fts
  JOIN message m ON m.seq = message_fts.rowid
  WHERE message_fts MATCH ? AND m.conversation_id = c.id ORDER BY rank LIMIT 1)`

interface Condition {
  readonly where: string
  readonly match: string | null
  readonly parameters: readonly SqlValue[]
}

const all: Condition = { where: '1', match: null, parameters: [] }

function conditionOf(search: string, words: readonly Word[]): Condition {
  // Titles and scripts without spaces are few characters: read as they are.
  const like = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`
  const titles = words.length > 0 ? words.map(({ raw }) => `%${raw}%`) : [like]
  const inTitle = titles.map(() => `c.title LIKE ? ESCAPE '\\'`).join(' AND ')
  const spaced = words.filter(({ pair }) => !pair)
  if (spaced.length === 0 || spaced.length < words.length) {
    const inText = `EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = c.id AND m.content LIKE ? ESCAPE '\\')`
    return { where: `((${inTitle}) OR ${inText})`, match: null, parameters: [...titles, like] }
  }
  const match = spaced.map(({ raw }, at) => `"${raw}"${at === spaced.length - 1 ? ' *' : ''}`).join(' ')
  const inText = `c.id IN (SELECT m.conversation_id FROM message_fts JOIN message m ON m.seq = message_fts.rowid
    WHERE message_fts MATCH ?)`
  return { where: `((${inTitle}) OR ${inText})`, match, parameters: [...titles, match] }
}
