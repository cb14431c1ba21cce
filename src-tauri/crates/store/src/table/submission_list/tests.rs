//! What the engine asks again and again costs the same whatever is held up: counted in SQLite's own steps.

use super::*;
use crate::{
    migrate::{self, MIGRATIONS},
    open::made_ready,
    shops::{self, ShopKind, ShopRow},
    submissions::insert,
};
use kaibo_domain::SubmissionId;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use uuid::Uuid;

/// Steps that a difference in the numbers themselves may make.
const SLACK: usize = 60;

struct Outbox {
    db: Connection,
    shop: ShopId,
    steps: Arc<AtomicUsize>,
}

/// An outbox in which that many goods are queued and parked, as many wait for a time to come, and one room may leave.
fn outbox(held_up: usize) -> Outbox {
    made_ready().unwrap();
    let mut db = Connection::open_in_memory().unwrap();
    migrate::apply(&mut db, 0, MIGRATIONS).unwrap();
    let shop = ShopId::from_uuid(Uuid::now_v7());
    let tx = db.transaction().unwrap();
    let row = ShopRow {
        id: shop,
        name: "演练店铺".into(),
        kind: ShopKind::Practice,
        app_id: "wx0123456789abcdef".into(),
        created_ms: 1,
        last_used_ms: 1,
    };
    shops::insert(&tx, &row).unwrap();
    for number in 0..held_up {
        for (kind, state, until) in [
            (SubmissionKind::GoodsAdd, SubmissionState::Queued, None),
            (SubmissionKind::GoodsDelete, SubmissionState::Waiting, Some(1_000)),
            (SubmissionKind::GoodsResubmit, SubmissionState::Accepted, None),
        ] {
            insert(&tx, &submission(shop, kind, state, format!("{}-{number}", kind.name()), until)).unwrap();
        }
    }
    let room = submission(shop, SubmissionKind::RoomEdit, SubmissionState::Queued, "room".into(), None);
    insert(&tx, &room).unwrap();
    tx.commit().unwrap();
    let steps = Arc::new(AtomicUsize::new(0));
    let counting = steps.clone();
    let count = move || {
        counting.fetch_add(1, Ordering::Relaxed);
        false
    };
    db.progress_handler(1, Some(count)).unwrap();
    Outbox { db, shop, steps }
}

fn submission(
    shop_id: ShopId,
    kind: SubmissionKind,
    state: SubmissionState,
    object_id: String,
    waiting_until_ms: Option<i64>,
) -> SubmissionRow {
    SubmissionRow {
        id: SubmissionId::from_uuid(Uuid::now_v7()),
        shop_id,
        kind,
        object_kind: ObjectKind::Goods,
        object_id,
        revision: 1,
        state,
        request_hash: String::new(),
        waiting_until_ms,
        cause: None,
        errcode: None,
        errmsg: None,
        rid: None,
        code_url: None,
        payload: Some("{}".repeat(200)),
        created_ms: 5,
        updated_ms: 5,
        version: 1,
        batch_id: None,
        lease_owner: None,
        lease_until_ms: None,
        tries: 0,
        trying_since_ms: None,
    }
}

impl Outbox {
    /// The steps that a question takes.
    fn steps<T>(&self, ask: impl Fn(&Connection, ShopId) -> Result<T, StoreError>) -> usize {
        // Preparing a statement takes steps of its own.
        ask(&self.db, self.shop).unwrap();
        let before = self.steps.load(Ordering::Relaxed);
        ask(&self.db, self.shop).unwrap();
        self.steps.load(Ordering::Relaxed) - before
    }
}

#[test]
fn what_is_held_up_costs_nothing() {
    let (few, many) = (outbox(20), outbox(2_000));
    fn due(db: &Connection, shop: ShopId) -> Result<usize, StoreError> {
        let blocked = &[SubmissionKind::GoodsAdd, SubmissionKind::GoodsResubmit];
        list_due(db, &Due { shop, now_ms: 9, blocked, limit: 80 }).map(|due| due.len())
    }
    assert_eq!(due(&many.db, many.shop).unwrap(), 1, "the room");
    let open = |db: &Connection, shop| {
        list(db, &SubmissionQuery { shop, filter: SubmissionFilter::Open, batch: None, before: None, limit: 20 })
    };
    for (what, few, many) in [
        ("due", few.steps(due), many.steps(due)),
        ("next", few.steps(|db, shop| earliest_due(db, shop, 9)), many.steps(|db, shop| earliest_due(db, shop, 9))),
        ("sending", few.steps(sending), many.steps(sending)),
        ("interrupted", few.steps(|db, _| interrupted(db)), many.steps(|db, _| interrupted(db))),
        ("a page", few.steps(open), many.steps(open)),
        ("the first", few.steps(|db, shop| list_open(db, shop, 5)), many.steps(|db, shop| list_open(db, shop, 5))),
    ] {
        assert!(few > 0 && many <= few + SLACK, "{what}: {few} steps with few, {many} with many");
    }
}

#[test]
fn a_limit_is_kept_across_kinds_in_the_order_of_asking() {
    let outbox = outbox(3);
    let due = list_due(&outbox.db, &Due { shop: outbox.shop, now_ms: 2_000, blocked: &[], limit: 2 }).unwrap();
    let named: Vec<_> = due.iter().map(|row| row.object_id.as_str()).collect();
    assert_eq!(named, ["goods-delete-0", "goods-delete-1", "goods-add-0", "goods-add-1"]);
}
