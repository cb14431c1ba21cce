//! Tables that mean harm, and what is written for others to open: checks C3, C4 and C5 of the scorecard. All are made here.
#![allow(clippy::unwrap_used, reason = "steps that campaigns share stop at once, as tests do")]
#![allow(clippy::print_stdout, reason = "a campaign prints its line for the scorecard")]

mod altered;
mod archive;
mod bombs;
mod memory;
mod round_trip;
#[path = "../support"]
#[allow(dead_code, reason = "other campaigns use the rest")]
mod support {
    pub mod campaign;
    pub mod random;
}
mod text;

use memory::taken;
use std::{
    io::{Cursor, ErrorKind},
    net::TcpListener,
};
use support::campaign::Campaign;

/// Longest that a refusal may take (reliability anchors, C3).
const REFUSAL_MS: u64 = 1_000;
/// Most memory above the process's own, for any file.
const MEMORY_KIB: u64 = 64 << 10;

#[test]
fn rel_c3_workbooks_that_mean_harm() {
    let mut campaign = Campaign::new("C3");
    let (mut slowest, mut largest) = (0, 0);
    let refused = bombs::refused_files();
    for (what, bytes, reason) in &refused {
        let taken = taken(what, bytes);
        assert_eq!(taken.said, reason.name(), "{what}");
        assert!(taken.ms <= REFUSAL_MS && taken.kib <= MEMORY_KIB, "{what}: {} ms, {} KiB", taken.ms, taken.kib);
        (slowest, largest) = (slowest.max(taken.ms), largest.max(taken.kib));
    }
    campaign.figure("kinds refused by name", refused.len());
    campaign.figure("slowest refusal, ms", slowest);
    for (what, bytes) in bombs::heavy_files() {
        let taken = taken(what, &bytes);
        assert!(taken.kib <= MEMORY_KIB, "{what}: {} KiB", taken.kib);
        largest = largest.max(taken.kib);
    }
    campaign.figure("most MiB over base", largest >> 10);
    nothing_is_fetched();
    campaign.figure("connections made", 0);
    let rounds = campaign.count(1_000, 100_000, 1_000_000);
    altered::rounds(&mut campaign, &altered::workbooks(), rounds);
}

/// Whatever of a workbook points to an address, nobody calls there.
fn nothing_is_fetched() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/x", listener.local_addr().unwrap());
    let link =
        format!("<Relationships><Relationship Id='r1' Target='{address}' TargetMode='External'/></Relationships>");
    let connection = format!("<connections><connection id='1' url='{address}'/></connections>");
    let row = "<row r='1'><c r='A1'><f>WEBSERVICE(\"x\")</f><v>1</v></c></row>";
    let linked = archive::workbook(
        row,
        &[
            ("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
            ("xl/externalLinks/_rels/externalLink1.xml.rels", link.as_bytes()),
            ("xl/worksheets/_rels/sheet1.xml.rels", link.as_bytes()),
            ("xl/connections.xml", connection.as_bytes()),
        ],
    );
    assert!(kaibo_sheet::read(Cursor::new(linked)).is_ok());
    let entity = format!("<!DOCTYPE a SYSTEM '{address}' [<!ENTITY b SYSTEM '{address}'>]><worksheet>&b;</worksheet>");
    assert!(kaibo_sheet::read(Cursor::new(archive::with_sheet(entity.as_bytes(), &[]))).is_err());
    assert_eq!(listener.accept().map(|_| ()).map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
}

#[test]
fn rel_c4_texts_that_mean_harm() {
    let mut campaign = Campaign::new("C4");
    let (readable, unreadable) = (text::readable(), text::unreadable());
    for (what, bytes) in &readable {
        text::assert_goods(what, bytes);
    }
    campaign.figure("ways of writing read", readable.len());
    for (what, bytes, reason, row) in &unreadable {
        let refusal = kaibo_sheet::read(Cursor::new(bytes)).unwrap_err();
        assert_eq!((refusal.reason, refusal.row), (*reason, Some(*row)), "{what}: {refusal}");
    }
    campaign.figure("refused with their row", unreadable.len());
    text::assert_no_endless_line();
    let mut largest = 0;
    for (what, bytes) in text::heavy_files() {
        let taken = taken(what, &bytes);
        assert!(taken.kib <= MEMORY_KIB, "{what}: {} KiB", taken.kib);
        largest = largest.max(taken.kib);
    }
    campaign.figure("most MiB over base", largest >> 10);
    let rounds = campaign.count(1_000, 100_000, 1_000_000);
    altered::rounds(&mut campaign, &altered::texts(), rounds);
}

#[test]
fn rel_c5_no_cell_comes_alive() {
    /// What a spreadsheet program takes for a formula's beginning, and what could hide it.
    const FIRST: [&str; 14] = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'", "''", "\"", ""];
    const REST: [&str; 20] = [
        "=",
        "+1",
        "-",
        "@",
        "'",
        "\"",
        ",",
        "|",
        "!",
        "A1",
        "(",
        ")",
        "cmd",
        "HYPERLINK",
        "7",
        "裙",
        "＝",
        "\t",
        " ",
        "\n",
    ];
    /// Cells in one file.
    const FILE: usize = 100;
    let mut campaign = Campaign::new("C5");
    round_trip::assert_dead_in_csv(&round_trip::HOSTILE);
    round_trip::assert_dead_in_workbook(&round_trip::HOSTILE);
    let files = campaign.count(20, 1_000, 10_000);
    for file in 0..files {
        let mut random = campaign.round(file);
        let mut cell = || {
            let rest: String = (0..random.below(7)).map(|_| *random.pick(&REST)).collect();
            format!("{}{rest}末", random.pick(&FIRST))
        };
        let cells: Vec<String> = (0..FILE).map(|_| cell()).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        round_trip::assert_dead_in_csv(&cells);
        round_trip::assert_dead_in_workbook(&cells);
    }
    campaign.figure("cells written as CSV and as XLSX", files * FILE + round_trip::HOSTILE.len());
    campaign.figure("live formulas", 0);
}
