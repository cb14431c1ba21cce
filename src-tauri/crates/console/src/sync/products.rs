//! Products of the shop: where those made here stand, a call each. A shop that has none here is not asked.

use super::Extent;
use crate::{
    Console,
    reconcile::standing_of,
    view::{Problem, Topic},
};
use kaibo_domain::{
    OwnProductId,
    outbox::SubmissionState,
    platform::shop::{
        endpoint::PRODUCT_GET,
        errcode::PRODUCT_UNKNOWN,
        limit::PRODUCTS_READ,
        state::{EditStatus, ProductStatus},
    },
};
use kaibo_store::{
    StoreError, Transaction,
    products::{self, ProductRow, Standing},
    submissions::{self, ObjectKind},
};
use kaibo_wechat::Client;

impl Console {
    /// Reads products that are under audit, and the others now and then, those first that were not read for longest; says
    /// whether one is under audit.
    pub(super) async fn sync_products(&self, client: &Client, extent: Extent, begun_ms: i64) -> Result<bool, Problem> {
        let shop = self.inner.shop.id;
        let mut due = self.read(move |db| products::list(db, shop)).await?;
        let is_auditing = |row: &ProductRow| row.edit_status.is_some_and(EditStatus::is_processing);
        due.retain(|row| row.status != Some(ProductStatus::Deleted));
        due.retain(|row| extent == Extent::Everything || is_auditing(row));
        let some_audited = due.iter().any(is_auditing);
        due.sort_by_key(|row| row.synced_ms);
        let mut touched = Vec::new();
        let due = due.into_iter().filter_map(|row| row.product_id.map(|product_id| (row.id, product_id)));
        for (id, product_id) in due.take(PRODUCTS_READ) {
            let standing = match client.shop_product_get(product_id).await {
                Ok(view) => standing_of(product_id, &view),
                Err(error) if error.errcode() == Some(PRODUCT_UNKNOWN.errcode) => {
                    Standing { product_id, status: Some(ProductStatus::Deleted), edit_status: None }
                }
                Err(error) => return Err(self.unread((PRODUCT_GET, error)).await),
            };
            let now = self.now();
            if self.write(move |tx| take_in(tx, id, standing, (begun_ms, now))).await? {
                touched.push(id);
            }
        }
        if !touched.is_empty() {
            self.changed(Topic::Products, touched.iter().map(OwnProductId::to_string).collect());
        }
        Ok(some_audited)
    }
}

/// Notes what the platform says of one; whether that is news.
fn take_in(
    tx: &Transaction,
    id: OwnProductId,
    standing: Standing,
    (begun_ms, now_ms): (i64, i64),
) -> Result<bool, StoreError> {
    let Some(row) = products::get(tx, id)? else { return Ok(false) };
    let open = submissions::open_for_object(tx, ObjectKind::Product, &id.to_string())?;
    let in_doubt = open.iter().any(|row| matches!(row.state, SubmissionState::Sending | SubmissionState::Unknown));
    if in_doubt || row.synced_ms.is_some_and(|synced| synced >= begun_ms) {
        return Ok(false);
    }
    products::note(tx, id, &standing, false, now_ms)?;
    let after = products::get(tx, id)?.map(|row| (row.status, row.edit_status));
    Ok(after != Some((row.status, row.edit_status)))
}
