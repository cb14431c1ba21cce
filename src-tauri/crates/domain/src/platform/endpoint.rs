//! The platform's endpoints as data: verb, path, daily quota, and what repeating a call can do.

use super::limit::GOODS_AUDITS_PER_DAY;

/// HTTP verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET; a POST to it is answered with 43001.
    Get,
    /// POST; a GET to it is answered with 43002.
    Post,
}

/// What a second identical call does; decides whether a call may be sent again without looking first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Only reads: may be repeated at will.
    Reads,
    /// Repeating leaves the same state (delete, update to the same values).
    Settles,
    /// Repeating makes a second thing or spends quota again: look on the platform before sending again.
    Doubles,
}

/// One endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Verb.
    pub verb: Verb,
    /// Path, with its leading slash and the platform's own casing.
    pub path: &'static str,
    /// Further addresses that some source gives for the same call. Kaibo never uses them, the practice platform
    /// answers them.
    pub also: &'static [(Verb, &'static str)],
    /// Calls a day for one account, where known; resets at 00:00 Beijing time.
    pub daily: Option<u32>,
    /// Calls a minute for one account, where known.
    pub per_minute: Option<u32>,
    /// What a second call does.
    pub repeat: Repeat,
}

impl Endpoint {
    /// Its own address and the further ones.
    pub fn addresses(&self) -> impl Iterator<Item = (Verb, &'static str)> {
        std::iter::once((self.verb, self.path)).chain(self.also.iter().copied())
    }

    /// Whether it is called under that path, with whatever verb.
    pub fn has_path(&self, path: &str) -> bool {
        self.addresses().any(|(_, own)| own == path)
    }

    /// The same with further addresses.
    pub const fn known_as(self, also: &'static [(Verb, &'static str)]) -> Self {
        Self { also, ..self }
    }

    /// The same with a quota for a minute.
    pub const fn per_minute(self, calls: u32) -> Self {
        Self { per_minute: Some(calls), ..self }
    }
}

/// An endpoint that is called with GET and only reads.
pub const fn get(path: &'static str, daily: Option<u32>) -> Endpoint {
    Endpoint { verb: Verb::Get, path, also: &[], daily, per_minute: None, repeat: Repeat::Reads }
}

/// An endpoint that is called with POST.
pub const fn post(path: &'static str, daily: Option<u32>, repeat: Repeat) -> Endpoint {
    Endpoint { verb: Verb::Post, path, also: &[], daily, per_minute: None, repeat }
}

/// 获取接口调用凭据; retires the token obtained before, so Kaibo never calls it.
pub const TOKEN: Endpoint = get("/cgi-bin/token", Some(2000));
/// 获取稳定版接口调用凭据; in non-forced mode it retires nothing.
pub const STABLE_TOKEN: Endpoint = post("/cgi-bin/stable_token", Some(500_000), Repeat::Reads).per_minute(10_000);
/// 新增临时素材: a media_id that lives three days.
pub const MEDIA_UPLOAD: Endpoint = post("/cgi-bin/media/upload", None, Repeat::Settles);
/// 获取临时素材.
pub const MEDIA_GET: Endpoint = get("/cgi-bin/media/get", None);

/// 商品添加并提审; shares its 500 a day with [`GOODS_AUDIT`].
pub const GOODS_ADD: Endpoint = post("/wxaapi/broadcast/goods/add", Some(GOODS_AUDITS_PER_DAY), Repeat::Doubles);
/// 重新提交审核.
pub const GOODS_AUDIT: Endpoint = post("/wxaapi/broadcast/goods/audit", Some(GOODS_AUDITS_PER_DAY), Repeat::Doubles);
/// 撤回审核.
pub const GOODS_RESET_AUDIT: Endpoint = post("/wxaapi/broadcast/goods/resetaudit", Some(500), Repeat::Settles);
/// 删除商品.
pub const GOODS_DELETE: Endpoint = post("/wxaapi/broadcast/goods/delete", Some(1000), Repeat::Settles);
/// 更新商品.
pub const GOODS_UPDATE: Endpoint = post("/wxaapi/broadcast/goods/update", Some(1000), Repeat::Settles);
/// 获取商品状态.
pub const GOODS_WAREHOUSE: Endpoint = post("/wxa/business/getgoodswarehouse", Some(1000), Repeat::Reads);
/// 获取商品列表.
pub const GOODS_APPROVED: Endpoint = get("/wxaapi/broadcast/goods/getapproved", Some(10_000));

/// 创建直播间.
pub const ROOM_CREATE: Endpoint = post("/wxaapi/broadcast/room/create", Some(10_000), Repeat::Doubles);
/// 编辑直播间.
pub const ROOM_EDIT: Endpoint = post("/wxaapi/broadcast/room/editroom", Some(10_000), Repeat::Settles);
/// 删除直播间.
pub const ROOM_DELETE: Endpoint = post("/wxaapi/broadcast/room/deleteroom", Some(10_000), Repeat::Settles);
/// 直播间导入商品.
pub const ROOM_ADD_GOODS: Endpoint = post("/wxaapi/broadcast/room/addgoods", Some(10_000), Repeat::Settles);
/// 获取直播间列表及直播间信息; also the replays, which count on the same quota.
pub const LIVE_INFO: Endpoint = post("/wxa/business/getliveinfo", Some(100_000), Repeat::Reads);
/// 获取直播间分享二维码: the viewers' code.
pub const ROOM_SHARED_CODE: Endpoint = get("/wxaapi/broadcast/room/getsharedcode", Some(10_000));
/// 获取直播间推流地址.
pub const ROOM_PUSH_URL: Endpoint = get("/wxaapi/broadcast/room/getpushurl", Some(10_000));

/// All endpoints of the account and of mini-program live.
pub const ALL: &[Endpoint] = &[
    TOKEN,
    STABLE_TOKEN,
    MEDIA_UPLOAD,
    MEDIA_GET,
    GOODS_ADD,
    GOODS_AUDIT,
    GOODS_RESET_AUDIT,
    GOODS_DELETE,
    GOODS_UPDATE,
    GOODS_WAREHOUSE,
    GOODS_APPROVED,
    ROOM_CREATE,
    ROOM_EDIT,
    ROOM_DELETE,
    ROOM_ADD_GOODS,
    LIVE_INFO,
    ROOM_SHARED_CODE,
    ROOM_PUSH_URL,
];
