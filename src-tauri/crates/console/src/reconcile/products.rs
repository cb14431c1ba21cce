//! Products of the shop: found by our out_product_id. The list has ids alone and the platform lets ids of ours repeat, so
//! each id is asked for once, and remembered.

use super::{Console, Found};
use crate::{library::Looked, view::Problem};
use kaibo_domain::platform::shop::{
    endpoint::PRODUCT_GET,
    errcode::PRODUCT_UNKNOWN,
    id::ProductId,
    state::{EditStatus, ProductStatus},
};
use kaibo_store::{
    products::{self, ProductRow, Standing},
    submissions::{SubmissionKind, SubmissionRow},
};
use kaibo_wechat::{
    Client,
    shop::{Product, ProductInfo, ProductView, SkuInfo, product::ProductSku},
};
use std::collections::{BTreeSet, HashMap};

/// The `out_product_id` of products that were looked at. It never changes on the platform, so one that is another's stays
/// another's.
pub(crate) type LookedAt = tokio::sync::Mutex<HashMap<ProductId, String>>;

/// What the platform says of a product.
pub(crate) fn standing_of(product_id: ProductId, view: &ProductView) -> Standing {
    let (online, draft) = (view.product.as_ref(), view.edit_product.as_ref());
    Standing {
        product_id,
        status: online.or(draft).and_then(Product::state),
        edit_status: draft.or(online).and_then(Product::edit_state),
    }
}

impl Console {
    pub(super) async fn look_for_product(
        &self,
        client: &Client,
        row: &SubmissionRow,
    ) -> Result<Looked<Found>, Problem> {
        let product = self.product_of(row).await?;
        let product_id = match self.find_product(client, &product.out_product_id).await? {
            Ok(Some(product_id)) => product_id,
            Ok(None) => return Ok(Ok(Found::NotThere)),
            Err(failure) => return Ok(Err(failure)),
        };
        let view = match client.shop_product_get(product_id).await {
            Ok(view) => view,
            Err(error) => return Ok(Err((PRODUCT_GET, error))),
        };
        Ok(Ok(self.arrived(&product, standing_of(product_id, &view), true)))
    }

    pub(super) async fn look_at_product(&self, client: &Client, row: &SubmissionRow) -> Result<Looked<Found>, Problem> {
        let product = self.product_of(row).await?;
        let Some(product_id) = product.product_id else { return Ok(Ok(Found::NotThere)) };
        let view = match client.shop_product_get(product_id).await {
            Ok(view) => view,
            // Sent again it is refused in the same words.
            Err(error) if error.errcode() == Some(PRODUCT_UNKNOWN.errcode) => return Ok(Ok(Found::NotThere)),
            Err(error) => return Ok(Err((PRODUCT_GET, error))),
        };
        let standing = standing_of(product_id, &view);
        let has_arrived = match row.kind {
            SubmissionKind::ProductUpdate => is_updated(&product, &view, standing),
            SubmissionKind::ProductListing => is_listed(&product, standing),
            _ => standing.status.is_some_and(|status| status != ProductStatus::Listed),
        };
        Ok(Ok(if has_arrived {
            let hands_in = row.kind == SubmissionKind::ProductUpdate;
            self.arrived(&product, standing, hands_in)
        } else {
            Found::NotThere
        }))
    }

    /// `hands_in`: what was handed in is what the platform has now.
    fn arrived(&self, product: &ProductRow, standing: Standing, hands_in: bool) -> Found {
        let (id, now, is_new) = (product.id, self.now(), product.product_id.is_none());
        Found::There(Box::new(move |tx| {
            if hands_in {
                products::accept(tx, id)?;
            }
            products::note(tx, id, &standing, is_new, now)
        }))
    }

    /// The product of that `out_product_id` that stands in no row here.
    async fn find_product(&self, client: &Client, out_id: &str) -> Result<Looked<Option<ProductId>>, Problem> {
        let listed = match self.all_products(client).await? {
            Ok(listed) => listed,
            Err(failure) => return Ok(Err(failure)),
        };
        // Whoever comes while products are looked at waits, and finds them looked at.
        let mut looked_at = self.inner.looked_at.lock().await;
        let shop = self.inner.shop.id;
        let rows = self.read(move |db| products::list(db, shop)).await?;
        let tied: BTreeSet<ProductId> = rows.iter().filter_map(|row| row.product_id).collect();
        for product_id in listed.difference(&tied) {
            if !looked_at.contains_key(product_id) {
                let view = match client.shop_product_get(*product_id).await {
                    Ok(view) => view,
                    // Deleted since it was listed.
                    Err(error) if error.errcode() == Some(PRODUCT_UNKNOWN.errcode) => continue,
                    Err(error) => return Ok(Err((PRODUCT_GET, error))),
                };
                let theirs = view.edit_product.or(view.product).map(|product| product.out_product_id);
                looked_at.insert(*product_id, theirs.unwrap_or_default());
            }
            if looked_at.get(product_id).is_some_and(|theirs| theirs == out_id) {
                return Ok(Ok(Some(*product_id)));
            }
        }
        Ok(Ok(None))
    }
}

/// The draft holds what was sent, and either the platform is at work on it or it is not what stood there before.
fn is_updated(product: &ProductRow, view: &ProductView, standing: Standing) -> bool {
    let Some(draft) = view.edit_product.as_ref().or(view.product.as_ref()) else { return false };
    let is = |request: &str| serde_json::from_str(request).is_ok_and(|info: ProductInfo| holds(draft, &info));
    let was_other = || product.accepted.as_deref().is_some_and(|accepted| !is(accepted));
    is(&product.request) && (standing.edit_status.is_some_and(EditStatus::is_processing) || was_other())
}

/// What can be compared: the platform keeps pictures under other addresses, and stock is sold.
fn holds(draft: &Product, sent: &ProductInfo) -> bool {
    let same = |ours: &SkuInfo, theirs: &ProductSku| {
        (ours.sale_price, ours.market_price) == (theirs.sale_price, theirs.market_price)
            && ours.sku_attrs == theirs.sku_attrs
    };
    draft.title.trim() == sent.title.trim()
        && draft.brand_id == sent.brand_id
        && draft.cats_v2 == sent.cats_v2
        && sent.attrs.iter().all(|attr| draft.attrs.contains(attr))
        && draft.skus.len() == sent.skus.len()
        && sent.skus.iter().all(|ours| draft.skus.iter().any(|theirs| same(ours, theirs)))
}

/// Whether the draft was submitted, or what was taken off is back; a rejection that stood there before is not news.
fn is_listed(product: &ProductRow, standing: Standing) -> bool {
    match standing.edit_status {
        Some(edit) if edit.is_processing() => true,
        Some(EditStatus::Approved) => standing.status == Some(ProductStatus::Listed),
        Some(EditStatus::Rejected) => product.edit_status != Some(EditStatus::Rejected),
        _ => false,
    }
}
