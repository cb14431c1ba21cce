//! Where the window ends: checks D2, D4, D5 and D6 of the scorecard. What it may ask of the program, what its page may load,
//! and that nothing typed is ever read as SQL or as the search's own language.

use crate::support::{
    backups::hash_of_tables,
    campaign::Campaign,
    random::Random,
    vault::{KEY, open},
};
use kaibo_console::{
    Console, Desk,
    view::{GoodsPatch, GoodsQuery, OutboxFilter, OutboxQuery, PicturesQuery, Problem, RoomQuery},
};
use kaibo_store::{RootKey, Store};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What the windows may ask of Tauri itself; the program's own commands stand in `ui/src/backend/bindings.ts`.
const PERMISSIONS: [&str; 4] = [
    "core:event:allow-listen",
    "core:event:allow-unlisten",
    "core:window:allow-is-fullscreen",
    "core:window:allow-set-fullscreen",
];

/// What the page may load, directive by directive (Content Security Policy, level 3).
const POLICY: [(&str, &str); 10] = [
    ("base-uri", "'none'"),
    ("connect-src", "'self' ipc: http://ipc.localhost kaibo-media: http://kaibo-media.localhost"),
    ("default-src", "'self'"),
    ("font-src", "'self' data:"),
    ("form-action", "'none'"),
    ("frame-src", "'none'"),
    ("img-src", "'self' data: blob: kaibo-media: http://kaibo-media.localhost"),
    ("media-src", "kaibo-media: http://kaibo-media.localhost"),
    ("object-src", "'none'"),
    ("style-src", "'self' 'unsafe-inline'"),
];

/// Where SQL is put together from more than one text: names of tables and columns, and conditions of our own making.
const PUT_TOGETHER: [(&str, usize); 9] = [
    ("open.rs", 2),
    ("table/anchors.rs", 3),
    ("table/counts.rs", 1),
    ("table/goods_lines.rs", 2),
    ("table/goods_list.rs", 3),
    ("table/picture_list.rs", 4),
    ("table/room_list.rs", 5),
    ("table/rooms.rs", 1),
    ("table/submission_list.rs", 3),
];

/// Texts that mean something to SQL, or to the search.
const TYPED: [&str; 40] = [
    "'",
    "''",
    "\"",
    "`",
    ";",
    "--",
    "/*",
    "*/",
    "' OR '1'='1",
    "' OR 1=1 --",
    "\" OR \"\"=\"",
    "'; DROP TABLE goods; --",
    "\"; DROP TABLE goods; --",
    "1; DELETE FROM goods",
    "' UNION SELECT name FROM sqlite_schema --",
    "' UNION ALL SELECT NULL,NULL,NULL --",
    "'||(SELECT hex(zeroblob(100)))||'",
    "x'; ATTACH DATABASE '/tmp/x' AS y; --",
    "'; PRAGMA writable_schema = 1; --",
    "'); INSERT INTO settings VALUES ('a','b'); --",
    "' AND randomblob(1000000000) --",
    "%",
    "_",
    "%' ESCAPE '",
    "\\",
    "\\'",
    "\0",
    "'\0'",
    "NEAR(a b)",
    "a NEAR b",
    "name:a",
    "{name code}: a",
    "^a",
    "a*",
    "\"a\"*",
    "a AND b OR NOT c",
    "NOT",
    "(((",
    "- + ^ * \" ( ) { } :",
    "；DROP TABLE 商品；——",
];

/// What the search's language is made of.
const PIECES: [&str; 24] = [
    "\"",
    "'",
    "*",
    "^",
    "(",
    ")",
    "{",
    "}",
    ":",
    "+",
    "-",
    " ",
    "NEAR",
    "NEAR(",
    "AND",
    "OR",
    "NOT",
    "name",
    "a",
    "连衣裙",
    "lyq",
    "\0",
    "\u{202e}",
    ",",
];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap()
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

#[test]
fn rel_d2_what_the_window_may_ask() {
    let mut campaign = Campaign::new("D2");
    let mut granted = BTreeSet::new();
    for entry in fs::read_dir(repository().join("src-tauri/capabilities")).unwrap() {
        let capability: Value = serde_json::from_slice(&fs::read(entry.unwrap().path()).unwrap()).unwrap();
        assert!(capability.get("remote").is_none(), "a page of the network may ask nothing: {capability}");
        let permissions = capability["permissions"].as_array().unwrap();
        granted.extend(permissions.iter().map(|permission| permission.as_str().unwrap().to_owned()));
    }
    assert_eq!(granted, PERMISSIONS.map(str::to_owned).into(), "what the windows may ask of Tauri has changed");
    let manifest = read("Cargo.toml");
    for plugin in ["tauri-plugin-fs", "tauri-plugin-shell", "tauri-plugin-http", "tauri-plugin-process"] {
        assert!(!manifest.contains(plugin), "{plugin} opens the system to the page");
    }
    let names = |text: &str, from: &str, to: &str| -> BTreeSet<String> {
        let parts = text.split(from).skip(1).filter_map(|rest| rest.split(to).next());
        parts.map(str::to_owned).collect()
    };
    let asked = names(&read("ui/src/backend/bindings.ts"), "__TAURI_INVOKE(\"", "\"");
    let list = read("src-tauri/src/commands/mod.rs");
    let list = list.split("collect_commands![").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let answered: BTreeSet<String> = list
        .split(',')
        .filter_map(|line| line.trim().rsplit("::").next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    assert_eq!(asked, answered, "the reviewed list of commands is not the program's");
    campaign.figure("commands", asked.len());
    campaign.figure("permissions of Tauri's own", granted.len());
}

#[test]
fn rel_d4_what_the_page_may_load() {
    let mut campaign = Campaign::new("D4");
    let config = json("tauri.conf.json");
    let policy = config["app"]["security"]["csp"].as_str().unwrap();
    let directives: BTreeMap<&str, &str> =
        policy.split(';').filter_map(|directive| directive.trim().split_once(' ')).collect();
    assert_eq!(directives, POLICY.into(), "the page's policy has changed");
    for unsafe_word in ["'unsafe-eval'", "'wasm-unsafe-eval'", "*"] {
        assert!(!policy.split([' ', ';']).any(|word| word == unsafe_word), "{unsafe_word}");
    }
    let page = read("ui/index.html");
    let inline = page.split("<script").skip(1).filter(|script| !script.split('>').next().unwrap().contains(" src="));
    assert_eq!(inline.count(), 0, "the page has a script of its own text");
    let manifest = read("Cargo.toml");
    let tauri = manifest.lines().find(|line| line.starts_with("tauri =")).unwrap();
    assert!(!tauri.contains("devtools"), "a released program has no inspector");
    campaign.figure("directives", directives.len());
}

#[test]
fn rel_d5_sql_is_put_together_from_our_own_words_only() {
    let source = repository().join("src-tauri/crates/store/src");
    let mut found = BTreeMap::new();
    let mut folders = vec![source.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&source).unwrap().to_str().unwrap().replace('\\', "/");
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            let formats = text.split("format!(").skip(1).filter(|rest| {
                let said = rest.split('"').nth(1).unwrap_or_default();
                ["SELECT", "INSERT", "UPDATE ", "DELETE", "PRAGMA", " AND ", " WHERE ", " ORDER BY ", "{LISTED}"]
                    .iter()
                    .any(|word| said.contains(word))
            });
            let count = formats.count();
            if count > 0 && !name.contains("tests") {
                found.insert(name, count);
            }
        }
    }
    let known: BTreeMap<String, usize> = PUT_TOGETHER.map(|(name, count)| (name.to_owned(), count)).into();
    assert_eq!(found, known, "read what SQL is put together there, then note it here");
}

/// Everything that takes what staff type into a question.
async fn ask(console: &Console, typed: &str) -> Vec<Result<(), Problem>> {
    let goods = GoodsQuery { search: typed.into(), ..GoodsQuery::default() };
    let rooms = RoomQuery { search: typed.into(), anchor: Some(typed.into()), ..RoomQuery::default() };
    let outbox = OutboxQuery { filter: OutboxFilter::All, batch: None, after: Some(typed.into()), limit: 20 };
    let pictures = PicturesQuery { unused: true, after: Some(typed.into()), limit: 20 };
    vec![
        console.goods_open(goods).await.map(drop),
        console.rooms_open(rooms).await.map(drop),
        console.anchors_list(typed.into()).await.map(drop),
        console.outbox_list(outbox).await.map(drop),
        console.pictures_list(pictures).await.map(drop),
        console.categories_search(typed.into()).await.map(drop),
        console.faq_search(typed.into()).await.map(drop),
        console.eligibility_categories(typed.into()).await.map(drop),
    ]
}

/// Everything that the data hold, by table. Of the settings only that there are some: the program notes there, among
/// others, when it last looked at the deadlines. SQLite's statistics come and go.
fn kept(folder: &Path) -> BTreeMap<String, String> {
    let store = Store::open(folder, &RootKey::from_bytes(KEY)).unwrap();
    let mut tables = hash_of_tables(&store);
    store.close();
    tables.retain(|name, _| name != "sqlite_stat1");
    tables.entry("settings".into()).and_modify(String::clear);
    tables
}

async fn shop(folder: &Path) -> (Desk, Console) {
    let desk = open(folder).await;
    let console = desk.console().unwrap();
    (desk, console)
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_d5_what_is_typed_is_never_sql() {
    let mut campaign = Campaign::new("D5");
    let place = tempfile::tempdir().unwrap();
    let (desk, console) = shop(place.path()).await;
    desk.close().await;
    let before = kept(place.path());
    let (desk, searching) = shop(place.path()).await;
    let mut questions = 0;
    for typed in TYPED {
        for answer in ask(&searching, typed).await {
            questions += 1;
            let code = answer.err().map(|problem| problem.code);
            assert!(
                !code.as_deref().is_some_and(|code| ["internal", "store.failed"].contains(&code)),
                "{typed:?}: {code:?}"
            );
        }
    }
    desk.close().await;
    drop((console, searching));
    let after = kept(place.path());
    let changed: Vec<_> = before.keys().filter(|name| before.get(*name) != after.get(*name)).collect();
    assert!(changed.is_empty() && before.len() == after.len(), "a question has changed {changed:?}");
    let (desk, console) = shop(place.path()).await;
    for typed in TYPED.into_iter().filter(|typed| !typed.contains('\0')) {
        let good = console.goods_create().await.unwrap();
        let patch = GoodsPatch { name: Some(typed.into()), code: Some(typed.into()), ..GoodsPatch::default() };
        console.goods_save(good.id, patch).await.unwrap();
        let kept = console.goods_get(good.id).await.unwrap();
        assert_eq!((kept.draft.name.as_str(), kept.code.as_str()), (typed, typed));
    }
    desk.close().await;
    campaign.figure("texts", TYPED.len());
    campaign.figure("questions", questions);
    campaign.figure("statements of theirs that ran", 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rel_d6_what_is_searched_for_is_never_the_searchs_language() {
    let mut campaign = Campaign::new("D6");
    let searches = campaign.count(500, 100_000, 300_000);
    let place = tempfile::tempdir().unwrap();
    let (desk, console) = shop(place.path()).await;
    let mut found = 0;
    for round in 0..searches {
        let mut random: Random = campaign.round(round);
        let pieces = 1 + random.below(8);
        let typed: String = (0..pieces).map(|_| *random.pick(&PIECES)).collect();
        let query = GoodsQuery { search: typed.clone(), ..GoodsQuery::default() };
        let listing = console.goods_open(query).await;
        let listing = listing.unwrap_or_else(|problem| panic!("{typed:?}: {problem:?}"));
        found += usize::from(listing.total > 0);
    }
    desk.close().await;
    campaign.figure("searches", searches);
    campaign.figure("of them with goods to show", found);
    campaign.figure("errors shown", 0);
}
