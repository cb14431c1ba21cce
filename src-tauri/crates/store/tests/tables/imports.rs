//! Imports and what they made.

use crate::shop;
use kaibo_domain::{ImportId, PriceKind};
use kaibo_store::{
    StoreError, goods,
    imports::{self, Identity, ImportRow, ImportedRow, Listed},
};
use uuid::Uuid;

#[test]
fn an_import_reads_back_with_what_it_made_and_changed() {
    let shop = shop();
    let (made, changed) = (shop.good("连衣裙", 1), shop.good("挎包", 2));
    let import = |file: &str, created_ms| ImportRow {
        id: ImportId::from_uuid(Uuid::now_v7()),
        shop_id: shop.id,
        file_name: file.into(),
        created_ms,
        undone_ms: None,
    };
    let (first, second) = (import("备货.xlsx", 3), import("补货.csv", 4));
    let goods = [
        ImportedRow { goods_id: made.id, revision: 1, before: None },
        ImportedRow { goods_id: changed.id, revision: 2, before: Some("{}".into()) },
    ];
    let (rows, imported) = ([first.clone(), second.clone()], goods.clone());
    shop.write(move |tx| {
        rows.iter().try_for_each(|row| imports::insert(tx, row))?;
        imported.iter().try_for_each(|good| imports::insert_goods(tx, rows[0].id, good))
    });
    let listed = shop.read(|conn| imports::list(conn, shop.id, 10));
    let wanted =
        [Listed { import: second.clone(), made: 0, changed: 0 }, Listed { import: first.clone(), made: 1, changed: 1 }];
    assert_eq!(listed, wanted);
    assert_eq!(shop.read(|conn| imports::list(conn, shop.id, 1)).len(), 1);
    assert_eq!(shop.read(|conn| imports::goods(conn, first.id)), goods);

    shop.write(move |tx| imports::mark_undone(tx, first.id, 9));
    assert_eq!(shop.read(|conn| imports::get(conn, first.id)).unwrap().undone_ms, Some(9));
    let again = shop.store.write_blocking(move |tx| imports::mark_undone(tx, first.id, 10));
    assert!(matches!(again, Err(StoreError::NotFound)), "it was taken back once");
}

#[test]
fn identities_leave_out_what_was_deleted() {
    let shop = shop();
    let (kept, gone) = (shop.good("连衣裙", 1), shop.good("挎包", 2));
    shop.write(move |tx| {
        goods::set_code(tx, kept.id, "A-1", 3)?;
        goods::mark_deleted(tx, gone.id, 3)
    });
    let identity = Identity {
        id: kept.id,
        code: "A-1".into(),
        name: "连衣裙".into(),
        price_kind: PriceKind::Single,
        price_text: String::new(),
        price2_text: String::new(),
    };
    assert_eq!(shop.read(|conn| imports::identities(conn, shop.id)), [identity]);
}
