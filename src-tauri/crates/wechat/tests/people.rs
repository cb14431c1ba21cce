//! Members, subscribers and widget keys: one test per endpoint, with method, path, query and body.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod support;

use kaibo_domain::{PlatformRoomId, Role};
use kaibo_wechat::{CallError, NotSentCause, RoleQuery};
use serde_json::json;
use support::{Mock, client, expect};

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("samples/", $name, ".json"))
    };
}

#[tokio::test]
async fn a_role_is_given() {
    let path = "/wxaapi/broadcast/role/addrole";
    let with_code = r#"{"errcode":0,"codeurl":"https://res.wx.qq.com/op_res/verify"}"#;
    let refused = r#"{"errmsg":"unverified","errcode":400002,"codeurl":"https://res.wx.qq.com/op_res/verify"}"#;
    let body = json!({ "username": "kaibo_anchor", "role": 2 });
    let replies = [sample!("done"), with_code, refused];
    let mock = Mock::start(replies.map(|reply| expect("POST", path, reply).body(body.clone())).into()).await;
    let client = client(&mock.base);
    let code = Some("https://res.wx.qq.com/op_res/verify".to_owned());
    assert_eq!(client.role_add("kaibo_anchor", Role::Anchor).await.unwrap().codeurl, None);
    assert_eq!(client.role_add("kaibo_anchor", Role::Anchor).await.unwrap().codeurl, code);
    let error = client.role_add("kaibo_anchor", Role::Anchor).await.unwrap_err();
    let CallError::Rejected { errcode: 400_002, qrcode_url, .. } = error else { panic!("{error:?}") };
    assert_eq!(qrcode_url, code);
}

#[tokio::test]
async fn a_role_is_taken() {
    let expected = expect("POST", "/wxaapi/broadcast/role/deleterole", sample!("done"))
        .body(json!({ "username": "kaibo_clerk", "role": 3 }));
    let mock = Mock::start(vec![expected]).await;
    client(&mock.base).role_delete("kaibo_clerk", Role::Operator).await.unwrap();
}

#[tokio::test]
async fn members_are_asked_for_by_query() {
    let mock = Mock::start(vec![
        expect("GET", "/wxaapi/broadcast/role/getrolelist?role=-1&offset=0", sample!("role_list")),
        expect(
            "GET",
            "/wxaapi/broadcast/role/getrolelist?role=2&offset=30&limit=30&keyword=%E5%BC%80",
            r#"{"errcode":0,"total":31,"list":null}"#,
        ),
    ])
    .await;
    let client = client(&mock.base);
    let page = client.roles(&RoleQuery::default()).await.unwrap();
    assert_eq!(
        (page.total, page.list[0].username.as_str(), page.list[0].update_timestamp),
        (1, "ka****or", 1_600_340_080)
    );
    assert_eq!(page.list[0].roles().collect::<Vec<_>>(), [Role::Anchor, Role::Operator]);
    let wanted = RoleQuery { role: Some(Role::Anchor), offset: 30, limit: Some(30), keyword: Some("开".into()) };
    let page = client.roles(&wanted).await.unwrap();
    assert_eq!((page.total, page.list.len()), (31, 0));
}

#[tokio::test]
async fn the_first_page_of_subscribers_has_no_mark() {
    let path = "/wxa/business/get_wxa_followers";
    let mock = Mock::start(vec![
        expect("POST", path, sample!("followers")).body(json!({ "limit": 200 })),
        expect("POST", path, r#"{"errcode":0,"followers":[]}"#)
            .body(json!({ "limit": 200, "page_break": 1_606_270_612 })),
    ])
    .await;
    let client = client(&mock.base);
    let first = client.followers(200, None).await.unwrap();
    assert_eq!((first.followers[0].openid.as_str(), first.followers[0].room_status), ("openid1", 101));
    assert_eq!(client.followers(200, first.page_break).await.unwrap().followers, []);
}

#[tokio::test]
async fn a_start_is_announced_to_two_thousand_at_most() {
    let expected = expect("POST", "/wxa/business/push_message", sample!("push_message"))
        .body(json!({ "room_id": 1, "user_openid": ["openid1", "openid2"] }));
    let mock = Mock::start(vec![expected]).await;
    let client = client(&mock.base);
    let sent = client.push_message(PlatformRoomId(1), &["openid1".into(), "openid2".into()]).await.unwrap();
    assert_eq!(sent.message_id, "1622047360795164672");
    let error = client.push_message(PlatformRoomId(1), &vec![String::from("openid"); 2001]).await.unwrap_err();
    assert!(matches!(error, CallError::NotSent { cause: NotSentCause::Request(_) }), "{error:?}");
}

#[tokio::test]
async fn widget_keys_are_set_and_read() {
    let mock = Mock::start(vec![
        expect("POST", "/wxaapi/broadcast/goods/setkey", sample!("done")).body(json!({ "goodsKey": ["a", "b"] })),
        expect("GET", "/wxaapi/broadcast/goods/getkey", sample!("goods_get_key")),
    ])
    .await;
    let client = client(&mock.base);
    let keys = ["a".to_owned(), "b".to_owned()];
    client.goods_set_key(&keys).await.unwrap();
    assert_eq!(client.goods_get_key().await.unwrap(), keys);
}
