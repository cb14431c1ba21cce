//! What a new version changes for buyers, to be read before it is published.

use super::{Document, DocumentRoom};
use crate::RoomId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StorefrontDiff {
    /// Of the entrance.
    pub entrance: Vec<EntranceChange>,
    /// Of the rooms: those that come and stay in the new order, then those that go.
    pub rooms: Vec<RoomChange>,
}

/// Something of the entrance, or of whose storefront it is, that is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EntranceChange {
    /// What.
    pub part: EntrancePart,
    /// What it was: a name, `on` or `off`, a number of blocks, kinds of blocks with blanks between.
    pub before: String,
    /// What it becomes.
    pub after: String,
}

/// What can change of the entrance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum EntrancePart {
    /// The shop's name.
    Shop,
    /// Whether it is there.
    On,
    /// Its name.
    Name,
    /// Its picture, by its file.
    Icon,
    /// How many blocks stand above it.
    Position,
    /// The blocks of the page.
    Page,
}

/// What becomes of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum RoomChange {
    /// It comes.
    Added {
        /// The room.
        id: RoomId,
        /// Its name.
        title: String,
        /// Its place, from 1.
        to: u32,
    },
    /// It goes.
    Removed {
        /// The room.
        id: RoomId,
        /// Its name.
        title: String,
    },
    /// It stays and is another, or stands elsewhere among those that stay.
    Changed {
        /// The room.
        id: RoomId,
        /// Its name in the new version.
        title: String,
        /// What is another.
        parts: Vec<PartChange>,
        /// From which place to which, from 1, where it was moved.
        moved: Option<(u32, u32)>,
    },
}

/// Something of a room that is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PartChange {
    /// What.
    pub part: RoomPart,
    /// What it was, as it stands in the document; empty for nothing.
    pub before: String,
    /// What it becomes.
    pub after: String,
}

/// What can change of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RoomPart {
    /// Its name.
    Title,
    /// The anchor's nickname.
    Anchor,
    /// Its start, UTC milliseconds.
    Start,
    /// Its end, UTC milliseconds.
    End,
    /// Its state.
    State,
    /// Whether it is pinned: `on` or `off`.
    Pinned,
    /// Its cover, by its file.
    Cover,
    /// How buyers get in.
    Entry,
    /// Whether it has a replay, `on` or `off`, and until when.
    Replay,
}

impl StorefrontDiff {
    /// Whether buyers would see no difference.
    pub fn is_empty(&self) -> bool {
        self.entrance.is_empty() && self.rooms.is_empty()
    }
}

/// What `new` changes against `old`; against nothing, everything is new.
pub fn diff(old: Option<&Document>, new: &Document) -> StorefrontDiff {
    let before = old.map(|old| old.rooms.as_slice()).unwrap_or_default();
    let moved = moved(before, &new.rooms);
    let mut rooms: Vec<RoomChange> = Vec::new();
    for (place, room) in new.rooms.iter().enumerate() {
        let (id, title, to) = (room.id, room.title.clone(), place as u32 + 1);
        let Some(from) = before.iter().position(|other| other.id == id) else {
            rooms.push(RoomChange::Added { id, title, to });
            continue;
        };
        let parts = parts(&before[from], room);
        let moved = moved.contains(&id).then_some((from as u32 + 1, to));
        if !parts.is_empty() || moved.is_some() {
            rooms.push(RoomChange::Changed { id, title, parts, moved });
        }
    }
    let stays = |room: &&DocumentRoom| new.rooms.iter().any(|other| other.id == room.id);
    let gone = before.iter().filter(|room| !stays(room));
    rooms.extend(gone.map(|room| RoomChange::Removed { id: room.id, title: room.title.clone() }));
    StorefrontDiff { entrance: old.map(|old| entrance(old, new)).unwrap_or_default(), rooms }
}

fn on_off(on: bool) -> String {
    if on { "on".to_owned() } else { "off".to_owned() }
}

fn entrance(old: &Document, new: &Document) -> Vec<EntranceChange> {
    let said = |document: &Document| {
        let entrance = &document.entrance;
        let page: Vec<String> = entrance.page.iter().map(name_of).collect();
        [
            (EntrancePart::Shop, document.shop.name.clone()),
            (EntrancePart::On, on_off(entrance.on)),
            (EntrancePart::Name, entrance.name.clone()),
            (EntrancePart::Icon, entrance.icon.clone().unwrap_or_default()),
            (EntrancePart::Position, entrance.position.to_string()),
            (EntrancePart::Page, page.join(" ")),
        ]
    };
    let pairs = said(old).into_iter().zip(said(new));
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((part, before), (_, after))| EntranceChange { part, before, after })
        .collect()
}

fn parts(old: &DocumentRoom, new: &DocumentRoom) -> Vec<PartChange> {
    let said = |room: &DocumentRoom| {
        let number = |ms: Option<i64>| ms.map(|ms| ms.to_string()).unwrap_or_default();
        let replay = format!("{} {}", on_off(room.replay.on), number(room.replay.until_ms));
        // Nothing in it can fail to be JSON.
        let entry = serde_json::to_string(&room.entry).unwrap_or_default();
        [
            (RoomPart::Title, room.title.clone()),
            (RoomPart::Anchor, room.anchor.clone()),
            (RoomPart::Start, number(room.start_ms)),
            (RoomPart::End, number(room.end_ms)),
            (RoomPart::State, name_of(&room.state)),
            (RoomPart::Pinned, on_off(room.pinned)),
            (RoomPart::Cover, room.cover.clone().unwrap_or_default()),
            (RoomPart::Entry, entry),
            (RoomPart::Replay, replay.trim_end().to_owned()),
        ]
    };
    let pairs = said(old).into_iter().zip(said(new));
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((part, before), (_, after))| PartChange { part, before, after })
        .collect()
}

/// A name of an enum as the document has it.
fn name_of(name: &impl Serialize) -> String {
    serde_json::to_value(name).ok().and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
}

/// The fewest rooms that have to move for those that stay to come into the new order: all but a longest run that keeps its own.
fn moved(old: &[DocumentRoom], new: &[DocumentRoom]) -> Vec<RoomId> {
    let stay: Vec<(RoomId, usize)> =
        new.iter().filter_map(|room| Some((room.id, old.iter().position(|other| other.id == room.id)?))).collect();
    // Lists are short (ROOMS_MAX): the plain way is fast enough. `runs[i]`: length of the longest run that ends there, and
    // what stands before it.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(stay.len());
    for (at, (_, place)) in stay.iter().enumerate() {
        let before = (0..at).filter(|earlier| stay[*earlier].1 < *place).max_by_key(|earlier| runs[*earlier].0);
        runs.push((before.map_or(1, |before| runs[before].0 + 1), before));
    }
    let mut keep = vec![false; stay.len()];
    let mut next = (0..runs.len()).max_by_key(|at| runs[*at].0);
    while let Some(at) = next {
        keep[at] = true;
        next = runs[at].1;
    }
    stay.iter().zip(keep).filter(|(_, keep)| !keep).map(|((id, _), _)| *id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storefront::{
        ListedState,
        document::tests::{document, room},
    };
    use proptest::prelude::*;

    #[test]
    fn against_nothing_everything_is_new_and_against_itself_nothing() {
        let new = document(vec![room(1, "甲"), room(2, "乙")]);
        let added: Vec<_> = diff(None, &new).rooms;
        assert!(matches!(&added[1], RoomChange::Added { title, to: 2, .. } if title == "乙"));
        assert!(diff(Some(&new), &new).is_empty());
    }

    #[test]
    fn what_changed_is_named_with_what_it_was() {
        let old = document(vec![room(1, "甲"), room(2, "乙"), room(3, "丙")]);
        let mut new = document(vec![
            DocumentRoom { state: ListedState::Live, pinned: true, ..room(2, "乙夜场") },
            room(1, "甲"),
            room(4, "丁"),
        ]);
        new.entrance.name = "看直播".into();
        let found = diff(Some(&old), &new);
        assert_eq!(found.entrance.len(), 1);
        assert_eq!((&*found.entrance[0].before, &*found.entrance[0].after), ("直播", "看直播"));
        let [RoomChange::Changed { parts, .. }, .., RoomChange::Removed { title, .. }] = &found.rooms[..] else {
            panic!("{found:?}")
        };
        let named: Vec<_> = parts.iter().map(|part| (part.part, &*part.before, &*part.after)).collect();
        assert_eq!(
            named,
            [(RoomPart::Title, "乙", "乙夜场"), (RoomPart::State, "upcoming", "live"), (RoomPart::Pinned, "off", "on")]
        );
        assert_eq!(title, "丙");
        assert!(found.rooms.iter().any(|change| matches!(change, RoomChange::Added { to: 3, .. })));
    }

    #[test]
    fn one_room_that_was_dragged_is_the_only_one_that_moved() {
        let rooms: Vec<_> = (1..=5).map(|number| room(number, "场")).collect();
        let mut dragged = rooms.clone();
        let last = dragged.pop().unwrap();
        dragged.insert(0, last);
        let found = diff(Some(&document(rooms)), &document(dragged));
        assert_eq!(found.rooms.len(), 1);
        assert!(matches!(found.rooms[0], RoomChange::Changed { moved: Some((5, 1)), .. }), "{found:?}");
    }

    proptest! {
        #[test]
        fn only_equal_lists_show_no_difference(order in Just((1..=6u128).collect::<Vec<_>>()).prop_shuffle()) {
            let old = document((1..=6).map(|number| room(number, "场")).collect());
            let new = document(order.iter().map(|number| room(*number, "场")).collect());
            prop_assert_eq!(diff(Some(&old), &new).is_empty(), old.says_the_same(&new));
        }
    }
}
