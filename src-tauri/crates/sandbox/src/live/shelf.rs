//! A room's shelf: import, sale, order, push, recordings, removal.

use super::room::{self, Room};
use crate::{
    params::invalid,
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::{
    AuditStatus, LiveStatus,
    platform::{
        errcode::{self, Code},
        limit,
    },
};
use serde::{Deserialize, Serialize};

/// How long the push of a good takes; meanwhile it is neither removed nor taken off sale, and no other is pushed.
const PUSH_MS: i64 = 5_000;
/// How long after its push a good's recording is ready.
const VIDEO_MS: i64 = 60_000;

/// A good that was pushed to the viewers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pushed {
    /// goodsId.
    pub(crate) goods_id: i64,
    /// When, UTC milliseconds.
    at_ms: i64,
}

#[derive(Serialize)]
struct Video {
    errcode: i64,
    url: String,
}

impl Room {
    /// The good that is being pushed at `now_ms`.
    fn pushing(&self, now_ms: i64) -> Option<i64> {
        self.pushed.filter(|pushed| now_ms - pushed.at_ms < PUSH_MS).map(|pushed| pushed.goods_id)
    }

    /// The goods on the shelf that were pushed, by when they were last.
    pub(crate) fn explained(&self) -> Vec<i64> {
        let mut explained: Vec<_> = self.videos.iter().map(|(goods_id, ready_ms)| (*ready_ms, *goods_id)).collect();
        explained.sort_unstable();
        explained.into_iter().map(|(_, goods_id)| goods_id).collect()
    }

    /// Takes a good off the shelf and forgets what was known of it there.
    pub(crate) fn remove_good(&mut self, goods_id: i64) {
        self.goods.retain(|id| *id != goods_id);
        self.off_sale.remove(&goods_id);
        self.videos.remove(&goods_id);
        self.pushed = self.pushed.filter(|pushed| pushed.goods_id != goods_id);
    }
}

/// POST /wxaapi/broadcast/room/addgoods: all of them or none; what is on the shelf already stays where it is.
pub(crate) fn add_goods(state: &mut State, call: &Call<'_>) -> Outcome {
    let ids = call.body.required_ints("ids")?;
    let room = room::in_state(state, call.body.required_int("roomId")?, LiveStatus::allows_goods)?;
    let mut shelf = room.goods.clone();
    for id in ids {
        let Some(good) = state.goods.get(&id) else { return Err(Refusal::live(errcode::GOODS_UNKNOWN)) };
        if good.status != AuditStatus::Approved {
            return Err(Refusal::live(errcode::GOODS_NOT_APPROVED));
        }
        if !shelf.contains(&id) {
            shelf.push(id);
        }
    }
    if shelf.len() > limit::ROOM_GOODS_MAX {
        return Err(Refusal::live(errcode::ROOM_GOODS_FULL));
    }
    let room = Room { goods: shelf, ..room };
    room::keep(state, call, room)
}

/// POST /wxaapi/broadcast/goods/onsale.
pub(crate) fn on_sale(state: &mut State, call: &Call<'_>) -> Outcome {
    let (mut room, goods_id) = named(state, call, LiveStatus::allows_goods)?;
    let is_on = call.body.required_bit("onSale")?;
    check_listed(&room)?;
    check_there(state, &room, goods_id)?;
    if room.pushing(call.now_ms).is_some() {
        return refuse(errcode::PUSHING_NO_SALE);
    }
    if is_on {
        room.off_sale.remove(&goods_id);
    } else {
        room.off_sale.insert(goods_id);
    }
    room::keep(state, call, room)
}

/// POST /wxaapi/broadcast/goods/deleteInRoom: the good stays in the library.
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let (mut room, goods_id) = named(state, call, LiveStatus::allows_goods)?;
    check_there(state, &room, goods_id)?;
    if room.pushing(call.now_ms) == Some(goods_id) {
        return refuse(errcode::PUSHING);
    }
    room.remove_good(goods_id);
    room::keep(state, call, room)
}

/// POST /wxaapi/broadcast/goods/push: shows the good to the viewers, and records it being explained.
pub(crate) fn push(state: &mut State, call: &Call<'_>) -> Outcome {
    let (mut room, goods_id) = named(state, call, LiveStatus::allows_push)?;
    check_there(state, &room, goods_id)?;
    if room.off_sale.contains(&goods_id) {
        return refuse(errcode::OFF_SALE_NO_PUSH);
    }
    if room.pushing(call.now_ms).is_some() {
        return refuse(errcode::PUSHING);
    }
    room.pushed = Some(Pushed { goods_id, at_ms: call.now_ms });
    room.videos.insert(goods_id, call.now_ms.saturating_add(VIDEO_MS));
    room::keep(state, call, room)
}

/// POST /wxaapi/broadcast/goods/sort: the goods named come first, in that order; the others keep theirs.
pub(crate) fn sort(state: &mut State, call: &Call<'_>) -> Outcome {
    let named = call.body.required_objects("goods")?;
    let named: Vec<i64> = named.iter().map(|good| good.required_int("goodsId")).collect::<Result<_, _>>()?;
    let mut room = room::in_state(state, call.body.required_int("roomId")?, LiveStatus::allows_goods)?;
    check_listed(&room)?;
    for (at, goods_id) in named.iter().enumerate() {
        if named[..at].contains(goods_id) {
            return Err(invalid("goods"));
        }
        check_there(state, &room, *goods_id)?;
    }
    room.goods.sort_by_key(|id| named.iter().position(|goods_id| goods_id == id).unwrap_or(named.len()));
    room::keep(state, call, room)
}

/// POST /wxaapi/broadcast/goods/getVideo: the recording of a good being explained.
pub(crate) fn video(state: &mut State, call: &Call<'_>) -> Outcome {
    let (room, goods_id) = named(state, call, LiveStatus::has_begun)?;
    check_listed(&room)?;
    check_there(state, &room, goods_id)?;
    match room.videos.get(&goods_id) {
        None => refuse(errcode::NO_EXPLAIN_VIDEO),
        Some(ready_ms) if *ready_ms > call.now_ms => refuse(errcode::EXPLAIN_VIDEO_UNREADY),
        Some(_) => {
            let url = format!("{}/_practice/video/{}-{goods_id}.mp4", call.base_url, room.id);
            Reply::json(&Video { errcode: 0, url })
        }
    }
}

/// The room and the good that a call names.
fn named(state: &State, call: &Call<'_>, allows: impl Fn(LiveStatus) -> bool) -> Result<(Room, i64), Refusal> {
    let goods_id = call.body.required_int("goodsId")?;
    Ok((room::in_state(state, call.body.required_int("roomId")?, allows)?, goods_id))
}

fn refuse(code: Code) -> Outcome {
    Err(Refusal::live(code))
}

/// Our reading of 300048: there is no list of goods to be had where there are no goods.
fn check_listed(room: &Room) -> Result<(), Refusal> {
    (!room.goods.is_empty()).then_some(()).ok_or_else(|| Refusal::live(errcode::GOODS_LIST_FAILED))
}

fn check_there(state: &State, room: &Room, goods_id: i64) -> Result<(), Refusal> {
    if !state.goods.contains_key(&goods_id) {
        return Err(Refusal::live(errcode::GOODS_UNKNOWN));
    }
    room.goods.contains(&goods_id).then_some(()).ok_or_else(|| Refusal::live(errcode::NOT_IN_ROOM))
}
