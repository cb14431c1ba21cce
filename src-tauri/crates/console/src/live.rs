//! 场控: a room on air. What is done here is done at once or not at all: a push that arrives minutes later, or a second
//! time, would be wrong, so nothing of it goes through the outbox. Each is kept in the room's record.

use crate::{
    Console,
    problem::{of_call, read_only},
    shelf,
    view::{LiveStep, LiveView, Notice, NoticeKind, Problem, Target, Topic},
};
use kaibo_domain::{
    GoodsId, LiveStatus, LiveSwitch, PlatformGoodsId, PlatformRoomId, RoomEvent, RoomId,
    platform::endpoint::{
        Endpoint, ROOM_UPDATE_COMMENT, ROOM_UPDATE_FEED_PUBLIC, ROOM_UPDATE_KF, ROOM_UPDATE_REPLAY, SHELF_PUSH,
        SHELF_VIDEO,
    },
    quota,
    time::next_beijing_midnight,
};
use kaibo_store::{
    StoreError, Transaction, agreements, quotas,
    room_events::{self, RoomEventRow},
    room_goods,
    rooms::{self, RoomPatch, RoomRow},
    submissions::ObjectKind,
};
use kaibo_wechat::{CallError, Client};

/// Events shown at most, the latest ones.
const STEPS: u32 = 400;
/// What may be switched, in the order it is shown.
const SWITCHES: [LiveSwitch; 4] = [LiveSwitch::Mute, LiveSwitch::Feed, LiveSwitch::Service, LiveSwitch::Replay];

/// A room that the platform has, as it was last seen.
pub(crate) struct OnAir {
    pub row: RoomRow,
    pub platform: PlatformRoomId,
    pub status: LiveStatus,
}

impl Console {
    /// The control view of one room.
    pub async fn live_view(&self, id: RoomId) -> Result<LiveView, Problem> {
        let (row, console, now_ms) = (self.room_row(id).await?, self.clone(), self.now());
        self.read(move |db| {
            let record = room_events::list(db, id, STEPS)?;
            let status = row.live_status.filter(|_| row.platform_room_id.is_some());
            let seen_live = record.iter().find(|event| event.event == RoomEvent::Live).map(|event| event.at_ms);
            let muting = |event: &&RoomEventRow| matches!(event.event, RoomEvent::Muted | RoomEvent::Unmuted);
            Ok(LiveView {
                room: console.room_row_view(db, &row)?,
                shelf: shelf::items(db, id, &console.inner.gate, now_ms)?,
                allows_goods: status.is_some_and(LiveStatus::allows_goods),
                allows_push: status.is_some_and(LiveStatus::allows_push),
                turns: SWITCHES.into_iter().filter(|one| status.is_some_and(|status| one.turns_in(status))).collect(),
                muted: record
                    .iter()
                    .rfind(|event| event.answered && muting(event))
                    .is_some_and(|event| event.event == RoomEvent::Muted),
                switches: row.switches,
                started_ms: seen_live.or(row.live_changed_ms.filter(|_| status.is_some_and(LiveStatus::allows_push))),
                record: record.iter().map(step).collect(),
                now_ms,
            })
        })
        .await
    }

    /// Shows a good to the viewers now (goods/push).
    pub async fn live_push(&self, id: RoomId, good: GoodsId) -> Result<(), Problem> {
        let OnAir { platform, status, .. } = self.on_air(id).await?;
        if !status.allows_push() {
            return Err(Problem::new("live.not-live"));
        }
        let goods_id = self.there(id, good).await?;
        let client = self.at_hand()?;
        let answer = self.at_once(&SHELF_PUSH, client.shelf_push(platform, goods_id)).await;
        self.note_live(id, (RoomEvent::Pushed, Some(good)), &SHELF_PUSH, &answer, |_, _| Ok(())).await;
        answer.map_err(|error| self.worded(&error))
    }

    /// Says that a shortcut pressed in another program did nothing; why stands in the control view.
    pub async fn live_key_failed(&self, id: RoomId) -> Result<(), Problem> {
        let row = self.read(move |db| rooms::get(db, id)).await?;
        let name = row.map(|row| row.name).unwrap_or_default();
        let target = Target { topic: Topic::Live, id: Some(id.to_string()) };
        self.answer(Notice { kind: NoticeKind::LiveKeyFailed, count: 1, name, target }).await;
        Ok(())
    }

    /// Turns a switch of a room that the platform has.
    pub async fn live_switch(&self, id: RoomId, switch: LiveSwitch, on: bool) -> Result<(), Problem> {
        let OnAir { row, platform, status } = self.on_air(id).await?;
        if !switch.turns_in(status) {
            return Err(Problem::new("live.over"));
        }
        let client = self.at_hand()?;
        let (endpoint, answer) = match switch {
            LiveSwitch::Mute => {
                let call = client.room_update_comment(platform, on);
                (ROOM_UPDATE_COMMENT, self.at_once(&ROOM_UPDATE_COMMENT, call).await)
            }
            LiveSwitch::Feed => {
                let call = client.room_update_feed_public(platform, on);
                (ROOM_UPDATE_FEED_PUBLIC, self.at_once(&ROOM_UPDATE_FEED_PUBLIC, call).await)
            }
            LiveSwitch::Service => {
                let call = client.room_update_kf(platform, on);
                (ROOM_UPDATE_KF, self.at_once(&ROOM_UPDATE_KF, call).await)
            }
            LiveSwitch::Replay => {
                let call = client.room_update_replay(platform, on);
                (ROOM_UPDATE_REPLAY, self.at_once(&ROOM_UPDATE_REPLAY, call).await)
            }
        };
        let settle = move |tx: &Transaction, now_ms| agree(tx, &row, (switch, on), now_ms);
        self.note_live(id, (switch.event(on), None), &endpoint, &answer, settle).await;
        answer.map_err(|error| self.worded(&error))
    }

    /// The address of the recording of a good being explained (goods/getVideo).
    pub async fn live_video(&self, id: RoomId, good: GoodsId) -> Result<String, Problem> {
        let OnAir { platform, .. } = self.on_air(id).await?;
        let goods_id = self.there(id, good).await?;
        let client = self.at_hand()?;
        let answer = self.at_once(&SHELF_VIDEO, client.shelf_video(platform, goods_id)).await;
        let address = answer.map_err(|error| self.worded(&error))?;
        let is_web = address.starts_with("https://") || (self.is_practice() && address.starts_with("http://"));
        if is_web { Ok(address) } else { Err(Problem::new("errcode.300044")) }
    }

    pub(crate) async fn on_air(&self, id: RoomId) -> Result<OnAir, Problem> {
        let row = self.room_row(id).await?;
        match (row.platform_room_id, row.live_status) {
            (Some(platform), Some(status)) => Ok(OnAir { row, platform, status }),
            _ => Err(Problem::new("live.not-submitted")),
        }
    }

    /// The platform's id of a good that it has on that shelf.
    async fn there(&self, room: RoomId, good: GoodsId) -> Result<PlatformGoodsId, Problem> {
        let shelf = self.read(move |db| room_goods::on_platform(db, room)).await?;
        let found = shelf.into_iter().find(|(one, _)| *one == good);
        found.map(|(_, platform)| platform).ok_or_else(|| Problem::new("live.not-on-shelf"))
    }

    pub(crate) fn at_hand(&self) -> Result<Client, Problem> {
        if self.inner.store.is_read_only() {
            return Err(read_only());
        }
        self.client()
    }

    /// Makes a call now, even if the line was down a moment ago: somebody asks.
    pub(crate) async fn at_once<T>(
        &self,
        endpoint: &Endpoint,
        call: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, CallError> {
        let now = self.now();
        if self.inner.gate.is_line_down(now) {
            self.inner.gate.try_line_at(now, now);
        }
        // Another one tries the line at this moment: this one need not wait to be let through.
        let _wire = self.wire_for_look().await;
        let answer = call.await;
        let noted = match &answer {
            Ok(_) => self.note_success(endpoint).await,
            Err(error) => self.note_failure(endpoint, error).await.map(|_| ()),
        };
        if let Err(problem) = noted {
            tracing::warn!(code = problem.code, "what a call says of the way was not kept");
        }
        answer
    }

    /// Keeps what was done; that it cannot be kept does not undo it.
    async fn note_live<T>(
        &self,
        room_id: RoomId,
        (event, goods_id): (RoomEvent, Option<GoodsId>),
        endpoint: &Endpoint,
        answer: &Result<T, CallError>,
        settle: impl FnOnce(&Transaction, i64) -> Result<(), StoreError> + Send + 'static,
    ) {
        let (answered, maybe_done) = match answer {
            Ok(_) => (true, true),
            Err(CallError::Unknown { .. }) => (false, true),
            Err(CallError::Rejected { .. }) => (true, false),
            Err(CallError::NotSent { .. }) => return,
        };
        let (shop, at_ms, key) = (self.inner.shop.id, self.now(), quota::key(endpoint));
        let kept = self
            .write(move |tx| {
                quotas::count(tx, shop, key, 1, (at_ms, next_beijing_midnight(at_ms)))?;
                if maybe_done {
                    room_events::add(tx, &RoomEventRow { room_id, event, goods_id, answered, at_ms })?;
                }
                if maybe_done && answered { settle(tx, at_ms) } else { Ok(()) }
            })
            .await;
        if let Err(problem) = kept {
            tracing::warn!(code = problem.code, "the record lacks what was done");
        }
        self.changed(Topic::Rooms, vec![room_id.to_string()]);
    }

    pub(crate) fn worded(&self, error: &CallError) -> Problem {
        match error {
            CallError::NotSent { .. } => match of_call(error, self.now()) {
                problem if problem.code == "platform.unreachable" => Problem::new("live.unreachable").retry_now(),
                problem => problem,
            },
            CallError::Unknown { .. } => Problem::new("live.unanswered").retry_now(),
            CallError::Rejected { .. } => of_call(error, self.now()),
        }
    }
}

/// Both sides have that switch so now.
fn agree(tx: &Transaction, row: &RoomRow, (switch, on): (LiveSwitch, bool), now_ms: i64) -> Result<(), StoreError> {
    let name = match switch {
        LiveSwitch::Mute => return Ok(()),
        LiveSwitch::Feed => "feed",
        LiveSwitch::Service => "service",
        LiveSwitch::Replay => "replay",
    };
    let Some(room) = rooms::get(tx, row.id)? else { return Ok(()) };
    let switches = Some(switch.turned(room.switches, on));
    rooms::take_over(tx, room.id, &RoomPatch { switches, ..RoomPatch::default() })?;
    // What is being read of the platform just now may be from before.
    rooms::note_sent(tx, room.id, room.sent_revision.unwrap_or(room.revision), now_ms)?;
    if let Some(mut agreed) = agreements::get(tx, ObjectKind::Room, &room.id.to_string())? {
        agreed.fields.insert(name.to_owned(), on.to_string());
        agreed.theirs.remove(name);
        agreements::put(tx, &agreed)?;
    }
    Ok(())
}

/// Keeps that a room was seen in that status.
pub(crate) fn note_status(tx: &Transaction, room_id: RoomId, status: LiveStatus, at_ms: i64) -> Result<(), StoreError> {
    match RoomEvent::of_status(status) {
        Some(event) => room_events::add(tx, &RoomEventRow { room_id, event, goods_id: None, answered: true, at_ms }),
        None => Ok(()),
    }
}

fn step(row: &RoomEventRow) -> LiveStep {
    LiveStep { event: row.event, goods_id: row.goods_id, answered: row.answered, at_ms: row.at_ms }
}
