//! The goods list: filters, orders, counts.

use crate::{Shop, goods_id, room_id, shop, short_key};
use kaibo_domain::{AuditStatus, Fen, GoodsState, PriceKind};
use kaibo_store::{
    Origin, goods,
    goods::{GoodsOrder, GoodsQuery, GoodsRow},
    room_goods::{self, ShelfState},
    rooms::{self, RoomRow},
};
use rstest::rstest;

/// The names that a query lists, in its order.
pub fn names(shop: &Shop, query: &GoodsQuery) -> Vec<String> {
    let rows = shop.read(|conn| goods::rows(conn, &goods::find(conn, query)?.keys));
    rows.into_iter().map(|row| row.name).collect()
}

/// 裙 (approved, 10–20 yuan), 帽 (rejected, 5 yuan), 鞋 (draft, no price), 包 (draft, gone, 30 yuan), made in this order;
/// 袜 is another shop's, 伞 deleted.
fn filled() -> Shop {
    let shop = shop();
    let other = crate::shop().id;
    shop.write(move |tx| {
        Ok(tx.execute(
            "INSERT INTO shops SELECT ?1, name, kind, app_id, created_ms, last_used_ms FROM shops",
            [other.to_string()],
        )?)
    });
    let draft = |name: &str, now_ms| GoodsRow {
        name: name.into(),
        ..GoodsRow::draft(goods_id(), shop.id, short_key(), now_ms)
    };
    let rows = [
        GoodsRow {
            price_kind: PriceKind::Range,
            price_text: "10".into(),
            price2_text: "20".into(),
            audit_status: Some(AuditStatus::Approved),
            origin: Origin::Console,
            ..draft("裙", 1)
        },
        GoodsRow {
            price_kind: PriceKind::Discount,
            price_text: "50".into(),
            price2_text: "5".into(),
            audit_status: Some(AuditStatus::Rejected),
            ..draft("帽", 2)
        },
        GoodsRow { price_text: "x".into(), ..draft("鞋", 3) },
        GoodsRow { price_text: "30".into(), gone_goods_id: Some(kaibo_domain::PlatformGoodsId(3)), ..draft("包", 4) },
        GoodsRow { shop_id: other, ..draft("袜", 5) },
        GoodsRow { deleted_ms: Some(7), ..draft("伞", 6) },
    ];
    shop.write(move |tx| rows.iter().try_for_each(|row| goods::insert(tx, row)));
    shop
}

#[rstest]
fn goods_of_one_price_stand_with_the_last_change_first(#[values(false, true)] descending: bool) {
    let shop = shop();
    let states = [Some(AuditStatus::Approved), None, Some(AuditStatus::Rejected), None];
    let rows: Vec<_> = ["一", "二", "三", "四"]
        .into_iter()
        .zip(states)
        .zip(1..)
        .map(|((name, audit_status), now_ms)| GoodsRow {
            name: name.into(),
            price_text: "10".into(),
            audit_status,
            ..GoodsRow::draft(goods_id(), shop.id, short_key(), now_ms)
        })
        .collect();
    shop.write(move |tx| rows.iter().try_for_each(|row| goods::insert(tx, row)));
    let query = GoodsQuery { order: GoodsOrder::Price, descending, ..GoodsQuery::all(shop.id) };
    assert_eq!(names(&shop, &query), ["四", "三", "二", "一"]);
}

#[rstest]
#[case("updated down", GoodsOrder::Updated, true, &["包", "鞋", "帽", "裙"])]
#[case("updated up", GoodsOrder::Updated, false, &["裙", "帽", "鞋", "包"])]
#[case("name up", GoodsOrder::Name, false, &["包", "帽", "裙", "鞋"])]
#[case("name down", GoodsOrder::Name, true, &["鞋", "裙", "帽", "包"])]
#[case("price up, none last", GoodsOrder::Price, false, &["帽", "裙", "包", "鞋"])]
#[case("price down, none last", GoodsOrder::Price, true, &["包", "裙", "帽", "鞋"])]
#[case("state up, newest first", GoodsOrder::State, false, &["包", "鞋", "裙", "帽"])]
fn goods_are_sorted_by(
    #[case] _what: &str,
    #[case] order: GoodsOrder,
    #[case] descending: bool,
    #[case] expected: &[&str],
) {
    let shop = filled();
    assert_eq!(names(&shop, &GoodsQuery { order, descending, ..GoodsQuery::all(shop.id) }), expected);
}

#[test]
fn filters_narrow_together() {
    let shop = filled();
    let all = || GoodsQuery::all(shop.id);
    let price =
        |from: Option<i64>, to: Option<i64>| GoodsQuery { price_from: from.map(Fen), price_to: to.map(Fen), ..all() };
    assert_eq!(names(&shop, &price(Some(1_500), None)), ["包", "裙"], "a range reaches above its lower end");
    assert_eq!(names(&shop, &price(None, Some(1_000))), ["帽", "裙"], "what is struck out is not paid");
    assert_eq!(names(&shop, &price(Some(600), Some(900))), Vec::<String>::new());
    assert_eq!(names(&shop, &GoodsQuery { has_problem: true, ..all() }), ["包", "帽"]);
    assert_eq!(names(&shop, &GoodsQuery { origin: Some(Origin::Console), ..all() }), ["裙"]);
    let states = vec![GoodsState::Rejected, GoodsState::Approved];
    assert_eq!(names(&shop, &GoodsQuery { states: states.clone(), ..all() }), ["帽", "裙"]);
    assert_eq!(names(&shop, &GoodsQuery { states, search: "mao".into(), ..all() }), ["帽"]);
    assert_eq!(names(&shop, &GoodsQuery { search: "帽".into(), has_problem: true, ..price(None, Some(400)) }).len(), 0);
}

#[test]
fn a_rooms_shelf_narrows_the_list_and_names_the_room() {
    let shop = filled();
    let room = room_id();
    let row = RoomRow { name: "专场".into(), ..RoomRow::draft(room, shop.id, 1) };
    let hat = shop.read(|conn| goods::rows(conn, &goods::find(conn, &GoodsQuery::all(shop.id))?.keys))[2].id;
    shop.write(move |tx| {
        rooms::insert(tx, &row)?;
        room_goods::put(tx, room, hat, ShelfState::Wanted, 2)
    });
    assert_eq!(names(&shop, &GoodsQuery { room: Some(room), ..GoodsQuery::all(shop.id) }), ["帽"]);
    assert_eq!(shop.read(|conn| room_goods::rooms_of(conn, hat, 2)), (vec!["专场".to_owned()], 1));
    shop.write(move |tx| rooms::mark_deleted(tx, room, 3));
    assert_eq!(shop.read(|conn| room_goods::rooms_of(conn, hat, 2)), (vec![], 0));
}

#[test]
fn counts_are_of_everything_but_the_states_chosen() {
    let shop = filled();
    let query = GoodsQuery { states: vec![GoodsState::Draft], has_problem: true, ..GoodsQuery::all(shop.id) };
    let found = shop.read(|conn| goods::find(conn, &query));
    assert_eq!((found.keys.len(), found.counts.total()), (1, 2));
    assert_eq!((found.counts.of(GoodsState::Draft), found.counts.of(GoodsState::Rejected)), (1, 1));
    let all = shop.read(|conn| goods::count(conn, shop.id));
    assert_eq!((all.total(), all.of(GoodsState::Draft), all.of(GoodsState::Approved)), (4, 2, 1));
}

#[test]
fn keys_find_their_goods_deleted_ones_too() {
    let shop = filled();
    let query = GoodsQuery::all(shop.id);
    let keys = shop.read(|conn| goods::find(conn, &query)).keys;
    let ids = shop.read(|conn| goods::ids(conn, &keys));
    let first = ids[0];
    assert_eq!(shop.read(|conn| goods::key_of(conn, first)), Some(keys[0]));
    shop.write(move |tx| goods::mark_deleted(tx, first, 9));
    assert_eq!(shop.read(|conn| goods::rows(conn, &keys)).len(), 4);
    assert_eq!(names(&shop, &query), ["鞋", "帽", "裙"]);
}

#[test]
fn the_list_is_read_from_an_index_alone() {
    let shop = shop();
    let plan = |sql: &str| {
        shop.read(|conn| {
            let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let lines = statement.query_map([], |row| row.get::<_, String>(3))?;
            Ok(lines.collect::<Result<Vec<_>, _>>()?.join("; "))
        })
    };
    let of_shop = "shop = 1 AND state IS NOT NULL";
    for (index, sql) in [
        ("goods_lines_shown", format!("SELECT key, state, updated_ms, price_from FROM goods_lines WHERE {of_shop}")),
        ("goods_lines_by_name", format!("SELECT key FROM goods_lines WHERE {of_shop} ORDER BY name_order, state, key")),
        ("goods_lines_unread", "SELECT key FROM goods_lines WHERE read = 0 ORDER BY key DESC".into()),
    ] {
        let plan = plan(&sql);
        assert!(plan.contains(&format!("COVERING INDEX {index}")) && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}
