-- Version 4: codes, history, notes and imports of goods; the picture library.

-- 商家编码: what staff know a good by; the platform has no field for it.
ALTER TABLE goods ADD COLUMN code TEXT NOT NULL DEFAULT '';
CREATE INDEX goods_by_code ON goods (shop_id, code) WHERE code <> '' AND deleted_ms IS NULL;

-- What became of a good, in order; `detail` is JSON of the console's.
CREATE TABLE goods_events (
  seq INTEGER PRIMARY KEY,
  goods_id TEXT NOT NULL REFERENCES goods (id) ON DELETE CASCADE,
  event TEXT NOT NULL,
  detail TEXT,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX goods_events_by_goods ON goods_events (goods_id, seq);

-- Why staff think that an audit was not passed, and what helped: the platform tells neither. Found again by the name and
-- the picture that the good had.
CREATE TABLE reject_notes (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  goods_id TEXT NOT NULL REFERENCES goods (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  picture_blob TEXT,
  reason TEXT NOT NULL,
  fix TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX reject_notes_by_goods ON reject_notes (goods_id, created_ms);
CREATE INDEX reject_notes_by_name ON reject_notes (shop_id, name);
CREATE INDEX reject_notes_by_picture ON reject_notes (shop_id, picture_blob) WHERE picture_blob IS NOT NULL;

-- Imports, and what each made or changed: `before` is a changed good as it was, as JSON; none for one that was made.
CREATE TABLE imports (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  file_name TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;
CREATE INDEX imports_by_time ON imports (shop_id, created_ms);
CREATE TABLE import_goods (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  goods_id TEXT NOT NULL REFERENCES goods (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  before TEXT,
  PRIMARY KEY (import_id, goods_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_goods_by_goods ON import_goods (goods_id);

-- Pictures: where the subject was found, for uses for which nobody has chosen; and their list, newest first.
ALTER TABLE pictures ADD COLUMN focus_x REAL NOT NULL DEFAULT 0.5;
ALTER TABLE pictures ADD COLUMN focus_y REAL NOT NULL DEFAULT 0.5;
CREATE INDEX pictures_by_time ON pictures (shop_id, created_ms, id);

-- What is done to the picture in this use of it: quarter turns clockwise, what becomes of other proportions, harder edges.
ALTER TABLE goods ADD COLUMN picture_turn INTEGER NOT NULL DEFAULT 0 CHECK (picture_turn BETWEEN 0 AND 3);
ALTER TABLE goods ADD COLUMN picture_fill TEXT NOT NULL DEFAULT 'crop';
ALTER TABLE goods ADD COLUMN picture_sharpen INTEGER NOT NULL DEFAULT 0 CHECK (picture_sharpen IN (0, 1));
ALTER TABLE rooms ADD COLUMN picture_turn INTEGER NOT NULL DEFAULT 0 CHECK (picture_turn BETWEEN 0 AND 3);
ALTER TABLE rooms ADD COLUMN picture_fill TEXT NOT NULL DEFAULT 'crop';
ALTER TABLE rooms ADD COLUMN picture_sharpen INTEGER NOT NULL DEFAULT 0 CHECK (picture_sharpen IN (0, 1));
