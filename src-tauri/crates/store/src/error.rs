//! Why the store cannot do what it was asked, by what the caller does next.

use rusqlite::{Error as Sql, ErrorCode, ffi};
use std::io;

/// Why a read or a write did not happen. A write that returns one has changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row is not there (any more).
    #[error("there is no such row")]
    NotFound,
    /// A value that must stand once stands already: a short key, a platform id, an anchor's WeChat id.
    #[error("the value is taken already")]
    Taken(#[source] Sql),
    /// The disk is full; free some space and try again.
    #[error("the disk is full")]
    DiskFull(#[source] Sql),
    /// Folder, file or disk may not be written; allow it and open anew. Without a source where the store was opened to
    /// be looked at only.
    #[error("the data folder is read-only")]
    ReadOnly(#[source] Option<Sql>),
    /// The disk does not do its work (a removed drive).
    #[error("the disk cannot be read or written")]
    Io(#[source] Sql),
    /// The database's content does not read; restore from a backup.
    #[error("the database is damaged")]
    Damaged(#[source] Sql),
    /// Another process holds the database beyond the time-out.
    #[error("the database is busy")]
    Busy(#[source] Sql),
    /// The read took seconds and kept the log from being written back; ask again.
    #[error("the read took too long while much was written")]
    ShownOut(#[source] Sql),
    /// The store was closed, or its thread could not start.
    #[error("the store is closed")]
    Closed,
    /// The work panicked; it was rolled back.
    #[error("the work panicked and was rolled back")]
    Panicked,
    /// A statement is wrong: a fault of this program.
    #[error("the database refused a statement")]
    Refused(#[source] Sql),
}

impl From<Sql> for StoreError {
    fn from(error: Sql) -> Self {
        let Sql::SqliteFailure(failure, _) = &error else {
            return match error {
                Sql::QueryReturnedNoRows => StoreError::NotFound,
                Sql::FromSqlConversionFailure(..) | Sql::InvalidColumnType(..) | Sql::IntegralValueOutOfRange(..) => {
                    StoreError::Damaged(error)
                }
                _ => StoreError::Refused(error),
            };
        };
        match failure.code {
            ErrorCode::ConstraintViolation if is_unique(failure) => StoreError::Taken(error),
            ErrorCode::DiskFull => StoreError::DiskFull(error),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged(error),
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy(error),
            ErrorCode::OperationInterrupted => StoreError::ShownOut(error),
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly(Some(error)),
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => StoreError::Io(error),
            _ => StoreError::Refused(error),
        }
    }
}

impl StoreError {
    /// The same once more: for everybody whose work was lost together.
    pub(crate) fn again(&self) -> StoreError {
        let source = match self {
            StoreError::NotFound => return StoreError::NotFound,
            StoreError::Closed => return StoreError::Closed,
            StoreError::Panicked => return StoreError::Panicked,
            StoreError::ReadOnly(None) => return StoreError::ReadOnly(None),
            StoreError::ReadOnly(Some(source))
            | StoreError::Taken(source)
            | StoreError::DiskFull(source)
            | StoreError::Io(source)
            | StoreError::Damaged(source)
            | StoreError::Busy(source)
            | StoreError::ShownOut(source)
            | StoreError::Refused(source) => source,
        };
        match source {
            Sql::SqliteFailure(failure, text) => Sql::SqliteFailure(*failure, text.clone()).into(),
            _ => StoreError::Panicked,
        }
    }
}

fn is_unique(failure: &ffi::Error) -> bool {
    matches!(failure.extended_code, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY)
}

/// Why the store does not open. Whatever it is, the database holds what it held; one that was refused was not written.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Made by a newer Kaibo that older ones must not touch: install that version.
    #[error("the database has version {found}, this program knows up to {known}")]
    NewerVersion {
        /// Version of the database.
        found: u32,
        /// Newest version this program knows.
        known: u32,
    },
    /// The key does not fit, or the file is damaged or something else altogether: restore a backup.
    #[error("the database cannot be read: wrong key, damaged, or not a database of Kaibo")]
    Unreadable(#[source] Option<Sql>),
    /// Another instance has the data folder open.
    #[error("another process has the data folder open")]
    Locked,
    /// Folder or file may not be written: perhaps it can be looked at, by [`crate::Store::open_read_only`].
    #[error("the data folder is read-only")]
    ReadOnly(#[source] io::Error),
    /// Folder or file may not be written, nor can it be read as it stands: no right to it, nothing there yet, or a log
    /// that only a writer can read.
    #[error("the data folder is read-only and cannot be read as it stands")]
    NoAccess(#[source] io::Error),
    /// The database is of an older version and may not be written, so it cannot be brought up to date.
    #[error("the data folder is read-only, its database has version {found}, this program needs {known}")]
    OutOfDate {
        /// Version of the database.
        found: u32,
        /// Version that this program needs.
        known: u32,
    },
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull(#[source] io::Error),
    /// The disk does not do its work.
    #[error("the data folder cannot be used")]
    Io(#[source] io::Error),
    /// Bringing the database up to date failed; it was rolled back.
    #[error("migration to version {version} failed and was rolled back")]
    Migration {
        /// The version that could not be reached.
        version: u32,
        /// Why.
        #[source]
        source: Sql,
    },
    /// The backup before a migration could not be made or does not read back: nothing was migrated.
    #[error("the backup before the migration failed")]
    Backup(#[source] Sql),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => OpenError::DiskFull(error),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => OpenError::ReadOnly(error),
            _ => OpenError::Io(error),
        }
    }
}

impl From<Sql> for OpenError {
    fn from(error: Sql) -> Self {
        let code = error.sqlite_error_code();
        let as_io = |kind| io::Error::new(kind, error.to_string());
        match code {
            Some(ErrorCode::DiskFull) => OpenError::DiskFull(as_io(io::ErrorKind::StorageFull)),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                OpenError::ReadOnly(as_io(io::ErrorKind::PermissionDenied))
            }
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => OpenError::Io(as_io(io::ErrorKind::Other)),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OpenError::Locked,
            _ => OpenError::Unreadable(Some(error)),
        }
    }
}
