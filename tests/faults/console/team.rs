//! A colleague's drafts are taken over: while the power fails all of them are found, or none.

use crate::support::{
    campaign::Campaign,
    faulty_disk::{Disk, Loss, Outage, files_in},
    typist::open,
};
use kaibo_console::{Desk, DeskConfig, KeyAccess, TeamTold, view::AppState, view::TeamContents};
use kaibo_store::{Store, goods, imports, shops};
use std::{fs, path::Path, sync::Arc};

/// Goods in the file.
const ROWS: usize = 200;
/// Changes of the disk that taking so many over takes, about.
const CHANGES: usize = 320;
const PASSPHRASE: &str = "请打电话告诉小李";

fn silent() -> TeamTold {
    Arc::new(|_, _| {})
}

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

/// Goods of the shop, and those with the price of the colleague's.
fn found(store: &Store) -> (usize, usize) {
    store
        .read_blocking(|db| {
            let shop = shops::list(db)?[0].id;
            let brought = imports::identities(db, shop)?.iter().filter(|good| good.price_text == "19.90").count();
            Ok((goods::count(db, shop)?.total() as usize, brought))
        })
        .unwrap()
}

/// A file with drafts of goods, and how many there are.
async fn colleagues_file(place: &Path) -> (std::path::PathBuf, usize) {
    let (folder, path) = (place.join("colleague"), place.join("drafts.kaibo"));
    let desk = desk(&folder).await;
    let console = desk.console().unwrap();
    let rows: String = (0..ROWS).map(|row| format!("手工布艺挎包{row}\t19.90\tN-{row}\n")).collect();
    console.import_paste(format!("商品名称\t售价\t商家编码\n{rows}")).await.unwrap();
    console.import_run().await.unwrap();
    let what = TeamContents { goods: true, rooms: false };
    let exported = console.team_export(what, PASSPHRASE.into(), path.clone(), silent()).await.unwrap();
    desk.close().await;
    (path, exported.goods as usize)
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_a3_power_loss_while_a_colleagues_drafts_are_taken_over() {
    let mut campaign = Campaign::new("A3 team");
    let rounds = campaign.count(16, 200, 600);
    let place = tempfile::tempdir().unwrap();
    let (file, sent) = colleagues_file(place.path()).await;
    let prepared = place.path().join("prepared");
    desk(&prepared).await.close().await;
    let before = {
        let store = open(&prepared).unwrap();
        let (goods, _) = found(&store);
        store.close();
        goods
    };

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
        console.team_open(file.clone(), PASSPHRASE.into(), silent()).await.unwrap();
        let at = random.below(CHANGES) as u64;
        disk.lose_power(Outage { at, loss, seed: random.number(), into: into.clone() });
        let acknowledged = console.team_import(silent()).await.is_ok();
        if !disk.is_dead() {
            disk.lose_power_now(loss, random.number(), &into, || ());
        }
        desk.close().await;
        drop(disk);

        let what = format!("round {round}, {loss:?} at change {at}");
        let store = open(&into).unwrap_or_else(|error| panic!("{what}: {error:?}"));
        let (goods, brought) = found(&store);
        if brought == 0 {
            assert_eq!((goods, acknowledged), (before, false), "{what}: half of it, or lost");
            none += 1;
        } else {
            assert_eq!((goods, brought), (before + sent, ROWS), "{what}: half of it");
            whole += 1;
        }
        store.close();
        fs::remove_dir_all(&folder).unwrap();
        fs::remove_dir_all(&into).unwrap();
    }
    assert!(whole > 0 && none > 0, "the power fails too early or too late: {whole} whole, {none} not there");
    campaign.figure("power losses", rounds);
    campaign.figure("files found whole", whole);
    campaign.figure("files found in part", 0);
}
