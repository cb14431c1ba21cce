//! A PNG's size and, from the chunks before its pixels, its orientation.
//!
//! Invariant: no checksum is verified and nothing is unpacked here; the decoder does both.

use super::{Header, be32, whole_pixels};
use crate::{error::PictureError, orientation};
use image::metadata::Orientation;

/// Length of the signature, and where the first chunk begins.
const SIGNATURE: usize = 8;

pub(super) fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    if bytes.get(SIGNATURE + 4..SIGNATURE + 8) != Some(b"IHDR") {
        return Err(PictureError::Damaged);
    }
    let side = |at| be32(bytes, SIGNATURE + at).ok_or(PictureError::Damaged);
    // Bits of a sample, and what a pixel is made of: grey, colour, an entry of a palette, or these with transparency.
    let &[bits, kind] = bytes.get(SIGNATURE + 16..SIGNATURE + 18).unwrap_or(&[8, 6]) else {
        return Err(PictureError::Damaged);
    };
    let samples = match kind {
        0 => 1,
        4 => 2,
        2 => 3,
        _ => 4,
    };
    Ok(Header {
        width: side(8)?,
        height: side(12)?,
        orientation: exif(bytes).and_then(orientation::of_exif).unwrap_or(Orientation::NoTransforms),
        max_pixels: whole_pixels(samples * if bits == 16 { 2 } else { 1 }),
    })
}

fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = SIGNATURE;
    loop {
        let length = usize::try_from(be32(bytes, at)?).ok()?;
        let end = at.checked_add(8)?.checked_add(length)?;
        match bytes.get(at + 4..at + 8)? {
            b"eXIf" => return bytes.get(at + 8..end),
            b"IDAT" | b"IEND" => return None,
            // Four bytes of checksum follow each chunk.
            _ => at = end.checked_add(4)?,
        }
    }
}
