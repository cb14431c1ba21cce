//! Why there is no backup, by what the caller does next.

use crate::{OpenError, StoreError};
use std::io;

/// Why there is no backup, or none that can be restored. Nothing was changed in any case.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is none of that name.
    #[error("there is no such backup")]
    NotFound,
    /// Another key opens it.
    #[error("the backup belongs to another key")]
    Foreign,
    /// A newer version of the program made it.
    #[error("the backup was made by a newer version")]
    Newer,
    /// Pieces are missing or changed, or what they make does not read.
    #[error("the backup is damaged")]
    Damaged,
    /// The database itself is not sound: no backup of it is taken.
    #[error("the database is not sound")]
    NotSound,
    /// Somebody else is at the backups, or reads and writes hold the database: try again.
    #[error("the backups or the database are in use")]
    Busy,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull(#[source] io::Error),
    /// The disk does not do its work.
    #[error("the backup cannot be read or written")]
    Io(#[source] io::Error),
    /// The store does not do its work.
    #[error("the store refused")]
    Store(#[source] StoreError),
}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => BackupError::DiskFull(error),
            io::ErrorKind::NotFound => BackupError::NotFound,
            _ => BackupError::Io(error),
        }
    }
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(_) | StoreError::ShownOut(_) => BackupError::Busy,
            StoreError::Damaged(_) => BackupError::NotSound,
            error => BackupError::Store(error),
        }
    }
}

impl From<OpenError> for BackupError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::NewerVersion { .. } => BackupError::Newer,
            OpenError::Locked => BackupError::Busy,
            OpenError::DiskFull(error) => BackupError::DiskFull(error),
            OpenError::Io(error) | OpenError::ReadOnly(error) | OpenError::NoAccess(error) => BackupError::Io(error),
            _ => BackupError::Damaged,
        }
    }
}
