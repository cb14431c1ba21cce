//! The goods list with 10,000 and with 100,000 goods, through the use cases that the window calls: a search, a filter with
//! its counts, each order, a page. And what a good costs to be written with its place in the list, against one without.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints and stops")]

mod made;

use kaibo_console::{
    Console, Desk, DeskConfig, KeyAccess,
    view::{GoodsOrder, GoodsQuery, GoodsState},
};
use kaibo_domain::{Fen, GoodsId};
use kaibo_store::{
    RootKey, Store,
    goods::{self, GoodsRow},
    shops,
};
use made::Maker;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// The smaller list and the larger.
const SIZES: [usize; 2] = [10_000, 100_000];
const PAGE: u32 = 100;
/// Rounds of every question.
const ROUNDS: usize = 12;
/// What is typed: rare and common, Han, pinyin, initials, codes, numbers.
const TYPED: [&str; 24] = [
    "连衣裙",
    "真丝连衣裙",
    "羊绒围巾",
    "阳澄湖大闸蟹",
    "重庆小面",
    "新中式",
    "裙",
    "礼盒装",
    "景德镇茶具女款",
    "XL码",
    "3件套",
    "🔥",
    "𠀀",
    "lyq",
    "xflyq",
    "lianyiqun",
    "zhenside",
    "dazhaxie",
    "chongqing",
    "KB012",
    "KB012-000012",
    "5000123",
    "真丝 均码",
    "不存在的货",
];

/// Goods of their own name, code and spelling, as many in either list, and what is typed to find just these: what a search
/// costs for the size of the list, and not for what it finds.
const SAME: usize = 10;
const TYPED_FOR_SAME: [&str; 5] = ["苏绣屏风", "苏绣", "sxpf", "suxiupingfeng", "QZ777"];

fn main() {
    // `cargo test --benches` and clippy only ask whether it builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    println!("figure | {} goods | {} goods | growth", SIZES[0], SIZES[1]);
    println!("--- | --- | --- | ---");
    let [small, large] = SIZES.map(|size| runtime.block_on(measure(size)));
    for (one, other) in small.iter().zip(&large) {
        assert_eq!(one.0, other.0);
        println!("{} | {:.2} ms | {:.2} ms | {:.2}", one.0, one.1, other.1, other.1 / one.1);
    }
}

async fn measure(size: usize) -> Vec<(String, f64)> {
    let folder = tempfile::tempdir().unwrap();
    let console = shop(folder.path(), size).await;
    let mut figures = Vec::new();
    let all = GoodsQuery::default;
    let searches: Vec<_> = TYPED.iter().map(|typed| GoodsQuery { search: (*typed).into(), ..all() }).collect();
    let mut took = opened(&console, &searches).await;
    figures.push(("search, p50".into(), at(&mut took, 50)));
    figures.push(("search, p95".into(), at(&mut took, 95)));
    let same: Vec<_> = TYPED_FOR_SAME.iter().map(|typed| GoodsQuery { search: (*typed).into(), ..all() }).collect();
    for query in &same {
        assert_eq!(console.goods_open(query.clone()).await.unwrap().total as usize, SAME, "{}", query.search);
    }
    let mut took = opened(&console, &same).await;
    figures.push((format!("search that finds {SAME} in either, p50"), at(&mut took, 50)));
    figures.push((format!("search that finds {SAME} in either, p95"), at(&mut took, 95)));
    let filters = [
        ("no filter, with counts", all()),
        ("one state", GoodsQuery { states: vec![GoodsState::Approved], ..all() }),
        ("price from and to", GoodsQuery { price_from: Some(Fen(5_000)), price_to: Some(Fen(9_000)), ..all() }),
        ("has a problem", GoodsQuery { has_problem: true, ..all() }),
        ("sorted by name", GoodsQuery { order: GoodsOrder::Name, ascending: true, ..all() }),
        ("sorted by price", GoodsQuery { order: GoodsOrder::Price, ascending: true, ..all() }),
        ("sorted by state", GoodsQuery { order: GoodsOrder::State, ascending: true, ..all() }),
    ];
    for (name, query) in filters {
        let mut took = opened(&console, std::slice::from_ref(&query)).await;
        figures.push((format!("{name}, p95"), at(&mut took, 95)));
    }
    let listing = console.goods_open(all()).await.unwrap();
    let mut took = Vec::new();
    for round in 0..200 {
        let from = listing.total / 200 * round;
        let begun = Instant::now();
        console.goods_page(listing.id, from, PAGE).await.unwrap().unwrap();
        took.push(begun.elapsed());
    }
    figures.push((format!("page of {PAGE} anywhere, p50"), at(&mut took, 50)));
    figures.push((format!("page of {PAGE} anywhere, p95"), at(&mut took, 95)));
    figures
}

/// How long each query took to be answered, every one of [`ROUNDS`] times.
async fn opened(console: &Console, queries: &[GoodsQuery]) -> Vec<Duration> {
    let mut took = Vec::new();
    for round in 0..=ROUNDS {
        for query in queries {
            let begun = Instant::now();
            console.goods_open(query.clone()).await.unwrap();
            // The first round warms up: a page is deciphered once.
            if round > 0 {
                took.push(begun.elapsed());
            }
        }
    }
    took
}

/// The practice shop with that many goods.
async fn shop(folder: &Path, size: usize) -> Console {
    let config = || DeskConfig {
        data_dir: folder.to_owned(),
        key: KeyAccess::Injected("07".repeat(32)),
        on_change: Arc::new(|_| {}),
    };
    let desk = Desk::new(config());
    desk.open().await;
    desk.start_practice().await.unwrap();
    desk.close().await;
    let store = Store::open(folder, &RootKey::from_bytes([7; 32])).unwrap();
    let id = store.read_blocking(|db| Ok(shops::list(db)?.remove(0).id)).unwrap();
    let begun = Instant::now();
    Maker::new(id, Vec::new(), 1_800_000_000_000).fill(&store, 0..size, |_| {}).unwrap();
    let screens = (0..SAME).map(|number| {
        let uuid = Uuid::now_v7();
        let short_key = format!("{:012x}", uuid.as_u128() & 0xFFFF_FFFF_FFFF);
        let name = format!("苏绣屏风{number}号");
        let code = format!("QZ777-{number}");
        GoodsRow { name, code, ..GoodsRow::draft(GoodsId::from_uuid(uuid), id, short_key, 1_700_000_000_000) }
    });
    let screens: Vec<_> = screens.collect();
    store.write_blocking(move |tx| screens.iter().try_for_each(|good| goods::insert(tx, good))).unwrap();
    println!("({size} goods written in {:.1} s)", begun.elapsed().as_secs_f64());
    assert_eq!(store.read_blocking(|db| goods::count(db, id)).unwrap().total() as usize, size + SAME + 6);
    store.close();
    let desk = Desk::new(config());
    desk.open().await;
    desk.console().unwrap()
}

/// The percentile, in milliseconds.
fn at(took: &mut [Duration], percent: usize) -> f64 {
    took.sort_unstable();
    took[(took.len() * percent / 100).min(took.len() - 1)].as_secs_f64() * 1e3
}
