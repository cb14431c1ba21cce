//! How many rows there are of what is worth counting, by state: for diagnostics, of all shops together.

use crate::StoreError;
use rusqlite::Connection;

/// The rows of a table that are in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountRow {
    /// The table, with `(deleted)` where the rows can still be restored.
    pub what: String,
    /// The state as it stands in the column; `-` where there is none yet.
    pub state: String,
    /// How many.
    pub rows: i64,
}

/// Goods by audit, rooms by live status, submissions by state, and the rows of what has none.
pub fn by_state(conn: &Connection) -> Result<Vec<CountRow>, StoreError> {
    let sql = "
        SELECT 'shops' AS what, kind AS state, count(*) AS rows FROM shops GROUP BY 2
        UNION ALL
        SELECT 'goods' || iif(deleted_ms IS NULL, '', ' (deleted)'), coalesce(audit_status, '-'), count(*)
        FROM goods GROUP BY 1, 2
        UNION ALL
        SELECT 'rooms' || iif(deleted_ms IS NULL, '', ' (deleted)'), coalesce(live_status, '-'), count(*)
        FROM rooms GROUP BY 1, 2
        UNION ALL
        SELECT 'submissions', state, count(*) FROM submissions GROUP BY 2
        UNION ALL
        SELECT 'attempts', '-', count(*) FROM attempts
        UNION ALL
        SELECT 'pictures', '-', count(*) FROM pictures
        UNION ALL
        SELECT 'papers' || iif(removed_ms IS NULL, '', ' (removed)'), '-', count(*) FROM papers GROUP BY 1";
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        // Status columns hold the platform's numbers, the others words.
        let state = match row.get_ref("state")?.as_i64() {
            Ok(number) => number.to_string(),
            Err(_) => row.get("state")?,
        };
        Ok(CountRow { what: row.get("what")?, state, rows: row.get("rows")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The same of a database that may be of an older version: what its version did not have yet is left out.
pub fn of_any_version(conn: &Connection) -> Result<Vec<CountRow>, StoreError> {
    let mut counted = Vec::new();
    for (table, rest) in [
        ("goods", "WHERE deleted_ms IS NULL"),
        ("rooms", "WHERE deleted_ms IS NULL"),
        ("pictures", ""),
        ("papers", "WHERE removed_ms IS NULL"),
        ("submissions", ""),
    ] {
        let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)";
        if conn.query_one(there, [table], |row| row.get::<_, bool>(0))? {
            let rows = conn.query_one(&format!("SELECT count(*) FROM {table} {rest}"), [], |row| row.get(0))?;
            counted.push(CountRow { what: table.to_owned(), state: "-".to_owned(), rows });
        }
    }
    Ok(counted)
}
