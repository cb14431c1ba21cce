//! Connections: how each is keyed and set up, and in which order a database is looked at before it may be written.

use crate::{
    OpenError,
    backup::back_up,
    disk::{beside, has_content, is_there, sync_folder_of},
    key::{DerivedKey, KEY_LEN},
    log,
    migrate::{self, MIGRATIONS, Migration},
};
use rusqlite::{Connection, MAIN_DB, OpenFlags};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use zeroize::Zeroizing;

/// Longer than any transaction of ours; only a foreign program makes us wait that long.
const BUSY: Duration = Duration::from_secs(5);

/// The writer's page cache holds a shop's whole database: a page is deciphered once.
const WRITER: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -65536;";
/// A reader's holds what the goods list of a large shop is filtered and searched by.
const READER: &str = "
    PRAGMA query_only = ON;
    PRAGMA cache_size = -32768;";
const EVERYONE: &str = "
    PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = MEMORY;";

/// Opens the database for writing, making it if there is none, and brings it up to date.
pub(crate) fn database(path: &Path, key: &DerivedKey) -> Result<Connection, OpenError> {
    database_with(path, key, MIGRATIONS)
}

pub(crate) fn database_with(path: &Path, key: &DerivedKey, known: &[Migration]) -> Result<Connection, OpenError> {
    if !is_there(path)? {
        create(path, key, known)?;
    }
    // Read-only first: a database that is not for us must stay as it is, its log included.
    let look = |flags| migrate::recognise(&keyed(path, flags, key)?, known);
    let found = match look(OpenFlags::SQLITE_OPEN_READ_ONLY) {
        // A rollback journal that a power cut left, in a step to or from the log mode: until what it says is undone
        // there is nothing to look at, and undoing it takes no more than that step back.
        Err(OpenError::ReadOnly(_)) if is_there(&beside(path, "-journal"))? => look(OpenFlags::SQLITE_OPEN_READ_WRITE)?,
        found => found?,
    };
    let mut connection = writer(path, key)?;
    if found < migrate::newest(known) {
        back_up(&connection, path, key, found, migrate::newest(known))?;
        migrate::apply(&mut connection, found, known)?;
    }
    Ok(connection)
}

/// Looks whether a database that may not be written can be read all the same; says by which name [`reader`] opens it.
pub(crate) fn for_reading(path: &Path, key: &DerivedKey) -> Result<PathBuf, OpenError> {
    for_reading_with(path, key, MIGRATIONS)
}

pub(crate) fn for_reading_with(path: &Path, key: &DerivedKey, known: &[Migration]) -> Result<PathBuf, OpenError> {
    // A log that was left must be read with the database: SQLite does that where the log's index stands beside it, too,
    // and refuses where it would have to make one. Without a log the database alone is the whole truth.
    let name = match has_content(&beside(path, "-wal"))? || has_content(&beside(path, "-journal"))? {
        true => path.to_owned(),
        false => unchanging(path)?,
    };
    let (found, known) = (migrate::recognise(&reader(&name, key)?, known)?, migrate::newest(known));
    if found < known { Err(OpenError::OutOfDate { found, known }) } else { Ok(name) }
}

/// The name of a database that nobody changes while it is open: it is read without log, index and locks, none of which
/// could be made (<https://sqlite.org/uri.html#uriimmutable>).
pub(crate) fn unchanging(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut uri = String::from("file://");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => uri.push(char::from(*byte)),
            b':' if cfg!(windows) => uri.push(':'),
            other => uri.push_str(&format!("%{other:02x}")),
        }
    }
    if cfg!(windows) && !uri.starts_with("file:///") {
        // A drive's letter must not be taken for a host.
        uri.insert(7, '/');
    }
    uri.push_str("?immutable=1");
    Ok(uri.into())
}

/// Makes a database under another name first, so that a file of the right name is always a whole database.
fn create(path: &Path, key: &DerivedKey, known: &[Migration]) -> Result<(), OpenError> {
    // A log without its database belongs to one that was taken away; a new database would swallow it.
    if is_there(&beside(path, "-wal"))? {
        return Err(OpenError::Unreadable(None));
    }
    let new = beside(path, ".new");
    remove_database(&new)?;
    let mut connection = keyed(&new, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, key)?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;")?;
    migrate::apply(&mut connection, 0, known)?;
    // The step to the log mode goes through a rollback journal. Were it taken under the real name, a crash in it would
    // leave a journal that the read-only look at the next start can only refuse.
    connection.execute_batch("PRAGMA journal_mode = WAL;")?;
    connection.close().map_err(|(_, error)| error)?;
    user_only(&new)?;
    fs::rename(&new, path)?;
    sync_folder_of(path).or_else(|error| {
        // The next start takes what it finds for certain; nothing stands in it yet.
        remove_database(path)?;
        Err(error.into())
    })
}

/// Removes a database of ours that was never finished.
pub(crate) fn remove_database(path: &Path) -> io::Result<()> {
    for tail in ["-journal", "-wal", "-shm", ""] {
        match fs::remove_file(beside(path, tail)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Takes the file away from everybody but the user; log and index take its mode over.
pub(crate) fn user_only(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn writer(path: &Path, key: &DerivedKey) -> Result<Connection, OpenError> {
    let connection = keyed(path, OpenFlags::SQLITE_OPEN_READ_WRITE, key)?;
    // A file that may not be written is opened for reading instead, and nothing says so before the first write.
    if connection.is_readonly(MAIN_DB)? {
        return Err(OpenError::ReadOnly(io::ErrorKind::PermissionDenied.into()));
    }
    connection.execute_batch(WRITER)?;
    connection.execute_batch(&format!("PRAGMA journal_size_limit = {};", log::KEPT))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Opens a connection that only reads, by the database's path or what [`for_reading`] says.
pub(crate) fn reader(name: &Path, key: &DerivedKey) -> rusqlite::Result<Connection> {
    let connection = keyed(name, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI, key)?;
    connection.execute_batch(READER)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Has SQLite and SQLCipher made ready before two threads open their first databases at once.
///
/// `sqlite3_initialize` says that it is done before it calls SQLCipher's part (`SQLITE_EXTRA_INIT` in its source): a
/// second thread that comes in between has its key refused. Whoever opens first therefore opens alone.
pub(crate) fn made_ready() -> rusqlite::Result<()> {
    static READY: Mutex<bool> = Mutex::new(false);
    let mut ready = READY.lock().unwrap_or_else(PoisonError::into_inner);
    if !*ready {
        Connection::open_in_memory()?;
        *ready = true;
    }
    Ok(())
}

/// Opens a connection and hands it the key; whether it fits shows at the first read.
pub(crate) fn keyed(path: &Path, flags: OpenFlags, key: &DerivedKey) -> rusqlite::Result<Connection> {
    made_ready()?;
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // SQLCipher writes its errors to stderr by itself; ours come back typed.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    connection.execute_batch(&key_pragma(key))?;
    connection.execute_batch(EVERYONE)?;
    connection.busy_timeout(BUSY)?;
    Ok(connection)
}

/// `PRAGMA key` with a raw key (no derivation inside SQLCipher), in one buffer that is wiped and never grows.
fn key_pragma(key: &DerivedKey) -> Zeroizing<String> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut sql = Zeroizing::new(String::with_capacity(2 * KEY_LEN + 32));
    sql.push_str("PRAGMA key = \"x'");
    for byte in key.iter() {
        sql.push(DIGITS[usize::from(byte >> 4)].into());
        sql.push(DIGITS[usize::from(byte & 15)].into());
    }
    sql.push_str("'\";");
    sql
}

/// FTS5 remembers which segments an index has and looks anew only when a query begins (`sqlite3Fts5IndexReset` in its
/// source), not when it is checked: a connection that asked before the last commits would call them damaged.
fn look_again_at_search(connection: &Connection) -> rusqlite::Result<()> {
    let mut indexes = connection.prepare("SELECT name FROM sqlite_schema WHERE sql LIKE '%USING fts5%'")?;
    let names = indexes.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    names.iter().try_for_each(|name| connection.prepare(&format!("SELECT 1 FROM {name} LIMIT 1"))?.exists([]).map(drop))
}

/// Everything that is wrong with the pages and the rows of an open database.
pub(crate) fn faults(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut faults = Vec::new();
    look_again_at_search(connection)?;
    for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA quick_check"] {
        let mut statement = connection.prepare(pragma)?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        for line in lines {
            faults.push(line?);
        }
    }
    faults.retain(|line| line != "ok");
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let tables = statement.query_map([], |row| row.get::<_, String>(0))?;
    for table in tables {
        faults.push(format!("a row of {} refers to a row that is not there", table?));
    }
    Ok(faults)
}

#[cfg(test)]
mod tests;
