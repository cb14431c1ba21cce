-- Version 7: onboarding (开通引导). What staff say of the account and note of each item of the checklists.

-- Answers of the eligibility check; `draft` is JSON of the domain's.
CREATE TABLE eligibility_answers (
  shop_id TEXT NOT NULL PRIMARY KEY REFERENCES shops (id) ON DELETE CASCADE,
  draft TEXT NOT NULL,
  revision INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is said of the merchant for the checklists, and of promoters; `draft` is JSON of the domain's.
CREATE TABLE onboarding_facts (
  shop_id TEXT NOT NULL PRIMARY KEY REFERENCES shops (id) ON DELETE CASCADE,
  draft TEXT NOT NULL,
  revision INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A note for each item that staff have touched: state, day, words, papers of the vault, the platform's day. `item` is its name
-- in the pack, `draft` JSON of the domain's. An item that a later pack does not have keeps its note.
CREATE TABLE onboarding_items (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  item TEXT NOT NULL,
  draft TEXT NOT NULL,
  revision INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  PRIMARY KEY (shop_id, item)
) STRICT, WITHOUT ROWID;

-- Who read the platform's terms, when, and of which version; only ever added to.
CREATE TABLE terms_readings (
  shop_id TEXT NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  item TEXT NOT NULL,
  read_ms INTEGER NOT NULL,
  reader TEXT NOT NULL,
  version TEXT NOT NULL,
  PRIMARY KEY (shop_id, item, read_ms)
) STRICT, WITHOUT ROWID;
