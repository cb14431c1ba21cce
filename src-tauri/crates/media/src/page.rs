//! A page of a paper: as many pixels as small print needs, in as many bytes as the platform takes.
//!
//! Invariant: upright, sRGB, without metadata, at most [`PAGE_BYTES`]; its long side keeps [`LEGIBLE_PX`] pixels where it had
//! them: quality goes down before that.

use crate::{
    encode::{self, Encoded},
    error::PictureError,
    fit::{Fitted, contained, finished, render},
    probe::probe,
    resize::{Part, Raster, Samples, resize},
};
use image::RgbImage;
use kaibo_domain::platform::shop::limit::FILE_MAX_BYTES;

/// The most bytes of a page: what the platform takes of a qualification's picture.
pub const PAGE_BYTES: usize = FILE_MAX_BYTES;
/// The long side of a page at most: A4 at 300 dots an inch.
pub(crate) const LONGEST_PX: u32 = 3508;
/// Small print on A4 can be read from that long a side on.
pub const LEGIBLE_PX: u32 = 1600;
/// Below this quality the edges of letters fray: fewer pixels are better.
const LEGIBLE_QUALITY: u8 = 60;
/// From one size to the next.
const STEP: f64 = 0.8;

/// The picture as a page.
///
/// # Errors
/// Any [`PictureError`]; damage anywhere in the file is found.
pub fn page(bytes: &[u8]) -> Result<Fitted, PictureError> {
    contained(|| {
        let probe = probe(bytes)?;
        let stored = probe.stored();
        let target = within_side(stored, LONGEST_PX);
        within_bytes(render(bytes, &probe, Part::whole(stored), target)?)
    })
}

/// The largest size of which the ceiling takes a legible quality; of the least legible size whatever quality it takes.
pub(crate) fn within_bytes(picture: RgbImage) -> Result<Fitted, PictureError> {
    if let Some(page) = legible(&picture)? {
        return Ok(page);
    }
    let whole = picture.dimensions();
    let source = Raster { width: whole.0, height: whole.1, samples: Samples::Rgb, data: picture.into_raw() };
    let mut side = whole.0.max(whole.1);
    loop {
        side = ((f64::from(side) * STEP) as u32).max(LEGIBLE_PX);
        let target = within_side(whole, side);
        let small = resize(&source, Part::whole(whole), target)?;
        let picture = RgbImage::from_raw(target.0, target.1, small.data).ok_or(PictureError::Damaged)?;
        if let Some(page) = legible(&picture)? {
            return Ok(page);
        }
    }
}

/// The picture as it is, if it can be read then; one of the least legible size always.
fn legible(picture: &RgbImage) -> Result<Option<Fitted>, PictureError> {
    if picture.width().max(picture.height()) <= LEGIBLE_PX {
        return finished(picture, encode::within(picture, PAGE_BYTES)?).map(Some);
    }
    match encode::at_all(picture, PAGE_BYTES)? {
        Some(encoded) if is_legible(&encoded) => finished(picture, encoded).map(Some),
        _ => Ok(None),
    }
}

fn is_legible(encoded: &Encoded) -> bool {
    encoded.quality >= LEGIBLE_QUALITY
}

/// The same proportions with a long side of at most `side`; never enlarged.
fn within_side((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let scale = (f64::from(side) / f64::from(width.max(height).max(1))).min(1.0);
    let scaled = |whole: u32| ((f64::from(whole) * scale).round() as u32).max(1);
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{self, PLAIN};
    use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};

    fn png(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (width, height) = picture.dimensions();
        PngEncoder::new(&mut bytes).write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8).unwrap();
        bytes
    }

    #[test]
    fn a_twelve_megapixel_photo_keeps_the_size_that_print_needs() {
        for roughness in [3, 40] {
            let source = corpus::jpeg(&corpus::photo(4032, 3024, roughness), PLAIN);
            let page = page(&source).unwrap();
            assert!(page.jpeg.len() <= PAGE_BYTES && page.width >= LEGIBLE_PX && page.width <= LONGEST_PX, "{page:?}");
            assert!((f64::from(page.width) / f64::from(page.height) - 4.0 / 3.0).abs() < 0.01);
        }
    }

    #[test]
    fn noise_loses_pixels_down_to_what_can_be_read_and_then_quality() {
        let large = page(&png(&corpus::noise(3000, 2250))).unwrap();
        assert!(large.jpeg.len() <= PAGE_BYTES && large.quality >= LEGIBLE_QUALITY, "{large:?}");
        assert!((LEGIBLE_PX..3000).contains(&large.width), "{large:?}");
        let least = page(&png(&corpus::noise(LEGIBLE_PX, LEGIBLE_PX))).unwrap();
        assert!(least.jpeg.len() <= PAGE_BYTES, "{least:?}");
        assert_eq!((least.width, least.height), (LEGIBLE_PX, LEGIBLE_PX));
    }

    #[test]
    fn a_small_picture_stays_as_small_as_it_is() {
        let page = page(&png(&corpus::photo(640, 480, 3))).unwrap();
        assert_eq!((page.width, page.height), (640, 480));
    }

    #[test]
    fn the_same_file_makes_the_same_page() {
        let source = png(&corpus::photo(900, 1200, 9));
        assert_eq!(page(&source).unwrap(), page(&source).unwrap());
    }

    #[test]
    fn what_is_no_picture_is_said() {
        assert_eq!(page(b""), Err(PictureError::Empty));
        assert_eq!(page(b"%PDF-1.7"), Err(PictureError::Unsupported { format: "PDF" }));
    }
}
