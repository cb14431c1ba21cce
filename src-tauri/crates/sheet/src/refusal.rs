//! Why a file is not read, and where the reason stands.

use std::{fmt, io};

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing in it.
    Empty,
    /// No table of a kind that is read.
    NotATable,
    /// A web page or an XML table that calls itself a spreadsheet: Excel and WPS open it and can save it as XLSX.
    WebPage,
    /// Another spreadsheet format (ODS, XLSB, Numbers).
    OtherFormat,
    /// Guarded by a password.
    Encrypted,
    /// With macros.
    Macros,
    /// Cut or damaged.
    Damaged,
    /// Declares entities of its own, which no spreadsheet program writes.
    Entities,
    /// Elements within elements beyond [`crate::limit::DEPTH`].
    TooNested,
    /// The file is larger than what is read.
    TooLarge,
    /// Unpacks to more than what is read.
    UnpacksTooLarge,
    /// More entries than a workbook has.
    TooManyEntries,
    /// More than [`crate::limit::SHEETS`].
    TooManySheets,
    /// More than [`crate::limit::ROWS`].
    TooManyRows,
    /// A cell beyond [`crate::limit::COLUMNS`].
    TooManyColumns,
    /// More than [`crate::limit::CELLS`].
    TooManyCells,
    /// More text than [`crate::limit::CELL_TEXT_BYTES`].
    TooMuchText,
    /// A cell or a line beyond [`crate::limit::ONE_CELL_BYTES`] or [`crate::limit::PIECE_BYTES`].
    CellTooLong,
    /// Bytes that are no text of the encoding that the rest is in.
    MixedEncoding,
    /// A NUL byte.
    NotText,
    /// A quotation mark that is never closed.
    OpenQuote,
    /// Took longer than [`crate::limit::TIME`].
    TooSlow,
    /// The disk did not give it.
    Unreadable(io::ErrorKind),
}

impl Reason {
    /// Its name for messages.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Empty => "empty",
            Reason::NotATable => "not-a-table",
            Reason::WebPage => "web-page",
            Reason::OtherFormat => "other-format",
            Reason::Encrypted => "encrypted",
            Reason::Macros => "macros",
            Reason::Damaged => "damaged",
            Reason::Entities => "entities",
            Reason::TooNested => "too-nested",
            Reason::TooLarge => "too-large",
            Reason::UnpacksTooLarge => "unpacks-too-large",
            Reason::TooManyEntries => "too-many-entries",
            Reason::TooManySheets => "too-many-sheets",
            Reason::TooManyRows => "too-many-rows",
            Reason::TooManyColumns => "too-many-columns",
            Reason::TooManyCells => "too-many-cells",
            Reason::TooMuchText => "too-much-text",
            Reason::CellTooLong => "cell-too-long",
            Reason::MixedEncoding => "mixed-encoding",
            Reason::NotText => "not-text",
            Reason::OpenQuote => "open-quote",
            Reason::TooSlow => "too-slow",
            Reason::Unreadable(_) => "unreadable",
        }
    }
}

/// A file that is not read; none of it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// The sheet.
    pub sheet: Option<String>,
    /// The row, from 1 as spreadsheet programs count; of a text file the line.
    pub row: Option<u32>,
    /// The cell, such as `B7`.
    pub cell: Option<String>,
}

impl Refusal {
    /// The same, in that sheet.
    #[must_use]
    pub(crate) fn in_sheet(mut self, name: &str) -> Self {
        self.sheet.get_or_insert_with(|| name.to_owned());
        self
    }

    /// The same, at that row.
    #[must_use]
    pub(crate) fn at_row(mut self, row: u32) -> Self {
        self.row.get_or_insert(row);
        self
    }

    /// The same, at that cell; columns count from 0.
    #[must_use]
    pub(crate) fn at_cell(mut self, row: u32, column: usize) -> Self {
        self.cell.get_or_insert_with(|| cell_name(row, column));
        self.at_row(row)
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Refusal { reason, sheet: None, row: None, cell: None }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Reason::Unreadable(error.kind()).into()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.name())?;
        if let Some(sheet) = &self.sheet {
            write!(f, " in '{sheet}'")?;
        }
        match (&self.cell, self.row) {
            (Some(cell), _) => write!(f, " at {cell}"),
            (None, Some(row)) => write!(f, " at row {row}"),
            (None, None) => Ok(()),
        }
    }
}

/// A cell's name, such as `B7`; columns count from 0.
pub fn cell_name(row: u32, column: usize) -> String {
    format!("{}{row}", column_name(column))
}

fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheet_programs_do() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_name(column), name);
        }
    }
}
