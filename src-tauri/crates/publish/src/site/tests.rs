//! What is the same for all targets, tried on a folder.

use super::*;
use crate::Folder;
use kaibo_domain::storefront::{DocumentShop, FORMAT, PublishedEntrance, picture_path};
use std::{
    fs,
    future::{pending, ready},
    path::Path,
};

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

fn at(folder: &Path) -> Target {
    Target::Folder(Folder::new(folder.to_owned()))
}

async fn put_version(target: &Target, number: u32) -> Document {
    let (document, pictures) = version(number, format!("picture {number}").as_bytes());
    let progress = Progress::default();
    publish(target, &document, &pictures, &progress, pending()).await.unwrap();
    assert_eq!(progress.read(), (3, 3));
    document
}

#[tokio::test]
async fn what_is_published_is_found_again_and_old_versions_go_with_their_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let target = at(folder.path());
    assert!(look(&target).await.unwrap().current.is_none());
    for number in 1..=KEPT as u32 + 3 {
        let document = put_version(&target, number).await;
        let looked = look(&target).await.unwrap();
        assert_eq!((looked.current, looked.document), (Some(number), Some(document)));
    }
    assert_eq!(look(&target).await.unwrap().versions, (4..=KEPT as u32 + 3).collect());
    assert_eq!(fs::read_dir(folder.path().join("pictures")).unwrap().count(), KEPT);
}

#[tokio::test]
async fn one_goes_back_to_a_version_that_is_whole_and_to_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let target = at(folder.path());
    let (first, second) = (put_version(&target, 1).await, put_version(&target, 2).await);
    assert_eq!(go_back(&target, 1).await.unwrap(), first);
    assert_eq!(look(&target).await.unwrap().document, Some(first.clone()));
    fs::write(folder.path().join(&second.pictures[0].file), "another").unwrap();
    assert!(matches!(go_back(&target, 2).await, Err(Fault::NotWhole(2))));
    assert!(matches!(go_back(&target, 7).await, Err(Fault::NotWhole(7))));
    assert_eq!(look(&target).await.unwrap().document, Some(first));
}

#[tokio::test]
async fn what_is_not_ours_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let target = at(folder.path());
    let pointer = folder.path().join(POINTER);
    fs::write(&pointer, "{\"name\":\"a site\"}").unwrap();
    assert!(matches!(look(&target).await, Err(Fault::Foreign)));
    assert!(matches!(go_back(&target, 1).await, Err(Fault::Foreign)));
    fs::write(&pointer, format!("{{\"format\":\"{POINTER_FORMAT}\",\"formatVersion\":2}}")).unwrap();
    assert!(matches!(look(&target).await, Err(Fault::Newer(2))));
    fs::write(&pointer, vec![b' '; POINTER_MAX_BYTES + 1]).unwrap();
    assert!(matches!(look(&target).await, Err(Fault::TooLarge)));
    assert!(matches!(look(&at(&folder.path().join("nowhere"))).await, Err(Fault::Gone)));
}

#[tokio::test]
async fn what_a_kill_has_left_is_swept_and_a_number_is_used_once() {
    let folder = tempfile::tempdir().unwrap();
    let target = at(folder.path());
    put_version(&target, 1).await;
    let unfinished = folder.path().join("versions").join(".kaibo-2");
    fs::create_dir(&unfinished).unwrap();
    fs::write(unfinished.join("storefront.json"), "{").unwrap();
    let half = folder.path().join("pictures/.kaibo-x.jpg");
    fs::write(&half, "half").unwrap();
    put_version(&target, 2).await;
    assert!(!unfinished.exists() && !half.exists());
    let (document, pictures) = version(2, b"other");
    let again = publish(&target, &document, &pictures, &Progress::default(), pending()).await;
    assert!(matches!(again, Err(Fault::Taken(2))));
}

#[tokio::test]
async fn a_version_whose_document_was_damaged_counts_and_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let target = at(folder.path());
    put_version(&target, 1).await;
    for damage in [b"{}".to_vec(), vec![b'x'; DOCUMENT_MAX_BYTES + 1]] {
        fs::write(folder.path().join(document_path(1)), damage).unwrap();
        let looked = look(&target).await.unwrap();
        assert_eq!((looked.current, looked.document), (Some(1), None));
    }
    put_version(&target, 2).await;
    assert!(look(&target).await.unwrap().document.is_some());
}

#[tokio::test]
async fn who_stops_it_leaves_the_old_version() {
    let folder = tempfile::tempdir().unwrap();
    let target = at(folder.path());
    let first = put_version(&target, 1).await;
    let (document, pictures) = version(2, &[7; 100_000]);
    let stopped = publish(&target, &document, &pictures, &Progress::default(), ready(())).await;
    assert!(matches!(stopped, Err(Fault::Cancelled)));
    assert_eq!(look(&target).await.unwrap().document, Some(first));
}
