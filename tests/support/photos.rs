//! A folder of phone photos: 12 megapixels each, a few motifs, every file another.

use super::photo::encoded;
use std::path::{Path, PathBuf};

const SIDES: (usize, usize) = (4032, 3024);
/// Pictures that are really drawn; the files differ in a comment besides.
const MOTIFS: usize = 6;
const COLOURS: [[u8; 3]; MOTIFS] =
    [[214, 84, 92], [70, 130, 180], [60, 150, 110], [200, 150, 60], [130, 90, 170], [90, 90, 100]];
const WALL: [u8; 3] = [236, 210, 205];
/// Half the height of what is photographed, px.
const RADIUS: i64 = 760;
/// Lines of grain that are made; they come again and again, so that a photo is drawn by copying.
const GRAINS: usize = 64;

/// Writes one photo for each name.
pub fn folder_of(folder: &Path, names: impl Iterator<Item = String>) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let wall = grained(WALL);
    let motifs = std::thread::scope(|scope| {
        let drawn: Vec<_> = (0..MOTIFS)
            .map(|number| {
                scope.spawn({
                    let wall = &wall;
                    move || motif(number, wall)
                })
            })
            .collect();
        drawn.into_iter().map(|drawn| drawn.join().expect("a motif is drawn")).collect::<Vec<_>>()
    });
    for (number, name) in names.enumerate() {
        std::fs::write(folder.join(name), commented(&motifs[number % MOTIFS], number)).expect("a photo can be written");
    }
}

/// Writes so many photos that differ in their pixels, each by itself: a vault knows a page that it has, whatever the file says.
pub fn different(folder: &Path, count: usize) -> Vec<PathBuf> {
    let wall = grained(WALL);
    let write = |number: usize| {
        let path = folder.join(format!("材料{number:03}.jpg"));
        std::fs::write(&path, motif(number, &wall)).expect("a photo can be written");
        path
    };
    (0..count).map(write).collect()
}

/// Lines of one colour as a small sensor sees it.
fn grained(colour: [u8; 3]) -> Vec<Vec<u8>> {
    let mut noise = 0x2545_f491_u32;
    let mut line = || {
        let mut line = Vec::with_capacity(SIDES.0 * 3);
        for _ in 0..SIDES.0 {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let grain = (noise & 7) as u8;
            line.extend_from_slice(&[colour[0] - grain, colour[1] - grain, colour[2] - grain]);
        }
        line
    };
    (0..GRAINS).map(|_| line()).collect()
}

/// A coloured disc off the middle, before a wall.
fn motif(number: usize, wall: &[Vec<u8>]) -> Vec<u8> {
    let (width, height) = SIDES;
    // Not two of the first thousand in the same place, and all within the picture.
    let (place, row) = ((number % MOTIFS) as i64, (number / MOTIFS) as i64);
    let (centre_x, centre_y) = (900 + 420 * place + row, 1100 + 160 * (number as i64 % 4));
    let disc = grained(COLOURS[number % MOTIFS]);
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        let begin = pixels.len();
        pixels.extend_from_slice(&wall[y % GRAINS]);
        let half = RADIUS.pow(2) - (y as i64 - centre_y).pow(2);
        if half > 0 {
            let half = half.isqrt();
            // Within the picture, whatever the motif.
            let span = 3 * (centre_x - half) as usize..3 * (centre_x + half) as usize;
            pixels[begin..][span.clone()].copy_from_slice(&disc[y % GRAINS][span]);
        }
    }
    encoded(&pixels, SIDES, 90)
}

/// The same picture with a comment after its first marker.
fn commented(jpeg: &[u8], number: usize) -> Vec<u8> {
    let comment = format!("photo {number}");
    // A few bytes, those of the length among them.
    let length = (comment.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xFE], &length, comment.as_bytes(), &jpeg[2..]].concat()
}
