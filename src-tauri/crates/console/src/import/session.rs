//! The import at hand, in memory: the table as read, what staff chose and mended, and the rows that come of it.

use super::{
    draft::{self, Said},
    folder::{Folder, Picture, is_address},
};
use crate::{
    pictures::Stop,
    view::{Duplicate, DuplicateChoice, ImportField},
};
use kaibo_domain::{Fen, GoodsDraft, GoodsField, GoodsId, PriceKind, Rule, Violation};
use kaibo_sheet::{Columns, Sheet, Workbook, guess, price_kind};
use kaibo_store::imports::Identity;
use std::{
    collections::HashMap,
    sync::{Arc, atomic::AtomicU32},
};

/// The import at hand.
pub(super) struct Session {
    pub file_name: String,
    pub workbook: Workbook,
    pub sheet: usize,
    /// The headings, by their place among the rows that hold something.
    pub heading: Option<usize>,
    pub columns: Columns,
    pub remembered: bool,
    pub rows: Vec<Row>,
    pub folder: Option<Arc<Folder>>,
    pub by_order: bool,
    pub duplicates: DuplicateChoice,
    pub skip_faulty: bool,
    /// While it is being carried out.
    pub carried: Option<Arc<Carried>>,
    choices: HashMap<usize, DuplicateChoice>,
    library: Library,
}

/// A row below the headings.
pub(super) struct Row {
    /// In the file.
    pub number: u32,
    pub said: Said,
    /// In the folder.
    pub picture: Option<usize>,
    pub violations: Vec<Violation<GoodsField>>,
    pub duplicate: Option<Like>,
}

/// What a row is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Like {
    Good {
        id: GoodsId,
        name: String,
        by_code: bool,
    },
    /// A row above, by its place.
    Row(usize),
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    Make,
    Update(GoodsId),
    Skip,
}

/// How far the carrying out is, and whether it is to stop.
#[derive(Default)]
pub(super) struct Carried {
    pub done: AtomicU32,
    pub total: AtomicU32,
    pub stop: Stop,
}

/// What goods are recognised by: their code, else name and price.
#[derive(Default)]
pub(super) struct Library {
    by_code: HashMap<String, (GoodsId, String)>,
    by_name: HashMap<NameAndPrice, (GoodsId, String)>,
}

type NameAndPrice = (String, PriceKind, Option<Fen>, Option<Fen>);

fn name_and_price(name: &str, kind: PriceKind, price: &str, price2: &str) -> Option<NameAndPrice> {
    let second = if kind == PriceKind::Single { None } else { Fen::parse_yuan(price2).ok() };
    let name = name.trim().to_owned();
    (!name.is_empty()).then(|| (name, kind, Fen::parse_yuan(price).ok(), second))
}

impl Library {
    pub fn of(goods: Vec<Identity>) -> Self {
        let mut library = Library::default();
        for good in goods {
            if !good.code.is_empty() {
                library.by_code.entry(good.code).or_insert((good.id, good.name.clone()));
            }
            if let Some(key) = name_and_price(&good.name, good.price_kind, &good.price_text, &good.price2_text) {
                library.by_name.entry(key).or_insert((good.id, good.name));
            }
        }
        library
    }
}

impl Session {
    /// Begins with the first sheet that looks like goods.
    pub fn new(file_name: String, workbook: Workbook, library: Library) -> Self {
        let sheet = workbook.sheets.iter().position(|sheet| guess(sheet).is_some());
        let sheet = sheet.or_else(|| workbook.sheets.iter().position(|sheet| !sheet.is_empty())).unwrap_or_default();
        let mut session = Session {
            file_name,
            workbook,
            sheet,
            heading: None,
            columns: Columns::default(),
            remembered: false,
            rows: Vec::new(),
            folder: None,
            by_order: false,
            duplicates: DuplicateChoice::default(),
            skip_faulty: false,
            carried: None,
            choices: HashMap::new(),
            library,
        };
        session.choose_sheet(sheet);
        session
    }

    pub fn sheet(&self) -> Option<&Sheet> {
        self.workbook.sheets.get(self.sheet)
    }

    /// Reads another sheet, from its headings on.
    pub fn choose_sheet(&mut self, sheet: usize) {
        self.sheet = sheet;
        let guessed = self.sheet().and_then(guess);
        self.heading = guessed.as_ref().map(|(row, _)| *row);
        self.take_columns(guessed.map(|(_, columns)| columns).unwrap_or_default(), false);
    }

    /// What tables with such headings are remembered by.
    pub fn heading_key(&self) -> String {
        let row = self.heading.and_then(|row| self.sheet()?.row(row));
        let headings: Vec<&str> = row.map(|row| row.cells().collect()).unwrap_or_default();
        let width = self.sheet().map_or(0, Sheet::width);
        let hash = blake3::hash(format!("{width}\u{1f}{}", headings.join("\u{1f}")).as_bytes());
        format!("import.columns.{}", &hash.to_hex()[..16])
    }

    /// Takes what the columns hold and reads all rows again; what was mended before is forgotten.
    pub fn take_columns(&mut self, mut columns: Columns, remembered: bool) {
        columns.meanings.resize(self.sheet().map_or(0, Sheet::width), None);
        (self.columns, self.remembered) = (columns, remembered);
        self.choices.clear();
        let first = self.heading.map_or(0, |row| row + 1);
        let columns = &self.columns;
        let rows = self.workbook.sheets.get(self.sheet).into_iter().flat_map(|sheet| sheet.rows().skip(first));
        self.rows = rows
            .map(|row| Row {
                number: row.number,
                said: draft::of_row(&row, columns),
                picture: None,
                violations: Vec::new(),
                duplicate: None,
            })
            .collect();
        self.find_pictures();
    }

    /// Takes pictures from that folder.
    pub fn take_folder(&mut self, folder: Folder) {
        self.folder = Some(Arc::new(folder));
        self.find_pictures();
    }

    /// Gives the pictures of the folder to the rows by their order, or by their names.
    pub fn give_by_order(&mut self, by_order: bool) {
        self.by_order = by_order;
        self.find_pictures();
    }

    fn find_pictures(&mut self) {
        for at in 0..self.rows.len() {
            self.judge(at);
        }
        self.find_duplicates();
    }

    /// Finds the picture of a row and what is wrong with it.
    fn judge(&mut self, at: usize) {
        let Some(row) = self.rows.get_mut(at) else { return };
        let Said { draft, code, picture } = &mut row.said;
        row.picture = self.folder.as_ref().and_then(|folder| {
            if self.by_order {
                return (at < folder.files.len()).then_some(at);
            }
            folder.named(picture).or_else(|| folder.called(code)).or_else(|| folder.called(&draft.name))
        });
        draft.has_picture = row.picture.is_some();
        row.violations = draft.violations();
    }

    /// The picture that was found for a row.
    pub fn picture(&self, row: &Row) -> Option<&Picture> {
        self.folder.as_ref()?.files.get(row.picture?)
    }

    /// The pictures that rows found and nobody has looked into, by their places in the folder.
    pub fn unseen(&self) -> Option<(Arc<Folder>, Vec<usize>)> {
        let unseen = |row: &Row| if self.picture(row)?.is_seen() { None } else { row.picture };
        let places: Vec<_> = self.rows.iter().filter_map(unseen).collect();
        (!places.is_empty()).then_some((self.folder.clone()?, places))
    }

    /// Whether a row needs mending. That there is no picture does not count, unless one was named and is not found.
    pub fn is_faulty(&self, row: &Row) -> bool {
        if self.picture(row).is_some_and(|picture| picture.problem().is_some()) {
            return true;
        }
        let is_sought = !row.said.picture.is_empty() && !is_address(&row.said.picture) && self.folder.is_some();
        row.violations.iter().any(|broken| broken.rule != Rule::PictureMissing || is_sought)
    }

    fn find_duplicates(&mut self) {
        let (mut codes, mut names) = (HashMap::<String, usize>::new(), HashMap::<NameAndPrice, usize>::new());
        for at in 0..self.rows.len() {
            let Said { draft, code, .. } = &self.rows[at].said;
            let GoodsDraft { name, price_kind, price, price2, .. } = draft;
            let key = name_and_price(name, *price_kind, price, price2);
            let good = |found: &(GoodsId, String), by_code| Like::Good { id: found.0, name: found.1.clone(), by_code };
            // A code tells goods apart, too: another code is another good, whatever it is called.
            let like = if code.is_empty() {
                let there = key.as_ref().and_then(|key| self.library.by_name.get(key)).map(|found| good(found, false));
                there.or_else(|| key.as_ref().and_then(|key| names.get(key)).map(|above| Like::Row(*above)))
            } else {
                let there = self.library.by_code.get(code).map(|found| good(found, true));
                codes.get(code).map(|above| Like::Row(*above)).or(there)
            };
            if !code.is_empty() {
                codes.entry(code.clone()).or_insert(at);
            }
            if let Some(key) = key {
                names.entry(key).or_insert(at);
            }
            self.rows[at].duplicate = like;
        }
    }

    /// Mends a cell.
    pub fn edit(&mut self, at: usize, field: ImportField, text: String) {
        let Some(row) = self.rows.get_mut(at) else { return };
        let text = draft::cut(&text);
        let Said { draft, code, picture } = &mut row.said;
        match field {
            ImportField::Name => draft.name = text,
            ImportField::PriceKind => draft.price_kind = price_kind(&text).unwrap_or(draft.price_kind),
            ImportField::Price => draft.price = text,
            ImportField::Price2 => draft.price2 = text,
            ImportField::Path => draft.path = text,
            ImportField::Code => *code = text,
            ImportField::Picture => *picture = text,
        }
        self.judge(at);
        self.find_duplicates();
    }

    /// Chooses what is done with a row that is like another, or with all.
    pub fn choose(&mut self, row: Option<usize>, choice: DuplicateChoice) {
        match row {
            Some(row) => {
                self.choices.insert(row, choice);
            }
            None => {
                self.duplicates = choice;
                self.choices.clear();
            }
        }
    }

    /// What was chosen for a row.
    pub fn choice(&self, at: usize) -> DuplicateChoice {
        self.choices.get(&at).copied().unwrap_or(self.duplicates)
    }

    /// What becomes of a row.
    pub fn plan(&self, at: usize, row: &Row) -> Plan {
        if self.skip_faulty && self.is_faulty(row) {
            return Plan::Skip;
        }
        match (&row.duplicate, self.choice(at)) {
            (None, _) | (Some(_), DuplicateChoice::Add) => Plan::Make,
            (Some(Like::Good { id, .. }), DuplicateChoice::Update) => Plan::Update(*id),
            (Some(Like::Row(_)), DuplicateChoice::Update) | (Some(_), DuplicateChoice::Skip) => Plan::Skip,
        }
    }

    /// What a row is like, in words of the interface.
    pub fn like(&self, row: &Row) -> Option<Duplicate> {
        Some(match row.duplicate.as_ref()? {
            Like::Good { name, by_code, .. } => Duplicate::Good { name: name.clone(), by_code: *by_code },
            Like::Row(above) => Duplicate::Row { number: self.rows.get(*above).map_or(0, |row| row.number) },
        })
    }
}
