//! Which rooms buyers see, and in which order.

use super::{EndedRooms, ListDraft, ListOrder, ROOMS_MAX};
use crate::{RoomId, time::DAY_MS};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The state of a room as buyers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ListedState {
    /// 直播中.
    Live,
    /// 暂停: paused from the console, or the anchor's line broke; it may go on.
    Paused,
    /// 预告: it is to come.
    Upcoming,
    /// 已结束.
    Ended,
}

/// A room as far as the list goes by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The room.
    pub id: RoomId,
    /// Its state; `None` for what buyers could not enter: drafts, rooms that were banned or never began.
    pub state: Option<ListedState>,
    /// Planned start, UTC milliseconds.
    pub start_ms: Option<i64>,
    /// When it ended, or is to end, UTC milliseconds.
    pub end_ms: Option<i64>,
    /// Whether it has a replay.
    pub replay: bool,
    /// When the replay goes, UTC milliseconds; `None` while nobody knows.
    pub replay_until_ms: Option<i64>,
}

/// Why a room is not in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Absence {
    /// The platform does not have it, or it cannot be entered any more.
    NotOpen,
    /// Staff took it out.
    Hidden,
    /// It ended, and such rooms do not stay.
    Ended,
    /// It ended without a replay, or the replay is gone.
    NoReplay,
    /// It ended longer ago than such rooms stay.
    TooOld,
    /// The list is full.
    BeyondLimit,
}

/// The list, by places among the candidates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arranged {
    /// What buyers see, in order.
    pub listed: Vec<usize>,
    /// What they do not see, and why, in the candidates' order.
    pub absent: Vec<(usize, Absence)>,
}

/// Lays out the list at `now_ms`.
pub fn arrange(draft: &ListDraft, rooms: &[Candidate], now_ms: i64) -> Arranged {
    let mut arranged = Arranged::default();
    for (place, room) in rooms.iter().enumerate() {
        match absence(draft, room, now_ms) {
            Some(why) => arranged.absent.push((place, why)),
            None => arranged.listed.push(place),
        }
    }
    let rank = |ids: &[RoomId], id| ids.iter().position(|named| *named == id).unwrap_or(usize::MAX);
    arranged.listed.sort_by_key(|place| {
        let room = &rooms[*place];
        let by_hand = match draft.order {
            ListOrder::Automatic => usize::MAX,
            ListOrder::ByHand => rank(&draft.by_hand, room.id),
        };
        (rank(&draft.pinned, room.id), by_hand, room.state, nearness(room), room.id)
    });
    if arranged.listed.len() > ROOMS_MAX {
        let beyond = arranged.listed.split_off(ROOMS_MAX);
        arranged.absent.extend(beyond.into_iter().map(|place| (place, Absence::BeyondLimit)));
        arranged.absent.sort_unstable_by_key(|(place, _)| *place);
    }
    arranged
}

/// The next to come first; of what ended, the last first.
fn nearness(room: &Candidate) -> i64 {
    match room.state {
        Some(ListedState::Ended) => room.end_ms.map_or(i64::MAX, i64::saturating_neg),
        _ => room.start_ms.unwrap_or(i64::MAX),
    }
}

fn absence(draft: &ListDraft, room: &Candidate, now_ms: i64) -> Option<Absence> {
    let Some(state) = room.state else { return Some(Absence::NotOpen) };
    if draft.hidden.contains(&room.id) {
        return Some(Absence::Hidden);
    }
    if state != ListedState::Ended {
        return None;
    }
    let is_gone = room.replay_until_ms.is_some_and(|until| until <= now_ms);
    let stays_ms = i64::from(draft.ended_days) * DAY_MS;
    match draft.ended {
        EndedRooms::None => Some(Absence::Ended),
        EndedRooms::WithReplay if !room.replay || is_gone => Some(Absence::NoReplay),
        _ => room.end_ms.is_some_and(|ended| now_ms.saturating_sub(ended) > stays_ms).then_some(Absence::TooOld),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

    const NOW: i64 = 1_795_000_000_000;

    fn id(number: u128) -> RoomId {
        RoomId::from_uuid(Uuid::from_u128(number))
    }

    fn room(number: u128, state: ListedState, hours: i64) -> Candidate {
        let start = NOW + hours * 3_600_000;
        let [start_ms, end_ms] = [start, start + 3_600_000].map(Some);
        Candidate { id: id(number), state: Some(state), start_ms, end_ms, replay: true, replay_until_ms: None }
    }

    /// One of each, in no order.
    fn rooms() -> Vec<Candidate> {
        use ListedState::{Ended, Live, Upcoming};
        vec![
            room(1, Ended, -30),
            room(2, Upcoming, 40),
            room(3, Live, -1),
            room(4, Upcoming, 2),
            room(5, Ended, -3),
            Candidate { state: None, ..room(6, Upcoming, 1) },
        ]
    }

    fn shown(draft: &ListDraft, rooms: &[Candidate]) -> Vec<u128> {
        arrange(draft, rooms, NOW).listed.iter().map(|place| rooms[*place].id.uuid().as_u128()).collect()
    }

    fn draft() -> ListDraft {
        ListDraft { ended_days: 30, ..Default::default() }
    }

    #[test]
    fn live_comes_first_then_what_is_next_then_what_ended_last() {
        assert_eq!(shown(&draft(), &rooms()), [3, 4, 2, 5, 1]);
    }

    #[test]
    fn pins_stand_above_and_what_staff_ordered_before_what_they_did_not() {
        let pinned = ListDraft { pinned: vec![id(2), id(6)], ..draft() };
        assert_eq!(shown(&pinned, &rooms()), [2, 3, 4, 5, 1]);
        let by_hand = ListDraft { order: ListOrder::ByHand, by_hand: vec![id(5), id(4)], ..pinned.clone() };
        assert_eq!(shown(&by_hand, &rooms()), [2, 5, 4, 3, 1]);
        let again = ListDraft { order: ListOrder::Automatic, ..by_hand };
        assert_eq!(shown(&again, &rooms()), shown(&pinned, &rooms()), "the order of staff is kept and not used");
    }

    #[rstest]
    #[case(EndedRooms::All, true, None, -3, None)]
    #[case(EndedRooms::All, false, None, -3, None)]
    #[case(EndedRooms::None, true, None, -3, Some(Absence::Ended))]
    #[case(EndedRooms::WithReplay, true, None, -3, None)]
    #[case(EndedRooms::WithReplay, false, None, -3, Some(Absence::NoReplay))]
    #[case(EndedRooms::WithReplay, true, Some(NOW), -3, Some(Absence::NoReplay))]
    #[case(EndedRooms::WithReplay, true, Some(NOW + 1), -3, None)]
    #[case(EndedRooms::All, true, None, -30 * 24 - 1, None)]
    #[case(EndedRooms::All, true, None, -30 * 24 - 2, Some(Absence::TooOld))]
    fn what_ended(
        #[case] ended: EndedRooms,
        #[case] replay: bool,
        #[case] replay_until_ms: Option<i64>,
        #[case] hours: i64,
        #[case] why: Option<Absence>,
    ) {
        let room = Candidate { replay, replay_until_ms, ..room(1, ListedState::Ended, hours) };
        let arranged = arrange(&ListDraft { ended, ..draft() }, &[room], NOW);
        assert_eq!(arranged.absent.first().map(|(_, why)| *why), why);
    }

    #[test]
    fn a_full_list_leaves_out_its_end() {
        let many: Vec<_> = (0..60).map(|number| room(number, ListedState::Upcoming, number as i64)).collect();
        let arranged = arrange(&draft(), &many, NOW);
        assert_eq!(arranged.listed, (0..ROOMS_MAX).collect::<Vec<_>>());
        assert_eq!(arranged.absent[0], (ROOMS_MAX, Absence::BeyondLimit));
    }

    proptest! {
        #[test]
        fn every_room_is_listed_or_absent_once(
            hidden in prop::collection::vec(0u128..8, 0..4), pinned in prop::collection::vec(0u128..8, 0..4),
            by_hand in prop::collection::vec(0u128..8, 0..9), ended_days in 1u32..60,
        ) {
            let ids = |numbers: Vec<u128>| numbers.into_iter().map(id).collect::<Vec<_>>();
            let draft = ListDraft {
                order: ListOrder::ByHand, by_hand: ids(by_hand), pinned: ids(pinned), hidden: ids(hidden),
                ended: EndedRooms::All, ended_days,
            };
            let rooms = rooms();
            let arranged = arrange(&draft, &rooms, NOW);
            let mut places: Vec<_> = arranged.listed.into_iter().chain(arranged.absent.into_iter().map(|(at, _)| at)).collect();
            places.sort_unstable();
            prop_assert_eq!(places, (0..rooms.len()).collect::<Vec<_>>());
        }
    }
}
