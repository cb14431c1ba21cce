//! Memory that a picture leaves to the next one on the same thread.
//!
//! Ten megabytes fetched anew for every photo cost a sixth of the processor time of a cover, in page faults.
//!
//! Invariant: what is left behind never has a meaning: whoever takes rows writes all of them. A thread keeps at most
//! [`MOST_ROWS`] and [`MOST_RESIZER`], until it ends.

use crate::error::PictureError;
use fast_image_resize::Resizer;
use std::cell::{Cell, RefCell};

/// Bytes of rows that a thread keeps: a cover's photo at reduced size, and the JPEG that comes of it.
const MOST_ROWS: usize = 10_000_000;
/// Bytes that a thread's resizer keeps.
pub(crate) const MOST_RESIZER: usize = 5_000_000;

thread_local! {
    static ROWS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
    static RESIZER: Cell<Option<Resizer>> = const { Cell::new(None) };
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
    let kept = ROWS.with_borrow_mut(|kept| {
        let fits = |rows: &Vec<u8>| rows.capacity() >= bytes;
        let (at, _) = kept.iter().enumerate().filter(|(_, rows)| fits(rows)).min_by_key(|(_, rows)| rows.capacity())?;
        Some(kept.swap_remove(at))
    });
    let mut rows = kept.unwrap_or_default();
    rows.try_reserve_exact(bytes.saturating_sub(rows.len())).map_err(|_| PictureError::OutOfMemory)?;
    Ok(rows)
}

/// Leaves rows to the next picture, those left last first.
pub(crate) fn leave(rows: Vec<u8>) {
    ROWS.with_borrow_mut(|kept| {
        kept.insert(0, rows);
        let mut total = 0;
        kept.retain(|rows| {
            let is_kept = total + rows.capacity() <= MOST_ROWS;
            total += if is_kept { rows.capacity() } else { 0 };
            is_kept
        });
    });
}

/// Lends the thread's resizer.
pub(crate) fn with_resizer<T>(work: impl FnOnce(&mut Resizer) -> T) -> T {
    let mut resizer = RESIZER.take().unwrap_or_default();
    let result = work(&mut resizer);
    if resizer.size_of_internal_buffers() <= MOST_RESIZER {
        RESIZER.set(Some(resizer));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_were_left_are_taken_again_and_large_ones_are_not_kept() {
        let rows = room_for(9_000_000).unwrap();
        let place = rows.as_ptr();
        leave(rows);
        let rows = room_for(8_000_000).unwrap();
        assert_eq!((rows.as_ptr(), rows.len()), (place, 8_000_000));
        leave(rows);
        leave(room_for(MOST_ROWS + 1).unwrap());
        assert_eq!(ROWS.with_borrow(|kept| kept.iter().map(Vec::capacity).sum::<usize>()), 9_000_000);
    }
}
