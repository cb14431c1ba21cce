//! Applications that need a person: those that were rejected, and those that should have been answered by now, of the shop
//! and of the shop window. The overdue ones are told once.

use crate::{
    Console,
    problem::internal,
    qualification::shipped,
    view::{ApplicationNeed, AwaitedAnswer, AwaitedKind, NoticeKind, OverdueWindow, Problem, Topic},
};
use kaibo_domain::{
    ShopId,
    day::Day,
    platform::shop::state::FlowStatus,
    rule_pack::{SHOP_REVIEW, WINDOW_REVIEW},
    window::WindowState,
    workdays::{Due, Workdays},
};
use kaibo_store::{Connection, StoreError, application_drafts, applications, settings, window_applications};

/// The day on which it was last looked what is overdue.
const LOOKED: &str = "overdue.looked";

/// By when the platform answers.
#[derive(Clone, Copy)]
pub(crate) struct Deadlines {
    workdays: &'static Workdays,
    /// Working days of an application in the shop.
    shop: u32,
    /// Working days of one for the shop window.
    window: u32,
    today: Day,
}

impl Deadlines {
    /// By when the shop's answer to an application of that moment is in time.
    fn of_application(self, applied_ms: i64) -> Due {
        self.workdays.after(Day::in_beijing(applied_ms), self.shop)
    }

    fn of_window(self, handed_in: Day) -> Due {
        self.workdays.after(handed_in, self.window)
    }

    fn awaited(self, kind: AwaitedKind, id: String, name: String, Due { day, is_certain }: Due) -> AwaitedAnswer {
        AwaitedAnswer {
            kind,
            id,
            name,
            due: day.to_string(),
            is_certain,
            workdays_left: self.workdays.left(self.today, day),
        }
    }
}

impl Console {
    pub(crate) async fn deadlines(&self) -> Result<Deadlines, Problem> {
        let rules = self.rules().await?;
        let working_days = |id: &str| {
            let found = rules.deadlines.iter().find(|deadline| deadline.id == id);
            found.map(|deadline| deadline.working_days).ok_or_else(|| internal("deadline"))
        };
        Ok(Deadlines {
            workdays: &shipped()?.workdays,
            shop: working_days(SHOP_REVIEW)?,
            window: working_days(WINDOW_REVIEW)?,
            today: Day::in_beijing(self.now()),
        })
    }

    /// Applications for the shop window that should have been answered by now, and the answers that may still come in time.
    pub(crate) async fn windows_on_their_way(&self) -> Result<(Vec<OverdueWindow>, Vec<AwaitedAnswer>), Problem> {
        let deadlines = self.deadlines().await?;
        let (late, awaited): (Vec<_>, Vec<_>) =
            self.open_windows().await?.into_iter().partition(|(_, due)| deadlines.today > due.day);
        let awaited = awaited
            .into_iter()
            .map(|(window, due)| deadlines.awaited(AwaitedKind::Window, window.id, window.name, due));
        Ok((late.into_iter().map(|(window, _)| window).collect(), awaited.collect()))
    }

    /// Applications for the shop window that are not answered, with the day until which the answer is in time.
    async fn open_windows(&self) -> Result<Vec<(OverdueWindow, Due)>, Problem> {
        let (shop, deadlines) = (self.inner.shop.id, self.deadlines().await?);
        let rows = self.read(move |db| window_applications::list(db, shop)).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.known_categories(&shipped()?.tree).await?;
        let open = rows.into_iter().filter_map(|(category, draft)| {
            let due = deadlines.of_window(Day::parse(&draft.handed_in)?);
            let state = draft.state(Some(due.day), deadlines.today);
            let is_open = matches!(state, WindowState::Waiting | WindowState::Overdue);
            let name = known.tree.find(category.0).map(|choice| choice.node().name.clone()).unwrap_or_default();
            is_open.then(|| (OverdueWindow { id: category.to_string(), name }, due))
        });
        Ok(open.collect())
    }

    /// Tells of what became overdue since it was last looked.
    pub(crate) async fn warn_of_overdue(&self) -> Result<(), Problem> {
        let (shop, deadlines) = (self.inner.shop.id, self.deadlines().await?);
        let windows = self.open_windows().await?.into_iter().filter(|(_, due)| deadlines.today > due.day);
        let (looked, applications) = self
            .write(move |tx| {
                let looked = settings::get(tx, LOOKED)?.as_deref().and_then(Day::parse);
                settings::set(tx, LOOKED, &deadlines.today.to_string())?;
                Ok((looked, late(tx, shop, deadlines)?))
            })
            .await?;
        // What was overdue when it was last looked has been told then.
        let is_news = |due: Day| looked.is_none_or(|looked| looked <= due);
        let applications = applications.into_iter().filter(|(_, due)| is_news(*due));
        let applications: Vec<_> = applications.map(|(need, _)| (need.id.to_string(), need.name)).collect();
        let windows = windows.filter(|(_, due)| is_news(due.day));
        let windows: Vec<_> = windows.map(|(window, _)| (window.id, window.name)).collect();
        for (topic, late) in [(Topic::Applications, applications), (Topic::Categories, windows)] {
            let Some((id, name)) = late.first().cloned() else { continue };
            let target = (topic, (late.len() == 1).then_some(id));
            // As many as a shop applies for.
            self.tell(NoticeKind::ApplicationOverdue, late.len() as u32, name, target).await;
        }
        self.changed(Topic::Applications, Vec::new());
        Ok(())
    }
}

/// The applications in sight whose last round needs a person, the last made first.
pub(crate) fn in_need(db: &Connection, shop: ShopId, deadlines: Deadlines) -> Result<Vec<ApplicationNeed>, StoreError> {
    let needs = last_rounds(db, shop)?.into_iter().filter_map(|(id, round)| {
        let overdue = overdue_since(&round, deadlines).is_some();
        let needs = overdue || round.status == Some(FlowStatus::Rejected);
        needs.then_some(ApplicationNeed { id, name: round.name, overdue })
    });
    Ok(needs.collect())
}

/// The answers to applications in the shop that may still come in time.
pub(crate) fn awaited(db: &Connection, shop: ShopId, deadlines: Deadlines) -> Result<Vec<AwaitedAnswer>, StoreError> {
    let awaited = last_rounds(db, shop)?.into_iter().filter_map(|(id, round)| {
        let due = due_of(&round, deadlines).filter(|due| deadlines.today <= due.day)?;
        Some(deadlines.awaited(AwaitedKind::Application, id.to_string(), round.name, due))
    });
    Ok(awaited.collect())
}

/// Those that are overdue, with the day until which the answer was in time.
fn late(db: &Connection, shop: ShopId, deadlines: Deadlines) -> Result<Vec<(ApplicationNeed, Day)>, StoreError> {
    let late = last_rounds(db, shop)?.into_iter().filter_map(|(id, round)| {
        let due = overdue_since(&round, deadlines)?;
        Some((ApplicationNeed { id, name: round.name, overdue: true }, due))
    });
    Ok(late.collect())
}

/// The day until which an answer was in time; `None` where none is waited for, or it may still come in time.
fn overdue_since(round: &applications::ApplicationRow, deadlines: Deadlines) -> Option<Day> {
    due_of(round, deadlines).map(|due| due.day).filter(|due| deadlines.today > *due)
}

/// By when the answer is in time; `None` where none is waited for.
fn due_of(round: &applications::ApplicationRow, deadlines: Deadlines) -> Option<Due> {
    let due = deadlines.of_application(round.applied_ms.unwrap_or(round.created_ms));
    (round.status == Some(FlowStatus::Auditing)).then_some(due)
}

/// The last round of every application in sight.
fn last_rounds(
    db: &Connection,
    shop: ShopId,
) -> Result<Vec<(kaibo_domain::ApplicationDraftId, applications::ApplicationRow)>, StoreError> {
    let mut found = Vec::new();
    for draft in application_drafts::list(db, shop)?.into_iter().filter(|draft| draft.removed_ms.is_none()) {
        let Some(last) = application_drafts::rounds(db, draft.id)?.into_iter().next() else { continue };
        found.extend(applications::get(db, last.application)?.map(|round| (draft.id, round)));
    }
    Ok(found)
}
