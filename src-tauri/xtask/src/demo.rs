//! `cargo xtask demo`: the main job, played in a real window that nobody has to see, and the pictures of the guide.
//!
//! The guide shows only what a test saw in the real window: [`PICTURES`] says which picture is whose shot, and nothing
//! else puts a picture into `docs/guide/images`. A test holds chapters, pictures and links to it.

mod shrink;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{self, Outcome};
use crate::session::Session;
use crate::test;
use crate::workspace::Workspace;

/// The file of `tests/e2e` that plays it; with KAIBO_DEMO_DIR set it leaves numbered screenshots there.
const MAIN_JOB: &str = "main_job";

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];
/// A window of the normal size is as wide as this.
const WIDEST: u32 = 1280;
const MOST_BYTES: u64 = 120_000;
const MOST_LINES: usize = 150;

/// A picture of the guide: the shots of a file of real-window tests that show it in Chinese and in English. `shelf` is
/// its `02-shelf.png`.
struct Picture {
    name: &'static str,
    test: &'static str,
    shots: [&'static str; 2],
}

const fn picture(name: &'static str, test: &'static str, chinese: &'static str, english: &'static str) -> Picture {
    Picture { name, test, shots: [chinese, english] }
}

const PICTURES: &[Picture] = &[
    picture("welcome", MAIN_JOB, "welcome", "welcome-en"),
    picture("today", "screens", "1280x800-today", "en-today"),
    picture("goods", "screens", "1280x800-goods", "en-goods"),
    picture("goods-editor", "screens", "1280x800-goods-editor", "en-goods-editor"),
    picture("goods-rejected", "goods", "rejected-1280-light-zh-CN", "rejected-1000-light-en"),
    picture("goods-batch", "goods", "prices-1280-light-zh-CN", "prices-1000-light-en"),
    picture("goods-import", "import", "import-check", "import-check-dark-en"),
    picture("pictures", "screens", "1280x800-pictures", "en-pictures"),
    picture("rooms", "screens", "1280x800-rooms", "en-rooms"),
    picture("room-editor", "screens", "1280x800-room-editor", "en-room-editor"),
    picture("room-shelf", "live", "shelf", "shelf-en"),
    picture("room-verify", "people", "verify", "verify-dark-en"),
    picture("room-share", "share", "share-cover", "share-cover-en"),
    picture("room-replay", "replay", "replay-listed", "replay-dark-en"),
    picture("anchors", "screens", "1280x800-anchors", "en-anchors"),
    picture("golive", "screens", "1280x800-golive", "en-golive"),
    picture("golive-second", "codes", "second-display", "second-display-en"),
    picture("control", "live", "live", "live-en"),
    picture("vault", "papers", "vault-1280", "vault-en"),
    picture("vault-locked", "lock", "locked-1280", "locked-en"),
    picture("category", "papers", "category-1280", "category-en"),
    picture("application-papers", "qualification", "application-4-concerned", "application-4-concerned-en"),
    picture("application-result", "qualification", "application-6-rejected", "application-6-rejected-en"),
    picture("onboarding", "onboarding", "onboarding-live", "onboarding-live-en"),
    picture("storefront", "storefront", "storefront-home", "storefront-1000-light-en"),
    picture("outbox", "outbox", "without-quota", "without-quota-en"),
    picture("conflict", "outbox", "conflict", "conflict-en"),
    picture("settings", "screens", "1280x800-settings", "en-settings"),
    picture("backups", "backups", "backups-1280", "backups-en"),
    picture("team", "team", "team-conflict-1280", "team-conflict-en"),
    picture("storefront-target", "storefront_targets", "target-1000-light-zh-CN", "target-1000-light-en"),
    picture("shops", "shops", "connected", "english"),
];

/// Plays it and names the screenshots; plays what else the guide shows and takes its pictures from there.
pub fn run(workspace: &Workspace) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err("the demo drives the window through WebKitWebDriver, which exists on Linux only. \
                    `cargo xtask run` opens the window here."
            .into());
    }
    let session = test::prepare(workspace)?;
    // Where the README says, whatever CARGO_TARGET_DIR is.
    let folder = workspace.root.join("target/demo");
    play(workspace, &session, MAIN_JOB, &folder)?;
    let shots = png_files(&folder);
    if shots.is_empty() {
        return Err(format!("the main job passed but left no screenshots in {}", folder.display()));
    }
    for name in tests_of_the_guide().into_iter().filter(|name| *name != MAIN_JOB) {
        play(workspace, &session, name, &folder.join(name))?;
    }
    let guide = workspace.root.join("docs/guide");
    take(&folder, &guide)?;
    println!("\nThe main job, step by step:");
    shots.iter().for_each(|shot| println!("  {}", shot.display()));
    println!("The guide's {} pictures in docs/guide/images are those of this run.", taken().count());
    match faults(&guide) {
        faults if faults.is_empty() => Ok(()),
        faults => Err(format!("the guide does not fit its pictures:\n{}", faults.join("\n"))),
    }
}

/// Plays a file of real-window tests, one that fails once more; its screenshots stand in `folder` then.
fn play(workspace: &Workspace, session: &Session, name: &str, folder: &Path) -> Outcome {
    let once = || {
        clear(folder).map_err(|error| format!("{} cannot be emptied: {error}", folder.display()))?;
        let mut command = test::in_window(workspace, &[test::tests_of(name)], &["--nocapture".into()]);
        process::run(&mut session.inside(command.env("KAIBO_DEMO_DIR", folder)))
    };
    once().or_else(|_| once())
}

/// Every picture with its language, its test and the shot that it is.
fn taken() -> impl Iterator<Item = (&'static str, &'static Picture, &'static str)> {
    PICTURES.iter().flat_map(|picture| {
        LANGUAGES.into_iter().zip(picture.shots).map(move |(language, shot)| (language, picture, shot))
    })
}

fn tests_of_the_guide() -> BTreeSet<&'static str> {
    PICTURES.iter().map(|picture| picture.test).collect()
}

fn place_of(guide: &Path, language: &str, name: &str) -> PathBuf {
    guide.join("images").join(language).join(format!("{name}.png"))
}

/// Puts what the guide shows, made smaller, in place of all that it showed before.
fn take(shots: &Path, guide: &Path) -> Outcome {
    let mut found = Vec::new();
    for (language, picture, shot) in taken() {
        let folder = if picture.test == MAIN_JOB { shots.to_path_buf() } else { shots.join(picture.test) };
        found.push((find(&folder, shot)?, place_of(guide, language, picture.name)));
    }
    let copy = || -> std::io::Result<()> {
        for language in LANGUAGES {
            clear(&guide.join("images").join(language))?;
        }
        found.iter().try_for_each(|(from, to)| {
            let small = shrink::shrink(&fs::read(from)?).map_err(std::io::Error::other)?;
            fs::write(to, small)
        })
    };
    copy().map_err(|error| format!("docs/guide/images cannot be written: {error}"))
}

/// The one screenshot of that name. Each window that a test opens numbers its own from 1.
fn find(folder: &Path, name: &str) -> Outcome<PathBuf> {
    let mut found = png_files(folder).into_iter().filter(|path| shot_name(path) == Some(name));
    match (found.next(), found.next()) {
        (Some(path), None) => Ok(path),
        (None, _) => Err(format!("no screenshot '{name}' in {}", folder.display())),
        (Some(_), Some(_)) => Err(format!("more than one screenshot '{name}' in {}", folder.display())),
    }
}

/// `02-shelf.png` is called `shelf`.
fn shot_name(path: &Path) -> Option<&str> {
    let (number, name) = path.file_stem()?.to_str()?.split_once('-')?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(name)
}

/// Pictures of an earlier run would pass for this one's.
fn clear(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    png_files(folder).iter().try_for_each(fs::remove_file)
}

fn png_files(folder: &Path) -> Vec<PathBuf> {
    files(folder, "png")
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|it| it == extension)).collect();
    files.sort();
    files
}

/// What is wrong with the guide: pictures, chapters, links.
fn faults(guide: &Path) -> Vec<String> {
    let mut faults = pictures_faults(guide);
    let names: [Vec<String>; 2] = LANGUAGES.map(|language| chapters(&guide.join(language)));
    if names[0] != names[1] {
        faults.push(format!("the chapters differ: {:?} and {:?}", names[0], names[1]));
    }
    let mut shown = BTreeSet::new();
    for chapter in &names[0] {
        let pictures = LANGUAGES.map(|language| {
            let file = guide.join(language).join(chapter);
            let text = fs::read_to_string(&file).unwrap_or_default();
            faults.extend(chapter_faults(&file, &text));
            shown_in(&text)
        });
        if pictures[0] != pictures[1] {
            faults.push(format!("{chapter} shows {:?} in Chinese, {:?} in English", pictures[0], pictures[1]));
        }
        shown.extend(pictures.into_iter().flatten());
    }
    let hidden = PICTURES.iter().filter(|picture| !shown.contains(picture.name));
    faults.extend(hidden.map(|picture| format!("no chapter shows the picture {}", picture.name)));
    faults
}

/// Pictures of the table that are missing or too large, and files that are not in the table.
fn pictures_faults(guide: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    let known: BTreeSet<PathBuf> =
        taken().map(|(language, picture, _)| place_of(guide, language, picture.name)).collect();
    for path in &known {
        let bytes = fs::read(path).unwrap_or_default();
        match width(&bytes) {
            None => faults.push(format!("{} is no picture", path.display())),
            Some(width) if width > WIDEST || bytes.len() as u64 > MOST_BYTES => {
                faults.push(format!("{} is too large: {width} wide, {} bytes", path.display(), bytes.len()));
            }
            Some(_) => {}
        }
    }
    let there = LANGUAGES.iter().flat_map(|language| png_files(&guide.join("images").join(language)));
    let strange = there.filter(|path| !known.contains(path));
    faults.extend(strange.map(|path| format!("{} is not in the table of `cargo xtask demo`", path.display())));
    faults
}

/// How wide a PNG is: its first chunk says so (PNG, third edition, 11.2.1).
fn width(png: &[u8]) -> Option<u32> {
    let is_png = png.starts_with(b"\x89PNG\r\n\x1a\n") && png.get(12..16).is_some_and(|name| name == b"IHDR");
    let width = png.get(16..20).filter(|_| is_png)?;
    Some(u32::from_be_bytes(width.try_into().ok()?))
}

fn chapters(folder: &Path) -> Vec<String> {
    files(folder, "md").iter().filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect()
}

fn chapter_faults(file: &Path, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > MOST_LINES {
        faults.push(format!("{} has {lines} lines, more than {MOST_LINES}", file.display()));
    }
    let folder = file.parent().unwrap_or(file);
    for target in targets(text).filter(|target| !target.contains("://") && !target.starts_with('#')) {
        let path = target.split('#').next().unwrap_or(target);
        if !folder.join(path).is_file() {
            faults.push(format!("{} links to {target}, which is not there", file.display()));
        }
    }
    faults
}

/// Names of the pictures that a chapter shows.
fn shown_in(text: &str) -> BTreeSet<String> {
    let pictures = targets(text).map(Path::new).filter(|path| path.extension().is_some_and(|it| it == "png"));
    pictures.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect()
}

/// What the links and pictures of a chapter lead to.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shot_is_called_by_what_stands_behind_its_number() {
        assert_eq!(shot_name(Path::new("a/02-shelf.png")), Some("shelf"));
        assert_eq!(shot_name(Path::new("01-1280x800-today.png")), Some("1280x800-today"));
        assert_eq!(shot_name(Path::new("show-page.png")), None);
    }

    #[test]
    fn links_and_pictures_of_a_chapter_are_found() {
        let text = "See [goods](03-goods.md#import) and\n![The shelf](../images/en/shelf.png).\n";
        assert_eq!(targets(text).collect::<Vec<_>>(), ["03-goods.md#import", "../images/en/shelf.png"]);
        assert_eq!(shown_in(text), BTreeSet::from(["shelf".to_owned()]));
    }

    #[test]
    fn the_width_of_a_png_is_read_and_nothing_else_has_one() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend([0, 0, 5, 0]);
        assert_eq!(width(&png), Some(1280));
        assert_eq!(width(b"GIF89a"), None);
    }

    #[test]
    fn every_test_that_gives_the_guide_a_picture_exists() {
        let workspace = Workspace::load().unwrap();
        let known = test::window_files(&workspace).unwrap();
        let unknown: Vec<_> =
            tests_of_the_guide().into_iter().filter(|name| !known.contains(&(*name).to_owned())).collect();
        assert_eq!(unknown, [] as [&str; 0]);
    }

    #[test]
    fn the_chapters_of_the_guide_show_pictures_of_the_table_and_their_links_resolve() {
        let workspace = Workspace::load().unwrap();
        assert_eq!(faults(&workspace.root.join("docs/guide")), [] as [&str; 0]);
    }
}
