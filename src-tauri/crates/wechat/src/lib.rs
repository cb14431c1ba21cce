//! The typed client of the platform's HTTP API: tokens, media, goods library, live rooms,
//! members, subscribers, quotas, codes and links, the shop.
//!
//! Every call ends in a value or in a [`CallError`], which says whether the platform said no, certainly did not
//! execute the call, or may have executed it. Invariants: nothing is sent a second time except after a token error
//! (which certainly did not execute); no error, log line or `Debug` carries a token, a secret or a URL's query.
//! It must not decide what happens after an error: that is the engine's part.

pub mod assistant;
mod classify;
mod client;
pub mod code;
pub mod deputy;
mod error;
pub mod follower;
pub mod goods;
mod lenient;
pub mod live;
pub mod media;
pub mod quota;
pub mod recording;
pub mod role;
pub mod room;
pub mod shelf;
pub mod shop;
pub mod switches;
pub mod token;
mod transport;

pub use assistant::{Assistant, AssistantList, NewAssistant};
pub use classify::{Done, Outcome, Reply, Transport, classify, read};
pub use client::{Client, ClientConfig, Clock, Route, Timeouts};
pub use code::{CodeStyle, LinkEnd, LinkTarget, WxacodeUnlimitBody};
pub use error::{CallError, ConfigError, NotSentCause, UnknownCause};
pub use follower::{Follower, FollowerPage, MessagePushed};
pub use goods::{GoodsInfo, GoodsPage, GoodsStatusItem, GoodsUpdate};
pub use kaibo_domain::Secret;
pub use live::{LiveInfoPage, LiveReplay, LiveReplayPage, LiveRoom, LiveRoomGoods};
pub use media::{MediaId, MediaUploaded};
pub use quota::{ApiQuota, DayQuota, RateLimit, RefusedCall};
pub use recording::{Part, RecordingError};
pub use role::{Member, MemberPage, RoleAdded, RoleQuery};
pub use room::{PushUrl, RoomCreated, RoomInfo, RoomPictures, SharedCode};
pub use transport::{proxy_shown, proxy_with_login};

/// Where the platform answers.
pub const PLATFORM_BASE_URL: &str = "https://api.weixin.qq.com";
