//! Live rooms: create, edit, delete, goods on the shelf, and what time does to a room.
//!
//! Rules are asked of `domain`; each broken one is answered with the platform's code.

use crate::{
    media::{self, ILLEGAL_WORD, Media},
    params::Params,
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::{
    LiveStatus, RoomDraft, RoomField, RoomKind, RoomSpec, RoomSwitches, Rule, Slot,
    platform::{errcode, limit},
    room::is_wechat_id,
    time::MINUTE_MS,
};
use serde::{Deserialize, Serialize};

/// The code of the mini program 小程序直播 that an unverified anchor scans (room/create, `qrcode_url`).
pub(crate) const VERIFICATION_CODE: &str =
    "https://res.wx.qq.com/op_res/9rSix1dhHfK4rR049JL0PHJ7TpOvkuZ3mE0z7Ou_Etvjf-w1J_jVX0rZqeStLfwh";
/// WeChat ids that begin so have not been verified by real name.
const UNVERIFIED: &str = "unverified";
/// WeChat ids that begin so do not exist.
const NOBODY: &str = "nobody";
/// The platform ends a room after that long without its anchor.
const ABNORMAL_MS: i64 = limit::ROOM_ABNORMAL_MINUTES * MINUTE_MS;

/// A room on the platform.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Room {
    /// roomId.
    pub(crate) id: i64,
    /// Name.
    pub(crate) name: String,
    /// How it is broadcast.
    pub(crate) kind: RoomKind,
    /// Planned start, unix seconds.
    pub(crate) start_s: i64,
    /// Planned end, unix seconds.
    pub(crate) end_s: i64,
    /// The anchor's nickname.
    pub(crate) anchor_name: String,
    /// The anchor's WeChat id.
    pub(crate) anchor_wechat: String,
    /// The deputy's WeChat id.
    pub(crate) sub_anchor_wechat: Option<String>,
    /// The creator's WeChat id.
    pub(crate) creator_wechat: Option<String>,
    /// Switches.
    pub(crate) switches: RoomSwitches,
    /// media_id of the background.
    pub(crate) cover: String,
    /// media_id of the share card.
    pub(crate) share: String,
    /// media_id of the shopping-channel cover.
    pub(crate) feeds: String,
    /// Live status.
    pub(crate) status: LiveStatus,
    /// Since when the anchor has been away.
    pub(crate) left_ms: Option<i64>,
    /// goodsIds on the shelf, in order.
    pub(crate) goods: Vec<i64>,
}

impl Room {
    /// Lets a room expire that never started, and ends one whose anchor stayed away.
    pub(crate) fn settle(&mut self, now_ms: i64) {
        match (self.status, self.left_ms) {
            (LiveStatus::NotStarted, _) if self.end_s.saturating_mul(1000) <= now_ms => {
                self.status = LiveStatus::Expired;
            }
            (LiveStatus::Abnormal, Some(left_ms)) if left_ms.saturating_add(ABNORMAL_MS) <= now_ms => {
                self.status = LiveStatus::Ended;
                self.left_ms = None;
            }
            _ => {}
        }
    }

    /// The media ids it shows.
    pub(crate) fn pictures(&self) -> [&str; 3] {
        [&self.cover, &self.share, &self.feeds]
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    room_id: i64,
    errcode: i64,
}

/// What create and edit have in common, checked.
struct Checked {
    spec: RoomSpec,
    cover: String,
    share: String,
    feeds: String,
}

/// POST /wxaapi/broadcast/room/create.
pub(crate) fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    check_allowed(state)?;
    let kind = call.body.required_int("type")?;
    let kind = RoomKind::from_wire(kind).ok_or_else(|| Refusal::parameter("parameter type is invalid"))?;
    let checked = check(state, call, kind, None)?;
    let sub_anchor_wechat = call.body.text("subAnchorWechat");
    if let Some(deputy) = &sub_anchor_wechat {
        let is_fit = is_wechat_id(deputy) && !deputy.starts_with(UNVERIFIED) && !deputy.starts_with(NOBODY);
        if !is_fit || *deputy == checked.spec.anchor_wechat {
            return Err(Refusal::live(errcode::DEPUTY_ILLEGAL));
        }
    }
    let creator_wechat = call.body.text("createrWechat");
    if creator_wechat.as_ref().is_some_and(|creator| !is_wechat_id(creator) || creator.starts_with(NOBODY)) {
        return Err(Refusal::live(errcode::CREATOR_ILLEGAL));
    }
    let id = state.new_room_id();
    let room = Room {
        id,
        kind,
        sub_anchor_wechat,
        creator_wechat,
        status: LiveStatus::NotStarted,
        left_ms: None,
        goods: Vec::new(),
        name: checked.spec.name,
        start_s: checked.spec.start_s,
        end_s: checked.spec.end_s,
        anchor_name: checked.spec.anchor_name,
        anchor_wechat: checked.spec.anchor_wechat,
        switches: checked.spec.switches,
        cover: checked.cover,
        share: checked.share,
        feeds: checked.feeds,
    };
    state.accept(call, id, &room.name, None);
    state.rooms.insert(id, room);
    Reply::json(&Created { room_id: id, errcode: 0 })
}

/// POST /wxaapi/broadcast/room/editroom: all but type, deputy and creator.
pub(crate) fn edit(state: &mut State, call: &Call<'_>) -> Outcome {
    check_allowed(state)?;
    let room = find(state, call.body.required_int("id")?)?.clone();
    if !room.status.allows_edit() {
        return Err(Refusal::live(errcode::ROOM_STATE));
    }
    let checked = check(state, call, room.kind, Some(room.start_s))?;
    let room = Room {
        name: checked.spec.name,
        start_s: checked.spec.start_s,
        end_s: checked.spec.end_s,
        anchor_name: checked.spec.anchor_name,
        anchor_wechat: checked.spec.anchor_wechat,
        switches: checked.spec.switches,
        cover: checked.cover,
        share: checked.share,
        feeds: checked.feeds,
        ..room
    };
    state.accept(call, room.id, &room.name, None);
    state.rooms.insert(room.id, room);
    Reply::done()
}

/// POST /wxaapi/broadcast/room/deleteroom.
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let room = find(state, call.body.required_int("id")?)?;
    if !room.status.allows_delete() {
        return Err(Refusal::live(errcode::ROOM_STATE));
    }
    let (id, name) = (room.id, room.name.clone());
    state.rooms.remove(&id);
    state.sessions.retain(|_, session| session.room_id != id);
    state.accept(call, id, &name, None);
    Reply::done()
}

/// POST /wxaapi/broadcast/room/addgoods: all of them or none; what is on the shelf already stays where it is.
pub(crate) fn add_goods(state: &mut State, call: &Call<'_>) -> Outcome {
    let ids = call.body.required_ints("ids")?;
    let room = find(state, call.body.required_int("roomId")?)?;
    if !room.status.allows_goods() {
        return Err(Refusal::live(errcode::ROOM_STATE));
    }
    let mut shelf = room.goods.clone();
    for id in ids {
        let Some(good) = state.goods.get(&id) else { return Err(Refusal::live(errcode::GOODS_UNKNOWN)) };
        if good.status != kaibo_domain::AuditStatus::Approved {
            return Err(Refusal::live(errcode::GOODS_NOT_APPROVED));
        }
        if !shelf.contains(&id) {
            shelf.push(id);
        }
    }
    if shelf.len() > limit::ROOM_GOODS_MAX {
        return Err(Refusal::live(errcode::ROOM_GOODS_FULL));
    }
    let room = Room { goods: shelf, ..room.clone() };
    state.accept(call, room.id, &room.name, None);
    state.rooms.insert(room.id, room);
    Reply::done()
}

/// The room, or 300022.
pub(crate) fn find(state: &State, room_id: i64) -> Result<&Room, Refusal> {
    state.rooms.get(&room_id).ok_or_else(|| Refusal::live(errcode::ROOM_UNKNOWN))
}

fn check_allowed(state: &State) -> Result<(), Refusal> {
    (!state.account.rooms_forbidden).then_some(()).ok_or_else(|| Refusal::live(errcode::ROOM_FORBIDDEN))
}

/// `unchanged_start_s` is the start that the room has already: a room may be edited in its last ten minutes too.
fn check(state: &State, call: &Call<'_>, kind: RoomKind, unchanged_start_s: Option<i64>) -> Result<Checked, Refusal> {
    let body = call.body;
    let times_invalid = |_| Refusal::parameter("parameter startTime or endTime is invalid");
    let start_s = body.required_int("startTime").map_err(times_invalid)?;
    let end_s = body.required_int("endTime").map_err(times_invalid)?;
    let draft = RoomDraft {
        name: body.required_text("name")?,
        kind,
        start_ms: Some(start_s.saturating_mul(1000)),
        end_ms: Some(end_s.saturating_mul(1000)),
        anchor_name: body.required_text("anchorName")?,
        anchor_wechat: body.required_text("anchorWechat")?,
        switches: read_switches(body)?,
        has_picture: true,
    };
    let (cover, share, feeds) =
        (body.required_text("coverImg")?, body.required_text("shareImg")?, body.required_text("feedsImg")?);
    check_words(&draft)?;
    let at_ms = match unchanged_start_s {
        Some(unchanged) if unchanged == start_s => {
            call.now_ms.min(start_s.saturating_mul(1000) - limit::ROOM_LEAD_MINUTES * MINUTE_MS)
        }
        _ => call.now_ms,
    };
    let spec = draft.check(at_ms).map_err(|faults| {
        let fault = faults.into_iter().next();
        fault.map_or_else(|| Refusal::parameter("parameter error"), |fault| refusal_of(fault.field, fault.rule))
    })?;
    check_anchor(&spec.anchor_wechat)?;
    if spec.switches.service && !state.account.customer_service {
        return Err(Refusal::live(errcode::NO_CUSTOMER_SERVICE));
    }
    for (media_id, slot, code) in [
        (&cover, Slot::Background, errcode::ROOM_COVER),
        (&share, Slot::Share, errcode::ROOM_SHARE),
        (&feeds, Slot::Feeds, errcode::ROOM_FEEDS),
    ] {
        let is_fit = |media: &Media| media.is_fit() && media.bytes <= slot.max_bytes();
        if !is_fit(media::picture(state, media_id, call.now_ms)?) {
            return Err(Refusal::live(code));
        }
    }
    Ok(Checked { spec, cover, share, feeds })
}

/// The switches of a body; `close…` counts 0 as on.
fn read_switches(body: &Params) -> Result<RoomSwitches, Refusal> {
    let defaults = RoomSwitches::default();
    let open = |name: &str, default: bool| Ok::<_, Refusal>(body.bit(name)?.map_or(default, |closed| !closed));
    Ok(RoomSwitches {
        like: !body.required_bit("closeLike")?,
        shelf: !body.required_bit("closeGoods")?,
        comment: !body.required_bit("closeComment")?,
        replay: open("closeReplay", defaults.replay)?,
        share: open("closeShare", defaults.share)?,
        service: open("closeKf", defaults.service)?,
        feed: body.bit("isFeedsPublic")?.unwrap_or(defaults.feed),
    })
}

fn check_words(draft: &RoomDraft) -> Result<(), Refusal> {
    if draft.name.contains(ILLEGAL_WORD) {
        return Err(Refusal::live(errcode::ROOM_NAME_ILLEGAL));
    }
    if draft.anchor_name.contains(ILLEGAL_WORD) {
        return Err(Refusal::live(errcode::ANCHOR_NAME_ILLEGAL));
    }
    Ok(())
}

fn check_anchor(wechat: &str) -> Result<(), Refusal> {
    if wechat.starts_with(NOBODY) {
        return Err(Refusal::live(errcode::ANCHOR_WECHAT_UNKNOWN));
    }
    if wechat.starts_with(UNVERIFIED) {
        return Err(Refusal::live(errcode::ANCHOR_UNVERIFIED).with_qrcode(VERIFICATION_CODE));
    }
    Ok(())
}

fn refusal_of(field: RoomField, rule: Rule) -> Refusal {
    match (field, rule) {
        (RoomField::Name, Rule::Required) => Refusal::parameter("parameter name must no be null"),
        (RoomField::Name, Rule::SpecialCharacter) => Refusal::live(errcode::NAME_SPECIAL),
        (RoomField::Name, _) => Refusal::live(errcode::NAME_LENGTH),
        (RoomField::Start | RoomField::End, _) => Refusal::parameter("parameter startTime or endTime is invalid"),
        (RoomField::AnchorName, Rule::Required) => Refusal::parameter("parameter anchorName must no be null"),
        (RoomField::AnchorName, _) => Refusal::live(errcode::ANCHOR_NAME_LENGTH),
        (RoomField::AnchorWechat, Rule::Required) => Refusal::parameter("parameter anchorWechat must no be null"),
        (RoomField::AnchorWechat, _) => Refusal::live(errcode::ANCHOR_WECHAT_ILLEGAL),
        (RoomField::Picture, _) => Refusal::live(errcode::ROOM_COVER),
    }
}
