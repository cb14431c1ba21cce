//! What stands here of a record of the file, and what of it can still be changed: by the same rules as in its editor.

use super::contents::{Draft, Entry, PictureUse, Spot};
use crate::{
    goods,
    goods_send::not_now,
    goods_view, room_view, rooms,
    view::{Editable, Problem},
};
use kaibo_domain::{Edit, Focus, GoodsId, PictureId, RoomId, ShopId};
use kaibo_store::{
    Connection, StoreError,
    goods::GoodsRow,
    rooms::RoomRow,
    submissions::{self, ObjectKind},
    team_bases,
};
use std::collections::{BTreeMap, HashMap};

/// The content of our pictures: BLAKE3, hexadecimal.
pub(super) type Hashes = HashMap<PictureId, String>;

/// A record as it stands here.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ours {
    /// With what the colleague had, as far as known, for a base.
    pub entry: Entry,
    /// Its picture.
    pub picture: Option<PictureId>,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// Why it cannot be brought back.
    pub stays_deleted: Option<Problem>,
    /// Fields that cannot be changed any more, and why.
    pub locks: BTreeMap<String, Problem>,
}

/// What stands here of a record of the file.
pub(super) fn look(db: &Connection, shop: ShopId, theirs: &Entry, hashes: &Hashes) -> Result<Option<Ours>, StoreError> {
    match theirs.kind() {
        ObjectKind::Room => {
            let row = kaibo_store::rooms::get(db, RoomId::from_uuid(theirs.id))?;
            row.filter(|row| row.shop_id == shop).map(|row| of_room(db, &row, hashes)).transpose()
        }
        _ => {
            let row = kaibo_store::goods::get(db, GoodsId::from_uuid(theirs.id))?;
            row.filter(|row| row.shop_id == shop).map(|row| of_goods(db, &row, hashes)).transpose()
        }
    }
}

/// Why a record that is not here cannot be made here.
pub(super) fn why_not_new(db: &Connection, theirs: &Entry) -> Result<Option<Problem>, StoreError> {
    let taken = match theirs.kind() {
        ObjectKind::Room => kaibo_store::rooms::get(db, RoomId::from_uuid(theirs.id))?.is_some(),
        // By its id, or by what goods are recognised by on the platform.
        _ => kaibo_store::goods::by_short_key(db, &goods::short_key(theirs.id))?.is_some(),
    };
    Ok(taken.then(|| Problem::new("team.taken")))
}

pub(super) fn of_goods(db: &Connection, row: &GoodsRow, hashes: &Hashes) -> Result<Ours, StoreError> {
    let state = goods_view::state_of(row, goods::last_submission(db, row.id)?.as_ref());
    let (locked, why): (&[&str], _) = match goods_view::editable(row, state) {
        Editable::All => (&[], ""),
        Editable::Prices => (&["name", "path", "picture"], "goods.only-price"),
        Editable::Nothing => (&["name", "path", "picture", "price"], not_now(row, state)),
    };
    let object = row.id.to_string();
    let entry = Entry {
        id: row.id.uuid(),
        updated_ms: row.updated_ms,
        draft: Draft::Goods { code: row.code.clone(), draft: goods_view::draft_of(row) },
        picture: picture(row.picture_id, hashes, vec![row.focus], row.edit),
        base: team_bases::get(db, ObjectKind::Goods, &object)?,
    };
    let is_there = row.platform_goods_id.is_some();
    Ok(Ours {
        entry,
        picture: row.picture_id,
        is_deleted: row.deleted_ms.is_some(),
        stays_deleted: stays_deleted(db, ObjectKind::Goods, &object, is_there)?,
        locks: locked.iter().map(|field| ((*field).to_owned(), Problem::new(why))).collect(),
    })
}

pub(super) fn of_room(db: &Connection, row: &RoomRow, hashes: &Hashes) -> Result<Ours, StoreError> {
    let state = room_view::state_of(row, rooms::last_submission(db, row.id)?.as_ref());
    let object = row.id.to_string();
    let foci = [row.focus.background, row.focus.share, row.focus.feeds, row.focus.cover];
    let entry = Entry {
        id: row.id.uuid(),
        updated_ms: row.updated_ms,
        draft: Draft::Room(room_view::draft_of(row)),
        picture: picture(row.picture_id, hashes, foci.to_vec(), row.edit),
        base: team_bases::get(db, ObjectKind::Room, &object)?,
    };
    let is_there = row.platform_room_id.is_some();
    let mut locks = BTreeMap::new();
    if room_view::editable(row, state) == Editable::Nothing || row.is_template {
        locks = entry.fields().into_keys().map(|field| (field, Problem::new("room.cannot-edit"))).collect();
    } else if is_there || !submissions::open_for_object(db, ObjectKind::Room, &object)?.is_empty() {
        locks.insert("kind".to_owned(), Problem::new("room.kind-fixed"));
    }
    Ok(Ours {
        entry,
        picture: row.picture_id,
        is_deleted: row.deleted_ms.is_some(),
        stays_deleted: stays_deleted(db, ObjectKind::Room, &object, is_there)?,
        locks,
    })
}

/// What the platform has, or may have, is deleted there as well: it does not come back by a file.
fn stays_deleted(
    db: &Connection,
    kind: ObjectKind,
    object: &str,
    is_there: bool,
) -> Result<Option<Problem>, StoreError> {
    let is_bound = is_there || !submissions::open_for_object(db, kind, object)?.is_empty();
    Ok(is_bound.then(|| Problem::new("team.deleted-there")))
}

/// A picture whose content nobody has looked at is like no other.
fn picture(id: Option<PictureId>, hashes: &Hashes, foci: Vec<Focus>, edit: Edit) -> Option<PictureUse> {
    let hash = hashes.get(&id?).cloned().unwrap_or_else(|| "?".to_owned());
    Some(PictureUse { hash, foci: foci.into_iter().map(Spot::of).collect(), edit })
}
