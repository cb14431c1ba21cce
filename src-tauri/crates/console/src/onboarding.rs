//! Use cases of 开通引导: four checklists on data, with what staff note of each item.
//!
//! Invariant: whatever is typed or chosen is on disk when the call is answered. Nothing here reaches the platform: no interface
//! opens anything for a merchant.

mod assemble;
mod need;
mod uses;

use crate::{
    Console, eligibility,
    qualification::{self, is_the_platforms},
    rules::refused,
    view::{
        ChecklistView, ItemPatch, OnboardingFactsPatch, OnboardingOverview, Problem, RemarkView, Saved, Topic, shown,
    },
};
use kaibo_domain::{
    day::Day,
    eligibility::EligibilityPack,
    onboarding::{Clock, ItemField, ItemNote, ItemState, OnboardingFacts, OnboardingPack, PromoterField},
    rule_pack::{Authority, PackError},
    source::{Source, Sourced},
};
use kaibo_store::{
    Connection, StoreError, onboarding_facts, onboarding_items,
    terms_readings::{self, ReadingRow},
};
use std::{collections::BTreeMap, sync::LazyLock};

/// What is shipped.
pub(crate) struct Shipped {
    pub onboarding: OnboardingPack,
    pub eligibility: EligibilityPack,
}

pub(crate) fn shipped() -> Result<&'static Shipped, Problem> {
    static SHIPPED: LazyLock<Result<Shipped, PackError>> = LazyLock::new(|| {
        Ok(Shipped {
            onboarding: OnboardingPack::read(include_bytes!("../../../../assets/rules/onboarding.json"))?,
            eligibility: EligibilityPack::read(include_bytes!("../../../../assets/rules/eligibility.json"))?,
        })
    });
    SHIPPED.as_ref().map_err(refused)
}

/// What was said and noted in a shop.
pub(crate) struct Noted {
    facts: OnboardingFacts,
    facts_revision: u32,
    notes: BTreeMap<String, ItemNote>,
    revisions: BTreeMap<String, u32>,
    readings: Vec<ReadingRow>,
}

impl Noted {
    pub(crate) fn read(db: &Connection, console: &Console) -> Result<Noted, StoreError> {
        let shop = console.inner.shop.id;
        let facts = onboarding_facts::get(db, shop)?;
        let (mut notes, mut revisions) = (BTreeMap::new(), BTreeMap::new());
        for (item, row) in onboarding_items::all(db, shop)? {
            revisions.insert(item.clone(), row.revision);
            notes.insert(item, row.draft);
        }
        let readings = terms_readings::all(db, shop)?;
        Ok(Noted { facts: facts.draft, facts_revision: facts.revision, notes, revisions, readings })
    }

    /// The clocks that run by it on that day.
    fn clock(&self, today: Day) -> Result<Clock<'_>, Problem> {
        let workdays = &qualification::shipped()?.workdays;
        Ok(Clock { pack: &shipped()?.onboarding, notes: &self.notes, facts: &self.facts, workdays, today })
    }
}

impl Console {
    /// All checklists at a glance.
    pub async fn onboarding_overview(&self) -> Result<OnboardingOverview, Problem> {
        let (console, today) = (self.clone(), Day::in_beijing(self.now()));
        let (noted, answers) =
            self.read(move |db| Ok((Noted::read(db, &console)?, eligibility::answers(db, &console)?))).await?;
        let pack = &shipped()?.onboarding;
        let clock = noted.clock(today)?;
        Ok(OnboardingOverview {
            version: pack.version.clone(),
            lists: pack.checklists.iter().map(|list| assemble::line(&clock, &noted, list)).collect(),
            verdict: eligibility::weigh(&answers, today)?.verdict,
        })
    }

    /// One checklist; `None` where there is none of that name.
    pub async fn onboarding_checklist(&self, id: String) -> Result<Option<ChecklistView>, Problem> {
        let (console, today) = (self.clone(), Day::in_beijing(self.now()));
        let Some(list) = shipped()?.onboarding.checklists.iter().find(|list| list.id == id) else { return Ok(None) };
        let noted = self.read(move |db| Noted::read(db, &console)).await?;
        let vault_locked = self.vault_is_open().is_err();
        let kept = if vault_locked { Vec::new() } else { self.papers_list().await? };
        let kept: Vec<_> = kept.into_iter().filter(|paper| !paper.removed).collect();
        Ok(Some(ChecklistView { vault_locked, ..assemble::checklist(&noted.clock(today)?, &noted, list, &kept) }))
    }

    /// Saves what is said of the merchant, and of promoters. Answered when it is on disk.
    pub async fn onboarding_facts_save(&self, patch: OnboardingFactsPatch) -> Result<Saved<PromoterField>, Problem> {
        let pack = &shipped()?.onboarding;
        let is_known = |(dimension, value): (&String, &String)| {
            let found = pack.dimensions.iter().find(|one| one.id == *dimension);
            found.is_some_and(|one| value.is_empty() || one.options.iter().any(|option| option.id == *value))
        };
        if !patch.chosen.iter().all(is_known) {
            return Err(Problem::new("onboarding.not-found"));
        }
        let (shop, now) = (self.inner.shop.id, self.now());
        let (draft, revision) = self
            .write(move |tx| {
                let mut draft = onboarding_facts::get(tx, shop)?.draft;
                draft.chosen.extend(patch.chosen);
                draft.chosen.retain(|_, value| !value.is_empty());
                draft.promoters = patch.promoters.unwrap_or(draft.promoters);
                let revision = onboarding_facts::put(tx, shop, &draft, now)?;
                Ok((draft, revision))
            })
            .await?;
        self.changed(Topic::Onboarding, Vec::new());
        Ok(Saved { revision, violations: draft.violations(Day::in_beijing(now)), name_units: 0 })
    }

    /// Saves what is noted of an item; what is done without a day was done today. Answered when it is on disk.
    pub async fn onboarding_item_save(&self, id: String, patch: ItemPatch) -> Result<Saved<ItemField>, Problem> {
        if shipped()?.onboarding.item(&id).is_none() {
            return Err(Problem::new("onboarding.not-found"));
        }
        let (shop, now, item) = (self.inner.shop.id, self.now(), id.clone());
        let today = Day::in_beijing(now);
        let (draft, revision) = self
            .write(move |tx| {
                let mut draft = onboarding_items::get(tx, shop, &item)?.draft;
                apply(&mut draft, patch, today);
                let revision = onboarding_items::put(tx, shop, &item, &draft, now)?;
                Ok((draft, revision))
            })
            .await?;
        self.changed(Topic::Onboarding, vec![id]);
        Ok(Saved { revision, violations: draft.violations(today), name_units: 0 })
    }

    /// Notes that somebody read the terms of an item, now and in the version that is shipped; the item is done with that.
    pub async fn onboarding_read_terms(&self, id: String, reader: String) -> Result<(), Problem> {
        let terms = shipped()?.onboarding.item(&id).and_then(|item| item.terms.clone());
        let version = terms.ok_or_else(|| Problem::new("onboarding.not-found"))?;
        let reader = shown(reader.trim());
        if reader.is_empty() {
            return Err(Problem::new("onboarding.no-reader"));
        }
        let (shop, now, item) = (self.inner.shop.id, self.now(), id.clone());
        self.write(move |tx| {
            let reading = ReadingRow { item: item.clone(), read_ms: now, reader, version };
            terms_readings::add(tx, shop, &reading)?;
            let mut note = onboarding_items::get(tx, shop, &item)?.draft;
            apply(&mut note, ItemPatch { state: Some(ItemState::Done), ..ItemPatch::default() }, Day::in_beijing(now));
            onboarding_items::put(tx, shop, &item, &note, now)
        })
        .await?;
        self.changed(Topic::Onboarding, vec![id]);
        Ok(())
    }

    /// The page of an item, or with `source` the one that says so, of an item or a checklist; none that is not the platform's.
    pub async fn onboarding_page(&self, id: String, source: bool) -> Result<Option<String>, Problem> {
        let pack = &shipped()?.onboarding;
        let list = pack.checklists.iter().find(|list| list.id == id).and_then(|list| list.banner.as_ref());
        let item = pack.item(&id);
        let page = match source {
            true => item.map(|item| &item.source).or(list.map(|banner| &banner.source)).and_then(page_of),
            false => item.and_then(|item| item.place.page.as_ref()).filter(|page| is_the_platforms(page)),
        };
        Ok(page.cloned())
    }
}

/// The page of the platform's that says so.
fn page_of(source: &Source) -> Option<&String> {
    Some(&source.reference).filter(|address| is_the_platforms(address))
}

/// What is said, with who says so.
pub(crate) fn remark(said: &Sourced) -> RemarkView {
    let (source, date): (Authority, _) = (said.source.authority, said.source.date.clone());
    RemarkView { words: said.words.clone(), source, date: Some(date) }
}

fn apply(note: &mut ItemNote, patch: ItemPatch, today: Day) {
    let ItemPatch { state, day, note: words, papers, due } = patch;
    note.state = state.unwrap_or(note.state);
    note.day = day.unwrap_or(std::mem::take(&mut note.day));
    note.note = words.unwrap_or(std::mem::take(&mut note.note));
    note.papers = papers.unwrap_or(std::mem::take(&mut note.papers));
    note.due = due.unwrap_or(std::mem::take(&mut note.due));
    if state == Some(ItemState::Done) && note.day.trim().is_empty() {
        note.day = today.to_string();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_checklists_is_the_platforms() {
        let pack = &shipped().unwrap().onboarding;
        let pages: Vec<_> = pack.items.iter().filter_map(|item| item.place.page.as_ref()).collect();
        assert!(pages.len() > 10 && pages.iter().all(|page| is_the_platforms(page)), "{pages:?}");
    }

    #[test]
    fn whatever_is_said_to_be_official_stands_on_a_page_of_the_platforms() {
        let Shipped { onboarding, eligibility } = shipped().unwrap();
        let items = onboarding.items.iter().map(|item| &item.source);
        let remarks = onboarding.items.iter().flat_map(|item| &item.remarks).map(|remark| &remark.source);
        let others = onboarding.fields.iter().map(|field| &field.source).chain([&eligibility.notice.source]);
        let official = items.chain(remarks).chain(others).filter(|source| source.authority == Authority::Official);
        let official: Vec<_> = official.collect();
        assert!(official.len() > 20);
        for source in official {
            assert!(page_of(source).is_some(), "{}", source.reference);
        }
    }
}
