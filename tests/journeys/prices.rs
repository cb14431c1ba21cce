//! Prices of approved goods over real HTTP: nothing else is sent, the good stays stored, a lost answer is found.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::office::Office;
use kaibo_console::view::{Editable, GoodsPatch, GoodsState, GoodsView, OutboxQuery};
use kaibo_domain::{Fen, Price, PriceKind, platform::endpoint};
use kaibo_sandbox::FaultKind;
use rstest::rstest;

async fn stored(office: &Office, name: &str) -> GoodsView {
    let good = office.draft_good(name).await;
    office.console().goods_submit(vec![good]).await.unwrap();
    office.wait_for_good(good, GoodsState::Approved).await
}

fn price(amount: &str) -> GoodsPatch {
    GoodsPatch { price: Some(amount.into()), ..GoodsPatch::default() }
}

async fn price_there(office: &Office, good: &GoodsView) -> Option<Price> {
    let id = kaibo_domain::PlatformGoodsId(good.platform_id.unwrap());
    office.other_program().goods_warehouse(&[id]).await.unwrap()[0].price_form()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_good_takes_another_price_and_stays_stored() {
    let office = Office::open().await;
    let console = office.console();
    let good = stored(&office, "改价的裙子").await;
    assert_eq!(good.editable, Editable::Prices);
    let name = GoodsPatch { name: Some("改名的裙子".into()), ..GoodsPatch::default() };
    assert_eq!(console.goods_save(good.id, name).await.unwrap_err().code, "goods.only-price");
    let refused = console.goods_submit(vec![good.id]).await.unwrap().refused;
    assert_eq!(refused[0].problem.code, "goods.already-submitted", "nothing was changed");

    console.outbox_pause(None).await.unwrap();
    let range = GoodsPatch {
        price_kind: Some(PriceKind::Range),
        price: Some("99".into()),
        price2: Some("88".into()),
        ..GoodsPatch::default()
    };
    assert_eq!(console.goods_save(good.id, range).await.unwrap().violations.len(), 1);
    let refused = console.goods_submit(vec![good.id]).await.unwrap().refused;
    let fault = &refused[0].problem;
    assert_eq!((fault.code.as_str(), fault.field.as_deref()), ("goods.has-fault", Some("price2")));
    assert_eq!(fault.params["rule"], "range-not-ascending");
    console.goods_save(good.id, GoodsPatch { price2: Some("188".into()), ..GoodsPatch::default() }).await.unwrap();
    assert_eq!(console.goods_submit(vec![good.id]).await.unwrap().done, [good.id]);
    let waiting = console.goods_get(good.id).await.unwrap();
    assert!(waiting.price_on_its_way && waiting.state == GoodsState::Approved, "{waiting:?}");
    // A second thought before it left replaces the first.
    console.goods_save(good.id, price("109")).await.unwrap();
    assert_eq!(console.goods_submit(vec![good.id]).await.unwrap().done, [good.id]);
    console.outbox_resume(None).await.unwrap();

    let there = |view: &GoodsView| !view.price_on_its_way && !view.changed_since;
    office.wait_for("the price is there", async |console| there(&console.goods_get(good.id).await.unwrap())).await;
    assert_eq!(office.executed(endpoint::GOODS_UPDATE.path), 1);
    assert_eq!(price_there(&office, &good).await, Some(Price::Range { low: Fen(10_900), high: Fen(18_800) }));
    console.sync_now().await.unwrap();
    let view = console.goods_get(good.id).await.unwrap();
    assert!(view.state == GoodsState::Approved && !view.in_conflict && view.draft.price == "109", "{view:?}");
    assert_eq!(office.executed(endpoint::GOODS_AUDIT.path), 0, "no audit was begun");
}

#[rstest]
#[case::connection_lost(FaultKind::DropAfter)]
#[case::system_error(FaultKind::MinusOneAfter)]
#[tokio::test(flavor = "multi_thread")]
async fn a_price_whose_answer_was_lost_is_found_and_not_sent_again(#[case] fault: FaultKind) {
    let office = Office::open().await;
    let console = office.console();
    let good = stored(&office, "回执丢失的改价").await;
    office.platform.faults().arm(endpoint::GOODS_UPDATE.path, fault, 1);
    console.goods_save(good.id, price("89.9")).await.unwrap();
    console.goods_submit(vec![good.id]).await.unwrap();
    let there = async |console: &kaibo_console::Console| !console.goods_get(good.id).await.unwrap().price_on_its_way;
    office.wait_for("it was found", there).await;
    assert_eq!(office.received(endpoint::GOODS_UPDATE.path), 1);
    assert_eq!(price_there(&office, &good).await, Some(Price::Single(Fen(8_990))));
    let last = console.outbox_list(OutboxQuery {
        limit: 9,
        filter: kaibo_console::view::OutboxFilter::All,
        ..OutboxQuery::default()
    });
    let last = last.await.unwrap().rows.remove(0);
    assert!(last.kind == "goods-update-price" && last.adopted, "{last:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_never_arrived_is_sent_again() {
    let office = Office::open().await;
    let console = office.console();
    let good = stored(&office, "没有送达的改价").await;
    office.platform.faults().arm(endpoint::GOODS_UPDATE.path, FaultKind::DropBefore, 1);
    console.goods_save(good.id, price("59")).await.unwrap();
    console.goods_submit(vec![good.id]).await.unwrap();
    let there = async |console: &kaibo_console::Console| !console.goods_get(good.id).await.unwrap().price_on_its_way;
    office.wait_for("it arrived", there).await;
    assert!(!console.goods_get(good.id).await.unwrap().changed_since);
    assert_eq!((office.received(endpoint::GOODS_UPDATE.path), office.executed(endpoint::GOODS_UPDATE.path)), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_price_leaves_the_good_stored_and_says_why() {
    let office = Office::open().await;
    let console = office.console();
    let good = stored(&office, "被别人删掉的裙子").await;
    let id = kaibo_domain::PlatformGoodsId(good.platform_id.unwrap());
    office.other_program().goods_delete(id).await.unwrap();
    console.goods_save(good.id, price("69")).await.unwrap();
    console.goods_submit(vec![good.id]).await.unwrap();
    office
        .wait_for("it was refused", async |console| {
            let view = console.goods_get(good.id).await.unwrap();
            view.problem.is_some_and(|problem| problem.code == "errcode.300015")
        })
        .await;
    let view = console.goods_get(good.id).await.unwrap();
    assert!(view.state == GoodsState::Approved && !view.price_on_its_way, "{view:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_price_of_what_was_changed_under_way_is_sent_and_the_rest_stays_to_be_told() {
    let office = Office::open().await;
    let console = office.console();
    console.outbox_pause(None).await.unwrap();
    let id = office.draft_good("提交时的名字").await;
    console.goods_submit(vec![id]).await.unwrap();
    let name = GoodsPatch { name: Some("路上改的名字".into()), ..GoodsPatch::default() };
    console.goods_save(id, name).await.unwrap();
    console.outbox_resume(None).await.unwrap();
    office.wait_for_good(id, GoodsState::Approved).await;
    let refused = console.goods_submit(vec![id]).await.unwrap().refused;
    assert_eq!(refused[0].problem.code, "goods.only-price");
    console.goods_save(id, price("59")).await.unwrap();
    console.goods_submit(vec![id]).await.unwrap();
    office.wait_for("it arrived", async |_| office.executed(endpoint::GOODS_UPDATE.path) == 1).await;
    let done = async |console: &kaibo_console::Console| !console.goods_get(id).await.unwrap().price_on_its_way;
    office.wait_for("the answer is written", done).await;
    assert!(console.goods_get(id).await.unwrap().changed_since, "the name is not on the platform");
    let copy = console.goods_copy(id).await.unwrap();
    assert_eq!((copy.state, copy.draft.name.as_str()), (GoodsState::Draft, "路上改的名字"));
    assert!(copy.draft.has_picture && copy.violations.is_empty(), "{copy:?}");
}
