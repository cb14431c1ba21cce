//! Applications for categories over real HTTP: each arrives once, whatever becomes of its answer; its audit is followed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{clock::MORNING, office::Office, proxy::Line, shop::papers};
use kaibo_console::{
    Console,
    view::{ApplicationState, ApplicationView, OutboxFilter, OutboxQuery},
};
use kaibo_domain::{
    ApplicationId,
    platform::shop::{
        endpoint::{CATEGORY_ADD, CATEGORY_AUDIT_CANCEL},
        id::CatId,
        state::FlowStatus,
    },
    time::{HOUR_MS, MINUTE_MS, next_beijing_midnight},
};
use kaibo_sandbox::FaultKind;
use kaibo_wechat::shop::CategoryInfo;
use rstest::rstest;

const DRESSES: &str = "连衣裙";

async fn submit(office: &Office, info: &CategoryInfo) -> ApplicationId {
    office.console().application_submit(DRESSES.into(), info.clone()).await.unwrap()
}

async fn find(console: &Console, id: ApplicationId) -> ApplicationView {
    console.applications_list().await.unwrap().into_iter().find(|one| one.id == id).unwrap()
}

async fn wait_for(office: &Office, id: ApplicationId, state: ApplicationState) -> ApplicationView {
    let what = format!("{state:?}");
    office.wait_for(&what, async |console| find(console, id).await.state == state).await;
    find(&office.console(), id).await
}

fn all() -> OutboxQuery {
    OutboxQuery { filter: OutboxFilter::All, limit: 50, ..OutboxQuery::default() }
}

#[rstest]
#[case(FaultKind::DropBefore, 2, false)]
#[case(FaultKind::DropAfter, 1, true)]
#[case(FaultKind::MinusOneAfter, 1, true)]
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_leaves_one_application(#[case] fault: FaultKind, #[case] calls: u64, #[case] adopted: bool) {
    let office = Office::open_at(MORNING).await;
    let info = papers(&office, DRESSES).await;
    office.platform.faults().arm(CATEGORY_ADD.path, fault, 1);
    let id = submit(&office, &info).await;
    let approved = wait_for(&office, id, ApplicationState::Approved).await;
    assert_eq!((approved.adopted, approved.elsewhere, approved.name.as_str()), (adopted, false, DRESSES));
    assert!(approved.applied_ms.is_some() && approved.audited_ms.is_some(), "{approved:?}");
    assert_eq!((office.executed(CATEGORY_ADD.path), office.received(CATEGORY_ADD.path)), (1, calls));
    let item = office.console().outbox_list(all()).await.unwrap().rows.remove(0);
    assert_eq!((item.kind.as_str(), item.name.as_str(), item.adopted), ("category-apply", DRESSES, adopted));
    assert_eq!(office.console().applications_list().await.unwrap().len(), 1, "the list brings nothing in twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_on_its_way_when_the_program_ended_is_looked_for() {
    let mut office = Office::open().await;
    let info = papers(&office, DRESSES).await;
    let line = Line::to(office.platform.base_url(), "POST /channels/ec/category/add").await;
    office.redirect(line.address()).await;
    line.keep_back(true);
    let id = submit(&office, &info).await;
    office.wait_for("the answer is kept back", async |_| line.kept() > 0).await;
    line.keep_back(false);
    office.restart().await;
    assert!(wait_for(&office, id, ApplicationState::Approved).await.adopted);
    assert_eq!((office.executed(CATEGORY_ADD.path), office.received(CATEGORY_ADD.path)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_one_is_not_taken_for_the_next() {
    let office = Office::open_at(MORNING).await;
    let mut info = papers(&office, DRESSES).await;
    info.zhanghaomingcheng = "驳回：模糊".into();
    let first = submit(&office, &info).await;
    let rejected = wait_for(&office, first, ApplicationState::Rejected).await;
    assert!(rejected.reason.contains("模糊"), "{rejected:?}");
    info.zhanghaomingcheng.clear();
    office.platform.faults().arm(CATEGORY_ADD.path, FaultKind::DropBefore, 1);
    let second = submit(&office, &info).await;
    assert!(!wait_for(&office, second, ApplicationState::Approved).await.adopted, "the first is another's");
    assert_eq!(office.executed(CATEGORY_ADD.path), 2);
    assert_eq!(find(&office.console(), first).await.state, ApplicationState::Rejected);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_for_the_same_category_from_long_ago_is_not_taken_either() {
    let office = Office::open_at(MORNING).await;
    let info = papers(&office, DRESSES).await;
    office.other_program().shop_category_add(&info).await.unwrap();
    office.clock.as_ref().unwrap().turn(2 * HOUR_MS);
    office.platform.faults().arm(CATEGORY_ADD.path, FaultKind::DropBefore, 1);
    let id = submit(&office, &info).await;
    assert!(!wait_for(&office, id, ApplicationState::Approved).await.adopted);
    assert_eq!(office.executed(CATEGORY_ADD.path), 2);
    office.clock.as_ref().unwrap().turn(1_000);
    office.console().sync_now().await.unwrap();
    let listed = office.console().applications_list().await.unwrap();
    assert_eq!(
        listed.iter().map(|one| one.elsewhere).collect::<Vec<_>>(),
        [false, true],
        "the older one is shown, too"
    );
}

#[rstest]
#[case(FaultKind::DropBefore, 2)]
#[case(FaultKind::DropAfter, 1)]
#[case(FaultKind::MinusOneAfter, 1)]
#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_withdrawn_once(#[case] fault: FaultKind, #[case] calls: u64) {
    let office = Office::open_with_slow_audits(MORNING).await;
    let console = office.console();
    let info = papers(&office, DRESSES).await;
    let id = submit(&office, &info).await;
    wait_for(&office, id, ApplicationState::Auditing).await;
    let again = console.application_submit(DRESSES.into(), info.clone()).await.unwrap_err();
    assert_eq!(again.code, "application.already-submitted");
    office.platform.faults().arm(CATEGORY_AUDIT_CANCEL.path, fault, 1);
    console.application_cancel(id).await.unwrap();
    wait_for(&office, id, ApplicationState::Cancelled).await;
    assert_eq!((office.executed(CATEGORY_AUDIT_CANCEL.path), office.received(CATEGORY_AUDIT_CANCEL.path)), (1, calls));
    let flows = office.other_program().shop_flow_list(Some(FlowStatus::Cancelled), 0, 10).await.unwrap();
    assert_eq!(flows.len(), 1);
    assert_eq!(console.application_cancel(id).await.unwrap_err().code, "application.cannot-cancel");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_explained_and_what_has_not_left_is_taken_back() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let nothing = console.application_submit("无".into(), CategoryInfo::default()).await.unwrap_err();
    assert_eq!(nothing.code, "application.no-category");
    let unknown = CategoryInfo { cats_v2: vec![CatId(7).into()], ..CategoryInfo::default() };
    let id = console.application_submit("不存在的类目".into(), unknown).await.unwrap();
    let refused = wait_for(&office, id, ApplicationState::Refused).await;
    assert_eq!(refused.problem.unwrap().code, "errcode.10020063");
    console.outbox_pause(None).await.unwrap();
    let id = submit(&office, &papers(&office, DRESSES).await).await;
    assert_eq!(find(&console, id).await.state, ApplicationState::Waiting);
    console.application_cancel(id).await.unwrap();
    console.outbox_resume(None).await.unwrap();
    assert_eq!(find(&console, id).await.state, ApplicationState::Cancelled);
    assert_eq!(office.executed(CATEGORY_ADD.path), 0);
}

/// 09:30 in Beijing: the hour ends in half an hour.
const HALF_PAST: i64 = MORNING - HOUR_MS / 2;

#[rstest]
#[case(45_009, "platform.daily-quota", next_beijing_midnight(HALF_PAST))]
#[case(10_020_111, "platform.daily-quota", next_beijing_midnight(HALF_PAST))]
#[case(10_020_066, "platform.hourly-quota", MORNING)]
#[case(45_011, "platform.minute-quota", HALF_PAST + MINUTE_MS)]
#[tokio::test(flavor = "multi_thread")]
async fn a_used_up_quota_holds_the_applications_alone(#[case] errcode: i64, #[case] code: &str, #[case] until_ms: i64) {
    let office = Office::open_with_slow_audits(HALF_PAST).await;
    let info = papers(&office, DRESSES).await;
    office.platform.faults().arm(CATEGORY_ADD.path, FaultKind::Errcode(errcode), 1);
    let id = submit(&office, &info).await;
    let waiting = wait_for(&office, id, ApplicationState::Waiting).await;
    assert_eq!(waiting.problem.unwrap().code, code);
    let hold = office.console().outbox_summary().await.unwrap().holds.remove(0);
    assert_eq!((hold.endpoint.as_deref(), hold.problem.code.as_str()), (Some(CATEGORY_ADD.path), code));
    assert!((until_ms..until_ms + 5_000).contains(&hold.until_ms), "{}", hold.until_ms - HALF_PAST);
    office.clock.as_ref().unwrap().turn_to(hold.until_ms - 1);
    office.console().sync_now().await.unwrap();
    assert_eq!(office.received(CATEGORY_ADD.path), 1, "not before its time");
    office.clock.as_ref().unwrap().turn_to(hold.until_ms);
    wait_for(&office, id, ApplicationState::Auditing).await;
    assert_eq!((office.executed(CATEGORY_ADD.path), office.received(CATEGORY_ADD.path)), (1, 2));
}
