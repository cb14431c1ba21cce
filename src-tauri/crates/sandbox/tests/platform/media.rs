//! Uploads: types, formats by content, sizes, three days.

use crate::desk::{DAY_MS, Desk, NOW_MS, code, png};
use rstest::rstest;

#[tokio::test]
async fn an_uploaded_picture_comes_back_for_three_days() {
    let mut desk = Desk::open().await;
    let bytes = png(300, 300, 50);
    let reply = desk.upload("image", "a.png", bytes.clone()).await;
    assert_eq!(reply["type"], "image");
    assert_eq!(reply["created_at"], NOW_MS / 1000);
    assert!(reply.get("errcode").is_none());
    let media_id = reply["media_id"].as_str().unwrap();
    assert_eq!(media_id.len(), 64);

    let query = format!("media_id={media_id}");
    let got = desk.get_raw("/cgi-bin/media/get", &query).await;
    assert_eq!(got.headers()["content-type"], "image/png");
    assert_eq!(got.bytes().await.unwrap(), bytes);

    desk.sandbox.advance_ms(3 * DAY_MS - 1);
    desk.renew().await;
    assert_eq!(desk.get_raw("/cgi-bin/media/get", &query).await.bytes().await.unwrap(), bytes);
    desk.sandbox.advance_ms(1);
    assert_eq!(code(&desk.get("/cgi-bin/media/get", &query).await), 40007);
}

#[rstest]
#[case("image", png(1, 1, 2_000_000 - 33), None)]
#[case("image", png(1, 1, 2_000_000), Some(40006))]
#[case("image", png(1, 1, 11_000_000), Some(40006))]
#[case("image", Vec::new(), Some(40006))]
#[case("image", b"hello".to_vec(), Some(40005))]
#[case("image", png(1, 1, 0)[..18].to_vec(), Some(40005))]
#[case("image", b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), Some(40137))]
#[case("image", b"\0\0\0\x18ftypheic".to_vec(), Some(40137))]
#[case("image", b"GIF89a\x0a\0\x14\0".to_vec(), None)]
#[case("image", b"ID3\x04".to_vec(), Some(40005))]
#[case("voice", b"ID3\x04".to_vec(), None)]
#[case("voice", b"#!AMR\n".to_vec(), None)]
#[case("voice", png(1, 1, 0), Some(40005))]
#[case("video", b"\0\0\0\x18ftypisom".to_vec(), None)]
#[case("thumb", png(1, 1, 0), Some(40005))]
#[case("thumb", b"\xff\xd8\xff\xc0\0\x0b\x08\0\x10\0\x10\x01\x01\x11\0".to_vec(), None)]
#[case("thumb", vec![0; 64_001], Some(40006))]
#[case("sticker", png(1, 1, 0), Some(40004))]
#[case("", png(1, 1, 0), Some(40004))]
#[tokio::test]
async fn uploads(#[case] kind: &str, #[case] bytes: Vec<u8>, #[case] errcode: Option<i64>) {
    let desk = Desk::open().await;
    let reply = desk.upload(kind, "file", bytes).await;
    assert_eq!(reply["errcode"].as_i64(), errcode, "{reply}");
}

#[tokio::test]
async fn an_upload_without_its_part_is_41005() {
    let desk = Desk::open().await;
    let query = format!("access_token={}&type=image", desk.token);
    assert_eq!(code(&desk.send("/cgi-bin/media/upload", &query, "not a form").await), 41005);
    let url = desk.url(&format!("/cgi-bin/media/upload?{query}"));
    let form = reqwest::multipart::Form::new().text("file", "x");
    let reply = crate::desk::value(desk.http.post(url).multipart(form).send().await.unwrap()).await;
    assert_eq!(code(&reply), 41005);
}

#[rstest]
#[case("", 41006)]
#[case("media_id=unknown", 40007)]
#[case("media_id=..%2Fstate.json", 40007)]
#[tokio::test]
async fn media_that_is_not_there(#[case] query: &str, #[case] errcode: i64) {
    let desk = Desk::open().await;
    assert_eq!(code(&desk.get("/cgi-bin/media/get", query).await), errcode);
}

#[tokio::test]
async fn a_picture_that_a_good_shows_stays_served_and_others_are_forgotten() {
    let mut desk = Desk::open().await;
    let (id, _) = desk.add_good("雪纺连衣裙").await;
    desk.picture(10, 10).await;
    desk.sandbox.advance_ms(4 * DAY_MS);
    desk.renew().await;
    desk.picture(10, 10).await;
    assert_eq!(desk.sandbox.counts().media, 2);
    let reply = desk.post("/wxa/business/getgoodswarehouse", serde_json::json!({ "goods_ids": [id] })).await;
    let address = reply["goods"][0]["cover_img_url"].as_str().unwrap();
    let picture = desk.http.get(address).send().await.unwrap();
    assert_eq!((picture.status().as_u16(), picture.headers()["content-type"].to_str().unwrap()), (200, "image/png"));
    let missing = desk.http.get(desk.url("/_practice/pictures/none")).send().await.unwrap();
    assert_eq!(missing.status(), 404);
}
