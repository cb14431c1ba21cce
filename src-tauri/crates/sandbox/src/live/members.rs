//! Members of the account and their roles (成员管理).

use super::people::{self, Person};
use crate::{
    params::invalid,
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::{
    LiveStatus, Role,
    platform::{errcode, limit},
};
use serde::{Deserialize, Serialize};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// The super administrator that every practice account has.
const OWNER: &str = "practice_owner";

/// A member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    roles: BTreeSet<Role>,
    changed_ms: i64,
}

/// Members by WeChat id.
pub(crate) type Members = BTreeMap<String, Member>;

/// The members of a new account: its owner.
pub(crate) fn initial() -> Members {
    BTreeMap::from([(OWNER.to_owned(), Member { roles: BTreeSet::from([Role::SuperAdmin]), changed_ms: 0 })])
}

#[derive(Serialize)]
struct Listing {
    errcode: i64,
    total: usize,
    list: Vec<Listed>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    headingimg: &'static str,
    nickname: String,
    openid: String,
    role_list: Vec<i64>,
    update_timestamp: String,
    username: String,
}

/// POST /wxaapi/broadcast/role/addrole.
pub(crate) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let (username, role) = named(call)?;
    let person = people::look_up(state, &username);
    if matches!(person, Person::Illegal | Person::Nobody) {
        return Err(Refusal::live(errcode::MEMBER_ILLEGAL));
    }
    if role == Role::Anchor && person == Person::Unverified {
        return Err(Refusal::live(errcode::MEMBER_UNVERIFIED).with_codeurl(people::verification_code(call, &username)));
    }
    if state.members.get(&username).is_some_and(|member| member.roles.contains(&role)) {
        return Err(Refusal::live(errcode::ROLE_DUPLICATE));
    }
    if state.members.values().filter(|member| member.roles.contains(&role)).count() >= role.max() {
        return Err(Refusal::live(errcode::ROLE_FULL));
    }
    let new = || Member { roles: BTreeSet::new(), changed_ms: call.now_ms };
    let member = state.members.entry(username.clone()).or_insert_with(new);
    member.roles.insert(role);
    member.changed_ms = call.now_ms;
    state.accept(call, &username, "", None);
    Reply::done()
}

/// POST /wxaapi/broadcast/role/deleterole.
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let (username, role) = named(call)?;
    if people::look_up(state, &username) == Person::Illegal {
        return Err(Refusal::live(errcode::MEMBER_ILLEGAL));
    }
    let is_waiting = || {
        let mut rooms = state.rooms.values();
        rooms.any(|room| room.anchor_wechat == username && room.status == LiveStatus::NotStarted)
    };
    if role == Role::Anchor && is_waiting() {
        return Err(Refusal::live(errcode::ROLE_IN_USE));
    }
    let Some(member) = state.members.get_mut(&username).filter(|member| member.roles.contains(&role)) else {
        return Err(Refusal::live(errcode::MEMBER_UNKNOWN));
    };
    member.roles.remove(&role);
    member.changed_ms = call.now_ms;
    if member.roles.is_empty() {
        state.members.remove(&username);
    }
    state.accept(call, &username, "", None);
    Reply::done()
}

/// GET /wxaapi/broadcast/role/getrolelist: last changed first. A practice member's nickname is the WeChat id.
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let role = match call.query.int("role")? {
        None | Some(-1) => None,
        Some(role) => Some(Role::from_wire(role).ok_or_else(|| invalid("role"))?),
    };
    let offset = call.query.int("offset")?.unwrap_or_default();
    let offset = usize::try_from(offset).map_err(|_| invalid("offset"))?;
    let page = call.query.int("limit")?.unwrap_or(i64::from(limit::ROLE_PAGE));
    let page = usize::try_from(page).ok().filter(|page| (1..=limit::ROLE_PAGE_MAX as usize).contains(page));
    let page = page.ok_or_else(|| invalid("limit"))?;
    let keyword = call.query.text("keyword").unwrap_or_default();
    let is_wanted = |username: &str, member: &Member| {
        username.contains(&keyword) && role.is_none_or(|role| member.roles.contains(&role))
    };
    let mut found: Vec<(&String, &Member)> =
        state.members.iter().filter(|(username, member)| is_wanted(username, member)).collect();
    found.sort_by_key(|(_, member)| Reverse(member.changed_ms));
    let listed = |(username, member): &(&String, &Member)| Listed {
        headingimg: "",
        nickname: (*username).clone(),
        openid: people::openid(&call.settings.app_id, username),
        role_list: member.roles.iter().map(|role| role.wire()).collect(),
        update_timestamp: member.changed_ms.div_euclid(1000).to_string(),
        username: masked(username),
    };
    let list = found.iter().skip(offset).take(page).map(listed).collect();
    Reply::json(&Listing { errcode: 0, total: found.len(), list })
}

/// Who, and a role that can be given and taken.
fn named(call: &Call<'_>) -> Result<(String, Role), Refusal> {
    let username = call.body.required_text("username")?;
    let role = Role::from_wire(call.body.required_int("role")?).filter(|role| *role != Role::SuperAdmin);
    Ok((username, role.ok_or_else(|| invalid("role"))?))
}

/// As the platform shows WeChat ids of members: `o0****0o`. They are of ASCII letters.
fn masked(username: &str) -> String {
    let (head, tail) = (username.get(..2).unwrap_or_default(), username.len().saturating_sub(2));
    format!("{head}****{}", username.get(tail..).unwrap_or_default())
}
