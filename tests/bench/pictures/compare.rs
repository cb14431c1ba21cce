//! What is measured, and the bars.

use crate::{engine::Engine, folder::Pictures, reference};
use image::RgbImage;
use std::{fs, path::PathBuf};
use turbojpeg::PixelFormat;

/// Pictures in the batch, and in one turn of it.
const BATCH: usize = 100;
/// Structural similarities this near count as equal.
const SAME: f64 = 0.0005;
/// The cover's pixels each way.
const SIDE: usize = 750;

pub fn run() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = Pictures::make(folder.path());
    let megabytes = |path: &PathBuf| fs::metadata(path).unwrap().len() as f64 / 1e6;
    let sizes: Vec<String> = pictures.twelve.iter().map(|path| format!("{:.1}", megabytes(path))).collect();
    eprintln!("12 MP: {} MB; 48 MP: {:.1} MB", sizes.join(", "), megabytes(&pictures.forty_eight[0]));
    println!("figure | Kaibo | peer | ratio | bar");
    println!("--- | --- | --- | --- | ---");
    let mut engines = Engine::all();
    let one = |paths: &[PathBuf]| paths.iter().map(|path| vec![path.clone()]).collect::<Vec<_>>();
    times("12 MP baseline", &mut engines, &one(&pictures.twelve), 11, &[("sharp", 0.75), ("Pillow", 0.28)]);
    times("48 MP baseline", &mut engines, &one(&pictures.forty_eight), 11, &[("sharp", 0.9)]);
    times("progressive, 12 and 48 MP", &mut engines, &one(&pictures.progressive), 7, &[("sharp", 0.95)]);
    times("12 MP Display-P3", &mut engines, &one(&pictures.display_p3), 11, &[("sharp", 0.45)]);
    let turns = BATCH / pictures.batch.len();
    times("100 photos, two at a time", &mut engines, std::slice::from_ref(&pictures.batch), turns, &[("sharp", 0.72)]);
    quality(&engines, &pictures.twelve);
    drop(engines);
    memory("12 MP baseline", &pictures.twelve[0], 32.0);
    memory("48 MP baseline", &pictures.forty_eight[0], 48.0);
    memory("12 MP progressive", &pictures.progressive[0], 64.0);
    memory("48 MP progressive", &pictures.progressive[1], 192.0);
}

/// Processor time of each lot of pictures, in turns.
fn times(figure: &str, engines: &mut [Engine], lots: &[Vec<PathBuf>], turns: usize, bars: &[(&str, f64)]) {
    // By engine, then by lot: the times of all turns. The first turn warms up.
    let mut took = vec![vec![Vec::new(); lots.len()]; engines.len()];
    for (number, lot) in lots.iter().enumerate() {
        for turn in 0..=turns {
            for (engine, took) in engines.iter_mut().zip(&mut took) {
                let ms = engine.fit(lot);
                if turn > 0 {
                    took[number].push(ms);
                }
            }
        }
    }
    let middle = |took: &[Vec<f64>]| mean(took.iter().map(|times| median(times.clone())));
    let (ours, peers) = took.split_first().unwrap();
    for (engine, theirs) in engines[1..].iter().zip(peers) {
        let ratios = ours
            .iter()
            .zip(theirs)
            .map(|(ours, theirs)| median(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect()));
        let ratio = mean(ratios.map(f64::ln)).exp();
        let bar = bars.iter().find(|(name, _)| *name == engine.name);
        let (ours, theirs) = (middle(ours), middle(theirs));
        let bar = bar.map_or("–".to_owned(), |(_, bar)| verdict(ratio <= *bar, &format!("≤ {bar}")));
        println!("{figure}, processor time | {ours:.1} ms | {}: {theirs:.1} ms | {ratio:.2} | {bar}", engine.name);
    }
}

/// How near the finished covers come to the exact ones, at the same quality of JPEG.
fn quality(engines: &[Engine], pictures: &[PathBuf]) {
    let upright: Vec<&PathBuf> = pictures.iter().step_by(2).collect();
    let exact: Vec<Vec<f64>> =
        upright.iter().map(|path| reference::exact_square(&fs::read(path).unwrap(), SIDE)).collect();
    let of = |engine: &Engine| {
        let covers = upright.iter().zip(&exact).map(|(path, exact)| (cover(&engine.result_of(path)), exact));
        let measured: Vec<(f64, f64)> =
            covers.map(|(cover, exact)| (reference::ssim(exact, &cover), reference::psnr(exact, &cover))).collect();
        (mean(measured.iter().map(|one| one.0)), mean(measured.iter().map(|one| one.1)))
    };
    let (ours, ours_db) = of(&engines[0]);
    for engine in &engines[1..] {
        let (theirs, theirs_db) = of(engine);
        let bar = verdict(ours >= theirs - SAME, &format!("≥ -{SAME}"));
        println!(
            "12 MP, the finished cover: SSIM, PSNR | {ours:.4}, {ours_db:.2} dB | {}: {theirs:.4}, {theirs_db:.2} dB | {:+.4} | {bar}",
            engine.name,
            ours - theirs
        );
    }
}

fn cover(path: &PathBuf) -> RgbImage {
    let picture = turbojpeg::decompress(&fs::read(path).unwrap(), PixelFormat::RGB).unwrap();
    RgbImage::from_raw(picture.width as u32, picture.height as u32, picture.pixels).unwrap()
}

/// The most memory of a new process that fits one picture.
fn memory(figure: &str, picture: &PathBuf, most: f64) {
    let mut peaks = Engine::all().into_iter().map(|mut engine| {
        engine.fit(std::slice::from_ref(picture));
        (engine.name, engine.peak_mb())
    });
    let Some((_, Some(ours))) = peaks.next() else { return eprintln!("this system does not tell memory: skipped") };
    for (name, peak) in peaks {
        let theirs = peak.unwrap_or(f64::NAN);
        let bar = verdict(ours <= most, &format!("≤ {most} MB"));
        println!("{figure}, most memory | {ours:.0} MB | {name}: {theirs:.0} MB | {:.2} | {bar}", ours / theirs);
    }
}

fn verdict(is_held: bool, bar: &str) -> String {
    format!("{bar}, {}", if is_held { "held" } else { "missed" })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}
