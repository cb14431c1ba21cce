//! Applications that need a person: those that were rejected, and those that the platform should have answered by now.

use crate::{
    Console,
    problem::internal,
    qualification::shipped,
    view::{ApplicationNeed, Problem},
};
use kaibo_domain::{ShopId, day::Day, platform::shop::state::FlowStatus, rule_pack::SHOP_REVIEW};
use kaibo_store::{Connection, StoreError, application_drafts, applications};

/// When an answer is overdue: working days, and the day it is.
#[derive(Clone, Copy)]
pub(crate) struct Overdue {
    working_days: u32,
    today: Day,
}

impl Console {
    pub(crate) async fn overdue(&self) -> Result<Overdue, Problem> {
        let rules = self.rules().await?;
        let deadline = rules.deadlines.iter().find(|deadline| deadline.id == SHOP_REVIEW);
        let working_days = deadline.ok_or_else(|| internal("deadline"))?.working_days;
        // The calendar is there, or it is said now.
        shipped()?;
        Ok(Overdue { working_days, today: Day::in_beijing(self.now()) })
    }
}

impl Overdue {
    fn is_over(self, applied_ms: i64) -> bool {
        let since = Day::in_beijing(applied_ms);
        shipped().is_ok_and(|shipped| self.today > shipped.workdays.after(since, self.working_days).day)
    }
}

/// The applications in sight whose last round needs a person, the last made first.
pub(crate) fn in_need(db: &Connection, shop: ShopId, overdue: Overdue) -> Result<Vec<ApplicationNeed>, StoreError> {
    let mut found = Vec::new();
    for draft in application_drafts::list(db, shop)?.into_iter().filter(|draft| draft.removed_ms.is_none()) {
        let Some(last) = application_drafts::rounds(db, draft.id)?.into_iter().next() else { continue };
        let Some(round) = applications::get(db, last.application)? else { continue };
        let is_late =
            round.status == Some(FlowStatus::Auditing) && overdue.is_over(round.applied_ms.unwrap_or(round.created_ms));
        if is_late || round.status == Some(FlowStatus::Rejected) {
            found.push(ApplicationNeed { id: draft.id, name: round.name, overdue: is_late });
        }
    }
    Ok(found)
}
