//! Check C4: text files right, or refused by name with the row.

use encoding_rs::{BIG5, GBK};
use kaibo_sheet::{Reason, limit, read, read_pasted};
use rstest::rstest;
use std::io::{Cursor, Read, Seek, SeekFrom};

const GOODS: &str =
    "商品名称,价格,页面路径\n雪纺碎花连衣裙,199.00,pages/goods/index?id=1\n手冲咖啡豆,58,pages/goods/index?id=2\n";

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let book = read(Cursor::new(bytes)).unwrap();
    book.sheets[0].rows().map(|row| row.cells().map(str::to_owned).collect()).collect()
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[rstest]
#[case::utf8(GOODS.as_bytes().to_vec())]
#[case::mark([b"\xef\xbb\xbf".as_slice(), GOODS.as_bytes()].concat())]
#[case::gbk(GBK.encode(GOODS).0.into_owned())]
#[case::utf16_le([b"\xff\xfe".to_vec(), utf16(GOODS, u16::to_le_bytes)].concat())]
#[case::utf16_be([b"\xfe\xff".to_vec(), utf16(GOODS, u16::to_be_bytes)].concat())]
#[case::utf16_without_mark(utf16(GOODS, u16::to_le_bytes))]
#[case::semicolons(GOODS.replace(',', ";").into_bytes())]
#[case::tabs(GOODS.replace(',', "\t").into_bytes())]
#[case::crlf(GOODS.replace('\n', "\r\n").into_bytes())]
#[case::old_mac(GOODS.replace('\n', "\r").into_bytes())]
#[case::mixed_lines(GOODS.replacen('\n', "\r\n", 1).into_bytes())]
#[case::without_last_line_end(GOODS.trim_end().as_bytes().to_vec())]
#[case::quoted(GOODS.replace("手冲咖啡豆", "\"手冲咖啡豆\"").into_bytes())]
fn goods_are_read(#[case] bytes: Vec<u8>) {
    let rows = cells(&bytes);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0], ["商品名称", "价格", "页面路径"]);
    assert_eq!(rows[2], ["手冲咖啡豆", "58", "pages/goods/index?id=2"]);
}

#[test]
fn big5_is_read() {
    let text = "商品名稱,價格\n雪紡碎花連衣裙與手工布藝挎包,199.00\n這是繁體中文的商品說明,58\n".repeat(20);
    assert_eq!(cells(&BIG5.encode(&text).0)[1][0], "雪紡碎花連衣裙與手工布藝挎包");
}

#[test]
fn quotes_hold_delimiters_lines_and_quotes() {
    let rows = cells("名称,价格\n\"裙子, \"\"特价\"\"\n第二行\",9\n下一件,5\n".as_bytes());
    assert_eq!(rows[1], ["裙子, \"特价\"\n第二行", "9"]);
    let book = read(Cursor::new("名称,价格\n\"a\nb\",9\n下一件,5\n".as_bytes())).unwrap();
    assert_eq!(book.sheets[0].rows().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 4]);
}

#[rstest]
#[case::open_quote("名称,价格\n裙子,9\n\"挎包,5\n杯子,3\n".as_bytes().to_vec(), Reason::OpenQuote, 3)]
#[case::nul(b"name,price\na,1\nb\0,2\n".to_vec(), Reason::NotText, 3)]
#[case::mixed_encoding([GOODS.as_bytes(), &GOODS.as_bytes()[..60], b"\xff\xff\xff,1\n"].concat(), Reason::MixedEncoding, 5)]
#[case::too_wide(format!("a,b\n{}x\n", ",".repeat(300)).into_bytes(), Reason::TooManyColumns, 2)]
#[case::long_cell(format!("a,b\n{},2\n", "x".repeat(limit::ONE_CELL_BYTES + 1)).into_bytes(), Reason::CellTooLong, 2)]
fn what_cannot_be_read_is_named_with_its_row(#[case] bytes: Vec<u8>, #[case] reason: Reason, #[case] row: u32) {
    let refusal = read(Cursor::new(bytes)).unwrap_err();
    assert_eq!((refusal.reason, refusal.row), (reason, Some(row)), "{refusal}");
}

#[test]
fn codes_keep_every_digit() {
    let rows = cells(b"code,price\n6901234567892,1e3\n00012345678901234567,199.0\n");
    assert_eq!(rows[1], ["6901234567892", "1e3"]);
    assert_eq!(rows[2], ["00012345678901234567", "199.0"]);
}

#[test]
fn pasted_cells_are_read_as_spreadsheet_programs_copy_them() {
    let book = read_pasted("商品名称\t价格\r\n\"两行的\n名称\"\t199\r\n5\" 画框\t58\r\n").unwrap();
    let rows: Vec<Vec<&str>> = book.sheets[0].rows().map(|row| row.cells().collect()).collect();
    assert_eq!(rows, [vec!["商品名称", "价格"], vec!["两行的\n名称", "199"], vec!["5\" 画框", "58"]]);
    assert_eq!(read_pasted(" \n ").unwrap_err().reason, Reason::Empty);
}

/// A line of that many bytes that nobody stores.
struct Endless {
    bytes: u64,
    at: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = (self.bytes - self.at).min(buffer.len() as u64) as usize;
        buffer[..read].fill(b'x');
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(_) => self.bytes,
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

#[test]
fn a_line_of_a_gigabyte_is_refused() {
    assert_eq!(read(Endless { bytes: 1 << 30, at: 0 }).unwrap_err().reason, Reason::TooLarge);
    let refusal = read(Endless { bytes: limit::TEXT_BYTES, at: 0 }).unwrap_err();
    assert_eq!((refusal.reason, refusal.row), (Reason::CellTooLong, Some(1)));
}
