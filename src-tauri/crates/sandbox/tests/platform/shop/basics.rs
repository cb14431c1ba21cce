//! Who the shop is; uploads by bytes and by address.

use super::DRESSES;
use crate::desk::{Desk, code, png, value};
use rstest::rstest;
use serde_json::{Value, json};

const IMG: &str = "/shop/ec/basics/img/upload";
const PAPER: &str = "/shop/ec/basics/qualification/upload";

#[tokio::test]
async fn the_shop_says_who_it_is() {
    let desk = Desk::open().await;
    let info = desk.get("/channels/ec/basics/info/get", "").await["info"].clone();
    assert_eq!((&info["nickname"], &info["subject_type"]), (&json!("演练小店"), &json!("企业")));
    desk.shop_control("profile", json!({ "subject_type": "个体工商户", "status": "opening" })).await;
    let info = desk.get("/shop/ec/basics/info/get", "").await["info"].clone();
    assert_eq!((&info["subject_type"], &info["status"]), (&json!("个体工商户"), &json!("opening")));
    let url = desk.url(&format!("/channels/ec/basics/info/get?access_token={}", desk.token));
    assert_eq!(code(&value(desk.http.post(url).body("{}").send().await.unwrap()).await), 43001);
}

#[tokio::test]
async fn a_picture_for_a_media_id_has_two_ids_and_comes_back() {
    let desk = Desk::open().await;
    let bytes = png(10, 10, 7);
    let reply = desk.shop_upload(IMG, "upload_type=0&resp_type=0&height=10&width=10", "a.png", bytes.clone()).await;
    assert_eq!((code(&reply), &reply["errmsg"]), (0, &json!("ok")));
    let file = reply["pic_file"].as_object().unwrap();
    assert_eq!(file.keys().collect::<Vec<_>>(), ["media_id", "pay_media_id"]);
    let query = format!("media_id={}", file["media_id"].as_str().unwrap());
    let got = desk.get_raw("/channels/ec/basics/media/get", &query).await;
    assert_eq!(got.headers()["content-type"], "image/png");
    assert_eq!(got.bytes().await.unwrap(), bytes);
}

#[rstest]
#[case("", 41006)]
#[case("media_id=unknown", 40007)]
#[tokio::test]
async fn media_that_is_not_there(#[case] query: &str, #[case] errcode: i64) {
    let desk = Desk::open().await;
    assert_eq!(code(&desk.get("/channels/ec/basics/media/get", query).await), errcode);
}

#[tokio::test]
async fn a_file_id_is_no_media_id() {
    let desk = Desk::open().await;
    let file_id = desk.paper("a.png").await;
    let reply = desk.get("/channels/ec/basics/media/get", &format!("media_id={file_id}")).await;
    assert_eq!(code(&reply), 40007);
}

#[tokio::test]
async fn a_picture_for_an_address_is_served_there_for_good() {
    let desk = Desk::open().await;
    let address = desk.shop_picture().await;
    assert!(address.contains("mmecimage.cn/p/wxpractice0000001/"), "{address}");
    desk.sandbox.advance_ms(400 * crate::desk::DAY_MS);
    let served = desk.http.get(&address).send().await.unwrap();
    assert_eq!((served.status().as_u16(), served.headers()["content-type"].to_str().unwrap()), (200, "image/png"));
    let missing = desk.http.get(desk.url("/mmecimage.cn/p/wx/none")).send().await.unwrap();
    assert_eq!(missing.status(), 404);
}

#[rstest]
#[case(IMG, "resp_type=0", png(1, 1, 2_000_000 - 33), 0)]
#[case(IMG, "resp_type=0", png(1, 1, 2_000_000), 10_020_060)]
#[case(IMG, "resp_type=1", png(1, 1, 2_000_000), 0)]
#[case(IMG, "resp_type=1", png(1, 1, 10_000_000), 10_020_060)]
#[case(IMG, "resp_type=2", png(1, 1, 0), 10_020_055)]
#[case(IMG, "", Vec::new(), 10_020_059)]
#[case(IMG, "", b"GIF89a\x0a\0\x14\0".to_vec(), 10_020_056)]
#[case(IMG, "", b"\0\0\0\x18ftypheic".to_vec(), 10_020_056)]
#[case(IMG, "", b"%PDF-1.7".to_vec(), 10_020_056)]
#[case(IMG, "", b"BM\0\0".to_vec(), 0)]
#[case(IMG, "", b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), 0)]
#[case(IMG, "", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), 0)]
#[case(IMG, "", b"\xff\xd8\xff\xe0".to_vec(), 0)]
#[case(PAPER, "", png(1, 1, 2_000_000 - 33), 0)]
#[case(PAPER, "", png(1, 1, 2_000_000), 10_020_060)]
#[case(PAPER, "", Vec::new(), 10_020_059)]
#[case(PAPER, "", b"%PDF-1.7".to_vec(), 10_020_056)]
#[tokio::test]
async fn uploads(#[case] path: &str, #[case] query: &str, #[case] bytes: Vec<u8>, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let reply = desk.shop_upload(path, query, "file", bytes).await;
    assert_eq!(code(&reply), errcode, "{reply}");
}

#[tokio::test]
async fn an_upload_without_its_part_is_empty() {
    let desk = Desk::open().await;
    for path in [IMG, PAPER] {
        assert_eq!(code(&desk.post(path, json!({})).await), 10_020_059, "{path}");
    }
}

#[rstest]
#[case("https://example.com/a.jpg", 0)]
#[case("ftp://example.com/a.jpg", 10_020_061)]
#[case("example.com/a.jpg", 10_020_061)]
#[case("https://mmecimage.cn/p/wx1/abc", 10_020_061)]
#[case("https://example.com//a.jpg", 10_020_254)]
#[case("https://example.com/404.jpg", 10_020_253)]
#[case("https://example.com/redirect.jpg", 10_020_193)]
#[case("https://example.com/slow.jpg", 10_020_057)]
#[case("https://example.com/nolength.jpg", 10_020_331)]
#[case("https://example.com/empty.jpg", 10_020_059)]
#[case("https://example.com/large.jpg", 10_020_060)]
#[case("https://example.com/a.gif", 10_020_056)]
#[tokio::test]
async fn pictures_by_address(#[case] url: &str, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let query = format!("access_token={}&upload_type=1&resp_type=1", desk.token);
    let reply = desk.send(IMG, &query, &json!({ "img_url": url }).to_string()).await;
    assert_eq!(code(&reply), errcode, "{reply}");
    assert_eq!(reply["pic_file"]["img_url"].is_string(), errcode == 0);
    let in_query = desk.send(IMG, &format!("{query}&img_url={url}"), "").await;
    assert_eq!(code(&in_query), errcode, "{in_query}");
}

#[tokio::test]
async fn a_picture_by_address_needs_one_and_copies_the_sandboxs_own() {
    let desk = Desk::open().await;
    let query = format!("access_token={}&upload_type=1&resp_type=1", desk.token);
    assert_eq!(code(&desk.send(IMG, &query, "{}").await), 10_020_055);
    let media_id = desk.picture(30, 20).await;
    let own = desk.url(&format!("/_practice/pictures/{media_id}"));
    let reply = desk.send(IMG, &query, &json!({ "img_url": own }).to_string()).await;
    let copy = desk.http.get(reply["pic_file"]["img_url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(copy.bytes().await.unwrap(), png(30, 20, 0));
}

#[tokio::test]
async fn uploads_stand_in_the_log_under_their_names() {
    let desk = Desk::open().await;
    desk.paper("licence.png").await;
    desk.apply(desk.application(DRESSES).await).await;
    let log = desk.sandbox.accept_log();
    let of =
        |endpoint: &str| log.iter().filter(|call| call.endpoint == endpoint).map(|call| call.name.as_str()).collect();
    let papers: Vec<&str> = of(PAPER);
    assert_eq!(papers, ["licence.png", "licence.png", "letter.png"]);
    let applied: Vec<&str> = of(super::ADD);
    assert_eq!(applied, ["连衣裙"]);
}

#[tokio::test]
async fn control_requests_that_fit_nothing_are_refused() {
    let desk = Desk::open().await;
    let cases: [(&str, Value); 5] = [
        ("audit", json!({ "audit_id": "1" })),
        ("audit", json!({ "product_id": "1" })),
        ("relation", json!({ "cat_id": 1, "reason": "" })),
        ("category", json!({ "cat_id": 1 })),
        ("product", json!({ "product_id": 1, "status": 5 })),
    ];
    for (path, body) in cases {
        let url = desk.url(&format!("/_practice/shop/{path}"));
        let reply = desk.http.post(url).body(body.to_string()).send().await.unwrap();
        assert_eq!(reply.status(), 400, "{path}");
    }
}

#[tokio::test]
async fn the_summary_tells_what_the_shop_has() {
    let desk = Desk::open().await;
    desk.approved_brand(10_009_001).await;
    desk.approved_category(super::BAGS).await;
    let product_id = desk.add_product(super::BAGS).await;
    let summary = value(desk.http.get(desk.url("/_practice/shop/state")).send().await.unwrap()).await;
    assert_eq!(summary["profile"]["subject_type"], "企业");
    assert_eq!(summary["applications"][0]["status"], 3);
    assert_eq!(summary["relations"], json!([{ "cat_id": "900109", "status": 1 }]));
    assert_eq!(summary["brands"], json!([{ "brand_id": "10009001", "status": 3 }]));
    let product = &summary["products"][0];
    assert_eq!((&product["product_id"], &product["edit_status"]), (&json!(product_id), &json!(1)));
}
