//! The storefront published to a folder, to a real S3 server and to the receiver that comes with it: the same for all. And what
//! is said of targets that refuse, mislead or break off.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{
    clock::MORNING,
    cut::CutLine,
    office::Office,
    receiver::{self, Receiver},
    s3::{self, S3Server},
};
use axum::{
    Router,
    http::{StatusCode, header},
    response::{Html, IntoResponse},
};
use kaibo_console::{
    Console,
    view::{Problem, RoomPatch, RoomState, StorefrontPatch, StorefrontPlan, TargetPatch, TargetStep},
};
use kaibo_domain::{
    RoomId,
    storefront::{Document, RoomChange, RoomPart, S3Settings, ServerSettings, TargetKind},
};
use rstest::rstest;
use serde_json::Value;
use std::{fs, path::PathBuf, sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// A target that is really there, and whoever reads it.
enum Place {
    Folder(PathBuf),
    S3(S3Server),
    Server(Receiver),
}

impl Place {
    async fn of(kind: TargetKind, office: &Office) -> Place {
        match kind {
            TargetKind::Folder => {
                let site = office.folder.path().join("site");
                fs::create_dir(&site).unwrap();
                Place::Folder(site)
            }
            TargetKind::S3 => Place::S3(S3Server::start().await),
            TargetKind::Server => Place::Server(Receiver::start()),
        }
    }

    async fn choose(&self, console: &Console) {
        match self {
            Place::Folder(site) => drop(console.storefront_choose_folder(site.clone()).await.unwrap()),
            Place::S3(server) => drop(console.storefront_set_target(to_s3(server.settings())).await.unwrap()),
            Place::Server(server) => drop(console.storefront_set_target(to_server(&server.address)).await.unwrap()),
        }
    }

    /// What a mini program gets by that path.
    async fn get(&self, path: &str) -> Option<Vec<u8>> {
        let url = match self {
            Place::Folder(site) => return fs::read(site.join(path)).ok(),
            Place::S3(server) => format!("{}/{path}", server.public_url()),
            Place::Server(server) => format!("{}/{path}", server.address),
        };
        let answer = reqwest::get(url).await.unwrap();
        if answer.status() == 404 {
            return None;
        }
        assert_eq!(answer.status(), 200, "{path}");
        Some(answer.bytes().await.unwrap().to_vec())
    }

    /// The version that counts, whole.
    async fn read(&self) -> Document {
        let pointer: Value = serde_json::from_slice(&self.get("current.json").await.unwrap()).unwrap();
        let document = self.get(pointer["document"].as_str().unwrap()).await.unwrap();
        let document = Document::read(&document).unwrap();
        assert_eq!(pointer["version"], document.version);
        for picture in &document.pictures {
            let bytes = self.get(&picture.file).await.unwrap();
            assert!(picture.file.contains(&sha256(&bytes)), "{}", picture.file);
        }
        document
    }
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(bytes))
}

fn to_s3(settings: S3Settings) -> TargetPatch {
    let secret = Some(s3::SECRET.into());
    TargetPatch { kind: Some(TargetKind::S3), s3: Some(settings), s3_secret: secret, ..TargetPatch::default() }
}

fn to_server(address: &str) -> TargetPatch {
    TargetPatch {
        kind: Some(TargetKind::Server),
        server: Some(ServerSettings { address: address.into(), public_url: address.into() }),
        server_secret: Some(receiver::SECRET.into()),
        ..TargetPatch::default()
    }
}

async fn publish(console: &Console) -> Result<StorefrontPlan, Problem> {
    let plan = console.storefront_plan().await?;
    let view = console.storefront_publish(plan.digest.clone()).await?;
    assert_eq!(view.published.unwrap().version, plan.version);
    Ok(plan)
}

async fn rename(console: &Console, room: RoomId, name: &str) {
    console.rooms_save(room, RoomPatch { name: Some(name.into()), ..RoomPatch::default() }).await.unwrap();
}

async fn one_room(office: &Office) -> RoomId {
    let room = office.draft_room("双十二预热").await;
    office.console().rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    room
}

#[rstest]
#[case::folder(TargetKind::Folder)]
#[case::s3(TargetKind::S3)]
#[case::server(TargetKind::Server)]
#[tokio::test(flavor = "multi_thread")]
async fn every_target_is_tried_published_to_and_taken_back_alike(#[case] kind: TargetKind) {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let room = one_room(&office).await;
    let place = Place::of(kind, &office).await;
    place.choose(&console).await;
    let view = console.storefront_view().await.unwrap();
    assert_eq!((view.target.kind, view.target.missing), (kind, None));
    let said = format!("{view:?}{}", serde_json::to_string(&view).unwrap());
    assert!(!said.contains(s3::SECRET) && !said.contains(receiver::SECRET), "a secret is shown");

    let trial = console.storefront_try().await.unwrap();
    let steps = match kind {
        TargetKind::Folder => vec![TargetStep::Reach, TargetStep::Write, TargetStep::Read, TargetStep::Remove],
        _ => vec![TargetStep::Reach, TargetStep::Write, TargetStep::Read, TargetStep::Public, TargetStep::Remove],
    };
    assert_eq!((trial.done, trial.problem), (steps, None));
    assert_eq!(place.get("current.json").await, None, "nothing is published by trying");

    let plan = publish(&console).await.unwrap();
    assert_eq!((plan.version, plan.base), (1, None));
    let first = place.read().await;
    assert_eq!((first.version, first.rooms.iter().any(|listed| listed.id == room)), (1, true));
    let again = console.storefront_plan().await.unwrap();
    assert_eq!((again.new_pictures, again.diff.rooms.len()), (0, 0));
    assert_eq!(console.storefront_publish(again.digest).await.unwrap_err().code, "storefront.nothing-new");

    rename(&console, room, "双十二预热专场").await;
    let plan = publish(&console).await.unwrap();
    let [RoomChange::Changed { parts, .. }] = &plan.diff.rooms[..] else { panic!("{plan:?}") };
    assert_eq!((parts[0].part, plan.new_pictures), (RoomPart::Title, 0));
    assert_eq!(place.read().await.version, 2);

    console.storefront_roll_back(1).await.unwrap();
    assert_eq!(place.read().await, first, "the very same");
    let history = console.storefront_history().await.unwrap();
    let listed: Vec<_> = history.versions.iter().map(|row| (row.version, row.current, row.there)).collect();
    assert_eq!((listed, history.problem), (vec![(2, false, true), (1, true, true)], None));
    assert_eq!(console.storefront_roll_back(9).await.unwrap_err().code, "storefront.not-whole");

    let automatic = StorefrontPatch { automatic: Some(true), ..StorefrontPatch::default() };
    console.storefront_save(automatic).await.unwrap();
    console.sync_now().await.unwrap();
    assert_eq!(place.read().await.version, 3, "what changed is published by itself");
    console.sync_now().await.unwrap();
    assert_eq!(place.read().await.version, 3, "nothing changed");
    assert_eq!(console.storefront_progress().all, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_versions_and_their_pictures_go_from_storage_too() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    one_room(&office).await;
    let server = S3Server::start().await;
    let (versions, pictures) = (server.file("versions"), server.file("pictures"));
    console.storefront_set_target(to_s3(server.settings())).await.unwrap();
    let photo = office.folder.path().join("own.png");
    let count = |folder: &PathBuf| fs::read_dir(folder).unwrap().count();
    for number in 0..31_u8 {
        image::RgbImage::from_pixel(800, 800, image::Rgb([number * 8, 90, 200 - number])).save(&photo).unwrap();
        console.storefront_set_picture(None, photo.clone()).await.unwrap();
        publish(&console).await.unwrap();
    }
    let place = Place::S3(server);
    assert_eq!(place.read().await.version, 31);
    let history = console.storefront_history().await.unwrap();
    let there = history.versions.iter().filter(|version| version.there).count();
    assert_eq!(there, 20);
    let stored = |folder: &PathBuf| -> usize {
        let folders = fs::read_dir(folder).unwrap().flatten();
        folders.filter(|entry| entry.path().join("storefront.json").is_file()).count()
    };
    assert_eq!(stored(&versions), 20);
    assert!(count(&pictures) <= 20 + 8, "{} pictures", count(&pictures));
    console.storefront_roll_back(12).await.unwrap();
    assert_eq!(place.read().await.version, 12, "the oldest that stays is whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_that_refuses_is_said_in_words_and_keeps_its_version() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let room = one_room(&office).await;
    let place = Place::S3(S3Server::start().await);
    let Place::S3(server) = &place else { unreachable!() };
    let right = server.settings();
    let incomplete = to_s3(S3Settings { bucket: " ".into(), ..right.clone() });
    console.storefront_set_target(incomplete).await.unwrap();
    let problem = console.storefront_plan().await.unwrap_err();
    assert_eq!((&*problem.code, problem.field.as_deref()), ("storefront.target-incomplete", Some("bucket")));
    console.storefront_set_target(to_s3(right.clone())).await.unwrap();
    publish(&console).await.unwrap();
    rename(&console, room, "双十二预热专场").await;

    let wrong = |code: &'static str, settings: S3Settings| (code, settings, s3::SECRET);
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let cases = [
        ("storefront.denied", right.clone(), "another-secret"),
        wrong("storefront.denied", S3Settings { access_key: "AKIDANOTHER".into(), ..right.clone() }),
        wrong("storefront.no-bucket", S3Settings { bucket: "no-such-bucket".into(), ..right.clone() }),
        wrong("storefront.no-bucket", S3Settings { bucket: "../other".into(), ..right.clone() }),
        wrong("storefront.unreachable", S3Settings { endpoint: format!("http://{nobody}"), ..right.clone() }),
        wrong("storefront.dns", S3Settings { endpoint: "https://nowhere.invalid".into(), ..right.clone() }),
        wrong("storefront.insecure", S3Settings { endpoint: "http://cos.example.com".into(), ..right.clone() }),
        wrong("storefront.address", S3Settings { endpoint: "cos.example.com".into(), ..right.clone() }),
        wrong("storefront.address", S3Settings { prefix: "a/../..".into(), ..right.clone() }),
    ];
    for (code, settings, secret) in cases {
        let patch = TargetPatch { s3_secret: Some(secret.into()), ..to_s3(settings) };
        console.storefront_set_target(patch).await.unwrap();
        assert_eq!(console.storefront_plan().await.unwrap_err().code, code);
        let said = match console.storefront_try().await {
            Ok(trial) => (trial.failed, trial.problem.unwrap().code),
            Err(problem) => (Some(TargetStep::Reach), problem.code),
        };
        assert_eq!(said, (Some(TargetStep::Reach), code.into()));
        assert_eq!(place.read().await.version, 1, "{code}: the old version is whole");
    }
    // What buyers would read is somewhere else: only the try can know.
    let elsewhere = S3Settings { public_url: format!("{}/other", server.address), ..right.clone() };
    console.storefront_set_target(to_s3(elsewhere)).await.unwrap();
    let trial = console.storefront_try().await.unwrap();
    assert_eq!(trial.failed, Some(TargetStep::Public));
    console.storefront_set_target(to_s3(right)).await.unwrap();
    assert_eq!(publish(&console).await.unwrap().version, 2, "nothing of it was lost");
}

/// Something that answers everything the same way.
async fn answering(answer: impl IntoResponse + Clone + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(move || {
        let answer = answer.clone();
        async move { answer }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn what_answers_in_a_targets_place_is_not_believed() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    one_room(&office).await;
    let sign_in = Html("<html><title>请先登录网络</title></html>");
    let moved = (StatusCode::FOUND, [(header::LOCATION, "https://login.example/")], "");
    let huge = "{".repeat(9_000_000);
    let skewed = r"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
    let skewed = (StatusCode::FORBIDDEN, [(header::DATE, "Sun, 22 Nov 2020 12:00:07 GMT")], skewed);
    let region = r"<Error><Code>AuthorizationHeaderMalformed</Code><Region>ap-guangzhou</Region></Error>";
    let full = (StatusCode::INSUFFICIENT_STORAGE, r#"{"error":"full"}"#);
    let cases = [
        (answering(sign_in).await, ["storefront.not-an-answer", "storefront.not-an-answer"]),
        (answering((StatusCode::FORBIDDEN, sign_in)).await, ["storefront.refused", "storefront.not-an-answer"]),
        (answering(moved).await, ["storefront.redirected", "storefront.redirected"]),
        (answering(huge).await, ["storefront.too-large", "storefront.too-large"]),
        (answering(skewed).await, ["storefront.clock", "storefront.refused"]),
        (answering((StatusCode::BAD_REQUEST, region)).await, ["storefront.other-region", "storefront.refused"]),
        (answering(full).await, ["storefront.disk-full", "storefront.disk-full"]),
        (answering("").await, ["storefront.not-an-answer", "storefront.not-an-answer"]),
        (answering(r#"{"ok":true}"#).await, ["storefront.not-an-answer", "storefront.not-an-answer"]),
    ];
    for (address, codes) in cases {
        let s3 = S3Settings {
            endpoint: address.clone(),
            region: "r".into(),
            bucket: "b".into(),
            access_key: "k".into(),
            style: kaibo_domain::storefront::BucketStyle::Path,
            ..S3Settings::default()
        };
        for (patch, code) in [to_s3(s3), to_server(&address)].into_iter().zip(codes) {
            console.storefront_set_target(patch).await.unwrap();
            assert_eq!(console.storefront_plan().await.unwrap_err().code, code);
            let trial = console.storefront_try().await.unwrap();
            assert_eq!((trial.failed, trial.problem.unwrap().code.as_str()), (Some(TargetStep::Reach), code));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_target_that_says_nothing_can_stop() {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    let room = one_room(&office).await;
    let place = Place::Server(Receiver::start());
    place.choose(&console).await;
    publish(&console).await.unwrap();
    rename(&console, room, "双十二预热专场").await;
    let Place::Server(server) = &place else { unreachable!() };
    let line = CutLine::to(&server.address).await;
    console.storefront_set_target(to_server(&format!("{}/live", line.address))).await.unwrap();
    let plan = console.storefront_plan().await.unwrap();
    line.hang();
    let publishing = tokio::spawn({
        let console = console.clone();
        async move { console.storefront_publish(plan.digest).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    console.storefront_stop();
    assert_eq!(publishing.await.unwrap().unwrap_err().code, "storefront.stopped");
    assert_eq!(place.read().await.version, 1);
    place.choose(&console).await;
    publish(&console).await.unwrap();
    assert_eq!(place.read().await.rooms[0].title, "双十二预热专场");
}

#[rstest]
#[case::s3(TargetKind::S3)]
#[case::server(TargetKind::Server)]
#[tokio::test(flavor = "multi_thread")]
async fn a_line_cut_at_any_byte_leaves_a_whole_version(#[case] kind: TargetKind) {
    let office = Office::open_at(MORNING).await;
    let console = office.console();
    one_room(&office).await;
    let place = Place::of(kind, &office).await;
    let line = match &place {
        Place::S3(server) => CutLine::to(&server.address).await,
        Place::Server(server) => CutLine::to(&server.address).await,
        Place::Folder(_) => unreachable!(),
    };
    match &place {
        Place::S3(server) => {
            let settings = S3Settings { endpoint: line.address.clone(), ..server.settings() };
            console.storefront_set_target(to_s3(settings)).await.unwrap();
        }
        _ => drop(console.storefront_set_target(to_server(&format!("{}/live", line.address))).await.unwrap()),
    }
    publish(&console).await.unwrap();
    let photo = office.folder.path().join("own.png");
    // How many bytes one publishing sends, all questions included.
    let mut change = 0_u8;
    let mut alter = async || {
        change += 1;
        let colour = image::Rgb([change.wrapping_mul(7), change, 255 - change]);
        image::RgbImage::from_pixel(600, 600, colour).save(&photo).unwrap();
        console.storefront_set_picture(None, photo.clone()).await.unwrap();
    };
    alter().await;
    let plan = console.storefront_plan().await.unwrap();
    line.count();
    console.storefront_publish(plan.digest).await.unwrap();
    let all = line.counted();
    let (mut cut, mut ends) = (0, [0, 0]);
    let mut last = place.read().await.version;
    while cut < all + all / 20 {
        alter().await;
        let plan = console.storefront_plan().await.unwrap();
        line.cut_after(cut);
        let published = console.storefront_publish(plan.digest).await;
        line.mend();
        let read = place.read().await.version;
        match &published {
            Ok(view) => assert_eq!(view.published.as_ref().unwrap().version, read),
            Err(problem) => {
                assert!(["storefront.lost", "storefront.unreachable"].contains(&&*problem.code), "{problem:?}");
                // Cut before the answer to the pointer: then it counts, and is known as ours.
                assert!(read == last || read == plan.version, "{cut}: {read} after {last}");
            }
        }
        let adopted = console.storefront_history().await.unwrap();
        assert!(adopted.versions.iter().all(|version| !version.elsewhere), "{cut}: taken for somebody else's");
        ends[usize::from(published.is_ok())] += 1;
        (last, cut) = (read, cut + all / 24 + 1);
    }
    assert!(ends[0] > 10 && ends[1] > 0, "{ends:?} of {all} bytes");
    publish_if_new(&console).await;
    assert!(place.read().await.version >= last);
}

async fn publish_if_new(console: &Console) {
    let plan = console.storefront_plan().await.unwrap();
    match console.storefront_publish(plan.digest).await {
        Ok(_) => {}
        Err(problem) => assert_eq!(problem.code, "storefront.nothing-new"),
    }
}

/// A request of the protocol, signed with that secret.
async fn signed(
    base: &str,
    secret: &str,
    method: &str,
    path: &str,
    body: &[u8],
    change: impl Fn(&mut [String; 4]),
) -> (u16, Value) {
    use hmac::{Hmac, Mac};
    use sha2::Sha256;
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let nonce = uuid::Uuid::now_v7().simple().to_string();
    let mut parts = [now.to_string(), nonce, sha256(body), String::new()];
    // What is changed before signing is signed; the signature itself is changed after it.
    change(&mut parts);
    let [time, nonce, content, given] = &parts;
    let text = ["KAIBO-STOREFRONT-1", method, path, time, nonce, content].join("\n");
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(text);
    let made = hex::encode(mac.finalize().into_bytes());
    let signature = if given.is_empty() { made } else { given.clone() };
    let client = reqwest::Client::new();
    let request = client.request(method.parse().unwrap(), format!("{base}/{path}")).body(body.to_vec());
    let request = request.header("kaibo-time", time).header("kaibo-nonce", nonce);
    let request = request.header("kaibo-content-sha256", content).header("kaibo-signature", signature);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let said: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default();
    (status, said["error"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receiver_takes_nothing_that_is_not_signed_now_and_new() {
    let mut server = Receiver::start();
    let base = server.address.clone();
    let picture = b"a picture".to_vec();
    let file = format!("pictures/{}.jpg", sha256(&picture));
    let nothing = |_: &mut [String; 4]| ();
    let secret = receiver::SECRET;
    let refused = [
        (401, "signature", signed(&base, "another secret", "PUT", &file, &picture, nothing).await),
        (401, "signature", signed(&base, secret, "PUT", &file, &picture, |parts| parts[3] = "0".repeat(64)).await),
        (401, "signature", signed(&base, secret, "PUT", &file, &picture, |parts| parts[1] = "short".into()).await),
        (401, "time", signed(&base, secret, "PUT", &file, &picture, |parts| parts[0] = "1000".into()).await),
        (401, "time", signed(&base, secret, "PUT", &file, &picture, |parts| parts[0] = "99999999999999".into()).await),
        (400, "hash", signed(&base, secret, "PUT", &file, &picture, |parts| parts[2] = sha256(b"other")).await),
        (400, "hash", signed(&base, secret, "PUT", &file, b"another picture", nothing).await),
        (400, "path", signed(&base, secret, "PUT", "index.html", &picture, nothing).await),
        (400, "path", signed(&base, secret, "PUT", "pictures/..%2fx.jpg", &picture, nothing).await),
        (400, "path", signed(&base, secret, "PUT", ".kaibo-nonces", &picture, nothing).await),
        (400, "path", signed(&base, secret, "DELETE", "current.json", b"", nothing).await),
        (405, "method", signed(&base, secret, "POST", &file, &picture, nothing).await),
        (409, "not-whole", signed(&base, secret, "PUT", "current.json", b"{}", nothing).await),
        (413, "too-large", signed(&base, secret, "PUT", &file, &vec![0; 9 << 20], nothing).await),
    ];
    for (number, (status, code, answer)) in refused.into_iter().enumerate() {
        assert_eq!(answer, (status, code.into()), "request {number}");
    }
    assert!(!server.folder().join("pictures").exists(), "nothing was stored");

    // A good one is good once, also after a restart.
    let nonce = Arc::new(uuid::Uuid::now_v7().simple().to_string());
    let same = |parts: &mut [String; 4]| parts[1].clone_from(&nonce);
    assert_eq!(signed(&base, secret, "PUT", &file, &picture, same).await, (200, Value::Null));
    assert_eq!(signed(&base, secret, "DELETE", &file, b"", same).await, (401, "replayed".into()));
    server.restart();
    let base = server.address.clone();
    assert_eq!(signed(&base, secret, "DELETE", &file, b"", same).await, (401, "replayed".into()));
    assert_eq!(fs::read(server.folder().join(&file)).unwrap(), picture);

    let document = "versions/1/storefront.json";
    assert_eq!(signed(&base, secret, "PUT", document, b"{\"pictures\":[]}", nothing).await.0, 200);
    assert_eq!(signed(&base, secret, "PUT", document, b"{}", nothing).await, (409, "taken".into()));
    // What nobody is to read is not served, signed or not.
    for path in [".kaibo-nonces", "..%2fsecret", "secret", ""] {
        let answer = reqwest::get(format!("{base}/{path}")).await.unwrap();
        assert!([401, 404].contains(&answer.status().as_u16()), "{path}");
    }
}
