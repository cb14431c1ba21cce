//! 流程: the run of show of a room. Planned here, printed, and followed while the room is on air; the platform never hears
//! of it.

use crate::{
    Console,
    show_view::read_show,
    view::{Problem, ShowNew, ShowPatch, ShowView, Topic},
};
use kaibo_domain::{
    LiveStatus, RoomId, ShowItemId, ShowKind, platform::live_page::CONSOLE_URL, run_of_show as rule, time::DAY_MS,
};
use kaibo_store::{
    StoreError, Transaction, goods, room_goods,
    rooms::{self, RoomRow},
    show_items::{self, ShowItemRow},
};
use uuid::Uuid;

impl Console {
    /// The run of show of a room.
    pub async fn show_view(&self, id: RoomId) -> Result<ShowView, Problem> {
        let (row, console) = (self.room_row(id).await?, self.clone());
        self.read(move |db| read_show(db, &console, &row)).await
    }

    /// Puts items behind that one, or at the end.
    pub async fn show_add(
        &self,
        id: RoomId,
        items: Vec<ShowNew>,
        behind: Option<ShowItemId>,
    ) -> Result<ShowView, Problem> {
        self.on_show(id, move |tx, _| add(tx, id, &items, behind)).await
    }

    /// Puts the goods of the shelf that stand nowhere in the plan at its end, each for so many minutes.
    pub async fn show_fill(&self, id: RoomId, minutes: u32) -> Result<ShowView, Problem> {
        self.on_show(id, move |tx, _| {
            let there = show_items::list(tx, id)?;
            let shelf = room_goods::list(tx, id)?.into_iter().map(|entry| entry.goods_id);
            let new: Vec<_> = shelf
                .filter(|good| !there.iter().any(|item| item.goods_id == Some(*good)))
                .map(|good| ShowNew { kind: ShowKind::Good, goods_id: Some(good), minutes: Some(minutes) })
                .collect();
            add(tx, id, &new, None)
        })
        .await
    }

    /// Saves what is typed of an item. Answered when it is on disk.
    pub async fn show_save(&self, id: RoomId, item: ShowItemId, patch: ShowPatch) -> Result<ShowView, Problem> {
        self.on_show(id, move |tx, _| {
            let items = show_items::list(tx, id)?;
            let Some(row) = items.iter().find(|row| row.id == item) else {
                return Ok(Some(Problem::new("show.not-found")));
            };
            let changed = ShowItemRow {
                minutes: patch.minutes.unwrap_or(row.minutes),
                title: patch.title.unwrap_or_else(|| row.title.clone()),
                cue: patch.cue.unwrap_or_else(|| row.cue.clone()),
                notes: patch.notes.unwrap_or_else(|| row.notes.clone()),
                count: patch.count.unwrap_or(row.count),
                ..row.clone()
            };
            let others: usize = items.iter().filter(|row| row.id != item).map(words).sum();
            if let Some(problem) = refusal(&changed, others) {
                return Ok(Some(problem));
            }
            show_items::update(tx, &changed)?;
            Ok(None)
        })
        .await
    }

    /// Gives the plan that order; items that are not named stay behind the others.
    pub async fn show_sort(&self, id: RoomId, order: Vec<ShowItemId>) -> Result<ShowView, Problem> {
        self.on_show(id, move |tx, _| {
            let mut items: Vec<_> = show_items::list(tx, id)?.into_iter().map(|item| item.id).collect();
            items.sort_by_key(|item| order.iter().position(|named| named == item).unwrap_or(order.len()));
            show_items::arrange(tx, &items)?;
            Ok(None)
        })
        .await
    }

    /// Takes items out; undone by [`Self::show_restore`].
    pub async fn show_remove(&self, id: RoomId, items: Vec<ShowItemId>) -> Result<ShowView, Problem> {
        self.on_show(id, move |tx, now_ms| {
            show_items::forget_removed(tx, id, now_ms - DAY_MS)?;
            for item in items {
                show_items::set_removed(tx, id, item, Some(now_ms))?;
            }
            Ok(None)
        })
        .await
    }

    /// Puts back what was taken out.
    pub async fn show_restore(&self, id: RoomId, items: Vec<ShowItemId>) -> Result<ShowView, Problem> {
        self.on_show(id, move |tx, _| {
            if show_items::list(tx, id)?.len() + items.len() > rule::ITEMS_MAX {
                return Ok(Some(full()));
            }
            for item in items {
                show_items::set_removed(tx, id, item, None)?;
            }
            Ok(None)
        })
        .await
    }

    /// Says that an item was done now, or that it was not.
    pub async fn show_mark(&self, id: RoomId, item: ShowItemId, done: bool) -> Result<ShowView, Problem> {
        let row = self.room_row(id).await?;
        if !is_on_air(&row) {
            return Err(Problem::new("live.not-live"));
        }
        self.on_show(id, move |tx, now_ms| {
            let Some(row) = show_items::get(tx, item)?.filter(|row| row.room_id == id) else {
                return Ok(Some(Problem::new("show.not-found")));
            };
            show_items::update(tx, &ShowItemRow { done_ms: done.then_some(now_ms), ..row })?;
            Ok(None)
        })
        .await
    }

    /// Where draws and coupons are made: the platform's console.
    pub fn show_console_address(&self) -> Result<&'static str, Problem> {
        if self.is_practice() { Err(Problem::new("show.no-console")) } else { Ok(CONSOLE_URL) }
    }

    /// Does something with the plan of a room that is not over, or nothing if there is a problem.
    async fn on_show(
        &self,
        id: RoomId,
        work: impl FnOnce(&Transaction, i64) -> Result<Option<Problem>, StoreError> + Send + 'static,
    ) -> Result<ShowView, Problem> {
        let (console, now) = (self.clone(), self.now());
        let done = self
            .write(move |tx| {
                let Some(room) = rooms::get(tx, id)?.filter(|room| room.deleted_ms.is_none()) else {
                    return Ok(Err(Problem::new("room.not-found")));
                };
                if room.live_status.is_some_and(LiveStatus::is_over) {
                    return Ok(Err(Problem::new("show.over")));
                }
                match work(tx, now)? {
                    Some(problem) => Ok(Err(problem)),
                    None => read_show(tx, &console, &room).map(Ok),
                }
            })
            .await?;
        self.changed(Topic::Rooms, vec![id.to_string()]);
        done
    }
}

/// Whether things happen in the room now.
pub(crate) fn is_on_air(row: &RoomRow) -> bool {
    matches!(row.live_status, Some(LiveStatus::Live | LiveStatus::Paused | LiveStatus::Abnormal))
}

/// The plan of one room for another: as planned, nothing of it done.
pub(crate) fn copy(tx: &Transaction, from: RoomId, to: RoomId) -> Result<(), StoreError> {
    for item in show_items::list(tx, from)? {
        let id = ShowItemId::from_uuid(Uuid::now_v7());
        show_items::insert(tx, &ShowItemRow { id, room_id: to, done_ms: None, revision: 1, ..item })?;
    }
    Ok(())
}

fn add(
    tx: &Transaction,
    room: RoomId,
    new: &[ShowNew],
    behind: Option<ShowItemId>,
) -> Result<Option<Problem>, StoreError> {
    let mut order: Vec<_> = show_items::list(tx, room)?.into_iter().map(|item| item.id).collect();
    if order.len() + new.len() > rule::ITEMS_MAX {
        return Ok(Some(full()));
    }
    let mut items = Vec::with_capacity(new.len());
    for one in new {
        let good = one.goods_id.filter(|_| one.kind == ShowKind::Good);
        let known = good.map(|good| goods::get(tx, good)).transpose()?.flatten();
        if one.kind == ShowKind::Good && known.is_none_or(|good| good.deleted_ms.is_some()) {
            return Ok(Some(Problem::new("goods.not-found")));
        }
        let id = ShowItemId::from_uuid(Uuid::now_v7());
        let item = ShowItemRow::new(id, room, one.kind, good, one.minutes.unwrap_or(rule::MINUTES));
        if let Some(problem) = refusal(&item, 0) {
            return Ok(Some(problem));
        }
        items.push(item);
    }
    for item in &items {
        show_items::insert(tx, item)?;
    }
    let behind = behind.and_then(|behind| order.iter().position(|item| *item == behind));
    let place = behind.map_or(order.len(), |place| place + 1);
    order.splice(place..place, items.iter().map(|item| item.id));
    show_items::arrange(tx, &order)?;
    Ok(None)
}

/// Why an item cannot be kept; the others of its plan have that many characters.
fn refusal(item: &ShowItemRow, others: usize) -> Option<Problem> {
    let is_longer = |text: &str, max: usize| text.chars().count() > max;
    let too_long = |max: usize| Some(Problem::new("show.too-long").with("max", max));
    if item.minutes > rule::MINUTES_MAX {
        return Some(Problem::new("show.too-many-minutes").with("max", rule::MINUTES_MAX));
    }
    if item.count > rule::COUNT_MAX {
        return Some(Problem::new("show.count").with("max", rule::COUNT_MAX));
    }
    if is_longer(&item.title, rule::TITLE_CHARS) || is_longer(&item.cue, rule::TITLE_CHARS) {
        return too_long(rule::TITLE_CHARS);
    }
    if is_longer(&item.notes, rule::NOTES_CHARS) {
        return too_long(rule::NOTES_CHARS);
    }
    let all = others + words(item);
    (all > rule::WORDS_CHARS).then(|| Problem::new("show.too-many-words").with("max", rule::WORDS_CHARS))
}

fn words(item: &ShowItemRow) -> usize {
    [&item.title, &item.cue, &item.notes].into_iter().map(|text| text.chars().count()).sum()
}

fn full() -> Problem {
    Problem::new("show.full").with("max", rule::ITEMS_MAX)
}
