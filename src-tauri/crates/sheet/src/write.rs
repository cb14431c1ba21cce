//! Spreadsheets written: no cell is ever a live formula, and what was written reads back as it was.

use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, XlsxError};
use std::{borrow::Cow, io};

/// A line of cells.
pub type Line = Vec<String>;

/// What a spreadsheet program takes for the beginning of a formula, East Asian forms included (OWASP, CSV injection).
fn begins_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Whether the text needs a quotation mark in front, so that it is text and reads back as itself.
fn needs_mark(text: &str) -> bool {
    begins_formula(text.trim_start_matches('\''))
}

/// A text as it may stand in a CSV cell: with `'` in front where it would be a formula.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if needs_mark(text) { format!("'{text}").into() } else { text.into() }
}

/// The text that [`harmless`] was given.
pub fn plain(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| needs_mark(rest)).unwrap_or(text)
}

/// CSV as Excel and WPS open it: UTF-8 with a mark, lines ended by CR LF.
pub fn write_csv(headings: &[&str], lines: impl Iterator<Item = Line>) -> io::Result<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(headings)?;
    for line in lines {
        writer.write_record(line.iter().map(|cell| harmless(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// XLSX with all cells as text, so that codes keep their digits and prices their form.
pub fn write_xlsx(sheet: &str, headings: &[&str], lines: impl Iterator<Item = Line>) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet(), sheet, headings, lines)?;
    Ok(workbook.save_to_buffer()?)
}

/// A sheet to fill in: headings and example lines, and beside it a sheet of notes.
pub fn write_template(
    sheet: &str,
    headings: &[&str],
    examples: Vec<Line>,
    (notes_sheet, notes): (&str, &[&str]),
) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet(), sheet, headings, examples.into_iter())?;
    let page = workbook.add_worksheet().set_name(notes_sheet)?;
    page.set_column_width(0, 90)?;
    let format = Format::new().set_text_wrap();
    for (row, note) in notes.iter().enumerate() {
        page.write_string_with_format(row as u32, 0, *note, &format)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// A workbook that could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be made")]
pub struct WriteError(#[from] XlsxError);

fn fill(
    page: &mut rust_xlsxwriter::Worksheet,
    name: &str,
    headings: &[&str],
    lines: impl Iterator<Item = Line>,
) -> Result<(), XlsxError> {
    let heading =
        Format::new().set_bold().set_background_color(Color::RGB(0xE8_F8EF)).set_align(FormatAlign::VerticalCenter);
    let text = Format::new().set_num_format("@");
    // Text even when somebody types into the cell again.
    let marked = text.clone().set_quote_prefix();
    page.set_name(name)?.set_freeze_panes(1, 0)?;
    for (column, title) in headings.iter().enumerate() {
        let column = column as u16;
        page.set_column_format(column, &text)?;
        page.set_column_width(column, 10 + title.chars().count() as u16 * 2)?;
        page.write_string_with_format(0, column, *title, &heading)?;
    }
    for (row, line) in lines.enumerate() {
        for (column, cell) in line.iter().enumerate() {
            let format = if begins_formula(cell) { &marked } else { &text };
            page.write_string_with_format(row as u32 + 1, column as u16, cell, format)?;
        }
    }
    Ok(())
}
