//! Counted calls and parked endpoints.

use crate::shop;
use kaibo_store::quotas::{self, ParkedRow};

#[test]
fn calls_are_counted_until_the_reset_and_then_anew() {
    let shop = shop();
    let id = shop.id;
    let count = |now, resets| shop.write(move |tx| quotas::count(tx, id, "/a", 2, (now, resets)));
    assert_eq!((count(1, 100), count(99, 100)), (2, 4));
    assert_eq!(shop.read(move |conn| quotas::used(conn, id, 99)), [("/a".to_owned(), 4)]);
    assert_eq!(shop.read(move |conn| quotas::used(conn, id, 100)), []);
    assert_eq!((count(100, 200), count(150, 200)), (2, 4));
}

#[test]
fn a_park_is_replaced_and_forgotten() {
    let shop = shop();
    let id = shop.id;
    let row = |until_ms| ParkedRow { endpoint: "/a".into(), until_ms, errcode: 45009 };
    shop.write(move |tx| quotas::park(tx, id, &row(5)));
    shop.write(move |tx| quotas::park(tx, id, &row(9)));
    assert_eq!(shop.read(move |conn| quotas::parked(conn, id)), [row(9)]);
    shop.write(move |tx| quotas::unpark(tx, id, "/a"));
    assert_eq!(shop.read(move |conn| quotas::parked(conn, id)), []);
}
