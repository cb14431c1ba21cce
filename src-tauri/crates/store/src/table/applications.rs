//! Applications for categories (类目申请): what was handed in, and where the platform says it stands. What is on its way
//! stands in the submissions.

use super::column::{Origin, Text, id, id_or_null, wire_or_null};
use crate::StoreError;
use kaibo_domain::{
    ApplicationId, ShopId,
    platform::shop::{
        id::{CatId, ShopAuditId},
        state::FlowStatus,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};

/// An application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationRow {
    /// Id.
    pub id: ApplicationId,
    /// Shop.
    pub shop_id: ShopId,
    /// The category's name as staff read it; empty where it was made elsewhere.
    pub name: String,
    /// The leaf applied for.
    pub cat_id: CatId,
    /// What was handed in (`category_info`), as JSON; it does not change.
    pub request: String,
    /// The platform's audit, once it has one.
    pub audit_id: Option<ShopAuditId>,
    /// Where it stands there.
    pub status: Option<FlowStatus>,
    /// Why it was rejected; empty otherwise.
    pub reason: String,
    /// Whether it was found on the platform after a lost reply.
    pub adopted: bool,
    /// Made on the platform, by its clock.
    pub applied_ms: Option<i64>,
    /// When its audit ended, by the platform's clock.
    pub audited_ms: Option<i64>,
    /// When the platform was last read, or answered.
    pub synced_ms: Option<i64>,
    /// Where it was made.
    pub origin: Origin,
    /// Made here.
    pub created_ms: i64,
}

/// What the platform says of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowFacts {
    /// Its audit.
    pub audit_id: ShopAuditId,
    /// Where it stands.
    pub status: FlowStatus,
    /// Why it was rejected; empty otherwise.
    pub reason: String,
    /// Made, by the platform's clock; `None` where it does not say.
    pub applied_ms: Option<i64>,
    /// When its audit ended; `None` while it runs.
    pub audited_ms: Option<i64>,
}

impl FlowFacts {
    /// All that an answer to a call says: what became of the audit.
    pub fn begun(audit_id: ShopAuditId, status: FlowStatus) -> Self {
        Self { audit_id, status, reason: String::new(), applied_ms: None, audited_ms: None }
    }
}

fn read(row: &Row) -> rusqlite::Result<ApplicationRow> {
    Ok(ApplicationRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        name: row.get("name")?,
        cat_id: id(row, "cat_id")?,
        request: row.get("request")?,
        audit_id: id_or_null(row, "audit_id")?,
        status: wire_or_null(row, "flow_status", FlowStatus::from_wire)?,
        reason: row.get("reason")?,
        adopted: row.get("adopted")?,
        applied_ms: row.get("applied_ms")?,
        audited_ms: row.get("audited_ms")?,
        synced_ms: row.get("synced_ms")?,
        origin: row.get("origin")?,
        created_ms: row.get("created_ms")?,
    })
}

/// Adds an application; [`StoreError::Taken`] if the shop has one of that audit.
pub fn insert(tx: &Transaction, application: &ApplicationRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO applications (id, shop_id, name, cat_id, request, audit_id, flow_status, reason, adopted,
            applied_ms, audited_ms, synced_ms, origin, created_ms)
        VALUES (:id, :shop, :name, :cat, :request, :audit, :status, :reason, :adopted, :applied, :audited, :synced,
            :origin, :created)";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(application.id), ":shop": Text(application.shop_id), ":name": application.name,
        ":cat": Text(application.cat_id), ":request": application.request, ":audit": application.audit_id.map(Text),
        ":status": application.status.map(FlowStatus::wire), ":reason": application.reason,
        ":adopted": application.adopted, ":applied": application.applied_ms, ":audited": application.audited_ms,
        ":synced": application.synced_ms, ":origin": application.origin, ":created": application.created_ms,
    })?;
    Ok(())
}

/// The application of that id.
pub fn get(conn: &Connection, application: ApplicationId) -> Result<Option<ApplicationRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM applications WHERE id = ?1")?;
    Ok(statement.query_one([Text(application)], read).optional()?)
}

/// The shop's applications, the latest first.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<ApplicationRow>, StoreError> {
    let sql = "SELECT * FROM applications WHERE shop_id = ?1 ORDER BY created_ms DESC, id DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The application of that audit.
pub fn by_audit(conn: &Connection, shop: ShopId, audit: ShopAuditId) -> Result<Option<ApplicationRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM applications WHERE shop_id = ?1 AND audit_id = ?2")?;
    Ok(statement.query_one(params![Text(shop), Text(audit)], read).optional()?)
}

/// Notes what the platform says; `found` where it was there already when it was looked for.
pub fn note(
    tx: &Transaction,
    application: ApplicationId,
    facts: &FlowFacts,
    found: bool,
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE applications SET audit_id = :audit, flow_status = :status, reason = :reason,
            adopted = adopted OR :found, applied_ms = coalesce(:applied, applied_ms), audited_ms = :audited,
            synced_ms = :now
        WHERE id = :id";
    let changed = tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(application), ":audit": Text(facts.audit_id), ":status": facts.status.wire(),
        ":reason": facts.reason, ":found": found, ":applied": facts.applied_ms, ":audited": facts.audited_ms,
        ":now": now_ms,
    })?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Notes the leaf that an application is for, once it is known.
pub fn set_leaf(tx: &Transaction, application: ApplicationId, leaf: CatId) -> Result<(), StoreError> {
    tx.execute("UPDATE applications SET cat_id = ?2 WHERE id = ?1", params![Text(application), Text(leaf)])?;
    Ok(())
}
