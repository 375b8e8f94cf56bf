import type { Migration } from './index.ts'

/** Times are ISO 8601, UTC, as they are shown; `seq` is the order, for the wall clock may jump. */
const sql = `
CREATE TABLE breaker_transition (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  breaker TEXT NOT NULL,
  at TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  cause TEXT NOT NULL
) STRICT;
`

export const breakerHistory: Migration = { version: 2, name: 'breaker history', sql }
