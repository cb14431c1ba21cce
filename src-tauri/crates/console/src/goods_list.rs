//! The goods list: a query is answered by a listing ([`crate::listings`]), and pages are read by their place in it.

use crate::{
    Console, goods, goods_view,
    listings::part,
    problem::internal,
    view::{
        GoodsCounts, GoodsListing, GoodsMade, GoodsOrder, GoodsQuery, GoodsRow, GoodsSelection, GoodsState, Problem,
        Topic,
    },
};
use kaibo_domain::{GoodsId, ShopId};
use kaibo_store::{
    Connection, Origin, StoreError,
    goods::{self as table, GoodsFound},
    room_goods, settings,
};
use std::collections::HashSet;

/// Lines of a page at most.
const PAGE_MAX: u32 = 200;
/// Ids in one answer at most: a selection of more is named by its filter.
const IDS_MAX: u32 = 2_000;
/// Rooms that a line names.
pub(crate) const ROOMS_NAMED: u32 = 2;
/// Goods of an earlier version that are read in one go: no keystroke must wait for more.
const LEARNT_AT_ONCE: u32 = 200;

impl Console {
    /// Opens the list of what a query shows.
    pub async fn goods_open(&self, query: GoodsQuery) -> Result<GoodsListing, Problem> {
        let shop = self.inner.shop.id;
        let (GoodsFound { keys, counts: found }, of_all, is_learning) = self
            .read(move |db| {
                let is_learning = table::are_unread(db)?;
                Ok((table::find(db, &of_view(shop, query))?, table::count(db, shop)?.total(), is_learning))
            })
            .await?;
        let total = keys.len() as u32;
        Ok(GoodsListing { id: self.inner.listings.keep(keys), total, of_all, counts: counts(found), is_learning })
    }

    /// The lines of a listing from `from` on, at most 200; `None` when the listing was forgotten: open it anew.
    pub async fn goods_page(&self, listing: u32, from: u32, limit: u32) -> Result<Option<Vec<GoodsRow>>, Problem> {
        let Some(keys) = self.inner.listings.get(listing) else { return Ok(None) };
        let (console, now) = (self.clone(), self.now());
        self.read(move |db| console.goods_rows(db, part(&keys, from, limit.min(PAGE_MAX)), now)).await.map(Some)
    }

    /// The ids of a listing's lines from `from` on, at most 2,000; `None` when the listing was forgotten.
    pub async fn goods_ids(&self, listing: u32, from: u32, limit: u32) -> Result<Option<Vec<GoodsId>>, Problem> {
        let Some(keys) = self.inner.listings.get(listing) else { return Ok(None) };
        self.read(move |db| table::ids(db, part(&keys, from, limit.min(IDS_MAX)))).await.map(Some)
    }

    /// The place of a good in a listing; `None` when it is not there, or the listing was forgotten.
    pub async fn goods_position(&self, listing: u32, id: GoodsId) -> Result<Option<u32>, Problem> {
        let Some(keys) = self.inner.listings.get(listing) else { return Ok(None) };
        let key = self.read(move |db| table::key_of(db, id)).await?;
        Ok(key.and_then(|key| keys.iter().position(|one| *one == key)).map(|place| place as u32))
    }

    /// The filter and the order that were kept for this shop; `None` before there were any.
    pub async fn goods_filter_saved(&self) -> Result<Option<GoodsQuery>, Problem> {
        let key = self.filter_key();
        let saved = self.read(move |db| settings::get(db, &key)).await?;
        // What a later version kept may say more than this one understands.
        Ok(saved.and_then(|saved| serde_json::from_str(&saved).ok()))
    }

    /// Keeps the filter and the order for the next start.
    pub async fn goods_filter_save(&self, query: GoodsQuery) -> Result<(), Problem> {
        let key = self.filter_key();
        let saved = serde_json::to_string(&query).map_err(|_| internal("filter"))?;
        self.write(move |tx| settings::set(tx, &key, &saved)).await
    }

    fn filter_key(&self) -> String {
        format!("goods-filter/{}", self.inner.shop.id)
    }

    /// The goods of a selection.
    pub async fn selected(&self, selection: &GoodsSelection) -> Result<Vec<GoodsId>, Problem> {
        match selection.clone() {
            GoodsSelection::Ids { ids } => Ok(ids),
            GoodsSelection::Filter { query, except } => {
                let shop = self.inner.shop.id;
                let ids = self.read(move |db| table::ids(db, &table::find(db, &of_view(shop, query))?.keys)).await?;
                let except: HashSet<GoodsId> = except.into_iter().collect();
                Ok(ids.into_iter().filter(|id| !except.contains(id)).collect())
            }
        }
    }

    /// Lets the search know the goods of an earlier version, a few at a time.
    pub(crate) async fn goods_learn(&self) -> Result<(), Problem> {
        let mut learnt = 0;
        loop {
            match self.write(|tx| table::read_more(tx, LEARNT_AT_ONCE)).await? {
                0 => break,
                more => learnt += more,
            }
        }
        if learnt > 0 {
            tracing::info!(learnt, "the search knows all goods");
            self.changed(Topic::Goods, Vec::new());
        }
        Ok(())
    }

    /// The lines of these keys.
    pub(crate) fn goods_rows(&self, db: &Connection, keys: &[i64], now_ms: i64) -> Result<Vec<GoodsRow>, StoreError> {
        let view = |row: table::GoodsRow| {
            let last = goods::last_submission(db, row.id)?.map(|last| self.inner.gate.as_shown(last, now_ms));
            let rooms = room_goods::rooms_of(db, row.id, ROOMS_NAMED)?;
            Ok(goods_view::row_view(&row, last.as_ref(), rooms, now_ms))
        };
        table::rows(db, keys)?.into_iter().map(view).collect()
    }
}

fn of_view(shop_id: ShopId, query: GoodsQuery) -> table::GoodsQuery {
    table::GoodsQuery {
        shop_id,
        search: query.search,
        states: query.states,
        room: query.room,
        price_from: query.price_from,
        price_to: query.price_to,
        has_problem: query.has_problem,
        origin: query.made.map(|made| match made {
            GoodsMade::Here => Origin::App,
            GoodsMade::Elsewhere => Origin::Console,
        }),
        order: match query.order {
            GoodsOrder::Updated => table::GoodsOrder::Updated,
            GoodsOrder::Name => table::GoodsOrder::Name,
            GoodsOrder::Price => table::GoodsOrder::Price,
            GoodsOrder::State => table::GoodsOrder::State,
        },
        descending: !query.ascending,
    }
}

/// The counts as the window reads them.
pub(crate) fn counts(found: table::GoodsCounts) -> GoodsCounts {
    GoodsCounts {
        draft: found.of(GoodsState::Draft),
        submitting: found.of(GoodsState::Submitting),
        checking: found.of(GoodsState::Checking),
        waiting: found.of(GoodsState::Waiting),
        refused: found.of(GoodsState::Refused),
        auditing: found.of(GoodsState::Auditing),
        approved: found.of(GoodsState::Approved),
        rejected: found.of(GoodsState::Rejected),
        withdrawn: found.of(GoodsState::Withdrawn),
    }
}

#[cfg(test)]
mod tests;
