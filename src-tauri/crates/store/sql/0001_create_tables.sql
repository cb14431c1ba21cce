-- Version 1: shops, settings, pictures, goods, anchors, rooms, the outbox.
-- Ids are UUIDs as text; times are UTC milliseconds; columns named *_status and *_kind hold the platform's numbers.

-- `compat_floor`: the oldest version of the program's schema that may still write here.
CREATE TABLE meta (
  name TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE shops (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('practice', 'real')),
  app_id TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  last_used_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pictures (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  blob TEXT NOT NULL,
  original_name TEXT NOT NULL,
  width INTEGER NOT NULL CHECK (width > 0),
  height INTEGER NOT NULL CHECK (height > 0),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  format TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX pictures_by_blob ON pictures (shop_id, blob);

CREATE TABLE goods (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  short_key TEXT NOT NULL UNIQUE CHECK (length(short_key) BETWEEN 8 AND 12 AND short_key NOT GLOB '*[^0-9a-z]*'),
  name TEXT NOT NULL,
  price_kind INTEGER NOT NULL,
  price_text TEXT NOT NULL,
  price2_text TEXT NOT NULL,
  path TEXT NOT NULL,
  picture_id TEXT REFERENCES pictures (id),
  focus_x REAL NOT NULL,
  focus_y REAL NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  sent_revision INTEGER,
  platform_goods_id INTEGER,
  audit_id INTEGER,
  audit_status INTEGER,
  adopted INTEGER NOT NULL CHECK (adopted IN (0, 1)),
  approved_ms INTEGER,
  rejected_ms INTEGER,
  synced_ms INTEGER,
  origin TEXT NOT NULL CHECK (origin IN ('app', 'console')),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER
) STRICT;
CREATE INDEX goods_by_update ON goods (shop_id, updated_ms, id) WHERE deleted_ms IS NULL;
CREATE INDEX goods_by_audit ON goods (shop_id, coalesce(audit_status, 0), updated_ms, id) WHERE deleted_ms IS NULL;
CREATE UNIQUE INDEX goods_by_platform_id ON goods (shop_id, platform_goods_id) WHERE platform_goods_id IS NOT NULL;
CREATE INDEX goods_by_picture ON goods (picture_id) WHERE picture_id IS NOT NULL;

CREATE TABLE anchors (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  wechat TEXT NOT NULL,
  verified INTEGER CHECK (verified IN (0, 1)),
  created_ms INTEGER NOT NULL,
  UNIQUE (shop_id, wechat)
) STRICT;

CREATE TABLE rooms (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  kind INTEGER NOT NULL,
  start_ms INTEGER,
  end_ms INTEGER,
  anchor_id TEXT REFERENCES anchors (id) ON DELETE SET NULL,
  anchor_name TEXT NOT NULL,
  anchor_wechat TEXT NOT NULL,
  allow_like INTEGER NOT NULL CHECK (allow_like IN (0, 1)),
  allow_shelf INTEGER NOT NULL CHECK (allow_shelf IN (0, 1)),
  allow_comment INTEGER NOT NULL CHECK (allow_comment IN (0, 1)),
  allow_replay INTEGER NOT NULL CHECK (allow_replay IN (0, 1)),
  allow_share INTEGER NOT NULL CHECK (allow_share IN (0, 1)),
  allow_service INTEGER NOT NULL CHECK (allow_service IN (0, 1)),
  allow_feed INTEGER NOT NULL CHECK (allow_feed IN (0, 1)),
  picture_id TEXT REFERENCES pictures (id),
  focus_background_x REAL NOT NULL,
  focus_background_y REAL NOT NULL,
  focus_share_x REAL NOT NULL,
  focus_share_y REAL NOT NULL,
  focus_feeds_x REAL NOT NULL,
  focus_feeds_y REAL NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  sent_revision INTEGER,
  platform_room_id INTEGER,
  live_status INTEGER,
  live_changed_ms INTEGER,
  adopted INTEGER NOT NULL CHECK (adopted IN (0, 1)),
  synced_ms INTEGER,
  origin TEXT NOT NULL CHECK (origin IN ('app', 'console')),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER
) STRICT;
-- A room without a start stands above all others: its start counts as the end of time.
CREATE INDEX rooms_by_start ON rooms (shop_id, coalesce(start_ms, 9223372036854775807), id) WHERE deleted_ms IS NULL;
CREATE UNIQUE INDEX rooms_by_platform_id ON rooms (shop_id, platform_room_id) WHERE platform_room_id IS NOT NULL;
CREATE INDEX rooms_by_picture ON rooms (picture_id) WHERE picture_id IS NOT NULL;
CREATE INDEX rooms_by_anchor ON rooms (anchor_id) WHERE anchor_id IS NOT NULL;

CREATE TABLE room_goods (
  room_id TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  goods_id TEXT NOT NULL REFERENCES goods (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('wanted', 'on-shelf')),
  added_ms INTEGER NOT NULL,
  PRIMARY KEY (room_id, goods_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX room_goods_by_goods ON room_goods (goods_id);

-- `seq` is the order in which things were asked for; clocks may go back, it does not.
CREATE TABLE submissions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  object_kind TEXT NOT NULL CHECK (object_kind IN ('goods', 'room')),
  object_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  waiting_until_ms INTEGER,
  cause TEXT,
  errcode INTEGER,
  errmsg TEXT,
  rid TEXT,
  payload TEXT,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT;
CREATE INDEX submissions_by_object ON submissions (object_kind, object_id, seq);
CREATE INDEX submissions_open ON submissions (state, seq) WHERE state NOT IN ('accepted', 'rejected');

CREATE TABLE attempts (
  id TEXT NOT NULL PRIMARY KEY,
  submission_id TEXT NOT NULL REFERENCES submissions (id) ON DELETE CASCADE,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  outcome TEXT,
  request_hash TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_by_submission ON attempts (submission_id, started_ms);

CREATE TABLE media_ids (
  picture_id TEXT NOT NULL REFERENCES pictures (id) ON DELETE CASCADE,
  slot TEXT NOT NULL,
  focus_x REAL NOT NULL,
  focus_y REAL NOT NULL,
  media_id TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (picture_id, slot, focus_x, focus_y)
) STRICT, WITHOUT ROWID;
