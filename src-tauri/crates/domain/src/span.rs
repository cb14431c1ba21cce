//! How long the platform gives, or takes: in days of the calendar, hours, working days or months.

use crate::{
    day::Day,
    workdays::{Due, Workdays},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Days of the calendar.
    CalendarDays(u32),
    /// Hours. Of a moment only its day is kept: what is given in hours ends on the day that so many whole days later is.
    Hours(u32),
    /// Working days.
    WorkingDays(u32),
    /// Months of the calendar; where the day does not exist, the last of that month.
    Months(u32),
}

impl Span {
    /// The last day that belongs to it, from `from` on.
    pub fn after(self, from: Day, workdays: &Workdays) -> Due {
        match self {
            Span::WorkingDays(count) => workdays.after(from, count),
            Span::CalendarDays(count) => certain(from.plus_days(count)),
            Span::Hours(count) => certain(from.plus_days(count / 24)),
            Span::Months(count) => certain(from.plus_months(i32::try_from(count).unwrap_or(i32::MAX))),
        }
    }
}

fn certain(day: Day) -> Due {
    Due { day, is_certain: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Span::CalendarDays(30), "2026-09-25", "2026-10-25", true)]
    #[case(Span::Hours(24), "2026-12-31", "2027-01-01", true)]
    #[case(Span::Hours(23), "2026-12-31", "2026-12-31", true)]
    #[case(Span::WorkingDays(2), "2026-09-30", "2026-10-09", true)]
    #[case(Span::WorkingDays(2), "2027-03-01", "2027-03-03", false)]
    #[case(Span::Months(6), "2026-08-31", "2027-02-28", true)]
    #[case(Span::Months(6), "2027-08-31", "2028-02-29", true)]
    fn it_ends_on_that_day(#[case] span: Span, #[case] from: &str, #[case] day: &str, #[case] is_certain: bool) {
        let workdays: Workdays = serde_json::from_str(include_str!("../../../../assets/calendars/prc.json")).unwrap();
        let due = span.after(Day::parse(from).unwrap(), &workdays);
        assert_eq!((due.day.to_string().as_str(), due.is_certain), (day, is_certain));
    }
}
