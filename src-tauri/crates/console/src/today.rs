//! The first page: what is live or next, what needs a person, what waits.

use crate::{
    Console, applying, categories, goods_list,
    outbox::item,
    view::{GoodsRow, GoodsState, LongAudit, Problem, TodayView},
};
use kaibo_domain::{LiveStatus, goods_state::AUDIT_DAYS_MAX, time::DAY_MS};
use kaibo_store::{
    Connection, StoreError,
    goods::{self, GoodsQuery},
    rooms, submissions,
};
use std::cmp::Reverse;

/// Rooms shown on the first page.
const ROOMS: usize = 5;
/// Goods that need a person, shown on the first page.
const GOODS: usize = 8;
/// Submissions shown on the first page.
const OUTBOX: u32 = 50;

impl Console {
    /// The first page.
    pub async fn today(&self) -> Result<TodayView, Problem> {
        let (console, shop_id, now_ms) = (self.clone(), self.inner.shop.id, self.now());
        let (deadlines, (windows, windows_awaited)) = (self.deadlines().await?, self.windows_on_their_way().await?);
        let onboarding = self.onboarding_needs().await?;
        self.read(move |db| {
            let mut next = rooms::current(db, shop_id)?;
            // Live first, then the next to start; drafts without a time last.
            next.sort_by_key(|row| {
                (row.live_status != Some(LiveStatus::Live), row.start_ms.unwrap_or(i64::MAX), Reverse(row.id))
            });
            next.truncate(ROOMS);
            let rooms = console.room_rows(db, &next)?;
            let mut awaited = applying::awaited(db, shop_id, deadlines)?;
            awaited.extend(windows_awaited);
            awaited.sort_by(|one, other| one.due.cmp(&other.due));
            let outbox = submissions::list_open(db, shop_id, OUTBOX)?;
            Ok(TodayView {
                rooms,
                lapsed: categories::lapsed(db, shop_id)?,
                applications: applying::in_need(db, shop_id, deadlines)?,
                windows,
                awaited,
                onboarding,
                goods: goods_in_need(&console, db, now_ms)?,
                long_audits: long_audits(&console, db, now_ms)?,
                outbox: outbox
                    .iter()
                    .map(|row| item(db, row, &console.inner.gate, now_ms))
                    .collect::<Result<_, _>>()?,
                outbox_open: submissions::count_open(db, shop_id)?,
                counts: goods_list::counts(goods::count(db, shop_id)?),
                now_ms,
            })
        })
        .await
    }
}

/// Goods that staff must do something about, the last change first.
fn goods_in_need(console: &Console, db: &Connection, now_ms: i64) -> Result<Vec<GoodsRow>, StoreError> {
    let states = vec![GoodsState::Rejected, GoodsState::Refused];
    let mut keys = goods::find(db, &GoodsQuery { states, ..GoodsQuery::all(console.inner.shop.id) })?.keys;
    keys.truncate(GOODS);
    console.goods_rows(db, &keys, now_ms)
}

/// Goods whose audit takes longer than usual, the longest first.
fn long_audits(console: &Console, db: &Connection, now_ms: i64) -> Result<Vec<LongAudit>, StoreError> {
    let until_ms = now_ms - i64::from(AUDIT_DAYS_MAX) * DAY_MS;
    let found = goods::long_audits(db, console.inner.shop.id, until_ms, GOODS)?;
    let keys: Vec<_> = found.iter().map(|(key, _)| *key).collect();
    let rows = console.goods_rows(db, &keys, now_ms)?;
    let days = found.iter().map(|(_, since_ms)| ((now_ms - since_ms) / DAY_MS) as u32);
    Ok(rows.into_iter().zip(days).map(|(goods, days)| LongAudit { goods, days }).collect())
}
