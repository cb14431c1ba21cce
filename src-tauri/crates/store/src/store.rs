//! The store: one database, one folder of files, one lock on both.

use crate::{
    BackupError, Backups, Blobs, OpenError, RootKey, StoreError,
    backups::{Frozen, Raw, begin},
    disk::{is_there, make_folder, try_writing_in},
    log::Log,
    open,
    readers::Readers,
    restore,
    writer::Writer,
};
use rusqlite::{Connection, Transaction};
use std::{
    fmt,
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
};
use tokio::sync::oneshot;

pub(crate) const DATABASE: &str = "kaibo.db";
pub(crate) const LOCK: &str = "kaibo.lock";
pub(crate) const FILES: &str = "files";
pub(crate) const VAULT: &str = "vault";

/// The open store. Copies share it; the last one to go closes it, or [`Store::close`] does.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    readers: Readers,
    /// `None` where nothing may be written.
    writer: Option<Writer>,
    blobs: Blobs,
    vault: Blobs,
    dir: PathBuf,
    log: Arc<Log>,
    raw: Raw,
    backups: Backups,
}

impl Inner {
    fn close(&self) {
        self.readers.close();
        if let Some(writer) = &self.writer {
            writer.close();
        }
        self.raw.close();
    }

    fn writer(&self) -> Result<&Writer, StoreError> {
        self.writer.as_ref().ok_or(StoreError::ReadOnly(None))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Store").field(&self.0.blobs).finish()
    }
}

impl Store {
    /// Opens the data folder, making what is not there. A database of an older version is backed up and brought up
    /// to date; one that cannot be opened is left exactly as it is.
    pub fn open(dir: &Path, key: &RootKey) -> Result<Store, OpenError> {
        make_folder(dir)?;
        let lock = lock(&dir.join(LOCK))?;
        restore::finish(dir)?;
        let (path, files) = (dir.join(DATABASE), dir.join(FILES));
        // The files are made after the database: without it they are what is left of one that was taken away, and an
        // empty new one would hide that.
        if is_there(&files)? && !is_there(&path)? {
            return Err(OpenError::Unreadable(None));
        }
        let database = key.database();
        let connection = open::database(&path, &database).map_err(|error| match error {
            // SQLite does not say why it could not make its log.
            OpenError::Io(_) => try_writing_in(dir).err().map_or(error, OpenError::from),
            other => other,
        })?;
        let (blobs, vault) = (Blobs::open(&files, key.files())?, Blobs::open(&dir.join(VAULT), key.vault())?);
        let log = Arc::new(Log::of(&path));
        let writer = Writer::start(connection, Arc::clone(&log), lock)?;
        let readers = Readers::new(path, database, Arc::clone(&log), None);
        let (dir, raw, backups) = (dir.to_owned(), Raw::default(), Backups::of(dir, key));
        Ok(Store(Arc::new(Inner { readers, writer: Some(writer), blobs, vault, dir, log, raw, backups })))
    }

    /// Opens a data folder that may not be written ([`OpenError::ReadOnly`]) to look at it: every write is answered
    /// [`StoreError::ReadOnly`]. Nothing is made, changed or removed. Any number may look at the same time, but none
    /// while somebody writes, and nobody may write meanwhile: both are answered [`OpenError::Locked`].
    pub fn open_read_only(dir: &Path, key: &RootKey) -> Result<Store, OpenError> {
        let database = key.database();
        let path = dir.join(DATABASE);
        let opened = share_lock(&dir.join(LOCK)).and_then(|lock| {
            // What counts has not its name yet, and nothing may be renamed.
            match restore::is_pending(dir)? {
                true => Err(OpenError::NoAccess(io::ErrorKind::ReadOnlyFilesystem.into())),
                false => Ok((lock, open::for_reading(&path, &database)?)),
            }
        });
        let (lock, name) = opened.map_err(|error| match error {
            OpenError::Io(error) | OpenError::ReadOnly(error) => OpenError::NoAccess(error),
            other => other,
        })?;
        let log = Arc::new(Log::of(&path));
        let readers = Readers::new(name, database, Arc::clone(&log), lock);
        let blobs = Blobs::open_read_only(&dir.join(FILES), key.files());
        let vault = Blobs::open_read_only(&dir.join(VAULT), key.vault());
        let (dir, raw, backups) = (dir.to_owned(), Raw::default(), Backups::of(dir, key));
        Ok(Store(Arc::new(Inner { readers, writer: None, blobs, vault, dir, log, raw, backups })))
    }

    /// Whether it was opened to be looked at only.
    pub fn is_read_only(&self) -> bool {
        self.0.writer.is_none()
    }

    /// Whether `dir` holds a database, of whatever key, or one that is being put back.
    pub fn is_there(dir: &Path) -> std::io::Result<bool> {
        Ok(is_there(&dir.join(DATABASE))? || restore::is_pending(dir)?)
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.0.dir
    }

    /// The database's backups.
    pub fn backups(&self) -> &Backups {
        &self.0.backups
    }

    /// Has the database's file stand still while it is copied; it is written and read meanwhile.
    pub(crate) fn freeze(&self) -> Result<Frozen, BackupError> {
        let database = self.dir().join(DATABASE);
        let reader = self.0.readers.another()?;
        let (answer, outcome) = mpsc::sync_channel(1);
        // On the writing thread: nothing is written between the emptying of the log and the beginning of the read.
        let begun = move |emptied: Result<(), StoreError>| {
            let begun = emptied.and_then(|()| Ok(begin(&reader)?)).map(|()| reader);
            drop(answer.send(begun));
        };
        self.0.writer()?.empty_log(begun)?;
        let reader = outcome.recv().unwrap_or(Err(StoreError::Closed))?;
        Ok(Frozen::of(reader, self.0.raw.clone(), &database))
    }

    /// Whether the log has grown so long that nobody may keep it from being written back.
    pub(crate) fn is_log_long(&self) -> bool {
        self.0.log.stay_max().is_some()
    }

    /// The picture files.
    pub fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    /// The files of the vault's papers, apart from the pictures: a file that is erased here is in no other use.
    pub fn vault(&self) -> &Blobs {
        &self.0.vault
    }

    /// Forgets the keys of the vault's files: until [`Self::unlock_vault`] they are answered [`BlobError::Locked`].
    ///
    /// [`BlobError::Locked`]: crate::BlobError::Locked
    pub fn lock_vault(&self) {
        self.0.vault.set_keys(None);
    }

    /// Has the keys of the vault's files again.
    pub fn unlock_vault(&self, key: &RootKey) {
        self.0.vault.set_keys(Some(key.vault()));
    }

    /// Takes what was written before out of the log: nothing that was erased stands in it any more. Waits for readers, and
    /// is answered [`StoreError::Busy`] when one stays.
    pub async fn empty_log(&self) -> Result<(), StoreError> {
        let (answer, outcome) = oneshot::channel();
        self.0.writer()?.empty_log(move |result| drop(answer.send(result)))?;
        outcome.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Writes: `work` runs in one immediate transaction, and when this returns `Ok` it is on disk. On any error, a
    /// panic included, nothing of it is. Once called, the work is done even if the future is dropped.
    ///
    /// `work` must not write through the store again: it would wait for itself.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, outcome) = oneshot::channel();
        self.0.writer()?.submit(work, move |result| drop(answer.send(result)))?;
        outcome.await.unwrap_or(Err(StoreError::Closed))
    }

    /// [`Store::write`] for callers that may wait.
    pub fn write_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, outcome) = mpsc::sync_channel(1);
        self.0.writer()?.submit(work, move |result| drop(answer.send(result)))?;
        outcome.recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Reads: all statements of `work` see the same moment, which keeps what is written meanwhile in the log. When that
    /// grows long, a read of seconds ends with [`StoreError::ShownOut`]; `work` must not dwell between its statements,
    /// where nothing can end it. Needs a tokio runtime.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _permit = self.0.readers.permits.acquire().await.map_err(|_| StoreError::Closed)?;
        let inner = Arc::clone(&self.0);
        let task = tokio::task::spawn_blocking(move || inner.readers.read(work));
        task.await.unwrap_or(Err(StoreError::Closed))
    }

    /// [`Store::read`] for callers that may wait.
    pub fn read_blocking<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.0.readers.read(work)
    }

    /// Reads every page and every row once: seconds for a large database. `Ok` holds what is wrong, empty when sound.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        self.read_blocking(|conn| Ok(open::faults(conn)?))
    }

    /// Finishes what is queued, writes the log back, closes and gives up the lock. Whatever is asked of any copy
    /// afterwards is answered [`StoreError::Closed`].
    pub fn close(&self) {
        self.0.close();
    }
}

/// The lock of who writes.
pub(crate) fn lock(path: &Path) -> Result<File, OpenError> {
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The lock of those who only look, where there is one. A folder without a lock has no writer: it is made first.
pub(crate) fn share_lock(path: &Path) -> Result<Option<File>, OpenError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}
