//! Where a picture's subject is, when nobody has said: colours unlike the picture's edges, and detail.
//!
//! A small measure of our own, on a picture of at most 64 pixels: what is sold stands out against what it lies on, and
//! what it lies on reaches the edges of the photo. A pixel counts by how far its colour is from the nearest of the four
//! edge pixels of its row and column (so that a background may change from side to side), and by its gradient. Where
//! nothing stands out the middle is kept. How often it is right stands in docs/benchmarks.md.
//!
//! Invariant: pure, the same picture gives the same focus, and the answer lies within the picture.

use crate::{
    error::PictureError,
    fit::{contained, render},
    probe::probe,
    resize::Part,
};
use image::RgbImage;
use kaibo_domain::Focus;

/// Longer side of the picture that is looked at, px.
const SIDE: u32 = 64;
/// Pixels at each edge that are taken for background.
const RIM: u32 = 2;
/// Difference of colour, of 255, below which two pixels count as the same.
const SAME: f64 = 14.0;
/// What a gradient counts beside a difference of colour.
const DETAIL: f64 = 0.35;
/// Shares of what stands out that lie before the subject's near edge and before its far edge.
const SPAN: [f64; 2] = [0.06, 0.94];

/// The middle of what stands out, as fractions of the upright picture.
///
/// # Errors
/// Any [`PictureError`]; damage is found as far as the file is read, which is to its end.
pub fn focus(bytes: &[u8]) -> Result<Focus, PictureError> {
    contained(|| {
        let probe = probe(bytes)?;
        let (width, height) = probe.stored();
        let scale = (f64::from(SIDE) / f64::from(width.max(height))).min(1.0);
        let side = |whole: u32| ((f64::from(whole) * scale).round() as u32).max(1);
        let small = render(bytes, &probe, Part::whole((width, height)), (side(width), side(height)))?;
        Ok(of_small(&small))
    })
}

fn of_small(picture: &RgbImage) -> Focus {
    let (width, height) = picture.dimensions();
    if width.min(height) < 4 * RIM {
        return Focus::CENTRE;
    }
    let weights = standing_out(picture);
    let columns: Vec<f64> = (0..width).map(|x| (0..height).map(|y| weights[(y * width + x) as usize]).sum()).collect();
    let rows: Vec<f64> = (0..height).map(|y| (0..width).map(|x| weights[(y * width + x) as usize]).sum()).collect();
    Focus { x: middle(&columns), y: middle(&rows) }
}

/// What each pixel counts; all 0 where nothing stands out.
fn standing_out(picture: &RgbImage) -> Vec<f64> {
    let (width, height) = picture.dimensions();
    let at = |x: u32, y: u32| picture.get_pixel(x.min(width - 1), y.min(height - 1)).0;
    let mut weights = Vec::with_capacity((width * height) as usize);
    for y in 0..height {
        for x in 0..width {
            let here = at(x, y);
            let edges = (0..RIM).flat_map(|n| [at(n, y), at(width - 1 - n, y), at(x, n), at(x, height - 1 - n)]);
            let unlike = edges.map(|edge| difference(here, edge)).fold(f64::INFINITY, f64::min);
            let detail = difference(here, at(x + 1, y)).max(difference(here, at(x, y + 1)));
            weights.push((unlike - SAME).max(0.0) + DETAIL * (detail - SAME).max(0.0));
        }
    }
    // What stands out a little is mostly light and texture: only what clearly does counts, and more than its part.
    let most = weights.iter().copied().fold(0.0, f64::max);
    weights.iter_mut().for_each(|weight| *weight = (*weight - most / 4.0).max(0.0).powf(1.5));
    weights
}

fn difference(a: [u8; 3], b: [u8; 3]) -> f64 {
    let apart = |n: usize| f64::from(a[n]) - f64::from(b[n]);
    // Brightness changes with the light, colour with the thing: of the brightness half is taken away.
    let light = (0..3).map(apart).sum::<f64>() / 3.0;
    let rest = (0..3).map(|n| (apart(n) - light / 2.0).powi(2)).sum::<f64>();
    rest.sqrt()
}

/// The middle of the span that holds most of the weight, as a fraction of the side.
fn middle(weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return 0.5;
    }
    let reached = |share: f64| {
        let mut sum = 0.0;
        let place = weights.iter().position(|weight| {
            sum += weight;
            sum >= total * share
        });
        place.unwrap_or(weights.len() - 1) as f64 + 0.5
    };
    let [near, far] = SPAN.map(reached);
    (near + far) / 2.0 / weights.len() as f64
}

#[cfg(test)]
mod tests;
