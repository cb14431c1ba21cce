//! What became of a good, and what staff noted on its rejection.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{clock::MORNING, office::Office};
use kaibo_console::{
    pictures::MediaRequest,
    view::{GoodsPatch, GoodsState, GoodsStepKind as Step, RejectNotePatch, SameBy},
};
use kaibo_domain::{
    Focus, GoodsDraft, GoodsId, PlatformGoodsId, Slot,
    platform::endpoint,
    time::{DAY_MS, HOUR_MS},
};
use kaibo_sandbox::FaultKind;
use kaibo_wechat::GoodsInfo;

async fn steps(office: &Office, good: GoodsId) -> Vec<Step> {
    let steps = office.console().goods_history(good).await.unwrap();
    assert!(steps.is_sorted_by_key(|step| step.at_ms.unwrap_or_default()), "{steps:?}");
    steps.into_iter().map(|step| step.kind).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_tells_each_step_of_a_good() {
    let office = Office::open().await;
    let console = office.console();
    let good = office.draft_good("会被驳回的裙子").await;
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Rejected).await;
    let mended = GoodsPatch { name: Some("改好名字的裙子".into()), ..GoodsPatch::default() };
    console.goods_save(good, mended).await.unwrap();
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Approved).await;
    console.goods_save(good, GoodsPatch { price: Some("88".into()), ..GoodsPatch::default() }).await.unwrap();
    console.goods_submit(vec![good]).await.unwrap();
    let paid = async |console: &kaibo_console::Console| !console.goods_get(good).await.unwrap().price_on_its_way;
    office.wait_for("the price is there", paid).await;
    let told = [
        Step::Drafted,
        Step::Submitted,
        Step::Accepted,
        Step::Rejected,
        Step::Submitted,
        Step::Accepted,
        Step::Approved,
        Step::PriceChanged,
    ];
    assert_eq!(steps(&office, good).await, told);
    let last = console.goods_history(good).await.unwrap().pop().unwrap();
    assert_eq!((last.from.as_deref(), last.to.as_deref()), (Some("199.00"), Some("88.00")));
    let copy = console.goods_copy(good).await.unwrap().id;
    assert_eq!(steps(&office, copy).await, [Step::Copied]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_tells_what_was_found_withdrawn_and_deleted_elsewhere() {
    let office = Office::open_with_slow_audits(MORNING).await;
    let console = office.console();
    let good = office.draft_good("回执丢失的裙子").await;
    office.platform.faults().arm(endpoint::GOODS_ADD.path, FaultKind::DropAfter, 1);
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Auditing).await;
    assert_eq!(steps(&office, good).await, [Step::Drafted, Step::Submitted, Step::Adopted]);
    // Of what was found the platform does not say which audit it is in: only another one can be withdrawn.
    assert_eq!(console.goods_withdraw(vec![good]).await.unwrap().refused.len(), 1);
    let good = office.draft_good("撤回以后被别人删掉的裙子").await;
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Auditing).await;
    console.goods_withdraw(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Withdrawn).await;
    let there = console.goods_get(good).await.unwrap().platform_id.unwrap();
    office.other_program().goods_delete(PlatformGoodsId(there)).await.unwrap();
    // Two whole readings in a row that miss it: then it is gone.
    let gone = async |console: &kaibo_console::Console| {
        office.clock.as_ref().unwrap().turn(HOUR_MS);
        console.sync_now().await.unwrap();
        console.goods_get(good).await.unwrap().state == GoodsState::Draft
    };
    office.wait_for("it is gone", gone).await;
    let told = [Step::Drafted, Step::Submitted, Step::Accepted, Step::Withdrawn, Step::Gone];
    assert_eq!(steps(&office, good).await, told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_on_a_rejection_comes_up_with_the_same_name_or_picture() {
    let office = Office::open().await;
    let console = office.console();
    let good = office.draft_good("驳回·样例裙子").await;
    let note = |reason: &str| RejectNotePatch { reason: Some(reason.into()), fix: None };
    assert_eq!(console.goods_note_save(good, note("太早")).await.unwrap_err().code, "goods.not-rejected");
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Rejected).await;
    assert_eq!(console.goods_notes(good).await.unwrap().own, None);
    console.goods_note_save(good, note("图上有水印")).await.unwrap();
    let fix = RejectNotePatch { reason: None, fix: Some("换了没有水印的图".into()) };
    let own = console.goods_note_save(good, fix).await.unwrap().own.unwrap();
    assert_eq!((own.reason.as_str(), own.fix.as_str()), ("图上有水印", "换了没有水印的图"));

    // Typed another way, with another picture: it is the same name.
    let namesake = console.goods_create().await.unwrap().id;
    let name = GoodsPatch { name: Some("驳回 样例裙子！".into()), ..GoodsPatch::default() };
    console.goods_save(namesake, name).await.unwrap();
    let found = console.goods_notes(namesake).await.unwrap().similar;
    assert_eq!(
        (found[0].goods_id, found[0].same_by, found[0].fix.as_str()),
        (good, Some(SameBy::Name), "换了没有水印的图")
    );

    let same_picture = office.draft_good("别的名字的裙子").await;
    let found = console.goods_notes(same_picture).await.unwrap();
    assert_eq!((found.own, found.similar[0].same_by), (None, Some(SameBy::Picture)));
    let other = console.goods_create().await.unwrap().id;
    assert_eq!(console.goods_notes(other).await.unwrap(), Default::default());

    // Rejected once more, it is another rejection: its note is empty, the one before comes up.
    console.goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Rejected).await;
    let again = console.goods_notes(good).await.unwrap();
    assert!(again.own.is_none() && again.similar[0].reason == "图上有水印", "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_on_the_platform_is_looked_for_before_it_is_added_again() {
    let office = Office::open_with_slow_audits(MORNING).await;
    let (console, other) = (office.console(), office.other_program());
    let good = office.draft_good("又出现的裙子").await;
    console.goods_submit(vec![good]).await.unwrap();
    let id = PlatformGoodsId(office.wait_for_good(good, GoodsState::Auditing).await.platform_id.unwrap());
    let url = other.goods_warehouse(&[id]).await.unwrap()[0].url.clone();
    console.goods_withdraw(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Withdrawn).await;
    other.goods_delete(id).await.unwrap();
    let gone = async |console: &kaibo_console::Console| {
        office.clock.as_ref().unwrap().turn(HOUR_MS);
        console.sync_now().await.unwrap();
        console.goods_get(good).await.unwrap().state == GoodsState::Draft
    };
    office.wait_for("it is gone", gone).await;

    // It stands there again, and nobody has read that yet.
    let jpeg =
        kaibo_media::fit(&std::fs::read(office.folder.path().join("photo.png")).unwrap(), Slot::Goods, Focus::CENTRE);
    let picture = other.media_upload(&jpeg.unwrap().jpeg, "a.jpg", "image/jpeg").await.unwrap().media_id;
    let there = GoodsDraft {
        name: "别人又加的裙子".into(),
        price: "199".into(),
        path: "pages/a".into(),
        has_picture: true,
        ..GoodsDraft::default()
    };
    other.goods_add(&GoodsInfo::from_spec(&there.check().unwrap(), &url, &picture)).await.unwrap();
    console.goods_submit(vec![good]).await.unwrap();
    let found = office.wait_for_good(good, GoodsState::Auditing).await;
    assert!(found.adopted && found.changed_since, "{found:?}");
    assert_eq!(found.draft.name, "又出现的裙子", "what stands here is kept, to be submitted");
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 2, "ours once and the other's once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_of_a_page_is_fetched_when_asked_for_and_only_for_a_right_path() {
    let office = Office::open().await;
    let console = office.console();
    let good = office.draft_good("试开页面的裙子").await;
    assert!(console.render(MediaRequest::PageCode(good)).await.is_none());
    console.goods_page_code(good).await.unwrap();
    let code = console.render(MediaRequest::PageCode(good)).await.unwrap();
    assert!(code.bytes.starts_with(b"\x89PNG") || code.bytes.starts_with(b"\xff\xd8"), "{:?}", &code.bytes[..8]);
    let path = GoodsPatch { path: Some("/pages/a".into()), ..GoodsPatch::default() };
    console.goods_save(good, path).await.unwrap();
    assert_eq!(console.goods_page_code(good).await.unwrap_err().code, "goods.has-fault");
    assert_eq!(office.received(endpoint::WXACODE.path), 1);
}

/// The goods whose audit takes long, with their days.
async fn long_audits(office: &Office) -> Vec<(GoodsId, u32)> {
    let today = office.console().today().await.unwrap();
    today.long_audits.into_iter().map(|long| (long.goods.id, long.days)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_of_more_than_seven_days_needs_a_person_until_it_ends() {
    let mut office = Office::open_with_slow_audits(MORNING).await;
    let (console, clock) = (office.console(), office.clock.clone().unwrap());
    let [first, second] = [office.draft_good("审核很久的裙子").await, office.draft_good("晚些提交的裙子").await];
    for good in [first, second] {
        console.goods_submit(vec![good]).await.unwrap();
        office.wait_for_good(good, GoodsState::Auditing).await;
        clock.turn(10 * HOUR_MS);
    }
    // Nothing is heard of them.
    office.redirect("http://127.0.0.1:9").await;
    clock.turn_to(MORNING + 7 * DAY_MS - HOUR_MS);
    assert_eq!(long_audits(&office).await, []);
    clock.turn(2 * HOUR_MS);
    assert_eq!(long_audits(&office).await, [(first, 7)]);
    clock.turn(2 * DAY_MS);
    assert_eq!(long_audits(&office).await, [(first, 9), (second, 8)], "the longest first");
    let address = office.platform.base_url().to_owned();
    office.redirect(&address).await;
    office.console().sync_now().await.unwrap();
    office.wait_for_good(second, GoodsState::Approved).await;
    office.wait_for_good(first, GoodsState::Approved).await;
    assert_eq!(long_audits(&office).await, []);
}
