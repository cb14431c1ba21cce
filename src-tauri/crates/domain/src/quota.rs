//! The platform's daily quotas: which calls share one, when a used-up one is tried again, how long a batch takes.

use crate::{
    platform::endpoint::{self, Endpoint},
    time::{DAY_MS, MINUTE_MS, next_beijing_midnight},
};

/// A count of ours that reaches this part of a quota is worth a notice: 90 %.
pub const NEARLY_PERCENT: u32 = 90;
/// A refusal this soon after midnight is the platform's clock being behind ours: its day ends in a moment, not in 24 h.
const SKEW_MS: i64 = 10 * MINUTE_MS;

/// Under what an endpoint's calls are counted and parked: its path, but goods/add and goods/audit share one quota
/// (wechat-live-api, section 4).
pub fn key(endpoint: &Endpoint) -> &'static str {
    if endpoint.path == endpoint::GOODS_AUDIT.path { endpoint::GOODS_ADD.path } else { endpoint.path }
}

/// The calls a day under that key, where known.
pub fn daily(key: &str) -> Option<u32> {
    endpoint::ALL.iter().find(|endpoint| endpoint.path == key)?.daily
}

/// When an endpoint that said 45009 at `now_ms` is tried again: 00:00 in Beijing; right after midnight in ten minutes.
pub fn park_until(now_ms: i64) -> i64 {
    let midnight = next_beijing_midnight(now_ms);
    let since_midnight = now_ms - (midnight - DAY_MS);
    if since_midnight < SKEW_MS { now_ms + SKEW_MS } else { midnight }
}

/// Whether the call that makes `used` is the one with which the quota is nearly used up.
pub fn nearly_used_by(used: u32, daily: u32) -> bool {
    let mark = u64::from(daily) * u64::from(NEARLY_PERCENT);
    let percent = u64::from(used) * 100;
    percent >= mark && percent < mark + 100
}

/// How many days, today included, `calls` take when `left_today` are left today and `daily` come each day after.
pub fn days_needed(calls: u32, left_today: u32, daily: u32) -> u32 {
    let later = calls.saturating_sub(left_today);
    match (calls, later, daily) {
        (0, ..) => 0,
        (_, 0, _) => 1,
        (_, _, 0) => u32::MAX,
        _ => later.div_ceil(daily).saturating_add(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case(1_200, 500, 3)]
    #[case(1_200, 0, 4)]
    #[case(1_001, 1, 3)]
    #[case(500, 500, 1)]
    #[case(501, 500, 2)]
    #[case(0, 500, 0)]
    fn a_batch_takes_as_many_days_as_its_quota_makes_it(#[case] calls: u32, #[case] left: u32, #[case] days: u32) {
        assert_eq!(days_needed(calls, left, 500), days);
    }

    #[test]
    fn adding_and_resubmitting_share_a_quota() {
        assert_eq!(key(&endpoint::GOODS_AUDIT), key(&endpoint::GOODS_ADD));
        assert_eq!(daily(key(&endpoint::GOODS_AUDIT)), Some(500));
        assert_eq!(key(&endpoint::ROOM_EDIT), endpoint::ROOM_EDIT.path);
    }

    #[test]
    fn a_quota_is_nearly_used_once_a_day() {
        let marks: Vec<_> = (0..=600).filter(|used| nearly_used_by(*used, 500)).collect();
        assert_eq!(marks, [450]);
        assert_eq!((0..=20_000).filter(|used| nearly_used_by(*used, 10_000)).count(), 1);
    }

    proptest! {
        #[test]
        fn a_park_ends_within_a_day(now in 0i64..4_000_000_000_000) {
            let until = park_until(now);
            prop_assert!(until > now && until <= now + DAY_MS);
        }

        #[test]
        fn the_days_suffice_and_one_less_does_not(calls in 1u32..100_000, left in 0u32..600, daily in 1u32..600) {
            let days = u64::from(days_needed(calls, left, daily));
            let room = |days: u64| u64::from(left) + (days - 1) * u64::from(daily);
            prop_assert!(room(days) >= u64::from(calls));
            prop_assert!(days == 1 || room(days - 1) < u64::from(calls));
        }
    }
}
