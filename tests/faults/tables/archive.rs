//! Workbooks put together by hand.

use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook with one sheet of those rows, and parts beside it.
pub fn workbook(rows: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!("<worksheet xmlns='{MAIN}'><dimension ref='A1:B2'/><sheetData>{rows}</sheetData></worksheet>");
    with_sheet(sheet.as_bytes(), more)
}

/// A workbook with that part as its sheet.
pub fn with_sheet(sheet: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    let book = format!(
        "<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets><sheet name='商品' sheetId='1' r:id='r1'/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns='{PACKAGE}'>
         <Relationship Id='r1' Type='{OFFICE}/worksheet' Target='worksheets/sheet1.xml'/>
         <Relationship Id='r2' Type='{OFFICE}/sharedStrings' Target='sharedStrings.xml'/>
         <Relationship Id='r3' Type='{OFFICE}/externalLink' Target='http://127.0.0.1:9/x' TargetMode='External'/>
         </Relationships>"
    );
    add("xl/workbook.xml", book.as_bytes());
    add("xl/_rels/workbook.xml.rels", relations.as_bytes());
    add("xl/worksheets/sheet1.xml", sheet);
    if !more.iter().any(|(name, _)| *name == "xl/sharedStrings.xml") {
        add("xl/sharedStrings.xml", b"<sst><si><t>shared</t></si></sst>");
    }
    for (name, bytes) in more {
        add(name, bytes);
    }
    zip.finish().unwrap().into_inner()
}

/// A compound file with entries of those names, the last of which holds those bytes.
pub fn compound(names: &[&str], stream: &[u8]) -> Vec<u8> {
    const END: u32 = 0xffff_fffe;
    let sectors = stream.len().div_ceil(512).max(8);
    let mut bytes = vec![0; 512 * (3 + sectors)];
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    put(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    put(26, &3_u16.to_le_bytes());
    put(28, &0xfffe_u16.to_le_bytes());
    put(30, &9_u16.to_le_bytes());
    put(32, &6_u16.to_le_bytes());
    put(44, &1_u32.to_le_bytes());
    put(48, &1_u32.to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    for at in [60, 68] {
        put(at, &END.to_le_bytes());
    }
    put(76, &[0xff; 109 * 4]);
    put(76, &0_u32.to_le_bytes());
    // The table: itself, the directory, the stream.
    put(512, &0xffff_fffd_u32.to_le_bytes());
    put(516, &END.to_le_bytes());
    for sector in 2..sectors + 2 {
        let next = if sector == sectors + 1 { END } else { sector as u32 + 1 };
        put(512 + 4 * sector, &next.to_le_bytes());
    }
    for (number, name) in names.iter().enumerate() {
        let entry = 1024 + 128 * number;
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let is_last = number + 1 == names.len();
        put(entry, &wide);
        put(entry + 64, &(wide.len() as u16).to_le_bytes());
        put(entry + 116, &(if is_last { 2 } else { END }).to_le_bytes());
        put(entry + 120, &(if is_last { 512 * sectors as u32 } else { 0 }).to_le_bytes());
    }
    put(512 * 3, stream);
    bytes
}

/// An XLS with those cells, digits as numbers, that says to have so many rows and columns.
pub fn xls(cells: &[(u16, u16, &str)], (rows, columns): (u32, u16)) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat();
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let sheet = |at: u32| record(0x0085, &[&at.to_le_bytes(), [0, 0, 2, 1].as_slice(), &wide("商品")].concat());
    let end = record(0x000a, &[]);
    let mut stream = [begin(5), sheet(0), end.clone()].concat();
    let at = stream.len() as u32;
    stream = [begin(5), sheet(at), end.clone(), begin(0x10)].concat();
    let size = [&0_u32.to_le_bytes(), &rows.to_le_bytes(), [0, 0].as_slice(), &columns.to_le_bytes(), &[0, 0]].concat();
    stream.extend(record(0x0200, &size));
    for (row, column, text) in cells {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        let length = (text.encode_utf16().count() as u16).to_le_bytes();
        match text.parse::<f64>() {
            Ok(number) => stream.extend(record(0x0203, &[place, number.to_le_bytes().to_vec()].concat())),
            Err(_) => stream.extend(record(0x0204, &[place, length.to_vec(), vec![1], wide(text)].concat())),
        }
    }
    stream.extend(end);
    compound(&["Root Entry", "Workbook"], &stream)
}
