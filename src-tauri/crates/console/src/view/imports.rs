//! Imports of goods as the interface sees them.

use super::Problem;
use kaibo_domain::{GoodsDraft, GoodsField, ImportId, Violation};
use kaibo_sheet::{Columns, Meaning};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The import at hand: the table that was read, what its columns hold, and what would come of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportView {
    /// The file's name; empty for pasted cells.
    pub file_name: String,
    /// Names of its sheets; one without a name for a text file.
    pub sheets: Vec<String>,
    /// The sheet that is read, by its place.
    pub sheet: u32,
    /// Row number of the headings in the file; `None` for a table without.
    pub heading_row: Option<u32>,
    /// What stands above each column.
    pub headings: Vec<String>,
    /// The first rows, cut to what can be shown.
    pub sample: Vec<Vec<String>>,
    /// What the columns hold.
    pub columns: Columns,
    /// Whether that was chosen by staff at an earlier import with such headings.
    pub remembered: bool,
    /// What would come of it.
    pub counts: ImportCounts,
    /// The folder that pictures are taken from.
    pub folder: Option<ImportFolder>,
    /// What is done with goods that are there already.
    pub duplicates: DuplicateChoice,
    /// Whether rows that need mending are left out.
    pub skip_faulty: bool,
    /// How far it is, while it is being carried out.
    pub progress: Option<ImportProgress>,
}

/// What would come of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportCounts {
    /// Rows below the headings.
    pub rows: u32,
    /// Rows that need mending, missing pictures aside unless one was named.
    pub faulty: u32,
    /// Rows like a good that is there already, or like a row above.
    pub duplicates: u32,
    /// Rows with a picture that will do as far as one can see.
    pub pictures: u32,
    /// Rows whose picture is an address: those are not fetched.
    pub addresses: u32,
    /// Pictures that stand in the file itself: those are not read.
    pub embedded: u32,
    /// Goods that would be made.
    pub make: u32,
    /// Goods that would be changed.
    pub update: u32,
}

/// A folder of pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportFolder {
    /// Its name.
    pub name: String,
    /// Pictures in it and in the folders below.
    pub pictures: u32,
    /// Whether there are more than are looked at.
    pub has_more: bool,
    /// Whether they are given to the rows by their order, not by their names.
    pub by_order: bool,
}

/// What is done with a row like a good that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum DuplicateChoice {
    /// The row is left out.
    #[default]
    Skip,
    /// What the row holds replaces what the good had; like a row above, it is left out.
    Update,
    /// Another good is made.
    Add,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportProgress {
    /// Pictures that are read.
    pub done: u32,
    /// Pictures in all.
    pub total: u32,
}

/// A field of a row that can be mended on the spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ImportField {
    /// Name.
    Name,
    /// Price form, by its name or one of its words.
    PriceKind,
    /// First amount.
    Price,
    /// Second amount.
    Price2,
    /// Page path.
    Path,
    /// 商家编码.
    Code,
    /// The picture's file.
    Picture,
}

/// A row as it would be brought in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportRow {
    /// Its place among the rows.
    pub at: u32,
    /// Its number in the file.
    pub number: u32,
    /// The good.
    pub draft: GoodsDraft,
    /// 商家编码.
    pub code: String,
    /// What the table says of the picture.
    pub picture: String,
    /// The file that was found for it.
    pub picture_file: Option<String>,
    /// Why that file will not do, as far as its beginning tells.
    pub picture_problem: Option<Problem>,
    /// What is wrong.
    pub violations: Vec<Violation<GoodsField>>,
    /// Whether it needs mending.
    pub faulty: bool,
    /// What it is like.
    pub duplicate: Option<Duplicate>,
    /// What is done with it, if it is like another.
    pub choice: DuplicateChoice,
}

/// What a row is like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Duplicate {
    /// A good that is there already.
    Good {
        /// Its name.
        name: String,
        /// Whether by its code; else by name and price.
        by_code: bool,
    },
    /// A row above.
    Row {
        /// Its number in the file.
        number: u32,
    },
}

/// Which rows to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ImportFilter {
    /// All.
    #[default]
    All,
    /// Those that need mending.
    Faulty,
    /// Those like another.
    Duplicate,
}

/// Some rows, in the file's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportPage {
    /// The rows: at most 200, and fewer when they are long.
    pub rows: Vec<ImportRow>,
    /// Hand it back as `from` for the next page; `None` at the end.
    pub next: Option<u32>,
}

/// Which columns hold what, as staff choose it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportColumns {
    /// The sheet, by its place.
    pub sheet: u32,
    /// By column.
    pub meanings: Vec<Option<Meaning>>,
    /// The page path of a good of that number, with `{id}` in its place; empty for none.
    pub path_pattern: String,
}

/// What became of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportResult {
    /// The import.
    pub id: ImportId,
    /// Goods made.
    pub made: u32,
    /// Goods changed.
    pub updated: u32,
    /// Rows left out.
    pub skipped: u32,
    /// Goods that could not be changed, because they are under audit or stored.
    pub locked: u32,
    /// Goods that got a picture.
    pub pictures: u32,
    /// Pictures that could not be used: the first hundred.
    pub lost_pictures: Vec<LostPicture>,
}

/// A picture that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LostPicture {
    /// The row's number in the file.
    pub number: u32,
    /// The picture's file.
    pub file: String,
    /// Why.
    pub problem: Problem,
}

/// An import in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PastImport {
    /// Id.
    pub id: ImportId,
    /// The file's name; empty for pasted cells.
    pub file_name: String,
    /// When, UTC milliseconds.
    pub created_ms: i64,
    /// When it was taken back.
    pub undone_ms: Option<i64>,
    /// Goods made.
    pub made: u32,
    /// Goods changed.
    pub updated: u32,
}

/// What came of taking an import back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportUndone {
    /// Goods removed that it had made.
    pub removed: u32,
    /// Goods that are again what they were.
    pub restored: u32,
    /// Goods that were edited or submitted since and stay.
    pub kept: u32,
    /// Names of the first of them.
    pub kept_names: Vec<String>,
}

/// What came of submitting the goods of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportSubmitted {
    /// Goods that stand in the outbox now.
    pub queued: u32,
    /// Goods that cannot be submitted yet.
    pub left: u32,
}

/// The form of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ExportForm {
    /// A workbook.
    Xlsx,
    /// Text, as Excel and WPS open it.
    Csv,
}
