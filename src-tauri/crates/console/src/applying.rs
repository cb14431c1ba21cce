//! Use cases of an application as it is prepared: made offline, filled from the vault, looked at, handed in.
//!
//! Invariant: whatever is typed or chosen is on disk when the call is answered; what was handed in does not change any more.

mod assemble;
mod export;
mod folder;
pub(crate) mod handed;
mod need;
mod uses;

pub(crate) use need::{awaited, in_need};

use crate::{
    Console, applications,
    qualification::shipped,
    view::{
        ApplicationDraftView, ApplicationLine, ApplicationPatch, ApplicationState, ApplicationStep, FillingPatch,
        Problem, Topic,
    },
};
use kaibo_domain::{
    ApplicationDraftId, ApplicationId,
    applying::{ApplicationDraft, Filling, proposals},
    day::Day,
    platform::shop::id::CatId,
    rule_pack::DemandKind,
};
use kaibo_store::{
    StoreError, Transaction,
    application_drafts::{self, ApplicationDraftRow},
};
use uuid::Uuid;

impl Console {
    /// Makes an application for each of the categories, and says which.
    pub async fn applying_create(&self, categories: Vec<String>) -> Result<Vec<ApplicationDraftId>, Problem> {
        let shipped = shipped()?;
        let known = self.known_categories(&shipped.tree).await?;
        let pack = self.rules().await?;
        let chosen: Option<Vec<CatId>> =
            categories.iter().map(|id| Some(CatId(known.tree.find(id.parse().ok()?)?.node().cat_id))).collect();
        let chosen =
            chosen.filter(|chosen| !chosen.is_empty()).ok_or_else(|| Problem::new("application.no-category"))?;
        let (shop_id, now) = (self.inner.shop.id, self.now());
        let rows: Vec<_> = chosen
            .into_iter()
            .map(|cat_id| ApplicationDraftRow {
                id: ApplicationDraftId::from_uuid(Uuid::now_v7()),
                shop_id,
                cat_id,
                draft: ApplicationDraft::default(),
                pack_version: pack.pack.version.clone(),
                revision: 1,
                removed_ms: None,
                created_ms: now,
            })
            .collect();
        let ids = rows.iter().map(|row| row.id).collect();
        self.write(move |tx| rows.iter().try_for_each(|row| application_drafts::insert(tx, row))).await?;
        self.changed(Topic::Applications, Vec::new());
        Ok(ids)
    }

    /// All applications that are prepared or were, those out of sight too, the last made first.
    pub async fn applying_list(&self) -> Result<Vec<ApplicationLine>, Problem> {
        let shop = self.inner.shop.id;
        let rows = self.read(move |db| application_drafts::list(db, shop)).await?;
        let vault = self.materials().await?;
        let mut lines = Vec::new();
        for row in rows {
            lines.push(self.assemble(row, &vault).await?.line);
        }
        Ok(lines)
    }

    /// One application with everything that is to be said of it.
    pub async fn applying_get(&self, id: ApplicationDraftId) -> Result<ApplicationDraftView, Problem> {
        let row = self.applying_row(id).await?;
        self.assemble(row, &self.materials().await?).await
    }

    /// Saves what was typed of an application, and says the revision. Answered when it is on disk.
    pub async fn applying_save(&self, id: ApplicationDraftId, patch: ApplicationPatch) -> Result<u32, Problem> {
        self.change(id, move |tx, row| {
            let mut draft = row.draft.clone();
            if let Some(leaf) = patch.leaf {
                draft.leaf = leaf;
            }
            draft.facts.0.extend(patch.facts);
            draft.facts.0.retain(|_, known| !known.is_empty());
            application_drafts::update(tx, id, &draft)
        })
        .await
    }

    /// Changes what stands at a demand, and says the revision. Answered when it is on disk.
    pub async fn applying_fill(
        &self,
        id: ApplicationDraftId,
        demand: String,
        patch: FillingPatch,
    ) -> Result<u32, Problem> {
        self.change(id, move |tx, _| {
            let mut filling = application_drafts::fillings(tx, id)?.remove(&demand).unwrap_or_default();
            let FillingPatch { papers, text, begins, answers, by_hand } = patch;
            if let Some(papers) = papers {
                // What was said of others does not hold for these.
                let is_same = papers == filling.papers;
                filling.answers.retain(|_, _| is_same);
                filling.papers = papers;
            }
            filling.text = text.unwrap_or(filling.text);
            filling.begins = begins.unwrap_or(filling.begins);
            filling.by_hand = by_hand.unwrap_or(filling.by_hand);
            filling.answers.extend(answers);
            application_drafts::fill(tx, id, &demand, &filling)
        })
        .await
    }

    /// Puts papers of the vault at every demand where nothing stands and nothing speaks against them; says at how many.
    pub async fn applying_fill_all(&self, id: ApplicationDraftId) -> Result<u32, Problem> {
        let (vault, today) = (self.materials().await?, Day::in_beijing(self.now()));
        let view = self.assemble(self.applying_row(id).await?, &vault).await?;
        let shipped = shipped()?;
        let known = self.known_categories(&shipped.tree).await?;
        let Some(choice) = view.line.category.id.parse().ok().and_then(|id| known.tree.find(id)) else {
            return Ok(0);
        };
        let mut fits = Vec::new();
        for (demand, _) in self.rules().await?.demands_by(&choice, &view.draft.facts) {
            let is_empty = view.cards.iter().any(|card| card.demand.id == demand.id && card.filling.papers.is_empty());
            let (best, unseen) = proposals(demand, &vault.papers, &vault.entity, today);
            if demand.kind == DemandKind::Image && is_empty && unseen > 0 {
                fits.push((demand.id.clone(), best.into_iter().take(unseen).collect::<Vec<_>>()));
            }
        }
        // Some dozens.
        let count = fits.len() as u32;
        if count > 0 {
            self.change(id, move |tx, _| {
                let mut fillings = application_drafts::fillings(tx, id)?;
                fits.into_iter().try_for_each(|(demand, papers)| {
                    let filling = fillings.remove(&demand).unwrap_or_default();
                    application_drafts::fill(tx, id, &demand, &Filling { papers, ..filling })
                })
            })
            .await?;
        }
        Ok(count)
    }

    /// Hands an application in as it is now: a new round, into the outbox, with or without a line.
    pub async fn applying_hand_in(&self, id: ApplicationDraftId) -> Result<ApplicationId, Problem> {
        let view = self.applying_get(id).await?;
        if view.line.missing > 0 {
            return Err(Problem::new("application.has-faults").with("count", view.line.missing));
        }
        if matches!(view.line.step, ApplicationStep::Wait | ApplicationStep::Approved) {
            return Err(Problem::new("application.already-submitted"));
        }
        let handed = self.handed(&view).await?;
        let request = serde_json::to_string(&handed).map_err(|_| crate::problem::internal("application"))?;
        let (shop, now) = (self.inner.shop.id, self.now());
        let (name, cat_id) = (view.line.category.name, handed.second);
        let round = ApplicationId::from_uuid(Uuid::now_v7());
        let done = self
            .write(move |tx| {
                // Somebody may have been quicker.
                for row in application_drafts::rounds(tx, id)? {
                    if applications::last_submission(tx, row.application)?.is_some_and(|last| !last.state.is_settled())
                    {
                        return Ok(false);
                    }
                }
                applications::insert(tx, (shop, round), (name, cat_id, request), now)?;
                application_drafts::add_round(tx, id, round)?;
                Ok(true)
            })
            .await?;
        if !done {
            return Err(Problem::new("application.already-submitted"));
        }
        self.application_changed(round);
        Ok(round)
    }

    /// Withdraws the last round.
    pub async fn applying_withdraw(&self, id: ApplicationDraftId) -> Result<(), Problem> {
        let rounds = self.read(move |db| application_drafts::rounds(db, id)).await?;
        let last = rounds.first().ok_or_else(|| Problem::new("application.cannot-cancel"))?;
        self.application_cancel(last.application).await
    }

    /// Notes which demands the last rejection is about.
    pub async fn applying_assign(&self, id: ApplicationDraftId, demands: Vec<String>) -> Result<(), Problem> {
        self.write(move |tx| match application_drafts::rounds(tx, id)?.first() {
            Some(last) => application_drafts::set_concerned(tx, last.application, &demands),
            None => Ok(()),
        })
        .await?;
        self.changed(Topic::Applications, vec![id.to_string()]);
        Ok(())
    }

    /// Takes an application out of sight that is not on its way; [`Self::applying_restore`] brings it back.
    pub async fn applying_remove(&self, id: ApplicationDraftId) -> Result<(), Problem> {
        let state = self.applying_get(id).await?.line.state;
        let is_settled = state.is_none_or(|state| {
            use ApplicationState::{Approved, Cancelled, Refused, Rejected};
            matches!(state, Approved | Cancelled | Refused | Rejected)
        });
        if !is_settled {
            return Err(Problem::new("application.under-way"));
        }
        let now = self.now();
        self.set_removed(id, Some(now)).await
    }

    /// Brings an application back.
    pub async fn applying_restore(&self, id: ApplicationDraftId) -> Result<(), Problem> {
        self.set_removed(id, None).await
    }

    async fn set_removed(&self, id: ApplicationDraftId, removed_ms: Option<i64>) -> Result<(), Problem> {
        self.write(move |tx| application_drafts::set_removed(tx, id, removed_ms)).await?;
        self.changed(Topic::Applications, vec![id.to_string()]);
        Ok(())
    }

    pub(crate) async fn applying_row(&self, id: ApplicationDraftId) -> Result<ApplicationDraftRow, Problem> {
        let row = self.read(move |db| application_drafts::get(db, id)).await?;
        row.ok_or_else(|| Problem::new("application.not-found"))
    }

    async fn change(
        &self,
        id: ApplicationDraftId,
        work: impl FnOnce(&Transaction, &ApplicationDraftRow) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<u32, Problem> {
        let version = self.rules().await?.pack.version.clone();
        let revision = self
            .write(move |tx| {
                let Some(row) = application_drafts::get(tx, id)? else { return Ok(None) };
                work(tx, &row)?;
                application_drafts::touch(tx, id, &version).map(Some)
            })
            .await?;
        self.changed(Topic::Applications, vec![id.to_string()]);
        revision.ok_or_else(|| Problem::new("application.not-found"))
    }
}
