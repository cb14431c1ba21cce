//! Rooms made of rooms: copies, the same in later weeks, templates; and many submitted at once.

use crate::{
    Console,
    room_list::booking,
    rooms::{Moments, is_listed, submit},
    show,
    view::{Problem, RoomRefusal, RoomTemplate, RoomView, RoomsReport, Topic, shown},
};
use kaibo_domain::{
    RoomId,
    planning::{self, Booking, WEEK_MS, WEEKS_AHEAD},
};
use kaibo_store::{
    Connection, StoreError, Transaction,
    room_goods::{self, ShelfState},
    rooms::{self, RoomRow},
};
use uuid::Uuid;

/// Rooms submitted in one transaction: some milliseconds.
const TOGETHER: usize = 50;
/// Refused rooms that a report names.
const REFUSALS: usize = 100;

impl Console {
    /// A draft like an earlier room, with its picture, switches and shelf, at the next free time of its weekday and hour.
    pub async fn rooms_copy(&self, id: RoomId) -> Result<RoomView, Problem> {
        let Moments { now_ms: now, platform_ms } = self.moments();
        let made = self
            .write(move |tx| {
                let Some(row) = rooms::get(tx, id)?.filter(is_listed) else { return Ok(None) };
                let start = next_free_start(tx, &row, platform_ms)?;
                make(tx, &row, |copy| move_to(copy, start), now).map(Some)
            })
            .await?;
        self.rooms_made(made).await
    }

    /// The same room in each of the next `weeks` weeks (26 at most), as drafts. What would start later than the platform
    /// takes is not made, and said.
    pub async fn rooms_repeat(&self, id: RoomId, weeks: u32) -> Result<RoomsReport, Problem> {
        let Moments { now_ms: now, platform_ms } = self.moments();
        let report = self
            .write(move |tx| {
                let Some(row) = rooms::get(tx, id)?.filter(is_listed) else { return Ok(Err("room.not-found")) };
                let Some(start) = row.start_ms else { return Ok(Err("room.no-start")) };
                let mut report = RoomsReport::default();
                for week in 1..=weeks.min(WEEKS_AHEAD) {
                    let at = start + i64::from(week) * WEEK_MS;
                    if planning::may_start(at, platform_ms) {
                        report.done.push(make(tx, &row, |copy| move_to(copy, Some(at)), now)?);
                    } else {
                        let problem = Problem::new("room.out-of-months");
                        report.refused.push(RoomRefusal { start_ms: Some(at), ..refusal(&row, problem) });
                    }
                }
                Ok(Ok(report))
            })
            .await?
            .map_err(Problem::new)?;
        self.changed(Topic::Rooms, Vec::new());
        Ok(report)
    }

    /// Keeps a room as a template, in place of one of the same name.
    pub async fn rooms_save_template(&self, id: RoomId) -> Result<RoomTemplate, Problem> {
        let now = self.now();
        let made = self
            .write(move |tx| {
                let Some(row) = rooms::get(tx, id)?.filter(is_listed) else { return Ok(None) };
                for older in rooms::templates(tx, row.shop_id)?.into_iter().filter(|older| older.name == row.name) {
                    rooms::mark_deleted(tx, older.id, now)?;
                }
                let template = |copy: &mut RoomRow| {
                    move_to(copy, None);
                    copy.is_template = true;
                };
                let made = make(tx, &row, template, now)?;
                rooms::get(tx, made)?.map(|row| template_view(tx, &row)).transpose()
            })
            .await?;
        self.changed(Topic::Rooms, Vec::new());
        made.ok_or_else(|| Problem::new("room.not-found"))
    }

    /// The templates, by name.
    pub async fn rooms_templates(&self) -> Result<Vec<RoomTemplate>, Problem> {
        let shop = self.inner.shop.id;
        self.read(move |db| rooms::templates(db, shop)?.iter().map(|row| template_view(db, row)).collect()).await
    }

    /// A draft made from a template.
    pub async fn rooms_from_template(&self, id: RoomId) -> Result<RoomView, Problem> {
        let now = self.now();
        let made = self
            .write(move |tx| {
                let template = rooms::get(tx, id)?.filter(|row| row.is_template && row.deleted_ms.is_none());
                template.map(|row| make(tx, &row, |copy| copy.is_template = false, now)).transpose()
            })
            .await?;
        self.rooms_made(made).await
    }

    /// Puts rooms into the outbox, each for itself.
    pub async fn rooms_submit_all(&self, ids: Vec<RoomId>) -> Result<RoomsReport, Problem> {
        let now = self.moments();
        let mut report = RoomsReport::default();
        for some in ids.chunks(TOGETHER) {
            let some = some.to_vec();
            let told = self
                .write(move |tx| {
                    let mut told = RoomsReport::default();
                    for row in some.into_iter().filter_map(|id| rooms::get(tx, id).transpose()) {
                        let row = row?;
                        let problem = match is_listed(&row) {
                            true => submit(tx, &row, now)?,
                            false => Some(Problem::new("room.not-found")),
                        };
                        match problem {
                            None => told.done.push(row.id),
                            Some(problem) => told.refused.push(refusal(&row, problem)),
                        }
                    }
                    Ok(told)
                })
                .await?;
            report.done.extend(told.done);
            report.refused.extend(told.refused);
        }
        report.refused.truncate(REFUSALS);
        self.changed(Topic::Rooms, Vec::new());
        self.changed(Topic::Outbox, Vec::new());
        self.inner.wake.notify_one();
        Ok(report)
    }

    async fn rooms_made(&self, made: Option<RoomId>) -> Result<RoomView, Problem> {
        let id = made.ok_or_else(|| Problem::new("room.not-found"))?;
        self.changed(Topic::Rooms, Vec::new());
        self.rooms_get(id).await
    }
}

/// Makes a room of another: everything typed, its picture, its shelf and its plan, nothing of what the platform knows of it.
fn make(tx: &Transaction, row: &RoomRow, change: impl FnOnce(&mut RoomRow), now_ms: i64) -> Result<RoomId, StoreError> {
    let id = RoomId::from_uuid(Uuid::now_v7());
    let mut copy = RoomRow {
        name: row.name.clone(),
        kind: row.kind,
        start_ms: row.start_ms,
        end_ms: row.end_ms,
        anchor_id: row.anchor_id,
        anchor_name: row.anchor_name.clone(),
        anchor_wechat: row.anchor_wechat.clone(),
        switches: row.switches,
        picture_id: row.picture_id,
        focus: row.focus,
        edit: row.edit,
        is_template: row.is_template,
        length_ms: length(row),
        ..RoomRow::draft(id, row.shop_id, now_ms)
    };
    change(&mut copy);
    rooms::insert(tx, &copy)?;
    for entry in room_goods::list(tx, row.id)? {
        room_goods::put(tx, id, entry.goods_id, ShelfState::Wanted, now_ms)?;
    }
    show::copy(tx, row.id, id)?;
    Ok(id)
}

/// Moves a room, which stays as long as it is.
fn move_to(row: &mut RoomRow, start: Option<i64>) {
    let length = length(row);
    row.start_ms = start;
    row.end_ms = start.zip(length).map(|(start, length)| start + length);
}

/// How long a room is, or is to be once it has a start, milliseconds.
fn length(row: &RoomRow) -> Option<i64> {
    row.start_ms.zip(row.end_ms).map(|(start, end)| end - start).or(row.length_ms)
}

/// The next time like that of the room when its anchor is free.
fn next_free_start(db: &Connection, row: &RoomRow, now_ms: i64) -> Result<Option<i64>, StoreError> {
    let (Some(begin_ms), Some(end_ms)) = (row.start_ms, row.end_ms) else { return Ok(row.start_ms) };
    let others = rooms::booked(db, row.shop_id)?;
    let is_free = |start_ms: i64| {
        let end_ms = start_ms + end_ms - begin_ms;
        let wanted = Booking { start_ms, end_ms, wechat: &row.anchor_wechat, name: &row.anchor_name };
        !others.iter().map(booking).any(|other| wanted.clashes_with(&other))
    };
    Ok(planning::next_like(begin_ms, now_ms, is_free))
}

fn refusal(row: &RoomRow, problem: Problem) -> RoomRefusal {
    RoomRefusal { id: row.id, name: shown(&row.name), start_ms: row.start_ms, problem }
}

fn template_view(db: &Connection, row: &RoomRow) -> Result<RoomTemplate, StoreError> {
    let goods = room_goods::count(db, row.id)?;
    let (name, anchor_name) = (shown(&row.name), shown(&row.anchor_name));
    Ok(RoomTemplate { id: row.id, name, anchor_name, length_ms: row.length_ms, goods })
}
