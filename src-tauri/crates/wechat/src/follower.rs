//! Long-term subscribers (长期订阅; wechat-live-api, section 6): the list, and the start event sent to them.

use crate::{
    classify::Reply,
    client::{Client, unbuildable},
    error::CallError,
    lenient,
};
use kaibo_domain::{
    PlatformRoomId,
    platform::{
        endpoint::{FOLLOWERS, PUSH_MESSAGE},
        limit::PUSH_MESSAGE_OPENIDS,
    },
};
use serde::{Deserialize, Serialize};

/// The body of get_wxa_followers.
#[derive(Debug, Serialize)]
pub struct FollowersBody {
    /// At most `limit::FOLLOWERS_PAGE_MAX`.
    pub limit: u32,
    /// The mark that the page before gave; left out for the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_break: Option<i64>,
}

/// A page of subscribers; an empty one is the end.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FollowerPage {
    /// The subscribers of this page.
    #[serde(default, deserialize_with = "lenient::list")]
    pub followers: Vec<Follower>,
    /// The mark to ask for the next page with.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub page_break: Option<i64>,
}

impl Reply for FollowerPage {
    const CONTENT: &'static [&'static str] = &["followers", "page_break"];
}

/// A subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Follower {
    /// The user in this mini program.
    #[serde(deserialize_with = "lenient::text")]
    pub openid: String,
    /// When they subscribed, unix seconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub subscribe_time: i64,
    /// The room in which they subscribed.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub room_id: i64,
    /// That room's live status then.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub room_status: i64,
}

/// The body of push_message.
#[derive(Debug, Serialize)]
pub struct PushMessageBody<'a> {
    /// Which room has started.
    pub room_id: PlatformRoomId,
    /// To whom, at most `limit::PUSH_MESSAGE_OPENIDS`.
    pub user_openid: &'a [String],
}

/// The answer of push_message: accepted, not yet delivered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MessagePushed {
    /// By which the platform's event reports the delivery.
    #[serde(deserialize_with = "lenient::text")]
    pub message_id: String,
}

impl Reply for MessagePushed {
    const CONTENT: &'static [&'static str] = &["message_id"];
}

impl Client {
    /// get_wxa_followers: one page; `page_break` is `None` for the first.
    pub async fn followers(&self, limit: u32, page_break: Option<i64>) -> Result<FollowerPage, CallError> {
        self.post(FOLLOWERS, &FollowersBody { limit, page_break }).await
    }

    /// push_message: tells subscribers that a room has started. Doubles when repeated. Refused with 9410006 when the
    /// room is not live, 9410005 when another room was announced today.
    pub async fn push_message(&self, room_id: PlatformRoomId, openids: &[String]) -> Result<MessagePushed, CallError> {
        if openids.len() > PUSH_MESSAGE_OPENIDS {
            return Err(unbuildable("more subscribers than push_message takes"));
        }
        self.post(PUSH_MESSAGE, &PushMessageBody { room_id, user_openid: openids }).await
    }
}
