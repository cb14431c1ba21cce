//! A typed field until it is durably acknowledged, against one bare SQLite commit of the same size.

use crate::{line, office::Office, quantile};
use kaibo_console::view::GoodsPatch;
use std::time::Instant;

const SAVES: usize = 400;

pub fn run() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    runtime.block_on(async {
        let office = Office::open().await;
        let console = office.console();
        let id = console.goods_create().await.unwrap().id;
        let plain = plain_database(office.folder.path());
        for turn in 0..SAVES {
            let name = format!("手工布艺连衣裙{turn}");
            let begun = Instant::now();
            console.goods_save(id, GoodsPatch { name: Some(name.clone()), ..GoodsPatch::default() }).await.unwrap();
            ours.push(begun.elapsed().as_secs_f64() * 1e3);
            let begun = Instant::now();
            plain.execute("UPDATE goods SET name = ?1 WHERE id = 1", [&name]).unwrap();
            bare.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    });
    for (name, share) in [("p50", 0.5), ("p95", 0.95)] {
        let peer = ("bare SQLite commit, WAL, FULL", quantile(&mut bare, share));
        line(&format!("autosave to durable acknowledgement {name}"), (quantile(&mut ours, share), "ms"), peer);
    }
}

fn plain_database(folder: &std::path::Path) -> kaibo_store::Connection {
    let plain = kaibo_store::Connection::open(folder.join("plain.db")).unwrap();
    plain.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE goods (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO goods VALUES (1, '');").unwrap();
    plain
}
