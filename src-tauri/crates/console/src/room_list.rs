//! The room list, the week, and what others choose rooms from. A query is answered by a listing
//! ([`crate::listings`]), and pages are read by their place in it.

use crate::{
    Console,
    listings::part,
    outbox::gate::Gate,
    room_view::{self, state_of},
    rooms::{Moments, last_submission},
    view::{
        Problem, RoomClash, RoomCounts, RoomListing, RoomQuery, RoomRow as RowView, RoomState, RoomsBetween, shown,
    },
};
use kaibo_domain::{
    RoomId, ShopId,
    planning::{Booking, clashes},
    search::{self, Term},
    time::DAY_MS,
};
use kaibo_store::{
    Connection, StoreError, room_goods,
    rooms::{self, BookedRow, RoomRow},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

/// Rooms in one answer at most: as many as one message takes.
const PAGE_MAX: u32 = 200;
/// Ids in one answer at most.
const IDS_MAX: u32 = 2_000;
/// Anchors to choose from at most.
const ANCHORS_MAX: usize = 100;
/// Days that are asked for in one go at most: a week and the hours about it.
const DAYS_MAX: i64 = 9;

impl Console {
    /// Opens the list of what a query shows.
    pub async fn rooms_open(&self, query: RoomQuery) -> Result<RoomListing, Problem> {
        let (console, shop, now) = (self.clone(), self.inner.shop.id, self.now());
        self.read(move |db| {
            let rows = rooms::list(db, shop)?;
            let of_all = rows.len() as u32;
            let anchors = anchors_of(&rows);
            let (mut counts, mut keys) = (RoomCounts::default(), Vec::new());
            let terms = search::terms(&query.search);
            for row in rows.iter().filter(|row| is_wanted(row, &query, &terms)) {
                let state = state(db, row, &console.inner.gate, now)?;
                counts.note(state);
                if query.states.is_empty() || query.states.contains(&state) {
                    keys.push(row.id);
                }
            }
            if query.ascending {
                keys.reverse();
            }
            let total = keys.len() as u32;
            Ok(RoomListing { id: console.inner.room_listings.keep(keys), total, of_all, counts, anchors })
        })
        .await
    }

    /// The lines of a listing from `from` on, at most 200; `None` when the listing was forgotten: open it anew.
    pub async fn rooms_page(&self, listing: u32, from: u32, limit: u32) -> Result<Option<Vec<RowView>>, Problem> {
        let Some(keys) = self.inner.room_listings.get(listing) else { return Ok(None) };
        let console = self.clone();
        self.read(move |db| {
            let mut rows = Vec::new();
            for id in part(&keys, from, limit.min(PAGE_MAX)) {
                rows.extend(rooms::get(db, *id)?);
            }
            console.room_rows(db, &rows)
        })
        .await
        .map(Some)
    }

    /// The ids of a listing's lines from `from` on, at most 2,000; `None` when the listing was forgotten.
    pub async fn rooms_ids(&self, listing: u32, from: u32, limit: u32) -> Result<Option<Vec<RoomId>>, Problem> {
        let keys = self.inner.room_listings.get(listing);
        Ok(keys.map(|keys| part(&keys, from, limit.min(IDS_MAX)).to_vec()))
    }

    /// The place of a room in a listing; `None` when it is not there, or the listing was forgotten.
    pub async fn rooms_position(&self, listing: u32, id: RoomId) -> Result<Option<u32>, Problem> {
        let keys = self.inner.room_listings.get(listing);
        Ok(keys.and_then(|keys| keys.iter().position(|one| *one == id)).map(|place| place as u32))
    }

    /// The rooms of which a part lies in `[from_ms, to_ms)`, nine days at most.
    pub async fn rooms_between(&self, from_ms: i64, to_ms: i64) -> Result<RoomsBetween, Problem> {
        let (console, shop) = (self.clone(), self.inner.shop.id);
        let to_ms = to_ms.min(from_ms.saturating_add(DAYS_MAX * DAY_MS));
        self.read(move |db| {
            let mut rows = rooms::between(db, shop, (from_ms, to_ms), PAGE_MAX + 1)?;
            let more = rows.len() > PAGE_MAX as usize;
            rows.truncate(PAGE_MAX as usize);
            Ok(RoomsBetween { rows: console.room_rows(db, &rows)?, more })
        })
        .await
    }

    /// Rooms to choose from, at most 200: those that are not over, then the latest of the others.
    pub async fn rooms_list(&self) -> Result<Vec<RowView>, Problem> {
        let (console, shop) = (self.clone(), self.inner.shop.id);
        self.read(move |db| {
            let mut rows = rooms::current(db, shop)?;
            // Of the coming ones the next are what one chooses.
            rows.drain(..rows.len().saturating_sub(PAGE_MAX as usize));
            let left = PAGE_MAX - rows.len() as u32;
            rows.extend(rooms::past(db, shop, left)?);
            console.room_rows(db, &rows)
        })
        .await
    }

    /// Lines of rooms, with whom they clash.
    pub(crate) fn room_rows(&self, db: &Connection, rows: &[RoomRow]) -> Result<Vec<RowView>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let clashes = clashes_in(db, self.inner.shop.id)?;
        let view = |row: &RoomRow| Ok(RowView { clash: clashes.get(&row.id).cloned(), ..self.room_row_view(db, row)? });
        rows.iter().map(view).collect()
    }

    /// The line of one room by itself; clashes show in lists.
    pub(crate) fn room_row_view(&self, db: &Connection, row: &RoomRow) -> Result<RowView, StoreError> {
        let Moments { now_ms, platform_ms } = self.moments();
        let last = last_submission(db, row.id)?.map(|last| self.inner.gate.as_shown(last, now_ms));
        Ok(room_view::row_view(row, last.as_ref(), room_goods::count(db, row.id)?, platform_ms))
    }
}

/// The rooms that are not over and want an anchor who is wanted elsewhere at that time.
pub(crate) fn clashes_in(db: &Connection, shop: ShopId) -> Result<HashMap<RoomId, RoomClash>, StoreError> {
    let rows = rooms::booked(db, shop)?;
    let bookings: Vec<_> = rows.iter().map(booking).collect();
    let clash = |other: usize| RoomClash { id: rows[other].id, name: shown(&rows[other].name) };
    let found = clashes(&bookings).into_iter().zip(&rows);
    Ok(found.filter_map(|(other, row)| Some((row.id, clash(other?)))).collect())
}

/// When its anchor is to be there.
pub(crate) fn booking(row: &BookedRow) -> Booking<'_> {
    Booking { start_ms: row.start_ms, end_ms: row.end_ms, wechat: &row.anchor_wechat, name: &row.anchor_name }
}

/// The state of a room. What is over has nothing on its way that would show.
fn state(db: &Connection, row: &RoomRow, gate: &Gate, now_ms: i64) -> Result<RoomState, StoreError> {
    let last = match row.live_status {
        Some(status) if status.is_over() => None,
        _ => last_submission(db, row.id)?.map(|last| gate.as_shown(last, now_ms)),
    };
    Ok(state_of(row, last.as_ref()))
}

fn is_wanted(row: &RoomRow, query: &RoomQuery, terms: &[Term]) -> bool {
    query.kind.is_none_or(|kind| row.kind == kind)
        && query.anchor.as_deref().is_none_or(|anchor| row.anchor_name.trim() == anchor)
        && terms.iter().all(|term| is_found(row, term))
}

fn is_found(row: &RoomRow, term: &Term) -> bool {
    let number = row.platform_room_id.map(|id| id.0.to_string()).unwrap_or_default();
    let text = [&row.name, &row.anchor_name, &number].map(|text| format!(" {} ", search::words(text))).concat();
    let end = if term.goes_on { "" } else { " " };
    let spelling = || format!(" {}", search::spelling(&row.name));
    text.contains(&format!(" {}{end}", term.words.join(" ")))
        || term.spelled.as_ref().is_some_and(|spelled| spelling().contains(&format!(" {spelled}")))
}

fn anchors_of(rows: &[RoomRow]) -> Vec<String> {
    let mut rooms: BTreeMap<&str, u32> = BTreeMap::new();
    for name in rows.iter().map(|row| row.anchor_name.trim()).filter(|name| !name.is_empty()) {
        *rooms.entry(name).or_default() += 1;
    }
    let mut names: Vec<_> = rooms.into_iter().collect();
    names.sort_by_key(|(_, rooms)| Reverse(*rooms));
    names.into_iter().take(ANCHORS_MAX).map(|(name, _)| shown(name)).collect()
}
