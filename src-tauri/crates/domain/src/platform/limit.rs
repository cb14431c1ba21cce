//! The platform's limits. Lengths are in its units: a Chinese character counts two (see [`crate::text::wide_len`]).

/// Goods name: at least 3 Chinese characters. Undocumented; names of two were answered 300002 (2020, 2022).
pub const GOODS_NAME_MIN: u32 = 6;
/// Goods name: at most 14 Chinese characters (goods/add, `name`).
pub const GOODS_NAME_MAX: u32 = 28;
/// Page path of a good: at most 1,024 characters (getwxacode `path`, the tightest use of the same path).
pub const GOODS_PATH_MAX: u32 = 1024;
/// Goods cover: neither side above 300 px (goods/add, 300018).
pub const GOODS_COVER_MAX_PX: u32 = 300;
/// goods/add and goods/audit together, a day (300012).
pub const GOODS_AUDITS_PER_DAY: u32 = 500;
/// Ids in one getgoodswarehouse call.
pub const GOODS_WAREHOUSE_IDS: usize = 20;
/// Page size of getapproved (default 30, at most 100).
pub const GOODS_PAGE_MAX: u32 = 100;

/// Room name: at least 3 Chinese characters (room/create, `name`).
pub const ROOM_NAME_MIN: u32 = 6;
/// Room name: at most 17 Chinese characters.
pub const ROOM_NAME_MAX: u32 = 34;
/// Anchor nickname: at least 2 Chinese characters (room/create, `anchorName`, 300034).
pub const ANCHOR_NAME_MIN: u32 = 4;
/// Anchor nickname: at most 15 Chinese characters.
pub const ANCHOR_NAME_MAX: u32 = 30;
/// A room starts at least ten minutes from now (room/create, `startTime`).
pub const ROOM_LEAD_MINUTES: i64 = 10;
/// A room starts at most six months from now.
pub const ROOM_AHEAD_MONTHS: i32 = 6;
/// A room lasts at least 30 minutes (room/create, `endTime`).
pub const ROOM_MIN_MINUTES: i64 = 30;
/// A room lasts at most 24 hours.
pub const ROOM_MAX_HOURS: i64 = 24;
/// The platform ends an interrupted broadcast after 15 minutes (live_status 103).
pub const ROOM_ABNORMAL_MINUTES: i64 = 15;
/// A WeChat id has at least 6 characters (the rule when an id is chosen in WeChat; refused with 300030).
pub const WECHAT_ID_MIN: u32 = 6;
/// A WeChat id has at most 20 characters.
pub const WECHAT_ID_MAX: u32 = 20;
/// Goods on one room's shelf (300033).
pub const ROOM_GOODS_MAX: usize = 200;
/// Assistants of one room (getassistantlist, `maxCount`).
pub const ROOM_ASSISTANTS_MAX: usize = 10;
/// A replay's files appear about ten minutes after the end (getliveinfo, get_replay).
pub const REPLAY_DELAY_MS: i64 = 10 * 60 * 1000;
/// Page size of getliveinfo, advised at most 100.
pub const LIVE_INFO_PAGE: u32 = 100;

/// Administrators of an account (addrole, 400003).
pub const ROLE_ADMINS_MAX: usize = 10;
/// Anchors of an account (addrole, 400003).
pub const ROLE_ANCHORS_MAX: usize = 500;
/// Operators of an account (addrole, 400003).
pub const ROLE_OPERATORS_MAX: usize = 500;
/// Page size of getrolelist where none is asked for.
pub const ROLE_PAGE: u32 = 10;
/// Page size of getrolelist, at most.
pub const ROLE_PAGE_MAX: u32 = 30;
/// Page size of get_wxa_followers where none is asked for.
pub const FOLLOWERS_PAGE: u32 = 200;
/// Page size of get_wxa_followers, at most.
pub const FOLLOWERS_PAGE_MAX: u32 = 2000;
/// Subscribers in one push_message call.
pub const PUSH_MESSAGE_OPENIDS: usize = 2000;

/// Lifetime of a media_id: three days.
pub const MEDIA_LIFETIME_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// Upload of an image: 2 MB (the page also says 10 MB; the smaller is the safe reading).
pub const MEDIA_IMAGE_MAX_BYTES: usize = 2_000_000;
/// Lifetime of an access token in seconds.
pub const TOKEN_LIFETIME_S: i64 = 7200;
/// The platform renews a stable token this long before its end, in seconds.
pub const TOKEN_RENEWAL_S: i64 = 300;

/// Clears of all quotas a month, clear_quota and its v2 together (48006).
pub const QUOTA_CLEARS_PER_MONTH: u32 = 10;
/// Clears of one endpoint's quota a month (openapi/quota/clear).
pub const API_QUOTA_CLEARS_PER_MONTH: u32 = 50;
/// A rid can be asked for that long (76004): seven days.
pub const RID_LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// `scene` of getwxacodeunlimit: at most 32 characters (40169).
pub const SCENE_MAX: usize = 32;
/// What `scene` may hold beside letters and digits (40129).
pub const SCENE_SIGNS: &str = "!#$&'()*+,/:;=?@-._~";
/// `path` of getwxacode: at most 1,024 characters (40159).
pub const WXACODE_PATH_MAX: usize = 1024;
/// Smallest `width` of a mini-program code, px.
pub const WXACODE_WIDTH_MIN: u32 = 280;
/// Largest `width` of a mini-program code, px.
pub const WXACODE_WIDTH_MAX: u32 = 1280;
/// `width` where none is asked for, px.
pub const WXACODE_WIDTH: u32 = 430;
/// Codes of getwxacode and createwxaqrcode together, ever (45029).
pub const WXACODES_EVER: u32 = 100_000;
/// Schemes and links together, a day (44993).
pub const LINKS_PER_DAY: u32 = 500_000;
/// `query` of a scheme or link: at most 1,024 characters (40212).
pub const LINK_QUERY_MAX: usize = 1024;
/// A scheme or link ends after one minute at the earliest (85401).
pub const LINK_MIN_S: i64 = 60;
/// A scheme or link ends after 30 days at the latest (85401).
pub const LINK_MAX_DAYS: i64 = 30;
