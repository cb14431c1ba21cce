-- Version 6: the vault. Who the merchant is, and the papers that say so; their files stand encrypted beside the database.

-- The merchant as on the business licence; `draft` is JSON of the domain's, since nothing in it is searched.
CREATE TABLE entities (
  shop_id TEXT NOT NULL PRIMARY KEY REFERENCES shops (id) ON DELETE CASCADE,
  draft TEXT NOT NULL,
  revision INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Papers; `draft` is JSON of the domain's. `removed_ms`: taken out of sight, to be brought back or erased. Who agreed to an
-- identity paper being kept did so then, to that version of the text. `warned_days`: the last warning of its end that was given, in days before it.
CREATE TABLE papers (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  draft TEXT NOT NULL,
  revision INTEGER NOT NULL,
  consent_ms INTEGER,
  consent_version INTEGER,
  removed_ms INTEGER,
  warned_days INTEGER,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  CHECK ((consent_ms IS NULL) = (consent_version IS NULL))
) STRICT;
CREATE INDEX papers_by_shop ON papers (shop_id, created_ms, id);

-- The files of a paper in their order: its pages. `blob` is the address of the bytes in the vault's own folder.
CREATE TABLE paper_files (
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  blob TEXT NOT NULL,
  name TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (paper_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX paper_files_by_blob ON paper_files (blob);

-- Applications for categories as they are prepared, one a category. `draft` is JSON of the domain's; `pack_version`: the rules
-- that it was last looked at by. What was handed in stands in `applications`; a round belongs to the draft it was made of,
-- and `concerned` is JSON of the demands that its rejection is about, where staff have said so.
CREATE TABLE application_drafts (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  cat_id TEXT NOT NULL,
  draft TEXT NOT NULL,
  pack_version TEXT NOT NULL,
  revision INTEGER NOT NULL,
  removed_ms INTEGER,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX application_drafts_by_shop ON application_drafts (shop_id, created_ms, id);

CREATE TABLE application_fillings (
  draft_id TEXT NOT NULL REFERENCES application_drafts (id) ON DELETE CASCADE,
  demand TEXT NOT NULL,
  filling TEXT NOT NULL,
  PRIMARY KEY (draft_id, demand)
) STRICT, WITHOUT ROWID;

CREATE TABLE application_rounds (
  application_id TEXT NOT NULL PRIMARY KEY REFERENCES applications (id) ON DELETE CASCADE,
  draft_id TEXT NOT NULL REFERENCES application_drafts (id) ON DELETE CASCADE,
  concerned TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX application_rounds_by_draft ON application_rounds (draft_id);

-- Pages of papers that the platform has (qualification/upload), so that none is sent twice.
CREATE TABLE uploaded_pages (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  blob TEXT NOT NULL,
  file_id TEXT NOT NULL,
  PRIMARY KEY (shop_id, blob)
) STRICT, WITHOUT ROWID;

-- What the platform itself says of its categories, a row for each leaf. `second_id`: the category of the second level, which
-- is applied for. `path` and `said` are JSON of the domain's. `rules_ms`: category/detail was read then; the three before it
-- say what it said. `retired_ms`: since then the platform does not list it any more.
CREATE TABLE platform_categories (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  cat_id TEXT NOT NULL,
  second_id TEXT NOT NULL,
  path TEXT NOT NULL,
  said TEXT NOT NULL,
  gated INTEGER,
  brand_limited INTEGER,
  deposit INTEGER,
  rules_ms INTEGER,
  retired_ms INTEGER,
  PRIMARY KEY (shop_id, cat_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX platform_categories_by_second ON platform_categories (shop_id, second_id);

-- What changed in them from one reading to another; `changes` is JSON of the domain's.
CREATE TABLE category_changes (
  shop_id TEXT NOT NULL,
  cat_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  changes TEXT NOT NULL,
  PRIMARY KEY (shop_id, cat_id, at_ms),
  FOREIGN KEY (shop_id, cat_id) REFERENCES platform_categories (shop_id, cat_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The shop's rights to leaves, as the platform says. `settled`: staff have seen that it lapsed.
CREATE TABLE category_rights (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  cat_id TEXT NOT NULL,
  status INTEGER NOT NULL,
  reason TEXT NOT NULL,
  since_ms INTEGER,
  until_ms INTEGER,
  settled INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (shop_id, cat_id)
) STRICT, WITHOUT ROWID;

-- The second application, for the shop window (橱窗): what staff noted of it, one for each category of the second level.
-- `draft` is JSON of the domain's.
CREATE TABLE window_applications (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  cat_id TEXT NOT NULL,
  draft TEXT NOT NULL,
  revision INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  PRIMARY KEY (shop_id, cat_id)
) STRICT, WITHOUT ROWID;

-- Letters that a category demands: what staff typed for the platform's template (`facts`, JSON of the domain's), and the paper
-- that is the signed and sealed page.
CREATE TABLE letters (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  cat_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  facts TEXT NOT NULL,
  paper_id TEXT REFERENCES papers (id) ON DELETE SET NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (shop_id, cat_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX letters_by_paper ON letters (paper_id);

-- Recordings: a paper of that kind has one, and no pages. The platform takes none by its interface, so that nothing of it is
-- ever uploaded. `duration_ms` is what its head says, if it does.
CREATE TABLE paper_recordings (
  paper_id TEXT NOT NULL PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE,
  blob TEXT NOT NULL,
  name TEXT NOT NULL,
  container TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  duration_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX paper_recordings_by_blob ON paper_recordings (blob);
