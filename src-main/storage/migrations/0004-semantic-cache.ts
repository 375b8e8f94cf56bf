import type { Migration } from './index.ts'

/**
 * Answers that may be served again (docs/semantic-cache.md). Times are epoch milliseconds. An id is never used twice
 * (AUTOINCREMENT), so that a late removal cannot hit a newer entry. No foreign keys: documents come and go without
 * a cascade, and an entry knows by itself whether it still fits them.
 */
const sql = `
CREATE TABLE cache_entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- SHA-256 of all that decides an answer beside the question and the documents (cache/partition.ts).
  partition TEXT NOT NULL,
  -- JSON: what of that a person is shown.
  scope TEXT NOT NULL,
  question TEXT NOT NULL,
  -- Float32, little endian, unit length; NULL: not embedded.
  vector BLOB,
  -- JSON: the search that found what it was written from.
  search TEXT NOT NULL,
  -- Hash of the passages found, in their order.
  passages TEXT NOT NULL,
  -- JSON [[document id, revision], …]
  documents TEXT NOT NULL,
  -- Version of all documents for which the passages were last seen to be these; NULL: for none.
  corpus TEXT,
  -- The newest chunk when it was written; 0 where documents were on their way then.
  newest_chunk INTEGER NOT NULL,
  -- JSON, with its SHA-256: read and checked only when it is served.
  answer TEXT NOT NULL,
  answer_digest BLOB NOT NULL,
  -- SHA-256 of all columns above but id and corpus: tells a damaged row.
  digest BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  hits INTEGER NOT NULL DEFAULT 0,
  last_hit_at INTEGER,
  -- Rises with each use of any entry; the wall clock may jump.
  used INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;

-- Questions that were near an entry and were not served it, with the rule that said no.
CREATE TABLE cache_near_miss (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  asked TEXT NOT NULL,
  cached TEXT NOT NULL,
  entry_id INTEGER NOT NULL,
  similarity REAL NOT NULL,
  rule TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
`

export const semanticCache: Migration = { version: 4, name: 'semantic cache', sql }
