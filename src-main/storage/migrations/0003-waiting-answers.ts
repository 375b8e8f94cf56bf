import type { Migration } from './index.ts'

/**
 * Answers that wait for the chat model, in the order in which they were asked. A row stays until its answer is
 * over: one that is being attempted is still in line, so a kill in the middle of it puts it back to its place.
 * Waiting is a row here beside a message that is `stopped`: a state of its own would rebuild the table of messages.
 */
const sql = `
CREATE TABLE waiting_answer (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL UNIQUE REFERENCES message(id) ON DELETE CASCADE
) STRICT;
`

export const waitingAnswers: Migration = { version: 3, name: 'waiting answers', sql }
