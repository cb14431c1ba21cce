//! Replay files over real HTTP: listed by themselves, kept for offline, downloaded in parts, and whatever goes wrong on the
//! way. The platform counts what was asked of it, so that nothing is fetched twice for nothing.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{clock::MORNING, office::Office, phone::Phone};
use kaibo_console::{
    Console,
    view::{ReplayFile, ReplayState, ReplaysView, RoomState},
};
use kaibo_domain::{ReplayId, RoomId, platform::limit, time::MINUTE_MS};
use kaibo_sandbox::Recording;
use std::path::{Path, PathBuf};

const BYTES: u64 = 300_000;

/// A room whose broadcast has ended just now, with replay on, and where its files are to go.
async fn ended(files: u32) -> (Office, RoomId, PathBuf) {
    let mut office = Office::open_at(MORNING).await;
    let room = ended_room(&mut office, files).await;
    let folder = office.folder.path().join("回放");
    std::fs::create_dir(&folder).unwrap();
    (office, room, folder)
}

async fn ended_room(office: &mut Office, files: u32) -> RoomId {
    office.platform.recordings().set(|of| (of.files, of.bytes) = (files, BYTES));
    let room = office.draft_room("双十二/之夜").await;
    let console = office.console();
    let mut switches = console.rooms_get(room).await.unwrap().draft.switches;
    switches.replay = true;
    let patch = kaibo_console::view::RoomPatch { switches: Some(switches), ..Default::default() };
    console.rooms_save(room, patch).await.unwrap();
    console.rooms_submit(room).await.unwrap();
    office.wait_for_room(room, RoomState::NotStarted).await;
    let phone = Phone::scan(&console.golive_phone_address(room).await.unwrap(), "kaibo_anchor").await;
    for button in ["verify", "start"] {
        phone.press(button).await;
    }
    office.wait_for_room(room, RoomState::Live).await;
    phone.press("end").await;
    office.wait_for_room(room, RoomState::Ended).await;
    room
}

/// The same, its files listed.
async fn listed(files: u32) -> (Office, RoomId, PathBuf, Vec<ReplayId>) {
    let (office, room, folder) = ended(files).await;
    office.clock.as_ref().unwrap().turn(limit::REPLAY_DELAY_MS);
    let view = office.console().replays_fetch(room).await.unwrap();
    let ids = view.files.iter().filter(|file| !file.playlist).map(|file| file.id).collect();
    (office, room, folder, ids)
}

async fn view(console: &Console, room: RoomId) -> ReplaysView {
    console.replays_view(room).await.unwrap()
}

async fn file(console: &Console, room: RoomId, id: ReplayId) -> ReplayFile {
    view(console, room).await.files.into_iter().find(|file| file.id == id).unwrap()
}

async fn wait_until(office: &Office, room: RoomId, ids: &[ReplayId], state: ReplayState) {
    office
        .wait_for(&format!("{state:?}"), async |console| {
            let files = view(console, room).await.files;
            files.iter().filter(|file| ids.contains(&file.id)).all(|file| file.state == state)
        })
        .await;
}

/// Whether the file holds what the platform has of the room's file of that number now.
fn is_that(path: &Path, office: &Office, number: u32) -> bool {
    let name = &office.platform.recordings().fetched()[0].file;
    let room: i64 = name.split('-').next().unwrap().parse().unwrap();
    let of: Recording = office.platform.recordings().settings();
    std::fs::read(path).unwrap() == (0..of.bytes).map(|at| of.byte(room, number, at)).collect::<Vec<_>>()
}

fn names(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// From which bytes the file of that number was asked for.
fn asked(office: &Office, number: u32) -> Vec<u64> {
    let fetched = office.platform.recordings().fetched();
    fetched.iter().filter(|one| one.file.ends_with(&format!("-{number}.mp4"))).map(|one| one.from).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_appear_by_themselves_and_stay_listed_offline() {
    let (mut office, room, _) = ended(2).await;
    let console = office.console();
    let before = view(&console, room).await;
    assert!(before.ended && before.replay_on && before.files.is_empty());
    let appear = before.appear_ms.unwrap();
    assert!((appear - office.now() - limit::REPLAY_DELAY_MS).abs() < MINUTE_MS);
    office.clock.as_ref().unwrap().turn(limit::REPLAY_DELAY_MS);
    office.wait_for("the files appear", async |console| !view(console, room).await.files.is_empty()).await;
    office.redirect("http://127.0.0.1:1").await;
    let files = view(&office.console(), room).await.files;
    assert_eq!(files.iter().map(|file| file.playlist).collect::<Vec<_>>(), [true, false, false]);
    let name = "双十二_之夜 2026-11-23 1010 回放1.mp4";
    assert_eq!((files[1].name.as_str(), files[1].bytes, files[1].state), (name, Some(BYTES), ReplayState::Listed));
    assert!(files[1].expires_ms.unwrap() > files[1].created_ms.unwrap());
    assert_eq!(office.console().replays_fetch(room).await.unwrap_err().code, "live.unreachable");
    let address = office.console().replays_address(files[0].id).await.unwrap();
    assert!(address.ends_with(".m3u8"));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_two_at_a_time_and_stand_there_only_when_whole() {
    let (office, room, folder, ids) = listed(3).await;
    let console = office.console();
    let recordings = office.platform.recordings();
    recordings.set(|of| of.hold_at = Some(100_000));
    std::fs::write(folder.join("双十二_之夜 2026-11-23 1010 回放1.mp4"), "another's").unwrap();
    console.replays_download(room, ids.clone(), folder.clone()).await.unwrap();
    office
        .wait_for("two are on their way", async |console| {
            let files = view(console, room).await.files;
            files.iter().filter(|file| file.done_bytes == 100_000).count() == 2
        })
        .await;
    let states: Vec<_> = view(&console, room).await.files.iter().skip(1).map(|file| file.state).collect();
    assert_eq!(states, [ReplayState::Loading, ReplayState::Loading, ReplayState::Waiting]);
    let growing = names(&folder).into_iter().filter(|name| name.ends_with(".part")).count();
    assert_eq!((growing, names(&folder).len()), (2, 3));
    recordings.set(|of| of.hold_at = None);
    wait_until(&office, room, &ids, ReplayState::Saved).await;
    let expected = [" (2)", "", ""].map(String::from);
    let saved = view(&console, room).await.files;
    for (number, (file, suffix)) in (1..).zip(saved[1..].iter().zip(expected)) {
        let name = format!("双十二_之夜 2026-11-23 1010 回放{number}{suffix}.mp4");
        assert_eq!(file.name, name);
        assert_eq!(console.replays_path(file.id).await.unwrap(), folder.join(name));
        assert!(is_that(Path::new(file.path.as_deref().unwrap()), &office, number));
        assert_eq!(asked(&office, number), [0], "each was asked for once");
    }
    assert_eq!(names(&folder).len(), 4, "nothing else was left there");
    // What was taken away is listed again, and can be had again.
    std::fs::remove_file(saved[1].path.as_deref().unwrap()).unwrap();
    assert_eq!(file(&console, room, ids[0]).await.state, ReplayState::Listed);
    console.replays_download(room, ids[..1].to_vec(), folder.clone()).await.unwrap();
    wait_until(&office, room, &ids, ReplayState::Saved).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_line_and_a_restart_cost_nothing_that_had_come() {
    let (mut office, room, folder, ids) = listed(1).await;
    let recordings = office.platform.recordings();
    for bytes in [70_000, 1_000, 0] {
        recordings.cut_after(bytes);
    }
    office.console().replays_download(room, ids.clone(), folder.clone()).await.unwrap();
    office
        .wait_for("the line is lost", async |console| {
            let file = file(console, room, ids[0]).await;
            file.problem.is_some_and(|problem| problem.code == "replay.line") && file.done_bytes == 70_000
        })
        .await;
    office.restart().await;
    wait_until(&office, room, &ids, ReplayState::Saved).await;
    assert_eq!(asked(&office, 1), [0, 70_000, 71_000, 71_000], "three cuts, and not a byte twice");
    assert!(is_that(&office.console().replays_path(ids[0]).await.unwrap(), &office, 1));
    assert_eq!(names(&folder).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changed_or_comes_only_whole_is_never_glued_together() {
    let (office, room, folder, ids) = listed(2).await;
    let (console, recordings) = (office.console(), office.platform.recordings());
    let cut = async |id: ReplayId| {
        recordings.cut_after(90_000);
        console.replays_download(room, vec![id], folder.clone()).await.unwrap();
        office.wait_for("it is cut", async |console| file(console, room, id).await.problem.is_some()).await;
    };
    cut(ids[0]).await;
    recordings.set(|of| of.version = 2);
    wait_until(&office, room, &ids[..1], ReplayState::Saved).await;
    assert!(is_that(&console.replays_path(ids[0]).await.unwrap(), &office, 1));
    assert_eq!(asked(&office, 1), [0, 0]);
    // Shorter than what is there already.
    cut(ids[1]).await;
    recordings.set(|of| (of.version, of.bytes) = (3, 50_000));
    wait_until(&office, room, &ids[1..], ReplayState::Saved).await;
    assert!(is_that(&console.replays_path(ids[1]).await.unwrap(), &office, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_parts_sends_it_whole_again_and_one_without_an_end_is_refused() {
    let (office, room, folder, ids) = listed(2).await;
    let (console, recordings) = (office.console(), office.platform.recordings());
    recordings.set(|of| of.ranges = false);
    recordings.cut_after(90_000);
    console.replays_download(room, ids[..1].to_vec(), folder.clone()).await.unwrap();
    wait_until(&office, room, &ids[..1], ReplayState::Saved).await;
    assert!(is_that(&console.replays_path(ids[0]).await.unwrap(), &office, 1));
    assert_eq!(asked(&office, 1), [0, 0]);
    recordings.set(|of| of.endless = true);
    console.replays_download(room, ids[1..].to_vec(), folder.clone()).await.unwrap();
    wait_until(&office, room, &ids[1..], ReplayState::Stopped).await;
    assert_eq!(file(&console, room, ids[1]).await.problem.unwrap().code, "replay.no-length");
    assert_eq!(names(&folder).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_has_run_out_is_asked_for_anew() {
    let (office, room, folder, ids) = listed(1).await;
    let (console, recordings) = (office.console(), office.platform.recordings());
    recordings.cut_after(90_000);
    console.replays_download(room, ids.clone(), folder.clone()).await.unwrap();
    office.wait_for("it is cut", async |console| file(console, room, ids[0]).await.problem.is_some()).await;
    recordings.set(|of| of.signature = 2);
    wait_until(&office, room, &ids, ReplayState::Saved).await;
    let fetched: Vec<_> = recordings.fetched().iter().map(|one| (one.from, one.status)).collect();
    assert_eq!(fetched, [(0, 200), (90_000, 403), (90_000, 206)]);
    assert!(is_that(&console.replays_path(ids[0]).await.unwrap(), &office, 1));

    // Where the platform knows no other address either, staff are told.
    std::fs::remove_file(console.replays_path(ids[0]).await.unwrap()).unwrap();
    office.turn_platform("recording", serde_json::json!({ "files": 0, "signature": 3 })).await;
    console.replays_download(room, ids.clone(), folder.clone()).await.unwrap();
    wait_until(&office, room, &ids, ReplayState::Stopped).await;
    assert_eq!(file(&console, room, ids[0]).await.problem.unwrap().code, "replay.gone");
    assert!(view(&console, room).await.files.iter().any(|file| file.id == ids[0]), "what was wanted stays listed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_is_stopped_goes_on_and_is_given_up() {
    let (office, room, folder, ids) = listed(1).await;
    let (console, recordings) = (office.console(), office.platform.recordings());
    recordings.set(|of| of.hold_at = Some(120_000));
    console.replays_download(room, ids.clone(), folder.clone()).await.unwrap();
    let at = async |bytes: u64| {
        office.wait_for("so far", async |console| file(console, room, ids[0]).await.done_bytes == bytes).await;
    };
    at(120_000).await;
    console.replays_stop(ids[0]).await.unwrap();
    let stopped = file(&console, room, ids[0]).await;
    assert_eq!((stopped.state, stopped.done_bytes, stopped.problem), (ReplayState::Stopped, 120_000, None));
    recordings.set(|of| of.hold_at = Some(200_000));
    console.replays_resume(ids[0]).await.unwrap();
    at(200_000).await;
    assert_eq!(asked(&office, 1), [0, 120_000]);
    console.replays_discard(ids[0]).await.unwrap();
    let forgotten = file(&console, room, ids[0]).await;
    assert_eq!((forgotten.state, forgotten.done_bytes), (ReplayState::Listed, 0));
    assert_eq!(names(&folder), Vec::<String>::new());
    recordings.set(|of| of.hold_at = None);
    console.replays_download(room, ids.clone(), folder.clone()).await.unwrap();
    wait_until(&office, room, &ids, ReplayState::Saved).await;
    assert_eq!(asked(&office, 1), [0, 120_000, 0]);
    assert!(is_that(&console.replays_path(ids[0]).await.unwrap(), &office, 1));
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_and_a_missing_folder_are_said_and_can_be_mended() {
    let (office, room, folder, ids) = listed(2).await;
    let console = office.console();
    // The device that is always full, where the file is to grow.
    let growing = folder.join("双十二_之夜 2026-11-23 1010 回放1.mp4.part");
    std::os::unix::fs::symlink("/dev/full", &growing).unwrap();
    console.replays_download(room, ids[..1].to_vec(), folder.clone()).await.unwrap();
    wait_until(&office, room, &ids[..1], ReplayState::Stopped).await;
    assert_eq!(file(&console, room, ids[0]).await.problem.unwrap().code, "replay.disk-full");
    std::fs::remove_file(&growing).unwrap();
    console.replays_resume(ids[0]).await.unwrap();
    wait_until(&office, room, &ids[..1], ReplayState::Saved).await;
    assert!(is_that(&console.replays_path(ids[0]).await.unwrap(), &office, 1));

    let gone = office.folder.path().join("U盘");
    console.replays_download(room, ids[1..].to_vec(), gone.clone()).await.unwrap();
    wait_until(&office, room, &ids[1..], ReplayState::Stopped).await;
    assert_eq!(file(&console, room, ids[1]).await.problem.unwrap().code, "replay.no-folder");
    std::fs::create_dir(&gone).unwrap();
    console.replays_resume(ids[1]).await.unwrap();
    wait_until(&office, room, &ids[1..], ReplayState::Saved).await;
    assert_eq!(names(&gone).len(), 1);
}
