//! Applications for categories.

use crate::{Shop, shop};
use kaibo_domain::{
    ApplicationId,
    platform::shop::{
        id::{CatId, ShopAuditId},
        state::FlowStatus,
    },
};
use kaibo_store::{
    Origin, StoreError, applications,
    applications::{ApplicationRow, FlowFacts},
};
use uuid::Uuid;

fn row(shop: &Shop, created_ms: i64) -> ApplicationRow {
    ApplicationRow {
        id: ApplicationId::from_uuid(Uuid::now_v7()),
        shop_id: shop.id,
        name: "连衣裙".into(),
        // Above what a signed number holds.
        cat_id: CatId(u64::MAX),
        request: r#"{"cats_v2":[]}"#.into(),
        audit_id: None,
        status: None,
        reason: String::new(),
        adopted: false,
        applied_ms: None,
        audited_ms: None,
        synced_ms: None,
        origin: Origin::App,
        created_ms,
    }
}

fn insert(shop: &Shop, row: &ApplicationRow) {
    let row = row.clone();
    shop.write(move |tx| applications::insert(tx, &row));
}

fn facts(status: FlowStatus, applied_ms: Option<i64>, audited_ms: Option<i64>) -> FlowFacts {
    let reason = if status == FlowStatus::Rejected { "授权书模糊".into() } else { String::new() };
    FlowFacts { audit_id: ShopAuditId(u64::MAX), status, reason, applied_ms, audited_ms }
}

#[test]
fn a_full_row_reads_back_and_the_latest_stands_first() {
    let shop = shop();
    let full = ApplicationRow {
        audit_id: Some(ShopAuditId(u64::MAX)),
        status: Some(FlowStatus::Rejected),
        reason: "授权书模糊".into(),
        adopted: true,
        applied_ms: Some(3),
        audited_ms: Some(4),
        synced_ms: Some(5),
        origin: Origin::Console,
        ..row(&shop, 1)
    };
    let later = row(&shop, 2);
    insert(&shop, &full);
    insert(&shop, &later);
    let (id, full_id) = (shop.id, full.id);
    assert_eq!(shop.read(move |conn| applications::get(conn, full_id)), Some(full.clone()));
    assert_eq!(shop.read(move |conn| applications::by_audit(conn, id, ShopAuditId(u64::MAX))), Some(full.clone()));
    assert_eq!(shop.read(move |conn| applications::list(conn, id)), [later, full.clone()]);
    let twice = ApplicationRow { id: ApplicationId::from_uuid(Uuid::now_v7()), ..full };
    assert!(matches!(shop.store.write_blocking(move |tx| applications::insert(tx, &twice)), Err(StoreError::Taken(_))));
}

#[test]
fn what_the_platform_says_is_noted_and_an_adoption_stays_one() {
    let shop = shop();
    let id = row(&shop, 1).id;
    insert(&shop, &ApplicationRow { id, ..row(&shop, 1) });
    let note = |facts: FlowFacts, found| {
        shop.write(move |tx| applications::note(tx, id, &facts, found, 9));
        shop.read(move |conn| applications::get(conn, id)).unwrap()
    };
    let adopted = note(facts(FlowStatus::Auditing, Some(7), None), true);
    assert_eq!((adopted.adopted, adopted.applied_ms, adopted.synced_ms), (true, Some(7), Some(9)));
    let rejected = note(facts(FlowStatus::Rejected, None, Some(8)), false);
    assert_eq!((rejected.adopted, rejected.applied_ms, rejected.audited_ms), (true, Some(7), Some(8)));
    assert_eq!((rejected.status, rejected.reason.as_str()), (Some(FlowStatus::Rejected), "授权书模糊"));
}
