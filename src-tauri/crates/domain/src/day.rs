//! Days of the calendar in Beijing, as papers name them.

use crate::text::half_width;
use jiff::{Timestamp, ToSpan, civil::Date, tz::Offset};
use serde::Deserialize;
use std::fmt;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Day(Date);

impl Day {
    /// The day in Beijing at that moment (UTC milliseconds); clamped to what a calendar can say.
    pub fn in_beijing(ms: i64) -> Day {
        let moment = Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX });
        Day(Offset::constant(8).to_datetime(moment).date())
    }

    /// Reads a day as papers and people write it: `2027-05-01`, `2027.5.1`, `2027/05/01`, `20270501`, `2027年5月1日`;
    /// digits of full width too. Nothing else is guessed at.
    pub fn parse(typed: &str) -> Option<Day> {
        let text: String = typed.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if text.len() == 8 && is_digits(&text) {
            return day(&text[..4], &text[4..6], &text[6..]);
        }
        let apart = |signs: [char; 2], text: &str| -> Option<Day> {
            let (year, rest) = text.split_once(signs[0])?;
            let (month, date) = rest.split_once(signs[1])?;
            let is_whole = year.len() == 4 && month.len() <= 2 && date.len() <= 2;
            let all = [year, month, date].into_iter().all(is_digits);
            if is_whole && all { day(year, month, date) } else { None }
        };
        if let Some(chinese) = text.strip_suffix('日') {
            return apart(['年', '月'], chinese);
        }
        ['-', '.', '/'].into_iter().find_map(|sign| apart([sign, sign], &text))
    }

    /// The first of January.
    pub(crate) fn first_of_year(year: i16) -> Day {
        Date::new(year, 1, 1).map_or(Day(Date::MAX), Day)
    }

    /// Whether it lies between Monday and Friday.
    pub(crate) fn is_weekday(self) -> bool {
        self.0.weekday().to_monday_one_offset() <= 5
    }

    /// The day after. Clamped to what a calendar can say.
    pub(crate) fn tomorrow(self) -> Day {
        self.0.tomorrow().map_or(self, Day)
    }

    /// So many days later. Clamped to what a calendar can say.
    pub fn plus_days(self, days: u32) -> Day {
        self.0.checked_add(i64::from(days).days()).map_or(Day(Date::MAX), Day)
    }

    /// How many days `other` is after this one; fewer than none where it is before.
    pub fn days_until(self, other: Day) -> i32 {
        self.0.until(other.0).map_or(0, |span| span.get_days())
    }

    /// The same day so many calendar months later, or the last of that month. Clamped to what a calendar can say.
    pub fn plus_months(self, months: i32) -> Day {
        self.0.checked_add(months.months()).map_or(Day(Date::MAX), Day)
    }
}

impl TryFrom<String> for Day {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Day, Self::Error> {
        Day::parse(&text).ok_or("not a day")
    }
}

fn day(year: &str, month: &str, date: &str) -> Option<Day> {
    Date::new(year.parse().ok()?, month.parse().ok()?, date.parse().ok()?).ok().map(Day)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("2027-05-01")]
    #[case(" 2027.5.1 ")]
    #[case("2027/05/01")]
    #[case("20270501")]
    #[case("2027年5月1日")]
    #[case("２０２７年０５月０１日")]
    fn days_are_read_as_they_are_written(#[case] typed: &str) {
        assert_eq!(Day::parse(typed).unwrap().to_string(), "2027-05-01");
    }

    #[rstest]
    #[case("")]
    #[case("长期")]
    #[case("2027")]
    #[case("2027-02-29")]
    #[case("27-05-01")]
    #[case("2027-5")]
    #[case("2027-05.01")]
    #[case("2027年5月1")]
    #[case("2027-+5-01")]
    fn nothing_is_guessed_at(#[case] typed: &str) {
        assert_eq!(Day::parse(typed), None);
    }

    #[test]
    fn a_day_begins_at_midnight_in_beijing() {
        let midnight = crate::time::parse_beijing("2026-11-22T00:00").unwrap();
        assert_eq!(Day::in_beijing(midnight).to_string(), "2026-11-22");
        assert_eq!(Day::in_beijing(midnight - 1).to_string(), "2026-11-21");
    }

    #[test]
    fn a_month_later_is_the_last_day_where_there_is_no_such_day() {
        let day = Day::parse("2027-01-31").unwrap();
        assert_eq!(day.plus_months(1).to_string(), "2027-02-28");
    }

    proptest! {
        #[test]
        fn a_day_reads_back_and_lies_as_far_off_as_it_was_set(now in 0i64..4_000_000_000_000, days in -4000i64..4000) {
            let day = Day::in_beijing(now);
            prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
            let then = Day::in_beijing(now + days * crate::time::DAY_MS);
            prop_assert_eq!(i64::from(day.days_until(then)), days);
        }
    }
}
