//! Members of the account and their roles (成员管理; wechat-live-api, section 5).

use crate::{
    classify::{Done, Reply},
    client::Client,
    error::CallError,
    lenient,
};
use kaibo_domain::{
    Role,
    platform::endpoint::{ROLE_ADD, ROLE_DELETE, ROLE_LIST},
};
use serde::{Deserialize, Serialize};

/// The body of addrole and deleterole.
#[derive(Debug, Serialize)]
pub struct RoleBody<'a> {
    /// WeChat id.
    pub username: &'a str,
    /// 1 administrator, 2 anchor, 3 operator.
    pub role: i64,
}

/// Which members to list; the default is all of them, the platform's page size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleQuery {
    /// Only those with that role. The current page leaves the parameter out, the older one and SDKs send it.
    pub role: Option<Role>,
    /// How many to pass over.
    pub offset: u32,
    /// How many at most, up to `limit::ROLE_PAGE_MAX`.
    pub limit: Option<u32>,
    /// Only those whose WeChat id or nickname holds this.
    pub keyword: Option<String>,
}

/// The answer of addrole.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RoleAdded {
    /// The code picture which a member scans who is not verified by real name yet.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub codeurl: Option<String>,
}

impl Reply for RoleAdded {
    const CONTENT: &'static [&'static str] = &["codeurl"];
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// WeChat id, masked by the platform (`o0****0o`).
    #[serde(default, deserialize_with = "lenient::text")]
    pub username: String,
    /// Nickname.
    #[serde(default, deserialize_with = "lenient::text")]
    pub nickname: String,
    /// Address of the avatar.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub headingimg: Option<String>,
    /// The user in this mini program.
    #[serde(default, deserialize_with = "lenient::text")]
    pub openid: String,
    /// 0 to 3; see [`Self::roles`].
    #[serde(default, deserialize_with = "lenient::list")]
    pub role_list: Vec<i64>,
    /// Last change, unix seconds.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub update_timestamp: i64,
}

impl Member {
    /// The roles; numbers we do not know are left out.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        self.role_list.iter().filter_map(|role| Role::from_wire(*role))
    }
}

/// A page of members.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MemberPage {
    /// How many there are on all pages together.
    #[serde(default, deserialize_with = "lenient::int_or_zero")]
    pub total: i64,
    /// The members of this page.
    #[serde(default, deserialize_with = "lenient::list")]
    pub list: Vec<Member>,
}

impl Reply for MemberPage {
    const CONTENT: &'static [&'static str] = &["list", "total"];
}

impl Client {
    /// role/addrole. Refused with 400002 when an anchor is not verified (with the code picture, if the platform sends
    /// one), 400003 when the role is full, 400004 when the member has it.
    pub async fn role_add(&self, username: &str, role: Role) -> Result<RoleAdded, CallError> {
        self.post(ROLE_ADD, &RoleBody { username, role: role.wire() }).await
    }

    /// role/deleterole; refused with 400005 for an anchor with a room that has not started.
    pub async fn role_delete(&self, username: &str, role: Role) -> Result<(), CallError> {
        self.post(ROLE_DELETE, &RoleBody { username, role: role.wire() }).await.map(|Done {}| ())
    }

    /// role/getrolelist.
    pub async fn roles(&self, wanted: &RoleQuery) -> Result<MemberPage, CallError> {
        let mut query = vec![("role", wanted.role.map_or(-1, Role::wire).to_string())];
        query.push(("offset", wanted.offset.to_string()));
        query.extend(wanted.limit.map(|limit| ("limit", limit.to_string())));
        query.extend(wanted.keyword.clone().map(|keyword| ("keyword", keyword)));
        self.get(ROLE_LIST, query).await
    }
}
