-- Version 5: what a broadcast needs: its shelf in order, its codes, its plan, its record.

-- Whether a good that stands on the platform's shelf is on sale there (goods/onsale); as it is put there it is.
ALTER TABLE room_goods ADD COLUMN on_sale INTEGER NOT NULL DEFAULT 1 CHECK (on_sale IN (0, 1));

-- The viewers' code of a room (room/getsharedcode) with the words that tell where a viewer came from ('' for none), kept so
-- that posters can be made without the network. `picture` is the file as the platform gave it.
CREATE TABLE shared_codes (
  room_id TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  platform_room_id INTEGER NOT NULL,
  page_path TEXT NOT NULL,
  picture BLOB NOT NULL,
  fetched_ms INTEGER NOT NULL,
  PRIMARY KEY (room_id, channel)
) STRICT, WITHOUT ROWID;

-- What happened in a room, in order: what was pushed and switched from here, and its states as they were read there.
-- `answered` is 0 where the platform's answer was lost, so that nobody knows whether it was done.
CREATE TABLE room_events (
  seq INTEGER PRIMARY KEY,
  room_id TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  event TEXT NOT NULL,
  goods_id TEXT REFERENCES goods (id) ON DELETE CASCADE,
  answered INTEGER NOT NULL CHECK (answered IN (0, 1)),
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX room_events_by_room ON room_events (room_id, seq);
CREATE INDEX room_events_by_goods ON room_events (goods_id) WHERE goods_id IS NOT NULL;
-- The start codes that staff attached from the platform's web console: of a room, or, without a room, the shop's own of
-- the mini program 小程序直播, which stands for every room that has none.
CREATE TABLE start_codes (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  room_id TEXT REFERENCES rooms (id) ON DELETE CASCADE,
  picture_id TEXT NOT NULL REFERENCES pictures (id)
) STRICT;
CREATE UNIQUE INDEX start_codes_by_owner ON start_codes (shop_id, coalesce(room_id, ''));
CREATE INDEX start_codes_by_picture ON start_codes (picture_id);
CREATE INDEX start_codes_by_room ON start_codes (room_id) WHERE room_id IS NOT NULL;

-- A template: a room without a date from which others are made. It stands in no list of rooms and is never sent.
ALTER TABLE rooms ADD COLUMN is_template INTEGER NOT NULL DEFAULT 0 CHECK (is_template IN (0, 1));

-- Where the cover of the buyers' list (750x750) looks; the platform never gets it. Rooms that are there look where their
-- other square picture does.
ALTER TABLE rooms ADD COLUMN focus_cover_x REAL NOT NULL DEFAULT 0.5;
ALTER TABLE rooms ADD COLUMN focus_cover_y REAL NOT NULL DEFAULT 0.5;
UPDATE rooms SET focus_cover_x = focus_feeds_x, focus_cover_y = focus_feeds_y;

-- What is known of an anchor beside the nickname: the phone, a photo, and, where the platform says that they are not
-- verified by real name (room/create 300036, addrole 400002), the code that they scan once: where its picture is, and the
-- picture as it was fetched, so that it can be shown without the network. `deleted_ms` is set while staff do not want them
-- in the list.
ALTER TABLE anchors ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE anchors ADD COLUMN photo_id TEXT REFERENCES pictures (id);
ALTER TABLE anchors ADD COLUMN code_url TEXT;
ALTER TABLE anchors ADD COLUMN code BLOB;
ALTER TABLE anchors ADD COLUMN code_fetched_ms INTEGER;
ALTER TABLE anchors ADD COLUMN deleted_ms INTEGER;
CREATE INDEX anchors_by_photo ON anchors (photo_id) WHERE photo_id IS NOT NULL;

-- The run of show of a room (流程): its items in order, each with its length; when one begins follows from those before it.
-- `count` is that of prizes or coupons, 0 where it is not said. `done_ms`: staff said that it was done. `removed_ms`: taken
-- out, and may be put back.
CREATE TABLE show_items (
  id TEXT PRIMARY KEY,
  room_id TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  goods_id TEXT REFERENCES goods (id) ON DELETE CASCADE,
  minutes INTEGER NOT NULL,
  title TEXT NOT NULL,
  cue TEXT NOT NULL,
  notes TEXT NOT NULL,
  count INTEGER NOT NULL,
  done_ms INTEGER,
  removed_ms INTEGER,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX show_items_by_room ON show_items (room_id, position);
CREATE INDEX show_items_by_goods ON show_items (goods_id) WHERE goods_id IS NOT NULL;

-- Replay files (getliveinfo, get_replay) as the platform listed them last, in its order; `key` is what stays of an address
-- when it is signed anew. The rest is of a download: where the file is to stand (`path`), since when it is wanted
-- (`wanted_ms`, nothing while it is stopped), how long it is, by what the server tells one version of it from another
-- (`validator`), how many bytes stand safely on the disk, when it was whole, and why it stopped.
CREATE TABLE replay_files (
  id TEXT PRIMARY KEY,
  room_id TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  address TEXT NOT NULL,
  position INTEGER NOT NULL,
  created_ms INTEGER,
  expires_ms INTEGER,
  bytes INTEGER,
  path TEXT,
  wanted_ms INTEGER,
  validator TEXT,
  kept_bytes INTEGER NOT NULL DEFAULT 0,
  done_ms INTEGER,
  fault TEXT,
  UNIQUE (room_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX replay_files_by_wish ON replay_files (wanted_ms) WHERE wanted_ms IS NOT NULL;

-- When the platform was last asked for the replay files of a room.
CREATE TABLE replay_looks (
  room_id TEXT PRIMARY KEY REFERENCES rooms (id) ON DELETE CASCADE,
  looked_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How long a room is to be that has no start yet, milliseconds: a template's length, and that of a room made of one.
ALTER TABLE rooms ADD COLUMN length_ms INTEGER;
