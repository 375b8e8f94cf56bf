import type { Migration } from './index.ts'

/** JSON: of an answer that was served from the cache, the earlier question and how near that was; else NULL. */
const sql = 'ALTER TABLE message ADD COLUMN cached_from TEXT'

export const cachedAnswers: Migration = { version: 5, name: 'cached answers', sql }
