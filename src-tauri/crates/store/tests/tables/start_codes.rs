//! Start codes: one a room, one for the shop; what they show is used.

use crate::{room_id, shop};
use kaibo_store::{pictures, rooms, rooms::RoomRow, start_codes};

#[test]
fn a_room_and_the_shop_have_one_code_each_and_their_pictures_stay() {
    let shop = shop();
    let id = shop.id;
    let room = RoomRow { name: "双十二".into(), ..RoomRow::draft(room_id(), id, 1) };
    let (room_id, insert) = (room.id, room);
    shop.write(move |tx| rooms::insert(tx, &insert));
    let [first, second, common] = [shop.picture(), shop.picture(), shop.picture()];
    shop.write(move |tx| {
        start_codes::put(tx, id, Some(room_id), first)?;
        start_codes::put(tx, id, None, common)?;
        start_codes::put(tx, id, Some(room_id), second)
    });
    let code = |room| shop.read(|conn| start_codes::get(conn, id, room));
    assert_eq!((code(Some(room_id)), code(None)), (Some(second), Some(common)));
    let used = |picture| shop.read(|conn| pictures::uses(conn, picture));
    assert_eq!(used(second)[0].name, "双十二");
    assert_eq!((used(common)[0].kind.as_str(), used(common)[0].name.as_str()), ("golive", ""));
    assert_eq!(used(first), []);

    let delete = |picture| shop.write(move |tx| pictures::delete(tx, picture, 100)).is_some();
    assert_eq!((delete(first), delete(second), delete(common)), (true, false, false));
    // A room that was deleted for good lets go of its code.
    shop.write(move |tx| rooms::mark_deleted(tx, room_id, 50));
    assert_eq!((used(second), delete(second), code(Some(room_id))), (Vec::new(), true, None));
    shop.write(move |tx| start_codes::remove(tx, id, None));
    assert_eq!((code(None), delete(common)), (None, true));
}
