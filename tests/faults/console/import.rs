//! A table of goods is brought in: while the power fails all of it is found, or nothing; and no name in it leads out of
//! the folder of pictures.

use crate::support::{
    campaign::Campaign,
    faulty_disk::{Disk, Loss, Outage, files_in},
    random::Random,
    typist::open,
};
use kaibo_console::{Desk, DeskConfig, KeyAccess, view::AppState};
use kaibo_store::{Store, goods, imports, shops};
use std::{fs, path::Path, sync::Arc};

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

/// Names of pictures that are odd, and honest.
const ODD: [&str; 6] = ["#50%?.png", "😀.png", "裙子 (1).png", "a\u{202e}b.png", "尾点..png", "子/COM9.png"];

/// A name that would lead to a file beside the folder, or to none.
fn hostile_name(random: &mut Random, place: &Path) -> String {
    let place = place.display().to_string();
    let before = [
        "../",
        r"..\",
        "./../",
        "图/../../",
        "子/../../",
        "....//",
        "%2e%2e/",
        "..%2f",
        "up/",
        "up/up/",
        "file://",
        "~/",
        "/",
        "//server/share/",
        r"\\server\share\",
        r"C:\",
        "C:",
        r"\\?\C:\",
        r"\\.\",
        "\u{202e}",
        &place,
        "",
    ];
    let file = [
        "secret.png",
        "SECRET.PNG",
        "secret.png.",
        "secret.png:stream",
        "secret.png::$DATA",
        "secret",
        "link.png",
        "link",
        "CON",
        "nul.png",
        "com1",
        "aux.png.",
        "gnp.terces",
        "很长",
    ];
    let (before, mut file) = (random.pick(&before), (*random.pick(&file)).to_owned());
    if file == "很长" {
        file = format!("{}.png", file.repeat(130 + random.below(100)));
    }
    let before = before.repeat(1 + random.below(3));
    let behind = random.pick(&["", " ", "?", "#", "/.", "/../secret.png"]);
    format!("{before}/{file}{behind}").trim_start_matches(if random.chance(50) { '/' } else { '\u{0}' }).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_c6_no_name_leads_out_of_the_folder() {
    let mut campaign = Campaign::new("C6");
    let names = campaign.count(1_000, 30_000, 45_000);
    let place = tempfile::tempdir().unwrap();
    let (pictures, data) = (place.path().join("图"), place.path().join("数据"));
    fs::create_dir_all(pictures.join("子")).unwrap();
    let picture = |path: &Path, colour| image::RgbImage::from_pixel(320, 320, image::Rgb(colour)).save(path).unwrap();
    let beside = place.path().join("旁");
    fs::create_dir_all(&beside).unwrap();
    for folder in [place.path(), &beside] {
        picture(&folder.join("secret.png"), [1, 2, 3]);
    }
    for (number, name) in ODD.iter().enumerate() {
        picture(&pictures.join(name), [number as u8 * 40, 9, 9]);
    }
    std::os::unix::fs::symlink(place.path().join("secret.png"), pictures.join("link.png")).unwrap();
    std::os::unix::fs::symlink(&beside, pictures.join("up")).unwrap();
    let outside = || {
        let files = files_in(place.path()).into_iter().filter(|path| !path.starts_with(&data));
        files.map(|path| (fs::read(&path).unwrap(), path)).collect::<Vec<_>>()
    };
    let before = outside();

    let desk = desk(&data).await;
    let console = desk.console().unwrap();
    let row =
        |row: usize, name: &str, code: &str| format!("手工布艺挎包{row}\t19.90\tpages/goods/index\t{name}\t{code}\n");
    let odd = ODD.iter().enumerate().map(|(at, name)| row(at, name, &format!("N-{at}")));
    // Where the picture is named, and where it is sought by the code.
    let hostile = (0..names).map(|round| {
        let name = hostile_name(&mut campaign.round(round), place.path());
        row(ODD.len() + round, &name, &name)
    });
    let rows: String = odd.chain(hostile).collect();
    console.import_paste(format!("商品名称\t售价\t页面路径\t图片\t商家编码\n{rows}")).await.unwrap();
    let view = console.import_set_folder(pictures.clone()).await.unwrap();
    assert_eq!(view.counts.rows as usize, names + ODD.len());
    assert_eq!(view.counts.pictures as usize, ODD.len(), "a name led to a picture, or an odd one to none");
    console.import_skip_faulty(true).await.unwrap();
    let result = console.import_run().await.unwrap();
    // Rows whose picture is an address are made, without one.
    assert_eq!((result.pictures as usize, result.lost_pictures.len()), (ODD.len(), 0));
    desk.close().await;
    assert!(outside() == before, "a file outside was written");

    campaign.figure("names that lead out", names);
    campaign.figure("pictures they gave", 0);
    campaign.figure("odd names found", ODD.len());
    campaign.figure("files written outside", 0);
}
