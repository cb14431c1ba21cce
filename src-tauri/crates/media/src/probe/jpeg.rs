//! A JPEG's segments up to its first scan: frame size, EXIF orientation, colour profile, Adobe's mark.
//!
//! And whether it goes on to its end.
//!
//! Invariant: walks the markers, borrows, decodes nothing.

use super::{Header, MAX_COEFFICIENT_BYTES, MAX_JPEG_PIXELS};
use crate::{error::PictureError, orientation};
use image::metadata::Orientation;

const ICC_HEADER: &[u8] = b"ICC_PROFILE\0";
/// As libjpeg holds a coefficient.
const COEFFICIENT_BYTES: f64 = 2.0;

/// What stands before the first scan. Sizes in stored pixels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Facts {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// 1 grey, 3 colour, 4 CMYK or YCCK.
    pub(crate) components: u8,
    /// Width of one coding unit, px.
    pub(crate) unit: u32,
    /// Adobe's segment is there: CMYK values are stored inverted.
    pub(crate) is_adobe: bool,
    /// The colour profile, put together from its segments; empty when there is none or a part is missing.
    pub(crate) icc: Vec<u8>,
    orientation: Orientation,
    /// Marker of the frame: which coding process.
    process: u8,
    /// Bits per sample.
    precision: u8,
    /// Bytes of coefficients held at once for each pixel; nothing where one scan makes the picture.
    held: Option<f64>,
}

impl Facts {
    /// Whether the coefficients of all pixels are held at once, however small the result is.
    pub(crate) fn is_held(&self) -> bool {
        self.held.is_some()
    }

    pub(super) fn header(&self) -> Result<Header, PictureError> {
        // SOF0 to SOF2, and 9 and 10 (arithmetic): what libjpeg-turbo decodes at reduced size.
        match self.process {
            0xc0..=0xc2 | 0xc9 | 0xca if self.precision == 8 => {}
            0xc0..=0xc2 | 0xc9 | 0xca => return Err(PictureError::Unsupported { format: "12-bit JPEG" }),
            _ => return Err(PictureError::Unsupported { format: "lossless JPEG" }),
        }
        if !matches!(self.components, 1 | 3 | 4) {
            return Err(PictureError::Damaged);
        }
        Ok(Header {
            width: self.width,
            height: self.height,
            orientation: self.orientation,
            max_pixels: self.held.map_or(MAX_JPEG_PIXELS, |bytes| (MAX_COEFFICIENT_BYTES as f64 / bytes) as u64),
        })
    }
}

/// Walks the segments of a JPEG.
pub(super) fn scan(bytes: &[u8]) -> Result<Facts, PictureError> {
    let mut frame: Option<Frame> = None;
    let mut exif = None;
    let mut profile_parts: Vec<&[u8]> = Vec::new();
    let mut is_adobe = false;
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        let (marker, body, after) = segment(rest).ok_or(PictureError::Damaged)?;
        rest = after;
        match marker {
            // Not frames: Huffman tables, a reserved extension, arithmetic conditioning.
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf if frame.is_none() => frame = Some(Frame::read(marker, body).ok_or(PictureError::Damaged)?),
            0xe1 if exif.is_none() && orientation::is_exif(body) => exif = orientation::of_exif(body),
            0xe2 if body.starts_with(ICC_HEADER) => profile_parts.push(&body[ICC_HEADER.len()..]),
            0xee if body.starts_with(b"Adobe") => is_adobe = true,
            0xda => {
                let frame = frame.ok_or(PictureError::Damaged)?;
                let in_first_scan = body.first().copied().unwrap_or_default();
                return Ok(Facts {
                    width: frame.width,
                    height: frame.height,
                    components: frame.components,
                    unit: frame.unit,
                    is_adobe,
                    icc: joined(profile_parts),
                    orientation: exif.unwrap_or(Orientation::NoTransforms),
                    process: frame.process,
                    precision: frame.precision,
                    held: (matches!(frame.process, 0xc2 | 0xca) || in_first_scan < frame.components)
                        .then_some(frame.coefficients * COEFFICIENT_BYTES),
                });
            }
            _ => {}
        }
    }
}

/// Walks all segments and the codes between them, up to the first end: thumbnails lie inside segments, further pictures
/// behind the end.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some((marker, _, after)) = segment(rest) {
        rest = if marker == 0xda { after_codes(after) } else { after };
    }
    let fill = rest.iter().take_while(|byte| **byte == 0xff).count();
    fill > 0 && rest.get(fill) == Some(&0xd9)
}

/// What follows the codes of a scan: the first marker that is neither a stuffed byte nor a restart.
fn after_codes(mut bytes: &[u8]) -> &[u8] {
    while let Some(at) = memchr::memchr(0xff, bytes) {
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => bytes = &bytes[at + 2..],
            Some(0xff) => bytes = &bytes[at + 1..],
            _ => return &bytes[at..],
        }
    }
    &[]
}

struct Frame {
    process: u8,
    precision: u8,
    width: u32,
    height: u32,
    components: u8,
    unit: u32,
    /// Coefficients for each pixel: 1.5 for the usual subsampling, 3 without.
    coefficients: f64,
}

impl Frame {
    fn read(process: u8, body: &[u8]) -> Option<Frame> {
        let &[precision, high, low, wide, narrow, components, ref planes @ ..] = body else { return None };
        let (height, width) = (u16::from_be_bytes([high, low]), u16::from_be_bytes([wide, narrow]));
        // Each plane: its number, how densely it is sampled across and down, its table.
        let density = planes.chunks_exact(3).take(components.into()).map(|plane| (plane[1] >> 4, plane[1] & 15));
        let whole: u32 = density.clone().map(|(across, down)| u32::from(across) * u32::from(down)).sum();
        let across = density.clone().map(|(across, _)| across).max()?;
        let down = density.map(|(_, down)| down).max()?;
        let coefficients = f64::from(whole) / f64::from(u32::from(across) * u32::from(down)).max(1.0);
        // The blocks of a lone plane follow each other one by one, whatever it states.
        let unit = if components == 1 { 8 } else { 8 * u32::from(across) };
        Some(Frame { process, precision, width: width.into(), height: height.into(), components, unit, coefficients })
    }
}

/// The next segment: its marker, its body, and what follows. `None` at the end, or where no segment can be.
fn segment(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let [0xff, after @ ..] = bytes else { return None };
    // Any number of fill bytes may precede a marker.
    let fill = after.iter().take_while(|byte| **byte == 0xff).count();
    let (&marker, after) = after.get(fill..)?.split_first()?;
    match marker {
        0x00 | 0xd8 | 0xd9 => None,
        0x01 | 0xd0..=0xd7 => Some((marker, &[], after)),
        _ => {
            let length = usize::from(u16::from_be_bytes([*after.first()?, *after.get(1)?]));
            Some((marker, after.get(2..length)?, after.get(length..)?))
        }
    }
}

/// A profile from its numbered parts: sequence number, count, bytes.
fn joined(mut parts: Vec<&[u8]>) -> Vec<u8> {
    parts.sort_by_key(|part| part.first().copied());
    let is_whole = parts.iter().zip(1u8..).all(|(part, number)| part.first() == Some(&number))
        && parts.first().and_then(|part| part.get(1)).is_some_and(|count| usize::from(*count) == parts.len());
    if is_whole {
        parts.iter().flat_map(|part| part.get(2..).unwrap_or_default()).copied().collect()
    } else {
        Vec::new()
    }
}
