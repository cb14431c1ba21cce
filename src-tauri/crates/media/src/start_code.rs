//! What a picture of a start code shows: a QR code, which is read, or a round mini-program code, which nobody but WeChat
//! can read and which is only told from other pictures.
//!
//! A round code is dark strokes on white, set like rays about its middle: whoever walks round it meets many more edges
//! than whoever walks outwards. Photos have shades between dark and light, drawings and text are the same in all
//! directions. The measure is rough on purpose: it gives a warning, never a refusal.

use crate::{
    error::PictureError,
    fit::{contained, render},
    probe::probe,
    resize::Part,
};
use image::{GrayImage, RgbImage, imageops::grayscale};
use std::f64::consts::TAU;

/// Longer sides at which a QR code is looked for, px: fine modules need the larger one, a filmed screen the smaller.
const QR_SIDES: [u32; 2] = [1400, 500];
/// Longer side of the picture in which rays are looked for, px.
const RAYS_SIDE: u32 = 512;
/// The least difference between dark and light, of 255.
const LEAST_CONTRAST: u8 = 90;
/// The most pixels between dark and light, as a share of all: edges only.
const MOST_BETWEEN: f64 = 0.30;
/// Radii that are walked round, as shares of the code's: within lies the shop's picture.
const RINGS: [f64; 7] = [0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90];
/// The fewest changes between dark and light that one meets on the way round: 36 rays are the fewest there are.
const FEWEST_CHANGES: u32 = 30;
/// How many times more changes a way round has than a way outwards of the same length.
const LEAST_RATIO: f64 = 1.4;

/// What a picture shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartCodeLook {
    /// A QR code that says this.
    Qr(String),
    /// What looks like a round mini-program code.
    Round,
    /// Neither.
    Neither,
}

/// Looks for a code in a picture.
///
/// # Errors
/// Any [`PictureError`].
pub fn look_for_code(bytes: &[u8]) -> Result<StartCodeLook, PictureError> {
    contained(|| {
        for side in QR_SIDES {
            if let Some(text) = read_qr(&grey(bytes, side)?) {
                return Ok(StartCodeLook::Qr(text));
            }
        }
        let has_rays = has_rays(&grey(bytes, RAYS_SIDE)?);
        Ok(if has_rays { StartCodeLook::Round } else { StartCodeLook::Neither })
    })
}

/// The picture in grey, its longer side at most `side` pixels.
fn grey(bytes: &[u8], side: u32) -> Result<GrayImage, PictureError> {
    let probe = probe(bytes)?;
    let (width, height) = probe.stored();
    let scale = (f64::from(side) / f64::from(width.max(height))).min(1.0);
    let scaled = |whole: u32| ((f64::from(whole) * scale).round() as u32).max(1);
    let picture: RgbImage = render(bytes, &probe, Part::whole((width, height)), (scaled(width), scaled(height)))?;
    Ok(grayscale(&picture))
}

fn read_qr(picture: &GrayImage) -> Option<String> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        // Within the picture, whose sides are below 2^32.
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    prepared.detect_grids().into_iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

/// Dark and light as the picture has them, with a gap between that counts as neither.
struct Shades<'a> {
    picture: &'a GrayImage,
    dark: u8,
    light: u8,
}

impl Shades<'_> {
    /// `None` between, and outside the picture.
    fn at(&self, x: f64, y: f64) -> Option<bool> {
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let shade = self.picture.get_pixel_checked(x as u32, y as u32)?.0[0];
        if shade <= self.dark { Some(true) } else { (shade >= self.light).then_some(false) }
    }

    /// Changes between dark and light on a way.
    fn changes(&self, way: impl Iterator<Item = (f64, f64)>) -> u32 {
        let (mut changes, mut last) = (0, None);
        for here in way.filter_map(|(x, y)| self.at(x, y)) {
            changes += u32::from(last.is_some_and(|last| last != here));
            last = Some(here);
        }
        changes
    }
}

fn has_rays(picture: &GrayImage) -> bool {
    let Some(shades) = shades(picture) else { return false };
    let Some((middle, radius)) = dark_disc(&shades) else { return false };
    let round = |share: f64| {
        let steps = (TAU * radius * share * 1.5).ceil();
        (0..steps as u32).map(move |step| point(middle, radius * share, TAU * f64::from(step) / steps))
    };
    let (mut rings, mut met, mut walked) = (0, 0, 0.0);
    for share in RINGS {
        let changes = shades.changes(round(share));
        rings += usize::from(changes >= FEWEST_CHANGES);
        met += changes;
        walked += TAU * radius * share;
    }
    let (from, to) = (radius * RINGS[0], radius * RINGS[RINGS.len() - 1]);
    let (mut met_outwards, mut walked_outwards) = (0, 0.0);
    for step in 0..180 {
        let angle = TAU * f64::from(step) / 180.0;
        let steps = (from.ceil() as u32)..(to.floor() as u32);
        met_outwards += shades.changes(steps.map(|at| point(middle, f64::from(at), angle)));
        walked_outwards += to - from;
    }
    let ratio = (f64::from(met) / walked) / (f64::from(met_outwards.max(1)) / walked_outwards);
    rings * 2 > RINGS.len() && ratio >= LEAST_RATIO
}

fn point((x, y): (f64, f64), radius: f64, angle: f64) -> (f64, f64) {
    (x + radius * angle.cos(), y + radius * angle.sin())
}

/// The picture's dark and light; `None` where it has no contrast, or too much between, as photos have.
fn shades(picture: &GrayImage) -> Option<Shades<'_>> {
    let mut counts = [0usize; 256];
    picture.pixels().for_each(|pixel| counts[usize::from(pixel.0[0])] += 1);
    let total = picture.pixels().len();
    let quantile = |share: f64| {
        let mut sum = 0;
        let wanted = (total as f64 * share) as usize;
        // There are 256 shades.
        counts.iter().position(|count| {
            sum += count;
            sum > wanted
        })
    };
    let (least, most) = (quantile(0.03)? as u8, quantile(0.9)? as u8);
    let range = most.checked_sub(least).filter(|range| *range >= LEAST_CONTRAST)?;
    let (dark, light) = (least + range / 3, most - range / 3);
    let between: usize = counts[usize::from(dark) + 1..usize::from(light)].iter().sum();
    (between as f64 <= total as f64 * MOST_BETWEEN).then_some(Shades { picture, dark, light })
}

/// The disc that the dark pixels fill, but for the outermost of them; `None` where they lie in no such shape.
fn dark_disc(shades: &Shades<'_>) -> Option<((f64, f64), f64)> {
    let (width, height) = shades.picture.dimensions();
    let (mut columns, mut rows) = (vec![0usize; width as usize], vec![0usize; height as usize]);
    for (x, y, pixel) in shades.picture.enumerate_pixels() {
        if pixel.0[0] <= shades.dark {
            columns[x as usize] += 1;
            rows[y as usize] += 1;
        }
    }
    let ((left, right), (top, bottom)) = (extent(&columns)?, extent(&rows)?);
    let (across, down) = (right - left, bottom - top);
    let is_round = across.min(down) >= across.max(down) * 0.85 && across >= 60.0;
    is_round.then_some((((left + right) / 2.0, (top + bottom) / 2.0), across.max(down) / 2.0))
}

/// Where all but one in a hundred lie at either end.
fn extent(counts: &[usize]) -> Option<(f64, f64)> {
    let total: usize = counts.iter().sum();
    let outside = total / 100;
    let (near, far) = (reach(counts.iter(), outside)?, reach(counts.iter().rev(), outside)?);
    Some((near as f64, (counts.len() - far) as f64))
}

/// After how many steps more than `outside` was passed.
fn reach<'a>(mut counts: impl Iterator<Item = &'a usize>, outside: usize) -> Option<usize> {
    let mut sum = 0;
    counts.position(|count| {
        sum += count;
        sum > outside
    })
}

#[cfg(test)]
mod tests;
