//! A published storefront in a folder: a disk, a share, or what a web server serves (docs/storefront-format.md).
//!
//! Invariant: at every moment `current.json` names a version that is whole, with all its pictures: pictures first, then the
//! version, each under a temporary name until it is flushed, and the pointer last. What has a name of its own is never
//! changed. A file called `current.json` that is not ours is never replaced.

use kaibo_domain::storefront::{
    Document, DocumentFault, DocumentPicture, FORMAT_VERSION, POINTER_FORMAT, Pointer, document_path,
};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::Path,
    sync::Arc,
};

/// Versions that stay, so that one can go back to them, and so that nobody loses what they are just reading.
pub(crate) const KEPT: usize = 20;
/// The pointer.
const POINTER: &str = "current.json";
/// How what is not finished is called.
const UNFINISHED: &str = ".kaibo-";

/// A picture's file and its bytes.
pub(crate) type Made = (String, Arc<Vec<u8>>);

/// Why a folder cannot be published to, or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FolderFault {
    /// It is not there: a share that is not connected, a stick that was pulled out.
    #[error("the folder is not there")]
    Gone,
    /// It may not be written.
    #[error("the folder may not be written")]
    ReadOnly,
    /// There is no room.
    #[error("the disk is full")]
    DiskFull,
    /// Another program has published meanwhile.
    #[error("version {0} is there already")]
    Taken(u32),
    /// It holds a storefront of a later format.
    #[error("it is of format {0}")]
    Newer(u32),
    /// Its `current.json` is not ours.
    #[error("current.json is something else")]
    Foreign,
    /// A version is not there, or not whole.
    #[error("version {0} is not whole")]
    NotWhole(u32),
    /// The disk does not do its work.
    #[error("the folder cannot be read or written")]
    Io(#[source] io::Error),
}

impl From<io::Error> for FolderFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}

/// What stands in a folder.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// The version that counts.
    pub current: Option<u32>,
    /// Its document, unless that is gone or damaged.
    pub document: Option<Document>,
    /// All versions, finished or not, in order.
    pub versions: BTreeSet<u32>,
}

/// Looks at what stands there.
pub(crate) fn look(folder: &Path) -> Result<Looked, FolderFault> {
    if !folder.is_dir() {
        return Err(FolderFault::Gone);
    }
    let versions = versions(folder)?;
    let Some(pointer) = pointer(folder)? else { return Ok(Looked { versions, ..Looked::default() }) };
    let document = match document(folder, &pointer) {
        Ok(document) => Some(document),
        Err(FolderFault::NotWhole(version)) => {
            tracing::warn!(version, "the published storefront is damaged");
            None
        }
        Err(fault) => return Err(fault),
    };
    Ok(Looked { current: Some(pointer.version), document, versions })
}

/// Those of the pictures that are not there as they should be.
pub(crate) fn missing<'a>(folder: &Path, pictures: &'a [DocumentPicture]) -> Vec<&'a DocumentPicture> {
    pictures.iter().filter(|picture| !is_there(folder, picture)).collect()
}

/// Publishes a version with those of its pictures that were missing.
pub(crate) fn publish(folder: &Path, document: &Document, pictures: &[Made]) -> Result<(), FolderFault> {
    if !folder.is_dir() {
        return Err(FolderFault::Gone);
    }
    sweep(folder)?;
    for (file, bytes) in pictures {
        put(folder, file, bytes)?;
    }
    let version = document.version;
    let place = folder.join("versions").join(version.to_string());
    if place.exists() {
        return Err(FolderFault::Taken(version));
    }
    let bytes = document.to_bytes();
    let unfinished = folder.join("versions").join(format!("{UNFINISHED}{version}"));
    make_folder(&unfinished)?;
    let finished = write(&unfinished.join("storefront.json"), &bytes)
        .and_then(|()| sync(&unfinished))
        .and_then(|()| fs::rename(&unfinished, &place));
    if let Err(error) = finished {
        // What was begun is of no use; what cannot be removed now is swept next time.
        let _ = fs::remove_dir_all(&unfinished);
        return Err(error.into());
    }
    sync(&folder.join("versions"))?;
    point(folder, version, &bytes)?;
    if let Err(fault) = prune(folder, version) {
        tracing::warn!(%fault, "old versions of the storefront stay");
    }
    Ok(())
}

/// Makes a version count that is there: whole, or not at all.
pub(crate) fn go_back(folder: &Path, version: u32) -> Result<Document, FolderFault> {
    if !folder.is_dir() {
        return Err(FolderFault::Gone);
    }
    // A pointer of somebody else's is not replaced.
    pointer(folder)?;
    let bytes = fs::read(folder.join(document_path(version))).map_err(|_| FolderFault::NotWhole(version))?;
    let document = Document::read(&bytes).map_err(|fault| of_document(&fault, version))?;
    if document.version != version || !missing(folder, &document.pictures).is_empty() {
        return Err(FolderFault::NotWhole(version));
    }
    point(folder, version, &bytes)?;
    Ok(document)
}

/// SHA-256 as 64 hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn pointer(folder: &Path) -> Result<Option<Pointer>, FolderFault> {
    let bytes = match fs::read(folder.join(POINTER)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Pointer::read(&bytes).map(Some).map_err(|fault| match fault {
        DocumentFault::Newer { found } => FolderFault::Newer(found),
        DocumentFault::Malformed(_) => FolderFault::Foreign,
    })
}

fn document(folder: &Path, pointer: &Pointer) -> Result<Document, FolderFault> {
    let not_whole = FolderFault::NotWhole(pointer.version);
    let bytes = match fs::read(folder.join(&pointer.document)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(not_whole),
        Err(error) => return Err(error.into()),
    };
    if sha256(&bytes) != pointer.sha256 {
        return Err(not_whole);
    }
    Document::read(&bytes).map_err(|fault| of_document(&fault, pointer.version))
}

fn of_document(fault: &DocumentFault, version: u32) -> FolderFault {
    match fault {
        DocumentFault::Newer { found } => FolderFault::Newer(*found),
        DocumentFault::Malformed(_) => FolderFault::NotWhole(version),
    }
}

fn versions(folder: &Path) -> Result<BTreeSet<u32>, FolderFault> {
    let entries = match fs::read_dir(folder.join("versions")) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(error.into()),
    };
    let mut versions = BTreeSet::new();
    for entry in entries {
        versions.extend(entry?.file_name().to_string_lossy().parse::<u32>());
    }
    Ok(versions)
}

fn is_there(folder: &Path, picture: &DocumentPicture) -> bool {
    let path = folder.join(&picture.file);
    let is_long_enough = fs::metadata(&path).is_ok_and(|about| about.is_file() && about.len() == picture.bytes);
    is_long_enough && fs::read(&path).is_ok_and(|bytes| sha256(&bytes) == picture.sha256)
}

/// Writes a file beside its place and gives it its name when it is on the disk.
fn put(folder: &Path, file: &str, bytes: &[u8]) -> Result<(), FolderFault> {
    let path = folder.join(file);
    let (Some(within), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(FolderFault::Io(ErrorKind::InvalidInput.into()));
    };
    make_folder(within)?;
    let unfinished = within.join(format!("{UNFINISHED}{}", name.to_string_lossy()));
    let put = write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, &path)).and_then(|()| sync(within));
    if put.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    Ok(put?)
}

fn point(folder: &Path, version: u32, document: &[u8]) -> Result<(), FolderFault> {
    let pointer = Pointer {
        format: POINTER_FORMAT.to_owned(),
        format_version: FORMAT_VERSION,
        version,
        document: document_path(version),
        sha256: sha256(document),
    };
    put(folder, POINTER, &pointer.to_bytes())
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a folder within one that is there, durably.
fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let within = path.parent().ok_or(ErrorKind::InvalidInput)?;
    if !within.is_dir() {
        make_folder(within)?;
    }
    fs::create_dir(path)?;
    sync(within)
}

/// Makes the names in a folder durable. Windows does so by itself and does not open folders.
fn sync(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Removes what an interrupted publishing has left.
fn sweep(folder: &Path) -> Result<(), FolderFault> {
    for within in [folder.to_owned(), folder.join("pictures"), folder.join("versions")] {
        let Ok(entries) = fs::read_dir(within) else { continue };
        for entry in entries {
            let entry = entry?;
            if !entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

/// Removes versions that are older than those that stay, and pictures that none of them names.
fn prune(folder: &Path, current: u32) -> Result<(), FolderFault> {
    let all = versions(folder)?;
    let stay: BTreeSet<u32> = all.iter().rev().take(KEPT).copied().chain([current]).collect();
    if all.len() > stay.len() {
        for version in all.difference(&stay) {
            fs::remove_dir_all(folder.join("versions").join(version.to_string()))?;
        }
    }
    let mut named = BTreeSet::new();
    for version in stay {
        // One that cannot be read may need any of them: then all stay.
        let bytes = fs::read(folder.join(document_path(version)))?;
        let document = Document::read(&bytes).map_err(|fault| of_document(&fault, version))?;
        named.extend(document.pictures.into_iter().map(|picture| picture.file));
    }
    for entry in fs::read_dir(folder.join("pictures"))? {
        let entry = entry?;
        let file = format!("pictures/{}", entry.file_name().to_string_lossy());
        if kaibo_domain::storefront::is_picture_path(&file) && !named.contains(&file) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::storefront::{DocumentShop, FORMAT, PublishedEntrance, picture_path};

    /// A version with one picture of that content.
    fn version(version: u32, picture: &[u8]) -> (Document, Vec<Made>) {
        let sha256 = sha256(picture);
        let file = picture_path(&sha256, "jpg");
        let document = Document {
            format: FORMAT.into(),
            format_version: FORMAT_VERSION,
            version,
            published_ms: 0,
            published: String::new(),
            shop: DocumentShop { name: "店".into(), app_id: "wx".into() },
            entrance: PublishedEntrance {
                on: true,
                name: "直播".into(),
                icon: Some(file.clone()),
                position: 0,
                page: vec![],
            },
            rooms: vec![],
            pictures: vec![DocumentPicture {
                file: file.clone(),
                sha256,
                bytes: picture.len() as u64,
                mime: "image/jpeg".into(),
                width: None,
                height: None,
            }],
        };
        (document, vec![(file, Arc::new(picture.to_vec()))])
    }

    fn put_version(folder: &Path, number: u32) -> Document {
        let (document, pictures) = version(number, format!("picture {number}").as_bytes());
        publish(folder, &document, &pictures).unwrap();
        document
    }

    #[test]
    fn what_is_published_is_found_again_and_old_versions_go_with_their_pictures() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        assert!(look(folder).unwrap().current.is_none());
        for number in 1..=KEPT as u32 + 3 {
            let document = put_version(folder, number);
            let looked = look(folder).unwrap();
            assert_eq!((looked.current, looked.document), (Some(number), Some(document)));
        }
        assert_eq!(look(folder).unwrap().versions, (4..=KEPT as u32 + 3).collect());
        assert_eq!(fs::read_dir(folder.join("pictures")).unwrap().count(), KEPT);
    }

    #[test]
    fn one_goes_back_to_a_version_that_is_whole_and_to_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let (first, second) = (put_version(folder, 1), put_version(folder, 2));
        assert_eq!(go_back(folder, 1).unwrap(), first);
        assert_eq!(look(folder).unwrap().document, Some(first.clone()));
        fs::write(folder.join(&second.pictures[0].file), "another").unwrap();
        assert!(matches!(go_back(folder, 2), Err(FolderFault::NotWhole(2))));
        assert!(matches!(go_back(folder, 7), Err(FolderFault::NotWhole(7))));
        assert_eq!(look(folder).unwrap().document, Some(first));
    }

    #[test]
    fn what_is_not_ours_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join(POINTER), "{\"name\":\"a site\"}").unwrap();
        assert!(matches!(look(folder), Err(FolderFault::Foreign)));
        assert!(matches!(go_back(folder, 1), Err(FolderFault::Foreign)));
        let newer = format!("{{\"format\":\"{POINTER_FORMAT}\",\"formatVersion\":2}}");
        fs::write(folder.join(POINTER), newer).unwrap();
        assert!(matches!(look(folder), Err(FolderFault::Newer(2))));
        assert!(matches!(look(&folder.join("nowhere")), Err(FolderFault::Gone)));
    }

    #[test]
    fn what_a_kill_has_left_is_swept_and_a_number_is_used_once() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        put_version(folder, 1);
        let unfinished = folder.join("versions").join(".kaibo-2");
        fs::create_dir(&unfinished).unwrap();
        fs::write(unfinished.join("storefront.json"), "{").unwrap();
        fs::write(folder.join("pictures/.kaibo-x.jpg"), "half").unwrap();
        put_version(folder, 2);
        assert!(!unfinished.exists() && !folder.join("pictures/.kaibo-x.jpg").exists());
        let (document, pictures) = version(2, b"other");
        assert!(matches!(publish(folder, &document, &pictures), Err(FolderFault::Taken(2))));
    }

    #[test]
    fn a_version_whose_document_was_damaged_counts_and_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        put_version(folder, 1);
        fs::write(folder.join(document_path(1)), "{}").unwrap();
        let looked = look(folder).unwrap();
        assert_eq!((looked.current, looked.document), (Some(1), None));
        put_version(folder, 2);
        assert!(look(folder).unwrap().document.is_some());
    }
}
