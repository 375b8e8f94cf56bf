import type { Database } from '../storage/index.ts'
import type { MessageRow } from './message-rows.ts'

/**
 * Removes what the traces tell of a conversation: by its answers' ids, and those of questions that failed, which no
 * answer names, by their words. Within the caller's transaction.
 *
 * @returns the questions that were asked in it
 */
export function removeTraces(
  database: Database,
  messages: readonly Pick<MessageRow, 'role' | 'content' | 'trace_id'>[],
): readonly string[] {
  const questions = messages.filter(({ role }) => role === 'user').map(({ content }) => content)
  const ids = messages.flatMap(({ trace_id }) => trace_id ?? [])
  database.prepare('DELETE FROM trace WHERE id IN (SELECT value FROM json_each(?))').run(JSON.stringify(ids))
  database
    .prepare(
      `DELETE FROM trace WHERE id >= 'failed-' AND id < 'failed.'
         AND data ->> '$.question' IN (SELECT value FROM json_each(?))`,
    )
    .run(JSON.stringify(questions))
  return questions
}
