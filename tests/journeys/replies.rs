//! No reply to the interface is longer than the ceiling, however much there is: goods by the thousand, among them names
//! as long as a sheet lets in, all of them in the outbox, hundreds of rooms, an import of 10,000 rows.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, large, office::Office};
use kaibo_console::{
    Batch,
    pictures::{PicturesTaken, TakenPicture},
    view::{
        GoodsQuery, GoodsReport, GoodsSelection, ImportFilter, OutboxFilter, OutboxQuery, PicturesQuery, PricesRequest,
        Problem, REPLY_MAX_BYTES, RoomQuery,
    },
};
use kaibo_domain::{
    Focus, RoomId,
    goods::{PriceChange, Rounding},
    time::DAY_MS,
};
use kaibo_lib::diagnostics::Diagnostics;
use kaibo_store::{
    RootKey, StoreError, Transaction, goods,
    rooms::{self, RoomRow},
    shops,
};
use serde::Serialize;
use std::{net::TcpListener, sync::Arc};
use uuid::Uuid;

/// Their ids alone would be longer than a reply may be.
const GOODS: usize = 7_000;
/// Goods with long names: a page of them.
const LONG: usize = 200;
/// Rooms with long names: more than are listed.
const ROOMS: usize = 360;

fn measure(what: &str, reply: &impl Serialize) {
    let bytes = serde_json::to_vec(reply).unwrap().len();
    assert!(bytes <= REPLY_MAX_BYTES as usize, "{what}: {bytes} bytes");
}

fn all() -> Batch {
    let selection = GoodsSelection::Filter { query: GoodsQuery::default(), except: Vec::new() };
    Batch { selection, told: Arc::new(|_| {}) }
}

/// As long as a cell of an imported sheet may be.
fn long(number: usize) -> String {
    format!("{number}{}", "长".repeat(990))
}

fn lengthen(tx: &Transaction) -> Result<(), StoreError> {
    let shop = shops::list(tx)?.remove(0).id;
    let found = goods::find(tx, &goods::GoodsQuery::all(shop))?;
    for (number, good) in goods::ids(tx, &found.keys[..LONG])?.into_iter().enumerate() {
        let patch = goods::GoodsPatch { name: Some(long(number)), ..goods::GoodsPatch::default() };
        goods::update(tx, good, &patch, MORNING)?;
        goods::set_code(tx, good, &long(number), MORNING)?;
    }
    for number in 0..ROOMS {
        let room = RoomRow {
            name: long(number),
            // All of them want the same anchor at the same time.
            anchor_name: long(0),
            start_ms: Some(MORNING),
            end_ms: Some(MORNING + 1),
            ..RoomRow::draft(RoomId::from_uuid(Uuid::now_v7()), shop, MORNING)
        };
        rooms::insert(tx, &room)?;
    }
    Ok(())
}

/// A large shop, offline: nothing is read or sent meanwhile.
async fn office() -> Office {
    let mut office = Office::open_at(MORNING).await;
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    office.redirect(&format!("http://{nobody}")).await;
    office.close().await;
    large::furnish(&office.folder.path().join("data"), RootKey::from_bytes([7; 32]), &office.platform, GOODS, MORNING);
    office.restart_with(lengthen).await;
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reply_about_goods_is_longer_than_the_ceiling() {
    let office = office().await;
    let console = office.console();
    let listing = console.goods_open(GoodsQuery::default()).await.unwrap();
    assert_eq!(listing.total as usize, GOODS + 6);
    measure("goods_open", &listing);
    measure("goods_page", &console.goods_page(listing.id, 0, u32::MAX).await.unwrap());
    measure("goods_ids", &console.goods_ids(listing.id, 0, u32::MAX).await.unwrap());
    measure("rooms_list", &console.rooms_list().await.unwrap());
    let rooms = console.rooms_open(RoomQuery::default()).await.unwrap();
    measure("rooms_open", &rooms);
    measure("rooms_page", &console.rooms_page(rooms.id, 0, u32::MAX).await.unwrap());
    measure("rooms_ids", &console.rooms_ids(rooms.id, 0, u32::MAX).await.unwrap());
    let days = console.rooms_between(MORNING, MORNING + 7 * DAY_MS).await.unwrap();
    assert!(days.more);
    measure("rooms_between", &days);
    let ids = console.rooms_ids(rooms.id, 0, u32::MAX).await.unwrap().unwrap();
    measure("rooms_submit_all", &console.rooms_submit_all(ids).await.unwrap());
    measure(
        "pictures_list",
        &console.pictures_list(PicturesQuery { unused: false, after: None, limit: u32::MAX }).await.unwrap(),
    );

    let request = PricesRequest { change: PriceChange::Percent { percent: 5 }, rounding: Rounding::default() };
    let previews = console.goods_preview_prices(all().selection, request).await.unwrap();
    measure("goods_preview_prices", &previews);
    console.outbox_pause(None).await.unwrap();
    let submitted = console.goods_submit(all()).await.unwrap();
    assert!(submitted.refused.len() > GOODS / 2, "most have an audit behind them");
    let report = GoodsReport::from(submitted);
    assert_eq!((report.done + report.refused) as usize, GOODS + 6);
    measure("goods_submit", &report);
    let query = OutboxQuery { filter: OutboxFilter::All, limit: u32::MAX, ..OutboxQuery::default() };
    measure("outbox_list", &console.outbox_list(query).await.unwrap());
    measure("outbox_summary", &console.outbox_summary().await.unwrap());
    measure("today", &console.today().await.unwrap());

    let deleted = console.goods_delete(all()).await.unwrap();
    assert!(deleted.done.len() > GOODS / 2);
    let report = GoodsReport::from(deleted);
    measure("goods_delete", &report);
    let left = console.goods_open(GoodsQuery::default()).await.unwrap();
    assert_eq!((left.total + report.done) as usize, GOODS + 6);
    console.goods_restore(report.deletion.unwrap()).await.unwrap();
    let back = console.goods_open(GoodsQuery::default()).await.unwrap();
    assert_eq!(back.total as usize, GOODS + 6, "an undo needs no list of ids");

    measure("sync_state", &console.sync_state().await.unwrap());
    measure("conflicts_list", &console.conflicts_list().await.unwrap());
    let (diagnostics, _subscriber) = Diagnostics::new();
    measure("diagnostics_bundle", &office.bundle(&diagnostics).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reply_about_files_is_longer_than_the_ceiling() {
    let office = Office::open().await;
    let console = office.console();
    let row = |number: usize| match number % 50 {
        0 => format!("{}\t五十九\t/坏的路径\tA-{number}\t没有{number}.png\n", long(number)),
        _ => format!(
            "手工布艺挎包{number}\t{}\tpages/goods/index?id={number}\tA-{number}\t{number}.png\n",
            number % 900 + 1
        ),
    };
    let table = std::iter::once("商品名称\t售价\t页面路径\t商家编码\t图片\n".to_owned()).chain((0..10_000).map(row));
    let view = console.import_paste(table.collect()).await.unwrap();
    assert_eq!(view.counts.rows, 10_000);
    measure("import_paste", &view);
    for filter in [ImportFilter::All, ImportFilter::Faulty] {
        measure("import_rows", &console.import_rows(filter, 0).await.unwrap());
    }
    console.import_skip_faulty(true).await.unwrap();
    let result = console.import_run().await.unwrap();
    measure("import_run", &result);
    measure("import_submit", &console.import_submit(result.id).await.unwrap());
    measure("import_undo", &console.import_undo(result.id).await.unwrap());
    measure("imports_list", &console.imports_list().await.unwrap());

    let refused = |number: usize| TakenPicture {
        name: format!("连拍的照片{number:05}.heic"),
        picture: None,
        focus: Focus::CENTRE,
        known: false,
        problem: Some(Problem::new("picture.heic")),
    };
    let taken = PicturesTaken::from((0..20_000).map(refused).collect::<Vec<_>>());
    assert_eq!(taken.refused, 20_000);
    measure("pictures_take", &taken);
}
