//! Edges made a little harder: what a phone's photo loses when it is made small.
//!
//! Invariant: even areas stay exactly as they are.

use image::{Rgb, RgbImage};

/// How much of the difference to the neighbours is added, in percent.
const AMOUNT: i32 = 60;

/// The picture with the difference to its blurred self added (unsharp mask of one pixel).
pub(crate) fn sharpened(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let at = |x: i64, y: i64| {
        let (x, y) = (x.clamp(0, i64::from(width) - 1), y.clamp(0, i64::from(height) - 1));
        picture.get_pixel(x as u32, y as u32).0
    };
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (i64::from(x), i64::from(y));
        let mut around = [0i32; 3];
        for (down, row) in [1, 2, 1].into_iter().enumerate() {
            for (across, weight) in [1, 2, 1].into_iter().enumerate() {
                let pixel = at(x + across as i64 - 1, y + down as i64 - 1);
                (0..3).for_each(|n| around[n] += row * weight * i32::from(pixel[n]));
            }
        }
        let here = at(x, y);
        Rgb([0, 1, 2].map(|n| {
            let value = i32::from(here[n]);
            let more = (16 * value - around[n]) * AMOUNT;
            (value + more / 1600).clamp(0, 255) as u8
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus;

    #[test]
    fn edges_grow_and_even_areas_stay() {
        let picture = corpus::corners(40, 40);
        let sharp = sharpened(&picture);
        assert_eq!(sharp.get_pixel(5, 5), picture.get_pixel(5, 5));
        let step = |picture: &RgbImage| picture.get_pixel(19, 5).0[0].abs_diff(picture.get_pixel(20, 5).0[0]);
        assert!(step(&sharp) > step(&picture), "{} {}", step(&sharp), step(&picture));
        assert_eq!(sharpened(&RgbImage::new(1, 1)), RgbImage::new(1, 1));
    }
}
