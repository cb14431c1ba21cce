//! Text files: right, or refused by name with the row.

use crate::bombs::noise;
use encoding_rs::{BIG5, GBK};
use kaibo_sheet::{Reason, limit, read, read_pasted};
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

/// The same three rows, as programs write them.
pub fn readable() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("UTF-8", GOODS.as_bytes().to_vec()),
        ("UTF-8 with a mark", [b"\xef\xbb\xbf".as_slice(), GOODS.as_bytes()].concat()),
        ("GBK", GBK.encode(GOODS).0.into_owned()),
        ("UTF-16 LE", [b"\xff\xfe".to_vec(), utf16(GOODS, u16::to_le_bytes)].concat()),
        ("UTF-16 BE", [b"\xfe\xff".to_vec(), utf16(GOODS, u16::to_be_bytes)].concat()),
        ("UTF-16 without a mark", utf16(GOODS, u16::to_le_bytes)),
        ("semicolons", GOODS.replace(',', ";").into_bytes()),
        ("tabs", GOODS.replace(',', "\t").into_bytes()),
        ("CR LF", GOODS.replace('\n', "\r\n").into_bytes()),
        ("CR", GOODS.replace('\n', "\r").into_bytes()),
        ("mixed lines", GOODS.replacen('\n', "\r\n", 1).into_bytes()),
        ("no last line end", GOODS.trim_end().as_bytes().to_vec()),
        ("quotation marks", GOODS.replace("手冲咖啡豆", "\"手冲咖啡豆\"").into_bytes()),
    ]
}

/// Texts that cannot be read, why, and in which row.
pub fn unreadable() -> Vec<(&'static str, Vec<u8>, Reason, u32)> {
    let mixed = [GOODS.as_bytes(), &GOODS.as_bytes()[..60], b"\xff\xff\xff,1\n"].concat();
    let long = format!("a,b\n{},2\n", "x".repeat(limit::ONE_CELL_BYTES + 1));
    vec![
        ("an open quotation mark", "名称,价格\n裙子,9\n\"挎包,5\n杯子,3\n".as_bytes().to_vec(), Reason::OpenQuote, 3),
        ("NUL", b"name,price\na,1\nb\0,2\n".to_vec(), Reason::NotText, 3),
        ("mixed encodings", mixed, Reason::MixedEncoding, 5),
        ("300 columns", format!("a,b\n{}x\n", ",".repeat(300)).into_bytes(), Reason::TooManyColumns, 2),
        ("a long cell", long.into_bytes(), Reason::CellTooLong, 2),
    ]
}

/// Texts as large as may be.
pub fn heavy_files() -> Vec<(&'static str, Vec<u8>)> {
    let most = limit::TEXT_BYTES as usize;
    let line = format!("{}\n", noise().chars().take(200).collect::<String>());
    let mut lines = line.repeat(most / line.len()).into_bytes();
    lines.truncate(most);
    vec![("48 MiB in one line", vec![b'x'; most]), ("48 MiB of lines", lines)]
}

pub fn assert_goods(what: &str, bytes: &[u8]) {
    let rows = cells(bytes);
    assert_eq!(rows.len(), 3, "{what}");
    assert_eq!(rows[0], ["商品名称", "价格", "页面路径"], "{what}");
    assert_eq!(rows[2], ["手冲咖啡豆", "58", "pages/goods/index?id=2"], "{what}");
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

/// A line of a gigabyte is refused unread, and one as long as a file may be in its first row.
pub fn assert_no_endless_line() {
    assert_eq!(read(Endless { bytes: 1 << 30, at: 0 }).unwrap_err().reason, Reason::TooLarge);
    let refusal = read(Endless { bytes: limit::TEXT_BYTES, at: 0 }).unwrap_err();
    assert_eq!((refusal.reason, refusal.row), (Reason::CellTooLong, Some(1)));
}
