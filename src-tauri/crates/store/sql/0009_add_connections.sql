-- Version 9: how a real shop reaches the platform. The database is encrypted and its key stands in the keychain: a secret
-- is as safe here as the papers are.

-- `secret`: the AppSecret. `base_url`: a gateway of the merchant's own. `proxy`: an address, perhaps with user and password.
-- `extra_ca`: certificates in PEM that are trusted besides the system's.
CREATE TABLE connections (
  shop_id TEXT NOT NULL PRIMARY KEY REFERENCES shops (id) ON DELETE CASCADE,
  secret TEXT NOT NULL,
  secret_set_ms INTEGER NOT NULL,
  base_url TEXT,
  proxy TEXT,
  extra_ca TEXT,
  saved_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
