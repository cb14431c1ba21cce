//! The first page: what is live or next, what needs a person, what waits.

use crate::{
    Console, goods_list,
    outbox::item,
    rooms,
    view::{GoodsRow, GoodsState, Problem, RoomState, TodayView},
};
use kaibo_store::{
    Connection, StoreError,
    goods::{self, GoodsQuery},
    rooms::{self as rooms_table, RoomQuery},
    submissions,
};

/// Rooms shown on the first page.
const ROOMS: usize = 5;
/// Goods that need a person, shown on the first page.
const GOODS: usize = 8;
/// Submissions shown on the first page.
const OUTBOX: u32 = 50;
/// How many of the newest rooms are looked through.
const LOOKED_THROUGH: u32 = 200;

impl Console {
    /// The first page.
    pub async fn today(&self) -> Result<TodayView, Problem> {
        let (console, shop_id, now_ms) = (self.clone(), self.inner.shop.id, self.now());
        self.read(move |db| {
            let query = RoomQuery { shop_id, search: String::new(), after: None, limit: LOOKED_THROUGH };
            let listed = rooms_table::list(db, &query)?.rows;
            let mut rooms = Vec::new();
            for row in &listed {
                let view = rooms::row_view(db, row, &console.inner.gate, now_ms)?;
                let over = matches!(view.state, RoomState::Ended | RoomState::Expired | RoomState::Banned);
                if !over {
                    rooms.push(view);
                }
            }
            // Live first, then the next to start; drafts without a time last.
            rooms.sort_by_key(|room| (room.state != RoomState::Live, room.start_ms.unwrap_or(i64::MAX)));
            rooms.truncate(ROOMS);
            let outbox = submissions::list_open(db, shop_id, OUTBOX)?;
            Ok(TodayView {
                rooms,
                goods: goods_in_need(&console, db, now_ms)?,
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
