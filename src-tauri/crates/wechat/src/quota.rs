//! Quotas asked for and cleared, and refused calls looked up (wechat-live-api, section 1.4).

use crate::{
    classify::{Done, Reply},
    client::Client,
    error::CallError,
    lenient,
};
use kaibo_domain::platform::endpoint::{
    API_QUOTA_CLEAR, API_QUOTA_GET, CLEAR_QUOTA, CLEAR_QUOTA_V2, Endpoint, RID_GET,
};
use serde::{Deserialize, Serialize};

/// The body of clear_quota.
#[derive(Debug, Serialize)]
pub struct ClearQuotaBody<'a> {
    /// AppID of the account.
    pub appid: &'a str,
}

/// The body of clear_quota/v2.
#[derive(Serialize)]
pub struct ClearQuotaV2Body<'a> {
    /// AppID of the account.
    pub appid: &'a str,
    /// AppSecret. This struct has no `Debug` on purpose.
    pub appsecret: &'a str,
}

/// The body of openapi/quota/get and openapi/quota/clear.
#[derive(Debug, Serialize)]
pub struct CgiPathBody {
    /// The endpoint's path, with its leading slash.
    pub cgi_path: &'static str,
}

/// The body of openapi/rid/get.
#[derive(Debug, Serialize)]
pub struct RidBody<'a> {
    /// The request id of a refusal.
    pub rid: &'a str,
}

/// What an endpoint may be called today; the platform's counts may be off by one per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct DayQuota {
    /// Calls a day; 0 where the endpoint has no quota of its own.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub daily_limit: i64,
    /// Calls used up today.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub used: i64,
    /// Calls left today.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub remain: i64,
}

/// How often an endpoint may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct RateLimit {
    /// Calls in one span.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub call_count: i64,
    /// The span, in seconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub refresh_second: i64,
}

/// The answer of openapi/quota/get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct ApiQuota {
    /// Of the day.
    pub quota: DayQuota,
    /// Of a shorter span, where there is one.
    #[serde(default)]
    pub rate_limit: Option<RateLimit>,
}

impl Reply for ApiQuota {
    const CONTENT: &'static [&'static str] = &["quota"];
}

#[derive(Deserialize)]
struct RidAnswer {
    request: RefusedCall,
}

impl Reply for RidAnswer {
    const CONTENT: &'static [&'static str] = &["request"];
}

/// A refused call as the platform kept it. It holds what was sent: not for logs.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct RefusedCall {
    /// When it was made, unix seconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub invoke_time: i64,
    /// How long it took, milliseconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub cost_in_ms: i64,
    /// Its address; the platform shows only the beginning of the token.
    #[serde(default, deserialize_with = "lenient::text")]
    pub request_url: String,
    /// What was sent.
    #[serde(default, deserialize_with = "lenient::text")]
    pub request_body: String,
    /// What was answered.
    #[serde(default, deserialize_with = "lenient::text")]
    pub response_body: String,
    /// From which address it came: the one that must stand on the allow-list.
    #[serde(default, deserialize_with = "lenient::text")]
    pub client_ip: String,
}

impl std::fmt::Debug for RefusedCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RefusedCall").field("invoke_time", &self.invoke_time).finish_non_exhaustive()
    }
}

impl Client {
    /// openapi/quota/get: what is left today of an endpoint. Refused with 76021 when the platform has no quota for it,
    /// 76022 when the account has not got it.
    pub async fn api_quota(&self, endpoint: Endpoint) -> Result<ApiQuota, CallError> {
        self.post(API_QUOTA_GET, &CgiPathBody { cgi_path: endpoint.path }).await
    }

    /// openapi/quota/clear: clears one endpoint's quota, `limit::API_QUOTA_CLEARS_PER_MONTH` times a month.
    pub async fn api_quota_clear(&self, endpoint: Endpoint) -> Result<(), CallError> {
        self.post(API_QUOTA_CLEAR, &CgiPathBody { cgi_path: endpoint.path }).await.map(|Done {}| ())
    }

    /// clear_quota: clears all quotas, `limit::QUOTA_CLEARS_PER_MONTH` times a month; then refused with 48006.
    pub async fn clear_quota(&self) -> Result<(), CallError> {
        self.post(CLEAR_QUOTA, &ClearQuotaBody { appid: self.app_id() }).await.map(|Done {}| ())
    }

    /// clear_quota/v2: the same, from the same count, without a token: for when the quota of tokens is used up.
    pub async fn clear_quota_v2(&self) -> Result<(), CallError> {
        let body = ClearQuotaV2Body { appid: self.app_id(), appsecret: self.app_secret().expose() };
        self.post_without_token(CLEAR_QUOTA_V2, &body).await.map(|Done {}| ())
    }

    /// openapi/rid/get: what the platform kept of a refused call, for seven days. Refused with 76001 when it has not got
    /// it, 76004 when it is too old.
    pub async fn rid_info(&self, rid: &str) -> Result<RefusedCall, CallError> {
        let answer: RidAnswer = self.post(RID_GET, &RidBody { rid }).await?;
        Ok(answer.request)
    }
}
