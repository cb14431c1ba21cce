//! Rooms: all of them, every time; the list is the only way to learn a room's state.

use super::{fields, shelves};
use crate::{
    Console,
    backups::may_have_left_since,
    live,
    room_view::draft_of,
    view::{NoticeKind, Problem, Topic},
};
use kaibo_domain::{LiveStatus, PlatformRoomId, RoomId, RoomKind, ShopId, merge::merge};
use kaibo_store::{
    Origin, StoreError, Transaction,
    agreements::{self, AgreementRow},
    rooms::{self, RoomAdoption, RoomRow},
    submissions::{self, ObjectKind, SubmissionKind},
};
use kaibo_wechat::{Client, LiveRoom};
use std::collections::{BTreeSet, HashMap, HashSet};
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
    missed_shelf: shelves::Missed,
    gone: Vec<RoomId>,
    is_upcoming: bool,
}

/// What is known of the rooms that the platform has, in few questions however many they are.
struct Known {
    rooms: HashMap<PlatformRoomId, RoomRow>,
    agreements: HashMap<String, AgreementRow>,
    /// Rooms of which something is on its way.
    in_doubt: HashSet<String>,
    /// Rooms of ours that were deleted there.
    lost: HashMap<PlatformRoomId, RoomId>,
}

impl Known {
    fn read(tx: &Transaction, shop: ShopId) -> Result<Self, StoreError> {
        let rows = rooms::on_platform(tx, shop)?;
        Ok(Known {
            rooms: rows.into_iter().filter_map(|row| Some((row.platform_room_id?, row))).collect(),
            agreements: agreements::of_kind(tx, shop, ObjectKind::Room)?,
            in_doubt: submissions::objects_in_doubt(tx, shop, ObjectKind::Room)?,
            lost: rooms::lost(tx, shop)?,
        })
    }
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
        let missed_shelf = self.inner.sync.state().missed_shelf.clone();
        let mut changes = self
            .write(move |tx| {
                let mut changes = Changes::default();
                let made_here = [SubmissionKind::RoomCreate, SubmissionKind::RoomDelete];
                let may_bring_in = !submissions::may_be_in_doubt(tx, shop, &made_here, begun_ms)?;
                let shelves_count = shelves::may_be_read(tx, shop, begun_ms)?;
                let known = Known::read(tx, shop)?;
                for room in &listed {
                    match known.rooms.get(&room.roomid) {
                        Some(row) => {
                            take_in(tx, (row, &known), room, (begun_ms, now), &mut changes)?;
                            let missed = (&missed_shelf, &mut changes.missed_shelf);
                            if shelves_count && shelves::take_in(tx, row, room, missed, now)? {
                                changes.touched.push(row.id);
                            }
                        }
                        None if may_bring_in => bring_in(tx, (shop, &known), room, now, &mut changes)?,
                        None => {}
                    }
                }
                let listed = listed.iter().map(|room| room.roomid).collect();
                miss(tx, known.rooms, (&listed, &missed_before), (begun_ms, now), &mut changes)?;
                Ok(changes)
            })
            .await?;
        self.inner.sync.state().missed_rooms = std::mem::take(&mut changes.missed);
        self.inner.sync.state().missed_shelf = std::mem::take(&mut changes.missed_shelf);
        if !changes.touched.is_empty() {
            self.changed(Topic::Rooms, changes.touched.iter().map(RoomId::to_string).collect());
        }
        for (kind, status) in [
            (NoticeKind::RoomLive, LiveStatus::Live),
            (NoticeKind::RoomAbnormal, LiveStatus::Abnormal),
            (NoticeKind::RoomBanned, LiveStatus::Banned),
            (NoticeKind::RoomExpired, LiveStatus::Expired),
        ] {
            let rooms: Vec<_> = changes.statuses.iter().filter(|(_, to)| *to == status).map(|(id, _)| *id).collect();
            self.tell_of_rooms(kind, &rooms).await;
        }
        self.tell_of_rooms(NoticeKind::Conflict, &changes.conflicts).await;
        self.tell_of_rooms(NoticeKind::Gone, &changes.gone).await;
        self.tell_of_late_rooms().await?;
        Ok(changes.is_upcoming)
    }

    pub(super) async fn tell_of_rooms(&self, kind: NoticeKind, ids: &[RoomId]) {
        if let Some(first) = ids.first().copied() {
            let name = self.room_row(first).await.map(|room| room.name).unwrap_or_default();
            let id = (ids.len() == 1).then(|| first.to_string());
            self.tell(kind, ids.len() as u32, name, (Topic::Rooms, id)).await;
        }
    }
}

fn take_in(
    tx: &Transaction,
    (row, known): (&RoomRow, &Known),
    room: &LiveRoom,
    (begun_ms, now_ms): (i64, i64),
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let object = row.id.to_string();
    changes.is_upcoming |= row.origin == Origin::App && !room.status().is_some_and(LiveStatus::is_over);
    // Read before something of ours came to an end: it says nothing about that.
    if row.synced_ms.is_some_and(|synced| synced >= begun_ms) || known.in_doubt.contains(&object) {
        return Ok(());
    }
    if row.origin == Origin::Console && row.deleted_ms.is_some() {
        // It was missed, and is listed again.
        rooms::restore(tx, row.id)?;
        changes.touched.push(row.id);
    }
    if let Some(status) = room.status()
        && let Some(change) = rooms::apply_live_status(tx, row, status, now_ms)?
    {
        live::note_status(tx, change.id, change.to, now_ms)?;
        changes.touched.push(change.id);
        changes.statuses.push((change.id, change.to));
    }
    combine(tx, (row, known.agreements.get(&object)), room, now_ms, changes)
}

/// Finds what the platform does not list any more: somebody else deleted it there. What is over stays here as it was.
fn miss(
    tx: &Transaction,
    known: HashMap<PlatformRoomId, RoomRow>,
    (listed, missed_before): (&BTreeSet<PlatformRoomId>, &BTreeSet<PlatformRoomId>),
    (begun_ms, now_ms): (i64, i64),
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let unlisted = known.into_iter().filter(|(platform, row)| !listed.contains(platform) && row.deleted_ms.is_none());
    for (platform, row) in unlisted {
        let (id, object) = (row.id, row.id.to_string());
        let is_history = row.origin == Origin::App && row.live_status.is_some_and(LiveStatus::is_over);
        if is_history || !super::may_be_gone(tx, (ObjectKind::Room, &object), row.synced_ms, begun_ms)? {
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
    (row, known): (&RoomRow, Option<&AgreementRow>),
    room: &LiveRoom,
    now_ms: i64,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let (theirs, mine) = (fields::of_live_room(room), fields::of_room(&draft_of(row)));
    let base = match (known, row.origin) {
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
    if !merged.take.is_empty() || super::conflicts::turns(known, &merged) {
        changes.touched.push(row.id);
    }
    if row.origin == Origin::App {
        let next = AgreementRow {
            shop_id: row.shop_id,
            object_kind: ObjectKind::Room,
            object_id: row.id.to_string(),
            fields: merged.base,
            theirs: merged.conflicts,
            written_ms: now_ms,
        };
        if super::conflicts::note(tx, known, next)? {
            changes.conflicts.push(row.id);
        }
    }
    Ok(())
}

/// A room that was made elsewhere: shown, not to be changed from here.
fn bring_in(
    tx: &Transaction,
    (shop, known): (ShopId, &Known),
    room: &LiveRoom,
    now_ms: i64,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let Some(status) = room.status() else { return Ok(()) };
    if let Some(ours) = known.lost.get(&room.roomid).copied() {
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
    if let Some(ours) = sent_before_put_back(tx, shop, room)? {
        let adoption = RoomAdoption {
            platform_room_id: room.roomid,
            live_status: status,
            sent_revision: ours.revision,
            found: true,
        };
        rooms::adopt(tx, ours.id, &adoption, now_ms)?;
        changes.touched.push(ours.id);
        return Ok(());
    }
    let draft = RoomRow::draft(RoomId::from_uuid(Uuid::now_v7()), shop, now_ms);
    let row = RoomRow {
        name: room.name.clone(),
        kind: room.live_type().map_or(draft.kind, RoomKind::from),
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

/// The room of ours that this one is, where the data were put back to a moment before it was sent: brought in as another's it
/// would be made a second time.
fn sent_before_put_back(tx: &Transaction, shop: ShopId, room: &LiveRoom) -> Result<Option<RoomRow>, StoreError> {
    let start_ms = room.start_time.saturating_mul(1000);
    for draft in rooms::unsent(tx, shop, start_ms)? {
        let is_same = draft.name.trim() == room.name && draft.anchor_name.trim() == room.anchor_name;
        let id = draft.id.to_string();
        if is_same
            && may_have_left_since(tx, &id)?.is_some()
            && submissions::open_for_object(tx, ObjectKind::Room, &id)?.is_empty()
        {
            return Ok(Some(draft));
        }
    }
    Ok(None)
}
