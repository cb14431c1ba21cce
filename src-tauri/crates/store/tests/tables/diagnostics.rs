//! What diagnostics say of a database.

use crate::shop;
use kaibo_domain::AuditStatus;
use kaibo_store::{SCHEMA_VERSION, counts, counts::CountRow, goods};

fn row(what: &str, state: &str, rows: i64) -> CountRow {
    CountRow { what: what.into(), state: state.into(), rows }
}

#[test]
fn goods_are_counted_by_state_and_deleted_ones_apart() {
    let shop = shop();
    let [first, second, _third] = [1, 2, 3].map(|ms| shop.good("裙子", ms));
    let adoption = goods::Adoption {
        platform_goods_id: kaibo_domain::PlatformGoodsId(7),
        audit_id: None,
        audit_status: AuditStatus::Rejected,
        sent_revision: 1,
        found: false,
    };
    shop.write(move |tx| goods::adopt(tx, first.id, &adoption, 4));
    shop.write(move |tx| goods::mark_deleted(tx, second.id, 5));
    let counted = shop.read(counts::by_state);
    for expected in [
        row("shops", "practice", 1),
        row("goods", "-", 1),
        row("goods", &AuditStatus::Rejected.wire().to_string(), 1),
        row("goods (deleted)", "-", 1),
        row("attempts", "-", 0),
    ] {
        assert!(counted.contains(&expected), "{expected:?} in {counted:?}");
    }
}

#[test]
fn a_sound_database_has_this_programs_schema_and_no_faults() {
    let health = shop().store.health().unwrap();
    assert_eq!((health.schema_version, health.faults.len()), (i64::from(SCHEMA_VERSION), 0));
    assert!(health.pages * health.page_bytes > 0 && !health.cipher.is_empty(), "{health:?}");
}

#[test]
fn a_connection_that_asked_before_finds_no_fault_in_what_was_written_since() {
    let shop = shop();
    for now_ms in 1..=30 {
        // One transaction each: the search's index merges its segments, and the ones of before are gone.
        shop.good("裙子", now_ms);
        assert_eq!(shop.store.check().unwrap(), Vec::<String>::new(), "after {now_ms} goods");
    }
}
