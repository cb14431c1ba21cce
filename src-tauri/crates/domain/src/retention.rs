//! Which backups are kept: seven days and four weeks, as far as they fit.

use crate::day::Day;

/// Days of which the last backup is kept: the latest ones that have any.
pub const DAILY: usize = 7;
/// Weeks, from Monday to Sunday, of which the last backup is kept beside those of the days.
pub const WEEKLY: usize = 4;

/// Times the database that its backups may take on the disk.
pub const SPACE: u64 = 3;
/// Backups that are kept whatever they take: the newest.
pub const LEAST: usize = 3;

/// How many of the newest backups stay. `taken` says for each number of them, beginning with one, how many bytes those take
/// together, what they share counted once; the oldest go first, which are those of the weeks.
pub fn fitting(taken: &[u64], database_bytes: u64) -> usize {
    let fit = taken.iter().rposition(|bytes| *bytes <= database_bytes.saturating_mul(SPACE)).map_or(0, |last| last + 1);
    fit.max(taken.len().min(LEAST))
}

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

    #[rstest]
    #[case(&[], 0)]
    #[case(&[10], 1)]
    #[case(&[10, 12, 14, 20, 30], 5)]
    #[case(&[10, 12, 14, 20, 31], 4)]
    #[case(&[10, 20, 31, 41, 51], 3)]
    #[case(&[31, 62], 2)]
    fn what_takes_more_than_three_databases_goes_but_for_the_newest_three(#[case] taken: &[u64], #[case] stay: usize) {
        assert_eq!(fitting(taken, 10), stay);
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
