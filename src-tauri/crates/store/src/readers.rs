//! Connections that only read. Each read sees one moment of the database, whatever is written meanwhile.

use crate::key::DerivedKey;
use crate::{StoreError, log::Log, open};
use rusqlite::Connection;
use std::{
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};
use tokio::sync::Semaphore;

/// How many reads run at once.
pub(crate) const READERS: usize = 3;

/// Instructions of SQLite between two looks at whether the log is too long for the read: some ten microseconds.
const LOOK_EVERY: i32 = 1000;

/// A few reading connections, opened when they are first needed.
pub(crate) struct Readers {
    /// The database's path, or what stands for it.
    name: PathBuf,
    key: DerivedKey,
    log: Arc<Log>,
    /// `None` once the store is closed.
    open: Mutex<Option<Open>>,
    pub(crate) permits: Semaphore,
}

struct Open {
    idle: Vec<Connection>,
    /// The data folder's lock, where there is no writer to hold it.
    _lock: Option<File>,
}

impl Readers {
    pub(crate) fn new(name: PathBuf, key: DerivedKey, log: Arc<Log>, lock: Option<File>) -> Self {
        let open = Mutex::new(Some(Open { idle: Vec::new(), _lock: lock }));
        Readers { name, key, log, open, permits: Semaphore::new(READERS) }
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut connection = self.take()?;
        let (begun, log) = (Instant::now(), Arc::clone(&self.log));
        connection
            .progress_handler(LOOK_EVERY, Some(move || log.stay_max().is_some_and(|stay| begun.elapsed() > stay)))?;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            // Deferred: the first statement fixes the moment that all of them see.
            let moment = connection.unchecked_transaction()?;
            work(&moment)
        }));
        self.put_back(connection);
        outcome.unwrap_or(Err(StoreError::Panicked))
    }

    pub(crate) fn close(&self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// A connection of its own, apart from the others.
    pub(crate) fn another(&self) -> Result<Connection, StoreError> {
        Ok(open::reader(&self.name, &self.key)?)
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let waiting =
            self.open.lock().unwrap_or_else(PoisonError::into_inner).as_mut().ok_or(StoreError::Closed)?.idle.pop();
        match waiting {
            Some(connection) => Ok(connection),
            None => Ok(open::reader(&self.name, &self.key)?),
        }
    }

    fn put_back(&self, connection: Connection) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = open.as_mut().filter(|open| open.idle.len() < READERS) {
            open.idle.push(connection);
        }
    }
}
