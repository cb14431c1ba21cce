//! Deadlines of onboarding that near or are over: on the first page, and told when they near, on their last day and after it.

use super::{Noted, assemble::due_line, shipped};
use crate::{
    Console, eligibility,
    settings::is_english,
    view::{DueLine, DueView, NoticeKind, OnboardingNeed, Problem, Topic},
};
use kaibo_domain::{
    day::Day,
    eligibility::{Condition, ConditionId, Test},
    onboarding::DueStanding,
};
use kaibo_store::settings;

/// The day on which it was last looked what is due.
const LOOKED: &str = "onboarding.looked";
/// Where the eligibility check stands.
const CHECK: &str = "live";

impl Console {
    /// What nears or is over, the most pressing first.
    pub(crate) async fn onboarding_needs(&self) -> Result<Vec<OnboardingNeed>, Problem> {
        Ok(self.pressing().await?.into_iter().map(|(need, _)| need).collect())
    }

    /// Tells of deadlines that began to near since it was last looked, that end today, or that are over since.
    pub(crate) async fn warn_of_onboarding(&self) -> Result<(), Problem> {
        let today = Day::in_beijing(self.now());
        let pressing = self.pressing().await?;
        let (looked, english) = self
            .write(move |tx| {
                let looked = settings::get(tx, LOOKED)?.as_deref().and_then(Day::parse);
                settings::set(tx, LOOKED, &today.to_string())?;
                Ok((looked, is_english(tx)?))
            })
            .await?;
        // What stood so when it was last looked has been told then.
        let is_news = |age: i32| looked.is_none_or(|looked| looked.days_until(today) > age);
        let news = pressing.into_iter().filter(|(need, remind_days)| is_news(age(&need.line.due, *remind_days)));
        let news: Vec<_> = news.map(|(need, _)| need).collect();
        let Some(OnboardingNeed { checklist, line }) = news.first().cloned() else { return Ok(()) };
        let name = if english { line.name.en } else { line.name.zh };
        let target = (Topic::Onboarding, (news.len() == 1).then_some(checklist));
        // As many as there are items.
        self.tell(NoticeKind::OnboardingDue, news.len() as u32, name, target).await;
        self.changed(Topic::Onboarding, Vec::new());
        Ok(())
    }

    /// What nears or is over, with how many days before its end it began to near.
    async fn pressing(&self) -> Result<Vec<(OnboardingNeed, u32)>, Problem> {
        let (console, today) = (self.clone(), Day::in_beijing(self.now()));
        let (noted, answers) =
            self.read(move |db| Ok((Noted::read(db, &console)?, eligibility::answers(db, &console)?))).await?;
        let (pack, clock) = (&shipped()?.onboarding, noted.clock(today)?);
        let mut needs: Vec<_> = pack
            .items
            .iter()
            .filter_map(|item| {
                let due = clock.due(item).filter(|due| due.standing != DueStanding::Far)?;
                let need = OnboardingNeed { checklist: pack.checklist_of(item)?.id.clone(), line: due_line(item, due) };
                Some((need, item.deadline.as_ref()?.remind_days))
            })
            .collect();
        let payment = shipped()?.eligibility.condition(ConditionId::Op2);
        let found = eligibility::weigh(&answers, today)?.conditions.into_iter().find(|one| one.id == ConditionId::Op2);
        let until = found.filter(|found| found.holds == Some(true)).and_then(|found| found.until);
        needs.extend(payment.zip(until).and_then(|(payment, until)| near(payment, until, today)));
        needs.sort_by(|(one, _), (other, _)| one.line.due.day.cmp(&other.line.due.day));
        Ok(needs)
    }
}

/// The window of the last payment, when it closes soon. Once it is closed the check says so, and nobody is reminded any more:
/// the platform takes no new openings.
fn near(payment: &Condition, until: Day, today: Day) -> Option<(OnboardingNeed, u32)> {
    let Test::SomeWithin { warn_days, .. } = payment.rule else { return None };
    let days_left = today.days_until(until);
    // Days of a warning are few.
    let is_near = (0..=warn_days as i32).contains(&days_left);
    let due =
        DueView { day: until.to_string(), is_certain: true, is_given: false, standing: DueStanding::Near, days_left };
    let line = DueLine { item: "eligibility".to_owned(), name: payment.name.clone(), due };
    is_near.then(|| (OnboardingNeed { checklist: CHECK.to_owned(), line }, warn_days))
}

/// For how many days it has stood as it does: nearing, on its last day, over.
fn age(due: &DueView, remind_days: u32) -> i32 {
    match due.days_left {
        ..0 => -due.days_left - 1,
        0 => 0,
        // Days of a reminder are few.
        left => remind_days as i32 - left,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(14, 0)]
    #[case(13, 1)]
    #[case(1, 13)]
    #[case(0, 0)]
    #[case(-1, 0)]
    #[case(-3, 2)]
    fn it_stands_so_for_that_many_days(#[case] days_left: i32, #[case] expected: i32) {
        let standing = if days_left < 0 { DueStanding::Over } else { DueStanding::Near };
        let due = DueView { day: String::new(), is_certain: true, is_given: false, standing, days_left };
        assert_eq!(age(&due, 14), expected);
    }
}
