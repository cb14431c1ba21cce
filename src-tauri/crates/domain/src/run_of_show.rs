//! The run of show (流程) of a room: what is shown when, minute by minute, and how far the event is along it.
//!
//! The platform knows nothing of it: its API has neither draws nor coupons (wechat-live-api, sections 3.4 and 3.5). These
//! are planned and reminded of here and done in the platform's console.

use crate::{ids::GoodsId, time::MINUTE_MS};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Items of one plan at most: as many goods as a shelf holds ([`crate::platform::limit::ROOM_GOODS_MAX`]), and others.
pub const ITEMS_MAX: usize = 260;
/// Minutes of one item at most: an event lasts 24 hours ([`crate::platform::limit::ROOM_MAX_HOURS`]).
pub const MINUTES_MAX: u32 = 24 * 60;
/// Minutes of an item that nobody gave a length.
pub const MINUTES: u32 = 5;
/// Prizes or coupons of one item at most.
pub const COUNT_MAX: u32 = 1_000_000;
/// Characters of a title or a price cue at most.
pub const TITLE_CHARS: usize = 60;
/// Characters of talking points at most.
pub const NOTES_CHARS: usize = 500;
/// Characters of all words of a plan at most: it goes into one message.
pub const WORDS_CHARS: usize = 30_000;

/// What an item of the plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ShowKind {
    /// A good is explained.
    Good,
    /// 抽奖: prizes are drawn, in the platform's console.
    Draw,
    /// 优惠券: coupons are given out, in the platform's console.
    Coupon,
    /// A break.
    Break,
    /// Anything else.
    Note,
}

impl ShowKind {
    /// All of them.
    pub const ALL: &[ShowKind] = &[ShowKind::Good, ShowKind::Draw, ShowKind::Coupon, ShowKind::Break, ShowKind::Note];

    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            ShowKind::Good => "good",
            ShowKind::Draw => "draw",
            ShowKind::Coupon => "coupon",
            ShowKind::Break => "break",
            ShowKind::Note => "note",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// An item of a plan, as far as its time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The good that is explained.
    pub good: Option<GoodsId>,
    /// How long it lasts.
    pub minutes: u32,
    /// When staff said that it was done, UTC milliseconds.
    pub done_ms: Option<i64>,
}

/// When each item begins, in milliseconds from the beginning of the plan; and behind them when all are over.
pub fn offsets(items: &[Slot]) -> Vec<i64> {
    let mut at = 0_i64;
    let mut offsets = vec![0];
    for item in items {
        at = at.saturating_add(i64::from(item.minutes) * MINUTE_MS);
        offsets.push(at);
    }
    offsets
}

/// When each item really began, UTC milliseconds: as staff said, or when its good was pushed. `pushes` are in the order
/// in which they happened. A good that stands in the plan twice takes its pushes in turn; one that is pushed again while
/// it is explained is the same item.
pub fn begun(items: &[Slot], pushes: &[(GoodsId, i64)]) -> Vec<Option<i64>> {
    let mut begun: Vec<Option<i64>> = items.iter().map(|item| item.done_ms).collect();
    let mut last = None;
    for (good, at_ms) in pushes {
        if last == Some(good) {
            continue;
        }
        last = Some(good);
        let free = (0..items.len()).find(|place| items[*place].good == Some(*good) && begun[*place].is_none());
        if let Some(place) = free {
            begun[place] = Some(*at_ms);
        }
    }
    begun
}

/// How far an event is along its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The place of the item that began last.
    pub current: Option<usize>,
    /// The place of the first item without a good that is not done and comes before the next good; what was passed over
    /// counts until it is done.
    pub step: Option<usize>,
}

/// How far an event is whose items began at those times.
pub fn progress(items: &[Slot], begun: &[Option<i64>]) -> Progress {
    let current = (0..items.len()).filter(|place| begun[*place].is_some()).max_by_key(|place| begun[*place]);
    let is_open = |place: &usize| begun[*place].is_none();
    let behind = current.map_or(0, |place| place + 1);
    let next_good = (behind..items.len()).filter(is_open).find(|place| items[*place].good.is_some());
    let step = (0..next_good.unwrap_or(items.len())).filter(is_open).find(|place| items[*place].good.is_none());
    Progress { current, step }
}

/// How late an event is, as a rule that needs only the clock: at least `least_ms`, and once `until_ms` is over as long as
/// it is over. Below zero it is ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Pace {
    /// How late the current item began, milliseconds.
    pub least_ms: i64,
    /// When it should be over, UTC milliseconds.
    pub until_ms: i64,
}

impl Pace {
    /// The pace of an event that was to start at `start_ms`.
    pub fn of(items: &[Slot], begun: &[Option<i64>], start_ms: i64) -> Pace {
        let offsets = offsets(items);
        let Some(place) = progress(items, begun).current else { return Pace { least_ms: 0, until_ms: start_ms } };
        let at = |offset: i64| start_ms.saturating_add(offset);
        let began = begun[place].unwrap_or(start_ms);
        Pace { least_ms: began.saturating_sub(at(offsets[place])), until_ms: at(offsets[place + 1]) }
    }

    /// How late it is at that moment.
    pub fn late_ms(self, now_ms: i64) -> i64 {
        self.least_ms.max(now_ms.saturating_sub(self.until_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const START: i64 = 1_795_000_000_000;

    fn good(number: u128) -> GoodsId {
        GoodsId::from_uuid(Uuid::from_u128(number))
    }

    fn explain(number: u128, minutes: u32) -> Slot {
        Slot { good: Some(good(number)), minutes, done_ms: None }
    }

    fn step(minutes: u32) -> Slot {
        Slot { good: None, minutes, done_ms: None }
    }

    fn minutes(count: i64) -> i64 {
        START + count * MINUTE_MS
    }

    #[test]
    fn items_begin_one_after_the_other() {
        assert_eq!(offsets(&[explain(1, 5), step(3)]), [0, 5 * MINUTE_MS, 8 * MINUTE_MS]);
        assert_eq!(offsets(&[]), [0]);
    }

    #[test]
    fn a_good_that_stands_twice_takes_its_pushes_in_turn_and_a_repeated_push_is_none() {
        let items = [explain(1, 5), explain(2, 5), explain(1, 5)];
        let pushes = [(good(1), 10), (good(1), 20), (good(2), 30), (good(3), 40), (good(1), 50), (good(2), 60)];
        assert_eq!(begun(&items, &pushes), [Some(10), Some(30), Some(50)]);
    }

    #[test]
    fn what_staff_said_counts_before_a_push() {
        let items = [Slot { done_ms: Some(7), ..explain(1, 5) }, explain(2, 5)];
        assert_eq!(begun(&items, &[(good(1), 10)]), [Some(7), None]);
    }

    #[test]
    fn a_draw_is_the_step_from_the_good_before_it_until_it_is_done() {
        let items = [explain(1, 5), step(3), explain(2, 5), step(2)];
        let step = |begun: &[Option<i64>]| progress(&items, begun).step;
        assert_eq!(step(&[None; 4]), None);
        assert_eq!(step(&[Some(1), None, None, None]), Some(1));
        assert_eq!(step(&[Some(1), None, Some(2), None]), Some(1), "passed over, it still waits");
        assert_eq!(step(&[Some(1), Some(2), None, None]), None);
        assert_eq!(step(&[Some(1), Some(2), Some(3), None]), Some(3));
        assert_eq!(progress(&items, &[Some(1), Some(3), Some(3), None]).current, Some(2));
    }

    #[test]
    fn the_pace_is_that_of_the_current_item_until_it_runs_over() {
        let items = [explain(1, 5), explain(2, 5)];
        let waiting = Pace::of(&items, &[None, None], START);
        assert_eq!((waiting.late_ms(minutes(-9)), waiting.late_ms(minutes(2))), (0, 2 * MINUTE_MS));
        let early = Pace::of(&items, &[Some(minutes(0)), Some(minutes(3))], START);
        assert_eq!(early.late_ms(minutes(4)), -2 * MINUTE_MS);
        assert_eq!(early.late_ms(minutes(9)), -MINUTE_MS);
        assert_eq!(early.late_ms(minutes(13)), 3 * MINUTE_MS);
    }

    #[test]
    fn every_kind_reads_back_by_its_name() {
        for kind in ShowKind::ALL {
            assert_eq!(ShowKind::from_name(kind.name()), Some(*kind));
        }
    }

    proptest! {
        #[test]
        fn each_push_begins_one_item_at_most_and_nothing_else_begins(
            plan in proptest::collection::vec((0u128..4, 0u32..9), 0..12),
            pushed in proptest::collection::vec(0u128..5, 0..20),
        ) {
            let items: Vec<_> = plan.iter().map(|(number, long)| explain(*number, *long)).collect();
            let pushes: Vec<_> = pushed.iter().enumerate().map(|(at, number)| (good(*number), at as i64)).collect();
            let begun = begun(&items, &pushes);
            let mut taken: Vec<_> = begun.iter().flatten().collect();
            taken.sort();
            taken.dedup();
            prop_assert_eq!(taken.len(), begun.iter().flatten().count());
            for (item, at) in items.iter().zip(&begun) {
                prop_assert!(at.is_none_or(|at| Some(pushes[at as usize].0) == item.good));
            }
            let Progress { current, step } = progress(&items, &begun);
            prop_assert!(step.is_none());
            prop_assert_eq!(current.is_some(), begun.iter().any(Option::is_some));
        }

        #[test]
        fn no_times_overflow(start in any::<i64>(), began in any::<i64>(), now in any::<i64>()) {
            let items = [explain(1, MINUTES_MAX), explain(2, u32::MAX)];
            let _ = Pace::of(&items, &[Some(began), None], start).late_ms(now);
        }
    }
}
