//! Fits one file to the cover slot and prints how long each repeat took: `cover IN.jpg OUT.jpg [REPEATS]`.
//!
//! The benchmark runs it beside Pillow and sharp. Output is one line of JSON; times cover the fit alone, not the files.
#![allow(clippy::print_stdout, reason = "printing the measurement is what this program is for")]

use kaibo_domain::{Focus, Slot};
use std::{error::Error, fs, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(from), Some(to)) = (args.next(), args.next()) else {
        return Err("usage: cover IN.jpg OUT.jpg [REPEATS]".into());
    };
    let repeats: u32 = args.next().map_or(Ok(1), |count| count.parse())?;
    let bytes = fs::read(from)?;
    let mut times = Vec::new();
    let mut fitted = None;
    for _ in 0..repeats.max(1) {
        let start = Instant::now();
        fitted = Some(kaibo_media::fit(&bytes, Slot::Cover, Focus::CENTRE)?);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let fitted = fitted.ok_or("nothing was fitted")?;
    fs::write(to, &fitted.jpeg)?;
    let report = serde_json::json!({
        "ms": times,
        "width": fitted.width,
        "height": fitted.height,
        "bytes": fitted.jpeg.len(),
        "quality": fitted.quality,
    });
    println!("{report}");
    Ok(())
}
