//! An application with its demands, what stands at them, and what is wrong: put together anew each time it is looked at.

use crate::{
    Console, applications,
    applying::handed::Handed,
    problem::internal,
    qualification::{self, shipped},
    view::{
        ApplicationDraftView, ApplicationLine, ApplicationState, ApplicationStep, ApplicationView, DemandCard,
        PaperRow, Problem,
    },
};
use kaibo_domain::{
    PaperId,
    applying::{Card, Filling, Material, asks_text, check, concerned, known, prechecks, proposals, questions},
    day::Day,
    rule_pack::{DemandKind, SHOP_REVIEW},
    vault::{EntityDraft, WATCH_DAYS},
};
use kaibo_store::{
    application_drafts::{self, ApplicationDraftRow},
    applications as rounds, entities, papers, uploaded_pages,
};
use std::collections::BTreeMap;

/// The merchant and the papers in sight.
pub(crate) struct Materials {
    pub entity: EntityDraft,
    pub papers: BTreeMap<PaperId, Material>,
    rows: Vec<PaperRow>,
}

/// A round as it stands, and what was said of it.
struct Round {
    view: ApplicationView,
    concerned: Option<Vec<String>>,
}

impl Console {
    pub(crate) async fn materials(&self) -> Result<Materials, Problem> {
        let rows: Vec<_> = self.papers_list().await?.into_iter().filter(|row| !row.removed).collect();
        let shop = self.inner.shop.id;
        let (entity, papers) = self
            .read(move |db| {
                let mut kept = BTreeMap::new();
                for row in papers::list(db, shop)?.into_iter().filter(|row| row.removed_ms.is_none()) {
                    let files = papers::files(db, row.id)?;
                    let long_side = files.iter().map(|file| file.width.max(file.height)).min().unwrap_or_default();
                    // At most as many as a PDF may have.
                    let pages = files.len() as u32;
                    kept.insert(row.id, Material { paper: row.draft, pages, long_side });
                }
                Ok((entities::get(db, shop)?.draft, kept))
            })
            .await?;
        Ok(Materials { entity, papers, rows })
    }

    pub(super) async fn assemble(
        &self,
        row: ApplicationDraftRow,
        vault: &Materials,
    ) -> Result<ApplicationDraftView, Problem> {
        let (shipped, today, id) = (shipped()?, Day::in_beijing(self.now()), row.id);
        let pack = self.rules().await?;
        let categories = self.known_categories(&shipped.tree).await?;
        let choice = categories.tree.find(row.cat_id.0).ok_or_else(|| internal("category"))?;
        let fillings = self.read(move |db| application_drafts::fillings(db, id)).await?;
        let rounds = self.rounds_of(&row).await?;
        let (pages_sent, pages) = self.pages_of_last(&row).await?;

        let facts = known(&pack, &choice, &row.draft, &fillings);
        let demands = pack.demands_by(&choice, &facts);
        let cards: Vec<_> = demands
            .iter()
            .map(|(demand, holds)| Card { demand, holds: *holds, filling: fillings.get(&demand.id) })
            .collect();
        let findings = check(&cards, &vault.papers, &vault.entity, &facts, (&choice.node().name, today));
        let slot_of = |id: &str| {
            let found = demands.iter().find(|(demand, _)| demand.id == id);
            found.map(|(demand, _)| demand.slot.clone()).unwrap_or_default()
        };
        let prechecks = prechecks(&pack.rejection_reasons, &findings, slot_of);

        let last = rounds.first();
        let about = match last {
            Some(Round { concerned: Some(said), .. }) => said.clone(),
            Some(round) if round.view.state == ApplicationState::Rejected => {
                concerned(&round.view.reason, demands.iter().map(|(demand, _)| *demand))
            }
            _ => Vec::new(),
        };
        let shown = demands.iter().map(|asked| {
            let (demand, _) = asked;
            let filling = fillings.get(&demand.id).cloned().unwrap_or_default();
            let find = |id: &PaperId| vault.rows.iter().find(|row| row.id == *id).cloned();
            let (best, _) = proposals(demand, &vault.papers, &vault.entity, today);
            let ranked: Vec<_> = best.iter().filter_map(find).collect();
            let is_dated = matches!(demand.slot.as_str(), "business_licence" | "licence_group");
            DemandCard {
                demand: qualification::demand((shipped, &pack), asked, &ranked),
                chosen: filling.papers.iter().filter_map(find).collect(),
                questions: if asks(demand.kind, &filling) { questions(demand, &facts) } else { Vec::new() },
                asks_text: asks_text(demand),
                asks_begin: is_dated && demand.kind == DemandKind::Image && !filling.papers.is_empty(),
                concerned: about.contains(&demand.id),
                filling,
            }
        });
        let cards = shown.collect();

        // Some dozens.
        let missing = findings.iter().filter(|finding| finding.blocks).count() as u32;
        let state = last.map(|round| round.view.state);
        let working_days = pack.deadlines.iter().find(|deadline| deadline.id == SHOP_REVIEW);
        let applied = last.filter(|round| round.view.state == ApplicationState::Auditing).map(|round| &round.view);
        let due = applied.zip(working_days).map(|(view, deadline)| {
            let since = Day::in_beijing(view.applied_ms.unwrap_or(view.created_ms));
            shipped.workdays.after(since, deadline.working_days)
        });
        let ending = fillings.values().flat_map(|filling| &filling.papers).filter_map(|id| {
            let row = vault.rows.iter().find(|row| row.id == *id)?;
            row.validity.days.filter(|days| *days <= WATCH_DAYS[0])
        });
        let version = &pack.pack.version;
        let line = ApplicationLine {
            id,
            category: qualification::row(&pack, &categories, &choice),
            leaf: row.draft.leaf.clone(),
            step: step_of(state, missing),
            state,
            missing,
            // As many as somebody handed in by hand.
            rounds: rounds.len() as u32,
            overdue: due.as_ref().is_some_and(|due| today > due.day),
            due_is_certain: due.as_ref().is_none_or(|due| due.is_certain),
            due: due.map(|due| due.day.to_string()),
            ending_days: ending.min(),
            removed: row.removed_ms.is_some(),
        };
        Ok(ApplicationDraftView {
            line,
            draft: row.draft,
            asks: pack.facts_of(&choice).into_iter().map(str::to_owned).collect(),
            revision: row.revision,
            shop: self.profile().name,
            practice: self.is_practice(),
            newer_pack: (row.pack_version != *version).then(|| version.clone()),
            pack_version: row.pack_version,
            cards,
            findings,
            prechecks,
            rounds: rounds.into_iter().map(|round| round.view).collect(),
            pages_sent,
            pages,
        })
    }

    /// The rounds, the last first.
    async fn rounds_of(&self, row: &ApplicationDraftRow) -> Result<Vec<Round>, Problem> {
        let (console, id, now) = (self.clone(), row.id, self.now());
        self.read(move |db| {
            let mut found = Vec::new();
            for round in application_drafts::rounds(db, id)? {
                let Some(row) = rounds::get(db, round.application)? else { continue };
                let last = applications::last_submission(db, row.id)?;
                let last = last.map(|last| console.inner.gate.as_shown(last, now));
                found.push(Round { view: applications::view(row, last.as_ref(), now), concerned: round.concerned });
            }
            Ok(found)
        })
        .await
    }

    /// Of the last round, the pages that the platform has and all of them.
    async fn pages_of_last(&self, row: &ApplicationDraftRow) -> Result<(u32, u32), Problem> {
        let (id, shop) = (row.id, row.shop_id);
        self.read(move |db| {
            let Some(last) = application_drafts::rounds(db, id)?.into_iter().next() else { return Ok((0, 0)) };
            let request = rounds::get(db, last.application)?.map(|row| row.request).unwrap_or_default();
            let blobs = serde_json::from_str::<Handed>(&request).map(|handed| handed.blobs()).unwrap_or_default();
            let mut sent = 0;
            for blob in &blobs {
                sent += u32::from(uploaded_pages::get(db, shop, *blob)?.is_some());
            }
            Ok((sent, blobs.len() as u32))
        })
        .await
    }
}

/// Nobody is asked about what is not there; a condition is asked about as it stands.
fn asks(kind: DemandKind, filling: &Filling) -> bool {
    kind == DemandKind::Text || !filling.papers.is_empty()
}

fn step_of(state: Option<ApplicationState>, missing: u32) -> ApplicationStep {
    use ApplicationState as State;
    match state {
        Some(State::Approved) => ApplicationStep::Approved,
        Some(State::Rejected | State::Refused) => ApplicationStep::Correct,
        Some(State::Submitting | State::Withdrawing | State::Checking | State::Waiting | State::Auditing) => {
            ApplicationStep::Wait
        }
        None | Some(State::Cancelled) if missing > 0 => ApplicationStep::Papers,
        None | Some(State::Cancelled) => ApplicationStep::HandIn,
    }
}
