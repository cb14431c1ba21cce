//! What the platform says of categories, the rights to them, and the second application.

use crate::{Shop, shop};
use kaibo_domain::{
    Fen,
    category::said::{FactChange, FactKind, LeafRules, LeafSaid, PathNode},
    platform::shop::{id::CatId, state::RelationStatus},
    window::WindowDraft,
};
use kaibo_store::{
    category_rights::{self, RightRow},
    platform_categories::{self, ChangeRow},
    window_applications,
};

const LEAF: CatId = CatId(900_001);
const SECOND: CatId = CatId(10_000_332);

fn path() -> Vec<PathNode> {
    let node = |cat_id, name: &str| PathNode { cat_id, name: name.into() };
    vec![node(10_000_331, "珠宝首饰"), node(SECOND.0, "黄金"), node(LEAF.0, "黄金项链")]
}

fn listed() -> Shop {
    let shop = shop();
    let id = shop.id;
    let said = LeafSaid { tips: "营业执照".into(), mandatory: true, ..LeafSaid::default() };
    shop.write(move |tx| platform_categories::put(tx, id, (LEAF, SECOND), &path(), &said));
    shop
}

#[test]
fn a_leaf_is_kept_with_its_rules_retired_and_listed_again() {
    let shop = listed();
    let id = shop.id;
    let rules = LeafRules { gated: true, brand_limited: false, deposit: Fen(200_000) };
    shop.write(move |tx| {
        platform_categories::put_rules(tx, id, LEAF, &rules, 7)?;
        platform_categories::retire(tx, id, LEAF, 9)
    });
    let leaf = shop.read(move |db| platform_categories::of_second(db, id, SECOND)).remove(0);
    assert_eq!((leaf.rules, leaf.retired_ms, leaf.path), (Some((rules, 7)), Some(9), path()));
    let place = shop.read(move |db| platform_categories::place_of(db, id, LEAF)).unwrap();
    assert_eq!((place.second_id, place.gated, place.retired), (SECOND, Some(true), true));
    shop.write(move |tx| platform_categories::put(tx, id, (LEAF, SECOND), &path(), &LeafSaid::default()));
    let leaf = shop.read(move |db| platform_categories::list(db, id)).remove(0);
    assert_eq!((leaf.said, leaf.rules, leaf.retired_ms), (LeafSaid::default(), Some((rules, 7)), None));
}

#[test]
fn two_changes_of_one_moment_both_stay() {
    let shop = listed();
    let id = shop.id;
    let change = |after: &str| ChangeRow {
        cat_id: LEAF,
        at_ms: 5,
        changes: vec![FactChange { kind: FactKind::Tips, before: String::new(), after: after.into() }],
    };
    for after in ["甲", "乙"] {
        let change = change(after);
        shop.write(move |tx| platform_categories::note_changes(tx, id, &change));
    }
    let kept = shop.read(move |db| platform_categories::changes_of(db, id, SECOND, 10));
    assert_eq!(
        kept.iter().map(|row| (row.at_ms, row.changes[0].after.as_str())).collect::<Vec<_>>(),
        [(6, "乙"), (5, "甲")]
    );
    assert_eq!(shop.read(move |db| platform_categories::changes_of(db, id, SECOND, 1)).len(), 1);
}

#[test]
fn a_right_is_replaced_and_settled() {
    let shop = shop();
    let id = shop.id;
    let right = RightRow {
        cat_id: LEAF,
        status: RelationStatus::Lapsed,
        reason: "类目调整".into(),
        since_ms: Some(1),
        until_ms: Some(2),
        settled: false,
    };
    let kept = right.clone();
    shop.write(move |tx| {
        category_rights::put(tx, id, &RightRow { status: RelationStatus::InForce, ..kept.clone() })?;
        category_rights::put(tx, id, &kept)
    });
    assert_eq!(shop.read(move |db| category_rights::list(db, id)), std::slice::from_ref(&right));
    shop.write(move |tx| category_rights::settle(tx, id, LEAF));
    assert_eq!(shop.read(move |db| category_rights::list(db, id)), [RightRow { settled: true, ..right }]);
}

#[test]
fn a_second_application_counts_its_changes() {
    let shop = shop();
    let id = shop.id;
    assert_eq!(shop.read(move |db| window_applications::get(db, id, SECOND)), None);
    for (name, at) in [("旧店", 1), ("新店", 2)] {
        let draft = WindowDraft { shop_name: name.into(), ..WindowDraft::default() };
        shop.write(move |tx| window_applications::put(tx, id, SECOND, &draft, at).map(|_| ()));
    }
    let row = shop.read(move |db| window_applications::get(db, id, SECOND)).unwrap();
    assert_eq!((row.revision, row.draft.shop_name.as_str()), (2, "新店"));
    assert_eq!(shop.read(move |db| window_applications::latest(db, id)).unwrap().shop_name, "新店");
}
