//! Connections that only read. Each read sees one moment of the database, whatever is written meanwhile.

use crate::key::DerivedKey;
use crate::{StoreError, log::Log, open};
use rusqlite::Connection;
use std::{
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
    path: PathBuf,
    key: DerivedKey,
    log: Arc<Log>,
    /// `None` once the store is closed.
    idle: Mutex<Option<Vec<Connection>>>,
    pub(crate) permits: Semaphore,
}

impl Readers {
    pub(crate) fn new(path: PathBuf, key: DerivedKey, log: Arc<Log>) -> Self {
        Readers { path, key, log, idle: Mutex::new(Some(Vec::new())), permits: Semaphore::new(READERS) }
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
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let waiting =
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).as_mut().ok_or(StoreError::Closed)?.pop();
        match waiting {
            Some(connection) => Ok(connection),
            None => Ok(open::reader(&self.path, &self.key)?),
        }
    }

    fn put_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(idle) = idle.as_mut().filter(|idle| idle.len() < READERS) {
            idle.push(connection);
        }
    }
}
