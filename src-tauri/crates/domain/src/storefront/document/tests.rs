//! The format against its schema, its page and what is none of it.

use super::*;
use crate::time::rfc3339;
use serde_json::{Value, json};
use uuid::Uuid;

pub const SCHEMA: &str = include_str!("../../../../../../assets/storefront/storefront.schema.json");
const PAGE: &str = include_str!("../../../../../../docs/storefront-format.md");
const NOW: i64 = 1_795_000_000_000;

pub fn document(rooms: Vec<DocumentRoom>) -> Document {
    let icon = picture_path(&"0".repeat(64), "svg");
    Document {
        format: FORMAT.into(),
        format_version: FORMAT_VERSION,
        version: 3,
        published_ms: NOW,
        published: rfc3339(NOW),
        shop: DocumentShop { name: "演练店铺".into(), app_id: "wx0123456789abcdef".into() },
        entrance: PublishedEntrance {
            on: true,
            name: "直播".into(),
            icon: Some(icon.clone()),
            position: 3,
            page: PageBlock::USUAL.to_vec(),
        },
        rooms,
        pictures: vec![DocumentPicture {
            file: icon,
            sha256: "0".repeat(64),
            bytes: 512,
            mime: "image/svg+xml".into(),
            width: None,
            height: None,
        }],
    }
}

pub fn room(number: u128, title: &str) -> DocumentRoom {
    DocumentRoom {
        id: RoomId::from_uuid(Uuid::from_u128(number)),
        room_id: Some(number as i64),
        title: title.into(),
        anchor: "小开".into(),
        start_ms: Some(NOW),
        start: Some(rfc3339(NOW)),
        end_ms: Some(NOW + 3_600_000),
        end: Some(rfc3339(NOW + 3_600_000)),
        state: ListedState::Upcoming,
        pinned: false,
        cover: None,
        entry: Entry::Plugin { path: format!("{}?room_id={number}", crate::platform::live_page::LIVE_PAGE) },
        replay: Replay::default(),
    }
}

fn schema() -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
}

fn value(document: &Document) -> Value {
    serde_json::from_slice(&document.to_bytes()).unwrap()
}

#[test]
fn what_is_written_fits_the_schema_and_reads_back() {
    let channels = DocumentRoom {
        room_id: None,
        entry: Entry::Channels { finder_user_name: None },
        start_ms: None,
        start: None,
        ..room(2, "视频号专场")
    };
    let document = document(vec![room(1, "双十二"), channels]);
    let faults: Vec<_> = schema().iter_errors(&value(&document)).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, [] as [String; 0]);
    assert_eq!(Document::read(&document.to_bytes()).as_ref(), Ok(&document));
}

#[test]
fn the_schema_refuses_what_readers_could_not_use() {
    let good = value(&document(vec![room(1, "双十二")]));
    for (place, wrong) in [
        ("/rooms/0/state", json!("soon")),
        ("/rooms/0/entry", json!({ "kind": "plugin" })),
        ("/rooms/0/startMs", json!("tonight")),
        ("/entrance/page", json!(["live", "window"])),
        ("/pictures/0/file", json!("../secret.jpg")),
        ("/formatVersion", json!(2)),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = wrong;
        assert!(!schema().is_valid(&bad), "{place}");
    }
}

#[test]
fn the_example_of_the_page_is_a_document() {
    let example = PAGE.split("```json storefront.json\n").nth(1).unwrap().split("```").next().unwrap();
    let faults: Vec<_> =
        schema().iter_errors(&serde_json::from_str(example).unwrap()).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, [] as [String; 0]);
    let read = Document::read(example.as_bytes()).unwrap();
    assert_eq!(read.published, rfc3339(read.published_ms));
    let pointer = PAGE.split("```json current.json\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(Pointer::read(pointer.as_bytes()).unwrap().version, read.version);
}

#[test]
fn what_is_not_ours_is_refused_by_name() {
    let document = document(vec![]);
    let changed = |place: &str, to: Value| {
        let mut changed = value(&document);
        *changed.pointer_mut(place).unwrap() = to;
        Document::read(changed.to_string().as_bytes())
    };
    assert_eq!(changed("/formatVersion", json!(2)), Err(DocumentFault::Newer { found: 2 }));
    for (place, to) in [
        ("/format", json!("kaibo.goods")),
        ("/rooms", json!([{}])),
        ("/pictures/0/file", json!("pictures/../../passwd")),
        ("/pictures/0/file", json!("pictures/0.svg")),
    ] {
        assert!(matches!(changed(place, to), Err(DocumentFault::Malformed(_))), "{place}");
    }
    assert!(matches!(Document::read(b"<html>"), Err(DocumentFault::Malformed(_))));
    let pointer = Pointer {
        format: POINTER_FORMAT.into(),
        format_version: 1,
        version: 3,
        document: document_path(3),
        sha256: "0".repeat(64),
    };
    assert_eq!(Pointer::read(&pointer.to_bytes()).as_ref(), Ok(&pointer));
    let elsewhere = Pointer { document: "../3/storefront.json".into(), ..pointer };
    assert!(Pointer::read(&elsewhere.to_bytes()).is_err());
}

#[test]
fn the_number_and_the_time_make_no_difference_to_buyers() {
    let one = document(vec![room(1, "双十二")]);
    let two = Document { version: 4, published_ms: NOW + 1, published: "later".into(), ..one.clone() };
    assert!(one.says_the_same(&two));
    assert!(!one.says_the_same(&document(vec![room(1, "双十一")])));
}
