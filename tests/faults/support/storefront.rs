//! The storefront in a process of its own, published again and again until it is killed; and whoever reads what is
//! published, by the format's description alone.

use super::{full_disk, random::Random, shop::open_desk, typist::open as open_store};
use image::{Rgb, RgbImage};
use kaibo_console::{
    Console, Desk, SystemClock,
    view::{Problem, StorefrontPatch},
};
use kaibo_domain::{Focus, RoomId};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use uuid::Uuid;

/// Nobody answers there: all that is published is known here.
const NOWHERE: &str = "http://127.0.0.1:9";
/// What publishing without room says.
pub const NO_ROOM: &str = "storefront.disk-full";

/// Where the data of that folder are published.
pub fn site_of(data: &Path) -> PathBuf {
    data.with_file_name("site")
}

/// Opens the data with so many rooms that the platform has, each with a cover of its own, published to [`site_of`].
pub async fn lay_out(data: &Path, rooms: usize) -> Vec<RoomId> {
    let desk = open(data).await;
    let console = desk.console().unwrap();
    let mut ids = Vec::new();
    for number in 0..rooms {
        let id = console.rooms_create().await.unwrap().id;
        let photo = data.with_file_name(format!("{number}.png"));
        // A picture that is another wherever one looks.
        let dot = |x: u32, y: u32| Rgb([(x / 4) as u8, (y / 4) as u8, (x * y / 700) as u8 ^ number as u8]);
        RgbImage::from_fn(1000, 1400, dot).save(&photo).unwrap();
        console.storefront_set_picture(Some(id), photo).await.unwrap();
        ids.push(id);
    }
    desk.close().await;
    let store = open_store(data).unwrap();
    store
        .write_blocking(|tx| {
            let sql = "UPDATE rooms SET name = '直播专场', platform_room_id = 6000 + rowid, live_status = 102
                WHERE platform_room_id IS NULL AND id IN (SELECT room_id FROM storefront_pictures)";
            Ok(tx.execute(sql, [])?)
        })
        .unwrap();
    store.close();
    let site = site_of(data);
    fs::create_dir_all(&site).unwrap();
    let desk = open(data).await;
    desk.console().unwrap().storefront_choose_folder(site).await.unwrap();
    desk.close().await;
    ids
}

/// Opens the data.
pub async fn open(data: &Path) -> Desk {
    open_desk(data, NOWHERE, Arc::new(SystemClock)).await
}

/// Changes a name, the order and perhaps a cover, and publishes that; says the version.
pub async fn publish(console: &Console, random: &mut Random) -> Result<u32, Problem> {
    let rooms: Vec<RoomId> = console.storefront_view().await?.rooms.iter().map(|room| room.id).collect();
    let mut order = rooms.clone();
    random.shuffle(&mut order);
    let name = format!("直播 {}", Uuid::now_v7().as_u128() % 100_000);
    let by_hand = StorefrontPatch { name: Some(name), by_hand: Some(order), ..StorefrontPatch::default() };
    console.storefront_save(by_hand).await?;
    let focus = Focus { x: random.below(1000) as f64 / 1000.0, y: random.below(1000) as f64 / 1000.0 };
    if random.chance(50) {
        console.storefront_set_focus(Some(*random.pick(&rooms)), focus).await?;
    }
    let plan = console.storefront_plan().await?;
    let view = console.storefront_publish(plan.digest).await?;
    Ok(view.published.unwrap().version)
}

/// The version that counts, after all of it was read and held against its hashes; `None` before the first. Anything that is
/// not whole is a panic.
pub fn read_whole(site: &Path) -> Option<u32> {
    let pointer = fs::read(site.join("current.json")).ok()?;
    let (pointer, document) = pointer_and_document(&pointer);
    let bytes = fs::read(site.join(document)).expect("the document that is named");
    let (version, pictures) = document_of(&pointer, &bytes);
    for (file, hash) in pictures {
        let bytes = fs::read(site.join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(hash, sha256(&bytes), "{file} is another");
    }
    Some(version)
}

/// The same over HTTP, as a mini program reads it.
pub async fn read_whole_at(base: &str) -> Option<u32> {
    let pointer = get(base, "current.json").await?;
    let (pointer, document) = pointer_and_document(&pointer);
    let bytes = get(base, &document).await.expect("the document that is named");
    let (version, pictures) = document_of(&pointer, &bytes);
    for (file, hash) in pictures {
        let bytes = get(base, &file).await.unwrap_or_else(|| panic!("{file} is not there"));
        assert_eq!(hash, sha256(&bytes), "{file} is another");
    }
    Some(version)
}

async fn get(base: &str, path: &str) -> Option<Vec<u8>> {
    let answer = reqwest::get(format!("{base}/{path}")).await.expect("the server answers");
    if answer.status() == 404 {
        return None;
    }
    assert_eq!(answer.status(), 200, "{path}");
    Some(answer.bytes().await.expect("a whole answer").to_vec())
}

fn pointer_and_document(bytes: &[u8]) -> (Value, String) {
    let pointer: Value = serde_json::from_slice(bytes).expect("a pointer that is whole");
    let document = pointer["document"].as_str().unwrap().to_owned();
    (pointer, document)
}

/// The version, and its pictures with their hashes.
fn document_of(pointer: &Value, bytes: &[u8]) -> (u32, Vec<(String, String)>) {
    assert_eq!(pointer["sha256"], sha256(bytes), "the document is another");
    let document: Value = serde_json::from_slice(bytes).expect("a document that is whole");
    assert_eq!(document["version"], pointer["version"]);
    let pictures = document["pictures"].as_array().unwrap();
    for room in document["rooms"].as_array().unwrap() {
        let cover = &room["cover"];
        assert!(cover.is_null() || pictures.iter().any(|picture| picture["file"] == *cover), "{cover} is not listed");
    }
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let named = pictures.iter().map(|picture| (text(&picture["file"]), text(&picture["sha256"])));
    (document["version"].as_u64().unwrap() as u32, named.collect())
}

/// Files and folders that are not finished.
pub fn unfinished(site: &Path) -> usize {
    let folders = [site.to_owned(), site.join("pictures"), site.join("versions")];
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(".kaibo-")).count()
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// In a child: publishes until it is killed.
pub async fn publish_on(data: &Path, random: &mut Random, mark: &str) {
    let desk = open(data).await;
    let console = desk.console().unwrap();
    println!("\n{mark}ready");
    loop {
        let version = publish(&console, random).await.unwrap();
        println!("{mark}ack {version}");
    }
}

/// In a child: publishes once each time it is given a byte, and says the version or why not.
pub async fn publish_when_told(data: &Path, random: &mut Random, mark: &str) {
    let desk = open(data).await;
    let console = desk.console().unwrap();
    loop {
        let said = match publish(&console, random).await {
            Ok(version) => version.to_string(),
            Err(problem) => problem.code,
        };
        println!("\n{mark}{said}");
        if std::io::Read::read(&mut std::io::stdin(), &mut [0]).is_ok_and(|bytes| bytes == 0) {
            return;
        }
    }
}

/// In a child: fills the disk that it publishes to again and again; the data lie on another.
pub async fn fill(disk: &Path, random: &mut Random) {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    lay_out(&data, 2).await;
    let site = disk.join("site");
    fs::create_dir(&site).unwrap();
    let desk = open(&data).await;
    let console = desk.console().unwrap();
    console.storefront_choose_folder(site.clone()).await.unwrap();
    let ballast = disk.join("ballast");
    for time in 0..full_disk::TIMES {
        let before = publish(&console, random).await.unwrap();
        // A few pages, then one less each time: what fails first is a cover, a version or the pointer. Old versions that go
        // make room, which is taken again.
        let mut pages = random.below(8);
        let mut last = before;
        let problem = loop {
            full_disk::leave(pages as u64 * 4096, &ballast);
            match publish(&console, random).await {
                Ok(version) => last = version,
                Err(problem) => break problem,
            }
            assert!(pages > 0, "time {time}: it is published without room");
            pages -= 1;
        };
        assert_eq!(problem.code, NO_ROOM, "time {time}: the message is not clear");
        assert_eq!(read_whole(&site), Some(last), "time {time}: the old version is whole");
        assert_eq!(unfinished(&site), 0, "time {time}: what was begun is taken away");
        fs::remove_file(&ballast).unwrap();
        let after = publish(&console, random).await.unwrap();
        assert!(after > last && read_whole(&site) == Some(after), "time {time}: with room it goes on");
    }
    desk.close().await;
}
