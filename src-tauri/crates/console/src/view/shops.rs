//! 店铺: the shops of this computer, and how a real one reaches the platform.

use super::Problem;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// One of the shops.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShopLine {
    /// Names its folder.
    pub place: String,
    /// Its name; empty where its data do not open.
    pub name: String,
    /// Whether it points at the practice platform.
    pub practice: bool,
    /// AppID of its account; empty before it is connected.
    pub app_id: String,
    /// Whether it is the one in the window.
    pub current: bool,
    /// Why its data do not open.
    pub problem: Option<Problem>,
}

/// A shop to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShopNew {
    /// Its name.
    pub name: String,
    /// Whether it points at the practice platform.
    pub practice: bool,
}

/// How a real shop reaches the platform. What is secret is only said to be there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// AppID of the mini program or the WeChat shop.
    pub app_id: String,
    /// Whether an AppSecret is kept.
    pub secret_set: bool,
    /// When it was typed, UTC milliseconds.
    pub secret_set_ms: Option<i64>,
    /// A gateway of the merchant's own; empty for the platform itself.
    pub base_url: String,
    /// A proxy, without user and password; empty for none.
    pub proxy: String,
    /// Whether a user of the proxy is kept.
    pub proxy_login_set: bool,
    /// Whether certificates are trusted besides the system's.
    pub ca_set: bool,
}

/// What was typed of it, without what is secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionRequest {
    /// AppID.
    pub app_id: String,
    /// A gateway of the merchant's own; empty for the platform itself.
    pub base_url: String,
    /// A proxy; empty for none.
    pub proxy: String,
    /// The certificates.
    pub ca: CaChoice,
}

/// What becomes of the certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CaChoice {
    /// They stay.
    #[default]
    Keep,
    /// There are to be none.
    Remove,
    /// Those of a PEM file.
    File {
        /// Where it is.
        path: String,
    },
}

/// What the test of a connection looks at, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// Whether the platform answers: network, proxy, TLS.
    Reach,
    /// Whether this computer's clock is right.
    Clock,
    /// Whether AppID, AppSecret and allow-list are in order.
    Token,
    /// Whether the account has mini-program live.
    Live,
    /// Whether the account has a WeChat shop.
    Shop,
    /// What is left of today.
    Quota,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// Being looked at.
    Running,
    /// In order.
    Ok,
    /// Works, but see the problem.
    Warning,
    /// The account has not got it.
    Absent,
    /// Not in order.
    Failed,
    /// Not looked at: it needs what failed before.
    Skipped,
}

/// One step of the test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionStep {
    /// Which.
    pub kind: StepKind,
    /// How it went.
    pub state: StepState,
    /// What is wrong, what it means and what to do.
    pub problem: Option<Problem>,
    /// What was found: `name` of the shop, `rooms`, `remain` and `limit` of today's goods.
    pub facts: BTreeMap<String, String>,
}
