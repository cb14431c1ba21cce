//! What is read at most. Chosen for shops of 10,000 goods, with room; a file beyond it is refused, not cut.

use std::time::Duration;

/// Bytes of a workbook's file: pictures in its cells are not unpacked, but count here.
pub const FILE_BYTES: u64 = 100 << 20;
/// Bytes of a text file.
pub const TEXT_BYTES: u64 = 48 << 20;
/// Bytes of an XLS, which is held in memory: what the allocation table in the head of the file can name.
pub const XLS_BYTES: u64 = 7 << 20;
/// Entries of a workbook's archive.
pub const ENTRIES: usize = 10_000;
/// Bytes that are read to find out what an archive holds.
pub const DIRECTORY_BYTES: u64 = 3 << 19;
/// Bytes that are unpacked of one workbook, all its parts together.
pub const UNPACKED_BYTES: u64 = 128 << 20;
/// A part may unpack to so many times its packed size, once it is larger than [`RATIO_FROM_BYTES`].
pub const RATIO: u64 = 150;
/// Below so many bytes the ratio does not matter.
pub const RATIO_FROM_BYTES: u64 = 1 << 20;
/// Elements within elements.
pub const DEPTH: usize = 64;
/// Bytes of one tag, one text or one line of a text file.
pub const PIECE_BYTES: usize = 1 << 20;
/// Strings that cells share.
pub const SHARED_STRINGS: usize = 200_000;
/// Bytes of text, of all cells or of all shared strings.
pub const CELL_TEXT_BYTES: usize = 20 << 20;
/// Bytes of one cell: Excel takes 32,767 characters.
pub const ONE_CELL_BYTES: usize = 4 * 32_767;
/// Sheets that are read; hidden ones do not count.
pub const SHEETS: usize = 32;
/// Rows with something in them.
pub const ROWS: usize = 50_000;
/// Columns, counted from A.
pub const COLUMNS: usize = 256;
/// Cells, from A to the last one of each row.
pub const CELLS: usize = 1_000_000;
/// The last row that a workbook can have (Excel's specification).
pub const LAST_ROW: u32 = 1_048_576;
/// How long reading may take.
pub const TIME: Duration = Duration::from_secs(20);
