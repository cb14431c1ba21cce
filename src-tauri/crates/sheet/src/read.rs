//! What kind of file it is, by its first bytes; its name is only for messages.

use crate::{
    delimited, limit,
    refusal::{Reason, Refusal},
    table::Workbook,
    xls, xlsx,
};
use std::io::{Cursor, Read, Seek, SeekFrom};

/// Reads a spreadsheet: XLSX, XLS, or text with delimiters in UTF-8, UTF-16, GBK or Big5. All of it or, with the reason
/// and its place, nothing.
pub fn read<R: Read + Seek>(mut source: R) -> Result<Workbook, Refusal> {
    let bytes = source.seek(SeekFrom::End(0))?;
    source.rewind()?;
    let mut first = Vec::new();
    source.by_ref().take(512).read_to_end(&mut first)?;
    source.rewind()?;
    let kind = Kind::of(&first)?;
    if bytes > kind.most() {
        return Err(Reason::TooLarge.into());
    }
    let workbook = match kind {
        Kind::Xlsx => xlsx::read(source)?,
        Kind::Xls => xls::read(source)?,
        Kind::Text => delimited::read(source)?,
    };
    match workbook.sheets.iter().all(|sheet| sheet.is_empty()) {
        true => Err(Reason::Empty.into()),
        false => Ok(workbook),
    }
}

/// Reads cells that were copied from a spreadsheet program, or typed with delimiters.
pub fn read_pasted(text: &str) -> Result<Workbook, Refusal> {
    if text.trim().is_empty() {
        return Err(Reason::Empty.into());
    }
    if text.len() as u64 > limit::TEXT_BYTES {
        return Err(Reason::TooLarge.into());
    }
    delimited::read(Cursor::new(text.as_bytes()))
}

#[derive(Clone, Copy)]
enum Kind {
    Xlsx,
    Xls,
    Text,
}

impl Kind {
    fn of(first: &[u8]) -> Result<Kind, Reason> {
        let text = first.trim_ascii_start();
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start().to_ascii_lowercase();
        match first {
            [] => Err(Reason::Empty),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Ok(Kind::Xlsx),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Ok(Kind::Xls),
            _ if [b"<html".as_slice(), b"<!doctype", b"<table", b"<?xml", b"<meta"]
                .iter()
                .any(|tag| text.starts_with(tag)) =>
            {
                Err(Reason::WebPage)
            }
            [b'%', b'P', b'D', b'F', ..]
            | [0xff, 0xd8, 0xff, ..]
            | [0x89, b'P', b'N', b'G', ..]
            | [b'R', b'a', b'r', b'!', ..] => Err(Reason::NotATable),
            _ => Ok(Kind::Text),
        }
    }

    const fn most(self) -> u64 {
        match self {
            Kind::Xlsx => limit::FILE_BYTES,
            Kind::Xls => limit::XLS_BYTES,
            Kind::Text => limit::TEXT_BYTES,
        }
    }
}
