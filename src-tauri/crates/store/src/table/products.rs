//! Products of the shop (小店商品): what was handed in, and where the platform says each stands. What is on its way stands in
//! the submissions.

use super::column::{Origin, Text, id, id_or_null, wire_or_null};
use crate::StoreError;
use kaibo_domain::{
    OwnProductId, ShopId,
    platform::shop::{
        id::ProductId,
        state::{EditStatus, ProductStatus},
    },
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

/// A product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductRow {
    /// Id.
    pub id: OwnProductId,
    /// Shop.
    pub shop_id: ShopId,
    /// Its name as staff read it.
    pub name: String,
    /// Our id of it on the platform; stays what it is.
    pub out_product_id: String,
    /// What was handed in last (the body of product/add), as JSON.
    pub request: String,
    /// What the platform took last, as JSON.
    pub accepted: Option<String>,
    /// The platform's id, once it has one.
    pub product_id: Option<ProductId>,
    /// What buyers see of its state.
    pub status: Option<ProductStatus>,
    /// The state of its draft: its audit.
    pub edit_status: Option<EditStatus>,
    /// Whether it was found on the platform after a lost reply.
    pub adopted: bool,
    /// When the platform was last read, or answered.
    pub synced_ms: Option<i64>,
    /// Where it was made.
    pub origin: Origin,
    /// Made here.
    pub created_ms: i64,
}

/// What the platform says of a product; `None` where it does not say, or nothing that we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub product_id: ProductId,
    /// What buyers see of its state.
    pub status: Option<ProductStatus>,
    /// The state of its draft.
    pub edit_status: Option<EditStatus>,
}

fn read(row: &Row) -> rusqlite::Result<ProductRow> {
    Ok(ProductRow {
        id: id(row, "id")?,
        shop_id: id(row, "shop_id")?,
        name: row.get("name")?,
        out_product_id: row.get("out_product_id")?,
        request: row.get("request")?,
        accepted: row.get("accepted")?,
        product_id: id_or_null(row, "product_id")?,
        status: wire_or_null(row, "status", ProductStatus::from_wire)?,
        edit_status: wire_or_null(row, "edit_status", EditStatus::from_wire)?,
        adopted: row.get("adopted")?,
        synced_ms: row.get("synced_ms")?,
        origin: row.get("origin")?,
        created_ms: row.get("created_ms")?,
    })
}

/// Adds a product; [`StoreError::Taken`] if the shop has one of that `product_id`, or one of ours of that `out_product_id`.
pub fn insert(tx: &Transaction, product: &ProductRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO products (id, shop_id, name, out_product_id, request, accepted, product_id, status,
            edit_status, adopted, synced_ms, origin, created_ms)
        VALUES (:id, :shop, :name, :out, :request, :accepted, :product, :status, :edit, :adopted, :synced, :origin,
            :created)";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(product.id), ":shop": Text(product.shop_id), ":name": product.name,
        ":out": product.out_product_id, ":request": product.request, ":accepted": product.accepted,
        ":product": product.product_id.map(Text), ":status": product.status.map(ProductStatus::wire),
        ":edit": product.edit_status.map(EditStatus::wire), ":adopted": product.adopted,
        ":synced": product.synced_ms, ":origin": product.origin, ":created": product.created_ms,
    })?;
    Ok(())
}

/// The product of that id.
pub fn get(conn: &Connection, product: OwnProductId) -> Result<Option<ProductRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT * FROM products WHERE id = ?1")?;
    Ok(statement.query_one([Text(product)], read).optional()?)
}

/// The shop's products, the latest first.
pub fn list(conn: &Connection, shop: ShopId) -> Result<Vec<ProductRow>, StoreError> {
    let sql = "SELECT * FROM products WHERE shop_id = ?1 ORDER BY created_ms DESC, id DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([Text(shop)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps what is handed in now.
pub fn hand_in(tx: &Transaction, product: OwnProductId, name: &str, request: &str) -> Result<(), StoreError> {
    let sql = "UPDATE products SET name = :name, request = :request WHERE id = :id";
    let changed =
        tx.prepare_cached(sql)?.execute(named_params! { ":id": Text(product), ":name": name, ":request": request })?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Notes that the platform took what was handed in last.
pub fn accept(tx: &Transaction, product: OwnProductId) -> Result<(), StoreError> {
    let changed =
        tx.prepare_cached("UPDATE products SET accepted = request WHERE id = ?1")?.execute([Text(product)])?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Notes what the platform says; `found` where it was there already when it was looked for.
pub fn note(
    tx: &Transaction,
    product: OwnProductId,
    standing: &Standing,
    found: bool,
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE products SET product_id = :product, status = coalesce(:status, status),
            edit_status = coalesce(:edit, edit_status), adopted = adopted OR :found, synced_ms = :now
        WHERE id = :id";
    let changed = tx.prepare_cached(sql)?.execute(named_params! {
        ":id": Text(product), ":product": Text(standing.product_id),
        ":status": standing.status.map(ProductStatus::wire), ":edit": standing.edit_status.map(EditStatus::wire),
        ":found": found, ":now": now_ms,
    })?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
