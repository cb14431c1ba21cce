//! Which backups are kept: seven days and four weeks.

use crate::day::Day;

/// Days of which the last backup is kept: the latest ones that have any.
pub const DAILY: usize = 7;
/// Weeks, from Monday to Sunday, of which the last backup is kept beside those of the days.
pub const WEEKLY: usize = 4;

/// Of backups taken at these times (UTC milliseconds, the newest first): whether each is kept. Days and weeks are Beijing's.
///
/// Whoever lets go of the others after every backup has in the end what they would have had letting go once.
pub fn kept(taken_ms: &[i64]) -> Vec<bool> {
    let mut kept = vec![false; taken_ms.len()];
    for (most, period) in [(DAILY, 1), (WEEKLY, 7)] {
        let (mut last, mut more) = (None, most);
        for (stays, &ms) in kept.iter_mut().zip(taken_ms) {
            let this = period_of(ms, period);
            if last == Some(this) {
                continue;
            }
            last = Some(this);
            if !*stays && more > 0 {
                *stays = true;
                more -= 1;
            }
        }
    }
    kept
}

/// Counts periods of so many days; with seven, the first of each is a Monday.
fn period_of(ms: i64, days: i32) -> i32 {
    // A Monday before all backups.
    Day::in_beijing(0).plus_days(4).days_until(Day::in_beijing(ms)).div_euclid(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY_MS, HOUR_MS, parse_beijing};
    use proptest::prelude::*;
    use rstest::rstest;

    fn days(from: &str, until: i64) -> Vec<i64> {
        let last = parse_beijing(from).unwrap();
        (0..until).map(|day| last - day * DAY_MS).collect()
    }

    fn kept_of(taken_ms: &[i64]) -> Vec<i64> {
        taken_ms.iter().zip(kept(taken_ms)).filter(|(_, stays)| *stays).map(|(&ms, _)| ms).collect()
    }

    #[rstest]
    // 2026-11-23 is a Monday: the days reach back to Tuesday, the weeks end on the Sundays before.
    #[case("2026-11-23T10:00", &[0, 1, 2, 3, 4, 5, 6, 8, 15, 22, 29])]
    // On a Sunday the week before is the first that the days do not have.
    #[case("2026-11-22T10:00", &[0, 1, 2, 3, 4, 5, 6, 7, 14, 21, 28])]
    fn seven_days_and_four_weeks_are_kept(#[case] last: &str, #[case] expected: &[i64]) {
        let all = days(last, 60);
        let ages: Vec<i64> = kept_of(&all).iter().map(|ms| (all[0] - ms) / DAY_MS).collect();
        assert_eq!(ages, expected);
    }

    #[test]
    fn of_a_day_the_last_is_kept_and_days_are_beijings() {
        let midnight = parse_beijing("2026-11-23T00:00").unwrap();
        let taken = [midnight + HOUR_MS, midnight, midnight - 1, midnight - HOUR_MS];
        assert_eq!(kept(&taken), [true, false, true, false]);
    }

    #[test]
    fn the_newest_is_always_kept_and_few_are_all_kept() {
        assert_eq!(kept(&[]), Vec::<bool>::new());
        assert_eq!(kept(&[0]), [true]);
        assert_eq!(kept(&[3 * DAY_MS, 2 * DAY_MS, DAY_MS]), [true; 3]);
    }

    proptest! {
        /// Letting go as time passes keeps what letting go once would have kept.
        #[test]
        fn little_by_little_is_as_good_as_at_once(gaps in proptest::collection::vec(1_i64..60, 1..300)) {
            let (mut at_once, mut rolling, mut now) = (Vec::new(), Vec::new(), 1_790_000_000_000_i64);
            for gap in gaps {
                now += gap * HOUR_MS;
                at_once.insert(0, now);
                rolling.insert(0, now);
                rolling = kept_of(&rolling);
                prop_assert!(rolling.len() <= DAILY + WEEKLY);
                prop_assert!(rolling.contains(&now));
            }
            prop_assert_eq!(rolling, kept_of(&at_once));
        }
    }
}
