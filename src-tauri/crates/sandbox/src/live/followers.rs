//! Long-term subscribers (长期订阅): the list, and the start event sent to them.

use super::{people, room};
use crate::{
    params::invalid,
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::{
    LiveStatus,
    platform::{errcode, limit},
    time::next_beijing_midnight,
};
use serde::{Deserialize, Serialize};

/// A subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Follower {
    openid: String,
    subscribed_ms: i64,
    room_id: i64,
    room_status: LiveStatus,
}

/// The room whose start event was sent today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Announced {
    room_id: i64,
    /// Midnight in Beijing, when another room may be announced.
    until_ms: i64,
}

#[derive(Serialize)]
struct Page {
    followers: Vec<Listed>,
    page_break: usize,
    errcode: i64,
    errmsg: &'static str,
}

#[derive(Serialize)]
struct Listed {
    openid: String,
    subscribe_time: i64,
    room_status: i64,
    room_id: i64,
}

#[derive(Serialize)]
struct Sent {
    message_id: String,
    errcode: i64,
    errmsg: &'static str,
}

/// POST /wxa/business/get_wxa_followers. The mark of the next page counts the subscribers before it.
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let page = call.body.int("limit")?.unwrap_or(i64::from(limit::FOLLOWERS_PAGE));
    let page = usize::try_from(page).ok().filter(|page| (1..=limit::FOLLOWERS_PAGE_MAX as usize).contains(page));
    let page = page.ok_or_else(|| invalid("limit"))?;
    let start = call.body.int("page_break")?.unwrap_or_default();
    let start = usize::try_from(start).map_err(|_| invalid("page_break"))?;
    let listed = |follower: &Follower| Listed {
        openid: follower.openid.clone(),
        subscribe_time: follower.subscribed_ms.div_euclid(1000),
        room_status: follower.room_status.wire(),
        room_id: follower.room_id,
    };
    let followers: Vec<Listed> = state.followers.iter().skip(start).take(page).map(listed).collect();
    Reply::json(&Page { page_break: start + followers.len(), followers, errcode: 0, errmsg: "ok" })
}

/// POST /wxa/business/push_message: of a room that is live, and of one room a day.
pub(crate) fn push(state: &mut State, call: &Call<'_>) -> Outcome {
    let room_id = call.body.required_int("room_id")?;
    let openids = call.body.required_texts("user_openid")?;
    if openids.len() > limit::PUSH_MESSAGE_OPENIDS {
        return Err(invalid("user_openid"));
    }
    if room::find(state, room_id)?.status != LiveStatus::Live {
        return Err(Refusal::live(errcode::PUSHED_NOT_LIVE));
    }
    let is_another = |other: Announced| other.room_id != room_id && call.now_ms < other.until_ms;
    if state.announced.is_some_and(is_another) {
        return Err(Refusal::live(errcode::PUSHED_ANOTHER_ROOM));
    }
    state.announced = Some(Announced { room_id, until_ms: next_beijing_midnight(call.now_ms) });
    let message_id = (state.random.next() >> 1).to_string();
    state.accept(call, &message_id, "", None);
    Reply::json(&Sent { message_id, errcode: 0, errmsg: "ok" })
}

/// `count` more subscribers, as if they had subscribed in that room now; `false` when there is no such room.
pub(crate) fn subscribe(state: &mut State, app_id: &str, room_id: i64, count: usize, now_ms: i64) -> bool {
    let Some(room_status) = state.rooms.get(&room_id).map(|room| room.status) else { return false };
    for _ in 0..count {
        let openid = people::openid(app_id, &format!("follower_{}", state.followers.len()));
        state.followers.push(Follower { openid, subscribed_ms: now_ms, room_id, room_status });
    }
    true
}
