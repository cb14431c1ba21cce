//! What is done to a room while it is on air, and what its record keeps of that.

use crate::room::{LiveStatus, RoomSwitches};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What may be switched in a room that the platform has (wechat-live-api, section 3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum LiveSwitch {
    /// 全员禁言 (updatecomment): on means that nobody may comment.
    Mute,
    /// 官方收录 (updatefeedpublic).
    Feed,
    /// 客服 (updatekf).
    Service,
    /// 回放 (updatereplay).
    Replay,
}

impl LiveSwitch {
    /// Whether it may be turned in a room of that status: the replay also after the end, the others until then. Our
    /// reading: no source names the states.
    pub const fn turns_in(self, status: LiveStatus) -> bool {
        match self {
            LiveSwitch::Replay => status.allows_replay_switch(),
            LiveSwitch::Mute | LiveSwitch::Feed | LiveSwitch::Service => !status.is_over(),
        }
    }

    /// The room's switches with this one turned; muting is none of them.
    pub const fn turned(self, mut switches: RoomSwitches, on: bool) -> RoomSwitches {
        match self {
            LiveSwitch::Mute => {}
            LiveSwitch::Feed => switches.feed = on,
            LiveSwitch::Service => switches.service = on,
            LiveSwitch::Replay => switches.replay = on,
        }
        switches
    }

    /// What the record says when it was turned.
    pub const fn event(self, on: bool) -> RoomEvent {
        match (self, on) {
            (LiveSwitch::Mute, true) => RoomEvent::Muted,
            (LiveSwitch::Mute, false) => RoomEvent::Unmuted,
            (LiveSwitch::Feed, true) => RoomEvent::FeedOn,
            (LiveSwitch::Feed, false) => RoomEvent::FeedOff,
            (LiveSwitch::Service, true) => RoomEvent::ServiceOn,
            (LiveSwitch::Service, false) => RoomEvent::ServiceOff,
            (LiveSwitch::Replay, true) => RoomEvent::ReplayOn,
            (LiveSwitch::Replay, false) => RoomEvent::ReplayOff,
        }
    }
}

macro_rules! events {
    ($($(#[$doc:meta])* $event:ident = $name:literal,)+) => {
        /// Something that happened in a room.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
        #[serde(rename_all = "kebab-case")]
        pub enum RoomEvent { $($(#[$doc])* $event,)+ }

        impl RoomEvent {
            /// All of them.
            pub const ALL: &[RoomEvent] = &[$(RoomEvent::$event),+];

            /// The name in the database.
            pub const fn name(self) -> &'static str {
                match self { $(RoomEvent::$event => $name,)+ }
            }

            /// The one of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|event| event.name() == name)
            }
        }
    };
}

events! {
    /// A good was shown to the viewers (goods/push).
    Pushed = "pushed",
    /// A good was put on sale.
    OnSale = "on-sale",
    /// A good was taken off sale.
    OffSale = "off-sale",
    /// A good was taken off the shelf.
    Removed = "removed",
    /// Everybody was muted.
    Muted = "muted",
    /// Everybody may comment again.
    Unmuted = "unmuted",
    /// The room is listed officially.
    FeedOn = "feed-on",
    /// It is not listed any more.
    FeedOff = "feed-off",
    /// Customer service was switched on.
    ServiceOn = "service-on",
    /// Customer service was switched off.
    ServiceOff = "service-off",
    /// The replay was switched on.
    ReplayOn = "replay-on",
    /// The replay was switched off.
    ReplayOff = "replay-off",
    /// The room was seen live.
    Live = "live",
    /// It was seen paused.
    Paused = "paused",
    /// It was seen interrupted.
    Abnormal = "abnormal",
    /// It was seen ended.
    Ended = "ended",
    /// It was seen banned.
    Banned = "banned",
    /// It was seen expired.
    Expired = "expired",
}

impl RoomEvent {
    /// What the record says when a room was seen in that status; nothing of one that has not begun.
    pub const fn of_status(status: LiveStatus) -> Option<RoomEvent> {
        match status {
            LiveStatus::NotStarted => None,
            LiveStatus::Live => Some(RoomEvent::Live),
            LiveStatus::Paused => Some(RoomEvent::Paused),
            LiveStatus::Abnormal => Some(RoomEvent::Abnormal),
            LiveStatus::Ended => Some(RoomEvent::Ended),
            LiveStatus::Banned => Some(RoomEvent::Banned),
            LiveStatus::Expired => Some(RoomEvent::Expired),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_reads_back_by_its_name() {
        for event in RoomEvent::ALL {
            assert_eq!(RoomEvent::from_name(event.name()), Some(*event));
        }
    }

    #[test]
    fn a_replay_is_switched_after_the_end_and_nothing_else_is() {
        let switches = [LiveSwitch::Mute, LiveSwitch::Feed, LiveSwitch::Service, LiveSwitch::Replay];
        let turning = |status| switches.into_iter().filter(|switch| switch.turns_in(status)).collect::<Vec<_>>();
        assert_eq!(turning(LiveStatus::Live), switches);
        assert_eq!(turning(LiveStatus::Ended), [LiveSwitch::Replay]);
        assert_eq!(turning(LiveStatus::Banned), []);
    }

    #[test]
    fn a_switch_turns_its_own_and_muting_none() {
        let known = RoomSwitches::default();
        assert_eq!(LiveSwitch::Replay.turned(known, true), RoomSwitches { replay: true, ..known });
        assert_eq!(LiveSwitch::Mute.turned(known, true), known);
    }
}
