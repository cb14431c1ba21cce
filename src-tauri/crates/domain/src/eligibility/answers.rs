//! What staff know of the account, as they type it.

use super::pack::{Condition, ConditionId, EligibilityPack, Test};
use crate::{
    day::Day,
    money::{Fen, NotAPrice},
    span::Span,
    text::half_width,
    violation::{Rule, Violation},
    workdays::Workdays,
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Whether something happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Happened {
    /// Nobody has said.
    #[default]
    Unknown,
    /// It did not.
    No,
    /// It did; a day says when last.
    Yes,
}

/// What staff know. What is empty is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct EligibilityAnswers {
    /// What kind of entity, by its name in the pack.
    pub entity: String,
    /// Service categories that were approved, as the back office writes them.
    pub categories: Vec<String>,
    /// Whether those are all of them.
    pub all_categories: bool,
    /// Whether a mini program of the entity seriously violated something.
    pub violation: Happened,
    /// When last.
    pub violation_day: String,
    /// Whether the mini program took a payment.
    pub payment: Happened,
    /// When last.
    pub payment_day: String,
    /// Followers of all official accounts together.
    pub followers: String,
    /// The fewest daily users of the last seven days.
    pub daily_users: String,
    /// Yuan spent on advertising in the last year.
    pub ad_spend: String,
}

/// The fields of the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EligibilityField {
    /// What kind of entity.
    Entity,
    /// Service categories.
    Categories,
    /// When a violation was.
    ViolationDay,
    /// When a payment was.
    PaymentDay,
    /// Followers.
    Followers,
    /// Daily users.
    DailyUsers,
    /// Advertising.
    AdSpend,
}

impl EligibilityAnswers {
    /// Everything that is wrong with them on that day.
    pub fn violations(&self, today: Day) -> Vec<Violation<EligibilityField>> {
        use EligibilityField::{AdSpend, DailyUsers, Followers, PaymentDay, ViolationDay};
        let days = [(ViolationDay, self.violation, &self.violation_day), (PaymentDay, self.payment, &self.payment_day)];
        let of_days = days.into_iter().filter(|(_, happened, typed)| *happened == Happened::Yes && is_typed(typed));
        let of_days = of_days.filter_map(|(field, _, typed)| match Day::parse(typed) {
            None => Some(Violation::new(field, Rule::NotADay)),
            Some(day) if day > today => Some(Violation::new(field, Rule::StillToCome)),
            Some(_) => None,
        });
        let counts = [(Followers, &self.followers), (DailyUsers, &self.daily_users)];
        let of_counts = counts.into_iter().filter(|(_, typed)| is_typed(typed) && count(typed).is_none());
        let of_counts = of_counts.map(|(field, _)| Violation::new(field, Rule::NotAnAmount));
        let of_money = match Fen::parse_yuan(&self.ad_spend) {
            Ok(_) | Err(NotAPrice::Empty) => None,
            Err(NotAPrice::TooPrecise) => Some(Violation::new(AdSpend, Rule::TooPrecise)),
            Err(NotAPrice::NotANumber | NotAPrice::TooLarge) => Some(Violation::new(AdSpend, Rule::NotAnAmount)),
        };
        of_days.chain(of_counts).chain(of_money).collect()
    }

    /// When the last payment was, as far as it can be read.
    pub fn payment_on(&self) -> Option<Day> {
        happened_on(self.payment, &self.payment_day)
    }

    /// Whether a condition is met on that day; `None` where that is not known.
    pub(super) fn meets(&self, pack: &EligibilityPack, condition: &Condition, at: (Day, &Workdays)) -> Option<bool> {
        match (&condition.rule, condition.id) {
            (Test::Choice { options }, _) => {
                options.iter().find(|option| option.id == self.entity).map(|option| option.accepted)
            }
            (Test::Category, _) => {
                let is_let_in = self.categories.iter().any(|typed| pack.category(typed).is_some());
                (is_let_in || self.all_categories).then_some(is_let_in)
            }
            (Test::NoneWithin { window }, _) => {
                is_within(self.violation, &self.violation_day, *window, at).map(|within| !within)
            }
            (Test::SomeWithin { window, .. }, _) => is_within(self.payment, &self.payment_day, *window, at),
            (Test::Above { limit, .. }, ConditionId::Op3) => count(&self.followers).map(|count| count > *limit),
            (Test::Above { limit, .. }, ConditionId::Op4) => count(&self.daily_users).map(|count| count > *limit),
            (Test::Above { limit, .. }, _) => Fen::parse_yuan(&self.ad_spend).ok().map(|Fen(fen)| fen > *limit),
        }
    }
}

/// The day on which something happened last.
pub(super) fn happened_on(happened: Happened, typed: &str) -> Option<Day> {
    if happened == Happened::Yes { Day::parse(typed) } else { None }
}

fn is_within(happened: Happened, typed: &str, window: Span, (today, workdays): (Day, &Workdays)) -> Option<bool> {
    if happened == Happened::No {
        return Some(false);
    }
    let day = happened_on(happened, typed).filter(|day| *day <= today)?;
    Some(today <= window.after(day, workdays).day)
}

fn is_typed(text: &str) -> bool {
    !text.trim().is_empty()
}

/// A number of people as it is typed: thousands apart, digits of full width.
fn count(typed: &str) -> Option<i64> {
    let plain: String = typed.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).map(half_width).collect();
    if plain.bytes().all(|byte| byte.is_ascii_digit()) { plain.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", None)]
    #[case("101", Some(101))]
    #[case(" 1,２00 ", Some(1200))]
    #[case("-5", None)]
    #[case("约100", None)]
    #[case("99999999999999999999", None)]
    fn people_are_counted_as_they_are_typed(#[case] typed: &str, #[case] expected: Option<i64>) {
        assert_eq!(count(typed), expected);
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field() {
        let today = Day::parse("2026-11-23").unwrap();
        let answers = EligibilityAnswers {
            violation: Happened::Yes,
            violation_day: "去年".into(),
            payment: Happened::Yes,
            payment_day: "2026-11-24".into(),
            followers: "很多".into(),
            ad_spend: "1.001".into(),
            ..EligibilityAnswers::default()
        };
        use EligibilityField::{AdSpend, Followers, PaymentDay, ViolationDay};
        let broken: Vec<_> = answers.violations(today).into_iter().map(|one| (one.field, one.rule)).collect();
        let expected = [
            (ViolationDay, Rule::NotADay),
            (PaymentDay, Rule::StillToCome),
            (Followers, Rule::NotAnAmount),
            (AdSpend, Rule::TooPrecise),
        ];
        assert_eq!(broken, expected);
        let denied = EligibilityAnswers { violation: Happened::No, payment: Happened::Unknown, ..answers };
        assert_eq!(denied.violations(today).len(), 2, "a day that does not count is not looked at");
        assert_eq!(EligibilityAnswers::default().violations(today), []);
    }
}
