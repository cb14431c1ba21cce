-- Version 2: what the engine needs: batches, leases and tries, parked endpoints, counted calls, and what was last agreed
-- with the platform. Only adds: a program of version 1 goes on working and leaves the new columns alone.

-- Things submitted in one go. `kind` is that of its submissions.
CREATE TABLE batches (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  paused INTEGER NOT NULL CHECK (paused IN (0, 1)),
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX batches_by_shop ON batches (shop_id, created_ms);

-- The lease of a row that is being sent: who sends it, and until when an answer is awaited.
ALTER TABLE submissions ADD COLUMN lease_owner TEXT;
ALTER TABLE submissions ADD COLUMN lease_until_ms INTEGER;
-- Attempts that count, and since when; both start anew after a quota or a missing network.
ALTER TABLE submissions ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE submissions ADD COLUMN trying_since_ms INTEGER;
ALTER TABLE submissions ADD COLUMN batch_id TEXT REFERENCES batches (id) ON DELETE SET NULL;
CREATE INDEX submissions_by_batch ON submissions (batch_id, state) WHERE batch_id IS NOT NULL;
CREATE INDEX submissions_refused ON submissions (state, seq) WHERE state = 'rejected';

ALTER TABLE attempts ADD COLUMN errcode INTEGER;
ALTER TABLE attempts ADD COLUMN rid TEXT;

-- Endpoints whose daily quota is used up: nothing is sent there before `until_ms`.
CREATE TABLE parked_endpoints (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  errcode INTEGER NOT NULL,
  PRIMARY KEY (shop_id, endpoint)
) STRICT, WITHOUT ROWID;

-- Calls made since the last reset. `resets_ms` is when the count starts anew.
CREATE TABLE counted_calls (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  resets_ms INTEGER NOT NULL,
  used INTEGER NOT NULL,
  PRIMARY KEY (shop_id, endpoint)
) STRICT, WITHOUT ROWID;

-- What both sides last agreed on, field by field, as JSON; `theirs` holds the fields in conflict.
CREATE TABLE agreements (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  object_kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  fields TEXT NOT NULL,
  theirs TEXT,
  written_ms INTEGER NOT NULL,
  PRIMARY KEY (object_kind, object_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX agreements_in_conflict ON agreements (shop_id, written_ms) WHERE theirs IS NOT NULL;
