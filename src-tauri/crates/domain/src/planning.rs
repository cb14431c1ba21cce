//! Planning rooms: the same time in a later week, and anchors who would have to be in two rooms at once.

use crate::{
    platform::limit,
    time::{DAY_MS, MINUTE_MS, plus_months},
};

/// One week in milliseconds. Beijing's weeks are all of one length.
pub const WEEK_MS: i64 = 7 * DAY_MS;
/// Weeks that [`limit::ROOM_AHEAD_MONTHS`] can hold at most: no half year is longer than 184 days.
pub const WEEKS_AHEAD: u32 = 26;

/// Whether a room may be planned for that start (room/create, `startTime`).
pub fn may_start(start_ms: i64, now_ms: i64) -> bool {
    start_ms.saturating_sub(now_ms) >= limit::ROOM_LEAD_MINUTES * MINUTE_MS
        && start_ms <= plus_months(now_ms, limit::ROOM_AHEAD_MONTHS)
}

/// The next start at the same weekday and hour that may be planned and is free; `None` when there is none within the
/// months that the platform takes.
pub fn next_like(start_ms: i64, now_ms: i64, is_free: impl Fn(i64) -> bool) -> Option<i64> {
    let behind = now_ms.saturating_sub(start_ms).max(0).div_euclid(WEEK_MS);
    (1..=i64::from(WEEKS_AHEAD) + 1)
        .map(|week| start_ms.saturating_add((behind + week).saturating_mul(WEEK_MS)))
        .find(|start| may_start(*start, now_ms) && is_free(*start))
}

/// When an anchor is to be in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booking<'a> {
    /// From, UTC milliseconds.
    pub start_ms: i64,
    /// Until, UTC milliseconds; not itself part of it.
    pub end_ms: i64,
    /// The anchor's WeChat id; empty where it is not known (rooms made elsewhere).
    pub wechat: &'a str,
    /// The anchor's nickname.
    pub name: &'a str,
}

impl Booking<'_> {
    /// Whether both want the same anchor at the same time. Who stands there by WeChat id on both sides is known by it;
    /// else the nickname decides.
    pub fn clashes_with(&self, other: &Booking) -> bool {
        self.start_ms < other.end_ms && other.start_ms < self.end_ms && self.is_same_anchor(other)
    }

    fn is_same_anchor(&self, other: &Booking) -> bool {
        match (self.wechat.trim(), other.wechat.trim()) {
            ("", _) | (_, "") => !self.name.trim().is_empty() && self.name.trim() == other.name.trim(),
            (one, two) => one.eq_ignore_ascii_case(two),
        }
    }
}

/// For each booking the place of the earliest other one that it clashes with.
pub fn clashes(bookings: &[Booking]) -> Vec<Option<usize>> {
    let mut by_start: Vec<usize> = (0..bookings.len()).collect();
    by_start.sort_by_key(|place| bookings[*place].start_ms);
    let mut found = vec![None; bookings.len()];
    let mut open: Vec<usize> = Vec::new();
    for place in by_start {
        let booking = &bookings[place];
        open.retain(|earlier| bookings[*earlier].end_ms > booking.start_ms);
        for earlier in open.iter().copied().filter(|earlier| booking.clashes_with(&bookings[*earlier])) {
            found[earlier].get_or_insert(place);
            found[place].get_or_insert(earlier);
        }
        open.push(place);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR_MS;
    use proptest::prelude::*;
    use rstest::rstest;

    const NOW: i64 = 1_795_000_000_000;

    fn booking(start_hours: i64, end_hours: i64, wechat: &'static str, name: &'static str) -> Booking<'static> {
        Booking { start_ms: NOW + start_hours * HOUR_MS, end_ms: NOW + end_hours * HOUR_MS, wechat, name }
    }

    #[rstest]
    #[case::apart(booking(0, 2, "kaibo", ""), booking(2, 4, "kaibo", ""), false)]
    #[case::overlap(booking(0, 2, "kaibo", ""), booking(1, 4, "KAIBO ", ""), true)]
    #[case::over_midnight(booking(0, 20, "kaibo", ""), booking(19, 21, "kaibo", ""), true)]
    #[case::within(booking(0, 9, "kaibo", ""), booking(4, 5, "kaibo", ""), true)]
    #[case::others(booking(0, 2, "kaibo", "小开"), booking(0, 2, "other", "小开"), false)]
    #[case::by_name(booking(0, 2, "kaibo", "小开"), booking(0, 2, "", " 小开"), true)]
    #[case::nobody(booking(0, 2, "", ""), booking(0, 2, "", ""), false)]
    fn an_anchor_is_in_one_room_at_a_time(#[case] one: Booking, #[case] other: Booking, #[case] clash: bool) {
        assert_eq!(one.clashes_with(&other), clash);
        assert_eq!(clashes(&[one, other]), if clash { vec![Some(1), Some(0)] } else { vec![None, None] });
    }

    #[test]
    fn the_next_like_time_is_the_first_free_week() {
        let start = NOW + HOUR_MS;
        assert_eq!(next_like(start, NOW, |_| true), Some(start + WEEK_MS));
        assert_eq!(next_like(start, NOW, |at| at != start + WEEK_MS), Some(start + 2 * WEEK_MS));
        assert_eq!(next_like(start, NOW, |_| false), None);
        // Long ago: the next one from now, and not in less than ten minutes.
        let long_ago = NOW - 40 * WEEK_MS;
        assert_eq!(next_like(long_ago, NOW, |_| true), Some(NOW + WEEK_MS));
        assert_eq!(next_like(long_ago + 10 * MINUTE_MS, NOW, |_| true), Some(NOW + 10 * MINUTE_MS));
        assert_eq!(next_like(long_ago + 9 * MINUTE_MS, NOW, |_| true), Some(NOW + WEEK_MS + 9 * MINUTE_MS));
    }

    #[test]
    fn a_start_may_be_planned_from_ten_minutes_to_six_months() {
        assert!(!may_start(NOW + 10 * MINUTE_MS - 1, NOW) && may_start(NOW + 10 * MINUTE_MS, NOW));
        let last = plus_months(NOW, limit::ROOM_AHEAD_MONTHS);
        assert!(may_start(last, NOW) && !may_start(last + 1, NOW));
    }

    proptest! {
        #[test]
        fn whoever_clashes_is_found_and_nobody_else(
            spans in proptest::collection::vec((0i64..30, 1i64..6, 0usize..3), 0..20),
        ) {
            let who = ["a", "b", ""];
            let all: Vec<_> =
                spans.iter().map(|(from, length, by)| booking(*from, from + length, who[*by], who[*by])).collect();
            for (place, found) in clashes(&all).into_iter().enumerate() {
                let expected =
                    (0..all.len()).any(|other| other != place && all[place].clashes_with(&all[other]));
                prop_assert_eq!(found.is_some(), expected);
                prop_assert!(found.is_none_or(|other| other != place && all[place].clashes_with(&all[other])));
            }
        }

        #[test]
        fn no_times_overflow(start in any::<i64>(), now in any::<i64>()) {
            let _ = (may_start(start, now), next_like(start, now, |_| true));
        }
    }
}
