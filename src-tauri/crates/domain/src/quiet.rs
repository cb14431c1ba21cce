//! Quiet hours: when no notice is shown, by the clock on the wall.

use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use serde::{Deserialize, Serialize};
use specta::Type;

/// From one minute of the day to another, in Beijing time; over midnight where the end comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuietHours {
    /// First quiet minute, 0 to 1439.
    pub from_minute: u16,
    /// First minute that is not quiet any more, 0 to 1439.
    pub until_minute: u16,
}

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

impl QuietHours {
    /// Whether both ends are minutes of a day.
    pub const fn is_valid(self) -> bool {
        self.from_minute < DAY_MINUTES && self.until_minute < DAY_MINUTES
    }

    /// Whether `now_ms` is quiet. Two equal ends are no quiet hours at all.
    pub fn covers(self, now_ms: i64) -> bool {
        let of_day = now_ms.saturating_add(8 * HOUR_MS).rem_euclid(DAY_MS) / MINUTE_MS;
        let (from, until) = (i64::from(self.from_minute), i64::from(self.until_minute));
        if from <= until { (from..until).contains(&of_day) } else { of_day >= from || of_day < until }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// 00:00 in Beijing.
    const MIDNIGHT: i64 = 1_795_363_200_000;

    #[rstest]
    #[case((22 * 60, 8 * 60), 23 * 60, true)]
    #[case((22 * 60, 8 * 60), 0, true)]
    #[case((22 * 60, 8 * 60), 8 * 60, false)]
    #[case((22 * 60, 8 * 60), 21 * 60 + 59, false)]
    #[case((12 * 60, 14 * 60), 13 * 60, true)]
    #[case((12 * 60, 14 * 60), 14 * 60, false)]
    #[case((0, 0), 0, false)]
    fn hours(#[case] (from_minute, until_minute): (u16, u16), #[case] minute: i64, #[case] quiet: bool) {
        let hours = QuietHours { from_minute, until_minute };
        assert_eq!(hours.covers(MIDNIGHT + minute * MINUTE_MS), quiet);
    }
}
