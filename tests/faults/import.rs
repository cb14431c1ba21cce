//! The power fails while a table of goods is brought in: all of it is found, or nothing.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "steps that campaigns share stop at once, as tests do")]

mod support;

use kaibo_console::{Desk, DeskConfig, KeyAccess, view::AppState};
use kaibo_store::{Store, goods, imports, shops};
use std::{fs, path::Path, sync::Arc};
use support::{
    campaign::Campaign,
    faulty_disk::{Disk, Loss, Outage, files_in},
    typist::open,
};

/// Rows of the table.
const ROWS: usize = 200;
/// Changes of the disk that an import of so many rows takes, about.
const CHANGES: usize = 260;

async fn desk(folder: &Path) -> Desk {
    let config = DeskConfig {
        data_dir: folder.to_owned(),
        key: KeyAccess::Injected("07".repeat(32)),
        on_change: Arc::new(|_| {}),
    };
    let desk = Desk::new(config);
    if desk.open().await == AppState::FirstStart {
        desk.start_practice().await.unwrap();
    }
    desk
}

fn copy(from: &Path, to: &Path) {
    for file in files_in(from) {
        let copied = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(copied.parent().unwrap()).unwrap();
        fs::copy(&file, copied).unwrap();
    }
}

/// Goods of the shop, goods with the price of the table, and imports with what they say to have brought.
fn found(store: &Store) -> (usize, usize, Vec<usize>) {
    store
        .read_blocking(|db| {
            let shop = shops::list(db)?[0].id;
            let all = imports::identities(db, shop)?;
            let brought = all.iter().filter(|good| good.price_text == "19.90").count();
            let told = imports::list(db, shop, 10)?.into_iter().map(|one| imports::goods(db, one.import.id));
            let told = told.map(|goods| goods.map(|goods| goods.len())).collect::<Result<Vec<_>, _>>()?;
            Ok((goods::count(db, shop)?.total() as usize, brought, told))
        })
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a3_power_loss_during_import() {
    let mut campaign = Campaign::new("A3 import");
    let rounds = campaign.count(20, 400, 1000);
    let place = tempfile::tempdir().unwrap();
    let prepared = place.path().join("prepared");
    desk(&prepared).await.close().await;
    let before = {
        let store = open(&prepared).unwrap();
        let (goods, ..) = found(&store);
        store.close();
        goods
    };
    let rows: String = (0..ROWS).map(|row| format!("手工布艺挎包{row}\t19.90\tN-{row}\n")).collect();
    let table = format!("商品名称\t售价\t商家编码\n{rows}");

    let (mut whole, mut none) = (0, 0);
    for round in 0..rounds {
        let mut random = campaign.round(round);
        let loss = if random.chance(50) { Loss::Dropped } else { Loss::Torn };
        let folder = place.path().join(format!("{round}"));
        let into = place.path().join(format!("{round}-found"));
        copy(&prepared, &folder);
        let disk = Disk::in_folder(&folder);
        let desk = desk(disk.folder()).await;
        let console = desk.console().unwrap();
        console.import_paste(table.clone()).await.unwrap();
        let at = random.below(CHANGES) as u64;
        disk.lose_power(Outage { at, loss, seed: random.number(), into: into.clone() });
        let acknowledged = console.import_run().await.is_ok();
        if !disk.is_dead() {
            disk.lose_power_now(loss, random.number(), &into, || ());
        }
        desk.close().await;
        drop(disk);

        let what = format!("round {round}, {loss:?} at change {at}");
        let store = open(&into).unwrap_or_else(|error| panic!("{what}: {error:?}"));
        let (goods, brought, told) = found(&store);
        if told.is_empty() {
            assert_eq!((goods, brought, acknowledged), (before, 0, false), "{what}: half of it, or lost");
            none += 1;
        } else {
            assert_eq!((goods, brought, told), (before + ROWS, ROWS, vec![ROWS]), "{what}: half of it");
            whole += 1;
        }
        store.close();
        fs::remove_dir_all(&folder).unwrap();
        fs::remove_dir_all(&into).unwrap();
    }
    assert!(whole > 0 && none > 0, "the power fails too early or too late: {whole} whole, {none} not there");
    campaign.figure("power losses", rounds);
    campaign.figure("imports found whole", whole);
    campaign.figure("imports found in part", 0);
}
