//! Goods from a spreadsheet: read, shown as they would be, mended, and brought in all together or not at all.
//!
//! Invariants: the table stays here, the window gets pages of it; nothing is kept before staff say so; a picture is only
//! ever taken from the folder that staff chose, found by comparing names, never by following what a cell says; nothing
//! is fetched from the network.

mod carry;
mod draft;
mod folder;
mod page;
mod session;
mod undo;

use crate::{
    Console,
    problem::internal,
    view::{
        DuplicateChoice, ImportColumns, ImportField, ImportFilter, ImportPage, ImportRow, ImportView, Problem, Topic,
    },
};
use folder::Folder;
use kaibo_sheet::{Columns, Refusal, Workbook, read, read_pasted};
use kaibo_store::{imports, settings};
use session::{Library, Session};
use std::{
    fs::File,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

/// The import at hand: one window, one import.
#[derive(Default)]
pub(crate) struct Imports(Mutex<Option<Session>>);

impl Imports {
    /// Does something with the import at hand, which is not being carried out.
    fn edit<T>(&self, work: impl FnOnce(&mut Session) -> T) -> Result<T, Problem> {
        self.look(
            |session| if session.carried.is_some() { Err(Problem::new("import.busy")) } else { Ok(work(session)) },
        )?
    }

    fn look<T>(&self, work: impl FnOnce(&mut Session) -> T) -> Result<T, Problem> {
        let mut session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        session.as_mut().map(work).ok_or_else(|| Problem::new("import.none"))
    }

    fn put(&self, session: Option<Session>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = session;
    }
}

impl Console {
    /// Reads a spreadsheet and begins its import, in place of the one at hand.
    pub async fn import_open(&self, path: PathBuf) -> Result<ImportView, Problem> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = name.clone();
        let work = move || File::open(&path).map_err(Refusal::from).and_then(read);
        let read = tokio::task::spawn_blocking(work).await.map_err(|_| internal("import"))?;
        self.begin_import(name, read.map_err(|refusal| of_refusal(&refusal, &file))?).await
    }

    /// The same with cells that were copied.
    pub async fn import_paste(&self, text: String) -> Result<ImportView, Problem> {
        let read = tokio::task::spawn_blocking(move || read_pasted(&text)).await.map_err(|_| internal("import"))?;
        self.begin_import(String::new(), read.map_err(|refusal| of_refusal(&refusal, ""))?).await
    }

    async fn begin_import(&self, file_name: String, workbook: Workbook) -> Result<ImportView, Problem> {
        // Not while another is being carried out.
        if self.inner.imports.look(|session| session.carried.is_some()).unwrap_or(false) {
            return Err(Problem::new("import.busy"));
        }
        let mut session = Session::new(file_name, workbook, self.import_library().await?);
        if let Some(columns) = self.remembered_columns(&session.heading_key()).await? {
            session.take_columns(columns, true);
        }
        let view = page::view(&session);
        self.inner.imports.put(Some(session));
        self.changed(Topic::Imports, Vec::new());
        Ok(view)
    }

    /// The import at hand, if there is one.
    pub async fn import_view(&self) -> Result<Option<ImportView>, Problem> {
        Ok(self.inner.imports.look(|session| page::view(session)).ok())
    }

    /// Rows of the import at hand, from that place on.
    pub async fn import_rows(&self, filter: ImportFilter, from: u32) -> Result<ImportPage, Problem> {
        self.inner.imports.look(|session| page::rows(session, filter, from))
    }

    /// Chooses the sheet and what its columns hold; remembered for tables with the same headings.
    pub async fn import_set_columns(&self, chosen: ImportColumns) -> Result<ImportView, Problem> {
        let (key, columns) = self.inner.imports.edit(|session| {
            let same_sheet = session.sheet == chosen.sheet as usize;
            if same_sheet {
                let columns = Columns { source: session.columns.source.clone(), ..chosen.into() };
                session.take_columns(columns, false);
            } else {
                session.choose_sheet(chosen.sheet as usize);
            }
            (session.heading_key(), same_sheet.then(|| session.columns.clone()))
        })?;
        if let Some(text) = columns.and_then(|columns| serde_json::to_string(&columns).ok()) {
            self.write(move |tx| settings::set(tx, &key, &text)).await?;
        }
        self.look_into_pictures().await?;
        self.inner.imports.look(|session| page::view(session))
    }

    /// Mends a cell of a row.
    pub async fn import_edit(&self, row: u32, field: ImportField, text: String) -> Result<ImportRow, Problem> {
        self.inner.imports.edit(|session| session.edit(row as usize, field, text))?;
        self.look_into_pictures().await?;
        let mended = self.inner.imports.look(|session| page::row(session, row as usize))?;
        mended.ok_or_else(|| Problem::new("import.none"))
    }

    /// Chooses what is done with a row that is like another, or with all of them.
    pub async fn import_choose(&self, row: Option<u32>, choice: DuplicateChoice) -> Result<ImportView, Problem> {
        self.inner.imports.edit(|session| {
            session.choose(row.map(|row| row as usize), choice);
            page::view(session)
        })
    }

    /// Chooses whether rows that need mending are left out.
    pub async fn import_skip_faulty(&self, skip: bool) -> Result<ImportView, Problem> {
        self.inner.imports.edit(|session| {
            session.skip_faulty = skip;
            page::view(session)
        })
    }

    /// Takes pictures from that folder, by their names or by their order.
    pub async fn import_set_folder(&self, path: PathBuf) -> Result<ImportView, Problem> {
        let folder = tokio::task::spawn_blocking(move || Folder::open(&path)).await.map_err(|_| internal("folder"))?;
        let folder = folder.map_err(|_| Problem::new("import.no-folder"))?;
        self.inner.imports.edit(|session| session.take_folder(folder))?;
        self.look_into_pictures().await?;
        self.inner.imports.look(|session| page::view(session))
    }

    /// Chooses whether the pictures of the folder are given to the rows by their order.
    pub async fn import_by_order(&self, by_order: bool) -> Result<ImportView, Problem> {
        self.inner.imports.edit(|session| session.give_by_order(by_order))?;
        self.look_into_pictures().await?;
        self.inner.imports.look(|session| page::view(session))
    }

    /// Looks into the pictures that rows have found since, so that what will not do is said before anything is kept.
    async fn look_into_pictures(&self) -> Result<(), Problem> {
        let Some((folder, unseen)) = self.inner.imports.look(|session| session.unseen())? else { return Ok(()) };
        tokio::task::spawn_blocking(move || folder.look_into(&unseen)).await.map_err(|_| internal("look"))
    }

    /// Gives up the import at hand; one that is being carried out is cancelled.
    pub async fn import_close(&self) -> Result<(), Problem> {
        let is_carried = self
            .inner
            .imports
            .look(|session| session.carried.as_ref().inspect(|carried| carried.stop.stop()).is_some());
        if is_carried == Ok(false) {
            self.inner.imports.put(None);
        }
        self.changed(Topic::Imports, Vec::new());
        Ok(())
    }

    async fn import_library(&self) -> Result<Library, Problem> {
        let shop = self.inner.shop.id;
        Ok(Library::of(self.read(move |db| imports::identities(db, shop)).await?))
    }

    async fn remembered_columns(&self, key: &str) -> Result<Option<Columns>, Problem> {
        let key = key.to_owned();
        let text = self.read(move |db| settings::get(db, &key)).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

impl From<ImportColumns> for Columns {
    fn from(chosen: ImportColumns) -> Self {
        Columns { source: String::new(), meanings: chosen.meanings, path_pattern: chosen.path_pattern }
    }
}

/// Why a file was not read, with its place.
fn of_refusal(refusal: &Refusal, file: &str) -> Problem {
    let mut problem = Problem::new(&format!("import.{}", refusal.reason.name())).with("file", file);
    let place = [("sheet", refusal.sheet.clone()), ("cell", refusal.cell.clone())];
    for (name, value) in place.into_iter().chain([("row", refusal.row.map(|row| row.to_string()))]) {
        if let Some(value) = value {
            problem = problem.with(name, value);
        }
    }
    problem
}
