//! What must not be lost: the encrypted database, the encrypted picture files, and the key to both.
//!
//! Invariants: nothing is ever written in clear; a database that cannot be read is never touched; one process and one
//! connection write; a write is durable before its answer. No rule of the platform lives here, and no clock: times are
//! parameters (UTC milliseconds).
//!
//! A function that takes `&Transaction` writes, one that takes `&Connection` reads.

mod away;
mod backup;
mod backups;
mod blob_cipher;
mod blob_stream;
mod blobs;
mod data_place;
mod disk;
mod error;
mod group;
mod health;
mod key;
mod key_file;
mod key_source;
mod keychain;
mod log;
mod migrate;
mod open;
mod passphrase;
mod readers;
mod recovery;
mod recovery_code;
mod restore;
mod shop_folders;
mod store;
mod table;
mod team_file;
mod writer;

pub use away::{
    Arrival, Away, AwayError, AwayVersion, Copied, FoundCopy, OpenCopy, Present, find_copies, is_same_disk,
};
pub use backups::{Backup, BackupError, BackupFacts, BackupId, BackupKind, Backups, Taken};
pub use blob_stream::BlobReader;
pub use blobs::{BlobError, BlobId, Blobs};
pub use data_place::{DataPlace, LostData, MoveError, MoveProgress, MoveStep, Moved, Target};
pub use error::{OpenError, StoreError};
pub use health::Health;
pub use key::{RootKey, wiped};
pub use key_source::{KeyError, KeySource, KeyStatus, open_vault_passphrase, seal_vault_passphrase};
pub use keychain::{AbsentKeychain, Keychain, NoKeychain, SystemKeychain};
pub use migrate::{SCHEMA_VERSION, UNRELEASED};
pub use passphrase::{KdfParams, MIN_PASSPHRASE_CHARS};
pub use recovery::RecoveryError;
pub use recovery_code::{Mistyped, RecoveryCode};
pub use restore::Restored;
pub use rusqlite::{Connection, Transaction};
pub use shop_folders::{FoundShop, Place, ShopFolders};
pub use store::Store;
pub use table::{
    Origin, Page, agreements, anchors, application_drafts, applications, attempts, batches, category_rights,
    connections, counts, eligibility_answers, entities, goods, goods_events, imports, letters, media_ids, members,
    onboarding_facts, onboarding_items, paper_recordings, papers, pictures, platform_categories, products, quotas,
    reject_notes, replay_files, room_events, room_goods, rooms, settings, shared_codes, shops, show_items, start_codes,
    storefront_pictures, storefront_versions, storefronts, submissions, team_bases, terms_readings, uploaded_pages,
    window_applications,
};
pub use team_file::{TeamFileError, TeamFileReader, TeamFileWriter};
