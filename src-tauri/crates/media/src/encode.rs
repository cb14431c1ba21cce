//! A finished picture made JPEG within a byte ceiling, at the best quality that holds it.
//!
//! Invariant: what is returned never exceeds the ceiling. Quality goes down to [`LEAST_QUALITY`] and no further; a picture
//! that is still too large (noise) loses detail instead, halving it until it fits.

use crate::{
    error::PictureError,
    resize::{Part, Raster, Samples, resize},
    turbo::Encoder,
};
use image::RgbImage;

/// Quality when the ceiling allows it.
pub(crate) const BEST_QUALITY: u8 = 85;
/// Below this, blocks show more than softness would.
const LEAST_QUALITY: u8 = 30;
/// Close enough below the ceiling to stop looking.
const ENOUGH: f64 = 0.97;
/// Where the search aims, a little below the ceiling, so that most second guesses fit.
const AIM: f64 = 0.985;
/// Change of log size with log coarseness of photographs, for the first guess.
const FIRST_SLOPE: f64 = -0.8;
/// Encodes that photographs take; more only where more than a step of quality is left.
const ENCODES: u32 = 3;
/// Guesses by secant before the search falls back to halving.
const GUESSES: u32 = 4;

/// JPEG bytes and the quality they were written at.
pub(crate) struct Encoded {
    pub(crate) jpeg: Vec<u8>,
    pub(crate) quality: u8,
}

/// The picture at a fixed quality.
pub(crate) fn at_quality(picture: &RgbImage, quality: u8) -> Result<Encoded, PictureError> {
    let jpeg = Encoder::new(picture.as_raw(), picture.dimensions())?.encode(quality)?.to_vec();
    Ok(Encoded { jpeg, quality })
}

/// The picture in at most `ceiling` bytes.
pub(crate) fn within(picture: &RgbImage, ceiling: usize) -> Result<Encoded, PictureError> {
    counted_within(picture, ceiling).map(|(encoded, _)| encoded)
}

/// The same, without losing detail: `None` where the least quality does not fit.
pub(crate) fn at_all(picture: &RgbImage, ceiling: usize) -> Result<Option<Encoded>, PictureError> {
    search(picture, ceiling, &mut 0)
}

/// The same, with the number of encodes it took.
fn counted_within(picture: &RgbImage, ceiling: usize) -> Result<(Encoded, u32), PictureError> {
    let mut encodes = 0;
    if let Some(encoded) = search(picture, ceiling, &mut encodes)? {
        return Ok((encoded, encodes));
    }
    let (width, height) = picture.dimensions();
    let mut factor = 2;
    while factor < width.max(height) {
        let softened = soften(picture, factor)?;
        if let Some(encoded) = search(&softened, ceiling, &mut encodes)? {
            return Ok((encoded, encodes));
        }
        factor *= 2;
    }
    // One colour all over: a few bytes for each block, the least a picture of this size takes.
    Err(PictureError::Damaged)
}

/// The best quality from [`LEAST_QUALITY`] to [`BEST_QUALITY`] that fits, within a step or so; `None` when none does.
fn search(picture: &RgbImage, ceiling: usize, encodes: &mut u32) -> Result<Option<Encoded>, PictureError> {
    let mut encoder = Encoder::new(picture.as_raw(), picture.dimensions())?;
    let mut best: Option<(u8, Vec<u8>)> = None;
    // Quality below which everything is known to fit or not worth trying, and above which nothing fits.
    let (mut low, mut high) = (LEAST_QUALITY - 1, BEST_QUALITY + 1);
    let mut quality = BEST_QUALITY;
    let mut points: Vec<(f64, f64)> = Vec::new();
    let aim = (ceiling as f64 * AIM).ln();
    while high - low > 1 {
        let jpeg = encoder.encode(quality)?;
        *encodes += 1;
        let size = jpeg.len();
        points.push((coarseness(quality).ln(), (size as f64).ln()));
        if size <= ceiling {
            best = Some((quality, jpeg.to_vec()));
            low = quality;
            if size as f64 >= ceiling as f64 * ENOUGH {
                break;
            }
        } else {
            high = quality;
        }
        let taken = points.len() as u32;
        quality = if taken <= GUESSES { guess(&points, aim) } else { low.midpoint(high) };
        if taken >= ENCODES && best.is_some() && quality <= low + 1 {
            break;
        }
        if taken + 1 == ENCODES && best.is_none() {
            // The last one of the usual three must fit: a step less than is hoped for.
            quality = quality.saturating_sub(1);
        }
        quality = quality.clamp(low + 1, (high - 1).max(low + 1));
    }
    Ok(best.map(|(quality, jpeg)| Encoded { jpeg, quality }))
}

/// The quality at which the line through the last two encodes (or the first, at the usual slope) meets the aim.
fn guess(points: &[(f64, f64)], aim: f64) -> u8 {
    let slope = match points {
        [.., (x0, y0), (x1, y1)] if (x1 - x0).abs() > 1e-9 => (y1 - y0) / (x1 - x0),
        _ => FIRST_SLOPE,
    };
    let slope = if slope < -0.05 { slope } else { FIRST_SLOPE };
    let (x, y) = points.last().copied().unwrap_or_default();
    quality_of((x + (aim - y) / slope).exp())
}

/// The factor, in percent, by which libjpeg multiplies its quantisation tables at a quality.
fn coarseness(quality: u8) -> f64 {
    let quality = f64::from(quality);
    if quality < 50.0 { 5000.0 / quality } else { 200.0 - 2.0 * quality }
}

/// The quality of a coarseness, rounded down to the safe side.
fn quality_of(coarseness: f64) -> u8 {
    let quality = if coarseness > 100.0 { 5000.0 / coarseness } else { (200.0 - coarseness) / 2.0 };
    quality.clamp(1.0, 100.0) as u8
}

/// The picture at its own size with the detail of one `factor` times smaller.
fn soften(picture: &RgbImage, factor: u32) -> Result<RgbImage, PictureError> {
    let (width, height) = picture.dimensions();
    let source = Raster { width, height, samples: Samples::Rgb, data: picture.as_raw().clone() };
    let small = (width.div_ceil(factor), height.div_ceil(factor));
    let reduced = resize(&source, Part::whole((width, height)), small)?;
    let enlarged = resize(&reduced, Part::whole(small), (width, height))?;
    RgbImage::from_raw(width, height, enlarged.data).ok_or(PictureError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus;

    #[test]
    fn a_quality_and_its_coarseness_agree() {
        for quality in 1..=99 {
            let back = quality_of(coarseness(quality));
            assert!(back == quality || back + 1 == quality, "{quality} {back}");
        }
    }

    /// The best quality that holds the ceiling, by trying them all.
    fn best_of_all(picture: &RgbImage, ceiling: usize) -> u8 {
        let fits = |quality: &u8| at_quality(picture, *quality).unwrap().jpeg.len() <= ceiling;
        (LEAST_QUALITY..=BEST_QUALITY).rev().find(fits).unwrap()
    }

    #[test]
    fn on_twenty_five_pictures_three_encodes_or_once_four_come_within_a_step_of_the_best() {
        let ceiling = kaibo_domain::Slot::Feeds.max_bytes();
        let mut report = Vec::new();
        for number in 0..25u8 {
            let picture = corpus::photo(800, 800, 4 + 2 * number);
            let (encoded, encodes) = counted_within(&picture, ceiling).unwrap();
            assert!(encoded.jpeg.len() <= ceiling);
            report.push((encodes, best_of_all(&picture, ceiling) - encoded.quality));
        }
        assert!(report.iter().all(|(encodes, below)| *encodes <= 4 && *below <= 1), "{report:?}");
        let in_three = report.iter().filter(|(encodes, _)| *encodes <= ENCODES).count();
        assert!(in_three >= 24, "{report:?}");
    }

    #[test]
    fn noise_loses_detail_rather_than_break_the_ceiling() {
        let noise = corpus::noise(800, 800);
        assert!(at_quality(&noise, LEAST_QUALITY).unwrap().jpeg.len() > 100_000);
        let encoded = within(&noise, 100_000).unwrap();
        assert!(encoded.jpeg.len() <= 100_000 && encoded.quality >= LEAST_QUALITY);
        let tight = within(&noise, 12_000).unwrap();
        assert!(tight.jpeg.len() <= 12_000);
    }
}
