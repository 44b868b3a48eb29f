-- The ground: one log of transactions, and the tables whose rows it numbers.
-- Every table but cursors only grows. Runs unchanged on SQLite and PostgreSQL.

CREATE TABLE log (            -- one row a write transaction
  seq   BIGINT PRIMARY KEY,   -- 1, 2, 3, ... without gaps
  kind  TEXT NOT NULL,        -- document, fill, decision, quote, verdicts, records
  ref   TEXT NOT NULL,        -- id of what was written
  at    TEXT NOT NULL         -- UTC, fixed width, never falling
);
CREATE INDEX log_at ON log (at);

CREATE TABLE texts (          -- a verbatim copy elsewhere shares its text
  id    TEXT PRIMARY KEY,     -- evidence.TextID
  body  TEXT NOT NULL         -- normal form
);

CREATE TABLE documents (
  id        TEXT PRIMARY KEY, -- evidence.DocumentID
  seq       BIGINT NOT NULL,
  text_id   TEXT NOT NULL REFERENCES texts (id),
  name      TEXT NOT NULL,
  published TEXT NOT NULL,
  body      TEXT NOT NULL     -- evidence.Document as JSON, without the text
);
CREATE INDEX documents_seq ON documents (seq);
CREATE INDEX documents_text ON documents (text_id);
CREATE INDEX documents_name ON documents (name);

CREATE TABLE readings (
  document_id TEXT NOT NULL REFERENCES documents (id),
  reader      TEXT NOT NULL,  -- name/version
  seq         BIGINT NOT NULL,
  claims      BIGINT NOT NULL,
  PRIMARY KEY (document_id, reader)
);
CREATE INDEX readings_seq ON readings (seq);

CREATE TABLE claims (
  id          TEXT NOT NULL,
  hash        TEXT NOT NULL,  -- evidence.Claim.ContentHash
  seq         BIGINT NOT NULL,
  n           BIGINT NOT NULL,-- order within the transaction
  document_id TEXT NOT NULL,  -- empty for a record
  reader      TEXT NOT NULL,
  model_id    TEXT NOT NULL,
  stage       TEXT NOT NULL,
  silicon     TEXT NOT NULL,
  body        TEXT NOT NULL,  -- evidence.Claim as JSON, without the quote
  PRIMARY KEY (id, hash)
);
CREATE INDEX claims_seq ON claims (seq, n);
CREATE INDEX claims_document ON claims (document_id);
CREATE INDEX claims_model ON claims (model_id, stage);

CREATE TABLE quotes (
  claim_id    TEXT NOT NULL,
  document_id TEXT NOT NULL,
  seq         BIGINT NOT NULL,
  start_cp    BIGINT NOT NULL,-- code points of the normal form
  end_cp      BIGINT NOT NULL,
  quote       TEXT NOT NULL,
  PRIMARY KEY (claim_id, document_id, start_cp)
);
CREATE INDEX quotes_seq ON quotes (seq);

CREATE TABLE decisions (      -- hash-chained: hash covers the row and prev
  seq     BIGINT PRIMARY KEY,
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  object  TEXT NOT NULL,
  payload TEXT NOT NULL,
  reason  TEXT NOT NULL,
  person  TEXT NOT NULL,
  day     TEXT NOT NULL,
  at      TEXT NOT NULL,
  prev    TEXT NOT NULL,
  hash    TEXT NOT NULL UNIQUE
);
CREATE INDEX decisions_subject ON decisions (subject);

CREATE TABLE records (
  kind  TEXT NOT NULL,
  id    TEXT NOT NULL,
  hash  TEXT NOT NULL,
  seq   BIGINT NOT NULL,
  body  TEXT NOT NULL,
  PRIMARY KEY (kind, id, hash)
);
CREATE INDEX records_seq ON records (seq);

CREATE TABLE verdicts (       -- a cell each time that it changed
  cell  TEXT NOT NULL,        -- model id/stage
  seq   BIGINT NOT NULL,
  rules TEXT NOT NULL,        -- version of the rules that spoke
  hash  TEXT NOT NULL,
  body  TEXT NOT NULL,
  PRIMARY KEY (cell, seq)
);
CREATE INDEX verdicts_seq ON verdicts (seq);

CREATE TABLE bands (          -- where texts that may be near-copies meet (D3)
  bucket  BIGINT NOT NULL,
  place   BIGINT NOT NULL,    -- log entry of the text's first document
  text_id TEXT NOT NULL,
  PRIMARY KEY (bucket, place, text_id)
);
CREATE INDEX bands_text ON bands (text_id);

CREATE TABLE near (           -- pairs of nearly one text, by exact Jaccard
  a       TEXT NOT NULL,      -- the smaller text id
  b       TEXT NOT NULL,
  seq     BIGINT NOT NULL,
  jaccard DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (a, b)
);
CREATE INDEX near_seq ON near (seq);

CREATE TABLE incoming (       -- raw documents that wait to be read, or were
  id    TEXT PRIMARY KEY,     -- evidence.IncomingID
  seq   BIGINT NOT NULL,
  name  TEXT NOT NULL,
  body  TEXT NOT NULL,        -- evidence.Incoming as JSON, without the bytes
  bytes BLOB NOT NULL
);
CREATE INDEX incoming_seq ON incoming (seq);

CREATE TABLE outcomes (       -- what became of them; the newest row stands
  incoming_id TEXT NOT NULL REFERENCES incoming (id),
  seq         BIGINT NOT NULL,
  kind        TEXT NOT NULL,  -- read, failed, again
  document_id TEXT NOT NULL,
  reason      TEXT NOT NULL,
  PRIMARY KEY (incoming_id, seq)
);

CREATE TABLE cursors (        -- how far each job has come; the one table that changes
  name TEXT PRIMARY KEY,
  seq  BIGINT NOT NULL
);
