//! The import at hand as the interface sees it: never more of it than a message may hold.

use super::{
    folder::is_address,
    session::{Plan, Session},
};
use crate::view::{
    ImportCounts, ImportFilter, ImportFolder, ImportPage, ImportProgress, ImportRow as RowView, ImportView,
};
use kaibo_sheet::Sheet;
use std::sync::atomic::Ordering;

/// Rows of a page at most.
const PAGE_ROWS: usize = 200;
/// Bytes of text on a page at most, so that no message is larger than 256 kB.
const PAGE_BYTES: usize = 120_000;
/// Rows of the sample.
const SAMPLE_ROWS: usize = 5;
/// Characters of a cell of the sample.
const SAMPLE_CHARS: usize = 60;

/// The import at hand.
pub(super) fn view(session: &Session) -> ImportView {
    let sheet = session.sheet();
    let cells = |at: usize| -> Vec<String> {
        let row = sheet.and_then(|sheet| sheet.row(at));
        row.map(|row| row.cells().map(|cell| cell.chars().take(SAMPLE_CHARS).collect()).collect()).unwrap_or_default()
    };
    let first = session.heading.map_or(0, |row| row + 1);
    let last = sheet.map_or(0, Sheet::len).min(first + SAMPLE_ROWS);
    let mut headings = session.heading.map(cells).unwrap_or_default();
    headings.resize(session.columns.meanings.len(), String::new());
    ImportView {
        file_name: session.file_name.clone(),
        sheets: session.workbook.sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        sheet: session.sheet as u32,
        heading_row: session.heading.and_then(|row| Some(sheet?.row(row)?.number)),
        headings,
        sample: (first..last).map(cells).collect(),
        columns: session.columns.clone(),
        remembered: session.remembered,
        counts: counts(session),
        folder: session.folder.as_ref().map(|folder| ImportFolder {
            name: folder.name.clone(),
            pictures: folder.files.len() as u32,
            has_more: folder.has_more,
            by_order: session.by_order,
        }),
        duplicates: session.duplicates,
        skip_faulty: session.skip_faulty,
        progress: session.carried.as_ref().map(|carried| ImportProgress {
            done: carried.done.load(Ordering::Relaxed),
            total: carried.total.load(Ordering::Relaxed),
        }),
    }
}

fn counts(session: &Session) -> ImportCounts {
    let (rows, embedded) = (session.rows.len() as u32, session.workbook.pictures as u32);
    let mut counts = ImportCounts { rows, embedded, ..ImportCounts::default() };
    for (at, row) in session.rows.iter().enumerate() {
        counts.faulty += u32::from(session.is_faulty(row));
        counts.duplicates += u32::from(row.duplicate.is_some());
        counts.pictures += u32::from(session.picture(row).is_some_and(|picture| picture.problem().is_none()));
        counts.addresses += u32::from(is_address(&row.said.picture));
        match session.plan(at, row) {
            Plan::Make => counts.make += 1,
            Plan::Update(_) => counts.update += 1,
            Plan::Skip => {}
        }
    }
    counts
}

/// Rows from that place on.
pub(super) fn rows(session: &Session, filter: ImportFilter, from: u32) -> ImportPage {
    let (mut page, mut bytes) = (Vec::new(), 0);
    for at in from as usize..session.rows.len() {
        let Some(row) = session.rows.get(at) else { break };
        let is_wanted = match filter {
            ImportFilter::All => true,
            ImportFilter::Faulty => session.is_faulty(row),
            ImportFilter::Duplicate => row.duplicate.is_some(),
        };
        if !is_wanted {
            continue;
        }
        let draft = &row.said.draft;
        let texts = [&draft.name, &draft.price, &draft.price2, &draft.path, &row.said.code, &row.said.picture];
        bytes += texts.iter().map(|text| text.len()).sum::<usize>();
        if page.len() == PAGE_ROWS || (bytes > PAGE_BYTES && !page.is_empty()) {
            return ImportPage { rows: page, next: Some(at as u32) };
        }
        page.extend(self::row(session, at));
    }
    ImportPage { rows: page, next: None }
}

/// One row.
pub(super) fn row(session: &Session, at: usize) -> Option<RowView> {
    let row = session.rows.get(at)?;
    let file = session.picture(row);
    Some(RowView {
        at: at as u32,
        number: row.number,
        draft: row.said.draft.clone(),
        code: row.said.code.clone(),
        picture: row.said.picture.clone(),
        picture_file: file.map(|picture| picture.name.clone()),
        picture_problem: file.and_then(|picture| picture.problem().cloned()),
        violations: row.violations.clone(),
        faulty: session.is_faulty(row),
        duplicate: session.like(row),
        choice: session.choice(at),
    })
}
