//! The database's file as it stands at one moment, while it is being written.
//!
//! The log is written back and cut to nothing; a read that begins before anything else is written reads the file alone, and
//! as long as it lasts, SQLite does not write the log back into it (`walTryBeginRead`, `walCheckpoint` in its source: read
//! mark 0). What is written meanwhile stands in the log.

use super::BackupError;
use rusqlite::Connection;
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// The database's file, opened once for as long as the store is open: closing any handle of a file gives up all locks that
/// the process has on it (fcntl), SQLite's too.
#[derive(Clone, Default)]
pub(crate) struct Raw(Arc<Mutex<Handle>>);

#[derive(Default)]
enum Handle {
    #[default]
    NotYet,
    Open(File),
    Closed,
}

impl Raw {
    /// Closes it. The database's connections must be closed by then.
    pub fn close(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Handle::Closed;
    }

    fn read(&self, database: &Path, from: u64, buffer: &mut Vec<u8>, most: u64) -> std::io::Result<()> {
        let mut raw = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*raw, Handle::NotYet) {
            *raw = Handle::Open(File::open(database)?);
        }
        let Handle::Open(file) = &mut *raw else { return Err(std::io::Error::other("the store is closed")) };
        file.seek(SeekFrom::Start(from))?;
        file.take(most).read_to_end(buffer)?;
        Ok(())
    }
}

/// A database that stands still as long as this lives.
pub(crate) struct Frozen {
    /// In a read that begins at the file's end of the log.
    _reader: Connection,
    raw: Raw,
    database: std::path::PathBuf,
}

impl Frozen {
    /// With a connection on which [`begin`] was called when the log was empty.
    pub fn of(reader: Connection, raw: Raw, database: &Path) -> Frozen {
        Frozen { _reader: reader, raw, database: database.to_owned() }
    }

    /// At most `most` bytes from there on; `None` at the end.
    pub fn read(&self, from: u64, most: usize) -> Result<Option<Vec<u8>>, BackupError> {
        let mut bytes = Vec::with_capacity(most);
        self.raw.read(&self.database, from, &mut bytes, most as u64)?;
        Ok(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }
}

/// Begins the read.
pub(crate) fn begin(reader: &Connection) -> rusqlite::Result<()> {
    reader.execute_batch("BEGIN")?;
    // A transaction sees its moment from its first read on.
    reader.query_one("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).map(drop)
}
