//! What buyers see of one room in what was published last: for the list of what is to be right before a start.

use kaibo_domain::storefront::Document;
use kaibo_store::{Connection, StoreError, rooms::RoomRow, storefront_versions, storefronts};

/// How a room stands in the published storefront.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As it is planned.
    AsPlanned,
    /// With another name, anchor or time.
    Otherwise,
    /// Not at all.
    Missing,
    /// Not at all, because staff took it out.
    Hidden,
    /// Nothing was ever published.
    NothingPublished,
}

/// Looks at what was published as far as it is known here: no folder is read.
pub(crate) fn shown_of(db: &Connection, row: &RoomRow) -> Result<Shown, StoreError> {
    let storefront = storefronts::get(db, row.shop_id)?;
    if storefront.draft.list.hidden.contains(&row.id) {
        return Ok(Shown::Hidden);
    }
    let version = storefront.current_version;
    let version = version.map(|version| storefront_versions::get(db, row.shop_id, version)).transpose()?.flatten();
    let document = version.and_then(|version| Document::read(version.document.as_bytes()).ok());
    let Some(document) = document else { return Ok(Shown::NothingPublished) };
    let listed = document.rooms.iter().find(|room| room.id == row.id);
    let planned = (row.name.trim(), row.anchor_name.trim(), row.start_ms, row.end_ms);
    Ok(match listed.map(|room| (room.title.as_str(), room.anchor.as_str(), room.start_ms, room.end_ms)) {
        Some(listed) if listed == planned => Shown::AsPlanned,
        Some(_) => Shown::Otherwise,
        None => Shown::Missing,
    })
}
