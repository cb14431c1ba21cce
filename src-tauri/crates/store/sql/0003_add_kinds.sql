-- Version 3: more kinds of things go through the outbox: members, applications, products. A program of version 2 cannot read
-- their submissions, so it may not write here.

-- What a submission is about was spelt out by version 1; which kinds there are is the program's to know.
DROP INDEX submissions_by_object;
ALTER TABLE submissions ADD COLUMN object TEXT NOT NULL DEFAULT '';
UPDATE submissions SET object = object_kind;
ALTER TABLE submissions DROP COLUMN object_kind;
ALTER TABLE submissions RENAME COLUMN object TO object_kind;
CREATE INDEX submissions_by_object ON submissions (object_kind, object_id, seq);

-- The code picture that came with an answer: whoever is to be an anchor scans it to be verified by real name.
ALTER TABLE submissions ADD COLUMN code_url TEXT;

-- One person's one role. `listed`: the platform has it. The platform shows WeChat ids masked, so `wechat` is empty where
-- the role was given elsewhere, and `openid` where the platform has not listed the person yet.
CREATE TABLE members (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  role INTEGER NOT NULL,
  wechat TEXT,
  masked TEXT NOT NULL,
  openid TEXT,
  nickname TEXT NOT NULL,
  listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
  adopted INTEGER NOT NULL CHECK (adopted IN (0, 1)),
  synced_ms INTEGER,
  created_ms INTEGER NOT NULL,
  deleted_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX members_by_wechat ON members (shop_id, role, wechat) WHERE wechat IS NOT NULL;
CREATE UNIQUE INDEX members_by_openid ON members (shop_id, role, openid) WHERE openid IS NOT NULL;

-- Applications for categories. `request` is what was handed in, frozen, as JSON; ids of the shop are uint64, so they are
-- text here. `applied_ms` and `audited_ms` are the platform's.
CREATE TABLE applications (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  cat_id TEXT NOT NULL,
  request TEXT NOT NULL,
  audit_id TEXT,
  flow_status INTEGER,
  reason TEXT NOT NULL,
  adopted INTEGER NOT NULL CHECK (adopted IN (0, 1)),
  applied_ms INTEGER,
  audited_ms INTEGER,
  synced_ms INTEGER,
  origin TEXT NOT NULL CHECK (origin IN ('app', 'console')),
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX applications_by_category ON applications (shop_id, cat_id, created_ms);
CREATE UNIQUE INDEX applications_by_audit ON applications (shop_id, audit_id) WHERE audit_id IS NOT NULL;

-- Products of the shop. `request` is what was handed in last, frozen, as JSON, and `accepted` what the platform took
-- last; ids of the shop are text. The platform does not ask whether `out_product_id` is unique; ours are.
CREATE TABLE products (
  id TEXT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  out_product_id TEXT NOT NULL,
  request TEXT NOT NULL,
  accepted TEXT,
  product_id TEXT,
  status INTEGER,
  edit_status INTEGER,
  adopted INTEGER NOT NULL CHECK (adopted IN (0, 1)),
  synced_ms INTEGER,
  origin TEXT NOT NULL CHECK (origin IN ('app', 'console')),
  created_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX products_by_out_id ON products (shop_id, out_product_id) WHERE origin = 'app';
CREATE UNIQUE INDEX products_by_product ON products (shop_id, product_id) WHERE product_id IS NOT NULL;

-- What somebody else deleted on the platform: the id under which the platform had it, until it has it again.
ALTER TABLE goods ADD COLUMN gone_goods_id INTEGER;
ALTER TABLE rooms ADD COLUMN gone_room_id INTEGER;

-- The outbox finds what it is to do without reading what is held up.
-- What may leave, kind by kind in the order it was asked for; what a paused batch holds is passed over in the index.
DROP INDEX submissions_open;
CREATE INDEX submissions_due ON submissions (shop_id, state, kind, seq, batch_id)
  WHERE state NOT IN ('accepted', 'rejected');
-- What waits for a time, the next one first.
CREATE INDEX submissions_by_wait ON submissions (shop_id, state, waiting_until_ms, kind)
  WHERE waiting_until_ms IS NOT NULL;
-- What is not settled, as it is listed.
CREATE INDEX submissions_unsettled ON submissions (shop_id, seq) WHERE state NOT IN ('accepted', 'rejected');
-- What became of a batch is counted in the index alone.
DROP INDEX submissions_by_batch;
CREATE INDEX submissions_by_batch ON submissions (batch_id, state, cause) WHERE batch_id IS NOT NULL;
