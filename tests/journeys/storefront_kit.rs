//! The mini-program kit against a folder that was really published: its list logic is run by Node.js, which builds the interface
//! too, on the files that the program wrote.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, office::Office, phone::Phone};
use kaibo_console::view::{RoomState, StorefrontPatch};
use kaibo_domain::storefront::EndedRooms;
use serde_json::Value;
use std::{fs, path::Path, process::Command};

const KIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/storefront-kit");

/// Reads the folder as a mini program would, at that moment, and says what its entrance and list show, and where each line leads.
const SHOW: &str = r"
const [kit, folder, now] = process.argv.slice(1)
const fs = require('node:fs')
const storefront = require(kit + '/lib/storefront.js')
const BASE = 'https://shop.example/live/'
const get = async (url) => JSON.parse(fs.readFileSync(folder + '/' + url.slice(BASE.length).split('?')[0], 'utf8'))
storefront.read(get, BASE, now).then((read) => {
  const lines = storefront.list(read, BASE, Number(now))
  const led = []
  const wx = { navigateTo: ({ url }) => led.push(url), showToast: ({ title }) => led.push(title) }
  lines.forEach((line) => storefront.enter(wx, line))
  console.log(JSON.stringify({ entrance: storefront.entrance(read, BASE, Number(now)), lines, led }))
}).catch((error) => { console.error(error.message); process.exit(1) })
";

fn run(folder: &Path, now_ms: i64) -> Result<Value, String> {
    let mut node = Command::new("node");
    node.args(["-e", SHOW, "--", KIT]).arg(folder).arg(now_ms.to_string());
    let output = node.output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(serde_json::from_slice(&output.stdout).unwrap())
    } else {
        Err(said(&output.stderr))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kit_shows_what_was_published_and_enters_rooms() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let site = office.folder.path().join("site");
    fs::create_dir(&site).unwrap();
    console.storefront_choose_folder(site.clone()).await.unwrap();
    let patch = StorefrontPatch {
        name: Some("看直播".into()),
        ended: Some(EndedRooms::All),
        automatic: Some(true),
        ..StorefrontPatch::default()
    };
    console.storefront_save(patch).await.unwrap();
    let room = office.draft_room("双十二之夜").await;
    console.rooms_submit(room).await.unwrap();
    let planned = office.wait_for_room(room, RoomState::NotStarted).await;
    console.sync_now().await.unwrap();

    let shown = run(&site, office.now()).unwrap();
    assert_eq!(shown["entrance"]["name"], "看直播");
    assert_eq!((&shown["entrance"]["position"], &shown["entrance"]["live"]), (&3.into(), &"".into()));
    let line = &shown["lines"][0];
    assert_eq!((&line["title"], &line["badge"]), (&"双十二之夜".into(), &"预告".into()));
    let start = kaibo_domain::time::beijing_minute(planned.draft.start_ms.unwrap());
    let said = line["about"].as_str().unwrap();
    assert!(said.ends_with(&format!("{} · 小开", &start[11..])), "{said}, {start}");
    for picture in [&line["cover"], &shown["entrance"]["icon"]] {
        let file = picture.as_str().unwrap().strip_prefix("https://shop.example/live/").unwrap();
        assert!(site.join(file).is_file(), "{file}");
    }
    let platform = planned.platform_id.unwrap();
    let page = kaibo_domain::platform::live_page::LIVE_PAGE;
    assert_eq!(shown["led"][0], format!("{page}?room_id={platform}"));
    // Hours later, without a new version: what should be over is not announced any more.
    assert_eq!(run(&site, planned.draft.end_ms.unwrap()).unwrap()["lines"][0]["badge"], "已结束");

    let phone = Phone::scan(&console.golive_phone_address(room).await.unwrap(), "kaibo_anchor").await;
    phone.press("verify").await;
    phone.press("start").await;
    office.wait_for_room(room, RoomState::Live).await;
    console.sync_now().await.unwrap();
    let shown = run(&site, office.now()).unwrap();
    assert_eq!((&shown["lines"][0]["badge"], &shown["entrance"]["live"]), (&"直播中".into(), &"双十二之夜".into()));
    console.storefront_save(StorefrontPatch { on: Some(false), ..StorefrontPatch::default() }).await.unwrap();
    console.sync_now().await.unwrap();
    assert_eq!(run(&site, office.now()).unwrap()["entrance"], Value::Null);

    fs::write(site.join("current.json"), r#"{"format":"kaibo.storefront.pointer","formatVersion":2}"#).unwrap();
    assert!(run(&site, office.now()).unwrap_err().contains("later format"));
}

#[test]
fn the_kits_configuration_names_its_pages_and_the_plugin() {
    let read = |file: &str| -> Value { serde_json::from_slice(&fs::read(format!("{KIT}/{file}")).unwrap()).unwrap() };
    let app = read("app.json");
    let plugin = &app["plugins"]["live-player-plugin"];
    let page = kaibo_domain::platform::live_page::LIVE_PAGE;
    assert!(page.starts_with(&format!("plugin-private://{}/", plugin["provider"].as_str().unwrap())));
    for page in app["pages"].as_array().unwrap().iter().chain([&"components/live-entrance/index".into()]) {
        for ending in ["js", "json", "wxml", "wxss"] {
            let file = format!("{KIT}/{}.{ending}", page.as_str().unwrap());
            assert!(Path::new(&file).is_file(), "{file}");
        }
    }
    read("pages/live-list/index.json");
    read("components/live-entrance/index.json");
}
