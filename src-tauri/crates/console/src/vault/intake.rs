//! Files into the vault: read, made pages, kept.
//!
//! Invariants: a file that cannot be taken is its own problem and stops no other; the same page is kept once; identity
//! papers are kept only with consent.

use super::title_of;
use crate::{
    Console,
    pictures::{Stop, bytes_of, name_of, share},
    problem::{internal, of_blob, of_picture},
    view::{PapersProgress, PapersTake, Problem, TakenPaper, Topic},
};
use kaibo_domain::{
    PaperId, ShopId,
    vault::{CONSENT_VERSION, PaperDraft, PaperKind},
};
use kaibo_media::{Fitted, Pages, PdfError, is_pdf, page};
use kaibo_store::{
    Blobs, StoreError, Transaction, entities,
    papers::{self, PaperFileRow, PaperRow},
};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};
use uuid::Uuid;

impl Console {
    /// Makes papers of files and says what became of each, in their order. `progress` is told after each file. Where
    /// they are one paper together, a file that cannot be taken is the only one that is named: none of them is.
    ///
    /// # Errors
    /// Only where nothing can be read or kept at all; a file's own problem stands with it.
    pub async fn papers_take(
        &self,
        request: PapersTake,
        progress: impl Fn(PapersProgress) + Send + Sync + 'static,
    ) -> Result<Vec<TakenPaper>, Problem> {
        self.vault_is_open()?;
        let PapersTake { paths, kind, together, consent } = request;
        let _files = self.inner.paper_files.read().await;
        let of_all = kind.or_else(|| together.then(|| paths.first().map(|path| guess(path))).flatten());
        // At most as many as somebody chose by hand.
        let total = paths.len() as u32;
        let (progress, done) = (Arc::new(progress), Arc::new(AtomicU32::new(0)));
        let told = |now, _: &_| {
            done.store(now, Ordering::Relaxed);
            progress(PapersProgress { done: now, total, bytes: None });
        };
        let stop = self.begin_taking();
        let read = share(paths, &stop, told, |path| {
            let (console, stop) = (self.clone(), stop.clone());
            let (progress, done) = (Arc::clone(&progress), Arc::clone(&done));
            let kind = of_all.unwrap_or_else(|| guess(&path));
            async move {
                let name = name_of(&path);
                if PaperKind::is_recording(&name) {
                    let told = move |read, all| {
                        let done = done.load(Ordering::Relaxed);
                        progress(PapersProgress { done, total, bytes: Some((read, all)) });
                    };
                    return Ok((name, console.take_recording(path, stop, told).await.map(Kept::Paper)));
                }
                if kind.needs_consent() && !consent {
                    return Ok((name, Err(Problem::new("paper.consent-missing"))));
                }
                let pages = console.pages_of(path, stop).await;
                if together {
                    return Ok((name, pages.map(Kept::Pages)));
                }
                let kept = match pages {
                    Ok(pages) => console.keep_paper(kind, consent, vec![(name.clone(), pages)]).await.map(Kept::Paper),
                    Err(problem) => Err(problem),
                };
                Ok((name, kept))
            }
        });
        let mut read = read.await?;
        if together && (stop.is_asked() || read.iter().any(|(_, kept)| kept.is_err())) {
            // Half a paper is none: what was kept of it goes at the next sweep.
            read.retain(|(_, kept)| !matches!(kept, Ok(Kept::Pages(_))));
        }
        if together {
            let pages = read.iter().filter_map(|(name, kept)| match kept {
                Ok(Kept::Pages(pages)) => Some((name.clone(), pages.clone())),
                _ => None,
            });
            let pages: Vec<_> = pages.collect();
            if !pages.is_empty() {
                let (id, known) = self.keep_paper(of_all.unwrap_or_default(), consent, pages).await?;
                read.iter_mut()
                    .filter(|(_, kept)| matches!(kept, Ok(Kept::Pages(_))))
                    .for_each(|(_, kept)| *kept = Ok(Kept::Paper((id, known))));
            }
        }
        self.changed(Topic::Vault, Vec::new());
        Ok(read.into_iter().map(|(name, kept)| taken(name, kept)).collect())
    }

    /// Ends the taking that goes on: what was taken stays, and nothing of the file that is being read.
    pub fn papers_stop(&self) {
        self.inner.papers_taking.lock().unwrap_or_else(PoisonError::into_inner).stop();
    }

    /// A new go; what ended the one before does not end this.
    fn begin_taking(&self) -> Stop {
        let stop = Stop::default();
        stop.clone_into(&mut self.inner.papers_taking.lock().unwrap_or_else(PoisonError::into_inner));
        stop
    }

    /// Reads a file, makes pages of it and keeps their bytes; the rows are the caller's to insert, who holds the files
    /// meanwhile.
    async fn pages_of(&self, path: PathBuf, stop: Stop) -> Result<Vec<PaperFileRow>, Problem> {
        // One at a time: a page is as large as can be printed, so a photo takes 75 MB until it is one, a PDF's page 110.
        let _decoding = self.inner.decoding.all_room().await?;
        let vault = self.inner.store.vault().clone();
        let work = move || {
            let (name, bytes) = (name_of(&path), bytes_of(&path)?);
            if is_pdf(&bytes) {
                let mut pages = Pages::open(bytes).map_err(of_pdf)?;
                let numbers = 0..pages.count();
                let draw = |number| match stop.is_asked() {
                    true => Err(Problem::new("paper.stopped")),
                    false => keep(&vault, &name, pages.draw(number).map_err(of_pdf)?),
                };
                return numbers.map(draw).collect();
            }
            let page = page(&bytes).map_err(|error| of_picture(&error))?;
            Ok(vec![keep(&vault, &name, page)?])
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| internal("pages"))?
    }

    /// Keeps the pages as a paper, unless one paper has them all already; says which, and whether it was there.
    async fn keep_paper(
        &self,
        kind: PaperKind,
        consent: bool,
        files: Vec<(String, Vec<PaperFileRow>)>,
    ) -> Result<(PaperId, bool), Problem> {
        let (shop_id, now) = (self.inner.shop.id, self.now());
        self.write(move |tx| {
            let pages: Vec<_> = files.iter().flat_map(|(_, pages)| pages).cloned().collect();
            if let Some(known) = known(tx, shop_id, &pages)? {
                // It was wanted again.
                papers::set_removed(tx, known, None)?;
                return Ok((known, true));
            }
            let title = files.first().map(|(name, _)| title_of(name)).unwrap_or_default();
            let holder =
                if kind == PaperKind::Licence { entities::get(tx, shop_id)?.draft.name } else { String::new() };
            let consent = (consent && kind.needs_consent()).then_some((now, CONSENT_VERSION));
            let row = PaperRow { consent, ..new_paper(shop_id, kind, title, holder, now) };
            papers::insert(tx, &row)?;
            pages.iter().try_for_each(|page| papers::add_file(tx, row.id, page))?;
            Ok((row.id, false))
        })
        .await
    }
}

/// A paper of which nothing is known but what its file tells.
pub(super) fn new_paper(shop_id: ShopId, kind: PaperKind, title: String, holder: String, now: i64) -> PaperRow {
    PaperRow {
        id: PaperId::from_uuid(Uuid::now_v7()),
        shop_id,
        draft: PaperDraft { kind, title, holder, ..PaperDraft::default() },
        revision: 1,
        consent: None,
        removed_ms: None,
        warned_days: None,
        created_ms: now,
    }
}

/// What became of a file so far.
enum Kept {
    /// Its bytes are kept, its paper comes with the others.
    Pages(Vec<PaperFileRow>),
    /// It is a paper; whether it was one before.
    Paper((PaperId, bool)),
}

fn taken(name: String, kept: Result<Kept, Problem>) -> TakenPaper {
    match kept {
        Ok(Kept::Paper((id, known))) => TakenPaper { name, paper: Some(id), known, problem: None },
        Ok(Kept::Pages(_)) => TakenPaper { name, paper: None, known: false, problem: Some(internal("papers")) },
        Err(problem) => TakenPaper { name, paper: None, known: false, problem: Some(problem) },
    }
}

fn guess(path: &Path) -> PaperKind {
    PaperKind::guess(&name_of(path))
}

fn keep(vault: &Blobs, name: &str, page: Fitted) -> Result<PaperFileRow, Problem> {
    let blob = vault.put(&page.jpeg).map_err(|error| of_blob(&error))?;
    let (width, height) = (page.width, page.height);
    // At most `PAGE_BYTES`, which fits.
    Ok(PaperFileRow { blob, name: name.to_owned(), width, height, bytes: page.jpeg.len() as u32 })
}

/// The paper that has all of these pages.
fn known(tx: &Transaction, shop: ShopId, pages: &[PaperFileRow]) -> Result<Option<PaperId>, StoreError> {
    let Some(first) = pages.first() else { return Ok(None) };
    let Some(paper) = papers::find(tx, shop, first.blob)? else { return Ok(None) };
    let its = papers::files(tx, paper)?;
    let has_all = pages.iter().all(|page| its.iter().any(|other| other.blob == page.blob));
    Ok(has_all.then_some(paper))
}

/// Why a PDF was not taken.
fn of_pdf(error: PdfError) -> Problem {
    match error {
        PdfError::Locked => Problem::new("paper.pdf-locked"),
        PdfError::TooManyPages(pages) => {
            Problem::new("paper.pdf-too-many-pages").with("pages", pages).with("max", kaibo_media::PDF_PAGES_MAX)
        }
        PdfError::TooLarge(bytes) => Problem::new("picture.too-large").with("megabytes", bytes / 1_000_000),
        PdfError::TooHeavy => Problem::new("paper.pdf-too-heavy"),
        PdfError::Damaged => Problem::new("paper.pdf-damaged"),
    }
}
