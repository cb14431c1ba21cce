//! The one connection that writes, on its own thread. Work comes in order; each piece is one immediate transaction,
//! committed before its answer is given. The thread holds the data folder's lock until the connection is closed.

use crate::StoreError;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::{
    fs::File,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
};

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// The writing thread. Dropping it finishes the work at hand, checkpoints and closes the connection.
pub(crate) struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(crate) fn start(mut connection: Connection, lock: File) -> io::Result<Self> {
        let (jobs, inbox) = mpsc::channel::<Job>();
        let thread = thread::Builder::new().name("kaibo-writer".into()).spawn(move || {
            for job in inbox {
                job(&mut connection);
            }
            close(connection);
            drop(lock);
        })?;
        Ok(Writer { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)) })
    }

    /// Queues `work`; `answer` is called on the writing thread once the outcome is durable.
    pub(crate) fn submit<T: 'static>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, StoreError> + Send + 'static,
        answer: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) -> Result<(), StoreError> {
        let job: Job = Box::new(move |connection| answer(run(connection, work)));
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.as_ref().ok_or(StoreError::Closed)?.send(job).map_err(|_| StoreError::Closed)
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

/// Runs one piece of work. Whatever it does, panic included, the connection is left without a transaction.
fn run<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(|| {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&tx)?;
        tx.commit()?;
        Ok(value)
    }))
    .unwrap_or(Err(StoreError::Panicked))
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
