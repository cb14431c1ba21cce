//! What may still be switched in a room that is there: comments, official listing, customer service, replay.

use super::room::{self, Room};
use crate::{
    reply::{Outcome, Refusal},
    state::{Call, State},
};
use kaibo_domain::{LiveStatus, platform::errcode};

/// POST /wxaapi/broadcast/room/updatecomment. The page's table names the room `id`, its examples `roomId`.
pub(crate) fn comment(state: &mut State, call: &Call<'_>) -> Outcome {
    let room_id = match call.body.int("id")? {
        Some(id) => id,
        None => call.body.required_int("roomId")?,
    };
    let muted = call.body.required_bit("banComment")?;
    let room = room::not_over(state, room_id)?;
    room::keep(state, call, Room { muted, ..room })
}

/// POST /wxaapi/broadcast/room/updatefeedpublic.
pub(crate) fn feed_public(state: &mut State, call: &Call<'_>) -> Outcome {
    let is_on = call.body.required_bit("isFeedsPublic")?;
    let mut room = room::not_over(state, call.body.required_int("roomId")?)?;
    room.switches.feed = is_on;
    room::keep(state, call, room)
}

/// POST /wxaapi/broadcast/room/updatekf.
pub(crate) fn service(state: &mut State, call: &Call<'_>) -> Outcome {
    let is_on = !call.body.required_bit("closeKf")?;
    let mut room = room::not_over(state, call.body.required_int("roomId")?)?;
    if is_on && !state.account.customer_service {
        return Err(Refusal::live(errcode::NO_CUSTOMER_SERVICE));
    }
    room.switches.service = is_on;
    room::keep(state, call, room)
}

/// POST /wxaapi/broadcast/room/updatereplay: also after the end.
pub(crate) fn replay(state: &mut State, call: &Call<'_>) -> Outcome {
    let is_on = !call.body.required_bit("closeReplay")?;
    let mut room = room::in_state(state, call.body.required_int("roomId")?, LiveStatus::allows_replay_switch)?;
    room.switches.replay = is_on;
    room::keep(state, call, room)
}
