//! Why there is no copy in a folder elsewhere, or none comes back from it, by what the caller does next.

use crate::{BackupError, BlobError, OpenError, RecoveryError};
use std::io;

/// Why nothing was copied, or nothing brought back. No copy that was whole is touched, and no data.
#[derive(Debug, thiserror::Error)]
pub enum AwayError {
    /// The folder is not there: the disk is not plugged in, or it was moved.
    #[error("the folder is not there")]
    Gone,
    /// The folder may not be written, or not be read.
    #[error("the folder may not be written or read")]
    NoAccess(#[source] io::Error),
    /// Its disk is full.
    #[error("the folder's disk is full")]
    Full(#[source] io::Error),
    /// Something stands under our names that is not ours: a link, a file, another shop's copy.
    #[error("the folder holds something else")]
    Foreign,
    /// It lies in the data folder, and would be lost with it.
    #[error("the folder lies within the data")]
    InsideData,
    /// No code leads to the key: elsewhere the copy would open to nobody.
    #[error("there is no recovery code")]
    NoRecovery,
    /// A newer version of the program made it.
    #[error("the copy was made by a newer version")]
    Newer,
    /// Parts of it are cut, changed or gone.
    #[error("the copy is damaged")]
    Damaged,
    /// The database is whole; so many pictures and files of papers are not.
    #[error("{0} files of the copy are damaged")]
    FilesDamaged(usize),
    /// A shop is here already.
    #[error("a shop is here already")]
    Occupied,
    /// Whoever wanted it does not any more: the data were closed.
    #[error("stopped")]
    Stopped,
    /// The data themselves cannot be backed up.
    #[error("there is no backup to be copied")]
    Here(#[source] BackupError),
    /// The code does not open it, or the key cannot be kept here.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The new shop cannot be made here.
    #[error("the data cannot be written here")]
    Data(#[source] OpenError),
    /// A disk does not do its work.
    #[error("the folder cannot be read or written")]
    Io(#[source] io::Error),
}

impl AwayError {
    /// Where a copy is only read, the full disk is the one here.
    pub(super) fn here(self) -> AwayError {
        match self {
            AwayError::Full(error) => AwayError::Data(OpenError::DiskFull(error)),
            error => error,
        }
    }
}

impl From<io::Error> for AwayError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{
            NotADirectory, NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
        };
        match error.kind() {
            NotFound => AwayError::Gone,
            PermissionDenied | ReadOnlyFilesystem => AwayError::NoAccess(error),
            StorageFull | QuotaExceeded => AwayError::Full(error),
            NotADirectory => AwayError::Foreign,
            _ => AwayError::Io(error),
        }
    }
}

/// Of what stands elsewhere.
impl From<BackupError> for AwayError {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::NotFound => AwayError::Gone,
            BackupError::Foreign => AwayError::Foreign,
            BackupError::Newer => AwayError::Newer,
            BackupError::Damaged | BackupError::NotSound => AwayError::Damaged,
            BackupError::DiskFull(error) => AwayError::Full(error),
            BackupError::Io(error) => error.into(),
            error => AwayError::Here(error),
        }
    }
}

/// Of what stands here.
impl From<BlobError> for AwayError {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::DiskFull(error) => AwayError::Data(OpenError::DiskFull(error)),
            BlobError::Io(error) | BlobError::Source(error) => AwayError::Data(OpenError::Io(error)),
            _ => AwayError::Damaged,
        }
    }
}
