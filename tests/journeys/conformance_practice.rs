//! Client and practice platform against each other over real HTTP, and the platform's replies against recorded samples.
//!
//! The recorded samples stand outside the repository (`../shared/samples`); where they are absent the test says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a test that reports")]

use kaibo_domain::{
    AuditStatus, Fen, GoodsSpec, LiveType, PlatformGoodsId, PlatformRoomId, Price, Role, RoomSpec, RoomSwitches,
    platform::endpoint,
};
use kaibo_sandbox::{Account, FaultKind, PRACTICE_APP_ID, PRACTICE_SECRET, Sandbox, SandboxConfig};
use kaibo_wechat::{
    CallError, Client, ClientConfig, CodeStyle, GoodsInfo, GoodsUpdate, LinkEnd, LinkTarget, NewAssistant, RoleQuery,
    RoomInfo, RoomPictures, Route, Secret, Timeouts, UnknownCause, WxacodeUnlimitBody,
};
use rstest::rstest;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

const DEPUTY: &str = "kaibo_deputy";

struct Shop {
    platform: Sandbox,
    client: Client,
    http: reqwest::Client,
}

impl Shop {
    async fn open() -> Shop {
        let platform = Sandbox::start(SandboxConfig::default()).await.unwrap();
        platform.set_account(Account { customer_service: true, ..Account::default() });
        let (connect, call, media) = (Duration::from_secs(1), Duration::from_secs(1), Duration::from_secs(5));
        let config = ClientConfig {
            base_url: platform.base_url().to_owned(),
            app_id: PRACTICE_APP_ID.to_owned(),
            app_secret: Secret::new(PRACTICE_SECRET),
            timeouts: Timeouts { connect, call, media },
            route: Route::default(),
        };
        let now_ms = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
        let client = Client::new(config, Arc::new(now_ms)).unwrap();
        Shop { platform, client, http: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    async fn pictures(&self) -> RoomPictures {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x0a\0\0\0\x0a\x08\x02\0\0\0";
        let picture = self.client.media_upload(png, "a.png", "image/png").await.unwrap().media_id;
        RoomPictures { cover: picture.clone(), share: picture.clone(), feeds: picture }
    }

    /// A push room in an hour.
    async fn room(&self) -> (PlatformRoomId, RoomInfo) {
        let start_s = self.platform.now_ms() / 1000 + 3600;
        let spec = RoomSpec {
            name: "双十二预热专场".into(),
            live_type: LiveType::Push,
            start_s,
            end_s: start_s + 7200,
            anchor_name: "小开".into(),
            anchor_wechat: "kaibo_anchor".into(),
            switches: RoomSwitches::default(),
        };
        let room = RoomInfo::from_spec(&spec, &self.pictures().await);
        (self.client.room_create(&room).await.unwrap().room_id, room)
    }

    /// A good that has passed its audit.
    async fn good(&self) -> PlatformGoodsId {
        let cover = self.pictures().await.cover;
        let price = Price::Single(Fen(9_950));
        let spec = GoodsSpec { name: "雪纺碎花连衣裙".into(), price, path: "pages/goods/index?id=1".into() };
        let (good, _) = self.client.goods_add(&GoodsInfo::from_spec(&spec, &spec.path, &cover)).await.unwrap();
        self.platform.advance_ms(4000);
        good
    }

    async fn set_live_status(&self, room: PlatformRoomId, live_status: i64) {
        let body = json!({ "room_id": room, "live_status": live_status }).to_string();
        let url = format!("{}/_practice/room", self.platform.base_url());
        assert_eq!(self.http.post(url).body(body).send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn the_client_makes_every_call_of_the_platform() {
    let shop = Shop::open().await;
    goods(&shop).await;
    room(&shop).await;
    account(&shop).await;
    let received: BTreeSet<String> = shop.platform.counts().received.into_keys().collect();
    // /cgi-bin/token would retire the token of everyone else on the same AppID.
    let known = endpoint::ALL.iter().filter(|known| **known != endpoint::TOKEN);
    let missing: Vec<&str> = known.map(|known| known.path).filter(|path| !received.contains(*path)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

async fn goods(shop: &Shop) {
    let client = &shop.client;
    let cover = shop.pictures().await.cover;
    assert!(client.media_get(&cover).await.unwrap().starts_with(b"\x89PNG"));
    let price = Price::Single(Fen(9_950));
    let spec = GoodsSpec { name: "雪纺碎花连衣裙".into(), price, path: "pages/goods/index?id=1".into() };
    let (good, audit) = client.goods_add(&GoodsInfo::from_spec(&spec, &spec.path, &cover)).await.unwrap();
    client.goods_reset_audit(audit, good).await.unwrap();
    client.goods_update(&GoodsUpdate::price(good, Price::Single(Fen(8_800)))).await.unwrap();
    client.goods_audit(good).await.unwrap();
    shop.platform.advance_ms(4000);
    let found = client.goods_warehouse(&[good]).await.unwrap();
    assert_eq!(
        (found[0].status(), found[0].price_form()),
        (Some(AuditStatus::Approved), Some(Price::Single(Fen(8_800))))
    );
    assert_eq!(client.goods_approved(0, 30, AuditStatus::Approved).await.unwrap().total, 1);
    client.goods_set_key(&["key".to_owned()]).await.unwrap();
    assert_eq!(client.goods_get_key().await.unwrap(), ["key"]);
    client.goods_delete(good).await.unwrap();
}

async fn room(shop: &Shop) {
    let client = &shop.client;
    let (first, second) = (shop.good().await, shop.good().await);
    let (room, info) = shop.room().await;
    client.room_edit(room, &RoomInfo { name: "改期的直播间".into(), ..info }).await.unwrap();
    client.sub_anchor_add(room, "someone_else").await.unwrap();
    client.sub_anchor_modify(room, DEPUTY).await.unwrap();
    assert_eq!(client.sub_anchor(room).await.unwrap().as_deref(), Some(DEPUTY));
    client.sub_anchor_delete(room).await.unwrap();
    let helper = NewAssistant { username: "kaibo_helper".into(), nickname: "小美".into() };
    client.assistant_add(room, std::slice::from_ref(&helper)).await.unwrap();
    client.assistant_modify(room, &helper).await.unwrap();
    assert_eq!(client.assistants(room).await.unwrap().list[0].alias, "kaibo_helper");
    client.assistant_remove(room, "kaibo_helper").await.unwrap();
    client.room_update_comment(room, true).await.unwrap();
    client.room_update_feed_public(room, false).await.unwrap();
    client.room_update_kf(room, true).await.unwrap();
    client.room_update_replay(room, true).await.unwrap();
    client.room_add_goods(room, &[first, second]).await.unwrap();
    client.shelf_sort(room, &[second, first]).await.unwrap();
    client.shelf_on_sale(room, second, false).await.unwrap();
    let listed = client.live_info(0, 10).await.unwrap().rooms.remove(0);
    let switches = listed.switches(RoomSwitches::default());
    assert!(listed.name == "改期的直播间" && switches.service && switches.replay && !switches.feed);
    assert_eq!(listed.goods.iter().map(|good| good.goods_id).collect::<Vec<_>>(), [second, first]);
    assert!(client.room_shared_code(room, None).await.unwrap().page_path.ends_with(&format!("room_id={room}")));
    assert!(client.room_push_url(room).await.unwrap().key.expose().contains("txSecret="));

    shop.set_live_status(room, 101).await;
    client.shelf_push(room, first).await.unwrap();
    shop.platform.advance_ms(60_000);
    assert!(client.shelf_video(room, first).await.unwrap().ends_with(".mp4"));
    client.shelf_delete(room, second).await.unwrap();
    let body = json!({ "room_id": room, "count": 3 }).to_string();
    let url = format!("{}/_practice/followers", shop.platform.base_url());
    assert_eq!(shop.http.post(url).body(body).send().await.unwrap().status(), 200);
    let page = client.followers(2, None).await.unwrap();
    assert_eq!((page.followers.len(), client.followers(2, page.page_break).await.unwrap().followers.len()), (2, 1));
    assert!(!client.push_message(room, &[page.followers[0].openid.clone()]).await.unwrap().message_id.is_empty());
    shop.set_live_status(room, 103).await;
    shop.platform.advance_ms(10 * 60_000);
    assert_eq!(client.live_replay(room, 0, 10).await.unwrap().files.len(), 2);
    client.room_delete(room).await.unwrap();
}

async fn account(shop: &Shop) {
    let client = &shop.client;
    client.role_add("kaibo_clerk", Role::Operator).await.unwrap();
    let error = client.role_add("unverified_1", Role::Anchor).await.unwrap_err();
    assert!(matches!(&error, CallError::Rejected { errcode: 400_002, qrcode_url: Some(_), .. }), "{error:?}");
    let wanted = RoleQuery { role: Some(Role::Operator), ..RoleQuery::default() };
    assert_eq!(client.roles(&wanted).await.unwrap().list[0].username, "ka****rk");
    client.role_delete("kaibo_clerk", Role::Operator).await.unwrap();
    let kept = client.rid_info(error.rid().unwrap()).await.unwrap();
    assert!(kept.request_body.contains("unverified_1") && kept.response_body.contains("400002"));
    assert_eq!(client.api_quota(endpoint::ROLE_ADD).await.unwrap().quota.used, 2);
    client.api_quota_clear(endpoint::ROLE_ADD).await.unwrap();
    assert_eq!(client.api_quota(endpoint::ROLE_ADD).await.unwrap().quota.used, 0);
    client.clear_quota().await.unwrap();
    client.clear_quota_v2().await.unwrap();
    let style = CodeStyle { width: Some(280), ..CodeStyle::default() };
    let code = WxacodeUnlimitBody { scene: "room=33", page: None, check_path: true, style };
    assert!(client.wxacode_unlimit(&code).await.unwrap().starts_with(b"\x89PNG"));
    assert!(client.wxacode("pages/live/index?room=33", CodeStyle::default()).await.unwrap().starts_with(b"\x89PNG"));
    let target = LinkTarget { path: "pages/live/index".into(), query: "room=33".into() };
    let end = LinkEnd::At(shop.platform.now_ms() / 1000 + 3600);
    assert!(client.generate_scheme(&target, end).await.unwrap().starts_with("weixin://"));
    assert!(client.generate_urllink(&target, LinkEnd::AfterDays(7)).await.unwrap().starts_with("https://"));
}

/// What the client makes of each fault of room/deleteroom, and whether the room is gone.
#[rstest]
#[case(FaultKind::DropBefore, "unknown", false)]
#[case(FaultKind::DropAfter, "unknown", true)]
#[case(FaultKind::Truncated, "unknown", true)]
#[case(FaultKind::TrickleMs(200), "unknown", true)]
#[case(FaultKind::Huge, "unknown", true)]
#[case(FaultKind::Malformed, "unknown", true)]
#[case(FaultKind::WrongType, "unknown", true)]
#[case(FaultKind::MinusOneAfter, "unknown", true)]
#[case(FaultKind::Http502After, "unknown", true)]
#[case(FaultKind::Http503, "unknown", false)]
#[case(FaultKind::HttpStatus(500), "unknown", false)]
#[case(FaultKind::LatencyMs(1300), "unknown", true)]
#[case(FaultKind::TokenInvalid, "done", true)]
#[case(FaultKind::QuotaDaily, "rejected 45009", false)]
#[case(FaultKind::QuotaMinute, "rejected 45011", false)]
#[case(FaultKind::IpRefused, "rejected 40164", false)]
#[case(FaultKind::Errcode(300_023), "rejected 300023", false)]
#[tokio::test]
async fn faults(#[case] kind: FaultKind, #[case] meaning: &str, #[case] is_gone: bool) {
    let shop = Shop::open().await;
    let (room, _) = shop.room().await;
    shop.platform.faults().arm(endpoint::ROOM_DELETE.path, kind, 1);
    let seen = match shop.client.room_delete(room).await {
        Ok(()) => "done".to_owned(),
        Err(CallError::Unknown { cause }) => {
            assert_eq!(matches!(cause, UnknownCause::TooLarge), kind == FaultKind::Huge, "{cause:?}");
            "unknown".to_owned()
        }
        Err(CallError::Rejected { errcode, .. }) => format!("rejected {errcode}"),
        Err(CallError::NotSent { cause }) => format!("not sent: {cause}"),
    };
    assert_eq!(seen, meaning);
    // A call that was given up is executed all the same when its latency is over.
    for _ in 0..100 {
        if !is_gone || shop.platform.live_status(room.0).is_none() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(shop.platform.live_status(room.0).is_none(), is_gone);
}

/// Fields with their JSON types, of nested objects and of the first element of lists too.
fn fields(value: &Value, path: &str, found: &mut BTreeSet<(String, &'static str)>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(list) => {
            list.iter().take(1).for_each(|first| fields(first, &format!("{path}[]"), found));
            "list"
        }
        Value::Object(object) => {
            object.iter().for_each(|(name, inner)| fields(inner, &format!("{path}.{name}"), found));
            "object"
        }
    };
    found.insert((path.to_owned(), kind));
}

#[tokio::test]
async fn replies_have_the_fields_of_recorded_ones() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    if !samples.is_dir() {
        return println!("recorded samples are absent ({}): nothing was checked", samples.display());
    }
    let shop = Shop::open().await;
    let (room, good) = (shop.room().await.0, shop.good().await);
    shop.client.room_add_goods(room, &[good]).await.unwrap();
    shop.client.room_update_replay(room, true).await.unwrap();
    let helper = NewAssistant { username: "kaibo_helper".into(), nickname: "小美".into() };
    shop.client.assistant_add(room, &[helper]).await.unwrap();
    shop.set_live_status(room, 101).await;
    shop.client.shelf_push(room, good).await.unwrap();
    let body = json!({ "room_id": room, "count": 1 }).to_string();
    shop.http.post(format!("{}/_practice/followers", shop.platform.base_url())).body(body).send().await.unwrap();
    shop.platform.advance_ms(60_000);
    let refused = shop.client.room_delete(room).await.unwrap_err();
    let credentials =
        json!({ "grant_type": "client_credential", "appid": PRACTICE_APP_ID, "secret": PRACTICE_SECRET }).to_string();
    let url = format!("{}/cgi-bin/stable_token", shop.platform.base_url());
    let reply = shop.http.post(url).body(credentials).send().await.unwrap().text().await.unwrap();
    let token = serde_json::from_str::<Value>(&reply).unwrap()["access_token"].as_str().unwrap().to_owned();

    let page = json!({ "start": 0, "limit": 10 });
    let named = json!({ "roomId": room, "goodsId": good });
    let target = json!({ "path": "pages/live/index" });
    for (asked, query, body, sample) in [
        (endpoint::LIVE_INFO, String::new(), page, "WxaBusiness/LiveBroadcast/WxaBusinessGetLiveInfo"),
        (endpoint::FOLLOWERS, String::new(), json!({}), "WxaBusiness/LiveBroadcast/WxaBusinessGetWxaFollowers"),
        (
            endpoint::PUSH_MESSAGE,
            String::new(),
            json!({ "room_id": room, "user_openid": ["o"] }),
            "WxaBusiness/LiveBroadcast/WxaBusinessPushMessage",
        ),
        (
            endpoint::GOODS_WAREHOUSE,
            String::new(),
            json!({ "goods_ids": [good] }),
            "WxaApi/LiveBroadcast/Goods/WxaApiBroadcastGetGoodsWarehouse",
        ),
        (
            endpoint::GOODS_APPROVED,
            "&offset=0&status=2".into(),
            Value::Null,
            "WxaApi/LiveBroadcast/Goods/WxaApiBroadcastGoodsGetApproved",
        ),
        (endpoint::ROLE_LIST, String::new(), Value::Null, "WxaApi/LiveBroadcast/Role/WxaApiBroadcastRoleGetRoleList"),
        (
            endpoint::SUB_ANCHOR,
            format!("&roomId={room}"),
            Value::Null,
            "WxaApi/LiveBroadcast/RoomAnchor/WxaApiBroadcastRoomGetSubAnchor",
        ),
        (
            endpoint::ASSISTANT_LIST,
            format!("&roomId={room}"),
            Value::Null,
            "WxaApi/LiveBroadcast/RoomAssistant/WxaApiBroadcastRoomGetAssistantList",
        ),
        (endpoint::SHELF_VIDEO, String::new(), named, "WxaApi/LiveBroadcast/RoomGoods/WxaApiBroadcastGoodsGetVideo"),
        (
            endpoint::ROOM_PUSH_URL,
            format!("&roomId={room}"),
            Value::Null,
            "WxaApi/LiveBroadcast/WxaApiBroadcastRoomGetPushUrl",
        ),
        (
            endpoint::ROOM_SHARED_CODE,
            format!("&roomId={room}"),
            Value::Null,
            "WxaApi/LiveBroadcast/WxaApiBroadcastRoomGetSharedCode",
        ),
        (
            endpoint::API_QUOTA_GET,
            String::new(),
            json!({ "cgi_path": endpoint::LIVE_INFO.path }),
            "CgibinOpenApi/CgibinOpenApiQuotaGet",
        ),
        (endpoint::RID_GET, String::new(), json!({ "rid": refused.rid() }), "CgibinOpenApi/CgibinOpenApiRequestIdGet"),
        (endpoint::SCHEME, String::new(), json!({ "jump_wxa": target }), "Wxa/UrlScheme/WxaGenerateScheme"),
        (endpoint::URL_LINK, String::new(), target, "Wxa/UrlLink/WxaGenerateUrlLink"),
    ] {
        let url = format!("{}{}?access_token={token}{query}", shop.platform.base_url(), asked.path);
        let request = match asked.verb {
            endpoint::Verb::Get => shop.http.get(url),
            endpoint::Verb::Post => shop.http.post(url).body(body.to_string()),
        };
        let reply = request.send().await.unwrap().text().await.unwrap();
        let file = std::fs::read_to_string(samples.join(format!("{sample}Response.json"))).unwrap();
        let (mut theirs, mut ours) = (BTreeSet::new(), BTreeSet::new());
        fields(&serde_json::from_str(file.trim_start_matches('\u{feff}')).unwrap(), "", &mut theirs);
        fields(&serde_json::from_str(&reply).unwrap(), "", &mut ours);
        let missing: Vec<_> = theirs.difference(&ours).collect();
        assert!(missing.is_empty(), "{}: {missing:?} missing in {reply}", asked.path);
    }
}
