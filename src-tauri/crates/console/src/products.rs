//! Use cases of the shop's products (小店商品): handing one in, changing it, on sale and off, where each stands.

use crate::{
    Console,
    goods::short_key,
    goods_view::is_refusal,
    outbox::{self, Order, problem_of},
    problem::of_errcode,
    view::{Problem, ProductState, ProductView},
};
use kaibo_domain::{
    OwnProductId, ShopId,
    outbox::SubmissionState,
    platform::shop::state::{EditStatus, ProductStatus},
};
use kaibo_store::{
    Connection, Origin, StoreError, Transaction,
    products::{self, ProductRow},
    submissions::{self, ObjectKind, SubmissionKind, SubmissionRow},
};
use kaibo_wechat::shop::ProductInfo;
use uuid::Uuid;

impl Console {
    /// Hands in a product that staff read as `name`; its pictures have been uploaded. It is kept as it is now, under an
    /// `out_product_id` of ours. Refused here where the platform is certain to refuse it.
    pub async fn product_submit(&self, name: String, info: ProductInfo) -> Result<OwnProductId, Problem> {
        let (shop_id, now, uuid) = (self.inner.shop.id, self.now(), Uuid::now_v7());
        let (id, out_product_id) = (OwnProductId::from_uuid(uuid), short_key(uuid));
        let request = self.frozen(ProductInfo { out_product_id: out_product_id.clone(), product_id: None, ..info })?;
        self.write(move |tx| {
            let row = ProductRow {
                id,
                shop_id,
                name,
                out_product_id,
                request,
                accepted: None,
                product_id: None,
                status: None,
                edit_status: None,
                adopted: false,
                synced_ms: None,
                origin: Origin::App,
                created_ms: now,
            };
            products::insert(tx, &row)?;
            enqueue(tx, &row, SubmissionKind::ProductAdd, now)
        })
        .await?;
        self.product_changed(id);
        Ok(id)
    }

    /// Hands a product in anew, the whole of it. What waits to be handed in is replaced; what never came to the platform
    /// is added.
    pub async fn product_update(&self, id: OwnProductId, name: String, info: ProductInfo) -> Result<(), Problem> {
        let now = self.now();
        let row = self.read(move |db| products::get(db, id)).await?.ok_or_else(not_found)?;
        let request = self.frozen(ProductInfo { out_product_id: row.out_product_id, product_id: None, ..info })?;
        let work = move |tx: &Transaction, row: &ProductRow| {
            if !may_change(row) {
                return Ok(Some("product.cannot-edit"));
            }
            if let Some(open) = open_submission(tx, id)? {
                let hands_in = matches!(open.kind, SubmissionKind::ProductAdd | SubmissionKind::ProductUpdate);
                if !hands_in || !outbox::replace(tx, &open, now)? {
                    return Ok(Some("product.busy"));
                }
            }
            products::hand_in(tx, id, &name, &request)?;
            let is_there = row.product_id.is_some();
            let kind = if is_there { SubmissionKind::ProductUpdate } else { SubmissionKind::ProductAdd };
            enqueue(tx, row, kind, now)?;
            Ok(None)
        };
        self.ask(id, work).await
    }

    /// Puts a product on sale: its draft is submitted for audit, and what was only taken off is back.
    pub async fn product_listing(&self, id: OwnProductId) -> Result<(), Problem> {
        self.ask_for(id, SubmissionKind::ProductListing, "product.cannot-list").await
    }

    /// Takes a product off sale.
    pub async fn product_delisting(&self, id: OwnProductId) -> Result<(), Problem> {
        self.ask_for(id, SubmissionKind::ProductDelisting, "product.cannot-delist").await
    }

    /// All products, the latest first.
    pub async fn products_list(&self) -> Result<Vec<ProductView>, Problem> {
        let (console, shop, now) = (self.clone(), self.inner.shop.id, self.now());
        self.read(move |db| views(&console, db, (shop, now), |_| true)).await
    }

    pub(crate) async fn product_of(&self, row: &SubmissionRow) -> Result<ProductRow, Problem> {
        let id: OwnProductId = row.object_id.parse().map_err(|_| crate::problem::internal("product id"))?;
        self.read(move |db| products::get(db, id)).await?.ok_or_else(not_found)
    }

    /// The request as it is kept; a problem where the platform is certain to refuse it.
    fn frozen(&self, info: ProductInfo) -> Result<String, Problem> {
        if let Some(fault) = info.facts().fault() {
            return Err(of_errcode(fault.errcode, "", self.now()));
        }
        serde_json::to_string(&info).map_err(|_| crate::problem::internal("product"))
    }

    async fn ask_for(&self, id: OwnProductId, kind: SubmissionKind, not_now: &'static str) -> Result<(), Problem> {
        let now = self.now();
        let work = move |tx: &Transaction, row: &ProductRow| {
            if open_submission(tx, id)?.is_some() {
                return Ok(Some("product.busy"));
            }
            if !may_go(row, kind) {
                return Ok(Some(not_now));
            }
            enqueue(tx, row, kind, now)?;
            Ok(None)
        };
        self.ask(id, work).await
    }

    /// Does `work` on the product; a code from it is why not.
    async fn ask(
        &self,
        id: OwnProductId,
        work: impl FnOnce(&Transaction, &ProductRow) -> Result<Option<&'static str>, StoreError> + Send + 'static,
    ) -> Result<(), Problem> {
        let asked = self
            .write(move |tx| match products::get(tx, id)? {
                Some(row) => work(tx, &row),
                None => Ok(Some(NOT_FOUND)),
            })
            .await?;
        if let Some(code) = asked {
            return Err(Problem::new(code));
        }
        self.product_changed(id);
        Ok(())
    }

    fn product_changed(&self, id: OwnProductId) {
        self.changed_object(ObjectKind::Product, id.to_string());
        self.inner.wake.notify_one();
    }
}

const NOT_FOUND: &str = "product.not-found";

fn not_found() -> Problem {
    Problem::new(NOT_FOUND)
}

/// Whether that may be asked of the platform for a product that stands so.
pub(crate) fn may_go(row: &ProductRow, kind: SubmissionKind) -> bool {
    let (is_there, is_listed) = (row.product_id.is_some(), row.status == Some(ProductStatus::Listed));
    match kind {
        SubmissionKind::ProductAdd => !is_there,
        SubmissionKind::ProductListing => {
            is_there && may_change(row) && !(is_listed && row.edit_status == Some(EditStatus::Approved))
        }
        SubmissionKind::ProductDelisting => is_there && may_change(row) && is_listed,
        _ => is_there && may_change(row),
    }
}

/// The platform takes no change of what it is at work on, has banned or does not have any more.
fn may_change(row: &ProductRow) -> bool {
    let is_closed =
        matches!(row.status, Some(ProductStatus::Banned | ProductStatus::Recycled | ProductStatus::Deleted));
    !is_closed && !row.edit_status.is_some_and(EditStatus::is_processing)
}

/// Those products of the shop that are `wanted`, the latest first.
pub(crate) fn views(
    console: &Console,
    db: &Connection,
    (shop, now_ms): (ShopId, i64),
    wanted: impl Fn(&ProductRow) -> bool,
) -> Result<Vec<ProductView>, StoreError> {
    let rows = products::list(db, shop)?.into_iter().filter(|row| wanted(row)).map(|row| {
        let last = last_submission(db, row.id)?.map(|last| console.inner.gate.as_shown(last, now_ms));
        Ok(view(row, last.as_ref(), now_ms))
    });
    rows.collect()
}

fn last_submission(db: &Connection, id: OwnProductId) -> Result<Option<SubmissionRow>, StoreError> {
    submissions::latest_for_object(db, ObjectKind::Product, &id.to_string())
}

fn open_submission(db: &Connection, id: OwnProductId) -> Result<Option<SubmissionRow>, StoreError> {
    Ok(last_submission(db, id)?.filter(|last| !last.state.is_settled()))
}

fn enqueue(tx: &Transaction, row: &ProductRow, kind: SubmissionKind, now_ms: i64) -> Result<(), StoreError> {
    let order = Order {
        shop_id: row.shop_id,
        kind,
        object: (ObjectKind::Product, row.id.to_string()),
        revision: 1,
        snapshot: None,
        batch: None,
        not_before_ms: None,
    };
    outbox::enqueue(tx, order, now_ms)
}

fn state_of(row: &ProductRow, last: Option<&SubmissionRow>) -> ProductState {
    match last.map(|last| last.state) {
        Some(SubmissionState::Unknown) => return ProductState::Checking,
        Some(SubmissionState::Waiting) => return ProductState::Waiting,
        Some(SubmissionState::Queued | SubmissionState::Sending) => return ProductState::Submitting,
        Some(SubmissionState::Accepted | SubmissionState::Rejected) | None => {}
    }
    if row.product_id.is_none() {
        return if last.is_some_and(is_refusal) { ProductState::Refused } else { ProductState::Cancelled };
    }
    match (row.status, row.edit_status) {
        (Some(ProductStatus::Recycled | ProductStatus::Deleted), _) => ProductState::Deleted,
        (Some(ProductStatus::Banned), _) => ProductState::Banned,
        (_, Some(edit)) if edit.is_processing() => ProductState::Auditing,
        (_, Some(EditStatus::Rejected)) => ProductState::Rejected,
        (Some(ProductStatus::Listed), _) => ProductState::OnSale,
        (Some(ProductStatus::Initial) | None, _) => ProductState::Draft,
        (Some(_), _) => ProductState::OffSale,
    }
}

fn view(row: ProductRow, last: Option<&SubmissionRow>, now_ms: i64) -> ProductView {
    let state = state_of(&row, last);
    // What stands on the platform may have been asked for something in vain.
    let says = |last: &&SubmissionRow| state == ProductState::Waiting || is_refusal(last);
    ProductView {
        id: row.id,
        name: row.name,
        product_id: row.product_id.map(|id| id.to_string()),
        state,
        on_sale: row.status == Some(ProductStatus::Listed),
        problem: last.filter(says).and_then(|last| problem_of(last, now_ms)),
        adopted: row.adopted,
        elsewhere: row.origin == Origin::Console,
        created_ms: row.created_ms,
    }
}
