//! A WebP's size and orientation from its chunks.
//!
//! Invariant: the frame's own size must equal the canvas, because the decoder allocates by the frame's before it compares.

use super::{Header, MAX_WHOLE_PIXELS, le32};
use crate::{error::PictureError, orientation};
use image::metadata::Orientation;

/// Where the first chunk begins, after `RIFF`, the length and `WEBP`.
const FIRST: usize = 12;
/// Bit of the extended header that marks an animation.
const ANIMATED: u8 = 0x02;

pub(super) fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let mut canvas = None;
    let mut frame = None;
    let mut orientation = None;
    let mut at = FIRST;
    while let Some((name, body, next)) = chunk(bytes, at) {
        match name {
            b"VP8X" if body.first().is_some_and(|flags| flags & ANIMATED != 0) => {
                return Err(PictureError::Unsupported { format: "animated WebP" });
            }
            b"VP8X" => canvas = extended(body),
            // The decoder takes the first frame of each kind; all of them must agree.
            b"VP8 " | b"VP8L" => {
                let size = if name == b"VP8 " { lossy(body) } else { lossless(body) };
                if size.is_none() || frame.is_some_and(|known| Some(known) != size) {
                    return Err(PictureError::Damaged);
                }
                frame = size;
            }
            b"EXIF" => orientation = orientation::of_exif(body),
            _ => {}
        }
        at = next;
    }
    let (width, height) = frame.ok_or(PictureError::Damaged)?;
    if canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(PictureError::Damaged);
    }
    let orientation = orientation.unwrap_or(Orientation::NoTransforms);
    Ok(Header { width, height, orientation, max_pixels: MAX_WHOLE_PIXELS })
}

/// The chunk at `at`: name, what is there of its body, and where the next begins. Chunks are padded to even length.
fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8; 4], &[u8], usize)> {
    let name = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    let length = usize::try_from(le32(bytes, at.checked_add(4)?)?).ok()?;
    let start = at.checked_add(8)?;
    let end = start.checked_add(length)?;
    Some((name, bytes.get(start..end.min(bytes.len()))?, end.checked_add(length & 1)?))
}

fn extended(body: &[u8]) -> Option<(u32, u32)> {
    let &[_, _, _, _, a, b, c, d, e, f, ..] = body else { return None };
    Some((u32::from_le_bytes([a, b, c, 0]) + 1, u32::from_le_bytes([d, e, f, 0]) + 1))
}

fn lossy(body: &[u8]) -> Option<(u32, u32)> {
    let &[_, _, _, 0x9d, 0x01, 0x2a, a, b, c, d, ..] = body else { return None };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    Some((side(a, b), side(c, d)))
}

fn lossless(body: &[u8]) -> Option<(u32, u32)> {
    let word = (*body.first()? == 0x2f).then_some(le32(body, 1)?)?;
    Some(((word & 0x3fff) + 1, ((word >> 14) & 0x3fff) + 1))
}
