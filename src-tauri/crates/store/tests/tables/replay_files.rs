//! Replay files: what a new list does to those that are known.

use crate::{room_id, shop};
use kaibo_domain::{ReplayId, RoomId, replay};
use kaibo_store::{
    replay_files::{self, ReplayFileRow},
    rooms,
    rooms::RoomRow,
};
use uuid::Uuid;

fn listed(room: RoomId, position: u32, address: &str) -> ReplayFileRow {
    ReplayFileRow {
        id: ReplayId::from_uuid(Uuid::now_v7()),
        room_id: room,
        key: replay::key(address).to_owned(),
        address: address.to_owned(),
        position,
        created_ms: Some(1),
        expires_ms: Some(9),
        bytes: None,
        path: None,
        wanted_ms: None,
        validator: None,
        kept_bytes: 0,
        done_ms: None,
        fault: None,
    }
}

#[test]
fn a_new_list_keeps_downloads_and_forgets_what_nobody_wanted() {
    let shop = shop();
    let room = RoomRow::draft(room_id(), shop.id, 1);
    let id = room.id;
    shop.write(move |tx| rooms::insert(tx, &room));
    let first =
        [listed(id, 1, "http://a.b/1.mp4?s=1"), listed(id, 2, "http://a.b/2.mp4"), listed(id, 3, "http://a.b/3.mp4")];
    let known = first.clone();
    shop.write(move |tx| replay_files::take_over(tx, id, &known, 5));
    assert_eq!(shop.read(|db| replay_files::list(db, id)), first);
    assert_eq!(shop.read(|db| replay_files::looked_ms(db, id)), Some(5));

    let (one, other) = (first[0].id, first[2].id);
    shop.write(move |tx| {
        replay_files::want(tx, one, "/tmp/x.mp4", 8)?;
        replay_files::want(tx, other, "/tmp/y.mp4", 7)?;
        replay_files::note_kept(tx, one, (7, Some("v")), 3)?;
        replay_files::set_length(tx, other, 9)
    });
    let wanted = shop.read(|db| replay_files::wanted(db, shop.id));
    assert_eq!(wanted.iter().map(|row| (row.id, row.bytes)).collect::<Vec<_>>(), [(other, None), (one, Some(7))]);
    assert!(shop.read(|db| replay_files::is_taken(db, "/tmp/y.mp4")));
    let signed = listed(id, 2, "http://a.b/1.mp4?s=2");
    let again = signed.clone();
    shop.write(move |tx| replay_files::take_over(tx, id, &[again], 6));
    let expected = ReplayFileRow {
        address: signed.address,
        position: 2,
        bytes: Some(7),
        path: Some("/tmp/x.mp4".into()),
        wanted_ms: Some(8),
        validator: Some("v".into()),
        kept_bytes: 3,
        ..first[0].clone()
    };
    assert_eq!(shop.read(|db| replay_files::list(db, id)), [expected.clone(), wanted[0].clone()]);
    let get = |id| shop.read(|db| replay_files::get(db, id)).unwrap();
    shop.write(move |tx| replay_files::fail(tx, one, "f"));
    assert_eq!((get(one).wanted_ms, get(one).fault), (None, Some("f".into())));
    shop.write(move |tx| replay_files::set_wanted(tx, one, Some(10)));
    assert_eq!((get(one).wanted_ms, get(one).kept_bytes, get(one).fault), (Some(10), 3, None));
    shop.write(move |tx| replay_files::finish(tx, one, "/tmp/z.mp4", 11));
    shop.write(move |tx| replay_files::set_wanted(tx, one, Some(12)));
    assert_eq!((get(one).wanted_ms, get(one).done_ms), (None, Some(11)));
    shop.write(move |tx| replay_files::forget(tx, one));
    let forgotten = ReplayFileRow { address: expected.address, position: 2, bytes: Some(7), ..first[0].clone() };
    assert_eq!(get(one), forgotten);
    shop.write(move |tx| replay_files::take_over(tx, id, &[], 7));
    assert_eq!(shop.read(|db| replay_files::list(db, id)), [wanted[0].clone()]);
}
