//! Text with delimiters: CSV files, and cells pasted from a spreadsheet program.

use crate::{
    encoding::{Decoded, SAMPLE_BYTES, detect},
    limit,
    refusal::{Reason, Refusal},
    table::{Budget, SheetBuilder, Workbook},
    write::plain,
};
use std::{
    cell::Cell,
    collections::BTreeMap,
    io::{self, Read},
    rc::Rc,
};

/// A record that stands behind the last one: inside another cell it shows a quotation mark that was never closed.
const END: &str = "\u{E000}";

/// Reads a text file.
pub(crate) fn read<R: Read>(mut source: R) -> Result<Workbook, Refusal> {
    let mut first = Vec::new();
    source.by_ref().take(SAMPLE_BYTES as u64).read_to_end(&mut first)?;
    let whole = first.len() < SAMPLE_BYTES;
    let encoding = detect(&first, whole);
    let delimiter = delimiter(&encoding.decode(&first).0);
    rows(Decoded::new(source, encoding, first), delimiter)
}

/// The delimiter of a text: the one that most of its first lines have in the same number, outside quotation marks.
fn delimiter(sample: &str) -> u8 {
    let lines: Vec<&str> = sample.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let score = |delimiter: char| {
        let outside = |line: &&str| line.split('"').step_by(2).map(|part| part.matches(delimiter).count()).sum();
        let counts = lines.iter().map(outside).filter(|count: &usize| *count > 0);
        let mut alike = BTreeMap::<usize, usize>::new();
        counts.for_each(|count| *alike.entry(count).or_default() += 1);
        alike.into_iter().map(|(count, lines)| (lines, count)).max().unwrap_or_default()
    };
    // The first of equals is the last one here.
    let best = [';', ',', '\t'].into_iter().max_by_key(|delimiter| score(*delimiter));
    best.filter(|delimiter| score(*delimiter).1 > 0).map_or(b',', |delimiter| delimiter as u8)
}

fn rows<R: Read>(source: Decoded<R>, delimiter: u8) -> Result<Workbook, Refusal> {
    let piece = Rc::new(Cell::new(0));
    let lines = Lines { source, end: format!("\n{END}").into_bytes(), piece: piece.clone(), too_long: false };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(32 << 10)
        .from_reader(lines);
    let mut budget = Budget::new();
    let mut sheet = SheetBuilder::new("", &mut budget);
    let (mut record, mut begun) = (csv::StringRecord::new(), 1);
    loop {
        piece.set(0);
        let read = reader.read_record(&mut record);
        let line = |record: &csv::StringRecord| record.position().map_or(begun, |at| at.line() as u32);
        match read {
            Ok(true) => begun = line(&record).max(begun),
            Ok(false) => return Err(Refusal::from(Reason::OpenQuote).at_row(begun)),
            Err(error) => {
                let lines = reader.get_ref();
                return Err(match lines.source.refused() {
                    Some(refusal) => refusal.clone(),
                    None if lines.too_long => Refusal::from(Reason::CellTooLong).at_row(begun),
                    None => match error.into_kind() {
                        csv::ErrorKind::Io(error) => error.into(),
                        _ => Refusal::from(Reason::Damaged).at_row(begun),
                    },
                });
            }
        }
        if record.len() == 1 && &record[0] == END {
            return Ok(Workbook { sheets: vec![sheet.finish()], pictures: 0 });
        }
        if record.iter().any(|cell| cell.contains(END)) {
            return Err(Refusal::from(Reason::OpenQuote).at_row(begun));
        }
        sheet.row(begun)?;
        for (column, cell) in record.iter().enumerate() {
            sheet.cell(column, plain(cell))?;
        }
        begun += 1;
    }
}

/// The text with [`END`] behind it, which stops at a line that never ends.
struct Lines<R> {
    source: Decoded<R>,
    end: Vec<u8>,
    /// Bytes since the record at hand began.
    piece: Rc<Cell<usize>>,
    too_long: bool,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.piece.get() > limit::PIECE_BYTES {
            self.too_long = true;
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let mut read = self.source.read(buffer)?;
        if read == 0 {
            read = self.end.len().min(buffer.len());
            buffer[..read].copy_from_slice(&self.end[..read]);
            self.end.drain(..read);
        }
        self.piece.set(self.piece.get() + read);
        Ok(read)
    }
}
