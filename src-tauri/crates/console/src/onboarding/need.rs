//! Deadlines of onboarding that near or are over, for the first page.

use super::{Noted, assemble::due_line, shipped};
use crate::{
    Console, eligibility,
    view::{DueLine, DueView, OnboardingNeed, Problem},
};
use kaibo_domain::{
    day::Day,
    eligibility::{Condition, ConditionId, Test},
    onboarding::DueStanding,
};

/// Where the eligibility check stands.
const CHECK: &str = "live";

impl Console {
    /// What nears or is over, the most pressing first.
    pub(crate) async fn onboarding_needs(&self) -> Result<Vec<OnboardingNeed>, Problem> {
        let (console, today) = (self.clone(), Day::in_beijing(self.now()));
        let (noted, answers) =
            self.read(move |db| Ok((Noted::read(db, &console)?, eligibility::answers(db, &console)?))).await?;
        let (pack, clock) = (&shipped()?.onboarding, noted.clock(today)?);
        let mut needs: Vec<_> = pack
            .items
            .iter()
            .filter_map(|item| {
                let due = clock.due(item).filter(|due| due.standing != DueStanding::Far)?;
                Some(OnboardingNeed { checklist: pack.checklist_of(item)?.id.clone(), line: due_line(item, due) })
            })
            .collect();
        let payment = shipped()?.eligibility.condition(ConditionId::Op2);
        let found = eligibility::weigh(&answers, today)?.conditions.into_iter().find(|one| one.id == ConditionId::Op2);
        let until = found.filter(|found| found.holds == Some(true)).and_then(|found| found.until);
        needs.extend(payment.zip(until).and_then(|(payment, until)| near(payment, until, today)));
        needs.sort_by(|one, other| one.line.due.day.cmp(&other.line.due.day));
        Ok(needs)
    }
}

/// The window of the last payment, when it closes soon. Once it is closed the check says so, and nobody is reminded any more:
/// the platform takes no new openings.
fn near(payment: &Condition, until: Day, today: Day) -> Option<OnboardingNeed> {
    let Test::SomeWithin { warn_days, .. } = payment.rule else { return None };
    let days_left = today.days_until(until);
    // Days of a warning are few.
    let is_near = (0..=warn_days as i32).contains(&days_left);
    let due =
        DueView { day: until.to_string(), is_certain: true, is_given: false, standing: DueStanding::Near, days_left };
    let line = DueLine { item: "eligibility".to_owned(), name: payment.name.clone(), due };
    is_near.then(|| OnboardingNeed { checklist: CHECK.to_owned(), line })
}
