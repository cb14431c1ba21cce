//! Use cases of 直播间.

use crate::{
    Console, anchors,
    goods_view::is_refusal,
    outbox::{self, Order, snapshot::Snapshot},
    room_list::clashes_in,
    room_view::{self, editable, state_of},
    shelf,
    view::{Editable, Problem, RoomPatch, RoomState, RoomView, Saved, SubmitOutcome, Topic},
};
use kaibo_domain::{Edit, Focus, RoomField, RoomId, RoomKind, Slot, text::wide_len};
use kaibo_store::{
    Connection, StoreError, Transaction, agreements, pictures,
    rooms::{self, RoomRow},
    submissions::{self, ObjectKind, SubmissionKind, SubmissionRow},
};
use std::path::PathBuf;
use uuid::Uuid;

/// How long a deletion waits before it is carried to the platform: the time of its undo.
pub(crate) const UNDO_MS: i64 = 12_000;

/// This moment, by two clocks.
#[derive(Clone, Copy)]
pub(crate) struct Moments {
    /// By this computer's, UTC milliseconds: when things are noted and sent.
    pub now_ms: i64,
    /// By the platform's: what starts are judged by.
    pub platform_ms: i64,
}

pub(crate) fn last_submission(db: &Connection, id: RoomId) -> Result<Option<SubmissionRow>, StoreError> {
    submissions::latest_for_object(db, ObjectKind::Room, &id.to_string())
}

impl Console {
    /// One room.
    pub async fn rooms_get(&self, id: RoomId) -> Result<RoomView, Problem> {
        let (console, now, judged) = (self.clone(), self.now(), self.platform_now());
        let view = self
            .read(move |db| {
                let Some(row) = rooms::get(db, id)?.filter(|row| row.deleted_ms.is_none()) else { return Ok(None) };
                let picture = row.picture_id.map(|picture| pictures::get(db, picture)).transpose()?.flatten();
                let last = last_submission(db, id)?.map(|last| console.inner.gate.as_shown(last, now));
                let shelf = shelf::items(db, id, &console.inner.gate, now)?;
                let agreed = agreements::get(db, ObjectKind::Room, &id.to_string())?;
                let clash = clashes_in(db, row.shop_id)?.remove(&id);
                let view = room_view::view(&row, picture.as_ref(), last.as_ref(), shelf, agreed.as_ref(), judged);
                Ok(Some(RoomView { clash, ..view }))
            })
            .await?;
        view.ok_or_else(|| Problem::new("room.not-found"))
    }

    /// A new draft.
    pub async fn rooms_create(&self) -> Result<RoomView, Problem> {
        let row = RoomRow::draft(RoomId::from_uuid(Uuid::now_v7()), self.inner.shop.id, self.now());
        let id = row.id;
        self.write(move |tx| rooms::insert(tx, &row)).await?;
        self.changed(Topic::Rooms, Vec::new());
        self.rooms_get(id).await
    }

    /// Saves typed fields. Answered when they are on disk.
    pub async fn rooms_save(&self, id: RoomId, patch: RoomPatch) -> Result<Saved<RoomField>, Problem> {
        let now = self.now();
        let patch = rooms::RoomPatch {
            name: patch.name,
            kind: patch.kind,
            start_ms: patch.start_ms.map(Some),
            end_ms: patch.end_ms.map(Some),
            anchor_id: None,
            anchor_name: patch.anchor_name,
            anchor_wechat: patch.anchor_wechat,
            switches: patch.switches,
        };
        let saved = self
            .write(move |tx| {
                let Some(row) = rooms::get(tx, id)? else { return Ok(Err("room.not-found")) };
                if editable(&row, state_of(&row, last_submission(tx, id)?.as_ref())) == Editable::Nothing {
                    return Ok(Err("room.cannot-edit"));
                }
                if patch.kind.is_some_and(|kind| kind != row.kind) {
                    // room/editroom takes no `type`: how a room is broadcast is fixed once the platform has it, or may.
                    let is_with_platform = row.platform_room_id.is_some()
                        || !submissions::open_for_object(tx, ObjectKind::Room, &id.to_string())?.is_empty();
                    if is_with_platform {
                        return Ok(Err("room.kind-fixed"));
                    }
                    rooms::note_said(tx, id, None, now)?;
                }
                rooms::update(tx, id, &patch, now)?;
                let agreed = agreements::get(tx, ObjectKind::Room, &id.to_string())?;
                Ok(rooms::get(tx, id)?.map(|row| (row, agreed)).ok_or("room.not-found"))
            })
            .await?;
        let (row, agreed) = saved.map_err(Problem::new)?;
        let draft = room_view::draft_of(&row);
        let agreed = agreed.as_ref().map(|agreed| &agreed.fields);
        let at = room_view::checked_at(&draft, agreed, self.platform_now());
        self.changed(Topic::Rooms, vec![id.to_string()]);
        Ok(Saved { revision: row.revision, violations: draft.violations(at), name_units: wide_len(row.name.trim()) })
    }

    /// Attaches the one photo of the three pictures.
    pub async fn rooms_set_picture(&self, id: RoomId, path: PathBuf) -> Result<RoomView, Problem> {
        self.room_must_be_editable(id).await?;
        let picture = self.import_picture(path).await?;
        let now = self.now();
        self.write(move |tx| rooms::set_picture(tx, id, Some(picture.id), picture.focus, now)).await?;
        self.changed(Topic::Rooms, vec![id.to_string()]);
        self.rooms_get(id).await
    }

    /// Moves the focus of one of the three pictures.
    pub async fn rooms_set_focus(&self, id: RoomId, slot: Slot, focus: Focus) -> Result<RoomView, Problem> {
        self.room_must_be_editable(id).await?;
        let (focus, now) = (Focus::clamped(focus.x, focus.y), self.now());
        self.write(move |tx| rooms::set_focus(tx, id, slot, focus, now)).await?;
        self.changed(Topic::Rooms, vec![id.to_string()]);
        self.rooms_get(id).await
    }

    /// Changes what is done to the picture in all slots; what it looks at stays in view.
    pub async fn rooms_set_edit(&self, id: RoomId, edit: Edit) -> Result<RoomView, Problem> {
        self.room_must_be_editable(id).await?;
        let now = self.now();
        self.write(move |tx| rooms::set_edit(tx, id, edit, now)).await?;
        self.changed(Topic::Rooms, vec![id.to_string()]);
        self.rooms_get(id).await
    }

    /// Puts a room into the outbox.
    pub async fn rooms_submit(&self, id: RoomId) -> Result<SubmitOutcome, Problem> {
        let now = self.moments();
        let problem = self
            .write(move |tx| {
                let Some(row) = rooms::get(tx, id)?.filter(is_listed) else {
                    return Ok(Some(Problem::new("room.not-found")));
                };
                submit(tx, &row, now)
            })
            .await?;
        self.changed_object(ObjectKind::Room, id.to_string());
        self.inner.wake.notify_one();
        Ok(SubmitOutcome { id: id.to_string(), queued: problem.is_none(), problem })
    }

    /// Deletes rooms that are drafts or over, all or none; undone by [`Self::rooms_restore`].
    pub async fn rooms_delete(&self, ids: Vec<RoomId>) -> Result<(), Problem> {
        let (shop_id, now) = (self.inner.shop.id, self.now());
        let done = self
            .write(move |tx| {
                let mut rows = Vec::with_capacity(ids.len());
                for id in &ids {
                    let Some(row) = rooms::get(tx, *id)? else { return Ok(false) };
                    let state = state_of(&row, last_submission(tx, *id)?.as_ref());
                    if !deletable(state) || room_view::is_read_only(&row) {
                        return Ok(false);
                    }
                    rows.push(row);
                }
                for row in rows {
                    rooms::mark_deleted(tx, row.id, now)?;
                    if row.platform_room_id.is_some() {
                        let object = (ObjectKind::Room, row.id.to_string());
                        let order = Order {
                            shop_id,
                            kind: SubmissionKind::RoomDelete,
                            object,
                            revision: row.revision,
                            snapshot: None,
                            batch: None,
                            not_before_ms: Some(now + UNDO_MS),
                        };
                        outbox::enqueue(tx, order, now)?;
                    }
                }
                Ok(true)
            })
            .await?;
        if !done {
            return Err(Problem::new("room.cannot-delete"));
        }
        self.changed(Topic::Rooms, Vec::new());
        self.changed(Topic::Outbox, Vec::new());
        // So that the engine knows when the time of the undo is over.
        self.inner.wake.notify_one();
        Ok(())
    }

    /// Undoes a deletion.
    pub async fn rooms_restore(&self, ids: Vec<RoomId>) -> Result<(), Problem> {
        let now = self.now();
        self.write(move |tx| {
            for id in ids {
                for mut row in submissions::open_for_object(tx, ObjectKind::Room, &id.to_string())? {
                    if row.kind == SubmissionKind::RoomDelete {
                        outbox::cancel(tx, &mut row, now)?;
                    }
                }
                rooms::restore(tx, id)?;
            }
            Ok(())
        })
        .await?;
        self.changed(Topic::Rooms, Vec::new());
        self.changed(Topic::Outbox, Vec::new());
        Ok(())
    }

    pub(crate) fn moments(&self) -> Moments {
        Moments { now_ms: self.now(), platform_ms: self.platform_now() }
    }

    pub(crate) async fn room_row(&self, id: RoomId) -> Result<RoomRow, Problem> {
        let row = self.read(move |db| rooms::get(db, id)).await?;
        row.ok_or_else(|| Problem::new("room.not-found"))
    }

    async fn room_must_be_editable(&self, id: RoomId) -> Result<(), Problem> {
        match self.rooms_get(id).await?.editable {
            Editable::All => Ok(()),
            Editable::Prices | Editable::Nothing => Err(Problem::new("room.cannot-edit")),
        }
    }
}

/// Creates the room, or edits the one the platform has; what has not been sent yet is replaced by what stands there now.
pub(crate) fn submit(
    tx: &Transaction,
    row: &RoomRow,
    Moments { now_ms, platform_ms }: Moments,
) -> Result<Option<Problem>, StoreError> {
    let last = last_submission(tx, row.id)?;
    let state = state_of(row, last.as_ref());
    if row.kind == RoomKind::Channels {
        return Ok(Some(Problem::new("room.channels")));
    }
    let agreed = agreements::get(tx, ObjectKind::Room, &row.id.to_string())?;
    let refused = last.as_ref().is_some_and(|last| is_refusal(last) && last.kind != SubmissionKind::RoomAddGoods);
    let is_new = row.platform_room_id.is_none() && !is_on_its_way(state);
    if editable(row, state) == Editable::Nothing || !(is_new || refused || room_view::changed_since(row, last.as_ref()))
    {
        return Ok(Some(Problem::new("room.already-submitted")));
    }
    if agreed.as_ref().is_some_and(|agreed| !agreed.theirs.is_empty()) {
        return Ok(Some(Problem::new("room.in-conflict")));
    }
    let draft = room_view::draft_of(row);
    let at = room_view::checked_at(&draft, agreed.as_ref().map(|agreed| &agreed.fields), platform_ms);
    let faults = draft.violations(at).len();
    if faults > 0 {
        return Ok(Some(Problem::new("room.has-faults").with("count", faults)));
    }
    anchors::remember(tx, row.shop_id, row.anchor_wechat.trim(), row.anchor_name.trim(), now_ms)?;
    let mut kind = match row.platform_room_id {
        None => SubmissionKind::RoomCreate,
        Some(_) => SubmissionKind::RoomEdit,
    };
    if let Some(last) = last.filter(|_| is_on_its_way(state))
        && last.kind == kind
        && !outbox::replace(tx, &last, now_ms)?
    {
        // It has left: the newer revision follows as an edit.
        kind = SubmissionKind::RoomEdit;
    }
    let order = Order {
        shop_id: row.shop_id,
        kind,
        object: (ObjectKind::Room, row.id.to_string()),
        revision: row.revision,
        snapshot: Some(Snapshot::of_room(row)),
        batch: None,
        not_before_ms: None,
    };
    outbox::enqueue(tx, order, now_ms)?;
    Ok(None)
}

/// Whether it is a room, and there.
pub(crate) fn is_listed(row: &RoomRow) -> bool {
    row.deleted_ms.is_none() && !row.is_template
}

fn is_on_its_way(state: RoomState) -> bool {
    matches!(state, RoomState::Submitting | RoomState::Checking | RoomState::Waiting)
}

fn deletable(state: RoomState) -> bool {
    matches!(
        state,
        RoomState::Draft | RoomState::Refused | RoomState::NotStarted | RoomState::Ended | RoomState::Expired
    )
}
