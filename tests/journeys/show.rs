//! The run of show over real HTTP: planned, followed while the room is on air, and what its record keeps.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, elsewhere::stock, office::Office, phone::Phone};
use kaibo_console::{
    Console,
    view::{
        REPLY_MAX_BYTES, RoomPatch, RoomState, ShelfItemState, ShowFile, ShowItemView, ShowNew, ShowPatch, ShowView,
    },
};
use kaibo_domain::{GoodsId, RoomId, ShowItemId, ShowKind, run_of_show, time::MINUTE_MS};

/// What is added, of a kind that has no good.
fn other(kind: ShowKind) -> Vec<ShowNew> {
    vec![ShowNew { kind, goods_id: None, minutes: None }]
}

fn words(title: &str, notes: &str) -> ShowPatch {
    ShowPatch { title: Some(title.into()), notes: Some(notes.into()), ..ShowPatch::default() }
}

fn ids(view: &ShowView) -> Vec<ShowItemId> {
    view.items.iter().map(|item| item.id).collect()
}

/// The one item of that kind that has that title.
fn named<'a>(view: &'a ShowView, title: &str) -> &'a ShowItemView {
    view.items.iter().find(|item| item.title == title).unwrap()
}

/// A room with that many approved goods on its shelf.
async fn room_with(office: &mut Office, count: usize) -> (RoomId, Vec<GoodsId>) {
    let goods = stock(office, count).await;
    let console = office.console();
    console.goods_submit(goods.clone()).await.unwrap();
    let room = office.draft_room("双十二之夜").await;
    console.rooms_shelve(room, goods.clone()).await.unwrap();
    (room, goods)
}

async fn start(office: &Office, room: RoomId) -> Phone {
    let console = office.console();
    console.rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    office
        .wait_for("all goods stand on the shelf", async |console| {
            let shelf = console.rooms_get(room).await.unwrap().shelf;
            shelf.iter().all(|item| item.state == ShelfItemState::OnShelf)
        })
        .await;
    let phone = Phone::scan(&console.golive_phone_address(room).await.unwrap(), "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    office.wait_for_room(room, RoomState::Live).await;
    phone
}

/// The rows of a sheet that was saved.
async fn saved(office: &Office, room: RoomId, file: ShowFile, name: &str) -> Vec<Vec<String>> {
    let path = office.folder.path().join(name);
    office.console().show_export(room, file, path.clone()).await.unwrap();
    let book = kaibo_sheet::read(std::fs::File::open(path).unwrap()).unwrap();
    book.sheets[0].rows().map(|row| row.cells().map(str::to_owned).collect()).collect()
}

/// The whole shelf, and two draws: behind the third good and behind the twelfth.
async fn planned(console: &Console, room: RoomId) -> ShowView {
    let view = console.show_fill(room, 5).await.unwrap();
    for (behind, prize) in [(11, "免单一件"), (2, "丝巾十条")] {
        let view = console.show_add(room, other(ShowKind::Draw), Some(view.items[behind].id)).await.unwrap();
        let draw = view.items[behind + 1].id;
        let patch = ShowPatch { minutes: Some(3), count: Some(10), ..words(prize, "评论区发“喜欢”参加") };
        console.show_save(room, draw, patch).await.unwrap();
    }
    console.show_view(room).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_twenty_goods_and_two_draws_is_run_and_its_record_is_what_was_done() {
    let mut office = Office::open_at(MORNING).await;
    let (room, goods) = room_with(&mut office, 20).await;
    let console = office.console();
    let view = planned(&console, room).await;
    let begins = view.room.start_ms.unwrap();
    assert_eq!((view.items.len(), view.minutes, view.room_minutes), (22, 106, Some(120)));
    assert_eq!(view.items[3].planned_ms, Some(begins + 15 * MINUTE_MS));
    assert_eq!(view.items[4].planned_ms, Some(begins + 18 * MINUTE_MS));
    assert_eq!(view.unplanned, []);
    assert_eq!(console.show_mark(room, view.items[3].id, true).await.unwrap_err().code, "live.not-live");

    let phone = start(&office, room).await;
    let clock = office.clock.clone().unwrap();
    clock.turn_to(begins);
    let mut expected = vec![None; view.items.len()];
    for (place, item) in view.items.iter().enumerate() {
        // One good is left out, and the second draw is done two minutes later than it could have been.
        if place == 7 {
            continue;
        }
        let seen = console.show_view(room).await.unwrap();
        if let Some(good) = &item.good {
            assert_eq!(seen.step, None, "nothing is due before {}", good.name);
            console.live_push(room, good.id).await.unwrap();
        } else {
            assert_eq!(seen.step, Some(item.id), "{} is due", item.title);
            clock.turn(2 * MINUTE_MS);
            console.show_mark(room, item.id, true).await.unwrap();
        }
        expected[place] = Some(office.now());
        assert_eq!(console.show_view(room).await.unwrap().current, Some(item.id));
        clock.turn(i64::from(item.minutes) * MINUTE_MS);
    }
    // Pushed again while it is explained: no other item, and no other time.
    console.live_push(room, goods[19]).await.unwrap();
    let view = console.show_view(room).await.unwrap();
    assert_eq!(view.items.iter().map(|item| item.begun_ms).collect::<Vec<_>>(), expected);
    // Two waits of two minutes each, and five minutes won by what was left out.
    let late: Vec<_> = view.items.iter().map(|item| Some(item.begun_ms? - item.planned_ms?)).collect();
    assert_eq!((late[0], late[3], late[8], late[21]), (Some(0), Some(120_000), Some(-180_000), Some(-60_000)));
    assert_eq!(view.pace.unwrap().late_ms(office.now()), -60_000);

    phone.press("end").await;
    office.wait_for_room(room, RoomState::Ended).await;
    let view = console.show_view(room).await.unwrap();
    assert!(!view.editable && !view.on_air && view.pace.is_none());
    let gone = console.show_remove(room, ids(&view)).await.unwrap_err();
    assert_eq!(gone.code, "show.over");
    assert_eq!(console.show_mark(room, view.items[7].id, true).await.unwrap_err().code, "live.not-live");

    let record = saved(&office, room, ShowFile::Record, "记录.xlsx").await;
    assert_eq!(record.len(), 23, "a heading and every item");
    let line = |place: usize| record[place + 1].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(line(3), ["11:15", "11:17", "2.0", "抽奖", "丝巾十条", "已完成"]);
    assert_eq!(line(7), ["11:33", "", "", "商品", view.items[7].good.as_ref().unwrap().name.as_str(), "未进行"]);
    assert_eq!(line(8)[1..3], ["11:35", "-3.0"]);

    let copy = console.rooms_copy(room).await.unwrap().id;
    let copied = console.show_view(copy).await.unwrap();
    assert!(copied.items.iter().all(|item| item.begun_ms.is_none() && !item.by_hand));
    let shape = |view: &ShowView| -> Vec<_> {
        view.items.iter().map(|item| (item.kind, item.minutes, item.title.clone(), item.count)).collect()
    };
    assert_eq!(shape(&copied), shape(&view));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_written_as_a_sheet_without_formulas_and_as_pages_to_print() {
    let mut office = Office::open_at(MORNING).await;
    let (room, goods) = room_with(&mut office, 20).await;
    let console = office.console();
    let item = planned(&console, room).await.items[0].id;
    let patch =
        ShowPatch { cue: Some("=1+1".into()), notes: Some("-显瘦\n小个子".into()), ..ShowPatch::default() };
    console.show_save(room, item, patch).await.unwrap();
    let plan = saved(&office, room, ShowFile::Plan, "流程.xlsx").await;
    let name = console.goods_get(goods[0]).await.unwrap().draft.name;
    assert_eq!(plan[1], ["11:00", "5", "商品", name.as_str(), "¥99.00", "=1+1", "-显瘦\n小个子"]);
    assert_eq!(plan[4], ["11:15", "3", "抽奖", "丝巾十条", "", "", "评论区发“喜欢”参加", "10"]);

    let path = office.folder.path().join("流程.pdf");
    console.show_export(room, ShowFile::Print, path.clone()).await.unwrap();
    let pdf = std::fs::read(path).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && String::from_utf8_lossy(&pdf).contains("/Count 2"), "two pages");
    let suggested = console.show_file_name(room, ShowFile::Record).await.unwrap();
    assert_eq!(suggested, "双十二之夜 流程记录.xlsx");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_edited_ordered_and_undone_and_says_what_runs_over() {
    let mut office = Office::open_at(MORNING).await;
    let (room, goods) = room_with(&mut office, 3).await;
    let console = office.console();
    let first = ShowNew { kind: ShowKind::Good, goods_id: Some(goods[1]), minutes: Some(50) };
    let view = console.show_add(room, vec![first], None).await.unwrap();
    assert_eq!(view.unplanned, [goods[0], goods[2]]);
    console.show_fill(room, 30).await.unwrap();
    console.show_add(room, other(ShowKind::Break), None).await.unwrap();
    let view = console.show_view(room).await.unwrap();
    let order =
        |view: &ShowView| view.items.iter().map(|item| item.good.as_ref().map(|good| good.id)).collect::<Vec<_>>();
    assert_eq!(order(&view), [Some(goods[1]), Some(goods[0]), Some(goods[2]), None]);
    assert_eq!((view.minutes, view.room_minutes), (115, Some(120)));
    assert!(view.items.iter().all(|item| !item.over));

    let pause = view.items[3].id;
    let patch = ShowPatch { minutes: Some(11), ..words("换装", "") };
    let view = console.show_save(room, pause, patch).await.unwrap();
    assert!(named(&view, "换装").over && !view.items[2].over, "one minute behind the end");
    let mut turned = ids(&view);
    turned.reverse();
    let view = console.show_sort(room, turned.clone()).await.unwrap();
    assert_eq!((ids(&view), view.items[1].offset_minutes), (turned, 11));
    assert!(view.items[3].over, "what stands last runs over");
    let removed = vec![view.items[1].id, view.items[2].id];
    assert_eq!(console.show_remove(room, removed.clone()).await.unwrap().items.len(), 2);
    assert_eq!(ids(&console.show_restore(room, removed).await.unwrap()), ids(&view));

    // Another start moves everything.
    let start_ms = view.room.start_ms.map(|start| start + 60 * MINUTE_MS);
    console.rooms_save(room, RoomPatch { start_ms, ..RoomPatch::default() }).await.unwrap();
    assert_eq!(console.show_view(room).await.unwrap().items[0].planned_ms, start_ms);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_plan_cannot_hold_is_refused_whole_and_the_fullest_one_goes_into_one_message() {
    let mut office = Office::open_at(MORNING).await;
    let (room, goods) = room_with(&mut office, 2).await;
    let console = office.console();
    let view = console.show_fill(room, 5).await.unwrap();
    let item = view.items[0].id;
    let save = async |patch| console.show_save(room, item, patch).await.map(|_| ()).map_err(|problem| problem.code);
    assert_eq!(save(words(&"长".repeat(run_of_show::TITLE_CHARS + 1), "")).await, Err("show.too-long".into()));
    assert_eq!(save(words("", &"长".repeat(run_of_show::NOTES_CHARS + 1))).await, Err("show.too-long".into()));
    let minutes = Some(run_of_show::MINUTES_MAX + 1);
    assert_eq!(save(ShowPatch { minutes, ..ShowPatch::default() }).await, Err("show.too-many-minutes".into()));
    let count = Some(run_of_show::COUNT_MAX + 1);
    assert_eq!(save(ShowPatch { count, ..ShowPatch::default() }).await, Err("show.count".into()));

    let one = ShowNew { kind: ShowKind::Good, goods_id: Some(goods[0]), minutes: None };
    let lost = ShowNew { goods_id: None, ..one };
    assert_eq!(console.show_add(room, vec![one, lost], None).await.unwrap_err().code, "goods.not-found");
    assert_eq!(console.show_view(room).await.unwrap().items.len(), 2, "not the first of them either");
    let all = console.show_add(room, vec![one; run_of_show::ITEMS_MAX - 2], None).await.unwrap();
    assert_eq!(console.show_add(room, vec![one], None).await.unwrap_err().code, "show.full");
    let notes = "长".repeat(run_of_show::NOTES_CHARS);
    let mut held = 0;
    for item in &all.items[..run_of_show::WORDS_CHARS / run_of_show::NOTES_CHARS + 5] {
        match console.show_save(room, item.id, words("", &notes)).await {
            Ok(_) => held += 1,
            Err(problem) => assert_eq!(problem.code, "show.too-many-words"),
        }
    }
    assert_eq!(held, run_of_show::WORDS_CHARS / run_of_show::NOTES_CHARS);
    let message = serde_json::to_string(&console.show_view(room).await.unwrap()).unwrap();
    assert!(message.len() < REPLY_MAX_BYTES as usize, "{} bytes", message.len());
}
