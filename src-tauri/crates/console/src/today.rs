//! The first page: what is live or next, what needs a person, what waits.

use crate::{
    Console, goods, goods_view,
    outbox::item,
    rooms,
    view::{GoodsCounts, GoodsRow, GoodsState, Problem, RoomState, TodayView},
};
use kaibo_domain::{AuditStatus, ShopId};
use kaibo_store::{
    Connection, StoreError, goods as goods_table,
    goods::GoodsQuery,
    rooms::{self as rooms_table, RoomQuery},
    submissions::{self, ObjectKind, SubmissionFilter, SubmissionQuery},
};

/// Rooms shown on the first page.
const ROOMS: usize = 5;
/// Goods that need a person, shown on the first page.
const GOODS: usize = 8;
/// Submissions shown on the first page.
const OUTBOX: u32 = 50;
/// How many of the newest rooms, and of the goods that were rejected or refused last, are looked through.
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

/// Rejected goods by their own index; refused ones by theirs.
fn goods_in_need(db: &Connection, shop_id: ShopId, now_ms: i64) -> Result<Vec<GoodsRow>, StoreError> {
    let limit = LOOKED_THROUGH;
    let audit = Some(AuditStatus::Rejected);
    let rejected = GoodsQuery { shop_id, audit, search: String::new(), after: None, limit };
    let mut looked_at = goods_table::list(db, &rejected)?.rows;
    let filter = SubmissionFilter::Refused;
    let refused = SubmissionQuery { shop: shop_id, filter, batch: None, before: None, limit };
    for row in submissions::list(db, &refused)?.rows {
        if row.object_kind == ObjectKind::Goods
            && let Ok(id) = row.object_id.parse()
            && let Some(good) = goods_table::get(db, id)?.filter(|good| good.deleted_ms.is_none())
        {
            looked_at.push(good);
        }
    }
    let mut found: Vec<GoodsRow> = Vec::new();
    for row in looked_at {
        let last = goods::last_submission(db, row.id)?;
        let view = goods_view::row_view(&row, last.as_ref(), now_ms);
        let in_need = matches!(view.state, GoodsState::Rejected | GoodsState::Refused);
        if in_need && !found.iter().any(|other| other.id == view.id) {
            found.push(view);
        }
        if found.len() == GOODS {
            break;
        }
    }
    Ok(found)
}
