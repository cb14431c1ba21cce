//! What was read: rows of cells as text, close together in memory.

use crate::{
    limit,
    refusal::{Reason, Refusal},
};
use std::time::Instant;

/// The sheets of a file that can be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workbook {
    /// In the file's order.
    pub sheets: Vec<Sheet>,
    /// Pictures that stand in the file itself; they are not read.
    pub pictures: usize,
}

/// A sheet: the rows that hold something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; empty for a text file.
    pub name: String,
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<u32>,
    rows: Vec<Start>,
    width: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Start {
    number: u32,
    cell: u32,
}

/// A row of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Its number in the file, from 1; of a text file the line.
    pub number: u32,
    sheet: &'a Sheet,
    first: usize,
    end: usize,
}

impl Sheet {
    /// How many rows hold something.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no cell holds anything.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Cells of the widest row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The row of that place among the rows that hold something.
    pub fn row(&self, at: usize) -> Option<Row<'_>> {
        let start = self.rows.get(at)?;
        let end = self.rows.get(at + 1).map_or(self.ends.len(), |next| next.cell as usize);
        Some(Row { number: start.number, sheet: self, first: start.cell as usize, end })
    }

    /// All rows that hold something.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).filter_map(|at| self.row(at))
    }
}

impl<'a> Row<'a> {
    /// A cell's text; empty beyond the last.
    pub fn cell(&self, column: usize) -> &'a str {
        let at = self.first.saturating_add(column);
        if at >= self.end {
            return "";
        }
        let begin = at.checked_sub(1).map_or(0, |before| self.sheet.ends[before] as usize);
        &self.sheet.text[begin..self.sheet.ends[at] as usize]
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> {
        let row = *self;
        (0..self.end - self.first).map(move |column| row.cell(column))
    }
}

/// What may still be read.
pub(crate) struct Budget {
    cells: usize,
    rows: usize,
    text: usize,
    until: Instant,
}

impl Budget {
    pub fn new() -> Self {
        let until = Instant::now() + limit::TIME;
        Budget { cells: limit::CELLS, rows: limit::ROWS, text: limit::CELL_TEXT_BYTES, until }
    }

    /// Whether there is time left.
    pub fn check_time(&self) -> Result<(), Reason> {
        if Instant::now() > self.until { Err(Reason::TooSlow) } else { Ok(()) }
    }
}

fn take(left: &mut usize, wanted: usize, reason: Reason) -> Result<(), Reason> {
    *left = left.checked_sub(wanted).ok_or(reason)?;
    Ok(())
}

/// A sheet that is being read, from the top.
pub(crate) struct SheetBuilder<'b> {
    sheet: Sheet,
    budget: &'b mut Budget,
    /// The row at hand; it stands in the sheet once it holds something.
    number: u32,
    open: bool,
}

impl<'b> SheetBuilder<'b> {
    pub fn new(name: &str, budget: &'b mut Budget) -> Self {
        let sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
        SheetBuilder { sheet, budget, number: 0, open: false }
    }

    /// Begins a row.
    pub fn row(&mut self, number: u32) -> Result<(), Refusal> {
        if number <= self.number || number > limit::LAST_ROW {
            let reason = if number > limit::LAST_ROW { Reason::TooManyRows } else { Reason::Damaged };
            return Err(Refusal::from(reason).at_row(number));
        }
        (self.number, self.open) = (number, false);
        if number.is_multiple_of(1024) { self.budget.check_time().map_err(|reason| self.at(reason)) } else { Ok(()) }
    }

    /// Puts a cell's text; empty cells need not be told. Cells come from left to right.
    pub fn cell(&mut self, column: usize, text: &str) -> Result<(), Refusal> {
        if text.trim().is_empty() {
            return Ok(());
        }
        self.place(column, text).map_err(|reason| Refusal::from(reason).at_cell(self.number, column))
    }

    fn place(&mut self, column: usize, text: &str) -> Result<(), Reason> {
        if column >= limit::COLUMNS {
            return Err(Reason::TooManyColumns);
        }
        if text.len() > limit::ONE_CELL_BYTES {
            return Err(Reason::CellTooLong);
        }
        if !self.open {
            take(&mut self.budget.rows, 1, Reason::TooManyRows)?;
            self.sheet.rows.push(Start { number: self.number, cell: self.sheet.ends.len() as u32 });
            self.open = true;
        }
        let first = self.sheet.rows.last().map_or(0, |row| row.cell as usize);
        let there = self.sheet.ends.len() - first;
        let missing = column.checked_sub(there).ok_or(Reason::Damaged)?;
        take(&mut self.budget.cells, missing + 1, Reason::TooManyCells)?;
        take(&mut self.budget.text, text.len(), Reason::TooMuchText)?;
        let end = self.sheet.text.len() as u32;
        self.sheet.ends.extend(std::iter::repeat_n(end, missing));
        self.sheet.text.push_str(text);
        self.sheet.ends.push(self.sheet.text.len() as u32);
        self.sheet.width = self.sheet.width.max(column + 1);
        Ok(())
    }

    fn at(&self, reason: Reason) -> Refusal {
        Refusal::from(reason).at_row(self.number)
    }

    /// The sheet as read.
    pub fn finish(self) -> Sheet {
        self.sheet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_number_and_empty_ones_are_left_out() {
        let mut budget = Budget::new();
        let mut builder = SheetBuilder::new("表", &mut budget);
        for (row, column, text) in [(2, 0, "名称"), (2, 2, "价格"), (3, 1, "  "), (7, 1, "连衣裙")] {
            if builder.number < row {
                builder.row(row).unwrap();
            }
            builder.cell(column, text).unwrap();
        }
        let sheet = builder.finish();
        let rows: Vec<_> = sheet.rows().map(|row| (row.number, row.cells().collect::<Vec<_>>())).collect();
        assert_eq!(rows, [(2, vec!["名称", "", "价格"]), (7, vec!["", "连衣裙"])]);
        assert_eq!((sheet.width(), sheet.row(1).unwrap().cell(9)), (3, ""));
    }

    #[test]
    fn a_cell_beyond_the_limits_is_named() {
        let mut budget = Budget::new();
        let mut builder = SheetBuilder::new("", &mut budget);
        builder.row(3).unwrap();
        let refusal = builder.cell(limit::COLUMNS, "x").unwrap_err();
        assert_eq!((refusal.reason, refusal.cell.as_deref()), (Reason::TooManyColumns, Some("IW3")));
        let refusal = builder.cell(1, &"x".repeat(limit::ONE_CELL_BYTES + 1)).unwrap_err();
        assert_eq!((refusal.reason, refusal.cell.as_deref()), (Reason::CellTooLong, Some("B3")));
        assert_eq!(builder.row(limit::LAST_ROW + 1).unwrap_err().reason, Reason::TooManyRows);
    }
}
