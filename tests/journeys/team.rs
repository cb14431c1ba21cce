//! Drafts exchanged between two desks by one file, over real HTTP: field by field, all or nothing, and sent once.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, office::Office};
use kaibo_console::{
    Console, TeamTold,
    view::{
        GoodsPatch, GoodsState, RoomPatch, TeamChoice, TeamContents, TeamExported, TeamRecord, TeamResult, TeamView,
    },
};
use kaibo_domain::{
    GoodsId,
    merge::Side,
    platform::endpoint,
    team::{FieldState, RecordState},
};
use kaibo_store::{KdfParams, TeamFileWriter, settings};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

const PASSPHRASE: &str = "请打电话告诉小李";
const CHEAP: KdfParams = KdfParams { memory_kib: 64, passes: 1, lanes: 1 };
const ALL: TeamContents = TeamContents { goods: true, rooms: true };

fn silent() -> TeamTold {
    Arc::new(|_, _| {})
}

async fn export(office: &Office, path: &Path) -> TeamExported {
    office.console().team_export(ALL, PASSPHRASE.into(), path.to_owned(), silent()).await.unwrap()
}

async fn open(office: &Office, path: &Path) -> TeamView {
    office.console().team_open(path.to_owned(), PASSPHRASE.into(), silent()).await.unwrap()
}

async fn take(office: &Office) -> TeamResult {
    office.console().team_import(silent()).await.unwrap()
}

fn count(view: &TeamView, state: RecordState) -> u32 {
    view.counts.iter().find(|one| one.state == state).unwrap().count
}

async fn records(console: &Console, state: RecordState) -> Vec<TeamRecord> {
    let (mut found, mut from) = (Vec::new(), 0);
    loop {
        let page = console.team_records(Some(state), from).await.unwrap();
        found.extend(page.records);
        match page.next {
            Some(next) => from = next,
            None => return found,
        }
    }
}

/// The fields of a record that are not alike: their name, who changed them, and whose value counts.
fn fields(record: &TeamRecord) -> Vec<(&str, FieldState, Side)> {
    record.fields.iter().map(|one| (one.field.as_str(), one.state, one.side)).collect()
}

async fn rename(office: &Office, id: GoodsId, name: &str) {
    let patch = GoodsPatch { name: Some(name.into()), ..GoodsPatch::default() };
    office.console().goods_save(id, patch).await.unwrap();
}

async fn reprice(office: &Office, id: GoodsId, price: &str) {
    let patch = GoodsPatch { price: Some(price.into()), ..GoodsPatch::default() };
    office.console().goods_save(id, patch).await.unwrap();
}

/// Two desks, and a place for files.
async fn two_desks() -> (Office, Office, tempfile::TempDir) {
    (Office::open_at(MORNING).await, Office::open_at(MORNING).await, tempfile::tempdir().unwrap())
}

fn file(folder: &tempfile::TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_over_merged_by_fields_and_asks_nothing_twice() {
    let (wang, li, folder) = two_desks().await;
    let (first, second) = (wang.draft_good("王的第一件商品").await, wang.draft_good("王的第二件商品").await);
    let room = wang.draft_room("王排的专场").await;
    let path = file(&folder, "王.kaibo");
    let exported = export(&wang, &path).await;
    assert!(exported.goods >= 2 && exported.rooms >= 1 && exported.pictures >= 2, "{exported:?}");

    // Li sees what would be new, and nothing is here before it is taken.
    let view = open(&li, &path).await;
    assert_eq!(count(&view, RecordState::New), exported.goods + exported.rooms);
    assert_eq!((view.taken, view.bad_pictures, view.other_shop), (exported.goods + exported.rooms, 0, false));
    assert!(li.console().goods_get(first).await.is_err());
    let backups = li.desk().backups().await.unwrap().backups.len();
    let result = take(&li).await;
    assert_eq!((result.made, result.changed, result.kept), (exported.goods + exported.rooms, 0, 0));
    assert_eq!(li.desk().backups().await.unwrap().backups.len(), backups + 1, "a backup is taken before");
    let (there, here) = (li.console().goods_get(first).await.unwrap(), wang.console().goods_get(first).await.unwrap());
    assert_eq!((there.draft, there.code, there.focus), (here.draft, here.code, here.focus));
    assert!(there.picture.is_some() && there.violations.is_empty());
    let (there, here) = (li.console().rooms_get(room).await.unwrap(), wang.console().rooms_get(room).await.unwrap());
    assert_eq!(there.draft, here.draft);

    // The same file once more: nothing to do.
    let view = open(&li, &path).await;
    assert_eq!((count(&view, RecordState::Same), view.taken), (exported.goods + exported.rooms, 0));
    let result = take(&li).await;
    assert_eq!((result.made, result.changed, result.kept), (0, 0, exported.goods + exported.rooms));

    // Each changes something of the first, and both its price.
    rename(&li, first, "李改的第一件商品").await;
    reprice(&li, first, "88").await;
    let photo = file(&folder, "蓝.png");
    image::RgbImage::from_pixel(500, 500, image::Rgb([20, 30, 200])).save(&photo).unwrap();
    li.console().goods_set_picture(second, photo).await.unwrap();
    let back = file(&folder, "李.kaibo");
    export(&li, &back).await;
    reprice(&wang, first, "99").await;
    let patch = GoodsPatch { code: Some("W-2".into()), ..GoodsPatch::default() };
    wang.console().goods_save(second, patch).await.unwrap();

    let view = open(&wang, &back).await;
    let console = wang.console();
    assert_eq!((count(&view, RecordState::Conflict), count(&view, RecordState::Changed)), (1, 1));
    let conflict = records(&console, RecordState::Conflict).await.remove(0);
    assert_eq!(
        fields(&conflict),
        [("name", FieldState::Theirs, Side::Theirs), ("price", FieldState::Both, Side::Mine)],
        "what both changed stays as it is unless somebody chooses"
    );
    let price = conflict.fields.iter().find(|one| one.field == "price").unwrap();
    assert_eq!((price.mine.as_deref(), price.theirs.as_str()), (Some("99.00"), "88.00"));
    let changed = records(&console, RecordState::Changed).await.remove(0);
    assert_eq!(
        fields(&changed),
        [("code", FieldState::Mine, Side::Mine), ("picture", FieldState::Theirs, Side::Theirs)]
    );
    let picture = &changed.fields[1];
    assert!(picture.theirs.ends_with(" 蓝.png") && picture.mine.as_ref().unwrap().ends_with(" photo.png"));
    let choice = TeamChoice { at: Some(conflict.at), state: None, field: Some("price".into()), side: Side::Theirs };
    console.team_choose(choice).await.unwrap();
    // Li's own drafts, the samples of the practice shop, are new to Wang.
    let new = count(&view, RecordState::New);
    let result = take(&wang).await;
    assert_eq!((result.made, result.changed), (new, 2));
    let merged = console.goods_get(first).await.unwrap();
    assert_eq!((merged.draft.name.as_str(), merged.draft.price.as_str()), ("李改的第一件商品", "88"));
    let merged = console.goods_get(second).await.unwrap();
    assert_eq!((merged.code.as_str(), merged.picture.unwrap().name.as_str()), ("W-2", "蓝.png"));

    // What Wang kept comes to Li without a question.
    export(&wang, &path).await;
    let view = open(&li, &path).await;
    assert_eq!((count(&view, RecordState::Conflict), count(&view, RecordState::Changed)), (0, 1));
    take(&li).await;
    assert_eq!(li.console().goods_get(second).await.unwrap().code, "W-2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_that_was_decided_is_not_asked_again() {
    let (wang, li, folder) = two_desks().await;
    let (good, room) = (wang.draft_good("两边都改的商品").await, wang.draft_room("两边都改的专场").await);
    let path = file(&folder, "王.kaibo");
    export(&wang, &path).await;
    open(&li, &path).await;
    take(&li).await;
    rename(&wang, good, "王改的名字").await;
    rename(&li, good, "李改的名字").await;
    let anchor = |name: &str| RoomPatch { anchor_name: Some(name.into()), ..RoomPatch::default() };
    wang.console().rooms_save(room, anchor("小王")).await.unwrap();
    li.console().rooms_save(room, anchor("小李")).await.unwrap();
    export(&wang, &path).await;
    let view = open(&li, &path).await;
    assert_eq!(count(&view, RecordState::Conflict), 2);
    take(&li).await;
    assert_eq!(li.console().goods_get(good).await.unwrap().draft.name, "李改的名字");
    assert_eq!(li.console().rooms_get(room).await.unwrap().draft.anchor_name, "小李");
    let view = open(&li, &path).await;
    assert_eq!((count(&view, RecordState::Conflict), view.taken), (0, 0));
    // To Wang it is Li who changed it last, knowing what Wang had.
    let back = file(&folder, "李.kaibo");
    export(&li, &back).await;
    let view = open(&wang, &back).await;
    assert_eq!((count(&view, RecordState::Conflict), count(&view, RecordState::Changed)), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platform_has_takes_what_the_editor_would_take() {
    let (wang, li, folder) = two_desks().await;
    let (stored, draft) = (wang.draft_good("后来入库的裙子").await, wang.draft_good("后来删掉的裙子").await);
    let room = wang.draft_room("后来创建的专场").await;
    let path = file(&folder, "王.kaibo");
    export(&wang, &path).await;
    open(&li, &path).await;
    take(&li).await;
    rename(&li, stored, "李改的名字").await;
    reprice(&li, stored, "88").await;
    rename(&li, draft, "李还在改的裙子").await;
    let patch =
        RoomPatch {
            kind: Some(kaibo_domain::RoomKind::Push), name: Some("李改的专场".into()), ..RoomPatch::default()
        };
    li.console().rooms_save(room, patch).await.unwrap();
    let back = file(&folder, "李.kaibo");
    export(&li, &back).await;

    wang.console().goods_submit(vec![stored]).await.unwrap();
    wang.wait_for_good(stored, GoodsState::Approved).await;
    wang.console().goods_delete(vec![draft]).await.unwrap();
    wang.console().rooms_submit(room).await.unwrap();
    wang.wait_for_room(room, kaibo_console::view::RoomState::NotStarted).await;
    let view = open(&wang, &back).await;
    assert_eq!((count(&view, RecordState::Changed), count(&view, RecordState::Deleted)), (2, 1));
    let console = wang.console();
    let deleted = records(&console, RecordState::Deleted).await.remove(0);
    assert!(!deleted.take && deleted.locked.is_none(), "deleted here: not taken unless somebody says so");
    let changed = records(&console, RecordState::Changed).await;
    let locked = |kind: &str| -> Vec<(String, String)> {
        let record = changed.iter().find(|record| record.object_kind == kind).unwrap();
        let locked =
            record.fields.iter().filter_map(|one| Some((one.field.clone(), one.locked.as_ref()?.code.clone())));
        locked.collect()
    };
    assert_eq!(locked("goods"), [("name".to_owned(), "goods.only-price".to_owned())]);
    assert_eq!(locked("room"), [("kind".to_owned(), "room.kind-fixed".to_owned())]);
    // Somebody insists.
    for record in &changed {
        let choice = TeamChoice { at: Some(record.at), state: None, field: None, side: Side::Theirs };
        console.team_choose(choice).await.unwrap();
    }
    let choice = TeamChoice { at: Some(deleted.at), state: None, field: None, side: Side::Theirs };
    console.team_choose(choice).await.unwrap();
    let result = take(&wang).await;
    assert_eq!((result.changed, result.brought_back), (2, 1));
    let good = console.goods_get(stored).await.unwrap();
    assert_eq!((good.draft.name.as_str(), good.draft.price.as_str()), ("后来入库的裙子", "88"));
    let after = console.rooms_get(room).await.unwrap();
    assert_eq!((after.draft.name.as_str(), after.draft.kind), ("李改的专场", kaibo_domain::RoomKind::Phone));
    assert_eq!(console.goods_get(draft).await.unwrap().draft.name, "李还在改的裙子");
    // What the platform has is no draft any more, and does not go into the next file.
    let before = wang.console().team_drafts().await.unwrap();
    export(&wang, &path).await;
    let view = open(&wang, &path).await;
    assert_eq!(view.counts.iter().map(|one| one.count).sum::<u32>(), before.goods + before.rooms);
}

/// Two desks of one shop, both on the same platform.
#[tokio::test(flavor = "multi_thread")]
async fn what_both_submit_is_on_the_platform_once() {
    let (wang, mut li, folder) = two_desks().await;
    li.redirect(wang.platform.base_url()).await;
    let (good, room) = (wang.draft_good("两个人都提交的裙子").await, wang.draft_room("两个人都提交的专场").await);
    let path = file(&folder, "王.kaibo");
    export(&wang, &path).await;
    open(&li, &path).await;
    take(&li).await;
    wang.console().goods_submit(vec![good]).await.unwrap();
    wang.console().rooms_submit(room).await.unwrap();
    wang.wait_for_good(good, GoodsState::Approved).await;
    wang.wait_for_room(room, kaibo_console::view::RoomState::NotStarted).await;
    li.console().goods_submit(vec![good]).await.unwrap();
    let _ = li.console().rooms_submit(room).await;
    let adopted = li.wait_for_good(good, GoodsState::Approved).await;
    li.wait_for_room(room, kaibo_console::view::RoomState::NotStarted).await;
    assert!(adopted.adopted, "found there by its key");
    assert_eq!((wang.executed(endpoint::GOODS_ADD.path), wang.executed(endpoint::ROOM_CREATE.path)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_whole_or_not_ours_says_why_and_changes_nothing() {
    let (wang, li, folder) = two_desks().await;
    wang.draft_good("文件里的裙子").await;
    let path = file(&folder, "王.kaibo");
    export(&wang, &path).await;
    let whole = fs::read(&path).unwrap();
    let before = (li.goods_names().await, li.console().team_drafts().await.unwrap());
    let why = async |bytes: &[u8], passphrase: &str| {
        fs::write(&path, bytes).unwrap();
        let opened = li.console().team_open(path.clone(), passphrase.into(), silent()).await;
        opened.unwrap_err().code
    };
    assert_eq!(why(&whole, "别人的口令不对").await, "team.wrong-passphrase");
    assert_eq!(why(b"PK\x03\x04 a spreadsheet", PASSPHRASE).await, "team.foreign");
    assert_eq!(why(b"", PASSPHRASE).await, "team.foreign");
    let mut newer = whole.clone();
    newer[7] = 2;
    assert_eq!(why(&newer, PASSPHRASE).await, "team.newer");
    let mut hungry = whole.clone();
    hungry[8..12].copy_from_slice(&(64_u32 * 1024 * 1024).to_le_bytes());
    assert_eq!(why(&hungry, PASSPHRASE).await, "team.damaged");
    fs::remove_file(&path).unwrap();
    let gone = li.console().team_open(path.clone(), PASSPHRASE.into(), silent()).await;
    assert_eq!(gone.unwrap_err().code, "team.gone");

    // Cut and changed at many places; in front of the chunks the passphrase is not even tried.
    let (mut cuts, mut flips) = (0, 0);
    for at in (8..130).step_by(7).chain((200..whole.len()).step_by(whole.len() / 12)) {
        assert_eq!(why(&whole[..at], PASSPHRASE).await, "team.damaged", "cut at {at}");
        cuts += 1;
    }
    for at in (136..whole.len()).step_by(whole.len() / 12) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        assert_eq!(why(&bytes, PASSPHRASE).await, "team.damaged", "changed at {at}");
        flips += 1;
    }
    assert!(cuts >= 28 && flips >= 12, "{cuts} cuts, {flips} changes");
    assert_eq!((li.goods_names().await, li.console().team_drafts().await.unwrap()), before);
    assert!(li.console().team_view().await.unwrap().is_none());
    let other = file(&folder, "短.kaibo");
    let short = wang.console().team_export(ALL, "短".into(), other.clone(), silent()).await;
    assert_eq!(short.unwrap_err().code, "team.short-passphrase");
    assert!(!other.exists());
}

/// A file sealed as it should be, whose content means harm.
fn hostile(path: &Path, text: &serde_json::Value, pictures: &[&[u8]]) {
    let text = text.to_string();
    let mut writer = TeamFileWriter::create(path, PASSPHRASE, CHEAP).unwrap();
    writer.write_all(&(text.len() as u64).to_le_bytes()).unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    pictures.iter().for_each(|bytes| writer.write_all(bytes).unwrap());
    writer.finish().unwrap();
}

fn described(pictures: &[&[u8]]) -> serde_json::Value {
    let described: Vec<_> = pictures
        .iter()
        .map(|bytes| serde_json::json!({ "hash": blake3::hash(bytes).to_hex().as_str(), "name": "x.png", "bytes": bytes.len() }))
        .collect();
    let entries: Vec<_> = described
        .iter()
        .enumerate()
        .map(|(at, picture)| {
            serde_json::json!({
                "id": format!("0199c0de-0000-7000-8000-{at:012}"), "updatedMs": 5, "base": null,
                "draft": { "goods": { "code": "", "draft": {
                    "name": format!("坏图商品{at}"), "priceKind": "single", "price": "9.9", "price2": "", "path": "p", "hasPicture": true
                } } },
                "picture": { "hash": picture["hash"], "foci": [[5000, 5000]], "edit": { "turn": 0, "fill": "crop", "sharpen": false } },
            })
        })
        .collect();
    serde_json::json!({ "shop": "别的店", "madeMs": 7, "entries": entries, "pictures": described })
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_mean_harm_are_refused_and_the_rest_is_taken() {
    let li = Office::open_at(MORNING).await;
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "坏.kaibo");
    let mut photo = Vec::new();
    let honest = image::RgbImage::from_pixel(300, 300, image::Rgb([1, 2, 3]));
    honest.write_to(&mut std::io::Cursor::new(&mut photo), image::ImageFormat::Png).unwrap();
    let mut bomb = photo.clone();
    // 60000 × 60000, by its header.
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let cut = photo[..photo.len() / 2].to_vec();
    let pictures: [&[u8]; 4] = [&photo, &bomb, b"<svg onload='x'/>", &cut];
    hostile(&path, &described(&pictures), &pictures);
    let view = open(&li, &path).await;
    assert!(view.bad_pictures >= 2 && view.other_shop, "{view:?}");
    let result = take(&li).await;
    assert_eq!(result.made, 4);
    let mut with_picture = 0;
    for row in li.goods("坏图商品").await {
        with_picture += u32::from(row.picture.is_some());
    }
    assert_eq!(with_picture, 1, "only the honest one");

    // What a text claims is not believed.
    let before = li.goods_names().await;
    let mut lies = 0;
    for (at, lie) in [
        ("/entries/0/id", serde_json::json!("00000000-0000-4000-8000-000000000001")),
        ("/entries/0/id", serde_json::json!("../../kaibo.db")),
        ("/entries/1/id", serde_json::json!("0199c0de-0000-7000-8000-000000000000")),
        ("/entries/0/picture/hash", serde_json::json!("ff".repeat(32))),
        ("/entries/0/draft/goods/draft/name", serde_json::json!("长".repeat(3000))),
        ("/entries/0/draft/goods/draft/priceKind", serde_json::json!("free")),
        ("/entries/0/updatedMs", serde_json::json!(i64::MAX)),
        ("/pictures/0/bytes", serde_json::json!(u64::MAX)),
        ("/pictures/0/bytes", serde_json::json!(1)),
        ("/pictures/1/hash", serde_json::json!("00".repeat(32))),
        ("/entries", serde_json::json!({})),
    ] {
        let mut text = described(&pictures);
        *text.pointer_mut(at).unwrap() = lie;
        hostile(&path, &text, &pictures);
        let opened = li.console().team_open(path.clone(), PASSPHRASE.into(), silent()).await;
        assert_eq!(opened.unwrap_err().code, "team.damaged", "{at}");
        lies += 1;
    }
    assert_eq!((lies, li.goods_names().await), (11, before));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_here_since_it_was_looked_at_is_not_overwritten() {
    let (wang, li, folder) = two_desks().await;
    let good = wang.draft_good("看过以后又改的裙子").await;
    let path = file(&folder, "王.kaibo");
    export(&wang, &path).await;
    open(&li, &path).await;
    take(&li).await;
    rename(&wang, good, "王改的裙子").await;
    export(&wang, &path).await;
    assert_eq!(count(&open(&li, &path).await, RecordState::Changed), 1);
    rename(&li, good, "李看过以后改的裙子").await;
    let refused = li.console().team_import(silent()).await.unwrap_err();
    assert_eq!(refused.code, "team.changed-here");
    assert_eq!(li.console().goods_get(good).await.unwrap().draft.name, "李看过以后改的裙子");
    let view = li.console().team_view().await.unwrap().unwrap();
    assert_eq!((count(&view, RecordState::Conflict), view.taken), (1, 0), "it is looked at anew");
    take(&li).await;
    assert_eq!(li.console().goods_get(good).await.unwrap().draft.name, "李看过以后改的裙子");
}

/// The program ends at many moments while a file is taken over: what is found afterwards is all of it or nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_end_in_the_middle_leaves_all_of_it_or_nothing() {
    let wang = Office::open_at(MORNING).await;
    let folder = tempfile::tempdir().unwrap();
    for number in 0..20 {
        wang.draft_good(&format!("断电测试商品{number}")).await;
    }
    let path = file(&folder, "王.kaibo");
    export(&wang, &path).await;
    let (mut whole, mut none) = (0, 0);
    for round in 0..12_u64 {
        let mut li = Office::open_at(MORNING).await;
        open(&li, &path).await;
        let console = li.console();
        let taking = tokio::spawn(async move { console.team_import(silent()).await });
        tokio::time::sleep(Duration::from_millis(round * round * 8)).await;
        taking.abort();
        let _ = taking.await;
        li.restart_with(|tx| settings::set(tx, "test", "x")).await;
        match li.goods("断电测试商品").await.len() {
            0 => none += 1,
            20 => whole += 1,
            part => panic!("{part} of 20"),
        }
    }
    assert!(whole > 0 && none > 0, "{whole} whole, {none} not there: it ends too early or too late");
}
