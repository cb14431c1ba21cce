//! The first page: what is live or next, what needs a person, what waits.

use crate::{
    Console, goods, goods_view,
    outbox::item,
    rooms,
    view::{GoodsCounts, GoodsState, Problem, RoomState, TodayView},
};
use kaibo_domain::AuditStatus;
use kaibo_store::{
    Connection, StoreError, goods as goods_table,
    goods::GoodsQuery,
    rooms::{self as rooms_table, RoomQuery},
    submissions,
};

/// Rooms shown on the first page.
const ROOMS: usize = 5;
/// Goods that need a person, shown on the first page.
const GOODS: usize = 8;
/// Submissions shown on the first page.
const OUTBOX: u32 = 50;
/// How many of the newest goods are looked through for what needs a person.
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
            let counts = goods_table::count(db, shop_id)?;
            let outbox = submissions::list_open(db, shop_id, OUTBOX)?;
            Ok(TodayView {
                rooms,
                goods: goods_in_need(db, shop_id, now_ms)?,
                outbox: outbox
                    .iter()
                    .map(|row| item(db, row, &console.inner.gate, now_ms))
                    .collect::<Result<_, _>>()?,
                outbox_open: submissions::count_open(db, shop_id)?,
                counts: GoodsCounts {
                    draft: counts.not_audited,
                    auditing: counts.auditing,
                    approved: counts.approved,
                    rejected: counts.rejected,
                },
                now_ms,
            })
        })
        .await
    }
}

fn goods_in_need(
    db: &Connection,
    shop_id: kaibo_domain::ShopId,
    now_ms: i64,
) -> Result<Vec<crate::view::GoodsRow>, StoreError> {
    let mut found = Vec::new();
    // Rejected goods by their own index, refused calls among the newest.
    for audit in [Some(AuditStatus::Rejected), None] {
        let query = GoodsQuery { shop_id, audit, search: String::new(), after: None, limit: LOOKED_THROUGH };
        for row in goods_table::list(db, &query)?.rows {
            let last = goods::last_submission(db, row.id)?;
            let view = goods_view::row_view(&row, last.as_ref(), now_ms);
            let in_need = matches!(view.state, GoodsState::Rejected | GoodsState::Refused);
            if in_need && !found.iter().any(|other: &crate::view::GoodsRow| other.id == view.id) {
                found.push(view);
            }
        }
    }
    found.truncate(GOODS);
    Ok(found)
}
