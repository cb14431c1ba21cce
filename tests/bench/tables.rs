//! A workbook of 10,000 goods read within all limits, against calamine's bare parse of it, in turns in one process.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints and stops")]

mod goods_table;

use calamine::{Reader, Xlsx};
use goods_table::{ROWS, SHEET, workbook};
use std::{io::Cursor, time::Instant};

const TURNS: usize = 21;
/// At most so many times calamine's time.
const BAR: f64 = 3.0;

fn main() {
    // `cargo test --benches` and clippy only ask whether it builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let bytes = workbook();
    let mut turns: Vec<(f64, f64)> = (0..TURNS).map(|_| (ours(&bytes), calamine(&bytes))).collect();
    // In the order of their ratios: the middle pair counts.
    turns.sort_by(|one, other| (one.0 / one.1).total_cmp(&(other.0 / other.1)));
    let (ours, peer) = turns[TURNS / 2];
    let verdict = if ours / peer <= BAR { "held" } else { "missed" };
    println!("figure | Kaibo | peer | ratio | bar");
    println!("--- | --- | --- | --- | ---");
    println!("{ROWS}-row XLSX read | {ours:.1} ms | calamine: {peer:.1} ms | {:.2} | ≤ {BAR}, {verdict}", ours / peer);
}

fn ours(bytes: &[u8]) -> f64 {
    let begun = Instant::now();
    let book = kaibo_sheet::read(Cursor::new(bytes)).unwrap();
    let took = begun.elapsed();
    assert_eq!(book.sheets[0].len(), ROWS + 1);
    took.as_secs_f64() * 1e3
}

fn calamine(bytes: &[u8]) -> f64 {
    let begun = Instant::now();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(SHEET).unwrap();
    let took = begun.elapsed();
    assert_eq!(range.height(), ROWS + 1);
    took.as_secs_f64() * 1e3
}
