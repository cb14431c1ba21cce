//! Why the data are not found, or not moved, by what the caller does next.

use crate::OpenError;
use std::{io, path::PathBuf};

/// Why nobody knows where the data are. Nothing was touched.
#[derive(Debug, thiserror::Error)]
pub enum LostData {
    /// They were moved to a folder that is not there: its disk is not plugged in, or has another name.
    #[error("the folder that the data were moved to is not there")]
    Gone {
        /// Which.
        folder: PathBuf,
        /// Whether they stand whole at the system's place too: nobody has worked on in that folder.
        at_home: bool,
    },
    /// The pointer is damaged, or of a newer version.
    #[error("the note that says where the data are does not read")]
    Unreadable,
    /// The system's place cannot be looked at.
    #[error("the system's place for the data cannot be read")]
    Io(#[source] io::Error),
}

/// Why the data were not moved. They are where they were, and whole.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// The folder is not there: the disk is not plugged in, or was taken away in between.
    #[error("the folder is not there")]
    Gone,
    /// The folder may not be written, or not be read.
    #[error("the folder may not be written or read")]
    NoAccess(#[source] io::Error),
    /// Its disk got full.
    #[error("the folder's disk is full")]
    Full(#[source] io::Error),
    /// Its disk has too little room.
    #[error("{need} bytes are needed, {free} are free")]
    Room {
        /// Bytes that are wanted.
        need: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// The data are there already.
    #[error("the data are there already")]
    Same,
    /// It lies within the data.
    #[error("the folder lies within the data")]
    InsideData,
    /// Other data of ours stand there.
    #[error("the folder holds other data")]
    OtherData,
    /// Something else stands under the name that the data would have.
    #[error("the folder's place is taken")]
    NotEmpty,
    /// On another computer.
    #[error("the folder is on the network")]
    Network,
    /// Its file system does not lock, or has no database in it.
    #[error("the file system does not do what a database needs: {0}")]
    Unfit(String),
    /// Its name cannot be noted.
    #[error("the folder's name is not Unicode")]
    Name,
    /// A link stands among the data: what it leads to would stay behind.
    #[error("a link stands among the data")]
    Linked,
    /// Another program has them open, or something here is at work on them.
    #[error("the data are in use")]
    Busy,
    /// Whoever wanted it does not any more.
    #[error("stopped")]
    Stopped,
    /// What was read back is not what was written.
    #[error("the copy is not what was copied")]
    Differs,
    /// The database that was to be moved is damaged.
    #[error("the database is damaged")]
    NotSound,
    /// The data cannot be read.
    #[error("the data cannot be read")]
    Source(#[source] io::Error),
    /// Nobody knows where they are.
    #[error(transparent)]
    Lost(LostData),
    /// A disk does not do its work.
    #[error("the folder cannot be read or written")]
    Io(#[source] io::Error),
}

impl From<io::Error> for MoveError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        match error.kind() {
            NotFound => MoveError::Gone,
            PermissionDenied | ReadOnlyFilesystem => MoveError::NoAccess(error),
            StorageFull | QuotaExceeded => MoveError::Full(error),
            _ => MoveError::Io(error),
        }
    }
}

impl From<LostData> for MoveError {
    fn from(lost: LostData) -> Self {
        MoveError::Lost(lost)
    }
}

/// Of the locks on the data.
impl From<OpenError> for MoveError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Io(error) | OpenError::ReadOnly(error) | OpenError::NoAccess(error) => MoveError::Source(error),
            OpenError::DiskFull(error) => MoveError::Full(error),
            _ => MoveError::Busy,
        }
    }
}
