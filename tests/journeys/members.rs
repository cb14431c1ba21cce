//! Members over real HTTP: roles given and taken, lost answers, refusals, what others change.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{clock::MORNING, office::Office, proxy::Line};
use kaibo_console::{
    Console,
    view::{MemberState, MemberView, OutboxFilter, OutboxQuery},
};
use kaibo_domain::{
    MemberDraft, MemberId, Role, Rule,
    outbox::SubmissionState,
    platform::endpoint::{ROLE_ADD, ROLE_DELETE},
};
use kaibo_sandbox::FaultKind;
use rstest::rstest;

async fn add(console: &Console, wechat: &str, role: Role) -> MemberId {
    console.members_add(MemberDraft { wechat: wechat.into(), role }).await.unwrap().id.unwrap()
}

async fn find(console: &Console, id: MemberId) -> Option<MemberView> {
    console.members_list().await.unwrap().into_iter().find(|member| member.id == id)
}

async fn wait_for(office: &Office, id: MemberId, state: MemberState) -> MemberView {
    let what = format!("{state:?}");
    let is_there = async |console: &Console| find(console, id).await.is_some_and(|member| member.state == state);
    office.wait_for(&what, is_there).await;
    find(&office.console(), id).await.unwrap()
}

async fn wait_until_gone(office: &Office, id: MemberId) {
    office.wait_for("the member is gone", async |console| find(console, id).await.is_none()).await;
}

/// Reads the platform a second later than whatever was done before.
async fn read_all(office: &Office) {
    office.clock.as_ref().unwrap().turn(1_000);
    office.console().sync_now().await.unwrap();
}

/// How many members have that role on the platform.
async fn on_platform(office: &Office, role: Role) -> usize {
    let members = office.other_program().roles(&Default::default()).await.unwrap().list;
    members.iter().filter(|member| member.roles().any(|had| had == role)).count()
}

/// A removal whose time of undo is over.
async fn remove(office: &Office, id: MemberId) {
    office.console().members_remove(id, None).await.unwrap();
    assert_eq!(find(&office.console(), id).await.unwrap().state, MemberState::Removing);
    office.clock.as_ref().unwrap().turn(13_000);
}

fn outbox(filter: OutboxFilter) -> OutboxQuery {
    OutboxQuery { filter, limit: 50, ..OutboxQuery::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_given_listed_and_taken() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let id = add(&console, " kaibo_anchor ", Role::Anchor).await;
    let member = wait_for(&office, id, MemberState::Active).await;
    assert!((member.removable, member.adopted) == (true, false) && member.problem.is_none(), "{member:?}");
    read_all(&office).await;
    let listed = console.members_list().await.unwrap();
    let shown: Vec<_> = listed.iter().map(|one| (one.role, one.wechat.as_deref(), one.masked.as_str())).collect();
    assert_eq!(shown, [(Role::SuperAdmin, None, "pr****er"), (Role::Anchor, Some("kaibo_anchor"), "ka****or")]);
    assert!(!listed[0].removable, "the owner stays");
    remove(&office, id).await;
    wait_until_gone(&office, id).await;
    assert_eq!((office.executed(ROLE_ADD.path), office.executed(ROLE_DELETE.path)), (1, 1));
    assert_eq!(on_platform(&office, Role::Anchor).await, 0);
    assert_eq!(add(&console, "kaibo_anchor", Role::Anchor).await, id, "the same person, the same row");
    wait_for(&office, id, MemberState::Active).await;
}

#[rstest]
#[case(FaultKind::DropBefore, 2, false)]
#[case(FaultKind::DropAfter, 1, true)]
#[case(FaultKind::MinusOneAfter, 1, true)]
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_gives_and_takes_a_role_once(
    #[case] fault: FaultKind,
    #[case] calls: u64,
    #[case] adopted: bool,
) {
    let office = Office::open_at(MORNING).await;
    office.platform.faults().arm(ROLE_ADD.path, fault, 1);
    office.platform.faults().arm(ROLE_DELETE.path, fault, 1);
    let id = add(&office.console(), "kaibo_clerk", Role::Operator).await;
    assert_eq!(wait_for(&office, id, MemberState::Active).await.adopted, adopted);
    let done = office.console().outbox_list(outbox(OutboxFilter::All)).await.unwrap().rows.remove(0);
    assert_eq!((done.adopted, done.name.as_str(), done.object_kind.as_str()), (adopted, "kaibo_clerk", "member"));
    assert_eq!((office.executed(ROLE_ADD.path), office.received(ROLE_ADD.path)), (1, calls));
    remove(&office, id).await;
    wait_until_gone(&office, id).await;
    assert_eq!((office.executed(ROLE_DELETE.path), office.received(ROLE_DELETE.path)), (1, calls));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_on_its_way_when_the_program_ended_is_looked_for() {
    let mut office = Office::open().await;
    let line = Line::to(office.platform.base_url(), "POST /wxaapi/broadcast/role/addrole").await;
    office.redirect(line.address()).await;
    line.keep_back(true);
    let id = add(&office.console(), "kaibo_clerk", Role::Operator).await;
    office.wait_for("the answer is kept back", async |_| line.kept() > 0).await;
    line.keep_back(false);
    office.restart().await;
    assert!(wait_for(&office, id, MemberState::Active).await.adopted);
    assert_eq!((office.executed(ROLE_ADD.path), office.received(ROLE_ADD.path)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_several_fit_the_platform_itself_decides() {
    let office = Office::open().await;
    // Both hold the WeChat id that is searched for, and are masked alike.
    for wechat in ["kaibo_01", "kaibo_01_kaibo_01"] {
        office.other_program().role_add(wechat, Role::Admin).await.unwrap();
    }
    office.platform.faults().arm(ROLE_ADD.path, FaultKind::DropBefore, 1);
    let id = add(&office.console(), "kaibo_01", Role::Admin).await;
    let member = wait_for(&office, id, MemberState::Active).await;
    assert!(member.adopted, "had it already (400004): that is what was asked for");
    assert_eq!(on_platform(&office, Role::Admin).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_verified_is_told_what_to_scan() {
    let office = Office::open().await;
    let console = office.console();
    let id = add(&console, "unverified_1", Role::Anchor).await;
    let member = wait_for(&office, id, MemberState::Refused).await;
    assert_eq!(member.problem.unwrap().code, "errcode.400002");
    assert!(member.code_of.is_some() && member.removable);
    console.members_remove(id, None).await.unwrap();
    assert_eq!(find(&console, id).await, None);
    console.members_restore(vec![id]).await.unwrap();
    assert_eq!(find(&console, id).await.unwrap().state, MemberState::Refused);
    let refused = console.outbox_list(outbox(OutboxFilter::Refused)).await.unwrap().rows.remove(0);
    console.outbox_retry(refused.id).await.unwrap();
    wait_for(&office, id, MemberState::Refused).await;
    assert_eq!(office.received(ROLE_ADD.path), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_removal_is_explained_and_the_role_stays() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let room = office.draft_room("主播还有场次的专场").await;
    console.rooms_submit(room).await.unwrap();
    let id = add(&console, "kaibo_anchor", Role::Anchor).await;
    wait_for(&office, id, MemberState::Active).await;
    office.wait_for_room(room, kaibo_console::view::RoomState::NotStarted).await;
    remove(&office, id).await;
    assert_eq!(wait_for(&office, id, MemberState::Refused).await.problem.unwrap().code, "errcode.400005");
    // Given up: whoever adds them again finds that nothing is left to do.
    let again = console.members_add(MemberDraft { wechat: "kaibo_anchor".into(), role: Role::Anchor }).await.unwrap();
    assert_eq!(again.violations[0].rule, Rule::RoleDuplicate);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_can_be_undone_and_a_wish_taken_back() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let id = add(&console, "kaibo_clerk", Role::Operator).await;
    wait_for(&office, id, MemberState::Active).await;
    console.members_remove(id, None).await.unwrap();
    console.members_restore(vec![id]).await.unwrap();
    assert_eq!(find(&console, id).await.unwrap().state, MemberState::Active);
    console.members_remove(id, None).await.unwrap();
    assert_eq!(add(&console, "kaibo_clerk", Role::Operator).await, id, "adding them again undoes the removal too");
    assert_eq!(find(&console, id).await.unwrap().state, MemberState::Active);
    console.outbox_pause(None).await.unwrap();
    let wish = add(&console, "kaibo_third", Role::Operator).await;
    assert_eq!(find(&console, wish).await.unwrap().state, MemberState::Waiting);
    console.members_remove(wish, None).await.unwrap();
    assert_eq!(find(&console, wish).await, None);
    console.members_restore(vec![wish]).await.unwrap();
    console.outbox_resume(None).await.unwrap();
    wait_for(&office, wish, MemberState::Active).await;
    assert_eq!((office.received(ROLE_DELETE.path), office.received(ROLE_ADD.path)), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_give_and_take_is_seen_and_removed_by_the_whole_id_only() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let other = office.other_program();
    other.role_add("kaibo_elsewhere", Role::Operator).await.unwrap();
    read_all(&office).await;
    let member = console.members_list().await.unwrap().into_iter().find(|one| one.role == Role::Operator).unwrap();
    assert_eq!((member.wechat.as_deref(), member.masked.as_str()), (None, "ka****re"));
    let refused = async |wechat: Option<&str>| {
        let problem = console.members_remove(member.id, wechat.map(str::to_owned)).await.unwrap_err();
        (problem.code, problem.field.unwrap())
    };
    assert_eq!(refused(None).await, ("member.wechat-missing".into(), "wechat".into()));
    assert_eq!(refused(Some("kaibo_another")).await, ("member.other-wechat".into(), "wechat".into()));
    console.members_remove(member.id, Some(" kaibo_elsewhere ".into())).await.unwrap();
    office.clock.as_ref().unwrap().turn(13_000);
    wait_until_gone(&office, member.id).await;
    assert_eq!(office.executed(ROLE_DELETE.path), 1);
    // And what is given here may be taken there.
    let id = add(&console, "kaibo_clerk", Role::Operator).await;
    wait_for(&office, id, MemberState::Active).await;
    other.role_delete("kaibo_clerk", Role::Operator).await.unwrap();
    read_all(&office).await;
    assert_eq!(find(&console, id).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_administrators_are_enough_before_the_platform_says_so() {
    let office = Office::open().await;
    let console = office.console();
    console.outbox_pause(None).await.unwrap();
    for number in 0..10 {
        add(&console, &format!("admin_{number}"), Role::Admin).await;
    }
    let eleventh = console.members_add(MemberDraft { wechat: "admin_10".into(), role: Role::Admin }).await.unwrap();
    assert_eq!((eleventh.id, eleventh.violations[0].rule), (None, Rule::RoleFull));
    assert_eq!(console.members_list().await.unwrap().iter().filter(|one| one.role == Role::Admin).count(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_up_day_parks_the_roles_alone() {
    let office = Office::open_at(MORNING).await;
    office.platform.faults().arm(ROLE_ADD.path, FaultKind::QuotaDaily, 1);
    let console = office.console();
    let id = add(&console, "kaibo_clerk", Role::Operator).await;
    let waiting = wait_for(&office, id, MemberState::Waiting).await;
    assert_eq!(waiting.problem.unwrap().code, "platform.daily-quota");
    let holds = console.outbox_summary().await.unwrap().holds;
    assert_eq!(holds.iter().map(|hold| hold.endpoint.as_deref()).collect::<Vec<_>>(), [Some(ROLE_ADD.path)]);
    let row = console.outbox_list(outbox(OutboxFilter::Open)).await.unwrap().rows.remove(0);
    assert_eq!(row.state, SubmissionState::Waiting);
    console.outbox_retry(row.id).await.unwrap();
    wait_for(&office, id, MemberState::Active).await;
}
