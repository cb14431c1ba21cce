//! The subject found: on one disc, and on thirty scenes whose subject's place is known.

use super::*;
use crate::corpus::{self, PLAIN, Style};
use image::Rgb;
use rstest::rstest;

/// A disc of one colour on a background that grows lighter to the right, with a little noise.
fn disc(width: u32, height: u32, (x, y): (f64, f64), radius: f64) -> RgbImage {
    let mut dice = corpus::Dice::new(9);
    RgbImage::from_fn(width, height, |across, down| {
        let apart = (f64::from(across) - x * f64::from(width)).hypot(f64::from(down) - y * f64::from(height));
        let light = (120 + across * 80 / width) as u8;
        let grain = dice.roll() / 25;
        if apart < radius { Rgb([180, 40 + grain, 40]) } else { Rgb([light, light - grain, light]) }
    })
}

#[rstest]
#[case(0.25, 0.5)]
#[case(0.8, 0.4)]
#[case(0.5, 0.7)]
fn what_stands_out_is_found_however_the_camera_was_turned(#[case] x: f64, #[case] y: f64) {
    for exif in [1, 6] {
        let stored = corpus::as_stored(&disc(800, 600, (x, y), 90.0), exif);
        let source = corpus::with_segment(&corpus::jpeg(&stored, PLAIN), 0xe1, &corpus::exif(exif.into(), false));
        let found = focus(&source).unwrap();
        assert!((found.x - x).abs() < 0.06 && (found.y - y).abs() < 0.06, "{x} {y}: {found:?}");
    }
}

#[test]
fn where_nothing_stands_out_the_middle_is_kept() {
    let even = RgbImage::from_pixel(400, 300, Rgb([90, 120, 90]));
    assert_eq!(focus(&corpus::jpeg(&even, PLAIN)), Ok(Focus::CENTRE));
    assert_eq!(focus(&corpus::jpeg(&corpus::photo(7, 5, 5), PLAIN)), Ok(Focus::CENTRE));
    assert_eq!(focus(b"GIF89a"), Err(PictureError::Damaged));
}

#[test]
fn a_picture_that_is_cut_off_anywhere_is_damaged() {
    let photo = corpus::photo(900, 1200, 8);
    for progressive in [false, true] {
        let sound = corpus::jpeg(&photo, Style { progressive, ..PLAIN });
        assert!(focus(&sound).is_ok());
        for end in [sound.len() / 2, sound.len() * 9 / 10, sound.len() - 2] {
            assert_eq!(focus(&sound[..end]), Err(PictureError::Damaged), "{end} of {}", sound.len());
        }
    }
}

/// A made-up product photo: its picture, and where its subject stands (left, top, right, bottom; px).
struct Scene {
    picture: RgbImage,
    subject: [f64; 4],
}

/// Random numbers of a scene, 0 to 1.
struct Chance(corpus::Dice);

impl Chance {
    fn between(&mut self, from: f64, to: f64) -> f64 {
        let number = u32::from(self.0.roll()) << 8 | u32::from(self.0.roll());
        from + (to - from) * f64::from(number) / 65_535.0
    }

    fn colour(&mut self, from: f64, to: f64) -> [f64; 3] {
        [0; 3].map(|_| self.between(from, to))
    }
}

/// The scene of a number: one of five backgrounds, one of four shapes, anywhere in the picture, lit from one side.
fn scene(number: u64) -> Scene {
    let mut chance = Chance(corpus::Dice::new(1_000 + number * 77));
    let (width, height) = if number.is_multiple_of(3) { (600u32, 800u32) } else { (800, 600) };
    let (w, h) = (f64::from(width), f64::from(height));
    let half = [chance.between(75.0, 150.0), chance.between(75.0, 150.0)];
    let middle = [chance.between(half[0] + 8.0, w - half[0] - 8.0), chance.between(half[1] + 8.0, h - half[1] - 8.0)];
    let (wall, table) = (chance.colour(90.0, 235.0), chance.colour(60.0, 200.0));
    let thing = loop {
        let colour = chance.colour(10.0, 250.0);
        let apart = |other: [f64; 3]| (0..3).map(|n| (colour[n] - other[n]).abs()).fold(0.0, f64::max);
        if apart(wall) > 60.0 && apart(table) > 60.0 {
            break colour;
        }
    };
    let (edge, slope, wave) = (chance.between(0.35, 0.8) * h, chance.between(-0.15, 0.15), chance.between(9.0, 30.0));
    let blobs: Vec<[f64; 4]> = (0..24)
        .map(|_| {
            let place = [chance.between(0.0, w), chance.between(0.0, h)];
            [place[0], place[1], chance.between(8.0, 40.0), chance.between(-22.0, 22.0)]
        })
        .collect();
    let background = |x: f64, y: f64| -> [f64; 3] {
        let shade = match number % 5 {
            // Paper, lit from one side; wood; cloth; things out of focus; a wall and a table.
            0 => 0.0,
            1 => ((x * 0.06 + (y * 0.9 / wave).sin() * 2.0).sin() * 14.0).round(),
            2 => ((x / 3.0).sin() + (y / 3.0).sin()) * 9.0,
            3 => blobs.iter().map(|b| b[3] * (-((x - b[0]).powi(2) + (y - b[1]).powi(2)) / (b[2] * b[2])).exp()).sum(),
            _ => 0.0,
        };
        let base = if number % 5 == 4 && y > edge + slope * x { table } else { wall };
        base.map(|value| value + shade + (x / w - 0.5) * 36.0)
    };
    let picture = RgbImage::from_fn(width, height, |across, down| {
        let (x, y) = (f64::from(across), f64::from(down));
        let (u, v) = ((x - middle[0]) / half[0], (y - middle[1]) / half[1]);
        let is_inside = match number % 4 {
            0 => u * u + v * v < 1.0,
            1 => u.abs() < 1.0 && v.abs() < 1.0,
            // A bottle, a dress.
            2 => v.abs() < 1.0 && u.abs() < if v < -0.45 { 0.35 } else { 1.0 },
            _ => v.abs() < 1.0 && u.abs() < 0.35 + 0.65 * (v + 1.0) / 2.0,
        };
        let label = is_inside && u.abs() < 0.3 && (0.1..0.5).contains(&v);
        let shadow = if !is_inside && (u - 0.15).powi(2) + (v - 0.15).powi(2) < 1.2 { -16.0 } else { 0.0 };
        let base = match (label, is_inside) {
            (true, _) => thing.map(|value| 255.0 - value / 3.0),
            (_, true) => thing.map(|value| value - u * 22.0 + v * 8.0),
            _ => background(x, y).map(|value| value + shadow),
        };
        let grain = chance.0.roll() as f64 / 32.0 - 4.0;
        Rgb(base.map(|value| (value + grain).clamp(0.0, 255.0) as u8))
    });
    let subject = [middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]];
    Scene { picture, subject }
}

/// Whether the square crop around `focus` shows all of the subject.
fn shows_all(scene: &Scene, focus: Focus) -> bool {
    let (width, height) = scene.picture.dimensions();
    let (left, top, w, h) = focus.crop((width.into(), height.into()), (1.0, 1.0));
    let [x0, y0, x1, y1] = scene.subject;
    x0 >= left - 1.0 && y0 >= top - 1.0 && x1 <= left + w + 1.0 && y1 <= top + h + 1.0
}

#[test]
fn of_thirty_scenes_most_keep_their_subject_whole() {
    let scenes: Vec<Scene> = (0..30).map(scene).collect();
    let found = |scene: &Scene| focus(&corpus::jpeg(&scene.picture, PLAIN)).unwrap();
    let missed: Vec<usize> = (0..30).filter(|n| !shows_all(&scenes[*n], found(&scenes[*n]))).collect();
    let centred = scenes.iter().filter(|scene| shows_all(scene, Focus::CENTRE)).count();
    println!("subject whole: {} of 30, {centred} by the middle; missed {missed:?}", 30 - missed.len());
    assert!(missed.len() <= 3, "{missed:?}");
    assert!(centred <= 24, "the scenes are no trial: {centred} of 30 are right by the middle");
}
