//! What a file takes, measured in a process of its own.

use kaibo_sheet::read;
use std::{fs::File, process::Command, time::Instant};

/// Names the file to the other process.
const ROLE: &str = "KAIBO_SHEET_READS";

/// What it took to read a file, or to refuse it.
pub struct Taken {
    /// Memory above what the process had; 0 where the system does not tell.
    pub kib: u64,
    /// Of the processor.
    pub ms: u64,
    /// The reason's name, or `read`.
    pub said: String,
}

fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}

/// Milliseconds that this thread had the processor; other programs on the machine do not count. The clock's where the system
/// does not tell.
fn busy_ms(begun: Instant) -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let busy_ns = told.and_then(|told| told.split(' ').next()?.parse::<u64>().ok());
    busy_ns.map_or(begun.elapsed().as_millis() as u64, |busy_ns| busy_ns / 1_000_000)
}

/// The other process: reads the file it is told and says what it took. Alone it has nothing to read.
#[test]
fn child() {
    let Some(path) = std::env::var_os(ROLE) else { return };
    let begun = Instant::now();
    let (before, busy_before) = (peak_kib(), busy_ms(begun));
    let outcome = read(File::open(path).unwrap());
    let (took, rose) = (busy_ms(begun) - busy_before, peak_kib() - before);
    println!("\ntook {rose} {took} {}", outcome.map_or_else(|refusal| refusal.reason.name(), |_| "read"));
}

/// Reads the file in another process.
pub fn taken(what: &str, bytes: &[u8]) -> Taken {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["memory::child", "--exact", "--nocapture"]).env(ROLE, &path);
    let text = String::from_utf8_lossy(&child.output().unwrap().stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("took ")).unwrap_or_else(|| panic!("{what}: {text}"));
    let [kib, ms, said] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{what}: {line}") };
    println!("{what}: {} MiB, {ms} ms, {said}", kib.parse::<u64>().unwrap() >> 10);
    Taken { kib: kib.parse().unwrap(), ms: ms.parse().unwrap(), said: said.to_owned() }
}
