//! A room of the file, made or changed.

use super::{
    super::{
        contents::{Draft, Entry},
        session::Record,
    },
    Pictures,
};
use kaibo_domain::{Focus, RoomDraft, RoomId, RoomSwitches, Slot};
use kaibo_store::{
    StoreError, Transaction,
    rooms::{self, RoomPatch, RoomRow},
};

/// Takes these fields over.
pub(super) fn take(
    tx: &Transaction,
    pictures: &mut Pictures,
    entry: &Entry,
    record: &Record,
    taken: &[String],
) -> Result<(), StoreError> {
    let Draft::Room(draft) = &entry.draft else { return Ok(()) };
    let (id, now) = (RoomId::from_uuid(entry.id), pictures.now_ms());
    match &record.ours {
        None => rooms::insert(tx, &RoomRow::draft(id, pictures.shop(), now))?,
        Some(ours) if ours.is_deleted => rooms::restore(tx, id)?,
        Some(_) => {}
    }
    let here = rooms::get(tx, id)?.ok_or(StoreError::NotFound)?;
    if draft.kind != here.kind && taken.iter().any(|field| field == "kind") {
        // As in the editor: what was said of its broadcast was said of another kind.
        rooms::note_said(tx, id, None, now)?;
    }
    rooms::update(tx, id, &patch(draft, here.switches, taken), now)?;
    if !taken.iter().any(|field| field == "picture") {
        return Ok(());
    }
    let Some(used) = &entry.picture else {
        return rooms::set_picture(tx, id, None, Focus::CENTRE, now).map(drop);
    };
    if let Some(picture) = pictures.of(tx, &used.hash)? {
        rooms::set_picture(tx, id, Some(picture), Focus::CENTRE, now)?;
        rooms::set_edit(tx, id, used.edit, now)?;
        for (slot, spot) in [Slot::Background, Slot::Share, Slot::Feeds, Slot::Cover].into_iter().zip(&used.foci) {
            rooms::set_focus(tx, id, slot, spot.focus(), now)?;
        }
    }
    Ok(())
}

fn patch(draft: &RoomDraft, here: RoomSwitches, taken: &[String]) -> RoomPatch {
    let has = |name: &str| taken.iter().any(|field| field == name);
    let switch = |name: &str, mine: bool, theirs: bool| if has(name) { theirs } else { mine };
    let theirs = draft.switches;
    RoomPatch {
        name: has("name").then(|| draft.name.clone()),
        kind: has("kind").then_some(draft.kind),
        start_ms: has("start").then_some(draft.start_ms),
        end_ms: has("end").then_some(draft.end_ms),
        anchor_id: None,
        anchor_name: has("anchorName").then(|| draft.anchor_name.clone()),
        anchor_wechat: has("anchorWechat").then(|| draft.anchor_wechat.clone()),
        switches: Some(RoomSwitches {
            like: switch("like", here.like, theirs.like),
            shelf: switch("shelf", here.shelf, theirs.shelf),
            comment: switch("comment", here.comment, theirs.comment),
            replay: switch("replay", here.replay, theirs.replay),
            share: switch("share", here.share, theirs.share),
            service: switch("service", here.service, theirs.service),
            feed: switch("feed", here.feed, theirs.feed),
        }),
    }
}
