//! Check C3: workbooks that would unpack, declare or nest beyond all measure.

use crate::archive::{compound, with_sheet, workbook, xls};
use kaibo_sheet::{Reason, Refusal, limit, read, write_xlsx};
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

/// Files that no table is read from, and why.
pub fn refused_files() -> Vec<(&'static str, Vec<u8>, Reason)> {
    let many = |text: &str| text.repeat(3 << 20);
    let strings = format!("<sst>{}</sst>", many("<si></si>"));
    let names: Vec<String> = (0..limit::ENTRIES).map(|number| format!("xl/media/{number}.png")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    let sheet = |text: &str| with_sheet(text.as_bytes(), &[]);
    let root = |more: &[&'static str]| compound(&[&["Root Entry"], more].concat(), &[]);
    let mut in_circles = root(&[]);
    in_circles[516..520].copy_from_slice(&1_u32.to_le_bytes());
    let laughs: String = (1..10).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect();
    let wide: String = (1..=4000).map(|row| format!("<row r='{row}'><c r='IV{row}'><v>1</v></c></row>")).collect();
    vec![
        (
            "rows without end",
            with_sheet(format!("<sheetData>{}", many("<row></row>")).as_bytes(), &[]),
            Reason::UnpacksTooLarge,
        ),
        (
            "shared strings without end",
            workbook("", &[("xl/sharedStrings.xml", strings.as_bytes())]),
            Reason::UnpacksTooLarge,
        ),
        ("a million entries", million_entries(), Reason::TooManyEntries),
        ("more entries than a workbook has", workbook("", &entries), Reason::TooManyEntries),
        ("a workbook for a sheet", with_sheet(&workbook("<row r='1'/>", &[]), &[]), Reason::Damaged),
        (
            "an entity from a file",
            sheet("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><worksheet/>"),
            Reason::Entities,
        ),
        (
            "a billion laughs",
            sheet(&format!("<!DOCTYPE a [<!ENTITY l0 'ha'>{laughs}]><worksheet>&l9;</worksheet>")),
            Reason::Entities,
        ),
        ("an entity in a cell", workbook("<row r='1'><c r='A1' t='str'><v>&b;</v></c></row>", &[]), Reason::Entities),
        ("an entity in an attribute", workbook("<row r='&b;'/>", &[]), Reason::Entities),
        ("100,000 elements deep", sheet(&"<a>".repeat(100_000)), Reason::TooNested),
        ("a sheet that is cut", sheet("<worksheet><sheetData><row r='1'>"), Reason::Damaged),
        ("row 1,000,000,000", workbook("<row r='1000000000'><c r='A1'><v>1</v></c></row>", &[]), Reason::TooManyRows),
        ("4,000 rows to column IV", workbook(&wide, &[]), Reason::TooManyCells),
        ("macros", workbook("", &[("xl/vbaProject.bin", b"macro")]), Reason::Macros),
        ("macros in an XLS", root(&["_VBA_PROJECT_CUR", "Workbook"]), Reason::Macros),
        ("a password", root(&["EncryptionInfo", "EncryptedPackage"]), Reason::Encrypted),
        ("a letter", root(&["WordDocument"]), Reason::NotATable),
        ("a letter in XML", archive_of("word/document.xml"), Reason::NotATable),
        ("an OpenDocument table", archive_of("content.xml"), Reason::OtherFormat),
        ("an XLS whose directory turns on itself", in_circles, Reason::Damaged),
        ("an XLS from corner to corner", xls(&[(0, 0, "a"), (65_535, 255, "b")], (3, 2)), Reason::TooManyCells),
        ("an XLS that says to be full", xls(&[(0, 0, "a")], (65_536, 256)), Reason::TooManyCells),
        ("an XLS that says to be more", xls(&[(0, 0, "a")], (u32::MAX, 256)), Reason::Damaged),
        ("nothing", Vec::new(), Reason::Empty),
        ("a PDF", b"%PDF-1.7".to_vec(), Reason::NotATable),
        ("a web page", b"  <HTML><table><tr><td>a".to_vec(), Reason::WebPage),
        ("a table in XML", b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>".to_vec(), Reason::WebPage),
        ("an archive that is cut", b"PK\x03\x04 cut".to_vec(), Reason::Damaged),
        ("an XLS that is cut", b"\xd0\xcf\x11\xe0 cut".to_vec(), Reason::Damaged),
    ]
}

fn archive_of(name: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// Workbooks that ask for as much as they may, or a little more.
pub fn heavy_files() -> Vec<(&'static str, Vec<u8>)> {
    let text = noise();
    let strings: String = (0..limit::SHARED_STRINGS + 10).map(|number| format!("<si><t>串{number}</t></si>")).collect();
    let wide: String = (1..=3900).map(|row| format!("<row r='{row}'><c r='IV{row}'><v>{row}</v></c></row>")).collect();
    let long: String = (1..=400)
        .map(|row| format!("<row r='{row}'><c r='A{row}' t='str'><v>{}</v></c></row>", &text[..96_000]))
        .collect();
    let goods = (0..10_000)
        .map(|row| vec![format!("手工布艺挎包{row}"), format!("{row}.90"), format!("pages/goods/index?id={row}")]);
    vec![
        ("10,000 goods", write_xlsx("商品", &["商品名称", "售价", "页面路径"], goods).unwrap()),
        ("32 MiB of spaces", with_sheet(&vec![b' '; 32 << 20], &[])),
        ("one attribute", with_sheet(format!("<worksheet><a b='{text}'/></worksheet>").as_bytes(), &[])),
        (
            "200,010 shared strings",
            workbook("", &[("xl/sharedStrings.xml", format!("<sst>{strings}</sst>").as_bytes())]),
        ),
        ("as many cells as may be", workbook(&wide, &[])),
        ("long cells", workbook(&long, &[])),
    ]
}

/// Text that packs badly, so that only the limits on text end it.
pub fn noise() -> String {
    (0_u32..70_000).map(|number| format!("{:08x}{:08x}长", number.wrapping_mul(2_654_435_761), number)).collect()
}

#[test]
fn what_is_not_looked_at_is_not_unpacked() {
    let zeros = vec![0; 16 << 20];
    let rows = format!("<row r='1'>{}</row>", cell("A1", "名称"));
    let book = read(Cursor::new(workbook(&rows, &[("xl/media/image1.png", &zeros)]))).unwrap();
    assert_eq!(book.pictures, 1, "it is counted, not unpacked");
}

/// An archive of that many entries, none of which is there.
fn million_entries() -> Vec<u8> {
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
    bytes
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
fn an_xls_is_read_and_its_numbers_are_plain() {
    let book =
        read(Cursor::new(xls(&[(0, 0, "商品名称"), (0, 1, "价格"), (2, 0, "连衣裙"), (2, 1, "199")], (3, 2)))).unwrap();
    let rows: Vec<_> = book.sheets[0].rows().map(|row| (row.number, row.cells().collect::<Vec<_>>())).collect();
    assert_eq!(rows, [(1, vec!["商品名称", "价格"]), (3, vec!["连衣裙", "199"])]);
}
