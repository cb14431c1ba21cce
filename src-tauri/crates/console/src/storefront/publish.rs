//! Publishing: what would change, the publishing itself, going back, and what happens by itself after the platform was read.
//!
//! Invariants: what is published is what was read in the plan; the folder is the truth about what counts there, and what
//! another program published in it is adopted before anything is compared.

use super::{
    Material,
    draw_up::DrawnUp,
    folder::{self, FolderFault, Looked},
    on_disk, version_view, violations,
};
use crate::{
    Console,
    view::{Problem, StorefrontHistory, StorefrontPlan, StorefrontView, Topic},
};
use kaibo_domain::{
    storefront::{Document, DocumentPicture, diff},
    time::rfc3339,
};
use kaibo_store::{
    storefront_versions::{self, StorefrontVersionRow},
    storefronts,
};
use std::{collections::BTreeSet, path::PathBuf};

/// Versions that are known here, whatever the folder keeps.
const KNOWN: u32 = 50;

/// What stands in the folder, and what would take its place.
struct Prepared {
    folder: PathBuf,
    looked: Looked,
    drawn: DrawnUp,
    version: u32,
    elsewhere: bool,
}

impl Console {
    /// Chooses the folder that is published to. One that holds something else under the pointer's name is refused.
    pub async fn storefront_choose_folder(&self, path: PathBuf) -> Result<StorefrontView, Problem> {
        let _turn = self.inner.storefront.turn.lock().await;
        let looked = self.storefront_look(path.clone()).await?;
        let shown = path.to_str().ok_or_else(|| Problem::new("storefront.folder-name"))?.to_owned();
        let (shop, now) = (self.inner.shop.id, self.now());
        self.write(move |tx| storefronts::set_folder(tx, shop, &shown, now)).await?;
        self.adopt_version(&looked).await?;
        self.changed(Topic::Storefront, Vec::new());
        self.storefront_view().await
    }

    /// Where it is published, to be opened.
    pub async fn storefront_folder(&self) -> Result<PathBuf, Problem> {
        let shop = self.inner.shop.id;
        let folder = self.read(move |db| Ok(storefronts::get(db, shop)?.folder)).await?;
        folder.map(PathBuf::from).ok_or_else(|| Problem::new("storefront.no-folder"))
    }

    /// What publishing would change now.
    pub async fn storefront_plan(&self) -> Result<StorefrontPlan, Problem> {
        let _turn = self.inner.storefront.turn.lock().await;
        let prepared = self.storefront_prepare().await?;
        let pictures = prepared.drawn.document.pictures.clone();
        let (folder, looked) = (prepared.folder.clone(), &prepared.looked);
        let (new_pictures, new_bytes) = on_disk(move || {
            let missing = folder::missing(&folder, &pictures);
            (missing.len() as u32, missing.iter().map(|picture| picture.bytes).sum::<u64>())
        })
        .await?;
        Ok(StorefrontPlan {
            version: prepared.version,
            base: looked.current,
            elsewhere: prepared.elsewhere,
            damaged: looked.current.is_some() && looked.document.is_none(),
            diff: diff(looked.document.as_ref(), &prepared.drawn.document),
            rooms: prepared.drawn.document.rooms.len() as u32,
            new_pictures,
            new_bytes: u32::try_from(new_bytes).unwrap_or(u32::MAX),
            digest: digest(&prepared),
        })
    }

    /// Publishes the plan of that digest, or says that it is not what would be published any more.
    pub async fn storefront_publish(&self, plan: String) -> Result<StorefrontView, Problem> {
        let _turn = self.inner.storefront.turn.lock().await;
        let prepared = self.storefront_prepare().await?;
        if digest(&prepared) != plan {
            return Err(Problem::new("storefront.changed-meanwhile").retry_now());
        }
        self.storefront_carry_out(prepared).await?;
        self.changed(Topic::Storefront, Vec::new());
        self.storefront_view().await
    }

    /// The versions that are known.
    pub async fn storefront_history(&self) -> Result<StorefrontHistory, Problem> {
        let _turn = self.inner.storefront.turn.lock().await;
        let folder = self.storefront_folder().await?;
        let (versions, problem) = match self.storefront_look(folder).await {
            Ok(looked) => {
                self.adopt_version(&looked).await?;
                (looked.versions, None)
            }
            Err(problem) => (BTreeSet::new(), Some(problem)),
        };
        let shop = self.inner.shop.id;
        let (rows, current) = self
            .read(move |db| {
                let current = storefronts::get(db, shop)?.current_version;
                Ok((storefront_versions::list(db, shop, KNOWN)?, current))
            })
            .await?;
        let views = rows.iter().map(|row| version_view(row, current, versions.contains(&row.version)));
        Ok(StorefrontHistory { versions: views.collect(), problem })
    }

    /// Makes an earlier version count again. Publishing by itself is switched off: it would undo this at the next reading.
    pub async fn storefront_roll_back(&self, version: u32) -> Result<StorefrontView, Problem> {
        let _turn = self.inner.storefront.turn.lock().await;
        let folder = self.storefront_folder().await?;
        let gone_back = on_disk(move || folder::go_back(&folder, version)).await?;
        let document = gone_back.map_err(|fault| worded(&fault))?;
        self.keep_version(document, None).await?;
        let (shop, now) = (self.inner.shop.id, self.now());
        self.write(move |tx| {
            let mut draft = storefronts::get(tx, shop)?.draft;
            if draft.automatic {
                draft.automatic = false;
                storefronts::put_draft(tx, shop, &draft, now)?;
            }
            Ok(())
        })
        .await?;
        self.changed(Topic::Storefront, Vec::new());
        self.storefront_view().await
    }

    /// Publishes what has changed, where staff wished so; how that went stands in the storefront's view.
    pub(crate) async fn storefront_after_sync(&self) {
        if let Err(problem) = self.publish_by_itself().await {
            tracing::info!(code = problem.code, "the storefront was not published by itself");
        }
    }

    async fn publish_by_itself(&self) -> Result<(), Problem> {
        let shop = self.inner.shop.id;
        let row = self.read(move |db| storefronts::get(db, shop)).await?;
        if !row.draft.automatic || row.folder.is_none() {
            return Ok(());
        }
        let _turn = self.inner.storefront.turn.lock().await;
        let outcome = match self.storefront_prepare().await {
            Ok(prepared) if is_published(&prepared) => Ok(()),
            Ok(prepared) => self.storefront_carry_out(prepared).await,
            Err(problem) => Err(problem),
        };
        let problem = outcome.as_ref().err().and_then(|problem| serde_json::to_string(problem).ok());
        if problem != row.problem {
            self.write(move |tx| storefronts::set_problem(tx, shop, problem.as_deref())).await?;
            self.changed(Topic::Storefront, Vec::new());
        }
        outcome
    }

    async fn storefront_look(&self, folder: PathBuf) -> Result<Looked, Problem> {
        on_disk(move || folder::look(&folder)).await?.map_err(|fault| worded(&fault))
    }

    async fn storefront_prepare(&self) -> Result<Prepared, Problem> {
        let folder = self.storefront_folder().await?;
        let looked = self.storefront_look(folder.clone()).await?;
        let elsewhere = self.adopt_version(&looked).await?;
        let material: Material = self.storefront_material().await?;
        let faults = violations(&material).len();
        if faults > 0 {
            return Err(Problem::new("storefront.has-faults").with("count", faults));
        }
        let drawn = self.draw_up(&material, self.now()).await?;
        let shop = self.inner.shop.id;
        let known = self.read(move |db| storefront_versions::highest(db, shop)).await?;
        let highest = looked.versions.last().copied().max(looked.current).unwrap_or_default().max(known);
        Ok(Prepared { folder, looked, drawn, version: highest + 1, elsewhere })
    }

    async fn storefront_carry_out(&self, prepared: Prepared) -> Result<(), Problem> {
        if is_published(&prepared) {
            return Err(Problem::new("storefront.nothing-new"));
        }
        let Prepared { folder, drawn: DrawnUp { document, sources }, version, .. } = prepared;
        let now_ms = self.now();
        let document = Document { version, published_ms: now_ms, published: rfc3339(now_ms), ..document };
        let (at, pictures) = (folder.clone(), document.pictures.clone());
        let missing: Vec<DocumentPicture> =
            on_disk(move || folder::missing(&at, &pictures).into_iter().cloned().collect()).await?;
        let mut made = Vec::with_capacity(missing.len());
        for picture in missing {
            let source = sources.get(&picture.file).cloned().ok_or_else(|| crate::problem::internal("picture"))?;
            let bytes = self.made(&source).await?;
            made.push((picture.file, bytes));
        }
        let published = document.clone();
        let done = on_disk(move || folder::publish(&folder, &published, &made)).await?;
        done.map_err(|fault| worded(&fault))?;
        self.keep_version(document, Some(false)).await
    }

    /// Keeps what counts in the folder where it is not known here, and says whether another program published it.
    async fn adopt_version(&self, looked: &Looked) -> Result<bool, Problem> {
        let (shop, current) = (self.inner.shop.id, looked.current);
        let Some(document) = looked.document.clone() else {
            self.note_current(current).await?;
            return Ok(false);
        };
        let version = document.version;
        let known = self.read(move |db| storefront_versions::get(db, shop, version)).await?;
        let is_ours = known
            .as_ref()
            .is_some_and(|row| Document::read(row.document.as_bytes()).is_ok_and(|known| known == document));
        if !is_ours {
            // Killed between the pointer and our own row it is ours and looks like somebody else's: of no consequence.
            self.keep_version(document, Some(true)).await?;
            self.changed(Topic::Storefront, Vec::new());
            return Ok(true);
        }
        self.note_current(current).await?;
        Ok(known.is_some_and(|row| row.elsewhere))
    }

    async fn note_current(&self, current: Option<u32>) -> Result<(), Problem> {
        let shop = self.inner.shop.id;
        let known = self.read(move |db| Ok(storefronts::get(db, shop)?.current_version)).await?;
        if known == current {
            return Ok(());
        }
        self.write(move |tx| storefronts::set_current(tx, shop, current)).await
    }

    /// Keeps a version that counts now; `elsewhere` is `None` for one that was known and stays whose it was.
    async fn keep_version(&self, document: Document, elsewhere: Option<bool>) -> Result<(), Problem> {
        let shop = self.inner.shop.id;
        self.write(move |tx| {
            let known = storefront_versions::get(tx, shop, document.version)?;
            let row = StorefrontVersionRow {
                version: document.version,
                published_ms: document.published_ms,
                document: String::from_utf8_lossy(&document.to_bytes()).into_owned(),
                elsewhere: elsewhere.unwrap_or_else(|| known.is_none_or(|known| known.elsewhere)),
            };
            storefronts::set_current(tx, shop, Some(row.version))?;
            storefronts::set_problem(tx, shop, None)?;
            storefront_versions::put(tx, shop, &row, KNOWN)
        })
        .await
    }
}

/// Whether buyers see all of it already.
fn is_published(prepared: &Prepared) -> bool {
    let published = prepared.looked.document.as_ref();
    published.is_some_and(|published| published.says_the_same(&prepared.drawn.document))
}

/// Names what would be published, and in whose place.
fn digest(prepared: &Prepared) -> String {
    let base = prepared.looked.current.unwrap_or_default();
    let bytes = [&base.to_le_bytes()[..], &prepared.drawn.document.to_bytes()].concat();
    folder::sha256(&bytes)
}

/// What a folder that fails says to staff.
fn worded(fault: &FolderFault) -> Problem {
    tracing::warn!(%fault, "the storefront's folder");
    match fault {
        FolderFault::Gone => Problem::new("storefront.folder-gone").retry_now(),
        FolderFault::ReadOnly => Problem::new("storefront.folder-read-only").retry_now(),
        FolderFault::DiskFull => Problem::new("storefront.disk-full").retry_now(),
        FolderFault::Taken(_) => Problem::new("storefront.changed-meanwhile").retry_now(),
        FolderFault::Newer(_) => Problem::new("storefront.newer"),
        FolderFault::Foreign => Problem::new("storefront.foreign"),
        FolderFault::NotWhole(version) => Problem::new("storefront.not-whole").with("version", version),
        FolderFault::Io(_) => Problem::new("storefront.folder-failed").retry_now(),
    }
}
