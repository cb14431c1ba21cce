//! The deputy of a room's anchor (主播副号): get, add, modify, delete.

use super::{
    info::room_id,
    people::{self, Person},
    room::{self, Room},
};
use crate::{
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::platform::errcode;
use serde::Serialize;

#[derive(Serialize)]
struct Deputy {
    username: String,
    errcode: i64,
}

/// GET /wxaapi/broadcast/room/getsubanchor: an empty name where there is none.
pub(crate) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    let room = room::find(state, room_id(call)?)?;
    Reply::json(&Deputy { username: room.sub_anchor_wechat.clone().unwrap_or_default(), errcode: 0 })
}

/// POST /wxaapi/broadcast/room/addsubanchor: a room has one deputy at most.
pub(crate) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let room = room::not_over(state, call.body.required_int("roomId")?)?;
    if room.sub_anchor_wechat.is_some() {
        return Err(Refusal::live(errcode::DEPUTY_DUPLICATE));
    }
    set(state, call, room)
}

/// POST /wxaapi/broadcast/room/modifysubanchor.
pub(crate) fn modify(state: &mut State, call: &Call<'_>) -> Outcome {
    let room = room::not_over(state, call.body.required_int("roomId")?)?;
    if room.sub_anchor_wechat.is_some() && room.sub_anchor_wechat == call.body.text("username") {
        return Err(Refusal::live(errcode::DEPUTY_DUPLICATE));
    }
    set(state, call, room)
}

/// POST /wxaapi/broadcast/room/deletesubanchor: nothing to do is a success.
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let room = room::not_over(state, call.body.required_int("roomId")?)?;
    room::keep(state, call, Room { sub_anchor_wechat: None, ..room })
}

fn set(state: &mut State, call: &Call<'_>, room: Room) -> Outcome {
    let username = call.body.required_text("username")?;
    if username == room.anchor_wechat {
        return Err(Refusal::live(errcode::DEPUTY_IS_ANCHOR));
    }
    match people::look_up(state, &username) {
        Person::Verified => {}
        Person::Unverified => return Err(Refusal::live(errcode::DEPUTY_UNVERIFIED)),
        Person::Illegal | Person::Nobody => return Err(Refusal::live(errcode::DEPUTY_ILLEGAL)),
    }
    room::keep(state, call, Room { sub_anchor_wechat: Some(username), ..room })
}
