//! What a hostile file takes of memory at most, measured in a process of its own.

use crate::archive::{with_sheet, workbook};
use kaibo_sheet::{limit, read, write_xlsx};
use std::{fs::File, path::Path, process::Command};

/// Above what the process takes before it reads.
const MOST_KIB: u64 = 64 << 10;
const ROLE: &str = "KAIBO_SHEET_READS";

#[cfg(target_os = "linux")]
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// The other process: reads the file it is told and says by how much its peak has risen.
#[cfg(target_os = "linux")]
#[test]
fn child() {
    let Some(path) = std::env::var_os(ROLE) else { return };
    let before = peak_kib();
    let outcome = read(File::open(Path::new(&path)).unwrap());
    let rose = peak_kib() - before;
    let said = outcome.map_or_else(|refusal| refusal.to_string(), |book| format!("{} sheets", book.sheets.len()));
    println!("\nrose {rose} {said}");
}

#[cfg(target_os = "linux")]
fn rise(name: &str, bytes: &[u8]) -> (u64, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["memory::child", "--exact", "--nocapture"]).env(ROLE, &path);
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("rose ")).unwrap_or_else(|| panic!("{text}"));
    let (kib, said) = line.split_once(' ').unwrap();
    println!("{name}: {} MiB, {said}", kib.parse::<u64>().unwrap() >> 10);
    (kib.parse().unwrap(), said.to_owned())
}

#[cfg(target_os = "linux")]
#[test]
fn no_file_takes_more_than_64_mib() {
    let spaces = vec![b' '; 32 << 20];
    // Not to be packed well, so that only the limits on text end it.
    let text: String =
        (0_u32..70_000).map(|number| format!("{:08x}{:08x}长", number.wrapping_mul(2_654_435_761), number)).collect();
    let strings: String = (0..limit::SHARED_STRINGS + 10).map(|number| format!("<si><t>串{number}</t></si>")).collect();
    let wide: String = (1..=3900).map(|row| format!("<row r='{row}'><c r='IV{row}'><v>{row}</v></c></row>")).collect();
    let long: String = (0..400)
        .map(|row| format!("<row r='{}'><c r='A{}' t='str'><v>{}</v></c></row>", row + 1, row + 1, &text[..96_000]))
        .collect();
    let line = format!("{}\n", text.chars().take(200).collect::<String>());
    let goods = (0..10_000)
        .map(|row| vec![format!("手工布艺挎包{row}"), format!("{row}.90"), format!("pages/goods/index?id={row}")]);
    let goods = write_xlsx("商品", &["商品名称", "售价", "页面路径"], goods).unwrap();
    let files: [(&str, Vec<u8>); 8] = [
        ("goods.xlsx", goods),
        ("spaces.xlsx", with_sheet(&spaces, &[])),
        ("one-piece.xlsx", with_sheet(format!("<worksheet><a b='{text}'/></worksheet>").as_bytes(), &[])),
        ("strings.xlsx", workbook("", &[("xl/sharedStrings.xml", format!("<sst>{strings}</sst>").as_bytes())])),
        ("wide.xlsx", workbook(&wide, &[])),
        ("long.xlsx", workbook(&long, &[])),
        ("long-line.csv", vec![b'x'; limit::TEXT_BYTES as usize]),
        (
            "many-lines.csv",
            line.repeat(70_000).into_bytes()[..(limit::TEXT_BYTES as usize).min(line.len() * 70_000)].to_vec(),
        ),
    ];
    for (name, bytes) in &files {
        let (kib, said) = rise(name, bytes);
        assert!(kib < MOST_KIB, "{name}: {kib} KiB, {said}");
    }
}
