//! 资料库's recordings: looked at by their head, kept and given in parts, checked, mended, stopped, erased.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests and the helpers beside them")]

#[path = "../../src-tauri/crates/media/src/film.rs"]
mod film;
use crate::support::{clock::MORNING, office::Office};
use film::{Film, film};
use kaibo_console::{
    Console,
    view::{PapersTake, TakenPaper},
};
use kaibo_domain::vault::{PaperKind, RECORDING_MAX_BYTES};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

fn recording(folder: &Path, name: &str, about: &Film) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, film(about)).unwrap();
    path
}

async fn take(console: &Console, paths: Vec<PathBuf>) -> Vec<TakenPaper> {
    let request = PapersTake { paths, kind: None, together: false, consent: false };
    console.papers_take(request, |_| ()).await.unwrap()
}

/// Files of the vault's folder, those that are not finished too.
fn kept(office: &Office) -> Vec<PathBuf> {
    let folders = fs::read_dir(office.folder.path().join("data").join("vault")).unwrap().flatten();
    folders.flat_map(|folder| fs::read_dir(folder.path()).unwrap().flatten()).map(|file| file.path()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_kept_once_given_in_parts_and_copied_out() {
    let office = Office::open_at(MORNING).await;
    let (console, folder) = (office.console(), TempDir::new().unwrap());
    let long = Film { sound_bytes: 3_000_000, seconds: 75, index_last: true, ..Film::default() };
    let file = recording(folder.path(), "带货流水.MP4", &long);
    let bytes = fs::read(&file).unwrap();
    let taken = take(&console, vec![file.clone()]).await.remove(0);
    let id = taken.paper.unwrap();
    let paper = console.papers_get(id, false).await.unwrap();
    let seen = paper.recording.unwrap();
    assert_eq!(
        (paper.draft.kind, paper.draft.title.as_str(), paper.pages.len()),
        (PaperKind::Recording, "带货流水", 0)
    );
    assert_eq!((seen.width, seen.height, seen.duration_ms), (1080, 1920, Some(75_000)));
    assert_eq!(seen.bytes, bytes.len() as u64);
    for (from, most) in [(0, 10), (65_530, 20), (1_000_000, usize::MAX), (bytes.len() - 3, 100)] {
        let part = console.recording_part(id, from as u64, most).await.unwrap();
        let until = bytes.len().min(from + most.min(1024 * 1024));
        assert_eq!((part.mime, part.total, part.bytes.as_slice()), ("video/mp4", seen.bytes, &bytes[from..until]));
    }
    assert!(console.recording_part(id, seen.bytes + 5, 10).await.unwrap().bytes.is_empty());
    assert!(kept(&office).iter().all(|path| !fs::read(path).unwrap().windows(64).any(|part| part == &bytes[500..564])));
    let copy = folder.path().join("copy.mp4");
    console.recording_save(id, copy.clone()).await.unwrap();
    assert_eq!(fs::read(copy).unwrap(), bytes);
    let again = take(&console, vec![file]).await.remove(0);
    assert!(again.known && again.paper == Some(id) && kept(&office).len() == 1, "{again:?}");

    console.papers_remove(vec![id]).await.unwrap();
    console.papers_erase(vec![id]).await.unwrap();
    assert!(kept(&office).is_empty() && console.recording_part(id, 0, 1).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_recording_that_is_taken_is_told_why_and_leaves_nothing() {
    let office = Office::open_at(MORNING).await;
    let (console, folder) = (office.console(), TempDir::new().unwrap());
    let at = |name: &str| folder.path().join(name);
    fs::write(at("录屏.avi"), b"RIFF....AVI LIST and more").unwrap();
    let whole = film(&Film::default());
    fs::write(at("剪断.mp4"), &whole[..whole.len() - 100]).unwrap();
    recording(folder.path(), "录音.mov", &Film { picture: false, brand: *b"qt  ", ..Film::default() });
    // As large as it says, and no byte of it on the disk.
    File::create(at("巨大.mp4")).unwrap().set_len(2 * RECORDING_MAX_BYTES).unwrap();
    let names = ["录屏.avi", "剪断.mp4", "录音.mov", "巨大.mp4", "没有.mp4"];
    let taken = take(&console, names.map(at).to_vec()).await;
    let codes: Vec<_> = taken.iter().map(|one| one.problem.as_ref().unwrap().code.as_str()).collect();
    let expected = ["other-container", "damaged", "no-picture", "too-large", "unreadable"];
    assert_eq!(codes, expected.map(|code| format!("recording.{code}")));
    assert_eq!(taken[3].problem.as_ref().unwrap().params["megabytes"], "4096");
    assert!(kept(&office).is_empty() && console.papers_list().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_or_changed_is_named_by_its_hash_and_mended_by_the_original() {
    let office = Office::open_at(MORNING).await;
    let (console, folder) = (office.console(), TempDir::new().unwrap());
    let file = recording(folder.path(), "录屏.mov", &Film { brand: *b"qt  ", sound_bytes: 200_000, ..Film::default() });
    let id = take(&console, vec![file.clone()]).await[0].paper.unwrap();
    assert!(console.papers_check(id).await.unwrap().is_empty());
    let stands = kept(&office).remove(0);
    let whole = fs::read(&stands).unwrap();
    let mut changed = whole.clone();
    changed[150_000] ^= 1;
    for (damage, missing) in [(None, true), (Some(&changed[..]), false), (Some(&whole[..70_000]), false)] {
        match damage {
            Some(bytes) => fs::write(&stands, bytes).unwrap(),
            None => fs::remove_file(&stands).unwrap(),
        }
        let damaged = console.papers_check(id).await.unwrap();
        assert_eq!((damaged.len(), damaged[0].name.as_str(), damaged[0].missing), (1, "录屏.mov", missing));
        assert!(stands.to_string_lossy().replace('/', "").ends_with(&damaged[0].hash), "{damaged:?}");
        let copy = folder.path().join("copy.mov");
        let refused = console.recording_save(id, copy.clone()).await.unwrap_err();
        assert_eq!((refused.code.as_str(), copy.exists()), ("paper.file-damaged", false));
        let again = take(&console, vec![file.clone()]).await.remove(0);
        assert!(again.known && again.paper == Some(id));
        assert!(console.papers_check(id).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_can_be_stopped_in_the_middle_of_a_recording() {
    let office = Office::open_at(MORNING).await;
    let (console, folder) = (office.console(), TempDir::new().unwrap());
    let large = recording(folder.path(), "长.mp4", &Film { sound_bytes: 40_000_000, ..Film::default() });
    let request = PapersTake { paths: vec![large.clone()], kind: None, together: false, consent: false };
    let stopping = console.clone();
    let taken = console.papers_take(request, move |step| {
        if let Some((done, total)) = step.bytes {
            assert!(done < total);
            stopping.papers_stop();
        }
    });
    let taken = taken.await.unwrap();
    assert_eq!(taken[0].problem.as_ref().unwrap().code, "paper.stopped");
    assert!(kept(&office).is_empty());
    assert!(take(&console, vec![large]).await[0].paper.is_some(), "what ended one go does not end the next");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_recording_leaves_a_locked_vault() {
    let office = Office::open_at(MORNING).await;
    let (console, folder) = (office.console(), TempDir::new().unwrap());
    let id = take(&console, vec![recording(folder.path(), "录屏.mp4", &Film::default())]).await[0].paper.unwrap();
    office.desk().vault_choose_passphrase(String::new(), "资料库的密码一二三".into()).await.unwrap();
    console.vault_lock();
    assert!(console.recording_part(id, 0, 1).await.is_none());
    let copy = folder.path().join("copy.mp4");
    assert_eq!(console.recording_save(id, copy.clone()).await.unwrap_err().code, "vault.locked");
    assert_eq!(console.papers_check(id).await.unwrap_err().code, "vault.locked");
    assert!(!copy.exists());
}
