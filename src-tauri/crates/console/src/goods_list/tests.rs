//! The list against the rows it stands for, and what is kept of it.

use super::*;
use kaibo_domain::{
    AuditStatus, PlatformGoodsId, SubmissionId,
    outbox::{SubmissionEvent, SubmissionState},
};
use kaibo_store::{
    RootKey, Store,
    goods::{Adoption, GoodsPatch},
    shops::{self, ShopKind, ShopRow},
    submissions::{ObjectKind, Remark, SubmissionKind, SubmissionRow},
};
use proptest::prelude::*;
use uuid::Uuid;

struct Shop {
    store: Store,
    id: ShopId,
    _folder: tempfile::TempDir,
}

fn shop() -> Shop {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &RootKey::from_bytes([1; 32])).unwrap();
    let id = ShopId::from_uuid(Uuid::now_v7());
    let row = ShopRow {
        id,
        name: "演练店铺".into(),
        kind: ShopKind::Practice,
        app_id: "wx".into(),
        created_ms: 1,
        last_used_ms: 1,
    };
    store.write_blocking(move |tx| shops::insert(tx, &row)).unwrap();
    Shop { store, id, _folder: folder }
}

/// What can happen to a good.
#[derive(Clone, Debug)]
enum Step {
    Edit,
    Submit,
    Move(SubmissionEvent, Option<&'static str>),
    Adopt(AuditStatus),
    Say(AuditStatus),
    Lose,
    Delete,
    Restore,
}

fn step() -> impl Strategy<Value = Step> {
    use SubmissionEvent as E;
    let events =
        vec![E::Begin, E::Accept, E::Reject, E::Postpone, E::LoseReply, E::FoundThere, E::NotFoundThere, E::Resume];
    let audits = vec![AuditStatus::NotAudited, AuditStatus::Auditing, AuditStatus::Approved, AuditStatus::Rejected];
    let audit = prop::sample::select(audits);
    prop_oneof![
        1 => Just(Step::Edit),
        1 => Just(Step::Submit),
        6 => (prop::sample::select(events), prop::sample::select(vec![None, Some("cancelled"), Some("x")]))
            .prop_map(|(event, cause)| Step::Move(event, cause)),
        1 => audit.clone().prop_map(Step::Adopt),
        1 => audit.prop_map(Step::Say),
        1 => Just(Step::Lose),
        1 => Just(Step::Delete),
        1 => Just(Step::Restore),
    ]
}

/// Does the step where it can be done.
fn play(tx: &kaibo_store::Transaction, shop: ShopId, id: GoodsId, step: &Step, now: i64) -> Result<(), StoreError> {
    let Some(row) = table::get(tx, id)? else { return Ok(()) };
    let last = goods::last_submission(tx, id)?;
    match step {
        Step::Edit if row.deleted_ms.is_none() => {
            let patch = GoodsPatch { name: Some(format!("名字{now}")), ..GoodsPatch::default() };
            table::update(tx, id, &patch, now).map(drop)
        }
        Step::Submit => kaibo_store::submissions::insert(tx, &submission(shop, id, row.revision, now)),
        Step::Move(event, cause) => {
            let Some(last) = last else { return Ok(()) };
            let Some(to) = last.state.after(*event) else { return Ok(()) };
            let remark = Remark { cause: cause.map(str::to_owned), ..Remark::default() };
            let submission = kaibo_store::submissions::transition;
            submission(tx, last.id, last.version, (last.state, to), &remark, now).map(drop)
        }
        Step::Adopt(audit_status) => {
            let adoption = Adoption {
                platform_goods_id: PlatformGoodsId(7),
                audit_id: None,
                audit_status: *audit_status,
                sent_revision: row.revision,
                found: false,
            };
            table::adopt(tx, id, &adoption, now)
        }
        Step::Say(status) => table::apply_platform_status(tx, shop, PlatformGoodsId(7), *status, now).map(drop),
        Step::Lose => table::lose(tx, id, now),
        Step::Delete if row.deleted_ms.is_none() => table::mark_deleted(tx, id, now),
        Step::Restore if row.deleted_ms.is_some() => table::restore(tx, id),
        Step::Edit | Step::Delete | Step::Restore => Ok(()),
    }
}

fn submission(shop_id: ShopId, id: GoodsId, revision: u32, now_ms: i64) -> SubmissionRow {
    SubmissionRow {
        id: SubmissionId::from_uuid(Uuid::now_v7()),
        shop_id,
        kind: SubmissionKind::GoodsAdd,
        object_kind: ObjectKind::Goods,
        object_id: id.to_string(),
        revision,
        state: SubmissionState::Queued,
        request_hash: String::new(),
        waiting_until_ms: None,
        cause: None,
        errcode: None,
        errmsg: None,
        rid: None,
        payload: None,
        created_ms: now_ms,
        updated_ms: now_ms,
        version: 1,
        batch_id: None,
        lease_owner: None,
        lease_until_ms: None,
        tries: 0,
        trying_since_ms: None,
        code_url: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Whatever becomes of a good: the list files it under the state that its line shows, counts it there, and lists it
    /// among the problems exactly when it is one.
    #[test]
    fn the_list_files_a_good_under_the_state_it_shows(steps in prop::collection::vec(step(), 1..25)) {
        let shop = shop();
        let (shop_id, id) = (shop.id, GoodsId::from_uuid(Uuid::now_v7()));
        shop.store
            .write_blocking(move |tx| table::insert(tx, &table::GoodsRow::draft(id, shop_id, "k00000001".into(), 0)))
            .unwrap();
        for (now, step) in steps.into_iter().enumerate() {
            let told = format!("{step:?}");
            shop.store.write_blocking(move |tx| play(tx, shop_id, id, &step, now as i64)).unwrap();
            shop.store.read_blocking(|db| {
                let row = table::get(db, id)?.unwrap();
                let state = goods_view::state_of(&row, goods::last_submission(db, id)?.as_ref());
                let listed = usize::from(row.deleted_ms.is_none());
                for one in GoodsState::ALL {
                    let query = table::GoodsQuery { states: vec![one], ..table::GoodsQuery::all(shop_id) };
                    let found = table::find(db, &query)?;
                    assert_eq!(found.keys.len(), if one == state { listed } else { 0 }, "{told}: {one:?}, is {state:?}");
                    assert_eq!(found.counts.of(state) as usize, listed);
                }
                let is_problem = matches!(state, GoodsState::Refused | GoodsState::Rejected)
                    || state == GoodsState::Draft && row.gone_goods_id.is_some();
                let query = table::GoodsQuery { has_problem: true, ..table::GoodsQuery::all(shop_id) };
                assert_eq!(table::find(db, &query)?.keys.len(), listed * usize::from(is_problem), "{told}");
                let changed = table::GoodsQuery { search: row.name.clone(), ..table::GoodsQuery::all(shop_id) };
                assert_eq!(table::find(db, &changed)?.keys.len(), listed, "{told}");
                Ok(())
            }).unwrap();
        }
    }
}
