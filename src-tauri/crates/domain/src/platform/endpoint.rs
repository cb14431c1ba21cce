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

/// One endpoint stands for getassistantlist under both verbs.
const ASSISTANT_LIST_PATH: &str = "/wxaapi/broadcast/room/getassistantlist";

macro_rules! endpoints {
    ($($(#[$doc:meta])* $name:ident = $endpoint:expr;)+) => {
        $($(#[$doc])* pub const $name: Endpoint = $endpoint;)+

        /// All of them.
        pub const ALL: &[Endpoint] = &[$($name),+];
    };
}

pub(crate) use endpoints;

endpoints! {
    /// 获取接口调用凭据; retires the token obtained before, so Kaibo never calls it.
    TOKEN = get("/cgi-bin/token", Some(2000));
    /// 获取稳定版接口调用凭据; in non-forced mode it retires nothing.
    STABLE_TOKEN = post("/cgi-bin/stable_token", Some(500_000), Repeat::Reads).per_minute(10_000);
    /// 新增临时素材: a media_id that lives three days.
    MEDIA_UPLOAD = post("/cgi-bin/media/upload", None, Repeat::Settles);
    /// 获取临时素材.
    MEDIA_GET = get("/cgi-bin/media/get", None);

    /// 商品添加并提审; shares its 500 a day with [`GOODS_AUDIT`].
    GOODS_ADD = post("/wxaapi/broadcast/goods/add", Some(GOODS_AUDITS_PER_DAY), Repeat::Doubles);
    /// 重新提交审核.
    GOODS_AUDIT = post("/wxaapi/broadcast/goods/audit", Some(GOODS_AUDITS_PER_DAY), Repeat::Doubles);
    /// 撤回审核.
    GOODS_RESET_AUDIT = post("/wxaapi/broadcast/goods/resetaudit", Some(500), Repeat::Settles);
    /// 删除商品.
    GOODS_DELETE = post("/wxaapi/broadcast/goods/delete", Some(1000), Repeat::Settles);
    /// 更新商品.
    GOODS_UPDATE = post("/wxaapi/broadcast/goods/update", Some(1000), Repeat::Settles);
    /// 获取商品状态.
    GOODS_WAREHOUSE = post("/wxa/business/getgoodswarehouse", Some(1000), Repeat::Reads);
    /// 获取商品列表.
    GOODS_APPROVED = get("/wxaapi/broadcast/goods/getapproved", Some(10_000));

    /// 创建直播间.
    ROOM_CREATE = post("/wxaapi/broadcast/room/create", Some(10_000), Repeat::Doubles);
    /// 编辑直播间.
    ROOM_EDIT = post("/wxaapi/broadcast/room/editroom", Some(10_000), Repeat::Settles);
    /// 删除直播间.
    ROOM_DELETE = post("/wxaapi/broadcast/room/deleteroom", Some(10_000), Repeat::Settles);
    /// 直播间导入商品.
    ROOM_ADD_GOODS = post("/wxaapi/broadcast/room/addgoods", Some(10_000), Repeat::Settles);
    /// 获取直播间列表及直播间信息; also the replays, which count on the same quota.
    LIVE_INFO = post("/wxa/business/getliveinfo", Some(100_000), Repeat::Reads);
    /// 获取直播间分享二维码: the viewers' code.
    ROOM_SHARED_CODE = get("/wxaapi/broadcast/room/getsharedcode", Some(10_000));
    /// 获取直播间推流地址.
    ROOM_PUSH_URL = get("/wxaapi/broadcast/room/getpushurl", Some(10_000));
    /// 添加主播副号.
    SUB_ANCHOR_ADD = post("/wxaapi/broadcast/room/addsubanchor", Some(10_000), Repeat::Settles);
    /// 修改主播副号.
    SUB_ANCHOR_MODIFY = post("/wxaapi/broadcast/room/modifysubanchor", Some(10_000), Repeat::Settles);
    /// 删除主播副号.
    SUB_ANCHOR_DELETE = post("/wxaapi/broadcast/room/deletesubanchor", Some(10_000), Repeat::Settles);
    /// 获取主播副号.
    SUB_ANCHOR = get("/wxaapi/broadcast/room/getsubanchor", Some(10_000));
    /// 添加管理直播间小助手.
    ASSISTANT_ADD = post("/wxaapi/broadcast/room/addassistant", Some(10_000), Repeat::Settles);
    /// 修改直播间小助手.
    ASSISTANT_MODIFY = post("/wxaapi/broadcast/room/modifyassistant", Some(10_000), Repeat::Settles);
    /// 删除直播间小助手.
    ASSISTANT_REMOVE = post("/wxaapi/broadcast/room/removeassistant", Some(10_000), Repeat::Settles);
    /// 查询直播间小助手. The official page says GET; the comment in one SDK and two others say POST.
    ASSISTANT_LIST = get(ASSISTANT_LIST_PATH, Some(10_000)).known_as(&[(Verb::Post, ASSISTANT_LIST_PATH)]);
    /// 上下架商品, in a room.
    SHELF_ON_SALE = post("/wxaapi/broadcast/goods/onsale", Some(10_000), Repeat::Settles);
    /// 删除直播间商品. The casing is the platform's.
    SHELF_DELETE = post("/wxaapi/broadcast/goods/deleteInRoom", Some(10_000), Repeat::Settles);
    /// 推送商品: the good is shown to the viewers now, so a second call shows it twice.
    SHELF_PUSH = post("/wxaapi/broadcast/goods/push", Some(10_000), Repeat::Doubles);
    /// 直播间商品排序.
    SHELF_SORT = post("/wxaapi/broadcast/goods/sort", Some(10_000), Repeat::Settles);
    /// 下载商品讲解视频. The casing is the platform's.
    SHELF_VIDEO = post("/wxaapi/broadcast/goods/getVideo", Some(10_000), Repeat::Reads);
    /// 禁言管理: mutes everyone in a room.
    ROOM_UPDATE_COMMENT = post("/wxaapi/broadcast/room/updatecomment", Some(10_000), Repeat::Settles);
    /// 官方收录管理.
    ROOM_UPDATE_FEED_PUBLIC = post("/wxaapi/broadcast/room/updatefeedpublic", Some(10_000), Repeat::Settles);
    /// 客服功能管理.
    ROOM_UPDATE_KF = post("/wxaapi/broadcast/room/updatekf", Some(10_000), Repeat::Settles);
    /// 回放功能管理.
    ROOM_UPDATE_REPLAY = post("/wxaapi/broadcast/room/updatereplay", Some(10_000), Repeat::Settles);
    /// 设置成员角色.
    ROLE_ADD = post("/wxaapi/broadcast/role/addrole", Some(10_000), Repeat::Settles);
    /// 移除成员角色.
    ROLE_DELETE = post("/wxaapi/broadcast/role/deleterole", Some(10_000), Repeat::Settles);
    /// 查询成员列表.
    ROLE_LIST = get("/wxaapi/broadcast/role/getrolelist", Some(10_000));
    /// 获取长期订阅用户.
    FOLLOWERS = post("/wxa/business/get_wxa_followers", Some(5_000), Repeat::Reads);
    /// 发送直播开始事件 to subscribers; a second call sends it a second time.
    PUSH_MESSAGE = post("/wxa/business/push_message", Some(5_000), Repeat::Doubles);
    /// 设置直播商品组件 key (SDKs only).
    GOODS_SET_KEY = post("/wxaapi/broadcast/goods/setkey", Some(500), Repeat::Settles);
    /// 获取直播商品组件 key (SDKs only).
    GOODS_GET_KEY = get("/wxaapi/broadcast/goods/getkey", Some(500));
    /// 重置 API 调用次数: all endpoints of the account, ten times a month.
    CLEAR_QUOTA = post("/cgi-bin/clear_quota", None, Repeat::Doubles);
    /// 使用 AppSecret 重置 API 调用次数: the same without a token, from the same ten.
    CLEAR_QUOTA_V2 = post("/cgi-bin/clear_quota/v2", None, Repeat::Doubles);
    /// 重置指定 API 调用次数: one endpoint, fifty times a month.
    API_QUOTA_CLEAR = post("/cgi-bin/openapi/quota/clear", None, Repeat::Doubles);
    /// 查询 API 调用额度.
    API_QUOTA_GET = post("/cgi-bin/openapi/quota/get", None, Repeat::Reads);
    /// 查询 rid 信息.
    RID_GET = post("/cgi-bin/openapi/rid/get", None, Repeat::Reads);
    /// 获取不限制的小程序码. What exceeds the minute is 45009 here, not 45011, by its page.
    WXACODE_UNLIMIT = post("/wxa/getwxacodeunlimit", None, Repeat::Settles).per_minute(5_000);
    /// 获取小程序码: 100,000 in all, ever.
    WXACODE = post("/wxa/getwxacode", None, Repeat::Doubles);
    /// 获取加密 scheme 码; shares its day with [`URL_LINK`].
    SCHEME = post("/wxa/generatescheme", None, Repeat::Doubles);
    /// 获取加密 URLLink.
    URL_LINK = post("/wxa/generate_urllink", None, Repeat::Doubles);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_stands_once() {
        for endpoint in ALL {
            assert_eq!(ALL.iter().filter(|other| other.has_path(endpoint.path)).count(), 1, "{}", endpoint.path);
        }
    }

    #[test]
    fn a_list_of_assistants_is_known_under_both_verbs() {
        let verbs: Vec<Verb> = ASSISTANT_LIST.addresses().map(|(verb, _)| verb).collect();
        assert_eq!(verbs, [Verb::Get, Verb::Post]);
    }
}
