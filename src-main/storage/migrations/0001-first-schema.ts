import type { Migration } from './index.ts'

/**
 * Times are epoch milliseconds; ids are random text but for chunks, whose integer id is never used twice
 * (AUTOINCREMENT), so that a late removal from Chroma cannot hit a newer chunk.
 */
const library = `
CREATE TABLE collection (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  -- Rises with every change of content.
  version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE document (
  id TEXT PRIMARY KEY,
  collection_id TEXT NOT NULL REFERENCES collection(id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  title TEXT NOT NULL,
  format TEXT NOT NULL,
  -- Of the file as it was last read: what tells an unchanged file.
  size INTEGER NOT NULL DEFAULT 0,
  modified_at INTEGER,
  content_hash TEXT,
  -- Which of its chunks and text parts count. New content is stored beside the old in small steps; raising this swaps.
  revision INTEGER NOT NULL DEFAULT 0,
  -- Chunks of that revision.
  chunks INTEGER NOT NULL DEFAULT 0,
  -- JSON [[page, start, end], …]; NULL for formats without pages.
  pages TEXT,
  added_at INTEGER NOT NULL,
  -- When its content was last wholly in the vector store, and which revision that was.
  indexed_at INTEGER,
  indexed_revision INTEGER,
  UNIQUE (collection_id, path)
) STRICT;

-- The text apart from the row, so that lists do not read it, and in parts, so that a passage of a book does not
-- read the book. Like chunks without a foreign key: a cascade over 50,000 rows would hold up the main process.
CREATE TABLE document_text (
  document_id TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  -- Where this part begins in the whole text, UTF-16 code units.
  start_offset INTEGER NOT NULL DEFAULT 0,
  text TEXT NOT NULL,
  PRIMARY KEY (document_id, revision, start_offset)
) STRICT;

CREATE TABLE chunk (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id TEXT NOT NULL,
  -- Counts only where it is the document's own.
  revision INTEGER NOT NULL DEFAULT 0,
  ordinal INTEGER NOT NULL,
  -- [start_offset, end_offset) into document_text.text, UTF-16 code units.
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  page INTEGER,
  -- Headings above it, joined by ' › '.
  heading TEXT,
  tokens INTEGER NOT NULL,
  -- sha256 of what is embedded (heading and text): equal hashes are embedded once.
  text_hash BLOB NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (document_id, revision, ordinal)
) STRICT;
CREATE INDEX chunk_text_hash ON chunk (text_hash);

CREATE VIRTUAL TABLE chunk_fts USING fts5(
  text, heading, content='chunk', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER chunk_fts_insert AFTER INSERT ON chunk BEGIN
  INSERT INTO chunk_fts (rowid, text, heading) VALUES (new.id, new.text, new.heading);
END;
CREATE TRIGGER chunk_fts_delete AFTER DELETE ON chunk BEGIN
  INSERT INTO chunk_fts (chunk_fts, rowid, text, heading) VALUES ('delete', old.id, old.text, old.heading);
END;

-- Content that no longer counts, or never came to: swept away in small steps, chunks and text alike.
CREATE TABLE retired_revision (
  document_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  collection_id TEXT NOT NULL,
  PRIMARY KEY (document_id, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE embedder (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  dimension INTEGER NOT NULL,
  -- When it was last chosen: the newest is in use, also while no server answers.
  used_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What the embedder said, kept by what it was asked: Chroma is rebuilt from here without asking it again.
CREATE TABLE embedding (
  embedder_id INTEGER NOT NULL REFERENCES embedder(id) ON DELETE CASCADE,
  text_hash BLOB NOT NULL,
  -- Float32, little endian, unit length.
  vector BLOB NOT NULL,
  PRIMARY KEY (embedder_id, text_hash)
) STRICT, WITHOUT ROWID;

-- The Chroma collection that answers for a collection and an embedder, and the one being built beside it.
CREATE TABLE vector_generation (
  collection_id TEXT NOT NULL,
  embedder_id INTEGER NOT NULL REFERENCES embedder(id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('building', 'current', 'retired')),
  PRIMARY KEY (collection_id, embedder_id, generation)
) STRICT;

-- One row: what our Chroma collections are told by on a server that others use too.
CREATE TABLE vector_owner (name TEXT NOT NULL) STRICT;

-- Chunks that are gone from here and may still be in Chroma. Written in the transaction that removes them.
CREATE TABLE vector_removal (
  chunk_id INTEGER NOT NULL,
  collection_id TEXT NOT NULL,
  PRIMARY KEY (collection_id, chunk_id)
) STRICT, WITHOUT ROWID;

-- The ingest journal: one row for each document on its way. No row: nothing is to be done.
CREATE TABLE ingest (
  document_id TEXT PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('discovered', 'read', 'chunked', 'embedded', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  error_code TEXT,
  error_message TEXT,
  enqueued_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ingest_order ON ingest (state, enqueued_at);

-- One row, where the person paused the queue.
CREATE TABLE ingest_pause (paused_at INTEGER NOT NULL) STRICT;
`

const chat = `
CREATE TABLE conversation (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  -- Asked in this collection; NULL: in all.
  collection_id TEXT REFERENCES collection(id) ON DELETE SET NULL,
  -- The newest message of the branch that is shown.
  leaf_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_updated ON conversation (updated_at DESC);

-- A tree: asking again or editing adds a sibling.
CREATE TABLE message (
  -- Tells messages of one millisecond apart; VACUUM would renumber an implicit rowid under message_fts.
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  -- No cascade: it would go one level of recursion deep for each message, and SQLite allows 1,000.
  parent_id TEXT REFERENCES message(id),
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('streaming', 'complete', 'stopped', 'failed')),
  mode TEXT,
  model TEXT,
  citations TEXT NOT NULL DEFAULT '[]',
  degradations TEXT NOT NULL DEFAULT '[]',
  timings TEXT NOT NULL DEFAULT '{}',
  trace_id TEXT,
  error_code TEXT,
  error_message TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX message_conversation ON message (conversation_id, seq);
CREATE INDEX message_parent ON message (parent_id);
CREATE INDEX message_streaming ON message (state) WHERE state = 'streaming';

CREATE VIRTUAL TABLE message_fts USING fts5(
  content, content='message', content_rowid='seq', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER message_fts_insert AFTER INSERT ON message BEGIN
  INSERT INTO message_fts (rowid, content) VALUES (new.seq, new.content);
END;
CREATE TRIGGER message_fts_delete AFTER DELETE ON message BEGIN
  INSERT INTO message_fts (message_fts, rowid, content) VALUES ('delete', old.seq, old.content);
END;
CREATE TRIGGER message_fts_update AFTER UPDATE OF content ON message BEGIN
  INSERT INTO message_fts (message_fts, rowid, content) VALUES ('delete', old.seq, old.content);
  INSERT INTO message_fts (rowid, content) VALUES (new.seq, new.content);
END;

-- Why an answer is as it is (JSON); read by id only.
CREATE TABLE trace (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX trace_created ON trace (created_at);
`

const settings = `
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  -- JSON
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`

export const firstSchema: Migration = { version: 1, name: 'first schema', sql: library + chat + settings }
