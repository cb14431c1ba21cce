//! A Windows bitmap's size.
//!
//! Invariant: reads the file's two headers and nothing after them.

use super::{Header, le16, le32, whole_pixels};
use crate::error::PictureError;
use image::metadata::Orientation;

/// Where the second header begins with its own length.
const SECOND: usize = 14;
/// Length of the oldest second header, whose sides have 16 bits.
const CORE: u32 = 12;
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
