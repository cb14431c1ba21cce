//! Working days of the PRC calendar: weekends, holidays, and the days worked in their stead.
//!
//! Source: the State Council's yearly notices, as data in `assets/calendars`. The day of submission is day 0 whatever the
//! hour; what is due on the n-th working day is overdue from the day after. Both are our reading: no text of the platform
//! says how it counts.

use crate::day::Day;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Days until a result at most: beyond, the calendar is broken.
const STEPS_MAX: u32 = 4000;

/// The calendar, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Source")]
pub struct Workdays {
    off: BTreeSet<Day>,
    worked: BTreeSet<Day>,
    /// First and last days between which every day is known.
    known: Vec<(Day, Day)>,
}

#[derive(Deserialize)]
struct Source {
    years: Vec<Year>,
}

#[derive(Deserialize)]
struct Year {
    year: i16,
    known_through: Day,
    off_dates: Vec<Day>,
    makeup_workdays: Vec<Day>,
}

impl From<Source> for Workdays {
    fn from(source: Source) -> Self {
        let known = source.years.iter().map(|year| (Day::first_of_year(year.year), year.known_through)).collect();
        let (mut off, mut worked) = (BTreeSet::new(), BTreeSet::new());
        for year in source.years {
            off.extend(year.off_dates);
            worked.extend(year.makeup_workdays);
        }
        Workdays { off, worked, known }
    }
}

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day on which it is not overdue.
    pub day: Day,
    /// Whether all days up to it are known; else holidays that were not announced yet may make it later.
    pub is_certain: bool,
}

impl Workdays {
    /// Whether people work on that day; by the weekday alone where the calendar does not say.
    pub fn is_workday(&self, day: Day) -> bool {
        !self.off.contains(&day) && (self.worked.contains(&day) || day.is_weekday())
    }

    /// The `count`-th working day after `from`.
    pub fn after(&self, from: Day, count: u32) -> Due {
        let (mut day, mut left, mut is_certain) = (from, count, true);
        for _ in 0..STEPS_MAX {
            if left == 0 {
                break;
            }
            day = day.tomorrow();
            is_certain &= self.known.iter().any(|(first, last)| (*first..=*last).contains(&day));
            left -= u32::from(self.is_workday(day));
        }
        Due { day, is_certain }
    }

    /// Working days after `today` up to `due`, which is one of them where people work on it; none once it is over.
    pub fn left(&self, today: Day, due: Day) -> u32 {
        let days = u32::try_from(today.days_until(due)).unwrap_or_default().min(STEPS_MAX);
        (1..=days).filter(|ahead| self.is_workday(today.plus_days(*ahead))).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    const SHIPPED: &str = include_str!("../../../../assets/calendars/prc.json");

    fn shipped() -> Workdays {
        serde_json::from_str(SHIPPED).unwrap()
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn every_vector_of_the_calendar_comes_out() {
        let (calendar, source) = (shipped(), serde_json::from_str::<Value>(SHIPPED).unwrap());
        let cases = source["test_vectors"]["cases"].as_array().unwrap();
        assert!(cases.len() >= 60);
        for case in cases {
            let count = case["add_workdays"].as_u64().unwrap() as u32;
            let due = calendar.after(day(case["from"].as_str().unwrap()), count);
            assert_eq!(due.day.to_string(), case["expect"].as_str().unwrap(), "{case}");
        }
    }

    #[test]
    fn what_is_left_counts_back_what_was_added() {
        let calendar = shipped();
        for from in ["2026-09-24", "2026-11-20", "2026-11-21", "2026-12-31"] {
            for count in 0..20 {
                assert_eq!(calendar.left(day(from), calendar.after(day(from), count).day), count, "{from} {count}");
            }
        }
        assert_eq!(calendar.left(day("2026-11-23"), day("2026-11-20")), 0);
    }

    #[test]
    fn a_year_has_as_many_working_days_as_its_notice_says() {
        let (calendar, source) = (shipped(), serde_json::from_str::<Value>(SHIPPED).unwrap());
        for year in source["years"].as_array().unwrap() {
            let number = year["year"].as_i64().unwrap() as i16;
            let mut at = Day::first_of_year(number);
            let mut worked = 0;
            while at < Day::first_of_year(number + 1) {
                worked += u64::from(calendar.is_workday(at));
                at = at.tomorrow();
            }
            assert_eq!(worked, year["workday_count"].as_u64().unwrap(), "{number}");
        }
    }

    #[test]
    fn what_reaches_beyond_the_notices_says_so() {
        let calendar = shipped();
        assert!(calendar.after(day("2026-11-23"), 5).is_certain);
        let late = calendar.after(day("2026-12-18"), 7);
        assert_eq!((late.day.to_string().as_str(), late.is_certain), ("2026-12-29", false));
        assert!(!calendar.after(day("2027-03-01"), 1).is_certain);
    }

    proptest! {
        #[test]
        fn one_day_after_another_is_as_many_at_once(start in 0i64..1000, first in 0u32..30, then in 0u32..30) {
            let calendar = shipped();
            let from = Day::in_beijing(1_704_067_200_000 + start * crate::time::DAY_MS);
            let both = calendar.after(from, first + then);
            let apart = calendar.after(calendar.after(from, first).day, then);
            prop_assert_eq!(both.day, apart.day);
            prop_assert!(first + then == 0 || calendar.is_workday(both.day));
        }
    }
}
