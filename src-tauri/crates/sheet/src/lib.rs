//! Spreadsheets of goods in and out: XLSX, XLS, CSV and pasted cells.
//!
//! Invariants: what a file says of its own size is never believed; nothing is unpacked beyond [`limit`]; nothing outside
//! the file is opened, be it on the disk or on the network; a cell that is written is never a live formula.

mod columns;
mod delimited;
mod encoding;
pub mod limit;
mod number;
mod read;
mod refusal;
mod table;
mod write;
mod xls;
mod xlsx;

pub use columns::{Columns, Meaning, guess, price_kind};
pub use read::{read, read_pasted};
pub use refusal::{Reason, Refusal, cell_name};
pub use table::{Row, Sheet, Workbook};
pub use write::{Line, harmless, plain, write_csv, write_template, write_xlsx};
