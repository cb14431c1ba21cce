//! The assistants of a room (小助手), who keep order in its comments.
//!
//! The pages document no codes of their own: a user that cannot be is 200002 here, a room that cannot be 300022 or
//! 300023.

use super::{
    info::room_id,
    people::{self, Person},
    room,
};
use crate::{
    params::{Params, invalid},
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::platform::limit;
use serde::{Deserialize, Serialize};

/// An assistant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assistant {
    username: String,
    nickname: String,
    changed_ms: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listing {
    list: Vec<Listed>,
    count: usize,
    max_count: usize,
    errcode: i64,
}

#[derive(Serialize)]
struct Listed {
    timestamp: i64,
    headimg: &'static str,
    nickname: String,
    alias: String,
    openid: String,
}

/// GET /wxaapi/broadcast/room/getassistantlist.
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let room = room::find(state, room_id(call)?)?;
    let listed = |assistant: &Assistant| Listed {
        timestamp: assistant.changed_ms.div_euclid(1000),
        headimg: "",
        nickname: assistant.nickname.clone(),
        alias: assistant.username.clone(),
        openid: people::openid(&call.settings.app_id, &assistant.username),
    };
    let list: Vec<Listed> = room.assistants.iter().map(listed).collect();
    Reply::json(&Listing { count: list.len(), list, max_count: limit::ROOM_ASSISTANTS_MAX, errcode: 0 })
}

/// POST /wxaapi/broadcast/room/addassistant: all of them or none; who is one already gets the new nickname.
pub(crate) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let users = call.body.required_objects("users")?;
    let mut room = room::not_over(state, call.body.required_int("roomId")?)?;
    for user in &users {
        let added = read(state, user, call.now_ms)?;
        match room.assistants.iter_mut().find(|assistant| assistant.username == added.username) {
            Some(assistant) => *assistant = added,
            None => room.assistants.push(added),
        }
    }
    if room.assistants.len() > limit::ROOM_ASSISTANTS_MAX {
        return Err(invalid("users"));
    }
    room::keep(state, call, room)
}

/// POST /wxaapi/broadcast/room/modifyassistant: a new nickname.
pub(crate) fn modify(state: &mut State, call: &Call<'_>) -> Outcome {
    let changed = read(state, call.body, call.now_ms)?;
    let mut room = room::not_over(state, call.body.required_int("roomId")?)?;
    let assistant = room.assistants.iter_mut().find(|assistant| assistant.username == changed.username);
    *assistant.ok_or_else(|| invalid("username"))? = changed;
    room::keep(state, call, room)
}

/// POST /wxaapi/broadcast/room/removeassistant: who is none is a success.
pub(crate) fn remove(state: &mut State, call: &Call<'_>) -> Outcome {
    let username = call.body.required_text("username")?;
    let mut room = room::not_over(state, call.body.required_int("roomId")?)?;
    room.assistants.retain(|assistant| assistant.username != username);
    room::keep(state, call, room)
}

fn read(state: &State, user: &Params, now_ms: i64) -> Result<Assistant, Refusal> {
    let (username, nickname) = (user.required_text("username")?, user.required_text("nickname")?);
    if matches!(people::look_up(state, &username), Person::Illegal | Person::Nobody) {
        return Err(invalid("username"));
    }
    Ok(Assistant { username, nickname, changed_ms: now_ms })
}
