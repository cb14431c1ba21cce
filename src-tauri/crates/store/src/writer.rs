//! The one connection that writes, on its own thread. Work comes in order; what waits together is committed together,
//! so that many small writes cost one flush. Each piece stands or falls for itself, and is answered only when it is on
//! the disk. The thread holds the data folder's lock until the connection is closed.

use crate::{
    StoreError,
    group::{self, Job, Piece},
    log::Log,
};
use rusqlite::{Connection, Transaction};
use std::{
    fs::File,
    io,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
};

/// Pieces in one commit at most: a keystroke must not wait for more.
const GROUP: usize = 32;

/// What the thread is asked to do.
enum Task {
    Write(Box<dyn Job>),
    EmptyLog(Box<dyn FnOnce(Result<(), StoreError>) + Send>),
}

/// The writing thread. Dropping it finishes the work at hand, checkpoints and closes the connection.
pub(crate) struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Task>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(crate) fn start(mut connection: Connection, log: Arc<Log>, lock: File) -> io::Result<Self> {
        let (jobs, inbox) = mpsc::channel::<Task>();
        let thread = thread::Builder::new().name("kaibo-writer".into()).spawn(move || {
            while let Ok(first) = inbox.recv() {
                let (mut waiting, mut emptying) = (Vec::new(), Vec::new());
                for task in std::iter::once(first).chain(inbox.try_iter().take(GROUP - 1)) {
                    match task {
                        Task::Write(job) => waiting.push(job),
                        Task::EmptyLog(answer) => emptying.push(answer),
                    }
                }
                if !waiting.is_empty() {
                    group::run(&mut connection, waiting);
                }
                // After whatever was written before them.
                emptying.into_iter().for_each(|answer| answer(empty_log(&connection)));
                log.look();
            }
            close(connection);
            drop(lock);
        })?;
        Ok(Writer { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)) })
    }

    /// Queues `work`; `answer` is called on the writing thread once the outcome is durable.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, StoreError> + Send + 'static,
        answer: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) -> Result<(), StoreError> {
        self.send(Task::Write(Box::new(Piece::new(work, answer))))
    }

    /// Queues the emptying of the log.
    pub(crate) fn empty_log(
        &self,
        answer: impl FnOnce(Result<(), StoreError>) + Send + 'static,
    ) -> Result<(), StoreError> {
        self.send(Task::EmptyLog(Box::new(answer)))
    }

    fn send(&self, task: Task) -> Result<(), StoreError> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.as_ref().ok_or(StoreError::Closed)?.send(task).map_err(|_| StoreError::Closed)
    }

    pub(crate) fn close(&self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // The last handle may be dropped by a piece of work: the thread cannot wait for itself.
        if let Some(thread) = thread.filter(|thread| thread.thread().id() != thread::current().id()) {
            // A panic there was answered already.
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

/// Writes the log back and cuts it to nothing. Says so where a reader kept it from that.
fn empty_log(connection: &Connection) -> Result<(), StoreError> {
    let is_kept: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
    if is_kept { Err(rusqlite::Error::SqliteFailure(busy, None).into()) } else { Ok(()) }
}

fn close(connection: Connection) {
    // Neither is needed for safety: the log is replayed at the next open, statistics are made another time.
    for pragma in ["PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"] {
        if let Err(error) = connection.execute_batch(pragma) {
            tracing::warn!(pragma, %error, "closing the database");
        }
    }
    if let Err((_, error)) = connection.close() {
        tracing::warn!(%error, "closing the database");
    }
}
