//! Products that were made elsewhere: brought in, so that those of a category can be put on sale. Only a shop with a right to
//! a category is asked: it has products.

use super::Extent;
use crate::{
    Console,
    reconcile::standing_of,
    view::{Problem, Topic},
};
use kaibo_domain::{
    OwnProductId, ShopId,
    platform::shop::{endpoint::PRODUCT_GET, errcode::PRODUCT_UNKNOWN, id::ProductId, limit::PRODUCTS_READ},
};
use kaibo_store::{
    Origin, StoreError, Transaction, category_rights,
    products::{self, ProductRow},
    submissions::{self, SubmissionKind},
};
use kaibo_wechat::{
    Client,
    shop::{Product, ProductInfo, ProductView},
};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Console {
    /// Brings in products that stand in no row here, some in each reading.
    pub(super) async fn bring_in_products(
        &self,
        client: &Client,
        extent: Extent,
        begun_ms: i64,
    ) -> Result<(), Problem> {
        let shop = self.inner.shop.id;
        let has_none = self.read(move |db| category_rights::list(db, shop)).await?.is_empty();
        if has_none || extent != Extent::Everything {
            return Ok(());
        }
        let listed = match self.all_products(client).await? {
            Ok(listed) => listed,
            Err(failure) => return Err(self.unread(failure).await),
        };
        let known = self.read(move |db| products::list(db, shop)).await?;
        let known: BTreeSet<ProductId> = known.iter().filter_map(|row| row.product_id).collect();
        let mut brought = Vec::new();
        for product_id in listed.difference(&known).copied().take(PRODUCTS_READ) {
            let view = match client.shop_product_get(product_id).await {
                Ok(view) => view,
                // Deleted since it was listed.
                Err(error) if error.errcode() == Some(PRODUCT_UNKNOWN.errcode) => continue,
                Err(error) => return Err(self.unread((PRODUCT_GET, error)).await),
            };
            let now = self.now();
            brought.extend(self.write(move |tx| bring_in(tx, shop, product_id, &view, (begun_ms, now))).await?);
        }
        if !brought.is_empty() {
            self.changed(Topic::Products, brought.iter().map(OwnProductId::to_string).collect());
        }
        Ok(())
    }
}

/// A product that was made elsewhere; not one of ours whose answer was lost.
fn bring_in(
    tx: &Transaction,
    shop_id: ShopId,
    product_id: ProductId,
    view: &ProductView,
    (begun_ms, now_ms): (i64, i64),
) -> Result<Option<OwnProductId>, StoreError> {
    let Some(product) = view.edit_product.as_ref().or(view.product.as_ref()) else { return Ok(None) };
    let Product { out_product_id, title, cats_v2, .. } = product.clone();
    let rows = products::list(tx, shop_id)?;
    let is_ours = |row: &ProductRow| {
        row.product_id == Some(product_id) || row.origin == Origin::App && row.out_product_id == out_product_id
    };
    if rows.iter().any(is_ours) || submissions::may_be_in_doubt(tx, shop_id, &[SubmissionKind::ProductAdd], begun_ms)? {
        return Ok(None);
    }
    let info =
        ProductInfo { out_product_id: out_product_id.clone(), title: title.clone(), cats_v2, ..ProductInfo::default() };
    let id = OwnProductId::from_uuid(Uuid::now_v7());
    let row = ProductRow {
        id,
        shop_id,
        name: title,
        out_product_id,
        request: serde_json::to_string(&info).unwrap_or_default(),
        accepted: None,
        product_id: None,
        status: None,
        edit_status: None,
        adopted: false,
        synced_ms: None,
        origin: Origin::Console,
        created_ms: now_ms,
    };
    products::insert(tx, &row)?;
    products::note(tx, id, &standing_of(product_id, view), false, now_ms)?;
    Ok(Some(id))
}
