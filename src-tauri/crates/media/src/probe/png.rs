//! A PNG's size, from the chunks before its pixels its orientation, and whether all chunks are there.
//!
//! Invariant: nothing is unpacked here.

use super::{Header, be32, whole_pixels};
use crate::{error::PictureError, orientation};
use image::metadata::Orientation;

/// Length of the signature, and where the first chunk begins.
const SIGNATURE: usize = 8;
/// Where the header says whether rows are interlaced.
const INTERLACE: usize = SIGNATURE + 20;
/// Bit of a chunk's first letter that says that one may do without it.
const ANCILLARY: u8 = 0x20;

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

/// Whether the chunks go on to the last one. Of an interlaced picture, which is decoded whole, the checksums of its pixels
/// count as well; of the others the decoder verifies them row by row.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let is_interlaced = bytes.get(INTERLACE).is_some_and(|method| *method != 0);
    let mut at = SIGNATURE;
    while let Some(chunk) = chunk(bytes, at) {
        if is_interlaced && chunk.name[0] & ANCILLARY == 0 && !chunk.is_sound() {
            return false;
        }
        if chunk.name == b"IEND" {
            return true;
        }
        at = chunk.next;
    }
    false
}

fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = SIGNATURE;
    loop {
        let chunk = chunk(bytes, at)?;
        match chunk.name {
            b"eXIf" => return chunk.sealed.get(4..),
            b"IDAT" | b"IEND" => return None,
            _ => at = chunk.next,
        }
    }
}

struct Chunk<'a> {
    name: &'a [u8; 4],
    /// Name and content.
    sealed: &'a [u8],
    /// Their checksum, as the file has it.
    seal: u32,
    /// Where the next chunk begins.
    next: usize,
}

impl Chunk<'_> {
    fn is_sound(&self) -> bool {
        crc32fast::hash(self.sealed) == self.seal
    }
}

/// The chunk at `at`, if all of it is there.
fn chunk(bytes: &[u8], at: usize) -> Option<Chunk<'_>> {
    let length = usize::try_from(be32(bytes, at)?).ok()?;
    let end = at.checked_add(8)?.checked_add(length)?;
    let sealed = bytes.get(at + 4..end)?;
    Some(Chunk { name: sealed.first_chunk()?, sealed, seal: be32(bytes, end)?, next: end.checked_add(4)? })
}
