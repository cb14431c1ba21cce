//! Publishing: what would change, the publishing itself, going back, and what happens by itself after the platform was read.
//!
//! Invariants: what is published is what was read in the plan; the target is the truth about what counts there, and what
//! another program published there is adopted before anything is compared.

use super::{
    Material,
    draw_up::DrawnUp,
    target::{target_of, worded},
    version_view, violations,
};
use crate::{
    Console,
    view::{Problem, StorefrontHistory, StorefrontPlan, StorefrontView, Topic},
};
use kaibo_domain::{
    storefront::{Document, diff},
    time::rfc3339,
};
use kaibo_publish::{Fault, Looked, Target, sha256};
use kaibo_store::{
    storefront_versions::{self, StorefrontVersionRow},
    storefronts::{self, StorefrontTarget},
};
use std::collections::BTreeSet;

/// Versions that are known here, whatever the target keeps.
const KNOWN: u32 = 50;

/// What stands at the target, and what would take its place.
struct Prepared {
    target: Target,
    looked: Looked,
    drawn: DrawnUp,
    version: u32,
    elsewhere: bool,
}

impl Console {
    /// What publishing would change now.
    pub async fn storefront_plan(&self) -> Result<StorefrontPlan, Problem> {
        self.unless_stopped(self.plan()).await
    }

    async fn plan(&self) -> Result<StorefrontPlan, Problem> {
        let _turn = self.inner.storefront.turn.lock().await;
        let prepared = self.storefront_prepare().await?;
        let (target, looked) = (&prepared.target, &prepared.looked);
        let missing = kaibo_publish::missing(target, &prepared.drawn.document.pictures).await;
        let missing = missing.map_err(|fault| worded(&fault))?;
        let new_bytes = missing.iter().map(|picture| picture.bytes).sum::<u64>();
        Ok(StorefrontPlan {
            version: prepared.version,
            base: looked.current,
            elsewhere: prepared.elsewhere,
            damaged: looked.current.is_some() && looked.document.is_none(),
            diff: diff(looked.document.as_ref(), &prepared.drawn.document),
            rooms: prepared.drawn.document.rooms.len() as u32,
            new_pictures: missing.len() as u32,
            new_bytes: u32::try_from(new_bytes).unwrap_or(u32::MAX),
            digest: digest(&prepared),
        })
    }

    /// Publishes the plan of that digest, or says that it is not what would be published any more.
    pub async fn storefront_publish(&self, plan: String) -> Result<StorefrontView, Problem> {
        let _turn = self.inner.storefront.turn.lock().await;
        let mut stop = std::pin::pin!(self.inner.storefront.stop.notified());
        let prepared = tokio::select! {
            prepared = self.storefront_prepare() => prepared?,
            () = &mut stop => return Err(worded(&Fault::Cancelled)),
        };
        if digest(&prepared) != plan {
            return Err(Problem::new("storefront.changed-meanwhile").retry_now());
        }
        self.storefront_carry_out(prepared, stop).await?;
        self.changed(Topic::Storefront, Vec::new());
        self.storefront_view().await
    }

    /// The versions that are known.
    pub async fn storefront_history(&self) -> Result<StorefrontHistory, Problem> {
        self.unless_stopped(self.history()).await
    }

    async fn history(&self) -> Result<StorefrontHistory, Problem> {
        let _turn = self.inner.storefront.turn.lock().await;
        let target = self.storefront_target().await?;
        let (versions, problem) = match look(&target).await {
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
        let target = self.storefront_target().await?;
        let document = kaibo_publish::go_back(&target, version).await.map_err(|fault| worded(&fault))?;
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
        if !row.draft.automatic || super::target::missing(&row.target).is_some() {
            return Ok(());
        }
        let _turn = self.inner.storefront.turn.lock().await;
        let outcome = match self.storefront_prepare().await {
            Ok(prepared) if is_published(&prepared) => Ok(()),
            Ok(prepared) => self.storefront_carry_out(prepared, self.inner.storefront.stop.notified()).await,
            Err(problem) => Err(problem),
        };
        let problem = outcome.as_ref().err().and_then(|problem| serde_json::to_string(problem).ok());
        if problem != row.problem {
            self.write(move |tx| storefronts::set_problem(tx, shop, problem.as_deref())).await?;
            self.changed(Topic::Storefront, Vec::new());
        }
        outcome
    }

    /// Waits for a target no longer than staff do.
    pub(super) async fn unless_stopped<T>(&self, work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
        tokio::select! {
            done = work => done,
            () = self.inner.storefront.stop.notified() => Err(worded(&Fault::Cancelled)),
        }
    }

    async fn storefront_target(&self) -> Result<Target, Problem> {
        let shop = self.inner.shop.id;
        let target: StorefrontTarget = self.read(move |db| Ok(storefronts::get(db, shop)?.target)).await?;
        target_of(&target)
    }

    async fn storefront_prepare(&self) -> Result<Prepared, Problem> {
        let target = self.storefront_target().await?;
        let looked = look(&target).await?;
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
        Ok(Prepared { target, looked, drawn, version: highest + 1, elsewhere })
    }

    async fn storefront_carry_out(&self, prepared: Prepared, stop: impl Future<Output = ()>) -> Result<(), Problem> {
        if is_published(&prepared) {
            return Err(Problem::new("storefront.nothing-new"));
        }
        let Prepared { target, drawn: DrawnUp { document, sources }, version, .. } = prepared;
        let now_ms = self.now();
        let document = Document { version, published_ms: now_ms, published: rfc3339(now_ms), ..document };
        let missing = kaibo_publish::missing(&target, &document.pictures).await.map_err(|fault| worded(&fault))?;
        let mut made = Vec::with_capacity(missing.len());
        for picture in missing {
            let source = sources.get(&picture.file).cloned().ok_or_else(|| crate::problem::internal("picture"))?;
            let bytes = self.made(&source).await?;
            made.push((picture.file, bytes));
        }
        let (shop, hash) = (self.inner.shop.id, sha256(&document.to_bytes()));
        self.write(move |tx| storefronts::set_attempted(tx, shop, &hash)).await?;
        let progress = &self.inner.storefront.progress;
        let done = kaibo_publish::publish(&target, &document, &made, progress, stop).await;
        progress.end();
        done.map_err(|fault| worded(&fault))?;
        self.keep_version(document, Some(false)).await
    }

    /// Keeps what counts at the target where it is not known here, and says whether another program published it.
    pub(super) async fn adopt_version(&self, looked: &Looked) -> Result<bool, Problem> {
        let (shop, current) = (self.inner.shop.id, looked.current);
        let Some(document) = looked.document.clone() else {
            self.note_current(current).await?;
            return Ok(false);
        };
        let version = document.version;
        let (known, attempted) = self
            .read(move |db| Ok((storefront_versions::get(db, shop, version)?, storefronts::get(db, shop)?.attempted)))
            .await?;
        let is_known = known
            .as_ref()
            .is_some_and(|row| Document::read(row.document.as_bytes()).is_ok_and(|known| known == document));
        if !is_known {
            // Interrupted between the pointer and our own row it is ours all the same.
            let is_ours = attempted.is_some_and(|hash| hash == sha256(&document.to_bytes()));
            self.keep_version(document, Some(!is_ours)).await?;
            self.changed(Topic::Storefront, Vec::new());
            return Ok(!is_ours);
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
    sha256(&bytes)
}

/// Looks at what stands at a target.
pub(super) async fn look(target: &Target) -> Result<Looked, Problem> {
    kaibo_publish::look(target).await.map_err(|fault| worded(&fault))
}
