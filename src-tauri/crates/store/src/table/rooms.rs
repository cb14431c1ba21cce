//! Live rooms: the draft as typed, and what is known of it on the platform.
//!
//! Every edit by staff increments `revision`; what the platform says does not.

use super::column::{Origin, Text, edit, focus, id, id_or_null, wire, wire_or_null};
use crate::StoreError;
use kaibo_domain::{
    AnchorId, Edit, Focus, LiveStatus, PictureId, PlatformRoomId, RoomId, RoomKind, RoomSwitches, ShopId, Slot,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};

pub use super::room_list::{BookedRow, between, booked, current, list, past, templates};
pub use super::room_status::{
    LiveChange, RoomAdoption, adopt, apply_live_status, detach, lose, lost, note_said, note_sent, on_platform,
};

/// Where each picture of a room looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RoomFocus {
    /// 1080×1920.
    pub background: Focus,
    /// 800×640.
    pub share: Focus,
    /// 800×800.
    pub feeds: Focus,
    /// 750×750.
    pub cover: Focus,
}

/// A room.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomRow {
    /// Id.
    pub id: RoomId,
    /// Shop.
    pub shop_id: ShopId,
    /// Name as typed.
    pub name: String,
    /// How it is broadcast.
    pub kind: RoomKind,
    /// Planned start.
    pub start_ms: Option<i64>,
    /// Planned end.
    pub end_ms: Option<i64>,
    /// The anchor it was made with, if chosen from the shop's and still known.
    pub anchor_id: Option<AnchorId>,
    /// The anchor's nickname as typed.
    pub anchor_name: String,
    /// The anchor's WeChat id as typed.
    pub anchor_wechat: String,
    /// Switches.
    pub switches: RoomSwitches,
    /// The one photo of its three pictures.
    pub picture_id: Option<PictureId>,
    /// Focus in each slot.
    pub focus: RoomFocus,
    /// What is done to the picture, in all slots.
    pub edit: Edit,
    /// Counts the edits, from 1.
    pub revision: u32,
    /// The revision the platform has.
    pub sent_revision: Option<u32>,
    /// The platform's id.
    pub platform_room_id: Option<PlatformRoomId>,
    /// The id it had there before somebody else deleted it there.
    pub gone_room_id: Option<PlatformRoomId>,
    /// Live status, once the platform has the room.
    pub live_status: Option<LiveStatus>,
    /// When the live status last changed.
    pub live_changed_ms: Option<i64>,
    /// Whether it was found on the platform after a lost reply.
    pub adopted: bool,
    /// When what the platform has of it was last written down.
    pub synced_ms: Option<i64>,
    /// Where it was made.
    pub origin: Origin,
    /// Made.
    pub created_ms: i64,
    /// Last edit.
    pub updated_ms: i64,
    /// Deleted, but still to be had back.
    pub deleted_ms: Option<i64>,
    /// Whether it is no room but a template: without a date, never sent.
    pub is_template: bool,
    /// How long it is to be once it has a start, milliseconds; `None` where nobody said.
    pub length_ms: Option<i64>,
}

impl RoomRow {
    /// An empty draft.
    pub fn draft(id: RoomId, shop_id: ShopId, now_ms: i64) -> Self {
        RoomRow {
            id,
            shop_id,
            name: String::new(),
            kind: RoomKind::Phone,
            start_ms: None,
            end_ms: None,
            anchor_id: None,
            anchor_name: String::new(),
            anchor_wechat: String::new(),
            switches: RoomSwitches::default(),
            picture_id: None,
            focus: RoomFocus::default(),
            edit: Edit::default(),
            revision: 1,
            sent_revision: None,
            platform_room_id: None,
            gone_room_id: None,
            live_status: None,
            live_changed_ms: None,
            adopted: false,
            synced_ms: None,
            origin: Origin::App,
            created_ms: now_ms,
            updated_ms: now_ms,
            deleted_ms: None,
            is_template: false,
            length_ms: None,
        }
    }
}

/// An edit; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomPatch {
    /// Name.
    pub name: Option<String>,
    /// How it is broadcast.
    pub kind: Option<RoomKind>,
    /// Start; `Some(None)` empties it.
    pub start_ms: Option<Option<i64>>,
    /// End; `Some(None)` empties it.
    pub end_ms: Option<Option<i64>>,
    /// Which of the shop's anchors; `Some(None)` for one typed by hand.
    pub anchor_id: Option<Option<AnchorId>>,
    /// The anchor's nickname.
    pub anchor_name: Option<String>,
    /// The anchor's WeChat id.
    pub anchor_wechat: Option<String>,
    /// All switches.
    pub switches: Option<RoomSwitches>,
}

impl RoomPatch {
    fn apply(&self, row: &mut RoomRow) {
        fn put<T: Clone>(field: &mut T, value: &Option<T>) {
            if let Some(value) = value {
                field.clone_from(value);
            }
        }
        put(&mut row.name, &self.name);
        put(&mut row.kind, &self.kind);
        put(&mut row.start_ms, &self.start_ms);
        put(&mut row.end_ms, &self.end_ms);
        put(&mut row.anchor_id, &self.anchor_id);
        put(&mut row.anchor_name, &self.anchor_name);
        put(&mut row.anchor_wechat, &self.anchor_wechat);
        put(&mut row.switches, &self.switches);
    }
}

pub(super) fn read(row: &Row) -> rusqlite::Result<RoomRow> {
    Ok(RoomRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        name: row.get("name")?,
        kind: wire(row, "kind", RoomKind::from_stored)?,
        start_ms: row.get("start_ms")?,
        end_ms: row.get("end_ms")?,
        anchor_id: id_or_null(row, "anchor_id")?,
        anchor_name: row.get("anchor_name")?,
        anchor_wechat: row.get("anchor_wechat")?,
        switches: RoomSwitches {
            like: row.get("allow_like")?,
            shelf: row.get("allow_shelf")?,
            comment: row.get("allow_comment")?,
            replay: row.get("allow_replay")?,
            share: row.get("allow_share")?,
            service: row.get("allow_service")?,
            feed: row.get("allow_feed")?,
        },
        picture_id: id_or_null(row, "picture_id")?,
        focus: RoomFocus {
            background: focus(row, "focus_background_x", "focus_background_y")?,
            share: focus(row, "focus_share_x", "focus_share_y")?,
            feeds: focus(row, "focus_feeds_x", "focus_feeds_y")?,
            cover: focus(row, "focus_cover_x", "focus_cover_y")?,
        },
        edit: edit(row)?,
        revision: row.get("revision")?,
        sent_revision: row.get("sent_revision")?,
        platform_room_id: row.get::<_, Option<i64>>("platform_room_id")?.map(PlatformRoomId),
        gone_room_id: row.get::<_, Option<i64>>("gone_room_id")?.map(PlatformRoomId),
        live_status: wire_or_null(row, "live_status", LiveStatus::from_wire)?,
        live_changed_ms: row.get("live_changed_ms")?,
        adopted: row.get("adopted")?,
        synced_ms: row.get("synced_ms")?,
        origin: row.get("origin")?,
        created_ms: row.get("created_ms")?,
        updated_ms: row.get("updated_ms")?,
        deleted_ms: row.get("deleted_ms")?,
        is_template: row.get("is_template")?,
        length_ms: row.get("length_ms")?,
    })
}

/// Adds a room; [`StoreError::Taken`] if its platform id stands already.
pub fn insert(tx: &Transaction, room: &RoomRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO rooms (id, shop_id, name, kind, start_ms, end_ms, anchor_id, anchor_name, anchor_wechat,
            allow_like, allow_shelf, allow_comment, allow_replay, allow_share, allow_service, allow_feed, picture_id,
            focus_background_x, focus_background_y, focus_share_x, focus_share_y, focus_feeds_x, focus_feeds_y,
            focus_cover_x, focus_cover_y, revision, sent_revision, platform_room_id, live_status, live_changed_ms, adopted, synced_ms, origin,
            created_ms, updated_ms, deleted_ms, gone_room_id, picture_turn, picture_fill, picture_sharpen, is_template, length_ms)
        VALUES (:id, :shop, :name, :kind, :start, :end, :anchor, :anchor_name, :anchor_wechat, :like, :shelf, :comment,
            :replay, :share, :service, :feed, :picture, :bx, :by, :sx, :sy, :fx, :fy, :cx, :cy, :revision, :sent, :platform,
            :status, :changed, :adopted, :synced, :origin, :created, :updated, :deleted, :gone,
            :turn, :fill, :sharpen, :template, :length)";
    let RoomRow { switches, focus, .. } = room;
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(room.id), ":shop": Text(room.shop_id), ":name": room.name, ":kind": room.kind.stored(),
        ":start": room.start_ms, ":end": room.end_ms, ":anchor": room.anchor_id.map(Text),
        ":anchor_name": room.anchor_name, ":anchor_wechat": room.anchor_wechat, ":like": switches.like,
        ":shelf": switches.shelf, ":comment": switches.comment, ":replay": switches.replay, ":share": switches.share,
        ":service": switches.service, ":feed": switches.feed, ":picture": room.picture_id.map(Text),
        ":bx": focus.background.x, ":by": focus.background.y, ":sx": focus.share.x, ":sy": focus.share.y,
        ":fx": focus.feeds.x, ":fy": focus.feeds.y, ":cx": focus.cover.x, ":cy": focus.cover.y, ":revision": room.revision, ":sent": room.sent_revision,
        ":platform": room.platform_room_id.map(|id| id.0), ":status": room.live_status.map(LiveStatus::wire),
        ":changed": room.live_changed_ms, ":adopted": room.adopted, ":synced": room.synced_ms,
        ":origin": room.origin, ":created": room.created_ms, ":updated": room.updated_ms, ":deleted": room.deleted_ms,
        ":gone": room.gone_room_id.map(|id| id.0),
        ":turn": room.edit.quarters(), ":fill": room.edit.fill.name(), ":sharpen": room.edit.sharpen, ":template": room.is_template, ":length": room.length_ms,
    })?;
    Ok(())
}

/// The room of that id, deleted or not.
pub fn get(conn: &Connection, room: RoomId) -> Result<Option<RoomRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM rooms WHERE id = ?1")?;
    Ok(statement.query_one([Text(room)], read).optional()?)
}

/// The shop's room of that platform id, deleted or not.
pub fn by_platform_id(
    conn: &Connection,
    shop: ShopId,
    platform: PlatformRoomId,
) -> Result<Option<RoomRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM rooms WHERE shop_id = ?1 AND platform_room_id = ?2")?;
    Ok(statement.query_one(params![Text(shop), platform.0], read).optional()?)
}

/// Edits a room and says its revision afterwards. A patch that changes nothing leaves the revision as it is.
pub fn update(tx: &Transaction, room: RoomId, patch: &RoomPatch, now_ms: i64) -> Result<u32, StoreError> {
    let before = get(tx, room)?.filter(|row| row.deleted_ms.is_none()).ok_or(StoreError::NotFound)?;
    let mut after = before.clone();
    patch.apply(&mut after);
    if after == before {
        return Ok(before.revision);
    }
    after.updated_ms = now_ms;
    after.revision += 1;
    write(tx, &after)?;
    Ok(after.revision)
}

/// Takes fields over that were changed on the platform. Not an edit: the revision stays, so that nothing here looks
/// changed.
pub fn take_over(tx: &Transaction, room: RoomId, patch: &RoomPatch) -> Result<(), StoreError> {
    let mut row = get(tx, room)?.ok_or(StoreError::NotFound)?;
    patch.apply(&mut row);
    write(tx, &row)
}

fn write(tx: &Transaction, row: &RoomRow) -> Result<(), StoreError> {
    let sql = "UPDATE rooms SET name = :name, kind = :kind, start_ms = :start, end_ms = :end, anchor_id = :anchor,
            anchor_name = :anchor_name, anchor_wechat = :anchor_wechat, allow_like = :like, allow_shelf = :shelf,
            allow_comment = :comment, allow_replay = :replay, allow_share = :share, allow_service = :service,
            allow_feed = :feed, revision = :revision, updated_ms = :updated
        WHERE id = :id";
    let switches = row.switches;
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(row.id), ":name": row.name, ":kind": row.kind.stored(), ":start": row.start_ms,
        ":end": row.end_ms, ":anchor": row.anchor_id.map(Text), ":anchor_name": row.anchor_name,
        ":anchor_wechat": row.anchor_wechat, ":like": switches.like, ":shelf": switches.shelf,
        ":comment": switches.comment, ":replay": switches.replay, ":share": switches.share,
        ":service": switches.service, ":feed": switches.feed, ":revision": row.revision, ":updated": row.updated_ms,
    })?;
    Ok(())
}

/// Attaches the one photo as it is, or takes it away; every slot takes that focus. Says the revision afterwards.
pub fn set_picture(
    tx: &Transaction,
    room: RoomId,
    picture: Option<PictureId>,
    focus: Focus,
    now_ms: i64,
) -> Result<u32, StoreError> {
    let sql = "UPDATE rooms SET picture_id = ?2, focus_background_x = ?3, focus_background_y = ?4, focus_share_x = ?3,
            focus_share_y = ?4, focus_feeds_x = ?3, focus_feeds_y = ?4, focus_cover_x = ?3, focus_cover_y = ?4,
            revision = revision + 1, updated_ms = ?5, picture_turn = 0, picture_fill = 'crop', picture_sharpen = 0
        WHERE id = ?1 AND deleted_ms IS NULL RETURNING revision";
    let values = params![Text(room), picture.map(Text), focus.x, focus.y, now_ms];
    Ok(tx.prepare_cached(sql)?.query_one(values, |row| row.get(0))?)
}

/// Moves the focus of one of the room's slots ([`Slot::OF_ROOM`]) and says the revision afterwards; a slot that rooms
/// do not have is [`StoreError::NotFound`]. What the platform has stays as new as it was where it does not get the picture.
pub fn set_focus(tx: &Transaction, room: RoomId, slot: Slot, focus: Focus, now_ms: i64) -> Result<u32, StoreError> {
    if !Slot::OF_ROOM.contains(&slot) {
        return Err(StoreError::NotFound);
    }
    let name = slot.name();
    let sent = if Slot::ROOM.contains(&slot) { "sent_revision" } else { "sent_revision + (sent_revision = revision)" };
    let sql = format!(
        "UPDATE rooms SET focus_{name}_x = ?2, focus_{name}_y = ?3, sent_revision = {sent}, revision = revision + 1,
            updated_ms = ?4
         WHERE id = ?1 AND deleted_ms IS NULL RETURNING revision"
    );
    Ok(tx.prepare_cached(&sql)?.query_one(params![Text(room), focus.x, focus.y, now_ms], |row| row.get(0))?)
}

/// Changes what is done to the picture, whose foci stay on the same things, and says the revision afterwards.
pub fn set_edit(tx: &Transaction, room: RoomId, edit: Edit, now_ms: i64) -> Result<u32, StoreError> {
    let before = get(tx, room)?.ok_or(StoreError::NotFound)?;
    let RoomFocus { background, share, feeds, cover } = before.focus;
    let [background, share, feeds, cover] =
        [background, share, feeds, cover].map(|focus| edit.carry(before.edit, focus));
    let sql = "UPDATE rooms SET picture_turn = :turn, picture_fill = :fill, picture_sharpen = :sharpen,
            focus_background_x = :bx, focus_background_y = :by, focus_share_x = :sx, focus_share_y = :sy,
            focus_feeds_x = :fx, focus_feeds_y = :fy, focus_cover_x = :cx, focus_cover_y = :cy,
            revision = revision + 1, updated_ms = :now
        WHERE id = :id AND deleted_ms IS NULL RETURNING revision";
    let values = named_params! {
        ":id": Text(room), ":turn": edit.quarters(), ":fill": edit.fill.name(), ":sharpen": edit.sharpen,
        ":bx": background.x, ":by": background.y, ":sx": share.x, ":sy": share.y, ":fx": feeds.x, ":fy": feeds.y,
        ":cx": cover.x, ":cy": cover.y, ":now": now_ms,
    };
    Ok(tx.prepare_cached(sql)?.query_one(values, |row| row.get(0))?)
}

/// Rooms of ours that begin then (UTC milliseconds) and are not on the platform, to the second.
pub fn unsent(conn: &Connection, shop: ShopId, start_ms: i64) -> Result<Vec<RoomRow>, StoreError> {
    let sql = "SELECT * FROM rooms WHERE shop_id = ?1 AND start_ms / 1000 = ?2 / 1000 AND platform_room_id IS NULL
            AND gone_room_id IS NULL AND deleted_ms IS NULL AND is_template = 0 ORDER BY id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Text(shop), start_ms], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The shop's rooms of ours that the platform does not have, the oldest first.
pub fn drafts(conn: &Connection, shop: ShopId) -> Result<Vec<RoomRow>, StoreError> {
    let sql = "SELECT * FROM rooms WHERE shop_id = ?1 AND deleted_ms IS NULL AND origin = 'app' AND is_template = 0
            AND platform_room_id IS NULL AND gone_room_id IS NULL ORDER BY id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes the room out of every list; [`restore`] brings it back.
pub fn mark_deleted(tx: &Transaction, room: RoomId, now_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE rooms SET deleted_ms = ?2 WHERE id = ?1 AND deleted_ms IS NULL";
    if tx.execute(sql, params![Text(room), now_ms])? == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Undoes [`mark_deleted`].
pub fn restore(tx: &Transaction, room: RoomId) -> Result<(), StoreError> {
    let sql = "UPDATE rooms SET deleted_ms = NULL WHERE id = ?1 AND deleted_ms IS NOT NULL";
    if tx.execute(sql, [Text(room)])? == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
