//! A made picture with the statistics of a phone's photo, for tests and benchmarks of quality and speed.
//!
//! Light and colour that change over all distances, a subject in focus with fine weave and hard edges before a ground out
//! of focus, a tag with print on it, and the grain that a phone's own smoothing leaves. The same for the same arguments.

use image::RgbImage;

/// `width`×`height` pixels; what is seen grows with the size, as when the same thing is photographed with more pixels.
pub(crate) fn photograph(width: u32, height: u32, seed: u32) -> RgbImage {
    // Distances below are in pixels of a photo 3,024 high.
    let unit = 3024.0 / height as f32;
    let rows = (0..height).map(|y| (0..width).map(move |x| pixel(x, y, (width, height), unit, seed)));
    let data = rows.flatten().flatten().collect();
    RgbImage::from_raw(width, height, data).unwrap_or_default()
}

fn pixel(x: u32, y: u32, (width, height): (u32, u32), unit: f32, seed: u32) -> [u8; 3] {
    let (u, v) = (x as f32 * unit, y as f32 * unit);
    let noise =
        |salt: u32, distance: f32| lattice(u / distance, v / distance, seed.wrapping_mul(31).wrapping_add(salt));
    let (from_middle, from_top) = (u - width as f32 * unit * 0.5, v - height as f32 * unit * 0.48);
    let edge = 1050.0 + 120.0 * noise(1, 420.0);
    let in_focus = from_middle.hypot(from_top * 1.1) < edge;
    let light = 150.0 + 34.0 * noise(2, 1100.0) + 18.0 * noise(3, 350.0);
    let (mut luma, colour) = if in_focus {
        let fold = (u * 0.011 + v * 0.004 + 2.2 * noise(4, 260.0)).sin();
        let weave = (u * 0.62).sin() * (v * 0.58).sin();
        let fine = 10.0 * noise(5, 40.0) + 9.0 * noise(6, 13.0) + 9.0 * noise(7, 5.0);
        (light - 34.0 + 24.0 * fold + 5.0 * weave + fine, [26.0, -14.0, -6.0])
    } else {
        (light + 16.0 * noise(8, 160.0), [4.0, 1.0, -9.0])
    };
    // A price tag: white, with dark strokes.
    let (across, down) = (from_middle - 380.0, from_top - 330.0);
    if (0.0..420.0).contains(&across) && (0.0..240.0).contains(&down) {
        let is_stroke = (across as u32 / 11).wrapping_mul(2_654_435_761) >> 30 == 0 && (down as u32 / 34) % 2 == 1;
        luma = if is_stroke { 42.0 } else { 232.0 };
    }
    let (hue, stain) = (12.0 * noise(9, 500.0), 3.0 * noise(10, 7.0));
    let grain = 5.0 * (dice(x, y, seed) + dice(x, y, !seed));
    let light = luma + grain;
    [light + colour[0] + hue + stain, light + colour[1] - stain, light + colour[2] - hue].map(|value| value as u8)
}

/// Smooth noise between -1 and 1 that changes over a distance of one.
fn lattice(x: f32, y: f32, seed: u32) -> f32 {
    // Both are positive: cut off is rounded down.
    let (left, top) = (x as u32, y as u32);
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (across, down) = (ease(x - left as f32), ease(y - top as f32));
    let row = |y: u32| {
        let (near, far) = (dice(left, y, seed), dice(left + 1, y, seed));
        near + (far - near) * across
    };
    let (upper, lower) = (row(top), row(top + 1));
    upper + (lower - upper) * down
}

/// A number between -1 and 1 for a place.
fn dice(x: u32, y: u32, seed: u32) -> f32 {
    let mut mixed = x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca77) ^ seed.wrapping_mul(0xc2b2_ae3d);
    mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2c1b_3c6d);
    mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39);
    (mixed ^ (mixed >> 15)) as f32 / (u32::MAX as f32 / 2.0) - 1.0
}
