//! Several shops on one computer: what one holds never shows in another, a real one is connected step by step, and nothing
//! is lost on the way.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, office::Office};
use kaibo_console::{
    Console, Desk, DeskConfig, KeyAccess, StepTold, Typed,
    view::{
        AppState, CaChoice, ConnectionRequest, ConnectionStep, GoodsPatch, GoodsQuery, GoodsState, OutboxFilter,
        OutboxQuery, SettingsPatch, ShopNew, StepKind, StepState, TextSize,
    },
};
use kaibo_domain::{GoodsId, platform::endpoint, time::MINUTE_MS};
use kaibo_sandbox::{Account, Sandbox, SandboxConfig};
use kaibo_store::{Place, RootKey, ShopFolders};
use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const APP_ID: &str = "wxreal000000000001";
const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// A platform with a real account on it.
async fn platform() -> Sandbox {
    platform_with(SECRET, 0).await
}

async fn platform_with(secret: &str, port: u16) -> Sandbox {
    let (app_id, secret) = (APP_ID.to_owned(), secret.to_owned());
    let config = SandboxConfig { app_id, secret, port, audit_ms: 300, ..SandboxConfig::default() };
    Sandbox::start(config).await.unwrap()
}

fn request(address: &str) -> ConnectionRequest {
    ConnectionRequest { app_id: APP_ID.into(), base_url: address.into(), ..ConnectionRequest::default() }
}

fn typed(address: &str) -> Typed {
    Typed::new(request(address), Some(SECRET.into()), (None, None))
}

fn silent() -> StepTold {
    Arc::new(|_| {})
}

async fn test(console: &Console, typed: Typed) -> Vec<ConnectionStep> {
    console.connection_test(typed, silent()).await.unwrap()
}

fn step(steps: &[ConnectionStep], kind: StepKind) -> (StepState, Option<&str>) {
    let step = steps.iter().find(|step| step.kind == kind).unwrap();
    (step.state, step.problem.as_ref().map(|problem| problem.code.as_str()))
}

/// Adds a real shop beside the practice shop and opens it.
async fn add_real(desk: &Desk, name: &str) -> String {
    let state = desk.add_shop(ShopNew { name: name.into(), practice: false }, None).await.unwrap();
    assert!(matches!(&state, AppState::Ready { shop, .. } if !shop.practice && !shop.connected && shop.name == name));
    current(desk).await
}

async fn current(desk: &Desk) -> String {
    desk.shops().await.into_iter().find(|line| line.current).unwrap().place
}

async fn good(console: &Console, folder: &Path, name: &str) -> GoodsId {
    let photo = folder.join("photo.png");
    image::RgbImage::from_pixel(640, 480, image::Rgb([200, 90, 80])).save(&photo).unwrap();
    let id = console.goods_create().await.unwrap().id;
    let patch = GoodsPatch {
        name: Some(name.into()),
        price: Some("199.00".into()),
        path: Some("pages/goods/index?id=7".into()),
        ..GoodsPatch::default()
    };
    console.goods_save(id, patch).await.unwrap();
    console.goods_set_picture(id, photo).await.unwrap();
    id
}

async fn names(console: &Console, search: &str) -> Vec<String> {
    let query = GoodsQuery { search: search.into(), ..GoodsQuery::default() };
    let listing = console.goods_open(query).await.unwrap();
    let rows = console.goods_page(listing.id, 0, 200).await.unwrap().unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

async fn until(what: &str, mut seen: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(75);
    while !seen().await {
        assert!(Instant::now() < deadline, "not reached: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn is_handed_in(console: &Console, id: GoodsId) -> bool {
    matches!(console.goods_get(id).await.unwrap().state, GoodsState::Auditing | GoodsState::Approved)
}

fn files_under(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let names = entries.flat_map(|path| match path.is_dir() {
        true => files_under(&path),
        false => vec![path.display().to_string()],
    });
    names.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_shop_holds_never_shows_in_another() {
    let office = Office::open().await;
    let desk = office.desk();
    good(&desk.console().unwrap(), office.folder.path(), "演练长裙").await;
    desk.set_settings(SettingsPatch {
        language: Some("en".into()),
        appearance: Some("dark".into()),
        text_size: Some(TextSize::Large),
        notices: Some(false),
        ..SettingsPatch::default()
    })
    .await
    .unwrap();
    let first = current(desk).await;
    let second = add_real(desk, "真店").await;

    let console = desk.console().unwrap();
    assert_eq!(names(&console, "").await, Vec::<String>::new());
    good(&console, office.folder.path(), "真店围巾").await;
    assert_eq!(names(&console, "演练").await, Vec::<String>::new());
    assert_eq!(names(&console, "围巾").await, ["真店围巾"]);
    assert_eq!(console.today().await.unwrap().outbox_open, 0);
    // What is chosen for the whole installation is the same in both.
    let settings = desk.settings().await.unwrap();
    assert_eq!((settings.language.as_str(), settings.appearance.as_str(), settings.notices), ("en", "dark", false));
    assert_eq!(settings.text_size, TextSize::Large);
    desk.set_settings(SettingsPatch { language: Some("zh-CN".into()), ..SettingsPatch::default() }).await.unwrap();

    desk.switch_shop(first.clone()).await.unwrap();
    let console = desk.console().unwrap();
    assert!(names(&console, "演练").await.contains(&"演练长裙".to_owned()));
    assert_eq!(names(&console, "真店").await, Vec::<String>::new());
    assert_eq!(desk.settings().await.unwrap().language, "zh-CN");
    let lines = desk.shops().await;
    let shown: Vec<_> = lines.iter().map(|line| (line.name.as_str(), line.practice, line.current)).collect();
    assert_eq!(shown, [("演练小店", true, true), ("真店", false, false)]);
    assert_eq!((&lines[0].place, &lines[1].place), (&first, &second));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_that_was_open_last_is_open_at_the_next_start() {
    let mut office = Office::open().await;
    let second = add_real(office.desk(), "真店").await;
    office.desk().rename_shop(second.clone(), "  新名字 ".into()).await.unwrap();
    office.close().await;
    let again = office.another_desk();
    let AppState::Ready { shop, .. } = again.open().await else { panic!("it did not open") };
    assert_eq!((shop.name.as_str(), current(&again).await), ("新名字", second));
    again.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_is_not_open_is_renamed_where_it_stands() {
    let mut office = Office::open().await;
    let first = current(office.desk()).await;
    let second = add_real(office.desk(), "真店").await;
    let third = add_real(office.desk(), "另一家").await;
    for (place, name) in [(&first, "演练的店"), (&second, " 西湖店 ")] {
        office.desk().rename_shop(place.clone(), name.into()).await.unwrap();
    }
    let named = async |desk: &Desk| {
        let lines = desk.shops().await;
        lines.into_iter().map(|line| (line.place, line.name)).collect::<Vec<_>>()
    };
    let wanted = [(first, "演练的店"), (second.clone(), "西湖店"), (third.clone(), "另一家")]
        .map(|(place, name)| (place, name.to_owned()));
    assert_eq!(named(office.desk()).await, wanted);
    assert_eq!(current(office.desk()).await, third, "the same one is open");
    let refused = office.desk().rename_shop(second.clone(), " ".into()).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("shop.name-missing", Some("name")));
    let gone = office.desk().rename_shop("no-shop".into(), "名字".into()).await.unwrap_err();
    assert_eq!(gone.code, "shop.gone");

    // One that another program has open keeps its name.
    let folders = ShopFolders::of(&office.folder.path().join("data"));
    let place = folders.list().unwrap().into_iter().find(|place| *place != Place::First).unwrap();
    let lock = fs::File::options().write(true).open(folders.folder(place).join("kaibo.lock")).unwrap();
    lock.try_lock().unwrap();
    let held = office.desk().rename_shop(second, "别的名字".into()).await.unwrap_err();
    assert_eq!(held.code, "store.locked");
    drop(lock);

    office.close().await;
    let again = office.another_desk();
    again.open().await;
    assert_eq!(named(&again).await, wanted);
    again.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_does_not_open_leaves_the_one_before_open() {
    let office = Office::open().await;
    let (desk, first) = (office.desk(), current(office.desk()).await);
    let second = add_real(desk, "真店").await;
    desk.switch_shop(first.clone()).await.unwrap();
    let database = office.folder.path().join("data/shops").join(&second).join("kaibo.db");
    let mut damaged = fs::read(&database).unwrap();
    damaged[40] ^= 1;
    fs::write(&database, &damaged).unwrap();
    assert_eq!(desk.switch_shop(second).await.unwrap_err().code, "store.unreadable");
    assert_eq!(current(desk).await, first);
    assert!(!names(&desk.console().unwrap(), "").await.is_empty());
    assert_eq!(fs::read(&database).unwrap(), damaged, "it is left as it is");
    assert_eq!(desk.switch_shop("nonsense".into()).await.unwrap_err().code, "shop.gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_says_step_by_step_what_is_in_the_way() {
    let (office, platform) = (Office::open().await, platform().await);
    add_real(office.desk(), "真店").await;
    let console = office.console();
    let address = platform.base_url();

    // Not on the allow-list: the address that the platform saw, and once it stands there the second try passes.
    platform.set_account(Account { ip_allowed: false, ..Account::default() });
    let steps = test(&console, typed(address)).await;
    assert_eq!(step(&steps, StepKind::Reach), (StepState::Ok, None));
    assert_eq!(step(&steps, StepKind::Token), (StepState::Failed, Some("errcode.40164")));
    let refused = steps.iter().find(|step| step.kind == StepKind::Token).unwrap();
    assert_eq!(refused.problem.as_ref().unwrap().params["ip"], "127.0.0.1");
    assert_eq!(step(&steps, StepKind::Live), (StepState::Skipped, None));
    let allow = |add: &'static str| {
        let body = serde_json::json!({ "add": add });
        let address = format!("{address}/_practice/allow-list");
        async move { reqwest::Client::new().post(address).json(&body).send().await.unwrap().status() }
    };
    assert!(allow("10.1.2.3").await.is_success());
    assert_eq!(step(&test(&console, typed(address)).await, StepKind::Token).0, StepState::Failed, "another address");
    assert!(allow("127.0.0.1").await.is_success());
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    let tell: StepTold = Arc::new(move |step| heard.lock().unwrap().push((step.kind, step.state)));
    let steps = console.connection_test(typed(address), tell).await.unwrap();
    assert!(steps.iter().all(|step| step.state == StepState::Ok), "{steps:?}");
    assert!(told.lock().unwrap().contains(&(StepKind::Live, StepState::Running)));
    assert!(!console.connection().await.unwrap().secret_set, "what was tried is not kept");

    // What the account has not got.
    platform.set_account(Account { live: false, ..Account::default() });
    let steps = test(&console, typed(address)).await;
    assert_eq!(step(&steps, StepKind::Live), (StepState::Absent, Some("errcode.48001")));
    assert_eq!(step(&steps, StepKind::Shop).0, StepState::Ok);
    platform.set_account(Account { shop: false, ..Account::default() });
    let steps = test(&console, typed(address)).await;
    assert_eq!(step(&steps, StepKind::Shop), (StepState::Absent, Some("connection.no-shop")));
    assert_eq!(step(&steps, StepKind::Live).0, StepState::Ok);
    platform.set_account(Account { secret_frozen: true, ..Account::default() });
    let steps = test(&console, typed(address)).await;
    assert_eq!(step(&steps, StepKind::Token), (StepState::Failed, Some("errcode.40243")));
    platform.set_account(Account::default());

    // What was typed wrongly.
    let wrong = Typed::new(request(address), Some("another".into()), (None, None));
    assert_eq!(step(&test(&console, wrong).await, StepKind::Token), (StepState::Failed, Some("errcode.40125")));
    let other = ConnectionRequest { app_id: "wxofanotherkind001".into(), ..request(address) };
    let other = Typed::new(other, Some(SECRET.into()), (None, None));
    assert_eq!(step(&test(&console, other).await, StepKind::Token), (StepState::Failed, Some("errcode.40013")));
    for (given, code, field) in [
        (ConnectionRequest { app_id: "gh_1234567890ab".into(), ..request(address) }, "connection.app-id", "appId"),
        (request("http://gateway.example"), "connection.insecure", "baseUrl"),
        (request("https://gateway.example/path"), "connection.base-url", "baseUrl"),
        (ConnectionRequest { proxy: "proxy:8080".into(), ..request(address) }, "connection.proxy", "proxy"),
        (
            ConnectionRequest { ca: CaChoice::File { path: "nowhere.pem".into() }, ..request(address) },
            "connection.ca",
            "ca",
        ),
    ] {
        let typed = Typed::new(given, Some(SECRET.into()), (None, None));
        let problem = console.connection_save(typed).await.unwrap_err();
        assert_eq!((problem.code.as_str(), problem.field.as_deref()), (code, Some(field)));
    }
    let none = Typed::new(request(address), None, (None, None));
    assert_eq!(console.connection_save(none).await.unwrap_err().code, "connection.secret-missing");
}

/// Answers whatever is asked with this.
async fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut caller, _)) = listener.accept().await {
            let mut asked = vec![0; 4096];
            let _ = caller.read(&mut asked).await;
            let _ = caller.write_all(answer.as_bytes()).await;
        }
    });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_between_is_told_apart() {
    let (office, platform) = (Office::open().await, platform().await);
    add_real(office.desk(), "真店").await;
    let console = office.console();
    let reach = async |typed| {
        let steps = test(&console, typed).await;
        step(&steps, StepKind::Reach).1.map(str::to_owned)
    };
    let page =
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 15\r\nconnection: close\r\n\r\n<html>hi</html>";
    let elsewhere =
        "HTTP/1.1 302 Found\r\nlocation: http://login.example/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let failing = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    for (answer, code) in [(page, "line.portal"), (elsewhere, "line.portal"), (failing, "line.status")] {
        let address = answering(answer).await;
        assert_eq!(reach(typed(&address)).await.as_deref(), Some(code));
    }
    // Nobody there; and a proxy that is not there.
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(reach(typed(&format!("http://{nobody}"))).await.as_deref(), Some("platform.unreachable"));
    let through = |proxy: String, login: (Option<&str>, Option<&str>)| {
        let request = ConnectionRequest { proxy, ..request("https://api.weixin.qq.com") };
        Typed::new(request, Some(SECRET.into()), (login.0.map(Into::into), login.1.map(Into::into)))
    };
    assert_eq!(reach(through(format!("http://{nobody}"), (None, None))).await.as_deref(), Some("line.proxy"));
    assert_eq!(reach(through(format!("socks5://{nobody}"), (None, None))).await.as_deref(), Some("line.proxy"));
    let refusing = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let proxy = answering(refusing).await;
    let problem = reach(through(proxy.clone(), (Some("user"), Some("word")))).await;
    assert_eq!(problem.as_deref(), Some("line.proxy-refused"));
    let proxy = answering(failing).await;
    assert_eq!(reach(through(proxy, (None, None))).await.as_deref(), Some("line.proxy"));
    // A proxy that passes on, with a login that is kept and not shown.
    let request = ConnectionRequest { proxy: platform.base_url().into(), ..request("http://127.0.0.1:9") };
    let login = (Some("user".to_owned()), Some("word".to_owned()));
    console.connection_save(Typed::new(request, Some(SECRET.into()), login)).await.unwrap();
    let view = console.connection().await.unwrap();
    assert_eq!((view.proxy.as_str(), view.proxy_login_set), (platform.base_url(), true));
    let shown = serde_json::to_string(&view).unwrap();
    assert!(!shown.contains("word") && !shown.contains(SECRET), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_rotated_in_the_middle_of_a_batch_loses_nothing() {
    let (office, platform) = (Office::open().await, platform().await);
    add_real(office.desk(), "真店").await;
    let console = office.console();
    console.connection_save(typed(platform.base_url())).await.unwrap();
    let folder = office.folder.path();
    until("there is a token", async || console.sync_now().await.is_ok()).await;

    // The platform comes back with another secret and no tokens.
    let port = platform.base_url().rsplit(':').next().unwrap().parse().unwrap();
    platform.shutdown().await.unwrap();
    let rotated = platform_with("another-secret-0123456789abcdef", port).await;
    // Connections to the one that ended are used up by reading, which may be repeated.
    until("the new secret is missed", async || {
        console.sync_now().await.is_err_and(|problem| problem.code == "errcode.40125")
    })
    .await;
    let (two, three) = (good(&console, folder, "第二件").await, good(&console, folder, "第三件").await);
    console.goods_submit(vec![two, three]).await.unwrap();
    let query = |filter| OutboxQuery { filter, limit: 50, ..OutboxQuery::default() };
    until("the reason is told", async || {
        let holds = console.outbox_summary().await.unwrap().holds;
        holds.iter().any(|hold| hold.problem.code == "errcode.40125")
    })
    .await;
    let open = console.outbox_list(query(OutboxFilter::Open)).await.unwrap();
    assert_eq!(open.rows.len(), 2, "nothing is refused or lost");

    let fresh = Some("another-secret-0123456789abcdef".into());
    console.connection_save(Typed::new(request(rotated.base_url()), fresh, (None, None))).await.unwrap();
    for id in [two, three] {
        until("it is handed in", async || is_handed_in(&console, id).await).await;
    }
    let added = rotated.accept_log().iter().filter(|call| call.endpoint == "/wxaapi/broadcast/goods/add").count();
    assert_eq!(added, 2, "each once");

    // The data are this account's: another one needs a shop of its own.
    until("the platform was read", async || console.sync_now().await.is_ok()).await;
    let other = ConnectionRequest { app_id: "wxofanotherkind001".into(), ..request(rotated.base_url()) };
    let problem = console.connection_save(Typed::new(other, Some(SECRET.into()), (None, None))).await.unwrap_err();
    assert_eq!((problem.code.as_str(), problem.field.as_deref()), ("connection.other-account", Some("appId")));
}

#[tokio::test(flavor = "multi_thread")]
async fn switching_while_the_outbox_is_busy_loses_and_doubles_nothing() {
    let (office, platform) = (Office::open().await, platform().await);
    let (desk, first) = (office.desk(), current(office.desk()).await);
    let second = add_real(desk, "真店").await;
    let console = office.console();
    console.connection_save(typed(platform.base_url())).await.unwrap();
    let mut ids = Vec::new();
    for number in 0..12 {
        ids.push(good(&console, office.folder.path(), &format!("真店围巾{number}")).await);
    }
    console.goods_submit(ids.clone()).await.unwrap();
    until("the batch has begun", async || !platform.accept_log().is_empty()).await;
    drop(console);
    desk.switch_shop(first).await.unwrap();
    desk.switch_shop(second).await.unwrap();
    let console = office.console();
    for id in ids {
        until("it is handed in", async || is_handed_in(&console, id).await).await;
    }
    let added = platform.accept_log().iter().filter(|call| call.endpoint == "/wxaapi/broadcast/goods/add").count();
    assert_eq!(added, 12, "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_removed_shop_is_left() {
    let office = Office::open().await;
    let (desk, data) = (office.desk(), office.folder.path().join("data"));
    let second = add_real(desk, "真店").await;
    good(&office.console(), office.folder.path(), "真店围巾").await;
    let folder = data.join("shops").join(&second);
    assert!(files_under(&folder).len() > 3);
    let wrong = desk.remove_shop(second.clone(), "别的店".into()).await.unwrap_err();
    assert_eq!((wrong.code.as_str(), wrong.field.as_deref()), ("shop.name-differs", Some("name")));
    let state = desk.remove_shop(second, "真店".into()).await.unwrap();
    assert!(matches!(&state, AppState::Ready { shop, .. } if shop.practice), "the other one is open: {state:?}");
    assert_eq!(files_under(&data.join("shops")), Vec::<String>::new());

    // The first one, while another is open; then the last one: a first start.
    let third = add_real(desk, "三店").await;
    desk.remove_shop("first".into(), "演练小店".into()).await.unwrap();
    let left = files_under(&data);
    let inside = data.join("shops").join(&third).display().to_string();
    let own = ["current-shop", "kaibo.lock"];
    let is_known = |path: &&String| path.starts_with(&inside) || own.iter().any(|name| path.ends_with(name));
    assert!(left.iter().all(|path| is_known(&path)), "{left:?}");
    assert_eq!(desk.remove_shop(third, "三店".into()).await.unwrap(), AppState::FirstStart);
    assert_eq!(desk.shops().await, []);
    let state = desk.add_shop(ShopNew { name: "重新开始".into(), practice: false }, None).await.unwrap();
    assert!(matches!(state, AppState::Ready { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_while_a_shop_is_made_shows_no_shop() {
    let mut office = Office::open().await;
    office.close().await;
    let data = office.folder.path().join("data");
    let id: kaibo_domain::ShopId = "01890000-0000-7000-8000-000000000001".parse().unwrap();
    let folders = ShopFolders::of(&data);
    folders.begin(&RootKey::from_bytes([7; 32]), id).unwrap().close();
    folders.set_current(Place::Further(id)).unwrap();
    let again = office.another_desk();
    let AppState::Ready { shop, .. } = again.open().await else { panic!("it did not open") };
    assert!(shop.practice);
    assert_eq!(again.shops().await.len(), 1);
    assert_eq!(files_under(&data.join("shops")), Vec::<String>::new(), "it is cleared");
    again.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_passphrase_guards_the_data_every_shop_needs_it() {
    let folder = TempDir::new().unwrap();
    let (data_dir, key) = (folder.path().join("data"), KeyAccess::NoKeychain);
    let desk = Desk::new(DeskConfig { data_dir: data_dir.clone(), key, on_change: Arc::new(|_| {}) });
    desk.open().await;
    let passphrase = || "九点开播九点开播".to_owned();
    desk.create_passphrase(passphrase()).await.unwrap();
    let new = |name: &str| ShopNew { name: name.into(), practice: false };
    desk.add_shop(new("一店"), None).await.unwrap();
    let wrong = desk.add_shop(new("二店"), Some("不是这个口令啊".into())).await.unwrap_err();
    assert_eq!((wrong.code.as_str(), wrong.field.as_deref()), ("key.wrong-passphrase", Some("passphrase")));
    desk.add_shop(new("二店"), Some(passphrase())).await.unwrap();
    assert_eq!(desk.switch_shop("first".into()).await.unwrap(), AppState::NeedsPassphrase { create: false });
    let AppState::Ready { shop, .. } = desk.unlock(passphrase()).await.unwrap() else { panic!("it did not open") };
    assert_eq!(shop.name, "一店");
    let closed = desk.shops().await[1].place.clone();
    let ask = desk.rename_shop(closed, "改名".into()).await.unwrap_err();
    assert_eq!((ask.code.as_str(), ask.field.as_deref()), ("shop.rename-ask", Some("name")));
    assert_eq!(desk.shops().await[1].name, "二店");
    // A further shop's vault is locked and opened by the same passphrase, under a key of its own.
    desk.switch_shop(desk.shops().await[1].place.clone()).await.unwrap();
    desk.unlock(passphrase()).await.unwrap();
    desk.console().unwrap().vault_lock();
    assert!(!desk.vault_unlock(passphrase()).await.unwrap().locked);
    let folders = ShopFolders::of(&data_dir);
    let foreign = folders.look(Place::First, &RootKey::from_bytes([9; 32]));
    assert!(foreign.shop.is_err());
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_live_or_without_a_shop_is_read_as_far_as_it_goes() {
    let (office, platform) = (Office::open().await, platform().await);
    add_real(office.desk(), "真店").await;
    let console = office.console();
    console.connection_save(typed(platform.base_url())).await.unwrap();
    for account in [Account { live: false, ..Account::default() }, Account { shop: false, ..Account::default() }] {
        platform.set_account(account);
        until("what there is was read", async || console.sync_now().await.is_ok()).await;
    }
    platform.set_account(Account { live: false, shop: false, ..Account::default() });
    until("that there is nothing is told", async || {
        console.sync_now().await.is_err_and(|problem| problem.code == "errcode.48001")
    })
    .await;
}

/// A gateway behind a certificate that only the company's own computers trust.
#[cfg(target_os = "linux")]
mod company {
    use super::*;
    use openssl::{
        asn1::Asn1Time,
        bn::{BigNum, MsbOption},
        ec::{EcGroup, EcKey},
        hash::MessageDigest,
        nid::Nid,
        pkey::PKey,
        x509::{
            X509, X509NameBuilder,
            extension::{BasicConstraints, SubjectAlternativeName},
        },
    };
    use tokio::net::TcpStream;
    use tokio_native_tls::{
        TlsAcceptor,
        native_tls::{self, Identity},
    };

    /// Certificate and key of `localhost`, its own issuer.
    fn certificate() -> (Vec<u8>, Identity) {
        let curve = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = PKey::from_ec_key(EcKey::generate(&curve).unwrap()).unwrap();
        let mut name = X509NameBuilder::new().unwrap();
        name.append_entry_by_nid(Nid::COMMONNAME, "localhost").unwrap();
        let (name, mut serial) = (name.build(), BigNum::new().unwrap());
        serial.rand(120, MsbOption::MAYBE_ZERO, false).unwrap();
        let mut draft = X509::builder().unwrap();
        draft.set_version(2).unwrap();
        draft.set_serial_number(&serial.to_asn1_integer().unwrap()).unwrap();
        draft.set_subject_name(&name).unwrap();
        draft.set_issuer_name(&name).unwrap();
        draft.set_pubkey(&key).unwrap();
        draft.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
        draft.set_not_after(&Asn1Time::days_from_now(30).unwrap()).unwrap();
        draft.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
        let names = SubjectAlternativeName::new().dns("localhost").build(&draft.x509v3_context(None, None)).unwrap();
        draft.append_extension(names).unwrap();
        draft.sign(&key, MessageDigest::sha256()).unwrap();
        let pem = draft.build().to_pem().unwrap();
        let identity = Identity::from_pkcs8(&pem, &key.private_key_to_pem_pkcs8().unwrap()).unwrap();
        (pem, identity)
    }

    async fn gateway(platform: &str, identity: Identity) -> String {
        let upstream = platform.trim_start_matches("http://").to_owned();
        let acceptor = TlsAcceptor::from(native_tls::TlsAcceptor::new(identity).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                let (acceptor, upstream) = (acceptor.clone(), upstream.clone());
                tokio::spawn(async move {
                    if let Ok(mut caller) = acceptor.accept(caller).await {
                        let mut platform = TcpStream::connect(upstream).await.unwrap();
                        // Either side may hang up.
                        let _ = tokio::io::copy_bidirectional(&mut caller, &mut platform).await;
                    }
                });
            }
        });
        address
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_certificate_of_the_companys_is_trusted_once_it_was_handed_in() {
        let (office, platform) = (Office::open().await, platform().await);
        add_real(office.desk(), "真店").await;
        let console = office.console();
        let (pem, identity) = certificate();
        let address = gateway(platform.base_url(), identity).await;
        assert_eq!(
            step(&test(&console, typed(&address)).await, StepKind::Reach),
            (StepState::Failed, Some("line.tls"))
        );
        let file = office.folder.path().join("company.pem");
        fs::write(&file, &pem).unwrap();
        let with = |ca| Typed::new(ConnectionRequest { ca, ..request(&address) }, Some(SECRET.into()), (None, None));
        let path = file.display().to_string();
        console.connection_save(with(CaChoice::File { path })).await.unwrap();
        fs::remove_file(&file).unwrap();
        assert!(console.connection().await.unwrap().ca_set);
        let steps = test(&console, with(CaChoice::Keep)).await;
        assert!(steps.iter().all(|step| step.state == StepState::Ok), "{steps:?}");
        let steps = test(&console, with(CaChoice::Remove)).await;
        assert_eq!(step(&steps, StepKind::Reach), (StepState::Failed, Some("line.tls")));
    }
}

/// Rooms are read every five minutes (HiMall manual, 三.2).
#[tokio::test(flavor = "multi_thread")]
async fn a_real_platform_is_read_every_five_minutes_and_not_sooner() {
    let office = Office::open_at(MORNING).await;
    let (platform, clock) = (platform().await, office.clock.clone().unwrap());
    add_real(office.desk(), "小开正式店").await;
    let console = office.console();
    console.connection_save(typed(platform.base_url())).await.unwrap();
    let read = || platform.counts().received.get(endpoint::LIVE_INFO.path).copied().unwrap_or_default();
    until("the first reading", async || read() > 0 && !console.sync_state().await.unwrap().running).await;
    for round in 0..12 {
        // What follows a connection may be under way still.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let (before, at) = (read(), clock.now());
        let next = console.sync_state().await.unwrap().next_ms.unwrap();
        let after = next - at;
        assert!((5 * MINUTE_MS..=5 * MINUTE_MS + MINUTE_MS / 2).contains(&after), "round {round}: {after} ms");
        clock.turn_to(next - 1);
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(read(), before, "round {round}: too soon");
        clock.turn_to(next);
        until("the next reading", async || read() > before && !console.sync_state().await.unwrap().running).await;
    }
}
