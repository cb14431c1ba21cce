//! The pictures that are fitted: made, written as phones write them.

use crate::{corpus, photograph::photograph};
use corpus::{PLAIN, Style};
use moxcms::ColorProfile;
use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

const TWELVE: (u32, u32) = (4032, 3024);
const FORTY_EIGHT: (u32, u32) = (8064, 6048);
/// As phones write: 4:2:0, little lost.
const PHONE: Style = Style { quality: 93, ..PLAIN };
const PROGRESSIVE: Style = Style { progressive: true, ..PHONE };

/// Paths by what is measured.
pub struct Pictures {
    pub twelve: Vec<PathBuf>,
    pub forty_eight: Vec<PathBuf>,
    pub progressive: Vec<PathBuf>,
    pub display_p3: Vec<PathBuf>,
    /// Ten, one of them progressive.
    pub batch: Vec<PathBuf>,
}

impl Pictures {
    pub fn make(folder: &Path) -> Pictures {
        let first = thread::scope(|scope| {
            let other = scope.spawn(|| large(folder, 1));
            let mut pictures = small(folder, 1);
            let (forty_eight, progressive) = other.join().unwrap();
            pictures.forty_eight.push(forty_eight);
            pictures.progressive.push(progressive);
            pictures
        });
        let mut all = thread::scope(|scope| {
            let other = scope.spawn(|| small(folder, 2));
            let third = small(folder, 3);
            [first, other.join().unwrap(), third].into_iter().reduce(Pictures::with).unwrap()
        });
        all.batch.truncate(9);
        all.batch.push(all.progressive[0].clone());
        all
    }

    fn with(mut self, other: Pictures) -> Pictures {
        self.twelve.extend(other.twelve);
        self.forty_eight.extend(other.forty_eight);
        self.progressive.extend(other.progressive);
        self.display_p3.extend(other.display_p3);
        self.batch.extend(other.batch);
        self
    }
}

/// The 12-megapixel pictures of one scene.
fn small(folder: &Path, scene: u32) -> Pictures {
    let picture = photograph(TWELVE.0, TWELVE.1, scene);
    // From a phone that saves space to one that does not: 2 to 5 MB.
    let quality = [87, 93, 96][scene as usize % 3];
    let plain = corpus::jpeg(&picture, Style { quality, ..PHONE });
    let turned = |exif: u16| corpus::with_segment(&plain, 0xe1, &corpus::exif(exif, true));
    let p3 = ColorProfile::new_display_p3().encode().unwrap();
    let tagged = corpus::with_segment(&plain, 0xe2, &corpus::profile_segment(&p3));
    let keep = |name: &str, bytes: Vec<u8>| write(folder, &format!("{scene}-{name}"), &bytes);
    let twelve = vec![keep("upright", plain.clone()), keep("turned", turned(6))];
    let batch = vec![twelve[0].clone(), twelve[1].clone(), keep("turned-back", turned(8))];
    Pictures {
        twelve,
        forty_eight: Vec::new(),
        progressive: vec![keep("progressive", corpus::jpeg(&picture, PROGRESSIVE))],
        display_p3: vec![keep("p3", tagged)],
        batch,
    }
}

/// A scene at 48 megapixels: baseline, progressive.
fn large(folder: &Path, scene: u32) -> (PathBuf, PathBuf) {
    let picture = photograph(FORTY_EIGHT.0, FORTY_EIGHT.1, scene);
    let keep = |name: &str, style: Style| write(folder, &format!("{scene}-{name}"), &corpus::jpeg(&picture, style));
    (keep("large", PHONE), keep("large-progressive", PROGRESSIVE))
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(format!("{name}.jpg"));
    fs::write(&path, bytes).unwrap();
    path
}
