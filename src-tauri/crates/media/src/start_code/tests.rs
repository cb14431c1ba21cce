//! Codes are told from photos: made examples of both.

use super::*;
use crate::{
    corpus::{self, Dice},
    photograph::photograph,
    qr,
};
use image::{DynamicImage, Rgb, imageops};
use rstest::rstest;
use std::path::Path;
use turbojpeg::Subsamp;

/// A code like WeChat's: rays of broken strokes about a picture in the middle, three eyes, on white. `side` pixels wide.
fn round_code(side: u32, rays: u32, seed: u64) -> RgbImage {
    let mut dice = Dice::new(seed);
    // Where along its ray a stroke is dark: eight pieces, each end rounded off by the sampling below.
    let strokes: Vec<u8> = (0..rays).map(|_| dice.roll() | dice.roll()).collect();
    let radius = f64::from(side) * 0.46;
    let eyes = [(-0.66, -0.66), (0.66, -0.66), (-0.66, 0.66)];
    let is_dark = |x: f64, y: f64| {
        let (u, v) = ((x - f64::from(side) / 2.0) / radius, (y - f64::from(side) / 2.0) / radius);
        for (ex, ey) in eyes {
            let from_eye = (u - ex).hypot(v - ey);
            if from_eye < 0.2 {
                return from_eye < 0.07 || (0.11..0.16).contains(&from_eye);
            }
        }
        let from_middle = u.hypot(v);
        if from_middle < 0.42 {
            return from_middle < 0.4 && (u * 9.0).sin() * (v * 7.0).cos() > 0.1;
        }
        if !(0.5..1.0).contains(&from_middle) {
            return false;
        }
        let turn = (v.atan2(u) / TAU + 1.0).fract() * f64::from(rays);
        let piece = ((from_middle - 0.5) * 16.0) as u32;
        (turn.fract() - 0.5).abs() < 0.25 && strokes[turn as usize % strokes.len()] >> piece & 1 == 1
    };
    RgbImage::from_fn(side, side, |x, y| {
        let within = [0.25, 0.75].into_iter().flat_map(|dy| [0.25, 0.75].map(|dx| (dx, dy)));
        let dark = within.filter(|(dx, dy)| is_dark(f64::from(x) + dx, f64::from(y) + dy)).count();
        Rgb([255 - (dark * 60) as u8; 3])
    })
}

fn png(picture: RgbImage) -> Vec<u8> {
    corpus::png(&DynamicImage::ImageRgb8(picture))
}

fn look(bytes: &[u8]) -> StartCodeLook {
    look_for_code(bytes).unwrap()
}

#[rstest]
#[case(280, 36)]
#[case(280, 54)]
#[case(430, 36)]
#[case(430, 72)]
#[case(860, 54)]
#[case(1280, 72)]
fn round_codes_are_known(#[case] side: u32, #[case] rays: u32) {
    for seed in 1..6 {
        let code = round_code(side, rays, seed);
        assert_eq!(look(&png(code.clone())), StartCodeLook::Round, "clean, seed {seed}");
        let style = corpus::Style { subsamp: Subsamp::Sub2x2, progressive: false, quality: 60 };
        assert_eq!(look(&corpus::jpeg(&code, style)), StartCodeLook::Round, "as JPEG, seed {seed}");
        // As in the console's dialog: white all about it, and not in the middle.
        let mut dialog = RgbImage::from_pixel(side * 3 / 2, side * 2, Rgb([255; 3]));
        imageops::replace(&mut dialog, &code, i64::from(side / 4), i64::from(side / 3));
        assert_eq!(look(&png(dialog)), StartCodeLook::Round, "in a dialog, seed {seed}");
    }
}

#[test]
fn photos_drawings_and_text_are_no_codes() {
    let photos = (0..6).map(|seed| png(photograph(900 + seed * 70, 800, seed)));
    let made = [corpus::photo(800, 600, 10), corpus::noise(500, 500), corpus::corners(400, 400)].map(png);
    let text = png(RgbImage::from_fn(600, 600, |x, y| {
        let is_line = (40..560).contains(&x) && y % 24 < 14 && (40..560).contains(&y);
        let is_stroke = (x / 3).wrapping_mul(2_654_435_761).wrapping_add(y / 24 * 977) >> 7 & 1 == 0;
        Rgb([if is_line && is_stroke { 20 } else { 250 }; 3])
    }));
    let rings = png(RgbImage::from_fn(500, 500, |x, y| {
        let ring = (f64::from(x) - 250.0).hypot(f64::from(y) - 250.0) as u32 / 12;
        Rgb([if ring < 20 && ring.is_multiple_of(2) { 0 } else { 255 }; 3])
    }));
    let white = png(RgbImage::from_pixel(300, 300, Rgb([255; 3])));
    for (at, picture) in photos.chain(made).chain([text, rings, white]).enumerate() {
        assert_eq!(look(&picture), StartCodeLook::Neither, "picture {at}");
    }
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/practice");
    for name in ["coffee", "dates", "dress", "mug", "room", "scarf", "tote"] {
        let photo = std::fs::read(samples.join(name).with_extension("jpg")).unwrap();
        assert_eq!(look(&photo), StartCodeLook::Neither, "{name}");
    }
}

#[test]
fn a_qr_code_is_read_small_and_large_and_on_a_photo() {
    let text = "http://127.0.0.1:41873/phone?room=12";
    for side in [60, 400, 3000] {
        assert_eq!(look(&qr::png(text, side).unwrap()), StartCodeLook::Qr(text.into()), "{side}");
    }
    let mut filmed = photograph(1600, 1200, 4);
    let code = image::load_from_memory(&qr::png(text, 300).unwrap()).unwrap().into_rgb8();
    imageops::replace(&mut filmed, &code, 700, 500);
    assert_eq!(look(&png(filmed)), StartCodeLook::Qr(text.into()));
}

#[test]
fn what_is_no_picture_is_said() {
    assert_eq!(look_for_code(b"not a picture"), Err(PictureError::NotAPicture));
}
