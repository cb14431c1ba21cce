//! Versions of the schema. All pending migrations run in one transaction: the database is of the old version or of the
//! new one, never between.
//!
//! `user_version` is the version. `meta.compat_floor` is apart from it: the oldest program that may still write. Most
//! migrations only add, so their floor stays and an older program goes on working with a newer database.

use crate::OpenError;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

/// `KAIB`: marks a database as ours (`application_id`).
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"KAIB");

/// One step from the version before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    /// The version it leads to.
    pub version: u32,
    /// The oldest version of the program that can write what it makes.
    pub compat_floor: u32,
    /// What it does.
    pub sql: &'static str,
}

/// All migrations. Those that were released are never changed.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, compat_floor: 1, sql: include_str!("../sql/0001_create_tables.sql") },
    Migration { version: 2, compat_floor: 1, sql: include_str!("../sql/0002_add_engine.sql") },
    Migration { version: 3, compat_floor: 3, sql: include_str!("../sql/0003_add_kinds.sql") },
    Migration { version: 4, compat_floor: 4, sql: include_str!("../sql/0004_add_library.sql") },
    Migration { version: 5, compat_floor: 5, sql: include_str!("../sql/0005_add_broadcasts.sql") },
    Migration { version: 6, compat_floor: 5, sql: include_str!("../sql/0006_add_vault.sql") },
    Migration { version: 7, compat_floor: 5, sql: include_str!("../sql/0007_add_onboarding.sql") },
    Migration { version: 8, compat_floor: 5, sql: include_str!("../sql/0008_add_storefront.sql") },
    Migration { version: 9, compat_floor: 5, sql: include_str!("../sql/0009_add_connections.sql") },
    Migration { version: 10, compat_floor: 5, sql: include_str!("../sql/0010_add_storefront_targets.sql") },
    Migration { version: 11, compat_floor: 5, sql: include_str!("../sql/0011_add_team_bases.sql") },
];

/// The schema this program makes.
pub const SCHEMA_VERSION: u32 = 11;

/// Versions that no released program has made yet: each gets its schema kept for the tests when it is released.
pub const UNRELEASED: u32 = 5;

/// The version that `known` leads to.
pub(crate) fn newest(known: &[Migration]) -> u32 {
    known.last().map_or(0, |migration| migration.version)
}

/// Reads the version of a database, or says why it is not for us. Writes nothing.
pub(crate) fn recognise(connection: &Connection, known: &[Migration]) -> Result<u32, OpenError> {
    let number = |sql| connection.query_one(sql, [], |row| row.get::<_, i64>(0));
    // The first read: this is where a wrong key shows.
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    if application != i64::from(APPLICATION_ID) {
        return Err(OpenError::Unreadable(None));
    }
    let floor = number("SELECT value FROM meta WHERE name = 'compat_floor'")?;
    let version = u32::try_from(version).map_err(|_| OpenError::Unreadable(None))?;
    if floor > i64::from(newest(known)) {
        return Err(OpenError::NewerVersion { found: version, known: newest(known) });
    }
    Ok(version)
}

/// Runs what is pending after `from`, all or nothing.
pub(crate) fn apply(connection: &mut Connection, from: u32, known: &[Migration]) -> Result<(), OpenError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    for migration in known.iter().filter(|migration| migration.version > from) {
        let step = || {
            tx.execute_batch(migration.sql)?;
            tx.pragma_update(None, "user_version", migration.version)?;
            tx.execute(
                "INSERT INTO meta (name, value) VALUES ('compat_floor', ?1)
                 ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
                params![migration.compat_floor],
            )?;
            // A migration that leaves a row without what it refers to must not stand.
            tx.query_row("PRAGMA foreign_key_check", [], |_| Ok(())).optional()
        };
        match step() {
            Ok(None) => {}
            Ok(Some(())) => return Err(failed(migration.version, rusqlite::Error::QueryReturnedMoreThanOneRow)),
            Err(error) => return Err(failed(migration.version, error)),
        }
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(tx.commit()?)
}

/// A full or failing disk is not the migration's fault.
fn failed(version: u32, source: rusqlite::Error) -> OpenError {
    match OpenError::from(source) {
        OpenError::Unreadable(Some(source)) => OpenError::Migration { version, source },
        other => other,
    }
}
