//! Pictures of codes, made here: what staff copy from the platform's console, and what they take for it by mistake.

use image::{Rgb, RgbImage};
use std::path::{Path, PathBuf};

/// A drawing like a round mini-program code; `seed` makes different ones.
pub fn round(folder: &Path, seed: u32) -> PathBuf {
    const RAYS: f64 = 54.0;
    let (side, middle) = (430, 215.0);
    let picture = RgbImage::from_fn(side, side, |x, y| {
        let (u, v) = (f64::from(x) + 0.5 - middle, f64::from(y) + 0.5 - middle);
        let (out, turn) = (u.hypot(v) / 200.0, (v.atan2(u) / std::f64::consts::TAU + 1.0).fract() * RAYS);
        let piece = ((out - 0.5) * 8.0) as u32;
        let stroke = (turn as u32 * 31 + piece * 7 + seed).wrapping_mul(2_654_435_761) >> 29 != 0;
        let is_ray = (0.5..1.0).contains(&out) && (turn.fract() - 0.5).abs() < 0.25 && stroke;
        Rgb([if is_ray || out < 0.2 { 0 } else { 255 }; 3])
    });
    let path = folder.join(format!("开播码 {seed}.png"));
    picture.save(&path).expect("the picture can be written");
    path
}

/// A QR code that says so.
pub fn qr(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("二维码.png");
    let png = kaibo_media::qr::png(text, 400).expect("a code");
    std::fs::write(&path, png).expect("the picture can be written");
    path
}
