//! One 12-megapixel JPEG to the 750×750 cover, against Pillow and sharp where they are installed.

use crate::{line, median, photo};
use kaibo_domain::{Focus, Slot};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

const TURNS: usize = 15;

/// Prints one number: milliseconds in the process for one cover.
const PILLOW: &str = "
import sys, time
from PIL import Image, ImageOps
begun = time.perf_counter()
picture = ImageOps.fit(ImageOps.exif_transpose(Image.open(sys.argv[1])).convert('RGB'), (750, 750), Image.LANCZOS)
picture.save('/dev/null', 'JPEG', quality=85)
print((time.perf_counter() - begun) * 1000)
";
const SHARP: &str = "
const sharp = require('sharp'); sharp.concurrency(1);
const begun = process.hrtime.bigint();
sharp(process.argv[1]).rotate().resize(750, 750).jpeg({ quality: 85 }).toBuffer()
  .then(() => console.log(Number(process.hrtime.bigint() - begun) / 1e6));
";

pub fn run() {
    let folder = tempfile::tempdir().unwrap();
    let photo = photo::twelve_megapixels(folder.path());
    let bytes = std::fs::read(&photo).unwrap();
    let (mut ours, mut pillow, mut sharp) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let begun = Instant::now();
        kaibo_media::fit(&bytes, Slot::Cover, Focus::CENTRE).unwrap();
        ours.push(begun.elapsed().as_secs_f64() * 1e3);
        pillow.extend(peer("python3", &["-c", PILLOW], &photo));
        sharp.extend(peer("node", &["-e", SHARP], &photo));
    }
    let ours = median(&mut ours);
    for (name, mut times) in [("Pillow", pillow), ("sharp", sharp)] {
        if times.is_empty() {
            println!("12 MP cover | {ours:.2} ms | {name} is not installed | –");
        } else {
            line("12 MP cover", (ours, "ms"), (name, median(&mut times)));
        }
    }
}

fn peer(program: &str, arguments: &[&str], photo: &Path) -> Option<f64> {
    let output = Command::new(program).args(arguments).arg(photo).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
