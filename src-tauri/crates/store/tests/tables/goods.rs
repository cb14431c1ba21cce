//! Goods: edits, the platform's word.

use crate::{Shop, goods_id, goods_list::names, shop, short_key};
use kaibo_domain::{AuditId, AuditStatus, Focus, GoodsId, PlatformGoodsId, PriceKind};
use kaibo_store::{
    Origin, StoreError, goods,
    goods::{Adoption, GoodsPatch, GoodsQuery, GoodsRow, StatusChange},
};
use rstest::rstest;

fn get(shop: &Shop, good: GoodsId) -> GoodsRow {
    shop.read(move |conn| goods::get(conn, good)).unwrap()
}

fn adoption(platform: i64, status: AuditStatus) -> Adoption {
    Adoption {
        platform_goods_id: PlatformGoodsId(platform),
        audit_id: Some(AuditId(5_000_000_000)),
        audit_status: status,
        sent_revision: 1,
        found: false,
    }
}

#[test]
fn a_full_row_reads_back() {
    let shop = shop();
    let row = GoodsRow {
        name: "连衣裙".into(),
        price_kind: PriceKind::Discount,
        price_text: "199".into(),
        price2_text: "1xx".into(),
        path: "pages/a".into(),
        picture_id: Some(shop.picture()),
        focus: Focus { x: 0.1, y: 0.9 },
        revision: 7,
        sent_revision: Some(6),
        platform_goods_id: Some(PlatformGoodsId(3)),
        audit_id: Some(AuditId(5_000_000_000)),
        audit_status: Some(AuditStatus::Rejected),
        adopted: true,
        approved_ms: Some(2),
        rejected_ms: Some(3),
        synced_ms: Some(4),
        origin: Origin::Console,
        updated_ms: 5,
        deleted_ms: Some(6),
        ..GoodsRow::draft(goods_id(), shop.id, short_key(), 1)
    };
    let (insert, key, shop_id) = (row.clone(), row.short_key.clone(), shop.id);
    shop.write(move |tx| goods::insert(tx, &insert));
    assert_eq!(get(&shop, row.id), row);
    assert_eq!(shop.read(|conn| goods::by_short_key(conn, &key)).unwrap(), row);
    assert_eq!(shop.read(|conn| goods::by_platform_id(conn, shop_id, PlatformGoodsId(3))).unwrap(), row);
}

#[rstest]
#[case("short")]
#[case("far-too-long-a-key")]
#[case("UPPERCASE")]
#[case("with space")]
fn keys_of_another_form_are_refused(#[case] key: &str) {
    let shop = shop();
    let row = GoodsRow::draft(goods_id(), shop.id, key.into(), 1);
    assert!(matches!(shop.store.write_blocking(move |tx| goods::insert(tx, &row)), Err(StoreError::Refused(_))));
}

#[test]
fn a_key_stands_once() {
    let shop = shop();
    let taken = shop.good("连衣裙", 1).short_key;
    let row = GoodsRow::draft(goods_id(), shop.id, taken, 1);
    assert!(matches!(shop.store.write_blocking(move |tx| goods::insert(tx, &row)), Err(StoreError::Taken(_))));
}

#[test]
fn every_edit_counts_and_only_edits_count() {
    let shop = shop();
    let good = shop.good("连衣裙", 1).id;
    let name = |name: &str| GoodsPatch { name: Some(name.into()), ..Default::default() };
    let (picture, first, again, path) = (shop.picture(), name("长裙"), name("长裙"), "pages/b");
    assert_eq!(shop.write(move |tx| goods::update(tx, good, &first, 2)), 2);
    assert_eq!(shop.write(move |tx| goods::update(tx, good, &again, 3)), 2);
    assert_eq!(shop.write(move |tx| goods::update(tx, good, &GoodsPatch::default(), 3)), 2);
    let patch = GoodsPatch { path: Some(path.into()), price_kind: Some(PriceKind::Range), ..Default::default() };
    assert_eq!(shop.write(move |tx| goods::update(tx, good, &patch, 4)), 3);
    assert_eq!(shop.write(move |tx| goods::set_picture(tx, good, Some(picture), Focus::CENTRE, 5)), 4);
    assert_eq!(shop.write(move |tx| goods::set_focus(tx, good, Focus { x: 0.25, y: 1.0 }, 6)), 5);
    let row = get(&shop, good);
    assert_eq!((row.name.as_str(), row.path.as_str(), row.price_kind), ("长裙", path, PriceKind::Range));
    assert_eq!((row.picture_id, row.focus, row.updated_ms), (Some(picture), Focus { x: 0.25, y: 1.0 }, 6));
}

#[test]
fn a_deleted_good_leaves_the_list_takes_no_edit_and_comes_back() {
    let shop = shop();
    let good = shop.good("连衣裙", 1).id;
    shop.write(move |tx| goods::mark_deleted(tx, good, 2));
    assert_eq!(names(&shop, &GoodsQuery::all(shop.id)), Vec::<String>::new());
    let patch = GoodsPatch { name: Some("x".into()), ..Default::default() };
    let refused = shop.store.write_blocking(move |tx| goods::update(tx, good, &patch, 3));
    assert!(matches!(refused, Err(StoreError::NotFound)));
    assert!(matches!(shop.store.write_blocking(move |tx| goods::mark_deleted(tx, good, 3)), Err(StoreError::NotFound)));
    shop.write(move |tx| goods::restore(tx, good));
    assert_eq!(names(&shop, &GoodsQuery::all(shop.id)), ["连衣裙"]);
}

#[test]
fn the_platforms_word_is_no_edit() {
    let shop = shop();
    let (good, shop_id) = (shop.good("连衣裙", 1).id, shop.id);
    shop.write(move |tx| goods::adopt(tx, good, &adoption(7, AuditStatus::Auditing), 2));
    let apply = move |status, now| {
        move |tx: &kaibo_store::Transaction| goods::apply_platform_status(tx, shop_id, PlatformGoodsId(7), status, now)
    };
    assert_eq!(shop.write(apply(AuditStatus::Auditing, 3)), None);
    let change = StatusChange { id: good, from: Some(AuditStatus::Auditing), to: AuditStatus::Approved };
    assert_eq!(shop.write(apply(AuditStatus::Approved, 4)), Some(change));
    assert_eq!(shop.write(apply(AuditStatus::Approved, 5)), None);
    let row = get(&shop, good);
    assert_eq!((row.revision, row.updated_ms, row.sent_revision), (1, 1, Some(1)));
    assert_eq!((row.audit_status, row.approved_ms, row.synced_ms), (Some(AuditStatus::Approved), Some(4), Some(5)));
    assert_eq!(row.audit_id, Some(AuditId(5_000_000_000)));
    let unknown =
        shop.write(move |tx| goods::apply_platform_status(tx, shop_id, PlatformGoodsId(8), AuditStatus::Approved, 6));
    assert_eq!(unknown, None);
    shop.write(move |tx| goods::note_sent(tx, good, 3, 7));
    assert_eq!(get(&shop, good).sent_revision, Some(3));
    shop.write(move |tx| goods::detach(tx, good, 8));
    assert_eq!(get(&shop, good).platform_goods_id, None);
}

#[test]
fn two_goods_never_share_a_platform_id() {
    let shop = shop();
    let (one, other) = (shop.good("一", 1).id, shop.good("二", 1).id);
    shop.write(move |tx| goods::adopt(tx, one, &adoption(7, AuditStatus::Auditing), 2));
    let taken = shop.store.write_blocking(move |tx| goods::adopt(tx, other, &adoption(7, AuditStatus::Auditing), 2));
    assert!(matches!(taken, Err(StoreError::Taken(_))));
}

#[test]
fn the_platform_ids_of_goods_are_listed_by_status() {
    let shop = shop();
    let (shop_id, one, other) = (shop.id, shop.good("一", 1).id, shop.good("二", 1).id);
    shop.write(move |tx| {
        goods::adopt(tx, one, &adoption(1, AuditStatus::Approved), 4)?;
        goods::adopt(tx, other, &adoption(2, AuditStatus::Auditing), 5)
    });
    let there = shop.read(move |conn| goods::on_platform(conn, shop_id, Some(AuditStatus::Auditing)));
    assert_eq!(there, [(PlatformGoodsId(2), Some(AuditStatus::Auditing))]);
    assert_eq!(shop.read(move |conn| goods::on_platform(conn, shop_id, None)).len(), 2);
}
