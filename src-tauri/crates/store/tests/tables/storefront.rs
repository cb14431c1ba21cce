//! The storefront: its layout, what was published of it, and the pictures that are its own.

use crate::{room_id, shop};
use kaibo_domain::{
    Focus, Secret,
    storefront::{S3Settings, ServerSettings, StorefrontDraft, TargetKind},
};
use kaibo_store::{
    pictures, rooms,
    rooms::RoomRow,
    storefront_pictures::{self, StorefrontPicture},
    storefront_versions::{self, StorefrontVersionRow},
    storefronts::{self, StorefrontTarget},
};

fn version(version: u32) -> StorefrontVersionRow {
    let document = format!("{{\"version\":{version}}}");
    StorefrontVersionRow { version, published_ms: i64::from(version), document, elsewhere: false }
}

fn folder(path: &str) -> StorefrontTarget {
    StorefrontTarget { folder: Some(path.into()), ..StorefrontTarget::default() }
}

#[test]
fn another_folder_keeps_the_layout_and_forgets_what_counted_in_the_old_one() {
    let shop = shop();
    let id = shop.id;
    assert_eq!(shop.read(|db| storefronts::get(db, id)).draft, StorefrontDraft::default());
    let draft = StorefrontDraft { automatic: true, ..StorefrontDraft::default() };
    let kept = draft.clone();
    shop.write(move |tx| {
        storefronts::put_target(tx, id, &folder("one"), 5)?;
        storefronts::put_draft(tx, id, &kept, 6)?;
        storefronts::set_current(tx, id, Some(3))?;
        storefronts::set_problem(tx, id, Some("full"))
    });
    let row = shop.read(|db| storefronts::get(db, id));
    assert_eq!((row.revision, row.target.folder.as_deref(), row.current_version), (2, Some("one"), Some(3)));
    shop.write(move |tx| storefronts::put_target(tx, id, &folder("two"), 7));
    let row = shop.read(|db| storefronts::get(db, id));
    assert_eq!((row.draft, row.target.folder.as_deref(), row.current_version), (draft, Some("two"), None));
    assert_eq!(row.problem, None);
}

#[test]
fn the_newest_versions_are_kept_and_the_one_that_counts() {
    let shop = shop();
    let id = shop.id;
    assert_eq!(shop.read(|db| storefront_versions::highest(db, id)), 0);
    shop.write(move |tx| {
        storefronts::put_target(tx, id, &folder("one"), 5)?;
        storefront_versions::put(tx, id, &version(1), 2)?;
        storefronts::set_current(tx, id, Some(1))?;
        (2..=5).try_for_each(|number| storefront_versions::put(tx, id, &version(number), 2))
    });
    let listed: Vec<_> = shop.read(|db| storefront_versions::list(db, id, 10)).iter().map(|row| row.version).collect();
    assert_eq!(listed, [5, 4, 1]);
    assert_eq!(shop.read(|db| storefront_versions::highest(db, id)), 5);
    assert_eq!(shop.read(|db| storefront_versions::get(db, id, 4)), Some(version(4)));
}

#[test]
fn a_picture_of_the_storefront_is_in_use_until_it_is_taken_away() {
    let shop = shop();
    let id = shop.id;
    let (cover, icon) = (shop.picture(), shop.picture());
    let room = RoomRow::draft(room_id(), id, 1);
    let room_id = room.id;
    let shown = |picture_id| StorefrontPicture { picture_id, focus: Focus { x: 0.25, y: 0.75 } };
    shop.write(move |tx| {
        rooms::insert(tx, &room)?;
        storefront_pictures::put(tx, id, None, shown(cover))?;
        storefront_pictures::put(tx, id, None, shown(icon))?;
        storefront_pictures::put(tx, id, Some(room_id), shown(cover))
    });
    assert_eq!(shop.read(|db| storefront_pictures::get(db, id, Some(room_id))), Some(shown(cover)));
    let all = shop.read(|db| storefront_pictures::all(db, id));
    assert_eq!((all.len(), all[&None], all[&Some(room_id)]), (2, shown(icon), shown(cover)));
    assert_eq!(shop.write(move |tx| pictures::delete(tx, icon, 0)), None);
    assert_eq!(shop.read(|db| pictures::uses(db, icon))[0].kind, "storefront");
    shop.write(move |tx| storefront_pictures::remove(tx, id, None));
    assert!(shop.write(move |tx| pictures::delete(tx, icon, 0)).is_some());
    assert_eq!(shop.write(move |tx| pictures::delete(tx, cover, 0)), None, "a room shows it");
    // A deletion that cannot be undone any more lets go of it.
    shop.write(move |tx| rooms::mark_deleted(tx, room_id, 5));
    assert!(shop.write(move |tx| pictures::delete(tx, cover, 6)).is_some());
}

#[test]
fn a_target_keeps_what_the_others_need_and_shows_no_secret() {
    let shop = shop();
    let id = shop.id;
    let target = StorefrontTarget {
        kind: TargetKind::Server,
        folder: Some("one".into()),
        s3: S3Settings { bucket: "live".into(), ..S3Settings::default() },
        s3_secret: Some(Secret::new("canary-s3")),
        server: ServerSettings { address: "https://shop.example".into(), ..ServerSettings::default() },
        server_secret: Some(Secret::new("canary-server")),
    };
    let kept = target.clone();
    shop.write(move |tx| {
        storefronts::put_target(tx, id, &kept, 5)?;
        storefronts::set_attempted(tx, id, "00")
    });
    let row = shop.read(|db| storefronts::get(db, id));
    assert_eq!((row.attempted.as_deref(), &row.target), (Some("00"), &target));
    assert!(!format!("{row:?}").contains("canary"));
}
