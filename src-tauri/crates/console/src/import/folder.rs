//! The folder that pictures are taken from. What is in it is listed once; what a cell says is only ever compared with
//! that list, so no cell leads out of the folder. Of the files that rows found, the beginning is looked into, each once.

use crate::{pictures::problem_at_first_sight, view::Problem};
use kaibo_domain::picture::is_called_picture;
use std::{
    cmp::Ordering,
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::OnceLock,
    time::{Duration, Instant},
};

/// Files looked at, at most.
const FILES_MAX: usize = 20_000;
/// Folders within folders, at most.
const DEPTH_MAX: usize = 4;
/// Longest that files are looked into at one time, on however slow a disk; what is wrong with the others is said when
/// they are taken.
const LOOKING: Duration = Duration::from_secs(5);

/// Pictures of a folder and the folders in it, in the order in which people count them.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub name: String,
    pub files: Vec<Picture>,
    pub has_more: bool,
    /// By path within the folder, by file name, by file name without its ending; of several the first.
    names: HashMap<String, usize>,
}

/// A picture in the folder.
#[derive(Debug)]
pub(super) struct Picture {
    pub path: PathBuf,
    /// Within the folder, with `/` between.
    pub name: String,
    /// What its beginning tells against it, once that was looked into.
    problem: OnceLock<Option<Problem>>,
}

impl Picture {
    fn new(path: PathBuf, name: String) -> Self {
        Self { path, name, problem: OnceLock::new() }
    }

    /// Why it will not do, as far as one knows.
    pub fn problem(&self) -> Option<&Problem> {
        self.problem.get()?.as_ref()
    }

    /// Whether its beginning has been looked into.
    pub fn is_seen(&self) -> bool {
        self.problem.get().is_some()
    }
}

impl Folder {
    /// Lists the folder. Links are left out: they could lead elsewhere.
    pub fn open(root: &Path) -> io::Result<Folder> {
        let name = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut folder = Folder { name, ..Folder::default() };
        let mut open = vec![(root.to_owned(), String::new(), 0)];
        let mut seen = 0;
        while let Some((path, within, depth)) = open.pop() {
            let entries = match std::fs::read_dir(&path) {
                Ok(entries) => entries,
                Err(error) if depth == 0 => return Err(error),
                // One that may not be read has no pictures for us.
                Err(_) => continue,
            };
            for entry in entries.flatten() {
                seen += 1;
                if seen > FILES_MAX {
                    folder.has_more = true;
                    break;
                }
                // A name that is no Unicode cannot be told from a table.
                let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
                let name = if within.is_empty() { name } else { format!("{within}/{name}") };
                if kind.is_dir() && depth < DEPTH_MAX {
                    open.push((entry.path(), name, depth + 1));
                } else if kind.is_file() && is_called_picture(&entry.path()) {
                    folder.files.push(Picture::new(entry.path(), name));
                }
            }
        }
        folder.files.sort_by(|one, other| natural(&one.name, &other.name));
        folder.note_names();
        Ok(folder)
    }

    /// Looks into the beginning of these files, by their places; waits for the disk.
    pub fn look_into(&self, places: &[usize]) {
        let until = Instant::now() + LOOKING;
        for picture in places.iter().filter_map(|place| self.files.get(*place)) {
            if Instant::now() > until {
                return;
            }
            picture.problem.get_or_init(|| problem_at_first_sight(&picture.path));
        }
    }

    fn note_names(&mut self) {
        for (at, picture) in self.files.iter().enumerate() {
            let whole = comparable(&picture.name);
            let file = whole.rsplit('/').next().unwrap_or_default().to_owned();
            let stem = stem(&file).to_owned();
            for name in [whole, file, stem] {
                self.names.entry(name).or_insert(at);
            }
        }
    }

    /// The picture that a cell names: by its path within the folder, else by the file's name alone.
    pub fn named(&self, said: &str) -> Option<usize> {
        let said = comparable(said);
        if said.is_empty() {
            return None;
        }
        let file = said.rsplit('/').next().unwrap_or_default();
        self.names.get(said.as_str()).or_else(|| self.names.get(file)).copied()
    }

    /// The picture whose file bears that name, or that name and a number: `A-1.jpg`, `A-1_1.jpg`, `A-1 (2).jpg`.
    pub fn called(&self, name: &str) -> Option<usize> {
        let name = comparable(name);
        if name.is_empty() || name.contains('/') {
            return None;
        }
        let numbered = ["_1", "-1", "_01", "-01", "(1)", " (1)"].iter().map(|number| format!("{name}{number}"));
        std::iter::once(name.clone()).chain(numbered).find_map(|name| self.names.get(&name)).copied()
    }
}

/// Whether a cell holds an address instead of a file.
pub(super) fn is_address(said: &str) -> bool {
    let said = said.trim_start().to_ascii_lowercase();
    said.starts_with("http://") || said.starts_with("https://") || said.starts_with("//")
}

/// A name as it is compared: letter case and the kind of stroke aside, without a leading `./`.
fn comparable(name: &str) -> String {
    let name = name.trim().replace('\\', "/").to_lowercase();
    name.trim_start_matches("./").to_owned()
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// The order in which people count: `2` before `10`.
fn natural(one: &str, other: &str) -> Ordering {
    let (one, other) = (pieces(one), pieces(other));
    one.cmp(&other)
}

/// Numbers by their length without zeros and their digits, so that they compare as numbers however long they are.
fn pieces(name: &str) -> Vec<(usize, String)> {
    let mut pieces: Vec<(usize, String)> = Vec::new();
    let mut was_digit = None;
    for letter in name.to_lowercase().chars() {
        let is_digit = letter.is_ascii_digit();
        match pieces.last_mut().filter(|_| was_digit == Some(is_digit)) {
            Some((_, piece)) => piece.push(letter),
            None => pieces.push((0, letter.to_string())),
        }
        was_digit = Some(is_digit);
    }
    for (length, piece) in &mut pieces {
        if piece.bytes().all(|byte| byte.is_ascii_digit()) {
            *piece = piece.trim_start_matches('0').to_owned();
            *length = piece.len();
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder(files: &[&str]) -> (tempfile::TempDir, Folder) {
        let place = tempfile::tempdir().unwrap();
        for file in files {
            let path = place.path().join("图").join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        let folder = Folder::open(&place.path().join("图")).unwrap();
        (place, folder)
    }

    fn named<'a>(folder: &'a Folder, said: &str) -> Option<&'a str> {
        folder.named(said).map(|at| folder.files[at].name.as_str())
    }

    #[test]
    fn pictures_are_found_by_path_name_and_name_without_ending() {
        let (_place, folder) =
            folder(&["IMG_1.JPG", "春/IMG_1.jpg", "春/裙.png", "价目.xlsx", "A-7_1.webp", "IMG_2.HEIC"]);
        assert_eq!(folder.files.len(), 5, "a phone's own format is a picture too");
        assert_eq!(named(&folder, r"春\img_1.JPG"), Some("春/IMG_1.jpg"));
        assert_eq!(named(&folder, "img_1"), Some("IMG_1.JPG"));
        assert_eq!(named(&folder, r"D:\照片\裙.png"), Some("春/裙.png"));
        assert_eq!(folder.called("a-7").map(|at| folder.files[at].name.as_str()), Some("A-7_1.webp"));
        assert_eq!(named(&folder, "没有.jpg"), None);
        assert_eq!(named(&folder, ""), None);
    }

    /// Check C6.
    #[test]
    fn no_cell_leads_out_of_the_folder() {
        let (place, _) = folder(&["ok.jpg"]);
        fs::write(place.path().join("secret.jpg"), "outside").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(place.path().join("secret.jpg"), place.path().join("图/link.jpg")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(place.path(), place.path().join("图/up")).unwrap();
        let root = place.path().join("图");
        let folder = Folder::open(&root).unwrap();
        let absolute = place.path().join("secret.jpg").display().to_string();
        let long = "很".repeat(300) + ".jpg";
        for said in [
            "../secret.jpg",
            r"..\secret.jpg",
            "./../secret.jpg",
            "图/../../secret.jpg",
            absolute.as_str(),
            r"C:\secret.jpg",
            r"\\?\C:\secret.jpg",
            r"\\server\share\secret.jpg",
            "link.jpg",
            "up/secret.jpg",
            "CON",
            "CON.jpg",
            "nul.jpg",
            "secret.jpg.",
            "ok.jpg:stream",
            "ok.jpg::$DATA",
            "\u{202e}gpj.terces",
            "ok.jpg\0.png",
            "#?%.jpg",
            "%2e%2e/secret.jpg",
            long.as_str(),
            "😀.jpg",
        ] {
            let found = folder.named(said).or_else(|| folder.called(said));
            assert_eq!(found.map(|at| &folder.files[at].path), None, "{said}");
        }
        assert!(folder.files.iter().all(|picture| picture.path.starts_with(&root)));
        assert!(folder.named("ok.jpg").is_some());
    }

    #[test]
    fn strange_names_are_found_as_they_are() {
        let strange = ["#50%?.jpg", "😀.png", "裙子 (1).jpg", "a\u{202e}b.jpg"];
        #[cfg(unix)]
        {
            let (_place, folder) = folder(&strange);
            for name in strange {
                assert_eq!(named(&folder, name), Some(name));
            }
        }
    }

    #[test]
    fn order_is_as_people_count() {
        let mut names = ["图10.jpg", "图2.jpg", "图1.jpg", "图002b.jpg", "a.jpg"];
        names.sort_by(|one, other| natural(one, other));
        assert_eq!(names, ["a.jpg", "图1.jpg", "图2.jpg", "图002b.jpg", "图10.jpg"]);
    }

    #[test]
    fn addresses_are_told_from_files() {
        for (said, address) in [("http://a/b.jpg", true), (" HTTPS://a", true), ("//cdn/a.jpg", true), ("a.jpg", false)]
        {
            assert_eq!(is_address(said), address);
        }
    }
}
