//! Attempts to carry a submission to the platform. The row is committed before the first byte leaves.

use super::column::{Text, id, named};
use crate::StoreError;
use kaibo_domain::{AttemptId, SubmissionId};
use rusqlite::{Connection, Row, Transaction, params};

named! {
    /// How an attempt ended.
    AttemptOutcome {
        /// The platform took it.
        Accepted = "accepted",
        /// The platform said no.
        Rejected = "rejected",
        /// Certainly not executed.
        NotSent = "not-sent",
        /// May have been executed.
        Unknown = "unknown",
    }
}

/// An attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRow {
    /// Id.
    pub id: AttemptId,
    /// Its submission.
    pub submission_id: SubmissionId,
    /// Began.
    pub started_ms: i64,
    /// Ended; `None` while it is open, or when the process ended first.
    pub ended_ms: Option<i64>,
    /// How.
    pub outcome: Option<AttemptOutcome>,
    /// Hash of what is sent.
    pub request_hash: String,
    /// What the platform said.
    pub errcode: Option<i64>,
    /// The platform's id of the request.
    pub rid: Option<String>,
}

/// The end of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// What the platform said.
    pub errcode: Option<i64>,
    /// The platform's id of the request.
    pub rid: Option<String>,
}

impl From<AttemptOutcome> for Ending {
    /// An end of which the platform said nothing.
    fn from(outcome: AttemptOutcome) -> Self {
        Ending { outcome, errcode: None, rid: None }
    }
}

fn read(row: &Row) -> rusqlite::Result<AttemptRow> {
    Ok(AttemptRow {
        id: id(row, "id")?,
        submission_id: id(row, "submission_id")?,
        started_ms: row.get("started_ms")?,
        ended_ms: row.get("ended_ms")?,
        outcome: row.get("outcome")?,
        request_hash: row.get("request_hash")?,
        errcode: row.get("errcode")?,
        rid: row.get("rid")?,
    })
}

/// Adds an attempt that has begun.
pub fn insert(tx: &Transaction, attempt: &AttemptRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO attempts (id, submission_id, started_ms, ended_ms, outcome, request_hash, errcode, rid)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    tx.prepare_cached(sql)?.execute(params![
        Text(attempt.id),
        Text(attempt.submission_id),
        attempt.started_ms,
        attempt.ended_ms,
        attempt.outcome,
        attempt.request_hash,
        attempt.errcode,
        attempt.rid
    ])?;
    Ok(())
}

/// Notes how an attempt ended; `false` if that was noted before, which then stays.
pub fn finish(tx: &Transaction, attempt: AttemptId, ending: &Ending, now_ms: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE attempts SET ended_ms = ?2, outcome = ?3, errcode = ?4, rid = ?5
        WHERE id = ?1 AND ended_ms IS NULL";
    let values = params![Text(attempt), now_ms, ending.outcome, ending.errcode, ending.rid];
    Ok(tx.prepare_cached(sql)?.execute(values)? == 1)
}

/// Removes an attempt of which nothing left.
pub fn remove(tx: &Transaction, attempt: AttemptId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM attempts WHERE id = ?1")?.execute([Text(attempt)])?;
    Ok(())
}

/// The attempts of a submission, first one first.
pub fn list(conn: &Connection, submission: SubmissionId) -> Result<Vec<AttemptRow>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT * FROM attempts WHERE submission_id = ?1 ORDER BY started_ms, id")?;
    let rows = statement.query_map([Text(submission)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
