//! What was agreed on with the platform.

use crate::shop;
use kaibo_domain::merge::Fields;
use kaibo_store::{
    agreements::{self, AgreementRow},
    submissions::ObjectKind,
};

#[test]
fn an_agreement_is_replaced_and_its_conflict_listed() {
    let shop = shop();
    let fields = |value: &str| Fields::from([("name".to_owned(), value.to_owned())]);
    let row = AgreementRow {
        shop_id: shop.id,
        object_kind: ObjectKind::Room,
        object_id: "r".into(),
        fields: fields("a"),
        theirs: Fields::new(),
        written_ms: 5,
    };
    let id = shop.id;
    let first = row.clone();
    shop.write(move |tx| agreements::put(tx, &first));
    assert_eq!(shop.read(|conn| agreements::get(conn, ObjectKind::Room, "r")), Some(row.clone()));
    assert_eq!(shop.read(move |conn| agreements::in_conflict(conn, id)), []);
    let contested = AgreementRow { theirs: fields("b"), written_ms: 6, ..row };
    let second = contested.clone();
    shop.write(move |tx| agreements::put(tx, &second));
    assert_eq!(shop.read(move |conn| agreements::in_conflict(conn, id)), [contested]);
    shop.write(|tx| agreements::remove(tx, ObjectKind::Room, "r"));
    assert_eq!(shop.read(|conn| agreements::get(conn, ObjectKind::Room, "r")), None);
}
