//! A Windows bitmap's size, and whether all rows are there.
//!
//! Invariant: reads the file's two headers and nothing after them.

use super::{Header, le16, le32, whole_pixels};
use crate::error::PictureError;
use image::metadata::Orientation;

/// Where the second header begins with its own length.
const SECOND: usize = 14;
/// Length of the oldest second header, whose sides have 16 bits.
const CORE: u32 = 12;
/// Run lengths of 8 and of 4 bits.
const RLE8: u32 = 1;
const RLE4: u32 = 2;
/// Bytes held for each pixel: colour and transparency.
const BYTES: u64 = 4;

pub(super) fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let sides = match le32(bytes, SECOND) {
        Some(CORE) => le16(bytes, SECOND + 4).zip(le16(bytes, SECOND + 6)),
        // A negative height says that the upper row comes first; a negative width is none.
        Some(_) => le32(bytes, SECOND + 4).zip(le32(bytes, SECOND + 8).map(|height| (height as i32).unsigned_abs())),
        None => None,
    };
    let (width, height) = sides.ok_or(PictureError::Damaged)?;
    Ok(Header { width, height, orientation: Orientation::NoTransforms, max_pixels: whole_pixels(BYTES) })
}

/// Whether the file is long enough for its rows; of packed ones (run lengths) nobody knows.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let is_old = le32(bytes, SECOND) == Some(CORE);
    let packing = if is_old { Some(0) } else { le32(bytes, SECOND + 16) };
    if packing.is_some_and(|packing| packing == RLE8 || packing == RLE4) {
        return true;
    }
    let bits = le16(bytes, SECOND + if is_old { 10 } else { 14 });
    let (Ok(Header { width, height, .. }), Some(bits), Some(start)) = (header(bytes), bits, le32(bytes, 10)) else {
        return false;
    };
    let row = (u64::from(width) * u64::from(bits)).div_ceil(8);
    // Rows are padded to four bytes, of which the last row's may be missing.
    let rows = row.next_multiple_of(4) * u64::from(height).saturating_sub(1) + row;
    bytes.len() as u64 >= u64::from(start) + rows
}
