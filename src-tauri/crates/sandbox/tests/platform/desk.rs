//! A caller with a token: what the tests say to the platform, in few words.

use kaibo_sandbox::{Clock, PRACTICE_APP_ID, PRACTICE_SECRET, Sandbox, SandboxConfig};
use reqwest::{Client, Response, multipart};
use serde_json::{Value, json};
use std::sync::OnceLock;

/// 2026-11-22 20:00 in Beijing.
pub const NOW_MS: i64 = 1_795_348_800_000;
pub const MINUTE_MS: i64 = 60_000;
pub const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// A sandbox whose clock stands still, and a caller with a token.
pub struct Desk {
    pub sandbox: Sandbox,
    pub http: Client,
    pub token: String,
}

impl Desk {
    pub async fn open() -> Desk {
        let config = SandboxConfig { clock: Clock::frozen(NOW_MS), ..SandboxConfig::default() };
        Desk::at(Sandbox::start(config).await.unwrap()).await
    }

    pub async fn at(sandbox: Sandbox) -> Desk {
        let mut desk = Desk { sandbox, http: client(), token: String::new() };
        desk.renew().await;
        desk
    }

    /// Takes the current stable token.
    pub async fn renew(&mut self) {
        let reply = self.send("/cgi-bin/stable_token", "", &credentials().to_string()).await;
        self.token = reply["access_token"].as_str().unwrap().to_owned();
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.base_url())
    }

    /// POST of any body, with any query, without a Content-Type.
    pub async fn send(&self, path: &str, query: &str, body: &str) -> Value {
        let request = self.http.post(self.url(&format!("{path}?{query}"))).body(body.to_owned());
        value(request.send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.send(path, &format!("access_token={}", self.token), &body.to_string()).await
    }

    pub async fn get_raw(&self, path: &str, query: &str) -> Response {
        self.http.get(self.url(&format!("{path}?access_token={}&{query}", self.token))).send().await.unwrap()
    }

    pub async fn get(&self, path: &str, query: &str) -> Value {
        value(self.get_raw(path, query).await).await
    }

    pub async fn upload(&self, kind: &str, name: &str, bytes: Vec<u8>) -> Value {
        let form = multipart::Form::new().part("media", multipart::Part::bytes(bytes).file_name(name.to_owned()));
        let url = self.url(&format!("/cgi-bin/media/upload?access_token={}&type={kind}", self.token));
        value(self.http.post(url).multipart(form).send().await.unwrap()).await
    }

    pub async fn picture(&self, width: u32, height: u32) -> String {
        self.named_picture("a.png", png(width, height, 0)).await
    }

    pub async fn named_picture(&self, name: &str, bytes: Vec<u8>) -> String {
        self.upload("image", name, bytes).await["media_id"].as_str().unwrap().to_owned()
    }

    /// The body of a proper goods/add.
    pub async fn good(&self, name: &str) -> Value {
        let cover = self.picture(300, 300).await;
        json!({ "goodsInfo": {
            "coverImgUrl": cover, "name": name, "priceType": 1, "price": 99.5, "url": "pages/goods/index?id=1&kb=k1"
        } })
    }

    /// A good under audit: goodsId and auditId.
    pub async fn add_good(&self, name: &str) -> (i64, i64) {
        let reply = self.post("/wxaapi/broadcast/goods/add", self.good(name).await).await;
        (reply["goodsId"].as_i64().unwrap(), reply["auditId"].as_i64().unwrap())
    }

    pub async fn approved_good(&self, name: &str) -> i64 {
        let (id, _) = self.add_good(name).await;
        self.sandbox.advance_ms(4000);
        id
    }

    /// The body of a proper room/create: in an hour, for two hours.
    pub async fn room(&self) -> Value {
        let picture = self.picture(800, 640).await;
        let start = self.sandbox.now_ms() / 1000 + 3600;
        json!({
            "name": "双十二预热专场", "coverImg": picture, "startTime": start, "endTime": start + 7200,
            "anchorName": "小开", "anchorWechat": "kaibo_anchor", "shareImg": picture, "feedsImg": picture,
            "isFeedsPublic": 1, "type": 0, "closeLike": 0, "closeGoods": 0, "closeComment": 0
        })
    }

    pub async fn add_room(&self) -> i64 {
        self.add_room_of(self.room().await).await
    }

    pub async fn add_room_of(&self, body: Value) -> i64 {
        let reply = self.post("/wxaapi/broadcast/room/create", body).await;
        reply["roomId"].as_i64().unwrap_or_else(|| panic!("{reply}"))
    }

    pub async fn control(&self, path: &str, body: Value) -> Value {
        value(self.http.post(self.url(&format!("/_practice/{path}"))).body(body.to_string()).send().await.unwrap())
            .await
    }

    pub async fn set_live_status(&self, room_id: i64, live_status: i64) {
        let reply = self.control("room", json!({ "room_id": room_id, "live_status": live_status })).await;
        assert_eq!(reply, json!({ "ok": true }));
    }

    pub async fn post_form(&self, path: &str, body: &str) -> Response {
        let request = self.http.post(self.url(path)).header("content-type", "application/x-www-form-urlencoded");
        request.body(body.to_owned()).send().await.unwrap()
    }
}

/// One connection per call and no redirects: what is seen is what the platform did. Made once, because every client
/// loads the system's certificates anew.
pub fn client() -> Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    let make = || {
        let plain = Client::builder().no_proxy().pool_max_idle_per_host(0);
        plain.redirect(reqwest::redirect::Policy::none()).build().unwrap()
    };
    CLIENT.get_or_init(make).clone()
}

pub async fn value(response: Response) -> Value {
    assert_eq!(response.status(), 200);
    let text = response.text().await.unwrap();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"))
}

pub fn code(reply: &Value) -> i64 {
    reply["errcode"].as_i64().unwrap_or_else(|| panic!("{reply}"))
}

pub fn credentials() -> Value {
    json!({ "grant_type": "client_credential", "appid": PRACTICE_APP_ID, "secret": PRACTICE_SECRET })
}

/// The head of a PNG of that size, filled up with `more` bytes.
pub fn png(width: u32, height: u32, more: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(vec![0; more + 9]);
    bytes
}

/// `base` with the fields of `changes` set, or removed where they are null.
pub fn with(mut base: Value, changes: Value) -> Value {
    let target = base.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            target.remove(name);
        } else if value.is_object() && target.get(name).is_some_and(Value::is_object) {
            let inner = with(target[name].clone(), value.clone());
            target.insert(name.clone(), inner);
        } else {
            target.insert(name.clone(), value.clone());
        }
    }
    base
}
