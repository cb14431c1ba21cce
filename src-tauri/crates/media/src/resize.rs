//! Samples of one picture, and the resize of a fractional part of them.
//!
//! Invariant: the resize works on stored samples (grey, RGB or CMYK); colour and orientation come after it.

use crate::{error::PictureError, scratch};
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions,
    images::{Image, ImageRef},
};
use kaibo_domain::Focus;

/// Lobes of the filter.
const LOBES: f64 = 3.0;
/// Rows of a band at least: of fewer, most of the work would be done twice.
const LEAST_BAND: u32 = 32;

/// How many pixels beyond a part that becomes `target` pixels have a say in it.
pub(crate) fn reach(part: f64, target: u32) -> f64 {
    LOBES * (part / f64::from(target)).max(1.0) + 1.0
}

/// What one pixel's bytes mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Samples {
    /// One byte of grey.
    Grey,
    /// Red, green, blue.
    Rgb,
    /// Cyan, magenta, yellow, black; `inverted` when 255 means no ink, as Adobe writes it.
    Cmyk {
        /// 255 means no ink.
        inverted: bool,
    },
}

impl Samples {
    /// Bytes a pixel.
    pub(crate) const fn channels(self) -> usize {
        match self {
            Samples::Grey => 1,
            Samples::Rgb => 3,
            Samples::Cmyk { .. } => 4,
        }
    }

    const fn pixel_type(self) -> PixelType {
        match self {
            Samples::Grey => PixelType::U8,
            Samples::Rgb => PixelType::U8x3,
            Samples::Cmyk { .. } => PixelType::U8x4,
        }
    }
}

/// Rows of 8-bit samples without padding: `data.len() == width * height * samples.channels()`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Raster {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) samples: Samples,
    pub(crate) data: Vec<u8>,
}

/// A part of a picture, pixels and fractions of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Part {
    /// The whole of a picture.
    pub(crate) fn whole((width, height): (u32, u32)) -> Part {
        Part { left: 0.0, top: 0.0, width: width.into(), height: height.into() }
    }

    /// The largest part with the proportions of `target` and `focus` as near to its middle as the edges allow.
    pub(crate) fn cropped(picture: (u32, u32), target: (u32, u32), focus: Focus) -> Part {
        let pixels = |(width, height): (u32, u32)| (f64::from(width), f64::from(height));
        let (left, top, width, height) = focus.crop(pixels(picture), pixels(target));
        Part { left, top, width, height }
    }

    /// The same part where a pixel is `scale` of what it was and the upper left corner is moved to `left`, `top`.
    pub(crate) fn seen_at(self, scale: f64, (left, top): (u32, u32)) -> Part {
        Part {
            left: self.left * scale - f64::from(left),
            top: self.top * scale - f64::from(top),
            width: self.width * scale,
            height: self.height * scale,
        }
    }

    /// The part brought inside a picture, against rounding.
    fn inside(self, (width, height): (u32, u32)) -> Part {
        let (whole_width, whole_height) = (f64::from(width), f64::from(height));
        let (width, height) = (self.width.min(whole_width), self.height.min(whole_height));
        let left = self.left.clamp(0.0, whole_width - width);
        let top = self.top.clamp(0.0, whole_height - height);
        // left + width may exceed the whole by one rounding step, which the resizer refuses.
        Part { left, top, width: width.min(whole_width - left), height: height.min(whole_height - top) }
    }
}

/// The `part` of `source` at `width`×`height` pixels, Lanczos over three lobes, in the samples' own (gamma) space. In bands, so
/// that what the resizer holds in between stays as small as what is kept of it.
pub(crate) fn resize(source: &Raster, part: Part, (width, height): (u32, u32)) -> Result<Raster, PictureError> {
    in_bands(source, part, (width, height), band(part.width, width, source.samples))
}

fn in_bands(source: &Raster, part: Part, (width, height): (u32, u32), rows: u32) -> Result<Raster, PictureError> {
    let part = part.inside((source.width, source.height));
    let line = width as usize * source.samples.channels();
    let mut data = vec![0; line * height as usize];
    let mut top = 0;
    for of_result in data.chunks_mut((line * rows as usize).max(1)) {
        let rows = rows.min(height - top);
        let scale = part.height / f64::from(height);
        let of_band = Part { top: part.top + f64::from(top) * scale, height: f64::from(rows) * scale, ..part };
        resize_into(of_result, source, of_band.inside((source.width, source.height)), (width, rows))?;
        top += rows;
    }
    Ok(Raster { width, height, samples: source.samples, data })
}

/// Rows of a band: what stands between the resizer's two passes, the part's columns of each row, fits in
/// [`scratch::MOST_RESIZER`].
fn band(part: f64, width: u32, samples: Samples) -> u32 {
    let line = (part + 2.0 * reach(part, width)) * samples.channels() as f64;
    // Positive, and at most a few million.
    ((scratch::MOST_RESIZER as f64 / line) as u32).max(LEAST_BAND)
}

fn resize_into(into: &mut [u8], source: &Raster, part: Part, (width, height): (u32, u32)) -> Result<(), PictureError> {
    let kind = source.samples.pixel_type();
    let input = ImageRef::new(source.width, source.height, &source.data, kind).map_err(|_| PictureError::Damaged)?;
    let mut output = Image::from_slice_u8(width, height, into, kind).map_err(|_| PictureError::Damaged)?;
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        // The fourth channel of CMYK is ink, not alpha.
        .use_alpha(false)
        .crop(part.left, part.top, part.width, part.height);
    scratch::with_resizer(|resizer| resizer.resize(&input, &mut output, &options)).map_err(|_| PictureError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_crop_of_any_picture_can_be_resized(
            width in 1u32..200, height in 1u32..200, x in 0.0f64..=1.0, y in 0.0f64..=1.0, pick in 0usize..5,
        ) {
            let (slot_width, slot_height) = kaibo_domain::Slot::ALL[pick].pixels();
            let (left, top, crop_width, crop_height) = kaibo_domain::Focus { x, y }
                .crop((width.into(), height.into()), (slot_width.into(), slot_height.into()));
            let source = Raster { width, height, samples: Samples::Grey, data: vec![7; (width * height) as usize] };
            let part = Part { left, top, width: crop_width, height: crop_height };
            let out = resize(&source, part, (30, 40)).unwrap();
            prop_assert!(out.data.iter().all(|value| *value == 7));
        }

        #[test]
        fn bands_make_the_picture_that_one_go_makes(
            width in 40u32..400, height in 40u32..400, top in 0.0f64..9.0, to_height in 33u32..300, rows in 32u32..100,
        ) {
            let noise = (0..width * height).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
            let source = Raster { width, height, samples: Samples::Grey, data: noise };
            let part = Part { left: 1.5, top, width: 30.0, height: f64::from(height) - 10.0 };
            let whole = in_bands(&source, part, (50, to_height), to_height).unwrap();
            let banded = in_bands(&source, part, (50, to_height), rows).unwrap();
            let differences = whole.data.iter().zip(&banded.data).map(|(one, other)| one.abs_diff(*other));
            // The resizer rounds the weights of each go to one precision.
            prop_assert_eq!(differences.clone().filter(|difference| *difference > 2).max(), None);
            prop_assert!(differences.map(u64::from).sum::<u64>() * 20 <= whole.data.len() as u64);
        }
    }
}
