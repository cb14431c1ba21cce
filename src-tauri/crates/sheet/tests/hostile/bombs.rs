//! Check C3: workbooks that would unpack, declare or nest beyond all measure.

use crate::archive::{compound, with_sheet, workbook, xls};
use kaibo_sheet::{Reason, Refusal, limit, read};
use rstest::rstest;
use std::{
    io::Cursor,
    time::{Duration, Instant},
};

/// What each takes at most.
const PATIENCE: Duration = Duration::from_secs(1);

fn refused(bytes: Vec<u8>) -> Refusal {
    let begun = Instant::now();
    let refusal = read(Cursor::new(bytes)).unwrap_err();
    assert!(begun.elapsed() < PATIENCE, "{refusal}: {:?}", begun.elapsed());
    refusal
}

fn cell(address: &str, text: &str) -> String {
    format!("<c r='{address}' t='inlineStr'><is><t>{text}</t></is></c>")
}

#[test]
fn an_honest_workbook_is_read() {
    let rows = format!(
        "<row r='1'>{}<c r='B1' t='s'><v>0</v></c></row><row r='3'><c r='A3'><v>199.0</v></c></row>",
        cell("A1", "名称 &amp; &#x4EF7;")
    );
    let book = read(Cursor::new(workbook(&rows, &[]))).unwrap();
    let rows: Vec<_> = book.sheets[0].rows().map(|row| (row.number, row.cells().collect::<Vec<_>>())).collect();
    assert_eq!(rows, [(1, vec!["名称 & 价", "shared"]), (3, vec!["199"])]);
}

#[test]
fn what_unpacks_without_end_is_refused() {
    let rows = b"<row></row>".repeat(3 << 20);
    assert_eq!(refused(with_sheet(&[b"<sheetData>".as_slice(), &rows].concat(), &[])).reason, Reason::UnpacksTooLarge);
    let strings = b"<si></si>".repeat(3 << 20);
    let strings = [b"<sst>".as_slice(), &strings].concat();
    assert_eq!(refused(workbook("", &[("xl/sharedStrings.xml", &strings)])).reason, Reason::UnpacksTooLarge);
}

#[test]
fn what_is_not_looked_at_is_not_unpacked() {
    let zeros = vec![0; 16 << 20];
    let rows = format!("<row r='1'>{}</row>", cell("A1", "名称"));
    let book = read(Cursor::new(workbook(&rows, &[("xl/media/image1.png", &zeros)]))).unwrap();
    assert_eq!(book.pictures, 1, "it is counted, not unpacked");
}

#[test]
fn a_million_entries_are_refused_unread() {
    let entries = 1_000_000_u32;
    let mut bytes = Vec::new();
    let mut central = Vec::new();
    bytes.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a");
    for number in 0..entries {
        central.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        central.extend_from_slice(b"\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        central.extend_from_slice(format!("{number:07}").as_bytes());
    }
    let (size, offset) = (central.len() as u64, bytes.len() as u64);
    bytes.append(&mut central);
    let end = bytes.len() as u64;
    // ZIP64, since the plain end counts to 65,535.
    bytes.extend_from_slice(b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0");
    for number in [u64::from(entries), u64::from(entries), size, offset] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(b"PK\x06\x07\0\0\0\0");
    bytes.extend_from_slice(&end.to_le_bytes());
    bytes.extend_from_slice(b"\x01\0\0\0PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    assert_eq!(refused(bytes).reason, Reason::TooManyEntries);
}

#[test]
fn more_entries_than_a_workbook_has_are_refused() {
    let names: Vec<String> = (0..limit::ENTRIES).map(|number| format!("xl/media/{number}.png")).collect();
    let more: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(refused(workbook("", &more)).reason, Reason::TooManyEntries);
}

#[test]
fn a_workbook_within_a_workbook_is_no_sheet() {
    let inner = workbook("<row r='1'/>", &[]);
    assert_eq!(refused(with_sheet(&inner, &[])).reason, Reason::Damaged);
}

#[rstest]
#[case("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><worksheet><sheetData/></worksheet>")]
#[case("<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;&b;&b;'>]><worksheet>&c;</worksheet>")]
#[case("<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>&b;</v></c></row></sheetData></worksheet>")]
#[case("<worksheet><sheetData><row r='&b;'/></sheetData></worksheet>")]
fn entities_of_its_own_are_refused(#[case] sheet: &str) {
    assert_eq!(refused(with_sheet(sheet.as_bytes(), &[])).reason, Reason::Entities);
}

#[test]
fn depth_is_limited() {
    let sheet = "<a>".repeat(100_000);
    assert_eq!(refused(with_sheet(sheet.as_bytes(), &[])).reason, Reason::TooNested);
}

#[test]
fn a_cut_sheet_is_damaged_not_short() {
    assert_eq!(refused(with_sheet(b"<worksheet><sheetData><row r='1'>", &[])).reason, Reason::Damaged);
}

#[test]
fn declared_sizes_are_not_believed() {
    let sheet = "<worksheet><dimension ref='A1:XFD1000000000'/><sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData></worksheet>";
    assert!(read(Cursor::new(with_sheet(sheet.as_bytes(), &[]))).is_ok());
    let strings = b"<sst count='4000000000' uniqueCount='4000000000'><si><t>a</t></si></sst>";
    assert!(
        read(Cursor::new(workbook(
            "<row r='1'><c r='A1' t='s'><v>0</v></c></row>",
            &[("xl/sharedStrings.xml", strings)]
        )))
        .is_ok()
    );
}

#[rstest]
#[case("<row r='1000000000'><c r='A1'><v>1</v></c></row>", Reason::TooManyRows, None)]
#[case("<row r='2'><c r='XFD2'><v>1</v></c></row>", Reason::TooManyColumns, Some("XFD2"))]
#[case("<row r='2'><c r='AAAAAAAAAAAAAAA2'><v>1</v></c></row>", Reason::TooManyColumns, None)]
#[case("<row r='2'><c r='B2' t='s'><v>7</v></c></row>", Reason::Damaged, Some("B2"))]
#[case("<row r='2'/><row r='1'/>", Reason::Damaged, None)]
fn the_place_is_named(#[case] rows: &str, #[case] reason: Reason, #[case] cell: Option<&str>) {
    let refusal = refused(workbook(rows, &[]));
    assert_eq!((refusal.reason, refusal.sheet.as_deref()), (reason, Some("商品")));
    assert!(refusal.row.is_some(), "{refusal}");
    if cell.is_some() {
        assert_eq!(refusal.cell.as_deref(), cell);
    }
}

#[test]
fn one_cell_is_limited() {
    let rows = format!("<row r='4'>{}</row>", cell("C4", &"长".repeat(limit::ONE_CELL_BYTES / 3 + 1)));
    let refusal = refused(workbook(&rows, &[]));
    assert_eq!((refusal.reason, refusal.cell.as_deref()), (Reason::CellTooLong, Some("C4")));
}

#[test]
fn rows_and_cells_are_limited() {
    let rows: String =
        (1..=limit::ROWS + 1).map(|row| format!("<row r='{row}'><c r='A{row}'><v>1</v></c></row>")).collect();
    assert_eq!(read(Cursor::new(workbook(&rows, &[]))).unwrap_err().reason, Reason::TooManyRows);
    let rows: String = (1..=4000).map(|row| format!("<row r='{row}'><c r='IV{row}'><v>1</v></c></row>")).collect();
    let refusal = refused(workbook(&rows, &[]));
    assert_eq!((refusal.reason, refusal.cell.as_deref()), (Reason::TooManyCells, Some("IV3907")));
}

#[test]
fn macros_and_passwords_are_refused_by_name() {
    assert_eq!(refused(workbook("", &[("xl/vbaProject.bin", b"macro")])).reason, Reason::Macros);
    assert_eq!(refused(compound(&["Root Entry", "EncryptionInfo", "EncryptedPackage"], &[])).reason, Reason::Encrypted);
    assert_eq!(refused(compound(&["Root Entry", "_VBA_PROJECT_CUR", "Workbook"], &[])).reason, Reason::Macros);
    assert_eq!(refused(compound(&["Root Entry", "WordDocument"], &[])).reason, Reason::NotATable);
}

#[rstest]
#[case(b"".as_slice(), Reason::Empty)]
#[case(b"%PDF-1.7".as_slice(), Reason::NotATable)]
#[case(b"  <HTML><table><tr><td>a".as_slice(), Reason::WebPage)]
#[case(b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>".as_slice(), Reason::WebPage)]
#[case(b"PK\x03\x04 cut".as_slice(), Reason::Damaged)]
#[case(b"\xd0\xcf\x11\xe0 cut".as_slice(), Reason::Damaged)]
fn other_files_are_named(#[case] bytes: &[u8], #[case] reason: Reason) {
    assert_eq!(refused(bytes.to_vec()).reason, reason);
}

#[test]
fn an_office_file_that_is_no_workbook_is_named() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    assert_eq!(refused(zip.finish().unwrap().into_inner()).reason, Reason::NotATable);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    assert_eq!(refused(zip.finish().unwrap().into_inner()).reason, Reason::OtherFormat);
}

#[test]
fn a_directory_that_turns_back_on_itself_is_damaged() {
    let mut bytes = compound(&["Root Entry"], &[]);
    bytes[516..520].copy_from_slice(&1_u32.to_le_bytes());
    assert_eq!(refused(bytes).reason, Reason::Damaged);
}

#[test]
fn an_xls_is_read_and_its_numbers_are_plain() {
    let book =
        read(Cursor::new(xls(&[(0, 0, "商品名称"), (0, 1, "价格"), (2, 0, "连衣裙"), (2, 1, "199")], (3, 2)))).unwrap();
    let rows: Vec<_> = book.sheets[0].rows().map(|row| (row.number, row.cells().collect::<Vec<_>>())).collect();
    assert_eq!(rows, [(1, vec!["商品名称", "价格"]), (3, vec!["连衣裙", "199"])]);
}

#[test]
fn an_xls_that_spans_too_much_is_refused_before_it_is_laid_out() {
    assert_eq!(refused(xls(&[(0, 0, "a"), (65_535, 255, "b")], (3, 2))).reason, Reason::TooManyCells);
    assert_eq!(refused(xls(&[(0, 0, "a")], (65_536, 256))).reason, Reason::TooManyCells);
    assert_eq!(refused(xls(&[(0, 0, "a")], (u32::MAX, 256))).reason, Reason::Damaged);
}
