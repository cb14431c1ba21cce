//! A whole picture in a slot of other proportions: on white, or on itself, blurred.
//!
//! Invariant: the result has exactly the slot's pixels, with the picture in its middle.

use crate::{
    error::PictureError,
    resize::{Part, Raster, Samples, resize},
};
use image::{Rgb, RgbImage, imageops};
use kaibo_domain::{Fill, Focus};

/// How many pixels of the slot one of the blurred background stands for.
const COARSE: u32 = 40;

/// The largest size with the picture's proportions that fits into the slot; at least a pixel each way.
pub(crate) fn inside((width, height): (u32, u32), slot: (u32, u32)) -> (u32, u32) {
    let scale = (f64::from(slot.0) / f64::from(width)).min(f64::from(slot.1) / f64::from(height));
    let side = |whole: u32, most: u32| ((f64::from(whole) * scale).round() as u32).clamp(1, most);
    (side(width, slot.0), side(height, slot.1))
}

/// The picture in the middle of a slot's pixels, on what `fill` says.
pub(crate) fn padded(picture: RgbImage, slot: (u32, u32), fill: Fill) -> Result<RgbImage, PictureError> {
    if picture.dimensions() == slot {
        return Ok(picture);
    }
    let mut ground = match fill {
        Fill::Blur => blurred(&picture, slot)?,
        Fill::White | Fill::Crop => RgbImage::from_pixel(slot.0, slot.1, Rgb([255; 3])),
    };
    let (width, height) = picture.dimensions();
    let [left, top] = [slot.0.saturating_sub(width) / 2, slot.1.saturating_sub(height) / 2].map(i64::from);
    imageops::replace(&mut ground, &picture, left, top);
    Ok(ground)
}

/// The picture's middle over the whole slot, with the detail of a few pixels.
fn blurred(picture: &RgbImage, slot: (u32, u32)) -> Result<RgbImage, PictureError> {
    let (width, height) = picture.dimensions();
    let source = Raster { width, height, samples: Samples::Rgb, data: picture.as_raw().clone() };
    let coarse = (slot.0.div_ceil(COARSE), slot.1.div_ceil(COARSE));
    let small = resize(&source, Part::cropped((width, height), slot, Focus::CENTRE), coarse)?;
    let wide = resize(&small, Part::whole(coarse), slot)?;
    RgbImage::from_raw(slot.0, slot.1, wide.data).ok_or(PictureError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus;

    #[test]
    fn the_picture_stays_whole_and_in_its_proportions() {
        assert_eq!(inside((4000, 3000), (300, 300)), (300, 225));
        assert_eq!(inside((1, 30_000), (300, 300)), (1, 300));
        let picture = RgbImage::from_pixel(300, 225, Rgb([10, 20, 30]));
        let white = padded(picture.clone(), (300, 300), Fill::White).unwrap();
        assert_eq!((white.get_pixel(150, 10).0, white.get_pixel(0, 150).0), ([255; 3], [10, 20, 30]));
        assert_eq!(padded(white.clone(), (300, 300), Fill::Blur).unwrap(), white);
    }

    #[test]
    fn the_blurred_ground_has_the_pictures_colours_without_its_detail() {
        let picture = corpus::corners(300, 100);
        let blurred = padded(picture, (300, 300), Fill::Blur).unwrap();
        let row: Vec<u8> = (0..300).map(|x| blurred.get_pixel(x, 20).0[0]).collect();
        assert!(row[20] > 180 && row[280] < 80, "{row:?}");
        assert!(row.windows(2).all(|pair| pair[0].abs_diff(pair[1]) < 12), "no hard edge in the ground");
        assert_eq!(blurred.get_pixel(10, 110).0, corpus::CORNERS[0]);
    }
}
