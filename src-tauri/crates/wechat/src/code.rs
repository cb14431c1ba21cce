//! Mini-program codes and links to a page (wechat-live-api, section 11).
//!
//! These open a page for viewers. No call returns the code with which an anchor starts (section 9).

use crate::{classify::Reply, client::Client, error::CallError};
use kaibo_domain::platform::endpoint::{SCHEME, URL_LINK, WXACODE, WXACODE_UNLIMIT};
use serde::{Deserialize, Serialize};

/// How a code looks and what it opens; the default is the platform's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CodeStyle {
    /// Width in px, `limit::WXACODE_WIDTH_MIN` to `WXACODE_WIDTH_MAX`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// `release`, `trial` or `develop`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env_version: Option<&'static str>,
    /// Whether the ground is transparent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_hyaline: Option<bool>,
}

/// The body of getwxacodeunlimit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WxacodeUnlimitBody<'a> {
    /// What the page receives: at most `limit::SCENE_MAX` letters, digits and `limit::SCENE_SIGNS`.
    pub scene: &'a str,
    /// The page, without a leading slash and without a query; nothing is the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<&'a str>,
    /// Whether the page must exist in the released version.
    pub check_path: bool,
    /// How it looks.
    #[serde(flatten)]
    pub style: CodeStyle,
}

/// The body of getwxacode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WxacodeBody<'a> {
    /// The page with its query: at most `limit::WXACODE_PATH_MAX` characters.
    pub path: &'a str,
    /// How it looks.
    #[serde(flatten)]
    pub style: CodeStyle,
}

/// The page that a scheme or link opens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LinkTarget {
    /// Path without a query; empty is the first page.
    pub path: String,
    /// Query, at most `limit::LINK_QUERY_MAX` characters.
    pub query: String,
}

/// When a scheme or link ends: after `limit::LINK_MIN_S` at the earliest, `limit::LINK_MAX_DAYS` at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    /// At that unix second.
    At(i64),
    /// After that many days.
    AfterDays(u32),
}

/// `expire_type` and its value on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Expiry {
    expire_type: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    expire_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expire_interval: Option<u32>,
}

impl From<LinkEnd> for Expiry {
    fn from(end: LinkEnd) -> Self {
        match end {
            LinkEnd::At(end_s) => Self { expire_type: 0, expire_time: Some(end_s), expire_interval: None },
            LinkEnd::AfterDays(days) => Self { expire_type: 1, expire_time: None, expire_interval: Some(days) },
        }
    }
}

/// The body of generatescheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SchemeBody<'a> {
    /// What it opens.
    pub jump_wxa: &'a LinkTarget,
    /// When it ends.
    #[serde(flatten)]
    pub end: Expiry,
}

/// The body of generate_urllink.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UrlLinkBody<'a> {
    /// What it opens.
    #[serde(flatten)]
    pub target: &'a LinkTarget,
    /// When it ends.
    #[serde(flatten)]
    pub end: Expiry,
}

/// The answer of generatescheme.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SchemeLink {
    /// `weixin://dl/business/?t=…`.
    pub openlink: String,
}

impl Reply for SchemeLink {
    const CONTENT: &'static [&'static str] = &["openlink"];
}

/// The answer of generate_urllink.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UrlLink {
    /// `https://wxaurl.cn/…`.
    pub url_link: String,
}

impl Reply for UrlLink {
    const CONTENT: &'static [&'static str] = &["url_link"];
}

impl Client {
    /// getwxacodeunlimit: the picture of a code, PNG or JPEG. Refused with 40129 or 40169 for the scene, 41030 for the
    /// page, 45009 for too many in a minute.
    pub async fn wxacode_unlimit(&self, body: &WxacodeUnlimitBody<'_>) -> Result<Vec<u8>, CallError> {
        self.post_for_file(WXACODE_UNLIMIT, body).await
    }

    /// getwxacode: the picture of a code whose path may have a query; 100,000 of them in all (45029).
    pub async fn wxacode(&self, path: &str, style: CodeStyle) -> Result<Vec<u8>, CallError> {
        self.post_for_file(WXACODE, &WxacodeBody { path, style }).await
    }

    /// generatescheme: an address that opens the page from outside WeChat. Refused with 85401 for its end, 85079 when
    /// nothing has been released, 40002 for accounts of a person.
    pub async fn generate_scheme(&self, target: &LinkTarget, end: LinkEnd) -> Result<String, CallError> {
        let made: SchemeLink = self.post(SCHEME, &SchemeBody { jump_wxa: target, end: end.into() }).await?;
        Ok(made.openlink)
    }

    /// generate_urllink: a web address that opens the page. Refused as [`Self::generate_scheme`].
    pub async fn generate_urllink(&self, target: &LinkTarget, end: LinkEnd) -> Result<String, CallError> {
        let made: UrlLink = self.post(URL_LINK, &UrlLinkBody { target, end: end.into() }).await?;
        Ok(made.url_link)
    }
}
