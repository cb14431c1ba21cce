//! The client's types against recorded samples of the platform's JSON.
//!
//! The recorded samples stand outside the repository (`../shared/samples`); where they are absent the test says so and
//! holds against our own samples alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a test that reports")]

use kaibo_domain::{
    AuditId, Fen, GoodsSpec, LiveType, PlatformGoodsId, PlatformRoomId, Price, Role, RoomSpec, RoomSwitches,
};
use kaibo_wechat::{
    ApiQuota, AssistantList, Done, FollowerPage, GoodsInfo, GoodsPage, GoodsUpdate, LiveInfoPage, LiveReplayPage,
    MediaId, MediaUploaded, MemberPage, MessagePushed, NewAssistant, Outcome, PushUrl, Reply, RoomCreated, RoomInfo,
    RoomPictures, SharedCode,
    assistant::{AssistantAddBody, AssistantModifyBody, AssistantRemoveBody},
    code::{SchemeLink, UrlLink},
    deputy::{RoomIdBody, SubAnchor, SubAnchorBody},
    follower::{FollowersBody, PushMessageBody},
    goods::{AuditBegun, GoodsAdded, GoodsBody, GoodsIdBody, ResetAuditBody, WarehouseBody},
    live::{LiveInfoBody, LiveReplayBody},
    quota::{CgiPathBody, ClearQuotaBody, RidBody},
    read,
    role::RoleBody,
    room::{PushAddress, RoomCreateBody, RoomDeleteBody, RoomEditBody},
    shelf::{GoodsVideo, OnSaleBody, RoomAddGoodsBody, ShelfGoodsBody, SortBody},
    switches::{UpdateCommentBody, UpdateFeedPublicBody, UpdateKfBody, UpdateReplayBody},
    token::TokenReply,
};
use serde::Serialize;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The recorded samples, or `None` with a word about it.
fn recorded() -> Option<PathBuf> {
    let folder = root().join("../shared/samples");
    if !folder.is_dir() {
        println!("recorded samples are absent ({}): only our own were checked", folder.display());
        return None;
    }
    Some(folder)
}

fn parse<T: Reply>(file: &Path) -> T {
    let body = fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    read(Outcome::Answered { status: 200, body: &body }).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn our_own_samples_parse() {
    let own = |name: &str| root().join("src-tauri/crates/wechat/tests/samples").join(name);
    parse::<TokenReply>(&own("stable_token.json"));
    parse::<MediaUploaded>(&own("media_upload.json"));
    parse::<GoodsAdded>(&own("goods_add.json"));
    parse::<AuditBegun>(&own("goods_audit.json"));
    parse::<Done>(&own("done.json"));
    assert_eq!(parse::<GoodsPage>(&own("goods_warehouse.json")).goods.len(), 2);
    assert_eq!(parse::<GoodsPage>(&own("goods_approved.json")).goods.len(), 1);
    parse::<RoomCreated>(&own("room_create.json"));
    assert_eq!(parse::<LiveInfoPage>(&own("live_info.json")).rooms.len(), 2);
    assert!(parse::<LiveInfoPage>(&own("live_info_empty.json")).rooms.is_empty());
    parse::<SharedCode>(&own("room_shared_code.json"));
    assert!(PushUrl::try_from(parse::<PushAddress>(&own("room_push_url.json"))).is_ok());
}

#[test]
fn recorded_replies_parse() {
    let Some(samples) = recorded() else { return };
    let live = |name: &str| samples.join("WxaApi/LiveBroadcast").join(name);
    assert_eq!(parse::<TokenReply>(&samples.join("Cgibin/CgibinTokenResponse.json")).expires_in, 7200);
    let media: MediaUploaded = parse(&samples.join("CgibinMedia/CgibinMediaUploadResponse.json"));
    assert_eq!((media.media_id.as_str(), media.created_at), ("MEDIA_ID", 123_456_789));
    let added: GoodsAdded = parse(&live("Goods/WxaApiBroadcastGoodsAddResponse.json"));
    assert_eq!((added.goods_id, added.audit_id), (PlatformGoodsId(51), AuditId(525_022_786)));
    let audit: AuditBegun = parse(&live("Goods/WxaApiBroadcastGoodsAuditResponse.json"));
    assert_eq!(audit.audit_id, AuditId(525_022_184));
    for name in ["GetGoodsWarehouse", "GoodsGetApproved"] {
        let page: GoodsPage = parse(&live(&format!("Goods/WxaApiBroadcast{name}Response.json")));
        let good = &page.goods[0];
        assert_eq!((good.goods_id, good.price_form()), (PlatformGoodsId(9), Some(Price::Single(Fen(12_300)))));
        assert_eq!((good.cover_img_url.as_str(), good.price_type), ("xxxx", 1));
    }
    let created: RoomCreated = parse(&live("WxaApiBroadcastRoomCreateResponse.json"));
    assert!(created.room_id == PlatformRoomId(33) && created.qrcode_url.is_some());
    let code: SharedCode = parse(&live("WxaApiBroadcastRoomGetSharedCodeResponse.json"));
    assert!(!code.cdn_url.is_empty() && !code.page_path.is_empty() && !code.poster_url.is_empty());
    let push = PushUrl::try_from(parse::<PushAddress>(&live("WxaApiBroadcastRoomGetPushUrlResponse.json"))).unwrap();
    assert_eq!((push.server.as_str(), push.expires_s), ("rtmp://wxalivepush.weixin.qq.com/live/", Some(0x5fc4_f631)));
    let page: LiveInfoPage = parse(&samples.join("WxaBusiness/LiveBroadcast/WxaBusinessGetLiveInfoResponse.json"));
    let room = &page.rooms[0];
    assert_eq!((room.roomid, room.status().map(|status| status.wire())), (PlatformRoomId(1), Some(101)));
    assert_eq!(room.goods[0].price_form(), Some(Price::Single(Fen(1_889))));
    let replays = samples.join("WxaBusiness/LiveBroadcast/WxaBusinessGetLiveReplayResponse.json");
    assert_eq!(parse::<LiveReplayPage>(&replays).files.len(), 1);
    let deputy: SubAnchor = parse(&live("RoomAnchor/WxaApiBroadcastRoomGetSubAnchorResponse.json"));
    assert_eq!(deputy.username.as_deref(), Some("testwechat"));
    let crew: AssistantList = parse(&live("RoomAssistant/WxaApiBroadcastRoomGetAssistantListResponse.json"));
    assert_eq!((crew.max_count, crew.list[0].alias.as_str()), (10, "wechat"));
    let video: GoodsVideo = parse(&live("RoomGoods/WxaApiBroadcastGoodsGetVideoResponse.json"));
    assert_eq!(video.url, "https://xx");
    let quota: ApiQuota = parse(&samples.join("CgibinOpenApi/CgibinOpenApiQuotaGetResponse.json"));
    assert_eq!((quota.quota.daily_limit, quota.rate_limit), (0, None));
    let link = |name: &str| samples.join(format!("Wxa/{name}Response.json"));
    assert_eq!(parse::<SchemeLink>(&link("UrlScheme/WxaGenerateScheme")).openlink, "Scheme");
    assert_eq!(parse::<UrlLink>(&link("UrlLink/WxaGenerateUrlLink")).url_link, "URL Link");
    let members: MemberPage = parse(&live("Role/WxaApiBroadcastRoleGetRoleListResponse.json"));
    assert_eq!(members.list[0].roles().collect::<Vec<_>>(), [Role::Anchor, Role::Operator]);
    let business = |name: &str| samples.join(format!("WxaBusiness/LiveBroadcast/WxaBusiness{name}Response.json"));
    assert_eq!(parse::<FollowerPage>(&business("GetWxaFollowers")).followers.len(), 2);
    assert_eq!(parse::<MessagePushed>(&business("PushMessage")).message_id, "message_id");
}

/// Names of all fields, nested ones with their path.
fn names(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Value::Object(object) = value {
        for (name, inner) in object {
            found.insert(name.clone());
            found.extend(names(inner).into_iter().map(|nested| format!("{name}.{nested}")));
        }
    }
    found
}

/// A JSON type, whole and broken numbers alike.
fn kinds(value: &Value, path: &str, found: &mut Vec<(String, &'static str)>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(object) => {
            object.iter().for_each(|(name, inner)| kinds(inner, &format!("{path}.{name}"), found));
            "object"
        }
    };
    found.push((path.to_owned(), kind));
}

/// Our request with every optional field set must have exactly the sample's fields, of the same JSON types;
fn compare(sample: &Path, ours: &impl Serialize) {
    let text = fs::read_to_string(sample).unwrap_or_else(|error| panic!("{}: {error}", sample.display()));
    let sample_json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
    let ours = serde_json::to_value(ours).unwrap();
    let expected = names(&sample_json);
    assert_eq!(names(&ours), expected, "{}", sample.display());
    let (mut theirs, mut own) = (Vec::new(), Vec::new());
    kinds(&sample_json, "", &mut theirs);
    kinds(&ours, "", &mut own);
    for kind in theirs {
        assert!(own.contains(&kind), "{}: {kind:?}", sample.display());
    }
}

#[test]
fn recorded_requests_have_our_fields() {
    let Some(samples) = recorded() else { return };
    let goods = |name: &str| samples.join(format!("WxaApi/LiveBroadcast/Goods/WxaApiBroadcast{name}Request.json"));
    let room = |name: &str| samples.join(format!("WxaApi/LiveBroadcast/WxaApiBroadcastRoom{name}Request.json"));
    let (goods_id, audit_id, room_id) = (PlatformGoodsId(9), AuditId(525_022_184), PlatformRoomId(811));
    let media = MediaId::new("M");

    let price = Price::Range { low: Fen(9_950), high: Fen(15_050) };
    let spec = GoodsSpec { name: "TIT茶杯".into(), price, path: "pages/index/index".into() };
    let info = GoodsInfo::from_spec(&spec, &spec.path, &media);
    compare(&goods("GoodsAdd"), &GoodsBody { goods_info: &info });
    let update = GoodsUpdate::from_spec(goods_id, &spec, &spec.path, Some(&media));
    compare(&goods("GoodsUpdate"), &GoodsBody { goods_info: &update });
    compare(&goods("GoodsAudit"), &GoodsIdBody { goods_id });
    compare(&goods("GoodsDelete"), &GoodsIdBody { goods_id });
    compare(&goods("GoodsResetAudit"), &ResetAuditBody { audit_id, goods_id });
    compare(&goods("GetGoodsWarehouse"), &WarehouseBody { goods_ids: &[goods_id] });

    let spec = RoomSpec {
        name: "测试直播房间1".into(),
        live_type: LiveType::Push,
        start_s: 1_588_237_130,
        end_s: 1_588_240_730,
        anchor_name: "zefzhang1".into(),
        anchor_wechat: "WxgQiao_04".into(),
        switches: RoomSwitches::default(),
    };
    let pictures = RoomPictures { cover: media.clone(), share: media.clone(), feeds: media };
    let mut info = RoomInfo::from_spec(&spec, &pictures);
    info.sub_anchor_wechat = Some("WxgQiao_03".into());
    info.creater_wechat = Some("test_creater".into());
    compare(&room("Create"), &RoomCreateBody::from(&info));
    compare(&room("EditRoom"), &RoomEditBody { id: room_id, info: &info });
    compare(&room("DeleteRoom"), &RoomDeleteBody { id: room_id });
    let shelf = samples.join("WxaApi/LiveBroadcast/RoomGoods/WxaApiBroadcastRoomAddGoodsRequest.json");
    compare(&shelf, &RoomAddGoodsBody { ids: &[goods_id], room_id });
    let list = samples.join("WxaBusiness/LiveBroadcast/WxaBusinessGetLiveInfoRequest.json");
    compare(&list, &LiveInfoBody { start: 0, limit: 10 });
}

#[test]
fn recorded_requests_around_a_room_have_our_fields() {
    let Some(samples) = recorded() else { return };
    let live = |name: &str| samples.join(format!("WxaApi/LiveBroadcast/{name}Request.json"));
    let (goods_id, room_id) = (PlatformGoodsId(1), PlatformRoomId(6474));
    for name in ["AddSubAnchor", "ModifySubAnchor"] {
        let body = SubAnchorBody { room_id, username: "lintest2" };
        compare(&live(&format!("RoomAnchor/WxaApiBroadcastRoom{name}")), &body);
    }
    compare(&live("RoomAnchor/WxaApiBroadcastRoomDeleteSubAnchor"), &RoomIdBody { room_id });
    let assistant = NewAssistant { username: "testwechat".into(), nickname: "testnick".into() };
    let crew = |name: &str| live(&format!("RoomAssistant/WxaApiBroadcastRoom{name}Assistant"));
    compare(&crew("Add"), &AssistantAddBody { room_id, users: std::slice::from_ref(&assistant) });
    compare(&crew("Modify"), &AssistantModifyBody { room_id, assistant: &assistant });
    compare(&crew("Remove"), &AssistantRemoveBody { room_id, username: "testwechat" });
    let shelf = |name: &str| live(&format!("RoomGoods/WxaApiBroadcastGoods{name}"));
    for name in ["DeleteInRoom", "GetVideo", "Push"] {
        compare(&shelf(name), &ShelfGoodsBody { room_id, goods_id });
    }
    compare(&shelf("OnSale"), &OnSaleBody { room_id, goods_id, on_sale: 0 });
    compare(&shelf("Sort"), &SortBody::new(room_id, &[goods_id]));
    compare(&live("WxaApiBroadcastRoomUpdateComment"), &UpdateCommentBody { room_id, ban_comment: 1 });
    compare(&live("WxaApiBroadcastRoomUpdateFeedPublic"), &UpdateFeedPublicBody { room_id, is_feeds_public: 0 });
    compare(&live("WxaApiBroadcastRoomUpdateKf"), &UpdateKfBody { room_id, close_kf: 0 });
    compare(&live("WxaApiBroadcastRoomUpdateReplay"), &UpdateReplayBody { room_id, close_replay: 0 });
    let replays = samples.join("WxaBusiness/LiveBroadcast/WxaBusinessGetLiveReplayRequest.json");
    compare(&replays, &LiveReplayBody::new(room_id, 0, 10));
    for name in ["AddRole", "DeleteRole"] {
        compare(&live(&format!("Role/WxaApiBroadcastRole{name}")), &RoleBody { username: "test_1", role: 1 });
    }
    let account = |name: &str| samples.join(format!("CgibinOpenApi/Cgibin{name}Request.json"));
    compare(&account("ClearQuota"), &ClearQuotaBody { appid: "APPID" });
    compare(&account("OpenApiQuotaGet"), &CgiPathBody { cgi_path: "/wxa/gettemplatedraftlist" });
    compare(&account("OpenApiRequestIdGet"), &RidBody { rid: "61725984-6126f6f9-040f19c4" });
    let business = |name: &str| samples.join(format!("WxaBusiness/LiveBroadcast/WxaBusiness{name}Request.json"));
    compare(&business("GetWxaFollowers"), &FollowersBody { limit: 200, page_break: Some(0) });
    compare(&business("PushMessage"), &PushMessageBody { room_id, user_openid: &["openid1".into()] });
}
