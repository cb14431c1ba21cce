//! A WebP's size and orientation from its chunks, and whether all of them are there.
//!
//! Invariant: the frame's own size must equal the canvas, or of an animation the place it is given inside the canvas,
//! because the decoder allocates by the frame's before it compares.

use super::{Header, le32, whole_pixels};
use crate::{error::PictureError, orientation};
use image::metadata::Orientation;

/// Where the first chunk begins, after `RIFF`, the length and `WEBP`.
const FIRST: usize = 12;
/// Bit of the extended header that marks an animation.
const ANIMATED: u8 = 0x02;
/// Bytes held for each pixel: the frame in RGBA, and the samples handed out.
const STILL_BYTES: u64 = 7;
/// Of an animation: the frame as it was coded, in RGBA, the canvas, and the samples handed out.
const ANIMATED_BYTES: u64 = 14;
/// Where the picture begins in the chunk of an animation's frame, after its place, size and time.
const FRAME_HEAD: usize = 16;

pub(super) fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let mut canvas = None;
    let mut frame = None;
    let mut orientation = None;
    let mut is_animated = false;
    let mut at = FIRST;
    while let Some((name, body, next)) = chunk(bytes, at) {
        match name {
            b"VP8X" if canvas.is_none() => {
                canvas = extended(body);
                is_animated = body.first().is_some_and(|flags| flags & ANIMATED != 0);
            }
            // Only the first is decoded.
            b"ANMF" if is_animated && frame.is_none() => {
                frame = canvas.filter(|canvas| first_frame(body).is_some_and(|frame| frame.is_inside(*canvas)));
                if frame.is_none() {
                    return Err(PictureError::Damaged);
                }
            }
            // The decoder takes the first frame of each kind; all of them must agree.
            b"VP8 " | b"VP8L" if !is_animated => {
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
    let max_pixels = whole_pixels(if is_animated { ANIMATED_BYTES } else { STILL_BYTES });
    Ok(Header { width, height, orientation, max_pixels })
}

/// Whether the file is as long as it says. What follows is not looked at, as in libwebp.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    // The length counts from behind itself.
    le32(bytes, 4).is_some_and(|length| bytes.len() as u64 >= 8 + u64::from(length))
}

/// Where an animation shows a frame on its canvas.
struct Place {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Place {
    fn is_inside(&self, (width, height): (u32, u32)) -> bool {
        self.left + self.width <= width && self.top + self.height <= height
    }
}

/// The place of a frame whose picture has exactly that size: lossy (after its transparency, if it has any) or lossless.
fn first_frame(body: &[u8]) -> Option<Place> {
    let &[x0, x1, x2, y0, y1, y2, w0, w1, w2, h0, h1, h2, ..] = body else { return None };
    let number = |a, b, c| u32::from_le_bytes([a, b, c, 0]);
    let place = Place {
        left: number(x0, x1, x2) * 2,
        top: number(y0, y1, y2) * 2,
        width: number(w0, w1, w2) + 1,
        height: number(h0, h1, h2) + 1,
    };
    let (name, picture, after) = chunk(body, FRAME_HEAD)?;
    let size = match name {
        b"VP8 " => lossy(picture),
        b"VP8L" => lossless(picture),
        b"ALPH" => chunk(body, after).filter(|(name, _, _)| *name == b"VP8 ").and_then(|(_, body, _)| lossy(body)),
        _ => None,
    }?;
    (size == (place.width, place.height)).then_some(place)
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
