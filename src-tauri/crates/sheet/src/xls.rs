//! XLS (Excel 97 to 2003, and the ET of WPS), through calamine once its head has been looked at: calamine takes a file's
//! word for how large it is.

mod compound;

use crate::{
    limit,
    number::{Shown, seen},
    refusal::{Reason, Refusal},
    table::{Budget, Sheet, SheetBuilder, Workbook},
};
use calamine::{Data, Reader, SheetVisible, Xls};
use compound::Compound;
use std::{
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Records of the workbook's stream ([MS-XLS] 2.3).
const DIMENSIONS: u16 = 0x0200;
const BOUND_SHEET: u16 = 0x0085;
const FILE_PASS: u16 = 0x002f;
const END: u16 = 0x000a;
const MULTIPLE_NUMBERS: u16 = 0x00bd;
/// Those that begin with a row and a column.
const CELLS: [u16; 8] = [0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x00fd, 0x00d6, 0x027e];

/// Reads a workbook.
pub(crate) fn read<R: Read>(mut source: R) -> Result<Workbook, Refusal> {
    let mut bytes = Vec::new();
    source.by_ref().take(limit::XLS_BYTES + 1).read_to_end(&mut bytes)?;
    check(&bytes)?;
    // A damaged file makes it panic now and then.
    let read = catch_unwind(AssertUnwindSafe(|| with_calamine(bytes)));
    read.unwrap_or_else(|_| Err(Reason::Damaged.into()))
}

/// Whether it may be handed on: no password, no macros, no more cells than are read.
fn check(bytes: &[u8]) -> Result<(), Reason> {
    let compound = Compound::open(bytes).ok_or(Reason::Damaged)?;
    if compound.has("EncryptedPackage") {
        return Err(Reason::Encrypted);
    }
    if compound.has("_VBA_PROJECT_CUR") || compound.has("VBA") {
        return Err(Reason::Macros);
    }
    let stream = compound.stream("Workbook").or_else(|| compound.stream("Book")).ok_or(Reason::NotATable)?;
    let mut sheets = Vec::new();
    for (kind, data) in records(&stream, 0) {
        match kind {
            FILE_PASS => return Err(Reason::Encrypted),
            BOUND_SHEET => sheets.push(number32(data, 0).ok_or(Reason::Damaged)? as usize),
            END => break,
            _ => {}
        }
    }
    if sheets.len() > limit::SHEETS {
        return Err(Reason::TooManySheets);
    }
    let mut cells = 0_usize;
    for start in sheets {
        let (mut rows, mut columns) = (0, 0);
        for (kind, data) in records(&stream, start) {
            let (row, column) = match kind {
                DIMENSIONS => {
                    let at = |at| number32(data, at).unwrap_or(u32::MAX) as usize;
                    let (first, last) = (at(0), at(4));
                    let first_column = number16(data, 8).unwrap_or(0);
                    let last_column = number16(data, 10).unwrap_or(u16::MAX);
                    if last < first || last_column < first_column || last > usize::from(u16::MAX) + 1 {
                        return Err(Reason::Damaged);
                    }
                    (last.saturating_sub(1), usize::from(last_column.saturating_sub(1)))
                }
                MULTIPLE_NUMBERS => {
                    let last = data.len().checked_sub(2).and_then(|at| number16(data, at));
                    (usize::from(number16(data, 0).unwrap_or(0)), usize::from(last.unwrap_or(0)))
                }
                kind if CELLS.contains(&kind) => {
                    (usize::from(number16(data, 0).unwrap_or(0)), usize::from(number16(data, 2).unwrap_or(0)))
                }
                END => break,
                _ => continue,
            };
            (rows, columns) = (rows.max(row + 1), columns.max(column + 1));
        }
        cells = cells.saturating_add(rows * columns);
        if cells > limit::CELLS {
            return Err(Reason::TooManyCells);
        }
    }
    Ok(())
}

fn with_calamine(bytes: Vec<u8>) -> Result<Workbook, Refusal> {
    let mut xls = Xls::new(Cursor::new(bytes)).map_err(|_| Reason::Damaged)?;
    let seen: Vec<String> = xls
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut budget = Budget::new();
    let mut workbook = Workbook::default();
    for name in seen {
        let range = xls.worksheet_range(&name).map_err(|_| Reason::Damaged)?;
        let sheet = sheet(&name, &range, &mut budget).map_err(|refusal| refusal.in_sheet(&name))?;
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

fn sheet(name: &str, range: &calamine::Range<Data>, budget: &mut Budget) -> Result<Sheet, Refusal> {
    let mut builder = SheetBuilder::new(name, budget);
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (at, cells) in range.rows().enumerate() {
        builder.row(first_row + at as u32 + 1)?;
        for (column, cell) in cells.iter().enumerate() {
            builder.cell(first_column as usize + column, &text(cell))?;
        }
    }
    Ok(builder.finish())
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(number) => seen(*number, Shown::Number, false),
        // calamine has moved it to 1900 already.
        Data::DateTime(moment) => seen(moment.as_f64(), Shown::Date, false),
        Data::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        other => other.to_string(),
    }
}

/// The records of a stream, from that byte on.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (kind, length) = (number16(rest, 0)?, usize::from(number16(rest, 2)?));
        let data = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some((kind, data))
    })
}

fn number16(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn number32(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}
