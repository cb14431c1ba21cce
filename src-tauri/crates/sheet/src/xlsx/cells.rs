//! The cells of a sheet, row by row. How large the sheet says to be is not believed.

use super::{
    strings::{Strings, unescaped},
    styles::Styles,
    xml::{Xml, attribute, resolve},
};
use crate::{
    limit,
    number::seen,
    refusal::{Reason, Refusal},
    table::SheetBuilder,
};
use quick_xml::events::{BytesStart, Event};
use std::io::BufRead;

/// What cells look up.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub strings: &'a Strings,
    pub styles: &'a Styles,
    pub since_1904: bool,
}

/// The cell at hand.
#[derive(Default)]
struct Open {
    column: usize,
    kind: String,
    style: usize,
    text: String,
}

/// Reads a sheet.
pub(super) fn read<R: BufRead>(mut xml: Xml<R>, look: Look, sheet: &mut SheetBuilder) -> Result<(), Refusal> {
    let (mut row, mut next_column) = (0_u32, 0_usize);
    let (mut cell, mut in_value, mut in_phonetic) = (None::<Open>, false, false);
    loop {
        let Some(event) = xml.next().map_err(|refusal| refusal.at_row(row.max(1)))? else { return Ok(()) };
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "row" => {
                row = match attribute(&tag, "r")? {
                    Some(number) => number.parse().map_err(|_| Reason::Damaged)?,
                    None => row + 1,
                };
                sheet.row(row)?;
                next_column = 0;
            }
            // An empty cell is skipped, yet counts for those without an address behind it.
            Event::Empty(tag) if tag.local_name().as_ref() == "c" => next_column = column(&tag, next_column)? + 1,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "c" => {
                    let open = Open {
                        column: column(&tag, next_column)?,
                        kind: attribute(&tag, "t")?.unwrap_or_default(),
                        style: attribute(&tag, "s")?.and_then(|style| style.parse().ok()).unwrap_or(0),
                        text: String::new(),
                    };
                    next_column = open.column + 1;
                    cell = Some(open);
                }
                "v" => in_value = true,
                "t" => in_value = !in_phonetic,
                "rPh" => in_phonetic = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "c" => {
                    if let Some(open) = cell.take() {
                        put(open, look, row, sheet)?;
                    }
                }
                "v" | "t" => in_value = false,
                "rPh" => in_phonetic = false,
                _ => {}
            },
            Event::Text(text) if in_value => add(cell.as_mut(), row, &text.xml10_content())?,
            Event::CData(text) if in_value => add(cell.as_mut(), row, &text.xml10_content())?,
            Event::GeneralRef(reference) if in_value => {
                add(cell.as_mut(), row, resolve(&reference)?.encode_utf8(&mut [0; 4]))?;
            }
            _ => {}
        }
    }
}

fn add(cell: Option<&mut Open>, row: u32, text: &str) -> Result<(), Refusal> {
    let Some(cell) = cell else { return Ok(()) };
    if cell.text.len() + text.len() > limit::ONE_CELL_BYTES {
        return Err(Refusal::from(Reason::CellTooLong).at_cell(row, cell.column));
    }
    cell.text.push_str(text);
    Ok(())
}

fn put(cell: Open, look: Look, row: u32, sheet: &mut SheetBuilder) -> Result<(), Refusal> {
    let damaged = || Refusal::from(Reason::Damaged).at_cell(row, cell.column);
    match cell.kind.as_str() {
        "s" if cell.text.is_empty() => Ok(()),
        "s" => {
            let number = cell.text.trim().parse().map_err(|_| damaged())?;
            sheet.cell(cell.column, look.strings.get(number).ok_or_else(damaged)?)
        }
        "str" | "inlineStr" => sheet.cell(cell.column, unescaped(&cell.text).as_deref().unwrap_or(&cell.text)),
        "b" => sheet.cell(cell.column, if cell.text.trim() == "0" { "FALSE" } else { "TRUE" }),
        "e" | "d" => sheet.cell(cell.column, &cell.text),
        _ => match cell.text.trim().parse() {
            Ok(number) => sheet.cell(cell.column, &seen(number, look.styles.shown(cell.style), look.since_1904)),
            Err(_) => sheet.cell(cell.column, &cell.text),
        },
    }
}

/// The column of a cell, from 0: as its address says, else the next one.
fn column(tag: &BytesStart, next: usize) -> Result<usize, Refusal> {
    let Some(address) = attribute(tag, "r")? else { return Ok(next) };
    let mut column = 0_usize;
    for letter in address.bytes().take_while(u8::is_ascii_alphabetic) {
        column = column.saturating_mul(26).saturating_add(usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    }
    column.checked_sub(1).ok_or_else(|| Reason::Damaged.into())
}
