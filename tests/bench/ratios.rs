//! `cargo xtask bench`: every figure as a ratio against a named peer, measured in turns in the same run.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark prints and stops")]

mod autosave;
#[allow(dead_code, reason = "the benchmark uses a part of it")]
#[path = "../support/clock.rs"]
mod clock;
mod goods_table;
mod import;
mod memory;
#[allow(dead_code, reason = "the benchmark uses a part of it")]
#[path = "../support/office.rs"]
mod office;
mod window;

fn main() {
    // `cargo test --benches` and clippy only ask whether it builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    println!("figure | Kaibo | peer | ratio");
    println!("--- | --- | --- | ---");
    window::run();
    autosave::run();
    import::run();
}

/// One line of the table.
fn line(figure: &str, (ours, unit): (f64, &str), (peer, theirs): (&str, f64)) {
    println!("{figure} | {ours:.2} {unit} | {peer}: {theirs:.2} {unit} | {:.2}", ours / theirs);
}

/// The middle of the values.
fn median(values: &mut [f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which that share lies.
fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share).round() as usize]
}
