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

-- The goods list: for each good what it is filtered and sorted by, and an integer key by which lists name it (rows of a
-- table keyed by text are numbered anew by VACUUM). `state` is empty for a deleted good. What needs the program to be
-- read, price, order and words, is `read` later for goods of an earlier version.
DROP INDEX goods_by_update;
DROP INDEX goods_by_audit;
-- A shop in two bytes: its lines are read by the hundred thousand.
CREATE TABLE shop_keys (
  key INTEGER PRIMARY KEY,
  shop_id TEXT NOT NULL UNIQUE REFERENCES shops (id) ON DELETE CASCADE
) STRICT;
INSERT INTO shop_keys (shop_id) SELECT id FROM shops;
CREATE TRIGGER shop_made AFTER INSERT ON shops BEGIN
  INSERT INTO shop_keys (shop_id) VALUES (NEW.id);
END;
CREATE TABLE goods_lines (
  key INTEGER PRIMARY KEY,
  goods_id TEXT NOT NULL UNIQUE REFERENCES goods (id) ON DELETE CASCADE,
  shop INTEGER NOT NULL,
  state INTEGER,
  updated_ms INTEGER NOT NULL,
  gone INTEGER NOT NULL CHECK (gone IN (0, 1)),
  elsewhere INTEGER NOT NULL CHECK (elsewhere IN (0, 1)),
  price_from INTEGER,
  price_to INTEGER,
  name_order TEXT,
  read INTEGER NOT NULL DEFAULT 0 CHECK (read IN (0, 1))
) STRICT;

-- The state of a good from what the platform said and from its last submission: `goods_view::state_of` in SQL, numbered
-- as in `GoodsState::ALL`.
CREATE VIEW goods_shown AS
SELECT goods.id AS goods_id, goods.updated_ms AS updated_ms, goods.gone_goods_id IS NOT NULL AS gone,
  goods.origin = 'console' AS elsewhere,
  (SELECT key FROM shop_keys WHERE shop_keys.shop_id = goods.shop_id) AS shop,
  CASE
    WHEN goods.deleted_ms IS NOT NULL THEN NULL
    WHEN last.state IN ('queued', 'sending') THEN 1
    WHEN last.state = 'unknown' THEN 2
    WHEN last.state = 'waiting' THEN 3
    WHEN last.state = 'rejected' AND coalesce(last.cause, '') <> 'cancelled' AND last.revision = goods.revision THEN 4
    WHEN goods.audit_status = 1 THEN 5
    WHEN goods.audit_status = 2 THEN 6
    WHEN goods.audit_status = 3 THEN 7
    WHEN goods.audit_status = 0 THEN 8
    ELSE 0
  END AS state
FROM goods LEFT JOIN submissions AS last ON last.kind <> 'goods-update-price' AND last.seq =
  (SELECT max(seq) FROM submissions WHERE object_kind = 'goods' AND object_id = goods.id);

INSERT INTO goods_lines (goods_id, shop, state, updated_ms, gone, elsewhere)
SELECT goods_id, shop, state, updated_ms, gone, elsewhere FROM goods_shown ORDER BY updated_ms;

-- How many goods each state has: a list says so with every letter that is typed, and counting reads every line.
CREATE TABLE goods_counts (
  shop INTEGER NOT NULL,
  state INTEGER NOT NULL,
  goods INTEGER NOT NULL,
  PRIMARY KEY (shop, state)
) STRICT, WITHOUT ROWID;
INSERT INTO goods_counts (shop, state, goods)
SELECT shop, state, count(*) FROM goods_lines WHERE state IS NOT NULL GROUP BY shop, state;
CREATE TRIGGER goods_line_made AFTER INSERT ON goods_lines WHEN NEW.state IS NOT NULL BEGIN
  INSERT INTO goods_counts (shop, state, goods) VALUES (NEW.shop, NEW.state, 1)
  ON CONFLICT DO UPDATE SET goods = goods + 1;
END;
CREATE TRIGGER goods_line_moved AFTER UPDATE OF state ON goods_lines WHEN NEW.state IS NOT OLD.state BEGIN
  UPDATE goods_counts SET goods = goods - 1 WHERE shop = OLD.shop AND state = OLD.state;
  INSERT INTO goods_counts (shop, state, goods) SELECT NEW.shop, NEW.state, 1 WHERE NEW.state IS NOT NULL
  ON CONFLICT DO UPDATE SET goods = goods + 1;
END;
CREATE TRIGGER goods_line_erased AFTER DELETE ON goods_lines WHEN OLD.state IS NOT NULL BEGIN
  UPDATE goods_counts SET goods = goods - 1 WHERE shop = OLD.shop AND state = OLD.state;
END;

CREATE INDEX goods_lines_shown ON goods_lines (shop, state, updated_ms, gone, elsewhere, price_from, price_to)
  WHERE state IS NOT NULL;
CREATE INDEX goods_lines_by_name ON goods_lines (shop, name_order, state) WHERE state IS NOT NULL;
CREATE INDEX goods_lines_unread ON goods_lines (key) WHERE read = 0;

CREATE TRIGGER goods_made AFTER INSERT ON goods BEGIN
  INSERT INTO goods_lines (goods_id, shop, state, updated_ms, gone, elsewhere)
  SELECT goods_id, shop, state, updated_ms, gone, elsewhere FROM goods_shown WHERE goods_id = NEW.id;
END;
CREATE TRIGGER goods_changed AFTER UPDATE OF revision, audit_status, gone_goods_id, updated_ms, deleted_ms ON goods BEGIN
  UPDATE goods_lines SET (state, updated_ms, gone) =
    (SELECT state, updated_ms, gone FROM goods_shown WHERE goods_id = NEW.id)
  WHERE goods_id = NEW.id;
END;
CREATE TRIGGER goods_retyped
AFTER UPDATE OF name, code, platform_goods_id, price_kind, price_text, price2_text ON goods BEGIN
  UPDATE goods_lines SET read = 0 WHERE goods_id = NEW.id;
END;
CREATE TRIGGER goods_submitted AFTER INSERT ON submissions WHEN NEW.object_kind = 'goods' BEGIN
  UPDATE goods_lines SET state = (SELECT state FROM goods_shown WHERE goods_id = NEW.object_id)
  WHERE goods_id = NEW.object_id;
END;
CREATE TRIGGER goods_submission_moved AFTER UPDATE OF state, cause ON submissions WHEN NEW.object_kind = 'goods' BEGIN
  UPDATE goods_lines SET state = (SELECT state FROM goods_shown WHERE goods_id = NEW.object_id)
  WHERE goods_id = NEW.object_id;
END;

-- The words of a good, as `domain::search` prepares them, and their index. Words are apart by spaces; the tokenizer keeps
-- them as they are.
CREATE TABLE goods_words (
  key INTEGER PRIMARY KEY REFERENCES goods_lines (key) ON DELETE CASCADE,
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  number TEXT NOT NULL,
  spelling TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE goods_search USING fts5 (
  name, code, number, spelling, content = 'goods_words', content_rowid = 'key', tokenize = 'ascii', columnsize = 0
);
-- Words that are erased leave the index, too.
INSERT INTO goods_search (goods_search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER goods_words_made AFTER INSERT ON goods_words BEGIN
  INSERT INTO goods_search (rowid, name, code, number, spelling)
  VALUES (NEW.key, NEW.name, NEW.code, NEW.number, NEW.spelling);
END;
CREATE TRIGGER goods_words_changed AFTER UPDATE ON goods_words BEGIN
  INSERT INTO goods_search (goods_search, rowid, name, code, number, spelling)
  VALUES ('delete', OLD.key, OLD.name, OLD.code, OLD.number, OLD.spelling);
  INSERT INTO goods_search (rowid, name, code, number, spelling)
  VALUES (NEW.key, NEW.name, NEW.code, NEW.number, NEW.spelling);
END;
CREATE TRIGGER goods_words_erased AFTER DELETE ON goods_words BEGIN
  INSERT INTO goods_search (goods_search, rowid, name, code, number, spelling)
  VALUES ('delete', OLD.key, OLD.name, OLD.code, OLD.number, OLD.spelling);
END;
