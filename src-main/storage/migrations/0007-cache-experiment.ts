import type { Migration } from './index.ts'

/**
 * A comparison of thresholds of the cache (docs/semantic-cache.md): the last one that was begun. Times are epoch
 * milliseconds.
 */
const sql = `
CREATE TABLE cache_experiment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- JSON
  plan TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  -- NULL: it is running.
  ended_at INTEGER
) STRICT;

CREATE TABLE cache_experiment_arm (
  experiment_id INTEGER NOT NULL REFERENCES cache_experiment (id) ON DELETE CASCADE,
  -- Its place in the plan.
  arm INTEGER NOT NULL,
  lookups INTEGER NOT NULL DEFAULT 0,
  hits INTEGER NOT NULL DEFAULT 0,
  compared INTEGER NOT NULL DEFAULT 0,
  disagreements INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (experiment_id, arm)
) STRICT, WITHOUT ROWID;

-- Answers of the cache that are to be compared with a fresh one when the machine has nothing else to do.
CREATE TABLE cache_comparison (
  -- In the order in which they came.
  id INTEGER PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES cache_experiment (id) ON DELETE CASCADE,
  -- JSON: question, collection, most passages.
  request TEXT NOT NULL,
  partition TEXT NOT NULL,
  -- Version of all documents for which both answers must be.
  corpus TEXT NOT NULL,
  -- JSON [[arm, cache_entry.id], …]: whose answer an arm would have served.
  picks TEXT NOT NULL,
  -- JSON: the fresh answer where there is one already; NULL: the question is to be answered afresh.
  fresh TEXT
) STRICT;
`

export const cacheExperiment: Migration = { version: 7, name: 'cache experiment', sql }
