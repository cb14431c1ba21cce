//! Use cases of 橱窗 (step 7): the second application, kept by hand, and the goods that can be listed then.

use crate::{
    Console,
    categories::leaf_of,
    problem::internal,
    products,
    qualification::{faq, shipped},
    view::{Problem, Saved, Topic, WindowPatch, WindowView},
};
use kaibo_domain::{
    ShopId,
    day::Day,
    letter::LetterKind,
    platform::shop::{id::CatId, state::RelationStatus},
    rule_pack::WINDOW_REVIEW,
    text::wide_len,
    window::{WindowDraft, WindowField, moved},
};
use kaibo_store::{
    Connection, StoreError, category_rights, platform_categories,
    window_applications::{self, WindowRow},
};
use std::collections::BTreeSet;

impl Console {
    /// The second application of a category of the second level; `None` where there is no such category.
    pub async fn window_view(&self, id: String) -> Result<Option<WindowView>, Problem> {
        let shipped = shipped()?;
        let known = self.known_categories(&shipped.tree).await?;
        let Some(choice) = id.parse().ok().and_then(|id| known.tree.find(id)) else { return Ok(None) };
        let category = CatId(choice.node().cat_id);
        let pack = self.rules().await?;
        let deadline = pack.deadlines.iter().find(|deadline| deadline.id == WINDOW_REVIEW);
        let working_days = deadline.ok_or_else(|| internal("deadline"))?.working_days;
        let (console, shop, now) = (self.clone(), self.profile(), self.now());
        let (row, approved_in_shop, goods) = self
            .read(move |db| {
                let leaves: BTreeSet<CatId> = platform_categories::of_second(db, shop.id, category)?
                    .into_iter()
                    .map(|leaf| leaf.cat_id)
                    .collect();
                let rights = category_rights::list(db, shop.id)?;
                let is_held = rights
                    .iter()
                    .any(|right| right.status == RelationStatus::InForce && leaves.contains(&right.cat_id));
                let is_here =
                    |row: &kaibo_store::products::ProductRow| leaf_of(row).is_some_and(|leaf| leaves.contains(&leaf));
                let goods = products::views(&console, db, (shop.id, now), is_here)?;
                Ok((noted(db, (shop.id, &shop.name, &shop.app_id), category)?, is_held, goods))
            })
            .await?;
        let today = Day::in_beijing(now);
        let due = Day::parse(&row.draft.handed_in).map(|day| shipped.workdays.after(day, working_days));
        Ok(Some(WindowView {
            violations: row.draft.violations(today),
            state: row.draft.state(due.map(|due| due.day), today),
            draft: row.draft,
            revision: row.revision,
            working_days,
            due: due.map(|due| due.day.to_string()),
            due_is_certain: due.is_none_or(|due| due.is_certain),
            moved_since: moved(&choice).map(|moved| moved.since.to_owned()),
            approved_in_shop,
            faq: shipped.questions.of_slot(LetterKind::Filing.slot()).map(faq).collect(),
            goods,
        }))
    }

    /// Saves what staff noted of it. Answered when it is on disk.
    pub async fn window_save(&self, id: String, patch: WindowPatch) -> Result<Saved<WindowField>, Problem> {
        let category: CatId = id.parse().map_err(|_| Problem::new("application.no-category"))?;
        let (shop, now) = (self.profile(), self.now());
        let (draft, revision) = self
            .write(move |tx| {
                let mut draft = noted(tx, (shop.id, &shop.name, &shop.app_id), category)?.draft;
                apply(&mut draft, patch);
                let revision = window_applications::put(tx, shop.id, category, &draft, now)?;
                Ok((draft, revision))
            })
            .await?;
        self.changed(Topic::Categories, vec![id]);
        let violations = draft.violations(Day::in_beijing(now));
        Ok(Saved { revision, violations, name_units: wide_len(draft.shop_name.trim()) })
    }
}

/// What was noted; before anything was, the shop of the last one, or the shop at hand.
fn noted(db: &Connection, shop: (ShopId, &str, &str), category: CatId) -> Result<WindowRow, StoreError> {
    let (id, name, app_id) = shop;
    if let Some(row) = window_applications::get(db, id, category)? {
        return Ok(row);
    }
    let (shop_name, app_id) = match window_applications::latest(db, id)? {
        Some(last) => (last.shop_name, last.app_id),
        None => (name.to_owned(), app_id.to_owned()),
    };
    Ok(WindowRow { draft: WindowDraft { shop_name, app_id, ..WindowDraft::default() }, revision: 0 })
}

fn apply(draft: &mut WindowDraft, patch: WindowPatch) {
    fn put<T>(field: &mut T, typed: Option<T>) {
        if let Some(typed) = typed {
            *field = typed;
        }
    }
    let WindowPatch { shop_name, app_id, letter, handed_in, outcome, reason } = patch;
    put(&mut draft.shop_name, shop_name);
    put(&mut draft.app_id, app_id);
    put(&mut draft.letter, letter);
    put(&mut draft.handed_in, handed_in);
    put(&mut draft.outcome, outcome);
    put(&mut draft.reason, reason);
}
