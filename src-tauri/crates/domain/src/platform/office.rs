//! The platform's back offices in the browser, for what no interface takes.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A back office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Office {
    /// The shop's (小店后台): the hand part of an application for a category.
    Shop,
    /// The Channels account's (视频号助手): the shop window.
    Channels,
}

impl Office {
    /// Where it is.
    pub fn url(self) -> &'static str {
        match self {
            // Answer of the platform in its community, 2025-03-27; before, channels.weixin.qq.com/shop (seed 002, 二).
            Office::Shop => "https://store.weixin.qq.com/shop",
            // "视频号主页" of the mini program's guide, "参数获取".
            Office::Channels => "https://channels.weixin.qq.com",
        }
    }
}
