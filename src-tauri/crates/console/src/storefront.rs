//! Use cases of 店面: the storefront is laid out offline, looked at, and published when staff say so, or by itself after the
//! platform was read.
//!
//! The platform has no part in it: the mini program reads what is published (docs/storefront-format.md).

mod check;
mod draw_up;
mod publish;
mod target;

pub(crate) use check::{Shown, shown_of};
pub(crate) use draw_up::drawing;

use crate::{
    Console, pictures as photos,
    view::{
        Problem, StorefrontCover, StorefrontPatch, StorefrontRoom, StorefrontVersion, StorefrontView, Topic, shown,
    },
};
use draw_up::{Hashes, Material, material};
use kaibo_domain::{
    Edit, Focus, RoomId, Slot, Violation,
    storefront::{Absence, Candidate, Document, EntranceIcon, StorefrontDraft, StorefrontField},
};
use kaibo_publish::Progress;
use kaibo_store::{
    Connection, StoreError,
    pictures::{self, PictureRow},
    rooms::{self, RoomRow},
    storefront_pictures::{self, StorefrontPicture},
    storefront_versions::{self, StorefrontVersionRow},
    storefronts,
};
use std::{collections::HashMap, path::PathBuf};
use target::target_view;

/// Rooms that are told of besides those that buyers see.
const ABSENT_MAX: usize = 100;

/// What is kept of the storefront while the program runs.
#[derive(Default)]
pub(crate) struct Storefront {
    /// What pictures are once they are made.
    pub hashes: Hashes,
    /// Held while a target is looked at and written: one publishing at a time.
    pub turn: tokio::sync::Mutex<()>,
    /// How far the publishing has come that is under way.
    pub progress: Progress,
    /// Stops it.
    pub stop: tokio::sync::Notify,
}

impl Console {
    /// The storefront.
    pub async fn storefront_view(&self) -> Result<StorefrontView, Problem> {
        let (console, now_ms) = (self.clone(), self.now());
        let (material, photos, published) = self
            .read(move |db| {
                let material = material(db, &console, now_ms)?;
                let photos = own_photos(db, &material)?;
                let current = material.row.current_version;
                let shop = console.inner.shop.id;
                let row = current.map(|version| storefront_versions::get(db, shop, version)).transpose()?.flatten();
                Ok((material, photos, row))
            })
            .await?;
        let laid = material.laid(now_ms);
        let listed = laid.listed.iter().map(|room| room_view(&material, &photos, room, None)).collect();
        let absent = laid.absent.iter().map(|(room, why)| room_view(&material, &photos, room, Some(*why)));
        let mut absent: Vec<_> = absent.collect();
        // What is a draft or over for good is nobody's decision here.
        absent.sort_by_key(|room| room.absence == Some(Absence::NotOpen));
        absent.truncate(ABSENT_MAX);
        let row = &material.row;
        Ok(StorefrontView {
            violations: violations(&material),
            icon: material.own.get(&None).and_then(|own| Some(own_icon(own, photos.get(&None)?))),
            rooms: listed,
            absent,
            shop: self.profile().name,
            target: target_view(&row.target),
            published: published.map(|version| version_view(&version, row.current_version, true)),
            problem: row.problem.as_deref().and_then(|problem| serde_json::from_str(problem).ok()),
            draft: row.draft.clone(),
            revision: row.revision,
            now_ms,
        })
    }

    /// Saves what is laid out. Answered when it is on disk.
    pub async fn storefront_save(&self, patch: StorefrontPatch) -> Result<StorefrontView, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        self.write(move |tx| {
            let row = storefronts::get(tx, shop)?;
            let draft = patched(row.draft.clone(), patch);
            if draft != row.draft {
                storefronts::put_draft(tx, shop, &draft, now)?;
            }
            Ok(())
        })
        .await?;
        self.changed(Topic::Storefront, Vec::new());
        self.storefront_view().await
    }

    /// Takes a picture file as the cover of a room, or, without a room, as the entrance's icon.
    pub async fn storefront_set_picture(&self, room: Option<RoomId>, path: PathBuf) -> Result<StorefrontView, Problem> {
        let shop = self.inner.shop.id;
        self.must_be_here(room).await?;
        let picture = self.import_picture(path).await?;
        let shown = StorefrontPicture { picture_id: picture.id, focus: picture.focus };
        let now = self.now();
        let done = self
            .write(move |tx| {
                if pictures::get(tx, shown.picture_id)?.is_none() {
                    return Ok(false);
                }
                storefront_pictures::put(tx, shop, room, shown)?;
                let mut draft = storefronts::get(tx, shop)?.draft;
                if room.is_none() {
                    draft.entrance.icon = EntranceIcon::Own;
                }
                storefronts::put_draft(tx, shop, &draft, now)?;
                Ok(true)
            })
            .await?;
        if !done {
            return Err(Problem::new("picture.missing"));
        }
        self.storefront_pictures_changed();
        self.storefront_view().await
    }

    /// Moves the focus of a picture of the storefront's own.
    pub async fn storefront_set_focus(&self, room: Option<RoomId>, focus: Focus) -> Result<StorefrontView, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let focus = Focus::clamped(focus.x, focus.y);
        self.write(move |tx| {
            if let Some(shown) = storefront_pictures::get(tx, shop, room)? {
                storefront_pictures::put(tx, shop, room, StorefrontPicture { focus, ..shown })?;
                storefronts::put_draft(tx, shop, &storefronts::get(tx, shop)?.draft, now)?;
            }
            Ok(())
        })
        .await?;
        self.changed(Topic::Storefront, Vec::new());
        self.storefront_view().await
    }

    /// Takes a picture of the storefront's own away: the room's photo stands again, or a drawing.
    pub async fn storefront_remove_picture(&self, room: Option<RoomId>) -> Result<StorefrontView, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        self.write(move |tx| {
            storefront_pictures::remove(tx, shop, room)?;
            let mut draft = storefronts::get(tx, shop)?.draft;
            if room.is_none() && draft.entrance.icon == EntranceIcon::Own {
                draft.entrance.icon = EntranceIcon::default();
            }
            storefronts::put_draft(tx, shop, &draft, now)
        })
        .await?;
        self.storefront_pictures_changed();
        self.storefront_view().await
    }

    /// What the storefront is made of now.
    async fn storefront_material(&self) -> Result<Material, Problem> {
        let (console, now_ms) = (self.clone(), self.now());
        self.read(move |db| material(db, &console, now_ms)).await
    }

    async fn must_be_here(&self, room: Option<RoomId>) -> Result<(), Problem> {
        let Some(id) = room else { return Ok(()) };
        let row = self.read(move |db| rooms::get(db, id)).await?;
        match row.filter(|row| row.deleted_ms.is_none() && !row.is_template) {
            Some(_) => Ok(()),
            None => Err(Problem::new("room.not-found")),
        }
    }

    fn storefront_pictures_changed(&self) {
        self.changed(Topic::Storefront, Vec::new());
        self.changed(Topic::Pictures, Vec::new());
    }
}

fn violations(material: &Material) -> Vec<Violation<StorefrontField>> {
    material.row.draft.violations(material.own.contains_key(&None))
}

/// What is known of the storefront's own pictures, by room.
type OwnPhotos = HashMap<Option<RoomId>, PictureRow>;

fn own_photos(db: &Connection, material: &Material) -> Result<OwnPhotos, StoreError> {
    let mut photos = HashMap::new();
    for (room, own) in &material.own {
        photos.extend(pictures::get(db, own.picture_id)?.map(|photo| (*room, photo)));
    }
    Ok(photos)
}

fn own_icon(own: &StorefrontPicture, photo: &PictureRow) -> StorefrontCover {
    let own_view = Some(photos::view(photo, &[Slot::Goods]));
    StorefrontCover { picture: own.picture_id, focus: own.focus, edit: Edit::default(), own: own_view }
}

fn room_view(
    material: &Material,
    photos: &OwnPhotos,
    (row, candidate): &(RoomRow, Candidate),
    absence: Option<Absence>,
) -> StorefrontRoom {
    let own = photos.get(&Some(row.id)).map(|photo| photos::view(photo, &[Slot::Cover]));
    let cover = material.cover(row);
    StorefrontRoom {
        id: row.id,
        name: shown(row.name.trim()),
        anchor_name: shown(row.anchor_name.trim()),
        kind: row.kind,
        start_ms: row.start_ms,
        state: candidate.state,
        replay: candidate.replay,
        replay_until_ms: candidate.replay_until_ms,
        pinned: material.row.draft.list.pinned.contains(&row.id),
        cover: cover.map(|(picture, how)| StorefrontCover { picture, focus: how.focus, edit: how.edit, own }),
        absence,
    }
}

fn version_view(row: &StorefrontVersionRow, current: Option<u32>, there: bool) -> StorefrontVersion {
    // What an earlier program wrote is read by the same rules as what stands in a folder.
    let document = Document::read(row.document.as_bytes()).ok();
    let entrance = document.as_ref().map(|document| &document.entrance).filter(|entrance| entrance.on);
    StorefrontVersion {
        version: row.version,
        published_ms: row.published_ms,
        rooms: document.as_ref().map_or(0, |document| document.rooms.len() as u32),
        entrance: entrance.map(|entrance| entrance.name.clone()).unwrap_or_default(),
        current: current == Some(row.version),
        elsewhere: row.elsewhere,
        there,
    }
}

fn patched(mut draft: StorefrontDraft, patch: StorefrontPatch) -> StorefrontDraft {
    fn put<T>(field: &mut T, value: Option<T>) {
        if let Some(value) = value {
            *field = value;
        }
    }
    put(&mut draft.entrance.on, patch.on);
    put(&mut draft.entrance.name, patch.name);
    put(&mut draft.entrance.icon, patch.icon);
    put(&mut draft.page, patch.page);
    put(&mut draft.list.order, patch.order);
    put(&mut draft.list.by_hand, patch.by_hand);
    put(&mut draft.list.pinned, patch.pinned);
    put(&mut draft.list.hidden, patch.hidden);
    put(&mut draft.list.ended, patch.ended);
    put(&mut draft.list.ended_days, patch.ended_days);
    put(&mut draft.finder_user_name, patch.finder_user_name);
    put(&mut draft.automatic, patch.automatic);
    draft.tidied()
}
