//! The goods list: newest edit first, paged by key, filtered by audit status and by a part of the name.

use super::{
    column::{Page, Text},
    goods::{GoodsRow, read},
};
use crate::StoreError;
use kaibo_domain::{AuditStatus, GoodsId, ShopId};
use rusqlite::{Connection, named_params};

/// What to list.
#[derive(Clone, Debug, PartialEq)]
pub struct GoodsQuery {
    /// Shop.
    pub shop_id: ShopId,
    /// Only goods of that status; a good that the platform does not have counts as [`AuditStatus::NotAudited`].
    pub audit: Option<AuditStatus>,
    /// Part of the name, case of ASCII letters aside; empty for all.
    pub search: String,
    /// `next` of the page before.
    pub after: Option<GoodsCursor>,
    /// Rows at most.
    pub limit: u32,
}

/// The place in the list after a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoodsCursor {
    /// The row's last edit.
    pub updated_ms: i64,
    /// The row.
    pub id: GoodsId,
}

/// How many goods a shop has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GoodsCounts {
    /// Never submitted, or withdrawn.
    pub not_audited: u32,
    /// Under audit.
    pub auditing: u32,
    /// Stored.
    pub approved: u32,
    /// Rejected.
    pub rejected: u32,
}

impl GoodsCounts {
    /// All goods of the shop.
    pub const fn total(self) -> u32 {
        self.not_audited + self.auditing + self.approved + self.rejected
    }
}

/// One page of goods.
pub fn list(conn: &Connection, query: &GoodsQuery) -> Result<Page<GoodsRow, GoodsCursor>, StoreError> {
    // One statement per filter, so that each walks its own index.
    let status = if query.audit.is_some() { "AND coalesce(audit_status, 0) = :status" } else { "AND :status IS NULL" };
    let sql = format!(
        "SELECT * FROM goods
         WHERE shop_id = :shop AND deleted_ms IS NULL {status}
           AND (updated_ms, id) < (:updated, :id)
           AND (:search = '' OR instr(lower(name), lower(:search)) > 0)
         ORDER BY updated_ms DESC, id DESC LIMIT :limit"
    );
    let (updated, id) = match query.after {
        Some(after) => (after.updated_ms, after.id.to_string()),
        // No id sorts after this one.
        None => (i64::MAX, "~".to_owned()),
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(
        named_params! {
            ":shop": Text(query.shop_id), ":status": query.audit.map(AuditStatus::wire), ":updated": updated,
            ":id": id, ":search": query.search.trim(), ":limit": i64::from(query.limit) + 1,
        },
        read,
    )?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, query.limit, |row| GoodsCursor { updated_ms: row.updated_ms, id: row.id }))
}

/// How many goods the shop has, by status.
pub fn count(conn: &Connection, shop: ShopId) -> Result<GoodsCounts, StoreError> {
    let sql = "SELECT coalesce(audit_status, 0) AS status, count(*) FROM goods
        WHERE shop_id = ?1 AND deleted_ms IS NULL GROUP BY status";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([Text(shop)])?;
    let mut counts = GoodsCounts::default();
    while let Some(row) = rows.next()? {
        let number: u32 = row.get(1)?;
        match AuditStatus::from_wire(row.get(0)?) {
            Some(AuditStatus::Auditing) => counts.auditing += number,
            Some(AuditStatus::Approved) => counts.approved += number,
            Some(AuditStatus::Rejected) => counts.rejected += number,
            Some(AuditStatus::NotAudited) | None => counts.not_audited += number,
        }
    }
    Ok(counts)
}
