//! What colleagues have as well.

use crate::shop;
use kaibo_domain::merge::Fields;
use kaibo_store::{submissions::ObjectKind, team_bases};

#[test]
fn what_a_colleague_had_is_replaced_and_since_when_they_have_it_stays() {
    let shop = shop();
    let fields = |value: &str| Fields::from([("name".to_owned(), value.to_owned())]);
    let known = || shop.read(|db| team_bases::get(db, ObjectKind::Goods, "g"));
    let since = || shop.read(|db| team_bases::shared_since(db, ObjectKind::Goods, "g"));
    assert_eq!((known(), since()), (None, None));
    shop.write(|tx| team_bases::share(tx, ObjectKind::Goods, "g", 5));
    assert_eq!((known(), since()), (None, Some(5)), "sent to them, nothing known of theirs");
    let (first, second) = (fields("a"), fields("b"));
    shop.write(move |tx| team_bases::put(tx, ObjectKind::Goods, "g", &first, 6));
    assert_eq!((known(), since()), (Some(fields("a")), Some(5)));
    shop.write(move |tx| team_bases::put(tx, ObjectKind::Goods, "g", &second, 7));
    shop.write(|tx| team_bases::share(tx, ObjectKind::Goods, "g", 8));
    assert_eq!((known(), since()), (Some(fields("b")), Some(5)));
    assert_eq!(
        shop.read(|db| team_bases::get(db, ObjectKind::Room, "g")),
        None,
        "a room of the same id is another thing"
    );
}
