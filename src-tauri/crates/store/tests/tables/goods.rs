//! Goods: edits, the list, the platform's word.

use crate::{Shop, goods_id, shop, short_key};
use kaibo_domain::{AuditId, AuditStatus, Focus, GoodsId, PlatformGoodsId, PriceKind, ShopId};
use kaibo_store::{
    Origin, StoreError, goods,
    goods::{Adoption, GoodsCounts, GoodsPatch, GoodsQuery, GoodsRow, StatusChange},
};
use proptest::prelude::*;
use rstest::rstest;

fn get(shop: &Shop, good: GoodsId) -> GoodsRow {
    shop.read(move |conn| goods::get(conn, good)).unwrap()
}

fn query(shop: ShopId) -> GoodsQuery {
    GoodsQuery { shop_id: shop, audit: None, search: String::new(), after: None, limit: 50 }
}

fn names(shop: &Shop, query: &GoodsQuery) -> Vec<String> {
    shop.read(|conn| goods::list(conn, query)).rows.into_iter().map(|row| row.name).collect()
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
    assert_eq!(names(&shop, &query(shop.id)), Vec::<String>::new());
    let patch = GoodsPatch { name: Some("x".into()), ..Default::default() };
    let refused = shop.store.write_blocking(move |tx| goods::update(tx, good, &patch, 3));
    assert!(matches!(refused, Err(StoreError::NotFound)));
    assert!(matches!(shop.store.write_blocking(move |tx| goods::mark_deleted(tx, good, 3)), Err(StoreError::NotFound)));
    shop.write(move |tx| goods::restore(tx, good));
    assert_eq!(names(&shop, &query(shop.id)), ["连衣裙"]);
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
fn lists_filter_by_status_and_by_part_of_the_name() {
    let shop = shop();
    let shop_id = shop.id;
    let approved = shop.good("碎花 Dress XL", 1).id;
    let auditing = shop.good("百分百% 纯棉_T恤", 2).id;
    shop.good("草稿裙", 3);
    shop.write(move |tx| {
        goods::adopt(tx, approved, &adoption(1, AuditStatus::Approved), 4)?;
        goods::adopt(tx, auditing, &adoption(2, AuditStatus::Auditing), 5)
    });
    let with = |audit, search: &str| GoodsQuery { audit, search: search.into(), ..query(shop_id) };
    assert_eq!(names(&shop, &with(None, "")), ["草稿裙", "百分百% 纯棉_T恤", "碎花 Dress XL"]);
    assert_eq!(names(&shop, &with(Some(AuditStatus::Approved), "")), ["碎花 Dress XL"]);
    assert_eq!(names(&shop, &with(Some(AuditStatus::NotAudited), "")), ["草稿裙"]);
    assert_eq!(names(&shop, &with(None, " dress ")), ["碎花 Dress XL"]);
    assert_eq!(names(&shop, &with(None, "%")), ["百分百% 纯棉_T恤"]);
    assert_eq!(names(&shop, &with(Some(AuditStatus::Auditing), "裙")), Vec::<String>::new());
    let counts = shop.read(move |conn| goods::count(conn, shop_id));
    assert_eq!(counts, GoodsCounts { not_audited: 1, auditing: 1, approved: 1, rejected: 0 });
    assert_eq!(counts.total(), 3);
    let there = shop.read(move |conn| goods::on_platform(conn, shop_id, Some(AuditStatus::Auditing)));
    assert_eq!(there, [(PlatformGoodsId(2), Some(AuditStatus::Auditing))]);
    assert_eq!(shop.read(move |conn| goods::on_platform(conn, shop_id, None)).len(), 2);
}

#[test]
fn each_filter_walks_its_index() {
    let shop = shop();
    let plan = |sql: &str| {
        shop.read(|conn| {
            let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let lines = statement.query_map([], |row| row.get::<_, String>(3))?;
            Ok(lines.collect::<Result<Vec<_>, _>>()?.join("; "))
        })
    };
    let tail = "AND (updated_ms, id) < (9, '~') ORDER BY updated_ms DESC, id DESC LIMIT 50";
    let all = plan(&format!("SELECT * FROM goods WHERE shop_id = 's' AND deleted_ms IS NULL {tail}"));
    assert!(all.contains("goods_by_update") && !all.contains("TEMP B-TREE"), "{all}");
    let status = "coalesce(audit_status, 0) = 2";
    let some = plan(&format!("SELECT * FROM goods WHERE shop_id = 's' AND deleted_ms IS NULL AND {status} {tail}"));
    assert!(some.contains("goods_by_audit") && !some.contains("TEMP B-TREE"), "{some}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever ties in the order and whatever the page size: all rows, each once, newest first.
    #[test]
    fn pages_are_complete_and_without_doubles(times in proptest::collection::vec(0i64..5, 0..40), limit in 1u32..15) {
        let shop = shop();
        let mut expected: Vec<_> = times.iter().map(|time| {
            let row = shop.good("连衣裙", *time);
            (row.updated_ms, row.id)
        }).collect();
        expected.sort_unstable_by(|one, other| other.cmp(one));
        let mut seen = Vec::new();
        let mut query = GoodsQuery { limit, ..query(shop.id) };
        loop {
            let page = shop.read(|conn| goods::list(conn, &query));
            prop_assert!(page.rows.len() <= limit as usize);
            seen.extend(page.rows.iter().map(|row| (row.updated_ms, row.id)));
            let Some(next) = page.next else { break };
            query.after = Some(next);
        }
        prop_assert_eq!(seen, expected);
    }
}
