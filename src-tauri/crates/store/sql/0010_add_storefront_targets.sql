-- Version 10: the storefront is published to storage or a server as well.

-- `target`: which of them counts; what the others need stays beside it. `s3`, `server`: JSON of the domain's settings.
-- `attempted`: SHA-256 of the document that was last tried to publish, so that it is known as ours after a kill.
ALTER TABLE storefronts ADD COLUMN target TEXT NOT NULL DEFAULT 'folder' CHECK (target IN ('folder', 's3', 'server'));
ALTER TABLE storefronts ADD COLUMN s3 TEXT;
ALTER TABLE storefronts ADD COLUMN s3_secret TEXT;
ALTER TABLE storefronts ADD COLUMN server TEXT;
ALTER TABLE storefronts ADD COLUMN server_secret TEXT;
ALTER TABLE storefronts ADD COLUMN attempted TEXT;
