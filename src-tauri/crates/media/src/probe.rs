//! What a file is, from its first bytes: format, upright size, orientation; and the limits.
//!
//! And whether it is all there, where a decoder would first take memory for all of its pixels.
//!
//! Invariant: decodes nothing, allocates nothing that depends on a size the file states, and runs before any decoder.
//! The format is what the content says; a file's name is never looked at.

mod bitmap;
mod foreign;
mod gif;
mod jpeg;
mod png;
mod webp;

use crate::{error::PictureError, orientation};
use image::metadata::Orientation;
use kaibo_domain::Slot;

pub(crate) use jpeg::Facts as JpegFacts;

/// The largest file, bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The longest side, px.
pub const MAX_SIDE: u32 = 30_000;
/// The most pixels of a JPEG that is decoded row by row at a reduced size.
pub const MAX_JPEG_PIXELS: u64 = 200_000_000;
/// The most bytes of coefficients of a JPEG that must hold all of them at once (progressive, or colours in separate
/// scans): 53 megapixels as phones and cameras write them (4:2:0), 26 without subsampling.
const MAX_COEFFICIENT_BYTES: u64 = 160_000_000;
/// The most pixels of a format that is decoded whole.
pub const MAX_WHOLE_PIXELS: u64 = 64_000_000;
/// The most bytes that decoding a picture whole may hold at once. With [`MAX_COEFFICIENT_BYTES`] it keeps every picture
/// under 256 MiB (reliability anchors, C1).
const MAX_WHOLE_BYTES: u64 = 256_000_000;

/// The most pixels of a format that holds `bytes` of them for each while it is decoded.
const fn whole_pixels(bytes: u64) -> u64 {
    if MAX_WHOLE_BYTES / bytes < MAX_WHOLE_PIXELS { MAX_WHOLE_BYTES / bytes } else { MAX_WHOLE_PIXELS }
}

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG: baseline or progressive; colour, grey or CMYK. Of several pictures in one file (MPO) the first.
    Jpeg,
    /// PNG; of an animation the still that stands for it.
    Png,
    /// WebP; of an animation the first frame.
    WebP,
    /// GIF; of an animation the first frame.
    Gif,
    /// Windows bitmap.
    Bmp,
}

impl Format {
    /// Lower-case name, as in file endings and MIME types.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Jpeg => "jpeg",
            Format::Png => "png",
            Format::WebP => "webp",
            Format::Gif => "gif",
            Format::Bmp => "bmp",
        }
    }
}

/// What a picture's header says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probe {
    /// Its format.
    pub format: Format,
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    pub(crate) orientation: Orientation,
}

impl Probe {
    /// Whether the picture has at least the slot's pixels both ways; a smaller one is enlarged and looks soft.
    pub fn covers(&self, slot: Slot) -> bool {
        let (width, height) = slot.pixels();
        self.width >= width && self.height >= height
    }

    /// The same picture turned clockwise by quarters, as if it were stored that way.
    pub(crate) fn turned_by(self, quarters: u8) -> Probe {
        let orientation = orientation::turned_on(self.orientation, quarters);
        let (width, height) = orientation::turned(orientation, self.stored());
        Probe { width, height, orientation, ..self }
    }

    /// Width and height as the file stores them, before the turn.
    pub(crate) fn stored(&self) -> (u32, u32) {
        orientation::turned(self.orientation, (self.width, self.height))
    }
}

/// What a header states, before the limits are applied. Sizes in stored pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Header {
    width: u32,
    height: u32,
    orientation: Orientation,
    max_pixels: u64,
}

/// Recognises a picture and checks it against the limits, without decoding it.
///
/// # Errors
/// Every [`PictureError`] but `OutOfMemory`. `Damaged` covers the header only, so that the beginning of a file is enough:
/// damage further on shows when the picture is wanted, by [`fit`](crate::fit()) or [`thumbnail`](crate::thumbnail).
pub fn probe(bytes: &[u8]) -> Result<Probe, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(PictureError::TooLarge { bytes: bytes.len() as u64 });
    }
    let format = format_of(bytes)?;
    let header = match format {
        Format::Jpeg => jpeg::scan(bytes)?.header()?,
        Format::Png => png::header(bytes)?,
        Format::WebP => webp::header(bytes)?,
        Format::Gif => gif::header(bytes)?,
        Format::Bmp => bitmap::header(bytes)?,
    };
    let Header { width, height, orientation, max_pixels } = header;
    if width == 0 || height == 0 {
        return Err(PictureError::Damaged);
    }
    if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > max_pixels {
        return Err(PictureError::TooManyPixels { width, height });
    }
    let (width, height) = orientation::turned(orientation, (width, height));
    Ok(Probe { format, width, height, orientation })
}

/// Whether the file goes on to the end of what is decoded of it: whether one was cut off is known without decoding it.
pub(crate) fn is_whole(bytes: &[u8], format: Format) -> bool {
    match format {
        Format::Jpeg => jpeg::is_whole(bytes),
        Format::Png => png::is_whole(bytes),
        Format::WebP => webp::is_whole(bytes),
        Format::Gif => gif::is_whole(bytes),
        Format::Bmp => bitmap::is_whole(bytes),
    }
}

/// What decoding a JPEG needs from its header.
pub(crate) fn jpeg_facts(bytes: &[u8]) -> Result<JpegFacts, PictureError> {
    jpeg::scan(bytes)
}

fn format_of(bytes: &[u8]) -> Result<Format, PictureError> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Ok(Format::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Ok(Format::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Format::WebP),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Format::Gif),
        // 'BM' begins many a text; a bitmap has four reserved zero bytes as well.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Ok(Format::Bmp),
        _ => Err(foreign::recognise(bytes)),
    }
}

/// The four bytes at `at`, most significant first.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..at.checked_add(4)?)?;
    word.try_into().ok().map(u32::from_be_bytes)
}

/// The two bytes at `at`, least significant first.
fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..at.checked_add(2)?)?;
    word.try_into().ok().map(u16::from_le_bytes).map(u32::from)
}

/// The four bytes at `at`, least significant first.
fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    be32(bytes, at).map(u32::swap_bytes)
}

#[cfg(test)]
mod tests;
