//! Many goods at once, over real HTTP: each for itself, none of them in the way of typing.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

use crate::support::{clock::MORNING, elsewhere::stock, office::Office};
use kaibo_console::{
    Batch,
    pictures::Stop,
    view::{
        GoodsOutcome, GoodsPatch, GoodsProgress, GoodsSelection, GoodsState, PathsRequest, PricesRequest, RoomState,
    },
};
use kaibo_domain::{
    Fen, GoodsId,
    goods::{PathChange, PriceChange, Rounding},
    platform::endpoint,
    time::{HOUR_MS, MINUTE_MS, next_beijing_midnight},
};
use std::sync::{Arc, Mutex};

fn codes(outcome: &GoodsOutcome) -> Vec<&str> {
    outcome.refused.iter().map(|refusal| refusal.problem.code.as_str()).collect()
}

/// A draft, one under audit that never ends, and one approved.
async fn one_of_each(office: &Office) -> [GoodsId; 3] {
    let approved = office.draft_good("已入库的裙子").await;
    office.console().goods_submit(vec![approved]).await.unwrap();
    let there = office.wait_for_good(approved, GoodsState::Auditing).await.platform_id;
    office.turn_platform("audit", serde_json::json!({ "goods_id": there, "verdict": "approved" })).await;
    office.console().sync_now().await.unwrap();
    office.wait_for_good(approved, GoodsState::Approved).await;
    let auditing = office.draft_good("审核中的裙子").await;
    office.console().goods_submit(vec![auditing]).await.unwrap();
    office.wait_for_good(auditing, GoodsState::Auditing).await;
    [office.draft_good("草稿里的裙子").await, auditing, approved]
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_changed_each_for_itself_and_those_of_approved_goods_are_sent() {
    let office = Office::open_with_slow_audits(MORNING).await;
    let console = office.console();
    let all = one_of_each(&office).await;
    let request = PricesRequest { change: PriceChange::Percent { percent: -10 }, rounding: Rounding::Nine };
    let preview =
        console.goods_preview_prices(GoodsSelection::Ids { ids: all.to_vec() }, request.clone()).await.unwrap();
    assert_eq!(preview[0].after.unwrap().price, Some(Fen(17_890)));
    assert_eq!(preview[1].problem.as_ref().unwrap().code, "goods.auditing");
    let told = Arc::new(Mutex::new(Vec::new()));
    let hears = told.clone();
    let batch = Batch {
        selection: GoodsSelection::Ids { ids: all.to_vec() },
        told: Arc::new(move |progress| hears.lock().unwrap().push((progress.done, progress.total))),
    };
    let outcome = console.goods_set_prices(batch, request).await.unwrap();
    assert_eq!(outcome.done, [all[0], all[2]]);
    assert_eq!(codes(&outcome), ["goods.auditing"]);
    assert_eq!(*told.lock().unwrap(), [(3, 3)]);
    office.wait_for("it is sent", async |_| office.executed(endpoint::GOODS_UPDATE.path) == 1).await;
    for good in [all[0], all[2]] {
        assert_eq!(console.goods_get(good).await.unwrap().draft.price, "178.90");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_follow_a_pattern_where_the_good_has_what_it_names() {
    let office = Office::open_with_slow_audits(MORNING).await;
    let console = office.console();
    let [draft, auditing, approved] = one_of_each(&office).await;
    let coded = office.draft_good("有编码的裙子").await;
    console.goods_save(coded, GoodsPatch { code: Some("A 1".into()), ..GoodsPatch::default() }).await.unwrap();
    let request = PathsRequest { change: PathChange::Pattern { pattern: "pages/sku?c={code}".into() } };
    let outcome = console.goods_set_paths(vec![coded, draft, auditing, approved], request).await.unwrap();
    assert_eq!(outcome.done, [coded]);
    assert_eq!(codes(&outcome), ["goods.path-needs-code", "goods.auditing", "goods.only-price"]);
    assert_eq!(console.goods_get(coded).await.unwrap().draft.path, "pages/sku?c=A%201");
    let broken = GoodsPatch { path: Some("/pages/裙子".into()), ..GoodsPatch::default() };
    assert_eq!(console.goods_save(coded, broken).await.unwrap().violations.len(), 2);
    let mended = console.goods_repair_path(coded).await.unwrap();
    assert!(mended.violations.is_empty() && mended.draft.path == "pages/%E8%A3%99%E5%AD%90", "{mended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_taken_from_a_folder_by_code_or_by_name() {
    let office = Office::open().await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let mut goods = Vec::new();
    for name in ["按编码找图的裙子", "按名称找图的裙子", "没有图的裙子"] {
        goods.push(console.goods_create().await.unwrap().id);
        let patch = GoodsPatch { name: Some(name.into()), ..GoodsPatch::default() };
        console.goods_save(*goods.last().unwrap(), patch).await.unwrap();
    }
    console.goods_save(goods[0], GoodsPatch { code: Some("KB-01".into()), ..GoodsPatch::default() }).await.unwrap();
    let photo = image::RgbImage::from_pixel(400, 400, image::Rgb([9, 99, 9]));
    photo.save(folder.path().join("kb-01.PNG")).unwrap();
    photo.save(folder.path().join("按名称找图的裙子.png")).unwrap();
    std::fs::write(folder.path().join("没有图的裙子.txt"), "not a picture").unwrap();
    let stop = Stop::default();
    let outcome = console.goods_set_pictures(goods.clone(), folder.path().to_owned(), &stop).await.unwrap();
    assert_eq!((outcome.done.as_slice(), codes(&outcome)), (&goods[..2], vec!["goods.no-picture-named-so"]));
    assert!(console.goods_get(goods[1]).await.unwrap().draft.has_picture);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_are_stopped_leave_the_goods_that_were_not_begun_as_they_are() {
    let office = Office::open().await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let mut goods = Vec::new();
    for number in 0..40u8 {
        goods.push(console.goods_create().await.unwrap().id);
        let name = format!("等图的裙子{number}");
        let photo = image::RgbImage::from_pixel(400, 400, image::Rgb([number, 99, 9]));
        photo.save(folder.path().join(format!("{name}.png"))).unwrap();
        let patch = GoodsPatch { name: Some(name), ..GoodsPatch::default() };
        console.goods_save(*goods.last().unwrap(), patch).await.unwrap();
    }
    let stop = Stop::default();
    let asked = stop.clone();
    let told = move |far: GoodsProgress| {
        assert_eq!(far.total, 40);
        if far.done == 4 {
            asked.stop();
        }
    };
    let batch = Batch { selection: GoodsSelection::Ids { ids: goods.clone() }, told: Arc::new(told) };
    let outcome = console.goods_set_pictures(batch, folder.path().to_owned(), &stop).await.unwrap();
    let done = outcome.done.len();
    assert!((4..=20).contains(&done) && outcome.refused.is_empty(), "{done} were done");
    for (place, id) in goods.into_iter().enumerate() {
        assert_eq!(console.goods_get(id).await.unwrap().draft.has_picture, place < done, "{place} of {done}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawing_deleting_and_shelving_answer_for_each_good() {
    let office = Office::open_with_slow_audits(MORNING).await;
    let console = office.console();
    let all = one_of_each(&office).await;
    let room = office.draft_room("批量上架专场").await;
    console.rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    let shelved = console.goods_put_in_room(all.to_vec(), room).await.unwrap();
    assert_eq!(shelved.done, all);
    let on_shelf = async |console: &kaibo_console::Console| {
        let shelf = console.rooms_get(room).await.unwrap().shelf;
        shelf
            .into_iter()
            .filter(|item| item.state == kaibo_console::view::ShelfItemState::OnShelf)
            .map(|item| item.goods.id)
            .collect::<Vec<_>>()
    };
    office.wait_for("the approved one stands on the shelf", async |console| on_shelf(console).await == [all[2]]).await;
    assert_eq!(office.executed(endpoint::ROOM_ADD_GOODS.path), 1);
    let there = console.goods_get(all[1]).await.unwrap().platform_id;
    office.turn_platform("audit", serde_json::json!({ "goods_id": there, "verdict": "approved" })).await;
    console.sync_now().await.unwrap();
    office
        .wait_for("the other follows once approved", async |console| on_shelf(console).await == [all[1], all[2]])
        .await;
    assert_eq!(console.rooms_get(room).await.unwrap().shelf.len(), 3, "the draft waits");

    let auditing = office.draft_good("又一件审核中的裙子").await;
    console.goods_submit(vec![auditing]).await.unwrap();
    office.wait_for_good(auditing, GoodsState::Auditing).await;
    let all = [all[0], auditing, all[2]];
    let deleted = console.goods_delete(all.to_vec()).await.unwrap();
    assert_eq!((deleted.done.as_slice(), codes(&deleted)), (&[all[0], all[2]][..], vec!["goods.cannot-delete"]));
    assert_eq!(console.goods_get(all[0]).await.unwrap_err().code, "goods.not-found");
    console.goods_restore(deleted.deletion.unwrap()).await.unwrap();
    assert_eq!(console.goods_get(all[2]).await.unwrap().state, GoodsState::Approved);

    let withdrawn = console.goods_withdraw(all.to_vec()).await.unwrap();
    assert_eq!((withdrawn.done.as_slice(), withdrawn.refused.len()), (&[all[1]][..], 2));
    office.wait_for_good(all[1], GoodsState::Withdrawn).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_submitted_take_two_days_as_was_said_beforehand_and_do_not_hold_up_typing() {
    let mut office = Office::open_at(MORNING).await;
    let goods = stock(&mut office, 1_000).await;
    let console = office.console();
    let selection = GoodsSelection::Ids { ids: goods.clone() };
    let forecast = console.goods_forecast(selection.clone()).await.unwrap();
    let midnight = next_beijing_midnight(MORNING);
    assert_eq!((forecast.audits, forecast.today, forecast.days, forecast.resets_ms), (1_000, 500, 2, midnight));

    let submitting = tokio::spawn({
        let console = console.clone();
        async move { console.goods_submit(goods).await.unwrap() }
    });
    let typed = console.goods_create().await.unwrap().id;
    let mut slowest = std::time::Duration::ZERO;
    while !submitting.is_finished() {
        let begun = std::time::Instant::now();
        let patch = GoodsPatch { name: Some("正在输入的名字".into()), ..GoodsPatch::default() };
        console.goods_save(typed, patch).await.unwrap();
        slowest = slowest.max(begun.elapsed());
    }
    assert!(slowest.as_millis() < 500, "a save took {slowest:?} meanwhile");
    assert_eq!(submitting.await.unwrap().done.len(), 1_000);

    let executed = async |count: usize| {
        office.wait_for("so many were sent", async |_| office.executed(endpoint::GOODS_ADD.path) == count).await;
    };
    executed(500).await;
    let batch = console.outbox_summary().await.unwrap().batches.remove(0);
    assert_eq!((batch.total, batch.days), (1_000, Some(2)));
    let clock = office.clock.clone().unwrap();
    clock.turn_to(midnight - MINUTE_MS);
    console.sync_now().await.unwrap();
    assert_eq!(office.executed(endpoint::GOODS_ADD.path), 500, "nothing more on the first day");
    clock.turn_to(midnight + HOUR_MS);
    executed(1_000).await;
    assert_eq!(console.goods_forecast(selection).await.unwrap().audits, 0);
}
