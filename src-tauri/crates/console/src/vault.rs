//! Use cases of 资料库: who the merchant is, and the papers; shown masked, taken out of sight, erased.
//!
//! Invariant: no name, number or page of a paper stands in a log or in diagnostics.

mod check;
mod ending;
mod intake;
mod lock;
mod recording;

pub(crate) use lock::VaultLock;
pub use recording::RecordingPart;

use crate::{
    Console,
    pictures::{Rendered, Turn},
    problem::{internal, of_blob, of_picture},
    view::{EntityPatch, EntityView, PaperPage, PaperPatch, PaperRow, PaperView, Problem, Saved, Topic},
};
use kaibo_domain::{
    PaperId,
    day::Day,
    text::wide_len,
    vault::{CONSENT_VERSION, EntityField, PaperDraft, PaperField, levels_of, masked, validity},
};
use kaibo_media::thumbnail;
use kaibo_store::{
    BlobId, StoreError, entities, paper_recordings,
    papers::{self, PaperFileRow},
};
use std::sync::Arc;

/// Long side of a page in the list, px.
const SMALL_PX: u32 = 320;

impl Console {
    /// Who the merchant is.
    pub async fn vault_entity(&self) -> Result<EntityView, Problem> {
        self.vault_is_open()?;
        let shop = self.inner.shop.id;
        let row = self.read(move |db| entities::get(db, shop)).await?;
        Ok(EntityView { violations: row.draft.violations(), draft: row.draft, revision: row.revision })
    }

    /// Saves what was typed of the merchant. Answered when it is on disk.
    pub async fn vault_entity_save(&self, patch: EntityPatch) -> Result<Saved<EntityField>, Problem> {
        self.vault_is_open()?;
        let (shop, now) = (self.inner.shop.id, self.now());
        let (draft, revision) = self
            .write(move |tx| {
                let mut draft = entities::get(tx, shop)?.draft;
                let EntityPatch { name, code, kind, legal_person, residency, address, capital, scope } = patch;
                put(&mut draft.name, name);
                put(&mut draft.code, code);
                put(&mut draft.kind, kind);
                put(&mut draft.legal_person, legal_person);
                put(&mut draft.residency, residency);
                put(&mut draft.address, address);
                put(&mut draft.capital, capital);
                put(&mut draft.scope, scope);
                let revision = entities::put(tx, shop, &draft, now)?;
                Ok((draft, revision))
            })
            .await?;
        self.changed(Topic::Vault, Vec::new());
        Ok(Saved { revision, violations: draft.violations(), name_units: wide_len(draft.name.trim()) })
    }

    /// All papers, those out of sight too: what needs somebody first, then the last made.
    pub async fn papers_list(&self) -> Result<Vec<PaperRow>, Problem> {
        self.vault_is_open()?;
        self.paper_rows().await
    }

    /// The same, locked or not.
    async fn paper_rows(&self) -> Result<Vec<PaperRow>, Problem> {
        let (shop, today) = (self.inner.shop.id, Day::in_beijing(self.now()));
        let mut rows = self
            .read(move |db| {
                let entity = entities::get(db, shop)?.draft.name;
                let rows = papers::list(db, shop)?.into_iter().map(|row| {
                    let pages = papers::files(db, row.id)?.len();
                    Ok(PaperRow {
                        id: row.id,
                        kind: row.draft.kind,
                        number: masked(&row.draft.number),
                        validity: validity(&row.draft, today),
                        // At most so many broken rules and pages as fit.
                        faults: row.draft.violations(&entity, row.consent.is_some()).len() as u32,
                        pages: pages as u32,
                        masked: row.draft.kind.is_masked(),
                        removed: row.removed_ms.is_some(),
                        title: row.draft.title,
                        holder: row.draft.holder,
                        expires: row.draft.expires,
                    })
                });
                rows.collect::<Result<Vec<_>, StoreError>>()
            })
            .await?;
        // Stable: the last made stays in front.
        rows.sort_by_key(|row| row.validity.standing);
        Ok(rows)
    }

    /// One paper; with `revealed` its whole number, which is else only shown by its end where the kind asks for that.
    pub async fn papers_get(&self, id: PaperId, revealed: bool) -> Result<PaperView, Problem> {
        self.vault_is_open()?;
        let (shop, today) = (self.inner.shop.id, Day::in_beijing(self.now()));
        let view = self
            .read(move |db| {
                let Some(row) = papers::get(db, id)? else { return Ok(None) };
                let entity = entities::get(db, shop)?.draft.name;
                let is_masked = row.draft.kind.is_masked() && !revealed;
                let violations = row.draft.violations(&entity, row.consent.is_some());
                let validity = validity(&row.draft, today);
                let mut draft = row.draft;
                if is_masked {
                    draft.number = masked(&draft.number);
                }
                Ok(Some(PaperView {
                    id,
                    masked: is_masked,
                    revision: row.revision,
                    violations,
                    validity,
                    levels: levels_of(&draft.links) as u32,
                    pages: papers::files(db, id)?.into_iter().map(page).collect(),
                    recording: paper_recordings::get(db, id)?.map(recording::view),
                    needs_consent: draft.kind.needs_consent(),
                    draft,
                    consent_ms: row.consent.map(|(at, _)| at),
                    consent_version: row.consent.map(|(_, version)| version),
                    removed: row.removed_ms.is_some(),
                }))
            })
            .await?;
        view.ok_or_else(gone)
    }

    /// Saves what was typed of a paper. Answered when it is on disk.
    pub async fn papers_save(&self, id: PaperId, patch: PaperPatch) -> Result<Saved<PaperField>, Problem> {
        self.vault_is_open()?;
        let (shop, now) = (self.inner.shop.id, self.now());
        let saved = self
            .write(move |tx| {
                let Some(mut row) = papers::get(tx, id)? else { return Ok(None) };
                apply(&mut row.draft, patch);
                papers::update(tx, id, &row.draft, now)?;
                let entity = entities::get(tx, shop)?.draft.name;
                let violations = row.draft.violations(&entity, row.consent.is_some());
                let name_units = wide_len(row.draft.title.trim());
                Ok(Some(Saved { revision: row.revision + 1, violations, name_units }))
            })
            .await?;
        self.papers_changed(&[id]);
        saved.ok_or_else(gone)
    }

    /// Notes that the person of an identity paper has agreed to it being kept, by the text as it is now.
    pub async fn papers_agree(&self, id: PaperId) -> Result<(), Problem> {
        let now = self.now();
        self.each(vec![id], move |tx, id| papers::agree(tx, id, CONSENT_VERSION, now)).await
    }

    /// Takes papers out of sight; [`Self::papers_restore`] brings them back.
    pub async fn papers_remove(&self, ids: Vec<PaperId>) -> Result<(), Problem> {
        let now = self.now();
        self.each(ids, move |tx, id| papers::set_removed(tx, id, Some(now))).await
    }

    /// Brings papers back.
    pub async fn papers_restore(&self, ids: Vec<PaperId>) -> Result<(), Problem> {
        self.each(ids, |tx, id| papers::set_removed(tx, id, None)).await
    }

    /// Erases papers that are out of sight: their rows, the pages that no other paper has, and what stood of them in the
    /// database's log and in memory.
    pub async fn papers_erase(&self, ids: Vec<PaperId>) -> Result<(), Problem> {
        self.vault_is_open()?;
        // Nobody may keep the same page again between the end of its row and the end of its bytes.
        let _files = self.inner.paper_files.write().await;
        let told = ids.clone();
        let erased = self
            .write(move |tx| {
                let free = ids.into_iter().map(|id| papers::delete(tx, id)).collect::<Result<Vec<_>, _>>()?;
                Ok(free.concat())
            })
            .await?;
        let done = self.erase_bytes(erased).await;
        self.inner.renders.clear();
        self.papers_changed(&told);
        done?;
        self.empty_log().await;
        Ok(())
    }

    /// Takes what was erased out of the database's log.
    pub(crate) async fn empty_log(&self) {
        if let Err(error) = self.inner.store.empty_log().await {
            // A reader stayed. The log is as secret as the database, and is emptied when that is closed.
            tracing::warn!(%error, "the log still holds what was erased");
        }
    }

    /// Erases every paper and what is kept of the merchant, locked or not: for those who forgot the vault's passphrase.
    pub(crate) async fn vault_erase_all(&self) -> Result<(), Problem> {
        let _files = self.inner.paper_files.write().await;
        let erased = self
            .write(|tx| {
                entities::delete_all(tx)?;
                papers::delete_all(tx)
            })
            .await?;
        let done = self.erase_bytes(erased).await;
        self.inner.renders.clear();
        self.changed(Topic::Vault, Vec::new());
        self.changed(Topic::Applications, Vec::new());
        done
    }

    /// Erases pages that belong to no paper: a program that ended in between left them.
    pub(crate) async fn vault_sweep(&self) -> Result<(), Problem> {
        let _files = self.inner.paper_files.write().await;
        let vault = self.inner.store.vault().clone();
        let listed = tokio::task::spawn_blocking(move || vault.list()).await.map_err(|_| internal("sweep"))?;
        let listed = listed.map_err(|error| of_blob(&error))?;
        let lost = self.read(move |db| papers::unused(db, listed)).await?;
        if !lost.is_empty() {
            tracing::info!(pages = lost.len(), "pages that belong to no paper are erased");
        }
        self.erase_bytes(lost).await
    }

    async fn erase_bytes(&self, blobs: Vec<BlobId>) -> Result<(), Problem> {
        let vault = self.inner.store.vault().clone();
        let erase = move || blobs.iter().try_for_each(|blob| vault.erase(blob));
        let done = tokio::task::spawn_blocking(erase).await.map_err(|_| internal("erase"))?;
        done.map_err(|error| of_blob(&error))
    }

    /// A page of a paper, whole or small; `None` where there is none, or where its bytes are not what was kept.
    pub(crate) async fn paper_page(&self, id: PaperId, place: usize, small: bool) -> Option<Rendered> {
        self.vault_is_open().ok()?;
        let key = format!("paper/{id}/{place}/{small}");
        let bytes = match self.inner.renders.turn(&key).await.ok()? {
            Turn::Kept(bytes) => bytes,
            Turn::Ours(_turn) => {
                let files = self.read(move |db| papers::files(db, id)).await.ok()?;
                let blob = files.get(place)?.blob;
                let bytes = Arc::new(self.page_bytes(blob, small).await.ok()?);
                // It may have been locked meanwhile: nothing of it is kept then.
                if small && self.vault_is_open().is_ok() {
                    self.inner.renders.put(key, bytes.clone());
                }
                bytes
            }
        };
        Some(Rendered { mime: "image/jpeg", bytes: bytes.to_vec() })
    }

    async fn page_bytes(&self, blob: BlobId, small: bool) -> Result<Vec<u8>, Problem> {
        let vault = self.inner.store.vault().clone();
        let read = move || {
            let bytes = vault.get(&blob).map_err(|error| of_blob(&error))?;
            let reduced = |bytes: &[u8]| thumbnail(bytes, SMALL_PX, 0).map(|small| small.jpeg);
            if small { reduced(&bytes).map_err(|error| of_picture(&error)) } else { Ok(bytes) }
        };
        tokio::task::spawn_blocking(read).await.map_err(|_| internal("page"))?
    }

    async fn each(
        &self,
        ids: Vec<PaperId>,
        work: impl Fn(&kaibo_store::Transaction, PaperId) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), Problem> {
        self.vault_is_open()?;
        let told = ids.clone();
        self.write(move |tx| ids.into_iter().try_for_each(|id| work(tx, id))).await?;
        self.papers_changed(&told);
        Ok(())
    }

    fn papers_changed(&self, ids: &[PaperId]) {
        self.changed(Topic::Vault, ids.iter().map(PaperId::to_string).collect());
    }
}

fn gone() -> Problem {
    Problem::new("paper.not-found")
}

fn put<T>(field: &mut T, typed: Option<T>) {
    if let Some(typed) = typed {
        *field = typed;
    }
}

fn apply(draft: &mut PaperDraft, patch: PaperPatch) {
    let PaperPatch { kind, title, holder, number, expires, mark_class, mark_state, links, platforms, liquor } = patch;
    put(&mut draft.kind, kind);
    put(&mut draft.title, title);
    put(&mut draft.holder, holder);
    put(&mut draft.number, number);
    put(&mut draft.expires, expires);
    put(&mut draft.mark_class, mark_class);
    put(&mut draft.mark_state, mark_state);
    put(&mut draft.links, links);
    put(&mut draft.platforms, platforms);
    put(&mut draft.liquor, liquor);
}

fn page(row: PaperFileRow) -> PaperPage {
    PaperPage { name: row.name, width: row.width, height: row.height, bytes: row.bytes }
}

/// What a new paper is called: its file without the ending.
fn title_of(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}
