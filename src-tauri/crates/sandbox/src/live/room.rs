//! Live rooms: create, edit, delete, goods on the shelf, and what time does to a room.
//!
//! Rules are asked of `domain`; each broken one is answered with the platform's code.

use super::{
    assistants::Assistant,
    people::{self, Person},
    shelf::Pushed,
};
use crate::{
    media::{self, ILLEGAL_WORD, Media},
    params::Params,
    reply::{Outcome, Refusal, Reply},
    state::{Call, State},
};
use kaibo_domain::{
    LiveStatus, LiveType, RoomDraft, RoomField, RoomSpec, RoomSwitches, Rule, Slot,
    platform::{errcode, limit},
    time::MINUTE_MS,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    pub(crate) kind: LiveType,
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
    /// When it first went live.
    #[serde(default)]
    pub(crate) started_ms: Option<i64>,
    /// When it ended.
    #[serde(default)]
    pub(crate) ended_ms: Option<i64>,
    /// Whether everyone is muted.
    #[serde(default)]
    pub(crate) muted: bool,
    /// goodsIds on the shelf, in order.
    pub(crate) goods: Vec<i64>,
    /// goodsIds on the shelf that are off sale.
    #[serde(default)]
    pub(crate) off_sale: BTreeSet<i64>,
    /// The good that was pushed last.
    #[serde(default)]
    pub(crate) pushed: Option<Pushed>,
    /// By goodsId when its recording is ready, UTC milliseconds.
    #[serde(default)]
    pub(crate) videos: BTreeMap<i64, i64>,
    /// Assistants, in the order they were added.
    #[serde(default)]
    pub(crate) assistants: Vec<Assistant>,
}

impl Room {
    /// Lets a room expire that never started, and ends one whose anchor stayed away.
    pub(crate) fn settle(&mut self, now_ms: i64) {
        match (self.status, self.left_ms) {
            (LiveStatus::NotStarted, _) if self.end_s.saturating_mul(1000) <= now_ms => {
                self.turn(LiveStatus::Expired, now_ms);
            }
            (LiveStatus::Abnormal, Some(left_ms)) if left_ms.saturating_add(ABNORMAL_MS) <= now_ms => {
                self.turn(LiveStatus::Ended, left_ms.saturating_add(ABNORMAL_MS));
            }
            _ => {}
        }
    }

    /// Takes on a live status, and notes when it began, was left and ended.
    pub(crate) fn turn(&mut self, status: LiveStatus, now_ms: i64) {
        self.left_ms = (status == LiveStatus::Abnormal).then_some(now_ms);
        if status == LiveStatus::Live {
            self.started_ms.get_or_insert(now_ms);
        }
        self.ended_ms = (status == LiveStatus::Ended).then_some(now_ms);
        self.status = status;
    }

    /// Whether that WeChat id may start the broadcast: the anchor's or the deputy's.
    pub(crate) fn is_broadcast_by(&self, wechat: &str) -> bool {
        self.anchor_wechat == wechat || self.sub_anchor_wechat.as_deref() == Some(wechat)
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
    let kind = LiveType::from_wire(kind).ok_or_else(|| Refusal::parameter("parameter type is invalid"))?;
    let checked = check(state, call, kind, None)?;
    let sub_anchor_wechat = call.body.text("subAnchorWechat");
    let is_fit =
        |deputy: &String| people::look_up(state, deputy) == Person::Verified && *deputy != checked.spec.anchor_wechat;
    if sub_anchor_wechat.as_ref().is_some_and(|deputy| !is_fit(deputy)) {
        return Err(Refusal::live(errcode::DEPUTY_ILLEGAL));
    }
    let creator_wechat = call.body.text("createrWechat");
    let is_nobody = |creator: &String| matches!(people::look_up(state, creator), Person::Illegal | Person::Nobody);
    if creator_wechat.as_ref().is_some_and(is_nobody) {
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
        started_ms: None,
        ended_ms: None,
        muted: false,
        goods: Vec::new(),
        off_sale: BTreeSet::new(),
        pushed: None,
        videos: BTreeMap::new(),
        assistants: Vec::new(),
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
    let room = in_state(state, call.body.required_int("id")?, LiveStatus::allows_edit)?;
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
    keep(state, call, room)
}

/// POST /wxaapi/broadcast/room/deleteroom.
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let Room { id, name, .. } = in_state(state, call.body.required_int("id")?, LiveStatus::allows_delete)?;
    state.rooms.remove(&id);
    state.sessions.retain(|_, session| session.room_id != id);
    state.accept(call, id, &name, None);
    Reply::done()
}

/// The room, or 300022.
pub(crate) fn find(state: &State, room_id: i64) -> Result<&Room, Refusal> {
    state.rooms.get(&room_id).ok_or_else(|| Refusal::live(errcode::ROOM_UNKNOWN))
}

/// The room in a state that `allows` the call, or 300022, or 300023.
pub(crate) fn in_state(state: &State, room_id: i64, allows: impl Fn(LiveStatus) -> bool) -> Result<Room, Refusal> {
    let room = find(state, room_id)?;
    allows(room.status).then(|| room.clone()).ok_or_else(|| Refusal::live(errcode::ROOM_STATE))
}

/// The same for what may be done until the broadcast is over.
pub(crate) fn not_over(state: &State, room_id: i64) -> Result<Room, Refusal> {
    in_state(state, room_id, |status| !status.is_over())
}

/// Keeps a changed room and notes the call that changed it.
pub(crate) fn keep(state: &mut State, call: &Call<'_>, room: Room) -> Outcome {
    state.accept(call, room.id, &room.name, None);
    state.rooms.insert(room.id, room);
    Reply::done()
}

fn check_allowed(state: &State) -> Result<(), Refusal> {
    (!state.account.rooms_forbidden).then_some(()).ok_or_else(|| Refusal::live(errcode::ROOM_FORBIDDEN))
}

/// `unchanged_start_s` is the start that the room has already: a room may be edited in its last ten minutes too.
fn check(state: &State, call: &Call<'_>, kind: LiveType, unchanged_start_s: Option<i64>) -> Result<Checked, Refusal> {
    let body = call.body;
    let times_invalid = |_| Refusal::parameter("parameter startTime or endTime is invalid");
    let start_s = body.required_int("startTime").map_err(times_invalid)?;
    let end_s = body.required_int("endTime").map_err(times_invalid)?;
    let draft = RoomDraft {
        name: body.required_text("name")?,
        kind: kind.into(),
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
    check_anchor(state, call, &spec.anchor_wechat)?;
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

fn check_anchor(state: &State, call: &Call<'_>, wechat: &str) -> Result<(), Refusal> {
    match people::look_up(state, wechat) {
        Person::Verified => Ok(()),
        Person::Illegal => Err(Refusal::live(errcode::ANCHOR_WECHAT_ILLEGAL)),
        Person::Nobody => Err(Refusal::live(errcode::ANCHOR_WECHAT_UNKNOWN)),
        Person::Unverified => {
            Err(Refusal::live(errcode::ANCHOR_UNVERIFIED).with_qrcode(people::verification_code(call, wechat)))
        }
    }
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
