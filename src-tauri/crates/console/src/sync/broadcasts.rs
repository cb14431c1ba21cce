//! Broadcasts whose time has come: their state is wanted often, and one that does not begin is told of.

use crate::{
    Console,
    view::{NoticeKind, Problem},
};
use kaibo_domain::{
    LiveStatus, RoomId,
    platform::limit,
    time::{HOUR_MS, MINUTE_MS},
};
use kaibo_store::rooms::{self, RoomRow};
use std::collections::BTreeSet;

/// How long before its start a broadcast is followed closely: the anchor scans then.
const AHEAD_MS: i64 = 10 * MINUTE_MS;
/// How long after its start a broadcast is late.
const LATE_MS: i64 = MINUTE_MS;

impl Console {
    /// Whether a broadcast of the platform's is about to begin, should have begun, or goes on.
    pub(crate) async fn is_broadcast_time(&self) -> Result<bool, Problem> {
        let until_ms = self.now().saturating_add(AHEAD_MS);
        let rooms = self.rooms_begun_by(until_ms).await?;
        Ok(rooms.iter().any(|room| room.live_status.is_some_and(|status| !status.is_over())))
    }

    /// Tells, once in a run of the program, of each broadcast that should have begun.
    pub(super) async fn tell_of_late_rooms(&self) -> Result<(), Problem> {
        let rooms = self.rooms_begun_by(self.now().saturating_sub(LATE_MS)).await?;
        let late = rooms.iter().filter(|room| room.live_status == Some(LiveStatus::NotStarted)).map(|room| room.id);
        let late: BTreeSet<RoomId> = late.collect();
        let told = std::mem::replace(&mut self.inner.sync.state().late_rooms, late.clone());
        let new: Vec<_> = late.difference(&told).copied().collect();
        self.tell_of_rooms(NoticeKind::RoomLate, &new).await;
        Ok(())
    }

    /// The platform's rooms that start before then, and may go on: none lasts longer than [`limit::ROOM_MAX_HOURS`].
    async fn rooms_begun_by(&self, until_ms: i64) -> Result<Vec<RoomRow>, Problem> {
        let (shop, from_ms) = (self.inner.shop.id, self.now().saturating_sub(limit::ROOM_MAX_HOURS * HOUR_MS));
        let rooms = self.read(move |db| rooms::between(db, shop, (from_ms, until_ms), u32::MAX)).await?;
        Ok(rooms.into_iter().filter(|room| room.platform_room_id.is_some()).collect())
    }
}
