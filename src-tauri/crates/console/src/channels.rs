//! Channels rooms (视频号直播): planned, prepared and presented here, started in WeChat.
//!
//! No API creates, starts or tells of them (platform-status): what becomes of one is said by staff, or by the clock.

use crate::{
    Console,
    room_view::draft_of,
    view::{ChannelsMark, Problem, RoomState, Topic},
};
use kaibo_domain::{LiveStatus, RoomId, RoomKind, platform::limit, time::HOUR_MS};
use kaibo_store::rooms::{self, RoomRow};

/// The state as far as it was said: a draft until it can be presented.
pub(crate) fn said_of(row: &RoomRow) -> RoomState {
    match row.live_status {
        Some(LiveStatus::Live) => RoomState::Live,
        Some(_) => RoomState::Ended,
        // Its rules do not go by the clock.
        None if draft_of(row).violations(0).is_empty() => RoomState::NotStarted,
        None => RoomState::Draft,
    }
}

/// The state at that moment: one that nobody started is over at its end, and none is live for longer than any may be.
pub(crate) fn by_the_clock(row: &RoomRow, said: RoomState, now_ms: i64) -> RoomState {
    let longest = limit::ROOM_MAX_HOURS * HOUR_MS;
    let over_ms = match said {
        RoomState::Live => row.live_changed_ms.map(|begun| begun.saturating_add(longest)),
        RoomState::NotStarted => row.end_ms,
        _ => None,
    };
    if over_ms.is_some_and(|over| now_ms >= over) { RoomState::Ended } else { said }
}

impl Console {
    /// Notes what staff say of a Channels room.
    pub async fn channels_mark(&self, id: RoomId, mark: ChannelsMark) -> Result<(), Problem> {
        let now = self.now();
        let status = match mark {
            ChannelsMark::Planned => None,
            ChannelsMark::Live => Some(LiveStatus::Live),
            ChannelsMark::Ended => Some(LiveStatus::Ended),
        };
        let is_channels = self
            .write(move |tx| {
                let row = rooms::get(tx, id)?.filter(|row| row.deleted_ms.is_none());
                let is_channels = row.is_some_and(|row| row.kind == RoomKind::Channels);
                if is_channels {
                    rooms::note_said(tx, id, status, now)?;
                }
                Ok(is_channels)
            })
            .await?;
        if !is_channels {
            return Err(Problem::new("room.not-channels"));
        }
        self.changed(Topic::Rooms, vec![id.to_string()]);
        Ok(())
    }
}
