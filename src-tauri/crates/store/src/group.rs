//! Several pieces of work in one transaction: one flush for all of them, and each for itself all the same.
//!
//! Invariant: no piece is answered before the commit; a piece that fails leaves nothing behind and takes nobody with it.

use crate::StoreError;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A piece of work with its answer.
pub(crate) trait Job: Send {
    /// Does the work; `false` when it failed.
    fn work(&mut self, tx: &Transaction) -> bool;
    /// Gives the answer: why the work failed, else why nothing of the group stands, else what came of it.
    fn answer(self: Box<Self>, lost: Option<StoreError>);
    /// Why the work failed.
    fn failure(&self) -> Option<&StoreError>;
}

/// The one kind of job.
pub(crate) struct Piece<T, W, A> {
    work: Option<W>,
    answer: A,
    /// `None` before the work.
    outcome: Option<Result<T, StoreError>>,
}

impl<T, W, A> Piece<T, W, A> {
    pub(crate) fn new(work: W, answer: A) -> Self {
        Piece { work: Some(work), answer, outcome: None }
    }
}

impl<T, W, A> Job for Piece<T, W, A>
where
    T: Send,
    W: FnOnce(&Transaction) -> Result<T, StoreError> + Send,
    A: FnOnce(Result<T, StoreError>) + Send,
{
    fn work(&mut self, tx: &Transaction) -> bool {
        if let Some(work) = self.work.take() {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(tx)));
            self.outcome = Some(outcome.unwrap_or(Err(StoreError::Panicked)));
        }
        matches!(self.outcome, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, lost: Option<StoreError>) {
        (self.answer)(match (lost, self.outcome) {
            (Some(error), None | Some(Ok(_))) => Err(error),
            (_, Some(outcome)) => outcome,
            (None, None) => Err(StoreError::Closed),
        });
    }

    fn failure(&self) -> Option<&StoreError> {
        self.outcome.as_ref()?.as_ref().err()
    }
}

/// Runs the pieces in order and answers them all.
pub(crate) fn run(connection: &mut Connection, jobs: Vec<Box<dyn Job>>) {
    let mut waiting = jobs.into_iter();
    loop {
        let mut done = Vec::new();
        let lost = commit(connection, &mut waiting, &mut done).err();
        for job in done {
            let lost = lost.as_ref().map(StoreError::again);
            // Whoever asked may panic; the thread goes on.
            let _ = catch_unwind(AssertUnwindSafe(|| job.answer(lost)));
        }
        if waiting.len() == 0 {
            return;
        }
    }
}

/// One transaction over as many of `waiting` as it bears; what was worked on stands in `done`. An error means that
/// nothing of it is on the disk.
fn commit(
    connection: &mut Connection,
    waiting: &mut std::vec::IntoIter<Box<dyn Job>>,
    done: &mut Vec<Box<dyn Job>>,
) -> Result<(), StoreError> {
    let is_alone = waiting.len() == 1;
    let tx = match connection.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(tx) => tx,
        Err(error) => {
            done.extend(waiting);
            return Err(error.into());
        }
    };
    for mut job in waiting.by_ref() {
        if !is_alone {
            tx.execute_batch("SAVEPOINT piece")?;
        }
        let stands = job.work(&tx);
        // A full or failing disk rolls the whole transaction back, whatever savepoints there are.
        let lost = tx.is_autocommit().then(|| job.failure().map_or(StoreError::Panicked, StoreError::again));
        done.push(job);
        match (lost, is_alone, stands) {
            (Some(error), ..) => return Err(error),
            (None, true, false) => return tx.rollback().map_err(Into::into),
            (None, false, false) => tx.execute_batch("ROLLBACK TO piece; RELEASE piece")?,
            (None, false, true) => tx.execute_batch("RELEASE piece")?,
            (None, true, true) => {}
        }
    }
    Ok(tx.commit()?)
}
