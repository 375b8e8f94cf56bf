import type { Migration } from './index.ts'

/**
 * What each embedder makes of the labelled question pairs that ship with the app. A measurement of other pairs is
 * never read again. Times are epoch milliseconds.
 */
const sql = `
CREATE TABLE cache_calibration (
  -- Digests of the embedder and of the pairs.
  embedder TEXT NOT NULL,
  pairs TEXT NOT NULL,
  measured_at INTEGER NOT NULL,
  -- Float32, little endian: the cosine of each pair, in their order.
  cosines BLOB NOT NULL,
  -- A byte for each pair: 1 where the guard found nothing against it when it was asked last.
  verdicts BLOB NOT NULL,
  PRIMARY KEY (embedder, pairs)
) STRICT;
`

export const cacheCalibration: Migration = { version: 6, name: 'cache calibration', sql }
