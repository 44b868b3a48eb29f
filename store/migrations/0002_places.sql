-- Bands by number: a text has a place, and buckets hold places. A tenth of the
-- size of texts' ids in every bucket. What was there is derived again.

DROP TABLE bands;
DELETE FROM cursors WHERE name = 'near';

CREATE TABLE places (         -- a text's place in the order of texts
  text_id TEXT NOT NULL PRIMARY KEY,
  place   BIGINT NOT NULL UNIQUE
);

CREATE TABLE bands (          -- where texts that may be near-copies meet (D3)
  bucket BIGINT NOT NULL,
  place  BIGINT NOT NULL,
  PRIMARY KEY (bucket, place)
) /* WITHOUT ROWID */;
