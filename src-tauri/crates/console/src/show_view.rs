//! A run of show as it stands: when each item begins by plan and began in fact, and how late the event is.

use crate::{
    Console,
    show::is_on_air,
    view::{ShowGood, ShowItemView, ShowView, shown},
};
use kaibo_domain::{
    Fen, LiveStatus, PriceKind,
    run_of_show::{self, Pace, Slot},
    time::MINUTE_MS,
};
use kaibo_store::{
    Connection, StoreError,
    goods::{self, GoodsRow},
    room_events, room_goods,
    rooms::RoomRow,
    show_items::{self, ShowItemRow},
};

/// The run of show of that room.
pub(crate) fn read_show(db: &Connection, console: &Console, room: &RoomRow) -> Result<ShowView, StoreError> {
    let rows = show_items::list(db, room.id)?;
    let slots: Vec<_> = rows.iter().map(slot).collect();
    let begun = run_of_show::begun(&slots, &room_events::pushes(db, room.id)?);
    let offsets = run_of_show::offsets(&slots);
    let minutes = |ms: i64| u32::try_from(ms / MINUTE_MS).unwrap_or_default();
    let room_ms = room.start_ms.zip(room.end_ms).map(|(start, end)| end.saturating_sub(start).max(0));
    let mut items = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        let good = row.goods_id.map(|good| goods::get(db, good)).transpose()?.flatten();
        items.push(ShowItemView {
            id: row.id,
            kind: row.kind,
            good: good.as_ref().map(show_good),
            minutes: row.minutes,
            title: row.title.clone(),
            cue: row.cue.clone(),
            notes: row.notes.clone(),
            count: row.count,
            revision: row.revision,
            offset_minutes: minutes(offsets[place]),
            planned_ms: room.start_ms.map(|start| start.saturating_add(offsets[place])),
            over: room_ms.is_some_and(|room_ms| offsets[place + 1] > room_ms),
            begun_ms: begun[place],
            by_hand: row.done_ms.is_some(),
        });
    }
    let unplanned = room_goods::list(db, room.id)?.into_iter().map(|entry| entry.goods_id);
    let unplanned = unplanned.filter(|good| !rows.iter().any(|row| row.goods_id == Some(*good))).collect();
    let progress = run_of_show::progress(&slots, &begun);
    let on_air = is_on_air(room);
    let pace = room.start_ms.filter(|_| on_air && !rows.is_empty()).map(|start| Pace::of(&slots, &begun, start));
    Ok(ShowView {
        room: console.room_row_view(db, room)?,
        minutes: minutes(offsets.last().copied().unwrap_or_default()),
        room_minutes: room_ms.map(minutes),
        editable: room.deleted_ms.is_none() && !room.live_status.is_some_and(LiveStatus::is_over),
        on_air,
        unplanned,
        current: progress.current.map(|place| rows[place].id),
        step: progress.step.map(|place| rows[place].id),
        pace,
        items,
    })
}

fn slot(row: &ShowItemRow) -> Slot {
    Slot { good: row.goods_id, minutes: row.minutes, done_ms: row.done_ms }
}

fn show_good(row: &GoodsRow) -> ShowGood {
    ShowGood {
        id: row.id,
        name: shown(&row.name),
        price_kind: row.price_kind,
        price: Fen::parse_yuan(&row.price_text).ok(),
        price2: match row.price_kind {
            PriceKind::Single => None,
            PriceKind::Range | PriceKind::Discount => Fen::parse_yuan(&row.price2_text).ok(),
        },
        picture: row.picture_id,
        focus: row.focus,
        edit: row.edit,
    }
}
