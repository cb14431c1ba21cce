-- Version 8: the storefront (店面), one for each shop.

-- How it is laid out: `draft` is JSON of the domain's. `folder`: where it is published. `current_version`: the version that
-- counts there as far as we know. `problem`: JSON of why the last publishing by itself failed.
CREATE TABLE storefronts (
  shop_id TEXT NOT NULL PRIMARY KEY REFERENCES shops (id) ON DELETE CASCADE,
  draft TEXT NOT NULL,
  revision INTEGER NOT NULL,
  folder TEXT,
  current_version INTEGER,
  problem TEXT,
  updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was published: `document` is the document itself. `elsewhere`: by another program, found in the folder.
CREATE TABLE storefront_versions (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  published_ms INTEGER NOT NULL,
  document TEXT NOT NULL,
  elsewhere INTEGER NOT NULL DEFAULT 0 CHECK (elsewhere IN (0, 1)),
  PRIMARY KEY (shop_id, version)
) STRICT, WITHOUT ROWID;

-- Pictures that are the storefront's own: the cover of a room whose photo cannot be changed any more, or that has none because
-- it was made elsewhere; without a room, the entrance's icon.
CREATE TABLE storefront_pictures (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  room_id TEXT REFERENCES rooms (id) ON DELETE CASCADE,
  picture_id TEXT NOT NULL REFERENCES pictures (id),
  focus_x REAL NOT NULL,
  focus_y REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX storefront_pictures_by_owner ON storefront_pictures (shop_id, coalesce(room_id, ''));
CREATE INDEX storefront_pictures_by_picture ON storefront_pictures (picture_id);
CREATE INDEX storefront_pictures_by_room ON storefront_pictures (room_id) WHERE room_id IS NOT NULL;
