-- Version 11: drafts are exchanged with colleagues.

-- A good or room that a colleague may have as well: `fields` is what they had when their file was last taken in (JSON), so
-- that what they have not changed since is not asked again; `shared_ms`: since when they may have submitted it.
CREATE TABLE team_bases (
  object_kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  fields TEXT NOT NULL,
  shared_ms INTEGER NOT NULL,
  PRIMARY KEY (object_kind, object_id)
) STRICT, WITHOUT ROWID;
