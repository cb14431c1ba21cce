//! One test per endpoint: method, path, query and body as the platform asks for them; our samples read back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod support;

use kaibo_domain::{
    AuditId, AuditStatus, Fen, GoodsSpec, LiveStatus, LiveType, PlatformGoodsId, PlatformRoomId, Price, RoomSpec,
    RoomSwitches,
};
use kaibo_wechat::{CallError, GoodsInfo, GoodsUpdate, MediaId, NotSentCause, RoomInfo, RoomPictures};
use serde_json::json;
use support::{Mock, client, expect};

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("samples/", $name, ".json"))
    };
}

fn goods() -> GoodsSpec {
    GoodsSpec {
        name: "雪纺碎花连衣裙".into(),
        price: Price::Discount { original: Fen(19_900), current: Fen(9_990) },
        path: "pages/goods/index?id=1".into(),
    }
}

fn room() -> RoomInfo {
    let spec = RoomSpec {
        name: "双十二预热专场".into(),
        live_type: LiveType::Push,
        start_s: 1_795_003_600,
        end_s: 1_795_010_800,
        anchor_name: "小开".into(),
        anchor_wechat: "kaibo_anchor".into(),
        switches: RoomSwitches { comment: false, replay: true, feed: false, ..RoomSwitches::default() },
    };
    let media = MediaId::new;
    RoomInfo::from_spec(&spec, &RoomPictures { cover: media("C"), share: media("S"), feeds: media("F") })
}

fn room_json() -> serde_json::Value {
    json!({
        "name": "双十二预热专场", "coverImg": "C", "shareImg": "S", "feedsImg": "F",
        "startTime": 1_795_003_600, "endTime": 1_795_010_800, "anchorName": "小开", "anchorWechat": "kaibo_anchor",
        "isFeedsPublic": 0, "closeLike": 0, "closeGoods": 0, "closeComment": 1, "closeReplay": 0, "closeShare": 0,
        "closeKf": 1
    })
}

#[tokio::test]
async fn media_upload_sends_one_part_named_media() {
    let mock = Mock::start(vec![expect("POST", "/cgi-bin/media/upload?type=image", sample!("media_upload"))]).await;
    let done = client(&mock.base).media_upload(b"\xFF\xD8jpeg", "cover.jpg", "image/jpeg").await.unwrap();
    assert_eq!((done.media_id.as_str(), done.created_at), ("kbMEDIA_0-1aF553DqBk", 1_795_000_000));
    let seen = mock.seen.lock().unwrap().last().unwrap().clone();
    assert!(seen.contains(r#"Content-Disposition: form-data; name="media"; filename="cover.jpg""#), "{seen}");
    assert!(seen.contains("Content-Type: image/jpeg") && seen.contains("jpeg\r\n"), "{seen}");
    assert!(seen.contains("\"user-agent\": \"Kaibo/") && seen.contains("content-length"), "{seen}");
}

#[tokio::test]
async fn media_upload_with_a_nonsense_type_is_not_sent() {
    let mock = Mock::start(vec![]).await;
    let error = client(&mock.base).media_upload(b"x", "a", "no type").await.unwrap_err();
    assert!(matches!(error, CallError::NotSent { cause: NotSentCause::Request(_) }), "{error:?}");
}

#[tokio::test]
async fn media_get_brings_bytes_or_the_refusal() {
    let refusal = r#"{"errcode":40007,"errmsg":"invalid media_id rid: 61725984-6126f6f9-040f19c4"}"#;
    let mock = Mock::start(vec![expect("GET", "/cgi-bin/media/get?media_id=a%20b", refusal)]).await;
    let error = client(&mock.base).media_get(&MediaId::new("a b")).await.unwrap_err();
    assert_eq!((error.errcode(), error.rid()), (Some(40007), Some("61725984-6126f6f9-040f19c4")));

    let jpeg = support::http("200 OK", "image/jpeg", b"\xFF\xD8jpeg");
    let raw = support::Raw::start(support::Fault::Bytes(jpeg)).await;
    assert_eq!(client(&raw.base).media_get(&MediaId::new("a")).await.unwrap(), b"\xFF\xD8jpeg");
}

#[tokio::test]
async fn goods_add_wraps_the_good_and_speaks_yuan() {
    let body = json!({ "goodsInfo": {
        "coverImgUrl": "M", "name": "雪纺碎花连衣裙", "priceType": 3, "price": 199.0, "price2": 99.9,
        "url": "pages/goods/index?id=1&kb=k1"
    }});
    let mock = Mock::start(vec![expect("POST", "/wxaapi/broadcast/goods/add", sample!("goods_add")).body(body)]).await;
    let info = GoodsInfo::from_spec(&goods(), "pages/goods/index?id=1&kb=k1", &MediaId::new("M"));
    let added = client(&mock.base).goods_add(&info).await.unwrap();
    assert_eq!(added, (PlatformGoodsId(1051), AuditId(5_250_227_861_234)));
    // Real UTF-8, no \uXXXX escapes (40033).
    assert!(mock.seen.lock().unwrap().last().unwrap().contains("雪纺碎花连衣裙"));
}

#[tokio::test]
async fn goods_audit_resubmits() {
    let expected =
        expect("POST", "/wxaapi/broadcast/goods/audit", sample!("goods_audit")).body(json!({ "goodsId": 9 }));
    let mock = Mock::start(vec![expected]).await;
    assert_eq!(client(&mock.base).goods_audit(PlatformGoodsId(9)).await, Ok(AuditId(5_250_227_869_999)));
}

#[tokio::test]
async fn goods_reset_audit_withdraws() {
    let body = json!({ "auditId": 525_022_184, "goodsId": 9 });
    let mock =
        Mock::start(vec![expect("POST", "/wxaapi/broadcast/goods/resetaudit", sample!("done")).body(body)]).await;
    client(&mock.base).goods_reset_audit(AuditId(525_022_184), PlatformGoodsId(9)).await.unwrap();
}

#[tokio::test]
async fn goods_delete_names_the_good() {
    let expected = expect("POST", "/wxaapi/broadcast/goods/delete", sample!("done")).body(json!({ "goodsId": 9 }));
    let mock = Mock::start(vec![expected]).await;
    client(&mock.base).goods_delete(PlatformGoodsId(9)).await.unwrap();
}

#[tokio::test]
async fn goods_update_sends_only_what_changes() {
    let price = json!({ "goodsInfo": { "goodsId": 9, "priceType": 1, "price": 0.07 } });
    let all = json!({ "goodsInfo": {
        "goodsId": 9, "name": "雪纺碎花连衣裙", "priceType": 3, "price": 199.0, "price2": 99.9, "url": "p?kb=k1"
    }});
    let path = "/wxaapi/broadcast/goods/update";
    let expected = [price, all].map(|body| expect("POST", path, sample!("done")).body(body));
    let mock = Mock::start(expected.into()).await;
    let client = client(&mock.base);
    client.goods_update(&GoodsUpdate::price(PlatformGoodsId(9), Price::Single(Fen(7)))).await.unwrap();
    client.goods_update(&GoodsUpdate::from_spec(PlatformGoodsId(9), &goods(), "p?kb=k1", None)).await.unwrap();
}

#[tokio::test]
async fn goods_warehouse_reads_fen_in_both_casings() {
    let expected = expect("POST", "/wxa/business/getgoodswarehouse", sample!("goods_warehouse"))
        .body(json!({ "goods_ids": [1051, 1052] }));
    let mock = Mock::start(vec![expected]).await;
    let items = client(&mock.base).goods_warehouse(&[PlatformGoodsId(1051), PlatformGoodsId(1052)]).await.unwrap();
    assert_eq!(items[0].price_form(), Some(Price::Single(Fen(19_900))));
    assert_eq!((items[0].status(), items[0].is_made_by_api()), (Some(AuditStatus::Auditing), true));
    assert_eq!(items[1].price_form(), Some(Price::Discount { original: Fen(9_950), current: Fen(7_950) }));
    assert_eq!((items[1].status(), items[1].is_made_by_api()), (Some(AuditStatus::Approved), false));
    assert_eq!(items[1].third_party_appid.as_deref(), Some("wx0000000000000001"));
}

#[tokio::test]
async fn goods_warehouse_takes_twenty_ids() {
    let mock = Mock::start(vec![]).await;
    let ids: Vec<_> = (0..21).map(PlatformGoodsId).collect();
    let error = client(&mock.base).goods_warehouse(&ids).await.unwrap_err();
    assert!(matches!(error, CallError::NotSent { cause: NotSentCause::Request(_) }));
    assert_eq!(client(&mock.base).goods_warehouse(&[]).await, Ok(vec![]));
}

#[tokio::test]
async fn goods_approved_asks_by_page_and_state() {
    let target = "/wxaapi/broadcast/goods/getapproved?offset=30&limit=30&status=3";
    let mock = Mock::start(vec![expect("GET", target, sample!("goods_approved"))]).await;
    let page = client(&mock.base).goods_approved(30, 30, AuditStatus::Rejected).await.unwrap();
    assert_eq!((page.total, page.goods[0].status()), (68, Some(AuditStatus::Rejected)));
    assert_eq!(page.goods[0].price_form(), Some(Price::Range { low: Fen(19_900), high: Fen(29_900) }));
    assert_eq!(page.goods[0].third_party_appid, None);
}

#[tokio::test]
async fn room_create_counts_zero_as_on() {
    let mut body = room_json();
    body["type"] = json!(1);
    body["subAnchorWechat"] = json!("deputy01");
    let mock =
        Mock::start(vec![expect("POST", "/wxaapi/broadcast/room/create", sample!("room_create")).body(body)]).await;
    let room = RoomInfo { sub_anchor_wechat: Some("deputy01".into()), ..room() };
    let created = client(&mock.base).room_create(&room).await.unwrap();
    assert_eq!((created.room_id, created.qrcode_url), (PlatformRoomId(6209), None));
}

#[tokio::test]
async fn an_unverified_anchor_brings_the_code_to_scan() {
    let path = "/wxaapi/broadcast/room/create";
    let mock = Mock::start(vec![expect("POST", path, sample!("room_create_unverified"))]).await;
    let error = client(&mock.base).room_create(&room()).await.unwrap_err();
    let CallError::Rejected { errcode, errmsg, rid, qrcode_url } = error else { panic!("{error:?}") };
    assert_eq!((errcode, errmsg.as_str()), (300_036, "anchor wechat is not realname verified"));
    assert_eq!(rid.as_deref(), Some("61725984-6126f6f9-040f19c4"));
    assert_eq!(qrcode_url.as_deref(), Some("https://res.wx.qq.com/op_res/verify"));
}

#[tokio::test]
async fn room_edit_leaves_out_what_is_fixed_at_creation() {
    let mut body = room_json();
    body["id"] = json!(811);
    let mock = Mock::start(vec![expect("POST", "/wxaapi/broadcast/room/editroom", sample!("done")).body(body)]).await;
    client(&mock.base).room_edit(PlatformRoomId(811), &room()).await.unwrap();
}

#[tokio::test]
async fn room_delete_names_the_room() {
    let expected = expect("POST", "/wxaapi/broadcast/room/deleteroom", sample!("done")).body(json!({ "id": 811 }));
    let mock = Mock::start(vec![expected]).await;
    client(&mock.base).room_delete(PlatformRoomId(811)).await.unwrap();
}

#[tokio::test]
async fn room_add_goods_names_both() {
    let expected = expect("POST", "/wxaapi/broadcast/room/addgoods", sample!("done"))
        .body(json!({ "ids": [1150, 1111], "roomId": 811 }));
    let mock = Mock::start(vec![expected]).await;
    let ids = [PlatformGoodsId(1150), PlatformGoodsId(1111)];
    client(&mock.base).room_add_goods(PlatformRoomId(811), &ids).await.unwrap();
}

#[tokio::test]
async fn live_info_reads_states_switches_and_shelf() {
    let expected =
        expect("POST", "/wxa/business/getliveinfo", sample!("live_info")).body(json!({ "start": 0, "limit": 100 }));
    let mock = Mock::start(vec![expected]).await;
    let page = client(&mock.base).live_info(0, 100).await.unwrap();
    let [new, old] = page.rooms.as_slice() else { panic!("{page:?}") };
    assert_eq!((page.total, new.roomid, new.status()), (2, PlatformRoomId(6209), Some(LiveStatus::NotStarted)));
    assert_eq!((new.live_type(), new.goods[0].price_form()), (Some(LiveType::Phone), Some(Price::Single(Fen(19_900)))));
    let switches = new.switches(RoomSwitches { share: false, ..RoomSwitches::default() });
    assert_eq!((switches.like, switches.comment, switches.share, switches.feed), (true, false, false, false));
    assert_eq!((old.roomid, old.status(), old.goods.len()), (PlatformRoomId(6208), None, 0));
    assert_eq!(old.switches(RoomSwitches::default()), RoomSwitches::default());
}

#[tokio::test]
async fn no_rooms_at_all_is_an_empty_page() {
    let path = "/wxa/business/getliveinfo";
    let replies = [sample!("live_info_empty"), r#"{"errcode":1,"errmsg":"no room"}"#, r#"{"errcode":0,"total":0}"#];
    let mock = Mock::start(replies.map(|reply| expect("POST", path, reply)).into()).await;
    let client = client(&mock.base);
    for _ in replies {
        let page = client.live_info(0, 10).await.unwrap();
        assert_eq!((page.total, page.rooms.len()), (0, 0));
    }
}

#[tokio::test]
async fn room_shared_code_encodes_its_parameters_once() {
    let path = "/wxaapi/broadcast/room/getsharedcode";
    let mock = Mock::start(vec![
        expect("GET", "/wxaapi/broadcast/room/getsharedcode?roomId=6209", sample!("room_shared_code")),
        expect(
            "GET",
            "/wxaapi/broadcast/room/getsharedcode?roomId=6209&params=%7B%22from%22%3A%22%E5%BC%80%22%7D",
            r#"{"errmsg":"invalid param","errcode":1001}"#,
        ),
    ])
    .await;
    let client = client(&mock.base);
    let code = client.room_shared_code(PlatformRoomId(6209), None).await.unwrap();
    assert_eq!(code.cdn_url, "http://mmbiz.qpic.cn/code/0", "{path}");
    let refused = client.room_shared_code(PlatformRoomId(6209), Some(r#"{"from":"开"}"#)).await;
    assert_eq!(refused.unwrap_err().errcode(), Some(1001));
}

#[tokio::test]
async fn room_push_url_is_split_for_obs_and_hides_its_key() {
    let target = "/wxaapi/broadcast/room/getpushurl?roomId=6209";
    let replies = [sample!("room_push_url"), r#"{"errcode":0,"pushAddr":"nonsense"}"#];
    let mock = Mock::start(replies.map(|reply| expect("GET", target, reply)).into()).await;
    let client = client(&mock.base);
    let push = client.room_push_url(PlatformRoomId(6209)).await.unwrap();
    assert_eq!(push.server, "rtmp://wxalivepush.weixin.qq.com/live/");
    assert!(push.key.expose().starts_with("wx0000000000000001-6209?txSecret=5da4"));
    assert_eq!(push.expires_s, Some(0x5fc4_f631));
    assert!(!format!("{push:?}").contains("5da4"));
    let error = client.room_push_url(PlatformRoomId(6209)).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown { .. }) && !error.to_string().contains("nonsense"), "{error}");
}
