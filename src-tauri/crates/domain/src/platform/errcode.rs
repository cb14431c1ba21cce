//! The platform's error codes with the platform's own English texts.
//!
//! What they mean to staff is worded in the interface (`ui/src/i18n`, `errcode.*`). A code that is not listed here
//! is still carried through as a number.

/// A code and the text the platform sends with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// `errcode`.
    pub errcode: i64,
    /// `errmsg`, without the `rid` tail.
    pub errmsg: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $errcode:literal, $errmsg:literal;)+) => {
        $($(#[$doc])* pub const $name: Code = Code { errcode: $errcode, errmsg: $errmsg };)+

        /// All known codes.
        pub const ALL: &[Code] = &[$($name),+];
    };
}

pub(crate) use codes;

codes! {
    /// Busy. The call may have been executed all the same: room/create has been seen to make the room.
    SYSTEM_ERROR = -1, "system error";
    /// Bad parameter of getsharedcode.
    BAD_PARAMETER = 1001, "invalid param";
    /// room/create found something missing on the platform's side.
    NO_DATA = 1007, "get no data";
    /// deleterole: the page names the number without a word; our reading: there is no such member.
    MEMBER_UNKNOWN = 2003, "member does not exist";
    /// The token is wrong or was replaced.
    INVALID_CREDENTIAL = 40001, "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r";
    /// grant_type is not client_credential.
    INVALID_GRANT_TYPE = 40002, "invalid grant_type";
    /// upload `type` is none of image, voice, video, thumb.
    INVALID_MEDIA_TYPE = 40004, "invalid media type";
    /// The file is none of the formats the type takes.
    INVALID_FILE_TYPE = 40005, "invalid file type";
    /// The file is too large or empty.
    INVALID_FILE_SIZE = 40006, "invalid media size";
    /// The media_id is unknown or older than three days.
    INVALID_MEDIA_ID = 40007, "invalid media_id";
    /// AppID unknown.
    INVALID_APPID = 40013, "invalid appid";
    /// The token is malformed.
    INVALID_TOKEN = 40014, "invalid access_token";
    /// AppSecret wrong.
    INVALID_SECRET = 40125, "invalid appsecret";
    /// A parameter of a code is wrong.
    INVALID_ARGS = 40097, "invalid args";
    /// `scene` holds what it may not.
    INVALID_SCENE = 40129, "invalid scene";
    /// The picture's format is not supported.
    INVALID_IMAGE_FORMAT = 40137, "invalid image format";
    /// `path` is missing or too long.
    INVALID_PATH_LENGTH = 40159, "invalid length for path, or the data is not json string";
    /// The caller's address is not on the allow-list.
    IP_NOT_ALLOWED = 40164, "invalid ip, not in whitelist";
    /// The page of a scheme or link is wrong.
    INVALID_LINK_PATH = 40165, "invalid weapp pagepath";
    /// `scene` is missing or too long.
    INVALID_SCENE_LENGTH = 40169, "invalid length for scene, or the data is not json string";
    /// The query of a scheme or link is wrong.
    INVALID_LINK_QUERY = 40212, "invalid query";
    /// AppSecret frozen in the console.
    SECRET_FROZEN = 40243, "appsecret has been frozen";
    /// No endpoint of that path.
    INVALID_URL = 40066, "invalid url";
    /// No token in the query.
    TOKEN_MISSING = 41001, "access_token missing";
    /// No appid.
    APPID_MISSING = 41002, "appid missing";
    /// No secret.
    SECRET_MISSING = 41004, "appsecret missing";
    /// No file in the form.
    MEDIA_MISSING = 41005, "media data missing";
    /// No media_id.
    MEDIA_ID_MISSING = 41006, "media_id missing";
    /// The page does not exist, or no version has been released.
    INVALID_PAGE = 41030, "invalid page";
    /// The token's lifetime is over.
    TOKEN_EXPIRED = 42001, "access_token expired";
    /// A GET endpoint was called with POST.
    REQUIRE_GET = 43001, "require GET method";
    /// A POST endpoint was called with GET.
    REQUIRE_POST = 43002, "require POST method";
    /// Empty body.
    EMPTY_POST = 44002, "empty post data";
    /// Schemes and links come too fast.
    LINK_RATE = 44990, "reach max api second quota limit";
    /// The day's schemes and links are used up.
    LINK_DAILY = 44993, "reach max api daily link limit";
    /// The day's quota is used up, until 00:00 Beijing time.
    DAILY_QUOTA = 45009, "reach max api daily quota limit";
    /// The minute's quota is used up.
    MINUTE_QUOTA = 45011, "api minute-quota reach limit must slower retry next minute";
    /// All codes of the account are used up.
    WXACODES_USED_UP = 45029, "qrcode count out of limit";
    /// The body is not JSON.
    DATA_FORMAT = 47001, "data format error";
    /// The account lacks the live feature.
    API_UNAUTHORIZED = 48001, "api unauthorized";
    /// The month's clears of quotas are used up.
    QUOTA_CLEARS_USED_UP = 48006, "forbid to clear quota because of reaching the limit";
    /// No call of that rid.
    RID_UNKNOWN = 76001, "rid not found";
    /// Not a rid.
    RID_INVALID = 76002, "invalid rid";
    /// The rid belongs to another account; of quota/get: the path lacks its slash.
    RID_FOREIGN = 76003, "rid does not belong to this account, or cgi_path without leading slash";
    /// The rid is older than seven days.
    RID_EXPIRED = 76004, "rid is expired";
    /// No endpoint of that path has a quota.
    CGI_PATH_UNKNOWN = 76021, "cgi_path not found, please check";
    /// The account has not got that endpoint.
    CGI_PATH_FORBIDDEN = 76022, "could not use this cgi_path, no permission";
    /// No version of the mini program has been released.
    NOT_RELEASED = 85079, "miniprogram has no online release";
    /// `scancode_time` is the platform's own parameter.
    SCANCODE_TIME = 85096, "scancode_time is not allowed";
    /// A scheme or link must end after one minute to 30 days.
    LINK_LIFETIME = 85401, "time limit between 1min and 30day";
    /// `env_version` is none of release, trial, develop.
    LINK_VERSION = 85402, "invalid env_version";
    /// A parameter is missing or wrong; the text names it.
    PARAMETER_ERROR = 200002, "parameter error";
    /// Creating and updating rooms is forbidden to the account.
    ROOM_FORBIDDEN = 300001, "create or update room is forbidden";
    /// The name's length.
    NAME_LENGTH = 300002, "name length invalid";
    /// The price.
    PRICE_INVALID = 300003, "price invalid";
    /// Illegal words in the goods name.
    NAME_ILLEGAL = 300004, "goods name is illegal";
    /// Illegal content in the goods picture.
    IMAGE_ILLEGAL = 300005, "goods image is illegal";
    /// The media_id cannot be fetched: unknown or expired.
    IMAGE_FETCH = 300006, "image upload failed, media_id invalid or expired";
    /// The page is not in the released mini program.
    PAGE_NOT_RELEASED = 300007, "url does not exist in the released version";
    /// Add failed.
    GOODS_ADD_FAILED = 300008, "add goods failed";
    /// Withdraw failed: wrong audit id, or not the state for it.
    WITHDRAW_FAILED = 300009, "reset audit failed";
    /// The good is not in the state for this.
    AUDIT_STATE = 300010, "goods audit status is not allowed";
    /// The good was made in the console.
    NOT_API_GOODS = 300011, "goods is not created by api";
    /// The day's audits are used up.
    NO_AUDIT_QUOTA = 300012, "no audit quota left";
    /// Submit failed.
    SUBMIT_FAILED = 300013, "submit audit failed";
    /// Under audit: cannot be deleted.
    AUDITING_NO_DELETE = 300014, "goods is auditing, can not delete";
    /// The good to be deleted does not exist.
    GOODS_ID_UNKNOWN = 300015, "goods id does not exist";
    /// Not under audit: nothing to withdraw.
    NOT_SUBMITTED = 300017, "goods is not submitted";
    /// The goods picture is larger than 300 px.
    GOODS_IMAGE_PX = 300018, "product image width or height more than 300px";
    /// The good was added but its audit not submitted.
    ADDED_NOT_SUBMITTED = 300021, "goods added, submit audit failed";
    /// No such room.
    ROOM_UNKNOWN = 300022, "room does not exist";
    /// The room's state forbids this.
    ROOM_STATE = 300023, "room status is not allowed";
    /// No such good.
    GOODS_UNKNOWN = 300024, "goods does not exist";
    /// The good has not passed its audit.
    GOODS_NOT_APPROVED = 300025, "goods audit is not passed";
    /// The room holds no more goods (older lists).
    ROOM_FULL = 300026, "room goods is full";
    /// Import failed.
    IMPORT_FAILED = 300027, "import goods failed";
    /// Illegal words in the room's name.
    ROOM_NAME_ILLEGAL = 300028, "room name is illegal";
    /// Illegal words in the anchor's nickname.
    ANCHOR_NAME_ILLEGAL = 300029, "anchor name is illegal";
    /// The anchor's WeChat id has an illegal form.
    ANCHOR_WECHAT_ILLEGAL = 300030, "anchor wechat is illegal";
    /// The room background is not acceptable.
    ROOM_COVER = 300031, "room cover image is invalid";
    /// The share image is not acceptable.
    ROOM_SHARE = 300032, "room share image is invalid";
    /// More goods than a room takes.
    ROOM_GOODS_FULL = 300033, "room goods exceed limit";
    /// The anchor's nickname length.
    ANCHOR_NAME_LENGTH = 300034, "anchor name length invalid";
    /// No such WeChat id.
    ANCHOR_WECHAT_UNKNOWN = 300035, "anchor wechat does not exist";
    /// The anchor has not been verified by real name.
    ANCHOR_UNVERIFIED = 300036, "anchor wechat is not realname verified";
    /// The shopping-channel cover is not acceptable.
    ROOM_FEEDS = 300037, "room feeds image is invalid";
    /// Customer service is switched on but not set up.
    NO_CUSTOMER_SERVICE = 300038, "customer service is not configured";
    /// The deputy's WeChat id is illegal.
    DEPUTY_ILLEGAL = 300039, "sub anchor wechat is illegal";
    /// Special characters in the room's name.
    NAME_SPECIAL = 300040, "name has special characters";
    /// The creator's WeChat id is illegal.
    CREATOR_ILLEGAL = 300041, "creater wechat is illegal";
    /// The good has never been explained in the room: there is no recording.
    NO_EXPLAIN_VIDEO = 300044, "goods has no explain video";
    /// The recording is being made.
    EXPLAIN_VIDEO_UNREADY = 300045, "explain video is not generated yet";
    /// A good is being pushed.
    PUSHING = 300047, "goods is being pushed, please try later";
    /// The room's goods could not be listed.
    GOODS_LIST_FAILED = 300048, "get goods list failed";
    /// While a good is being pushed it is neither put on nor taken off sale.
    PUSHING_NO_SALE = 300049, "goods is being pushed, sale status can not be changed";
    /// What is off sale is not pushed.
    OFF_SALE_NO_PUSH = 300052, "goods is off sale, can not be pushed";
    /// The good is not in this room.
    NOT_IN_ROOM = 300053, "goods is not in the room";
    /// The member's WeChat id is illegal or does not exist.
    MEMBER_ILLEGAL = 400001, "username is illegal";
    /// Who is to be an anchor must first be verified by real name.
    MEMBER_UNVERIFIED = 400002, "username is not realname verified";
    /// The role's limit is reached.
    ROLE_FULL = 400003, "role count reaches limit";
    /// The member has the role already.
    ROLE_DUPLICATE = 400004, "role is duplicate";
    /// An anchor with a room that has not started keeps the role.
    ROLE_IN_USE = 400005, "anchor has room not started";
    /// The deputy has not been verified by real name.
    DEPUTY_UNVERIFIED = 500002, "sub anchor is not realname verified";
    /// The deputy is set already.
    DEPUTY_DUPLICATE = 500004, "sub anchor is duplicate";
    /// The deputy is the anchor.
    DEPUTY_IS_ANCHOR = 500005, "sub anchor can not be the same as anchor";
    /// The list of rooms is empty: a success without rooms.
    ROOM_LIST_EMPTY = 9410000, "room list is empty";
    /// The rooms could not be fetched.
    ROOM_LIST_FAILED = 9410001, "get room list failed";
    /// The rooms' goods could not be fetched.
    ROOM_LIST_GOODS_FAILED = 9410002, "get room goods failed";
    /// The replays could not be fetched.
    REPLAY_FAILED = 9410003, "get replay failed";
    /// Another room has sent its start event today.
    PUSHED_ANOTHER_ROOM = 9410005, "another room has pushed message today";
    /// The start event of a room that is not live.
    PUSHED_NOT_LIVE = 9410006, "room is not living";
    /// Live takes no new openings.
    LIVE_SUSPENDED = 268489001, "system maintenance";
}

/// The known code of that number.
pub fn find(errcode: i64) -> Option<&'static Code> {
    ALL.iter().find(|code| code.errcode == errcode)
}

/// Whether the code says that the token must be renewed: such a reply is not a failure of the call.
pub const fn is_token_error(errcode: i64) -> bool {
    matches!(errcode, 40001 | 40014 | 41001 | 42001)
}

/// Whether the code says that a day's quota is used up, until 00:00 Beijing time: the calls' (45009), the goods audits'
/// (300012), the products' submissions (10020111).
pub const fn is_day_quota(errcode: i64) -> bool {
    errcode == DAILY_QUOTA.errcode
        || errcode == NO_AUDIT_QUOTA.errcode
        || errcode == super::shop::errcode::DAILY_SUBMITS.errcode
}

/// Whether the code says that an anchor is not verified by real name: of room/create, and of addrole.
pub const fn is_unverified_anchor(errcode: i64) -> bool {
    errcode == ANCHOR_UNVERIFIED.errcode || errcode == MEMBER_UNVERIFIED.errcode
}

/// Whether the code says that a good is being pushed just now, so that the same call is taken a little later (300047,
/// 300049).
pub const fn is_pushing(errcode: i64) -> bool {
    errcode == PUSHING.errcode || errcode == PUSHING_NO_SALE.errcode
}

/// Whether the code means 'a list of rooms without rooms'. Number 1 is the answer of the list call's first years.
pub const fn is_empty_room_list(errcode: i64) -> bool {
    matches!(errcode, 9410000 | 1)
}

/// Whether the call may have been executed, wholly or in part, although the platform reports an error: -1 (room/create
/// has been seen to make the room), 200001 ('system error' of goods/add, 2020) and 300021 (the good was added, only
/// its audit was not submitted). Whoever gets one looks on the platform before sending again.
pub const fn may_have_executed(errcode: i64) -> bool {
    matches!(errcode, -1 | 200001 | 300021)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once() {
        for code in ALL {
            assert_eq!(ALL.iter().filter(|other| other.errcode == code.errcode).count(), 1, "{}", code.errcode);
            assert_eq!(find(code.errcode), Some(code));
        }
    }
}
