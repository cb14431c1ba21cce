//! Products of the shop.

use crate::{Shop, shop};
use kaibo_domain::{
    OwnProductId,
    platform::shop::{
        id::ProductId,
        state::{EditStatus, ProductStatus},
    },
};
use kaibo_store::{
    Origin, StoreError, products,
    products::{ProductRow, Standing},
};
use uuid::Uuid;

fn row(shop: &Shop, out_product_id: &str, created_ms: i64) -> ProductRow {
    ProductRow {
        id: OwnProductId::from_uuid(Uuid::now_v7()),
        shop_id: shop.id,
        name: "托特包".into(),
        out_product_id: out_product_id.into(),
        request: r#"{"title":"托特包"}"#.into(),
        accepted: None,
        product_id: None,
        status: None,
        edit_status: None,
        adopted: false,
        synced_ms: None,
        origin: Origin::App,
        created_ms,
    }
}

fn insert(shop: &Shop, row: &ProductRow) {
    let row = row.clone();
    shop.write(move |tx| products::insert(tx, &row));
}

fn get(shop: &Shop, id: OwnProductId) -> ProductRow {
    shop.read(move |conn| products::get(conn, id)).unwrap()
}

#[test]
fn a_full_row_reads_back_and_the_latest_stands_first() {
    let shop = shop();
    let full = ProductRow {
        accepted: Some("{}".into()),
        // Above what a signed number holds.
        product_id: Some(ProductId(u64::MAX)),
        status: Some(ProductStatus::Listed),
        edit_status: Some(EditStatus::Rejected),
        adopted: true,
        synced_ms: Some(5),
        ..row(&shop, "first", 1)
    };
    let later = row(&shop, "later", 2);
    insert(&shop, &full);
    insert(&shop, &later);
    assert_eq!(get(&shop, full.id), full);
    let id = shop.id;
    assert_eq!(shop.read(move |conn| products::list(conn, id)), [later, full]);
}

#[test]
fn neither_id_stands_twice_but_elsewhere_ours_may_be_repeated() {
    let shop = shop();
    insert(&shop, &ProductRow { product_id: Some(ProductId(1)), ..row(&shop, "a", 1) });
    let taken = |row: ProductRow| {
        matches!(shop.store.write_blocking(move |tx| products::insert(tx, &row)), Err(StoreError::Taken(_)))
    };
    assert!(taken(row(&shop, "a", 2)));
    assert!(taken(ProductRow { product_id: Some(ProductId(1)), ..row(&shop, "b", 2) }));
    assert!(!taken(ProductRow { origin: Origin::Console, ..row(&shop, "a", 2) }));
}

#[test]
fn what_the_platform_says_is_noted_and_what_it_leaves_out_stays() {
    let shop = shop();
    let row = row(&shop, "a", 1);
    insert(&shop, &row);
    let note = |status, edit_status, found| {
        let (id, standing) = (row.id, Standing { product_id: ProductId(7), status, edit_status });
        shop.write(move |tx| products::note(tx, id, &standing, found, 9));
        get(&shop, id)
    };
    let adopted = note(Some(ProductStatus::Initial), Some(EditStatus::Auditing), true);
    assert_eq!((adopted.adopted, adopted.product_id, adopted.synced_ms), (true, Some(ProductId(7)), Some(9)));
    let approved = note(None, Some(EditStatus::Approved), false);
    let states = (approved.status, approved.edit_status);
    assert_eq!(states, (Some(ProductStatus::Initial), Some(EditStatus::Approved)));
    assert!(approved.adopted, "an adoption stays one");
}

#[test]
fn what_is_handed_in_is_accepted_later() {
    let shop = shop();
    let row = row(&shop, "a", 1);
    insert(&shop, &row);
    let id = row.id;
    shop.write(move |tx| products::accept(tx, id));
    shop.write(move |tx| products::hand_in(tx, id, "手提包", "{}"));
    let product = get(&shop, id);
    assert_eq!((product.name.as_str(), product.request.as_str()), ("手提包", "{}"));
    assert_eq!(product.accepted, Some(row.request));
}
