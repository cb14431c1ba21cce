//! The whole way of a picture: header, decode, crop and resize, colour, turn, encode.
//!
//! Invariant: the result has exactly the pixels asked for and holds the slot's byte ceiling.

use crate::{
    colour, encode,
    error::PictureError,
    jpeg, orientation, pad, png,
    probe::{Format, Probe, probe},
    raster,
    resize::{Part, resize},
    scratch, sharpen,
};
use image::RgbImage;
use kaibo_domain::{Fill, Slot, Treatment};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Quality of thumbnails, which never leave the computer.
const THUMBNAIL_QUALITY: u8 = 80;

/// A finished picture: baseline JPEG, upright, sRGB, without metadata.
#[derive(Clone, PartialEq, Eq)]
pub struct Fitted {
    /// The file's bytes.
    pub jpeg: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// JPEG quality it was written at, 1 to 100.
    pub quality: u8,
}

impl std::fmt::Debug for Fitted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Fitted { jpeg, width, height, quality } = self;
        write!(f, "Fitted {{ {width}×{height}, {} bytes, quality {quality} }}", jpeg.len())
    }
}

/// Treats the picture (its focus in fractions of the upright picture as the edit turns it) and writes it at exactly the
/// slot's pixels within its byte ceiling. A smaller picture is enlarged; [`Probe::covers`] tells beforehand.
///
/// # Errors
/// Any [`PictureError`]; damage anywhere in the file is found, also outside the crop.
pub fn fit(bytes: &[u8], slot: Slot, treatment: impl Into<Treatment>) -> Result<Fitted, PictureError> {
    let Treatment { focus, edit } = treatment.into();
    contained(|| {
        let probe = probe(bytes)?.turned_by(edit.quarters());
        let mut picture = match edit.fill {
            Fill::Crop => {
                let target = orientation::turned(probe.orientation, slot.pixels());
                let on_stored = orientation::stored_focus(probe.orientation, focus);
                let part = Part::cropped(probe.stored(), target, on_stored);
                render(bytes, &probe, part, target)?
            }
            Fill::White | Fill::Blur => {
                let inner = pad::inside((probe.width, probe.height), slot.pixels());
                let target = orientation::turned(probe.orientation, inner);
                let whole = render(bytes, &probe, Part::whole(probe.stored()), target)?;
                pad::padded(whole, slot.pixels(), edit.fill)?
            }
        };
        if edit.sharpen {
            picture = sharpen::sharpened(&picture);
        }
        finished(&picture, encode::within(&picture, slot.max_bytes())?)
    })
}

/// The whole picture, upright and then turned by `quarters` clockwise, its longer side at most `max_side` pixels; never
/// enlarged. For lists and the focus picker.
///
/// # Errors
/// Any [`PictureError`].
pub fn thumbnail(bytes: &[u8], max_side: u32, quarters: u8) -> Result<Fitted, PictureError> {
    contained(|| {
        let probe = probe(bytes)?.turned_by(quarters);
        let (width, height) = probe.stored();
        let scale = (f64::from(max_side.max(1)) / f64::from(width.max(height))).min(1.0);
        let side = |whole: u32| ((f64::from(whole) * scale).round() as u32).max(1);
        let picture = render(bytes, &probe, Part::whole((width, height)), (side(width), side(height)))?;
        finished(&picture, encode::at_quality(&picture, THUMBNAIL_QUALITY)?)
    })
}

/// The `part` of the stored picture at `target` pixels (both before the turn), turned upright, in sRGB.
pub(crate) fn render(bytes: &[u8], probe: &Probe, part: Part, target: (u32, u32)) -> Result<RgbImage, PictureError> {
    let (source, part, icc) = match probe.format {
        Format::Jpeg => jpeg::decode(bytes, part, target)?,
        Format::Png => png::decode(bytes, probe, part, target)?,
        Format::WebP | Format::Gif | Format::Bmp => {
            let (source, icc) = raster::decode(bytes, probe)?;
            (source, part, icc)
        }
    };
    let small = if part == Part::whole(target) && (source.width, source.height) == target {
        source
    } else {
        let small = resize(&source, part, target)?;
        scratch::leave(source.data);
        small
    };
    Ok(orientation::upright(colour::to_srgb(small, &icc), probe.orientation))
}

pub(crate) fn finished(picture: &RgbImage, encoded: encode::Encoded) -> Result<Fitted, PictureError> {
    let (width, height) = picture.dimensions();
    Ok(Fitted { jpeg: encoded.jpeg, width, height, quality: encoded.quality })
}

/// Runs `work`; a panic inside a decoder library means that the file broke it, and counts as damage.
pub(crate) fn contained<T>(work: impl FnOnce() -> Result<T, PictureError>) -> Result<T, PictureError> {
    // Nothing of what `work` touches outlives it, so no half-changed state can be seen.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(PictureError::Damaged))
}

#[cfg(test)]
mod tests;
