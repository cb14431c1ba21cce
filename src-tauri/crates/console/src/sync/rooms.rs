//! Rooms: all of them, every time; the list is the only way to learn a room's state.

use super::fields;
use crate::{
    Console,
    room_view::draft_of,
    view::{NoticeKind, Problem, Topic},
};
use kaibo_domain::{LiveStatus, PlatformRoomId, RoomId, ShopId, merge::merge, outbox::SubmissionState};
use kaibo_store::{
    Origin, StoreError, Transaction,
    agreements::{self, AgreementRow},
    rooms::{self, RoomAdoption, RoomRow},
    submissions::{self, ObjectKind, SubmissionKind},
};
use kaibo_wechat::{Client, LiveRoom};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a reading changed.
#[derive(Default)]
struct Changes {
    touched: Vec<RoomId>,
    /// Live status by room, of rooms made here and elsewhere: everybody wants to know who is live.
    statuses: Vec<(RoomId, LiveStatus)>,
    conflicts: Vec<RoomId>,
    /// Not listed any more: by this reading, and by the one before too.
    missed: BTreeSet<PlatformRoomId>,
    gone: Vec<RoomId>,
    is_upcoming: bool,
}

impl Console {
    /// Reads all rooms; says whether one is still to come or live.
    pub(super) async fn sync_rooms(&self, client: &Client, begun_ms: i64) -> Result<bool, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let listed = match self.all_rooms(client).await? {
            Ok(listed) => listed,
            Err(failure) => return Err(self.unread(failure).await),
        };
        let missed_before = self.inner.sync.state().missed_rooms.clone();
        let mut changes = self
            .write(move |tx| {
                let mut changes = Changes::default();
                let made_here = [SubmissionKind::RoomCreate, SubmissionKind::RoomDelete];
                let may_bring_in = !submissions::may_be_in_doubt(tx, shop, &made_here, begun_ms)?;
                for room in &listed {
                    match rooms::by_platform_id(tx, shop, room.roomid)? {
                        Some(row) => take_in(tx, &row, room, (begun_ms, now), &mut changes)?,
                        None if may_bring_in => bring_in(tx, shop, room, now, &mut changes)?,
                        None => {}
                    }
                }
                let listed = listed.iter().map(|room| room.roomid).collect();
                miss(tx, shop, (&listed, &missed_before), (begun_ms, now), &mut changes)?;
                Ok(changes)
            })
            .await?;
        self.inner.sync.state().missed_rooms = std::mem::take(&mut changes.missed);
        if !changes.touched.is_empty() {
            self.changed(Topic::Rooms, changes.touched.iter().map(RoomId::to_string).collect());
        }
        for (kind, status) in [
            (NoticeKind::RoomLive, LiveStatus::Live),
            (NoticeKind::RoomAbnormal, LiveStatus::Abnormal),
            (NoticeKind::RoomBanned, LiveStatus::Banned),
        ] {
            let rooms: Vec<_> = changes.statuses.iter().filter(|(_, to)| *to == status).map(|(id, _)| *id).collect();
            self.tell_of_rooms(kind, &rooms).await;
        }
        self.tell_of_rooms(NoticeKind::Conflict, &changes.conflicts).await;
        self.tell_of_rooms(NoticeKind::Gone, &changes.gone).await;
        Ok(changes.is_upcoming)
    }

    async fn tell_of_rooms(&self, kind: NoticeKind, ids: &[RoomId]) {
        if let Some(first) = ids.first().copied() {
            let name = self.room_row(first).await.map(|room| room.name).unwrap_or_default();
            let id = (ids.len() == 1).then(|| first.to_string());
            self.tell(kind, ids.len() as u32, name, (Topic::Rooms, id)).await;
        }
    }
}

fn take_in(
    tx: &Transaction,
    row: &RoomRow,
    room: &LiveRoom,
    (begun_ms, now_ms): (i64, i64),
    changes: &mut Changes,
) -> Result<(), StoreError> {
    changes.is_upcoming |= row.origin == Origin::App && !room.status().is_some_and(LiveStatus::is_over);
    // Read before something of ours came to an end: it says nothing about that.
    if row.synced_ms.is_some_and(|synced| synced >= begun_ms) || is_in_doubt(tx, row.id)? {
        return Ok(());
    }
    if row.origin == Origin::Console && row.deleted_ms.is_some() {
        // It was missed, and is listed again.
        rooms::restore(tx, row.id)?;
        changes.touched.push(row.id);
    }
    if let Some(status) = room.status()
        && let Some(change) = rooms::apply_live_status(tx, row.shop_id, room.roomid, status, now_ms)?
    {
        changes.touched.push(change.id);
        changes.statuses.push((change.id, change.to));
    }
    combine(tx, row, room, now_ms, changes)
}

/// Finds what the platform does not list any more: somebody else deleted it there. What is over stays here as it was.
fn miss(
    tx: &Transaction,
    shop: ShopId,
    (listed, missed_before): (&BTreeSet<PlatformRoomId>, &BTreeSet<PlatformRoomId>),
    (begun_ms, now_ms): (i64, i64),
    changes: &mut Changes,
) -> Result<(), StoreError> {
    for (id, platform, status) in rooms::on_platform(tx, shop)? {
        let Some(row) = rooms::get(tx, id)?.filter(|row| row.deleted_ms.is_none()) else { continue };
        let is_history = row.origin == Origin::App && status.is_some_and(LiveStatus::is_over);
        let object = id.to_string();
        if listed.contains(&platform)
            || is_history
            || !super::may_be_gone(tx, (ObjectKind::Room, &object), row.synced_ms, begun_ms)?
        {
            continue;
        }
        if !missed_before.contains(&platform) {
            changes.missed.insert(platform);
            continue;
        }
        changes.touched.push(id);
        if row.origin == Origin::Console {
            rooms::mark_deleted(tx, id, now_ms)?;
            continue;
        }
        rooms::lose(tx, id, now_ms)?;
        agreements::remove(tx, ObjectKind::Room, &object)?;
        changes.gone.push(id);
    }
    Ok(())
}

/// Takes over what was changed on the platform, and notes what was changed on both sides.
fn combine(
    tx: &Transaction,
    row: &RoomRow,
    room: &LiveRoom,
    now_ms: i64,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let (theirs, mine, object) = (fields::of_live_room(room), fields::of_room(&draft_of(row)), row.id.to_string());
    let known = agreements::get(tx, ObjectKind::Room, &object)?;
    let base = match (&known, row.origin) {
        // What was made elsewhere is shown as it is there.
        (_, Origin::Console) => mine.clone(),
        (Some(agreement), _) => agreement.fields.clone(),
        (None, _) if row.sent_revision == Some(row.revision) => mine.clone(),
        (None, _) => theirs.clone(),
    };
    let merged = merge(&base, &mine, &theirs);
    if !merged.take.is_empty() {
        rooms::take_over(tx, row.id, &fields::room_patch(&merged.take, row.switches))?;
    }
    if !merged.take.is_empty() || super::conflicts::turns(known.as_ref(), &merged) {
        changes.touched.push(row.id);
    }
    if row.origin == Origin::App {
        let next = AgreementRow {
            shop_id: row.shop_id,
            object_kind: ObjectKind::Room,
            object_id: object,
            fields: merged.base,
            theirs: merged.conflicts,
            written_ms: now_ms,
        };
        if super::conflicts::note(tx, known.as_ref(), next)? {
            changes.conflicts.push(row.id);
        }
    }
    Ok(())
}

/// A room that was made elsewhere: shown, not to be changed from here.
fn bring_in(
    tx: &Transaction,
    shop: ShopId,
    room: &LiveRoom,
    now_ms: i64,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let Some(status) = room.status() else { return Ok(()) };
    if let Some(ours) = rooms::lost_as(tx, shop, room.roomid)? {
        // There again after all.
        if submissions::open_for_object(tx, ObjectKind::Room, &ours.to_string())?.is_empty()
            && let Some(row) = rooms::get(tx, ours)?
        {
            let adoption = RoomAdoption {
                platform_room_id: room.roomid,
                live_status: status,
                sent_revision: row.revision,
                found: false,
            };
            rooms::adopt(tx, ours, &adoption, now_ms)?;
            changes.touched.push(ours);
        }
        return Ok(());
    }
    let draft = RoomRow::draft(RoomId::from_uuid(Uuid::now_v7()), shop, now_ms);
    let row = RoomRow {
        name: room.name.clone(),
        kind: room.kind().unwrap_or(draft.kind),
        start_ms: Some(room.start_time.saturating_mul(1000)),
        end_ms: Some(room.end_time.saturating_mul(1000)),
        anchor_name: room.anchor_name.clone(),
        switches: room.switches(draft.switches),
        sent_revision: Some(draft.revision),
        platform_room_id: Some(room.roomid),
        live_status: Some(status),
        live_changed_ms: Some(now_ms),
        synced_ms: Some(now_ms),
        origin: Origin::Console,
        ..draft
    };
    rooms::insert(tx, &row)?;
    changes.touched.push(row.id);
    Ok(())
}

fn is_in_doubt(tx: &Transaction, id: RoomId) -> Result<bool, StoreError> {
    let open = submissions::open_for_object(tx, ObjectKind::Room, &id.to_string())?;
    Ok(open.iter().any(|row| matches!(row.state, SubmissionState::Sending | SubmissionState::Unknown)))
}
