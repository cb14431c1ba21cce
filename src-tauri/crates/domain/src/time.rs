//! Beijing time: the platform's calendar. Storage and arithmetic are UTC milliseconds.

use jiff::{
    Timestamp, ToSpan,
    fmt::rfc2822,
    tz::{Offset, TimeZone},
};

/// One minute in milliseconds.
pub const MINUTE_MS: i64 = 60_000;
/// One hour in milliseconds.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// One day in milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// How far a computer's clock may differ from the platform's before it is said, and before rules about starts go by the
/// platform's: a start is planned ten minutes ahead at least.
pub const CLOCK_TOLERANCE_MS: i64 = 2 * MINUTE_MS;

/// China has kept UTC+8 without daylight saving since 1991.
fn beijing() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// The moment `months` calendar months after `now_ms`, in Beijing's calendar. Clamped to what a calendar can say.
pub fn plus_months(now_ms: i64, months: i32) -> i64 {
    Timestamp::from_millisecond(now_ms)
        .ok()
        .and_then(|now| now.to_zoned(beijing()).checked_add(months.months()).ok())
        .map_or(i64::MAX, |then| then.timestamp().as_millisecond())
}

/// The next full hour: when an hour's quota starts anew (10020066). The platform names no minute; its day's quotas end on
/// the clock too.
pub fn next_hour(now_ms: i64) -> i64 {
    now_ms.div_euclid(HOUR_MS).saturating_add(1).saturating_mul(HOUR_MS)
}

/// The next 00:00 in Beijing after `now_ms`: when the platform's daily quotas start anew.
pub fn next_beijing_midnight(now_ms: i64) -> i64 {
    (now_ms + 8 * HOUR_MS).div_euclid(DAY_MS).saturating_add(1).saturating_mul(DAY_MS) - 8 * HOUR_MS
}

/// The beginning of the next month in Beijing after `now_ms`: when monthly counts start anew. Clamped as above.
pub fn next_beijing_month(now_ms: i64) -> i64 {
    let month = Timestamp::from_millisecond(now_ms).ok().and_then(|now| {
        let first = now.to_zoned(beijing()).first_of_month().ok()?;
        first.checked_add(1.month()).ok()?.start_of_day().ok()
    });
    month.map_or(i64::MAX, |then| then.timestamp().as_millisecond())
}

/// The moment that `text` names in UTC milliseconds: `2026-11-22T20:00` in Beijing, or with an offset of its own.
pub fn parse_beijing(text: &str) -> Option<i64> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let local: jiff::civil::DateTime = text.parse().ok()?;
    Some(local.to_zoned(beijing()).ok()?.timestamp().as_millisecond())
}

/// The moment of an HTTP `Date` header (RFC 9110, 5.6.7: `Sun, 22 Nov 2026 12:00:00 GMT`) in UTC milliseconds.
pub fn parse_http_date(text: &str) -> Option<i64> {
    rfc2822::parse(text.trim()).ok().map(|moment| moment.timestamp().as_millisecond())
}

/// The moment as an HTTP `Date` header says it; clamped to what a calendar can say.
pub fn http_date(ms: i64) -> String {
    let moment = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MIN);
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).unwrap_or_default()
}

/// The moment by RFC 3339 as Beijing's clocks show it, e.g. `2026-11-22T20:00:00+08:00`; for documents that others read.
pub fn rfc3339(ms: i64) -> String {
    Timestamp::from_millisecond(ms)
        .map(|moment| moment.to_zoned(beijing()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
        .unwrap_or_default()
}

/// The minute as Beijing's clocks show it, e.g. `2026-11-22 20:00`.
pub fn beijing_minute(ms: i64) -> String {
    beijing_clock(ms).chars().take(16).collect()
}

/// The moment as Beijing's clocks show it, e.g. `2026-11-22 20:00:00.000`; for diagnostics.
pub fn beijing_clock(ms: i64) -> String {
    Timestamp::from_millisecond(ms)
        .map(|moment| moment.to_zoned(beijing()).strftime("%Y-%m-%d %H:%M:%S.%3f").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_ends_on_the_clock() {
        assert_eq!(next_hour(0), HOUR_MS);
        assert_eq!(next_hour(HOUR_MS - 1), HOUR_MS);
        assert_eq!(next_hour(HOUR_MS), 2 * HOUR_MS);
    }
    use proptest::prelude::*;

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn quotas_start_anew_at_midnight_in_beijing() {
        assert_eq!(next_beijing_midnight(ms("2026-11-22T15:59:59Z")), ms("2026-11-22T16:00:00Z"));
        assert_eq!(next_beijing_midnight(ms("2026-11-22T16:00:00Z")), ms("2026-11-23T16:00:00Z"));
    }

    #[test]
    fn a_time_without_an_offset_is_beijings() {
        assert_eq!(parse_beijing("2026-11-22T20:00"), Some(ms("2026-11-22T12:00:00Z")));
        assert_eq!(parse_beijing("2026-11-22T20:00:00+01:00"), Some(ms("2026-11-22T19:00:00Z")));
        assert_eq!(parse_beijing("tonight"), None);
    }

    #[test]
    fn a_date_header_is_read_to_the_second() {
        assert_eq!(parse_http_date("Sun, 22 Nov 2026 12:00:07 GMT"), Some(ms("2026-11-22T12:00:07Z")));
        assert_eq!(http_date(ms("2026-11-22T12:00:07.900Z")), "Sun, 22 Nov 2026 12:00:07 GMT");
        for text in ["", "yesterday", "Sun, 22 Nov 2026", "2026-11-22T12:00:07Z"] {
            assert_eq!(parse_http_date(text), None, "{text}");
        }
    }

    #[test]
    fn months_begin_at_midnight_in_beijing() {
        assert_eq!(next_beijing_month(ms("2026-11-30T15:59:59Z")), ms("2026-11-30T16:00:00Z"));
        assert_eq!(next_beijing_month(ms("2026-11-30T16:00:00Z")), ms("2026-12-31T16:00:00Z"));
    }

    #[test]
    fn months_are_calendar_months() {
        assert_eq!(plus_months(ms("2026-08-31T04:00:00Z"), 6), ms("2027-02-28T04:00:00Z"));
    }

    #[test]
    fn clocks_show_beijing_time() {
        assert_eq!(rfc3339(ms("2026-11-22T16:00:00.007Z")), "2026-11-23T00:00:00+08:00");
        assert_eq!(parse_beijing(&rfc3339(ms("2026-11-22T16:00:00Z"))), Some(ms("2026-11-22T16:00:00Z")));
        assert_eq!(beijing_clock(ms("2026-11-22T16:00:00.007Z")), "2026-11-23 00:00:00.007");
    }

    proptest! {
        #[test]
        fn midnight_comes_within_a_day(now in 0i64..4_000_000_000_000) {
            let next = next_beijing_midnight(now);
            prop_assert!(next > now && next - now <= DAY_MS);
        }
    }
}
