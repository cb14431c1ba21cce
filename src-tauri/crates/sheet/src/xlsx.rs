//! XLSX, read in one pass from the archive: part by part, element by element, each within its limits.
//!
//! Only the parts that hold cells are unpacked. Whatever points outside the file (external links, connections, pictures
//! by address) is not looked at.

mod archive;
mod cells;
mod parts;
mod strings;
mod styles;
mod xml;

use crate::{
    limit,
    refusal::{Reason, Refusal},
    table::{Budget, SheetBuilder, Workbook},
};
use archive::Archive;
use std::io::{Read, Seek};

/// Reads a workbook.
pub(crate) fn read<R: Read + Seek>(source: R) -> Result<Workbook, Refusal> {
    let mut budget = Budget::new();
    let mut archive = Archive::open(source)?;
    let parts = parts::read(&mut archive, &budget)?;
    let strings = match &parts.strings {
        Some(path) => strings::read(archive.part(path, &budget)?)?,
        None => strings::Strings::default(),
    };
    let styles = match &parts.styles {
        Some(path) => styles::read(archive.part(path, &budget)?)?,
        None => styles::Styles::default(),
    };
    if parts.sheets.len() > limit::SHEETS {
        return Err(Reason::TooManySheets.into());
    }
    let mut workbook = Workbook { pictures: parts.pictures, ..Workbook::default() };
    for sheet in &parts.sheets {
        let part = archive.part(&sheet.path, &budget)?;
        let mut builder = SheetBuilder::new(&sheet.name, &mut budget);
        let look = cells::Look { strings: &strings, styles: &styles, since_1904: parts.since_1904 };
        cells::read(part, look, &mut builder).map_err(|refusal| refusal.in_sheet(&sheet.name))?;
        workbook.sheets.push(builder.finish());
    }
    Ok(workbook)
}
