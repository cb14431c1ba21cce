//! Replay files as they are served: whole, in parts, another version, and badly.

use crate::desk::{Desk, MINUTE_MS};
use kaibo_sandbox::Fetched;
use reqwest::{Method, Response, header};
use serde_json::json;

/// A room that ended long enough ago, and the addresses of its two files.
async fn recorded(desk: &Desk) -> Vec<String> {
    desk.sandbox.recordings().set(|of| (of.files, of.bytes) = (2, 200_000));
    let room = desk.add_room().await;
    let replay_on = json!({ "roomId": room, "closeReplay": 0 });
    desk.post("/wxaapi/broadcast/room/updatereplay", replay_on).await;
    desk.set_live_status(room, 101).await;
    desk.set_live_status(room, 103).await;
    desk.sandbox.advance_ms(10 * MINUTE_MS);
    let ask = json!({ "action": "get_replay", "room_id": room, "start": 0, "limit": 10 });
    let reply = desk.post("/wxa/business/getliveinfo", ask).await;
    let files = reply["live_replay"].as_array().unwrap().iter();
    files.map(|file| file["media_url"].as_str().unwrap().to_owned()).skip(1).collect()
}

async fn get(desk: &Desk, address: &str, headers: &[(&str, &str)]) -> Response {
    let request = desk.http.get(address);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

#[tokio::test]
async fn a_file_comes_whole_or_from_a_byte_on() {
    let desk = Desk::open().await;
    let files = recorded(&desk).await;
    let head = desk.http.request(Method::HEAD, &files[0]).send().await.unwrap();
    assert_eq!(head.headers()[header::CONTENT_LENGTH], "200000");
    let whole = get(&desk, &files[0], &[]).await;
    let etag = whole.headers()[header::ETAG].to_str().unwrap().to_owned();
    let bytes = whole.bytes().await.unwrap();
    assert_eq!((bytes.len(), &bytes[4..8]), (200_000, &b"ftyp"[..]));
    let part = get(&desk, &files[0], &[("range", "bytes=150000-"), ("if-range", &etag)]).await;
    assert_eq!(part.status().as_u16(), 206);
    assert_eq!(part.headers()[header::CONTENT_RANGE], "bytes 150000-199999/200000");
    assert_eq!(part.bytes().await.unwrap(), bytes[150_000..]);
    assert_ne!(get(&desk, &files[1], &[]).await.bytes().await.unwrap(), bytes);
    assert_eq!(get(&desk, &files[0], &[("range", "bytes=200000-")]).await.status().as_u16(), 416);
    let fetched = desk.sandbox.recordings().fetched();
    let of = |from, status| Fetched { file: fetched[0].file.clone(), from, status };
    assert_eq!((&fetched[0], &fetched[1], &fetched[3]), (&of(0, 200), &of(150_000, 206), &of(200_000, 416)));
}

#[tokio::test]
async fn another_version_comes_from_its_beginning_and_an_old_address_opens_nothing() {
    let desk = Desk::open().await;
    let files = recorded(&desk).await;
    let first = get(&desk, &files[0], &[]).await;
    let etag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
    desk.control("recording", json!({ "files": 2, "bytes": 200_000, "version": 2 })).await;
    let range = [("range", "bytes=150000-"), ("if-range", etag.as_str())];
    let other = get(&desk, &files[0], &range).await;
    assert_eq!((other.status().as_u16(), other.content_length()), (200, Some(200_000)));
    assert_ne!(other.bytes().await.unwrap(), first.bytes().await.unwrap());
    desk.sandbox.recordings().set(|of| of.ranges = false);
    assert_eq!(get(&desk, &files[0], &range[..1]).await.status().as_u16(), 200);
    desk.sandbox.recordings().set(|of| of.signature = 2);
    assert_eq!(get(&desk, &files[0], &[]).await.status().as_u16(), 403);
}

#[tokio::test]
async fn an_answer_is_cut_held_and_endless_on_demand() {
    let desk = Desk::open().await;
    let files = recorded(&desk).await;
    let recordings = desk.sandbox.recordings();
    recordings.cut_after(70_000);
    let mut cut = get(&desk, &files[0], &[]).await;
    let mut came = 0;
    while let Ok(Some(piece)) = cut.chunk().await {
        came += piece.len();
    }
    assert_eq!(came, 70_000);
    recordings.set(|of| of.hold_at = Some(1_000));
    let mut held = get(&desk, &files[0], &[]).await;
    assert_eq!(held.chunk().await.unwrap().map(|piece| piece.len()), Some(1_000));
    recordings.set(|of| of.hold_at = None);
    assert_eq!(held.bytes().await.unwrap().len(), 199_000);
    recordings.set(|of| of.endless = true);
    let mut endless = get(&desk, &files[0], &[]).await;
    assert_eq!(endless.content_length(), None);
    for _ in 0..20 {
        assert!(endless.chunk().await.unwrap().is_some());
    }
}
