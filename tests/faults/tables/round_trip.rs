//! What is written reads back as it was, and nothing of it is a live formula; what others write reads as a person sees it.

use calamine::{Data, Reader, Xlsx};
use kaibo_sheet::{read, write_csv, write_template, write_xlsx};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Read};

/// Cells that would come alive.
pub const HOSTILE: [&str; 16] = [
    "=1+1",
    "=cmd|'/c calc'!A0",
    "+8613800000000",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    "'=1",
    "''=1",
    "'平常",
    "=HYPERLINK(\"http://x\",\"点\")",
    "a\"b,c;d\ne",
];

fn back(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let book = read(Cursor::new(bytes)).unwrap();
    book.sheets[0].rows().skip(1).map(|row| row.cells().map(str::to_owned).collect()).collect()
}

fn lines(cells: &[&str]) -> Vec<Vec<String>> {
    cells.iter().map(|cell| vec!["名".to_owned(), (*cell).to_owned(), "末".to_owned()]).collect()
}

/// No cell of the CSV begins a formula, and all read back.
pub fn assert_dead_in_csv(cells: &[&str]) {
    let bytes = write_csv(&["a", "b", "c"], lines(cells).into_iter()).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    let text = String::from_utf8(bytes[3..].to_vec()).unwrap();
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.unwrap();
        assert!(!record[1].starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']), "{:?}", &record[1]);
    }
    assert_eq!(back(bytes), lines(cells));
}

/// No cell of the workbook is a formula, nor becomes one when somebody edits it, and all read back.
pub fn assert_dead_in_workbook(cells: &[&str]) {
    let bytes = write_xlsx("商品", &["a", "b", "c"], lines(cells).into_iter()).unwrap();
    let mut sheet = String::new();
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    zip.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert!(!sheet.contains("<f>"), "{sheet}");
    let mut styles = String::new();
    zip.by_name("xl/styles.xml").unwrap().read_to_string(&mut styles).unwrap();
    assert!(styles.contains("quotePrefix=\"1\""), "it would come alive when somebody edits the cell");
    assert_eq!(back(bytes), lines(cells));
}

#[test]
fn a_template_holds_its_example_and_reads_as_one() {
    let example = vec![vec!["连衣裙".to_owned(), "199".to_owned()]];
    let bytes = write_template("商品", &["商品名称", "售价"], example, ("说明", &["一行一件商品"])).unwrap();
    let book = read(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["商品", "说明"]);
    assert_eq!(book.sheets[0].row(1).unwrap().cells().collect::<Vec<_>>(), ["连衣裙", "199"]);
}

#[test]
fn numbers_dates_and_formulas_read_as_a_person_sees_them() {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet().set_name("商品").unwrap();
    let date = Format::new().set_num_format("yyyy年m月d日");
    let money = Format::new().set_num_format("¥#,##0.00");
    page.write(0, 0, 199.0).unwrap();
    page.write(0, 1, 6_901_234_567_892_f64).unwrap();
    page.write(0, 2, 0.1 + 0.2).unwrap();
    page.write_with_format(0, 3, ExcelDateTime::from_ymd(2026, 11, 22).unwrap(), &date).unwrap();
    page.write_with_format(0, 4, 58.5, &money).unwrap();
    page.write(0, 5, Formula::new("=A1*2").set_result("398")).unwrap();
    page.write(0, 6, true).unwrap();
    page.write(0, 7, "_x000D_ 原样").unwrap();
    let hidden = workbook.add_worksheet().set_name("清单").unwrap();
    hidden.write(0, 0, "不看").unwrap();
    hidden.set_hidden(true);
    let book = read(Cursor::new(workbook.save_to_buffer().unwrap())).unwrap();
    assert_eq!(book.sheets.len(), 1);
    let cells: Vec<_> = book.sheets[0].row(0).unwrap().cells().collect();
    assert_eq!(cells, ["199", "6901234567892", "0.3", "2026-11-22", "58.5", "398", "TRUE", "_x000D_ 原样"]);
}

#[test]
fn delimiters_within_cells_do_not_decide() {
    let cells = ["\t\t,", "\t\t＋"];
    assert_eq!(back(write_csv(&["a", "b", "c"], lines(&cells).into_iter()).unwrap()), lines(&cells));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_reads_back(cells in proptest::collection::vec("[ -~\u{4e00}-\u{4e20}\t＝＋'=+@-]{1,12}", 1..6)) {
        let cells: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| !cell.trim().is_empty()).collect();
        let written = lines(&cells);
        let csv = write_csv(&["a", "b", "c"], written.clone().into_iter()).unwrap();
        prop_assert_eq!(back(csv), written.clone());
        let xlsx = write_xlsx("商品", &["a", "b", "c"], written.clone().into_iter()).unwrap();
        prop_assert_eq!(back(xlsx.clone()), written.clone());
        // As another reader sees it.
        let mut peer: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(xlsx)).unwrap();
        let range = peer.worksheet_range("商品").unwrap();
        for (row, line) in range.rows().skip(1).zip(&written) {
            prop_assert_eq!(&row[1], &Data::String(line[1].clone()));
        }
    }
}
