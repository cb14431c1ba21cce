//! Memory that a picture leaves to the next one.
//!
//! Ten megabytes fetched anew for every photo cost a sixth of the processor time of a cover, in page faults. It is the
//! process's and not a thread's: whoever hands pictures to a pool of threads would have each of them keep its own.
//!
//! Invariant: what is left behind never has a meaning: whoever takes rows writes all of them. At most [`MOST_ROWS`] and
//! [`MOST_RESIZERS`] of [`MOST_RESIZER`] are kept.

use crate::error::PictureError;
use fast_image_resize::Resizer;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of rows that are kept: two covers' photos at reduced size, and the JPEGs that come of them.
const MOST_ROWS: usize = 20_000_000;
/// Resizers that are kept: one for each of two covers at a time.
const MOST_RESIZERS: usize = 2;
/// Bytes that a resizer keeps.
pub(crate) const MOST_RESIZER: usize = 5_000_000;

static ROWS: Mutex<Rows> = Mutex::new(Rows(Vec::new()));
static RESIZERS: Mutex<Vec<Resizer>> = Mutex::new(Vec::new());

/// Rows that were left, those left last first.
struct Rows(Vec<Vec<u8>>);

impl Rows {
    /// The smallest that have room for so many bytes.
    fn take(&mut self, bytes: usize) -> Option<Vec<u8>> {
        let fits = |rows: &Vec<u8>| rows.capacity() >= bytes;
        let found = self.0.iter().enumerate().filter(|(_, rows)| fits(rows)).min_by_key(|(_, rows)| rows.capacity());
        let (at, _) = found?;
        Some(self.0.remove(at))
    }

    fn leave(&mut self, rows: Vec<u8>) {
        self.0.insert(0, rows);
        let mut total = 0;
        self.0.retain(|rows| {
            let is_kept = total + rows.capacity() <= MOST_ROWS;
            total += if is_kept { rows.capacity() } else { 0 };
            is_kept
        });
    }
}

/// Room for `bytes` of rows, whatever stands in them; an error instead of an abort when there is no memory.
pub(crate) fn room_for(bytes: usize) -> Result<Vec<u8>, PictureError> {
    let mut rows = space_for(bytes)?;
    rows.resize(bytes, 0);
    Ok(rows)
}

/// The same for a writer that takes the space behind what stands there: of a large one, nothing is fetched that stays
/// unwritten.
pub(crate) fn space_for(bytes: usize) -> Result<Vec<u8>, PictureError> {
    let mut rows = held(&ROWS).take(bytes).unwrap_or_default();
    rows.try_reserve_exact(bytes.saturating_sub(rows.len())).map_err(|_| PictureError::OutOfMemory)?;
    Ok(rows)
}

/// Leaves rows to the next picture.
pub(crate) fn leave(rows: Vec<u8>) {
    held(&ROWS).leave(rows);
}

/// Lends a resizer.
pub(crate) fn with_resizer<T>(work: impl FnOnce(&mut Resizer) -> T) -> T {
    let mut resizer = held(&RESIZERS).pop().unwrap_or_default();
    let result = work(&mut resizer);
    let mut kept = held(&RESIZERS);
    if resizer.size_of_internal_buffers() <= MOST_RESIZER && kept.len() < MOST_RESIZERS {
        kept.push(resizer);
    }
    result
}

/// What is kept has no meaning, so that no panic of another can have left it half changed.
fn held<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_were_left_are_taken_again_and_large_ones_are_not_kept() {
        let mut kept = Rows(Vec::new());
        let rows = Vec::with_capacity(18_000_000);
        let place = rows.as_ptr();
        kept.leave(rows);
        let rows = kept.take(16_000_000).unwrap();
        assert_eq!(rows.as_ptr(), place);
        kept.leave(rows);
        kept.leave(Vec::with_capacity(MOST_ROWS + 1));
        assert_eq!(kept.0.iter().map(Vec::capacity).sum::<usize>(), 18_000_000);
    }
}
