//! A checklist with its items, what stands at them, and by when: put together anew each time it is looked at.

use super::{Noted, page_of, remark};
use crate::{
    qualification::is_the_platforms,
    view::{
        ChecklistLine, ChecklistView, DimensionView, DocumentView, DueLine, DueView, FieldAskedView, MethodView,
        OnboardingItem, OptionView, PaperRow, PromoterView, ReadingView, RemarkView, SectionView,
    },
};
use kaibo_domain::{
    onboarding::{Checklist, Clock, Dimension, FieldAsked, Item, ItemDue, ItemState, Method},
    rule_pack::Holds,
};

/// The checklist whose promoters are listed.
const PROMOTERS: &str = "promoter";
/// The checklist that ends with a bank account.
const ACCOUNT: &str = "account";

/// How far a checklist is.
pub(super) fn line(clock: &Clock, noted: &Noted, list: &Checklist) -> ChecklistLine {
    let items = || list.sections.iter().flat_map(|section| clock.pack.items_of(&section.id));
    let holds = |item: &&Item| item.holds(&noted.facts.chosen) == Holds::Yes;
    let must = || items().filter(holds).filter(|item| !item.optional);
    let is_unread = |item: &&Item| item.terms.is_some() && readings(noted, item).is_empty();
    // Whoever says that terms are read has a name.
    let is_settled = |item: &&Item| {
        let note = noted.notes.get(&item.id);
        note.is_some_and(|note| note.is_settled() && !(note.state == ItemState::Done && is_unread(item)))
    };
    let next = items().filter_map(|item| Some((item, clock.due(item)?))).min_by_key(|(_, due)| due.day);
    // Some dozens of items.
    ChecklistLine {
        id: list.id.clone(),
        name: list.name.clone(),
        text: list.text.clone(),
        banner: list.banner.as_ref().map(remark),
        done: must().filter(is_settled).count() as u32,
        total: must().count() as u32,
        unread: items().filter(holds).filter(is_unread).count() as u32,
        next: next.map(|(item, due)| due_line(item, due)),
    }
}

/// A deadline with what it is of.
pub(super) fn due_line(item: &Item, due: ItemDue) -> DueLine {
    DueLine { item: item.id.clone(), name: item.name.clone(), due: due_view(due) }
}

/// The checklist; whether the vault is locked is for the caller to say.
pub(super) fn checklist(clock: &Clock, noted: &Noted, list: &Checklist, kept: &[PaperRow]) -> ChecklistView {
    let (pack, chosen) = (clock.pack, &noted.facts.chosen);
    let is_asked = |dimension: &&Dimension| {
        dimension.checklist == list.id
            && dimension.applies.iter().all(|(id, values)| chosen.get(id).is_some_and(|value| values.contains(value)))
    };
    let sections = list.sections.iter().map(|section| SectionView {
        id: section.id.clone(),
        name: section.name.clone(),
        historical: section.historical,
        items: pack
            .items_of(&section.id)
            .filter(|item| item.holds(chosen) != Holds::No)
            .map(|item| of_item(clock, noted, item, kept))
            .collect(),
    });
    let is_account = list.id == ACCOUNT;
    let has_promoters = list.id == PROMOTERS;
    let promoters = noted.facts.promoters.iter().filter(|_| has_promoters).map(|promoter| {
        let rebinding = promoter.rebinding(pack, clock.today, clock.workdays);
        PromoterView {
            earliest: rebinding.map(|rebinding| rebinding.earliest.to_string()),
            is_free: rebinding.is_none_or(|rebinding| rebinding.is_free),
        }
    });
    ChecklistView {
        line: line(clock, noted, list),
        asks: pack.dimensions.iter().filter(is_asked).map(dimension).collect(),
        sections: sections.filter(|section| !section.items.is_empty()).collect(),
        fields: pack.fields_for(chosen).into_iter().filter(|_| is_account).map(field).collect(),
        methods: pack
            .methods_for(chosen)
            .filter(|_| is_account)
            .map(|methods| methods.into_iter().map(method).collect()),
        account_refused: is_account && pack.account_is_refused(chosen),
        rebind: pack.rebind.notes.iter().filter(|_| has_promoters).map(remark).collect(),
        promoters: promoters.collect(),
        facts: noted.facts.clone(),
        revision: noted.facts_revision,
        violations: noted.facts.violations(clock.today),
        vault_locked: false,
    }
}

fn of_item(clock: &Clock, noted: &Noted, item: &Item, kept: &[PaperRow]) -> OnboardingItem {
    let note = noted.notes.get(&item.id).cloned().unwrap_or_default();
    let papers: Vec<_> =
        note.papers.iter().filter_map(|id| kept.iter().find(|paper| paper.id == *id)).cloned().collect();
    let fits = |paper: &&PaperRow| item.papers.contains(&paper.kind) && !note.papers.contains(&paper.id);
    let programme = noted.facts.chosen.get("programme");
    let other = clock.pack.other_deadline(programme, &item.id).map(remark);
    let stands_at = noted.facts.chosen.get("state").and_then(|state| {
        let state = clock.pack.states.iter().find(|known| known.id == *state)?;
        state.item.as_ref()
    });
    OnboardingItem {
        id: item.id.clone(),
        name: item.name.clone(),
        why: item.why.clone(),
        who: item.who,
        optional: item.optional,
        holds: item.holds(&noted.facts.chosen),
        place: item.place.words.clone(),
        has_page: item.place.page.as_ref().is_some_and(|page| is_the_platforms(page)),
        terms: item.terms.clone(),
        readings: readings(noted, item),
        // Another programme takes another time.
        takes: item.takes.as_ref().map(remark).filter(|_| other.is_none()),
        remarks: other.into_iter().chain(item.remarks.iter().map(remark)).collect(),
        document: item.document.as_ref().map(|document| DocumentView {
            formats: document.formats.clone(),
            min: document.min,
            max: document.max,
            pages: papers.iter().map(|paper| paper.pages).sum(),
        }),
        proofs: item.papers.clone(),
        spare: kept.iter().filter(fits).cloned().collect(),
        papers,
        revision: noted.revisions.get(&item.id).copied().unwrap_or_default(),
        violations: note.violations(clock.today),
        note,
        span: clock.span(item),
        asks_due: item.deadline.as_ref().is_some_and(|deadline| deadline.given),
        due: clock.due(item).map(due_view),
        awaited: clock.awaited(item).into_iter().map(|before| before.name.clone()).collect(),
        stands_here: stands_at == Some(&item.id),
        source: item.source.authority,
        date: item.source.date.clone(),
        has_source: page_of(&item.source).is_some(),
    }
}

fn readings(noted: &Noted, item: &Item) -> Vec<ReadingView> {
    let of_item = noted.readings.iter().filter(|reading| reading.item == item.id);
    of_item
        .map(|reading| ReadingView {
            reader: reading.reader.clone(),
            read_ms: reading.read_ms,
            version: reading.version.clone(),
        })
        .collect()
}

fn due_view(due: ItemDue) -> DueView {
    let ItemDue { day, is_certain, is_given, standing, days_left } = due;
    DueView { day: day.to_string(), is_certain, is_given, standing, days_left }
}

fn dimension(dimension: &Dimension) -> DimensionView {
    let options = dimension.options.iter().map(|option| OptionView {
        id: option.id.clone(),
        name: option.name.clone(),
        note: option.note.as_ref().map(remark),
    });
    DimensionView { id: dimension.id.clone(), name: dimension.name.clone(), options: options.collect() }
}

fn field(field: &FieldAsked) -> FieldAskedView {
    FieldAskedView {
        id: field.id.clone(),
        name: field.name.clone(),
        sensitive: field.sensitive,
        note: field.note.as_ref().map(remark),
        source: field.source.authority,
        date: field.source.date.clone(),
    }
}

fn method(method: &Method) -> MethodView {
    let Method { id, name, text, source } = method.clone();
    MethodView { id, name, text: RemarkView { words: text, source: source.authority, date: Some(source.date) } }
}
