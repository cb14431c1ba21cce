//! A GIF's size.
//!
//! Invariant: the size is the canvas's; the decoder is kept from making room for a frame that is larger (`raster`).

use super::{Header, le16, whole_pixels};
use crate::error::PictureError;
use image::metadata::Orientation;

/// Bytes held for each pixel: the canvas and the frame, both with transparency.
const BYTES: u64 = 8;

pub(super) fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let side = |at| le16(bytes, at).ok_or(PictureError::Damaged);
    let (width, height) = (side(6)?, side(8)?);
    Ok(Header { width, height, orientation: Orientation::NoTransforms, max_pixels: whole_pixels(BYTES) })
}
