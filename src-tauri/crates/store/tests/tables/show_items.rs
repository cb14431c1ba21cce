//! Runs of show: their order, what was taken out, and what goes with a room.

use crate::{room_id, shop};
use kaibo_domain::{ShowItemId, ShowKind};
use kaibo_store::{
    rooms,
    rooms::RoomRow,
    show_items::{self, ShowItemRow},
};
use uuid::Uuid;

#[test]
fn what_was_taken_out_is_put_back_where_it_stood_until_it_is_forgotten() {
    let shop = shop();
    let room = RoomRow::draft(room_id(), shop.id, 1);
    let id = room.id;
    let items: [ShowItemRow; 3] =
        std::array::from_fn(|_| ShowItemRow::new(ShowItemId::from_uuid(Uuid::now_v7()), id, ShowKind::Draw, None, 5));
    let [first, second, third] = items.clone().map(|item| item.id);
    shop.write(move |tx| {
        rooms::insert(tx, &room)?;
        items.iter().try_for_each(|item| show_items::insert(tx, item))
    });
    let order = || -> Vec<_> { shop.read(|db| show_items::list(db, id)).iter().map(|item| item.id).collect() };
    shop.write(move |tx| show_items::arrange(tx, &[third, first, second]));
    assert_eq!(order(), [third, first, second]);

    shop.write(move |tx| show_items::set_removed(tx, id, first, Some(50)));
    assert_eq!((order(), shop.read(|db| show_items::get(db, first))), (vec![third, second], None));
    shop.write(move |tx| show_items::forget_removed(tx, id, 50));
    shop.write(move |tx| show_items::set_removed(tx, id, first, None));
    assert_eq!(order(), [third, first, second]);
    // Of another room it is not: nothing happens.
    shop.write(move |tx| show_items::set_removed(tx, room_id(), first, Some(60)));
    assert_eq!(order(), [third, first, second]);

    shop.write(move |tx| {
        show_items::set_removed(tx, id, first, Some(70))?;
        show_items::forget_removed(tx, id, 71)?;
        show_items::set_removed(tx, id, first, None)
    });
    assert_eq!(order(), [third, second]);
    let done = ShowItemRow { done_ms: Some(80), count: 3, ..shop.read(|db| show_items::get(db, third)).unwrap() };
    let update = done.clone();
    shop.write(move |tx| show_items::update(tx, &update));
    assert_eq!(shop.read(|db| show_items::get(db, third)), Some(ShowItemRow { revision: 2, ..done }));
}
