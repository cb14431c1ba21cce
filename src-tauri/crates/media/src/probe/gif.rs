//! A GIF's size, and whether its first frame is all there.
//!
//! Invariant: the size is the canvas's; the decoder is kept from making room for a frame that is larger (`raster`).

use super::{Header, le16, whole_pixels};
use crate::error::PictureError;
use image::metadata::Orientation;

/// Bytes held for each pixel: the canvas and the frame, both with transparency.
const BYTES: u64 = 8;

/// End of the screen's descriptor; the byte three before it announces the common palette.
const SCREEN_END: usize = 13;
/// First byte of an extension, and of a frame.
const EXTENSION: u8 = 0x21;
const FRAME: u8 = 0x2c;

pub(super) fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let side = |at| le16(bytes, at).ok_or(PictureError::Damaged);
    let (width, height) = (side(6)?, side(8)?);
    Ok(Header { width, height, orientation: Orientation::NoTransforms, max_pixels: whole_pixels(BYTES) })
}

/// Whether the blocks go on to the end of the first frame.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    first_frame_end(bytes).is_some()
}

fn first_frame_end(bytes: &[u8]) -> Option<usize> {
    let mut at = SCREEN_END + palette(*bytes.get(SCREEN_END - 3)?);
    loop {
        match *bytes.get(at)? {
            EXTENSION => at = blocks_end(bytes, at + 2)?,
            // Place and size; the palette of its own; the width of the first code.
            FRAME => return blocks_end(bytes, at + 11 + palette(*bytes.get(at + 9)?)),
            _ => return None,
        }
    }
}

/// Bytes of the palette that those flags announce.
fn palette(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// The end of blocks that each begin with their length, the last one empty.
fn blocks_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            length => at += 1 + usize::from(length),
        }
    }
}
