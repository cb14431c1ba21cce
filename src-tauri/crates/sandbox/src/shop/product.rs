//! Products: what is sent of them, what they must be, and how a draft comes online.
//!
//! As on the platform out_product_id is not asked to be unique: a second add makes a second product. Draft and online
//! data stand side by side; an approved draft replaces what is online and is on sale.

mod form;

use super::{
    application::REJECTED_WORD,
    ask::{body, done, refused, refused_for},
    state::ShopState,
};
use crate::{
    reply::{Outcome, Refusal},
    state::{Call, State},
};
use form::{Form, check, find_leaf, rights};
use kaibo_domain::{
    platform::shop::{
        errcode as code,
        id::{BrandId, CatId, ProductId, SkuId},
        limit::PICTURE_ADDRESS,
        state::{EditStatus, ProductStatus},
    },
    time::HOUR_MS,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A product on the platform.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Product {
    /// What buyers see of its state.
    pub(super) status: ProductStatus,
    /// The state of its draft.
    pub(super) edit_status: EditStatus,
    /// The draft as it was sent.
    pub(super) draft: Map<String, Value>,
    /// What buyers see; none before the first approval.
    pub(super) online: Option<Map<String, Value>>,
    brand_id: BrandId,
    cat_id: CatId,
    due_ms: i64,
}

impl Product {
    /// Ends an audit whose time has come.
    pub(super) fn settle(&mut self, now_ms: i64) {
        if self.edit_status == EditStatus::Auditing && self.due_ms <= now_ms {
            let title = self.draft.get("title").and_then(Value::as_str).unwrap_or_default();
            self.end(title.contains(REJECTED_WORD));
        }
    }

    /// Ends the audit; an approved draft goes online.
    pub(super) fn end(&mut self, is_rejected: bool) {
        if is_rejected {
            self.edit_status = EditStatus::Rejected;
            return;
        }
        self.edit_status = EditStatus::Approved;
        self.online = Some(self.draft.clone());
        self.status = ProductStatus::Listed;
    }

    /// Submits the draft.
    pub(super) fn submit(&mut self, call: &Call<'_>) {
        self.edit_status = EditStatus::Auditing;
        self.due_ms = call.now_ms.saturating_add_unsigned(call.settings.audit_ms);
    }

    /// Whether it is on sale under that brand.
    pub(super) fn is_on_sale_with(&self, brand: BrandId) -> bool {
        self.status == ProductStatus::Listed && self.brand_id == brand
    }

    /// Whether it is on sale in that category.
    pub(super) fn is_on_sale_in(&self, category: CatId) -> bool {
        self.status == ProductStatus::Listed && self.cat_id == category
    }
}

/// POST /channels/ec/product/add.
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let form: Form = body(call, code::PRODUCT_PARAMETER)?;
    check(state, &form).map_err(refused)?;
    check_submits(state)?;
    let product_id = state.shop.new_product_id();
    let draft = draft(state, call, &form, product_id, None)?;
    let mut product = Product {
        status: ProductStatus::Initial,
        edit_status: EditStatus::Editing,
        draft,
        online: None,
        brand_id: form.brand(),
        cat_id: form.category(),
        due_ms: 0,
    };
    if form.listing {
        product.submit(call);
    }
    state.shop.submits.spend();
    state.accept(call, product_id, &form.title, Some(&form.out_product_id));
    state.shop.products.insert(product_id, product);
    done(json!({ "data": { "product_id": product_id, "create_time": beijing(call.now_ms) } }))
}

/// POST /channels/ec/product/update: the whole product anew; SKUs that are sent with their id keep it.
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let form: Form = body(call, code::PRODUCT_PARAMETER)?;
    let product_id = form.product_id.ok_or_else(|| refused(code::PRODUCT_PARAMETER))?;
    let Some(mut product) = state.shop.products.get(&product_id).cloned() else {
        return Err(refused(code::PRODUCT_UNKNOWN));
    };
    check_editable(&product)?;
    check(state, &form).map_err(refused)?;
    check_submits(state)?;
    product.draft = draft(state, call, &form, product_id, Some(&product.draft))?;
    product.edit_status = EditStatus::Editing;
    (product.brand_id, product.cat_id) = (form.brand(), form.category());
    if form.listing {
        product.submit(call);
    }
    state.shop.submits.spend();
    state.accept(call, product_id, &form.title, Some(&form.out_product_id));
    state.shop.products.insert(product_id, product);
    done(json!({ "data": { "product_id": product_id, "update_time": beijing(call.now_ms) } }))
}

/// What is under audit or banned stays as it is.
pub(super) fn check_editable(product: &Product) -> Result<(), Refusal> {
    match (product.status, product.edit_status) {
        (ProductStatus::Banned, _) => Err(refused(code::BANNED)),
        (_, EditStatus::Auditing) => Err(refused(code::AUDITING)),
        _ => Ok(()),
    }
}

/// The shop is open, has the category and the brand in force: asked at every submission.
pub(super) fn check_rights(shop: &ShopState, draft: &Map<String, Value>) -> Result<(), Refusal> {
    let form: Form = serde_json::from_value(Value::Object(draft.clone())).map_err(|_| refused(code::INFO_WRONG))?;
    let leaf = find_leaf(&form.path()).map_err(refused)?;
    rights(shop, leaf, form.brand()).map_err(refused)
}

fn check_submits(state: &State) -> Result<(), Refusal> {
    match state.shop.submits.left() {
        (_, 0) => Err(refused(code::DAILY_SUBMITS)),
        (0, _) => Err(refused(code::HOURLY_SUBMITS)),
        _ => Ok(()),
    }
}

/// The draft to be kept: what was sent, with the platform's ids. `out_product_id` stays what it was at first.
fn draft(
    state: &mut State,
    call: &Call<'_>,
    form: &Form,
    product_id: ProductId,
    before: Option<&Map<String, Value>>,
) -> Result<Map<String, Value>, Refusal> {
    let mut draft: Map<String, Value> = body(call, code::PRODUCT_PARAMETER)?;
    draft.remove("listing");
    draft.insert("product_id".to_owned(), json!(product_id));
    let min_price = form.skus.iter().filter_map(|sku| sku.sale_price).min();
    draft.insert("min_price".to_owned(), json!(min_price));
    if let Some(out_product_id) = before.and_then(|before| before.get("out_product_id")) {
        draft.insert("out_product_id".to_owned(), out_product_id.clone());
    }
    let known: Vec<SkuId> = before.map(sku_ids).unwrap_or_default();
    let Some(Value::Array(skus)) = draft.get_mut("skus") else { return Err(refused(code::NO_SKU)) };
    for (sku, sent) in skus.iter_mut().zip(&form.skus) {
        let sku_id = match sent.sku_id {
            Some(id) if known.contains(&id) => id,
            Some(_) => return Err(refused_for(code::PRODUCT_PARAMETER, "sku_id")),
            None => state.shop.new_sku_id(),
        };
        sku["sku_id"] = json!(sku_id);
    }
    Ok(draft)
}

fn sku_ids(draft: &Map<String, Value>) -> Vec<SkuId> {
    let skus = draft.get("skus").and_then(Value::as_array).into_iter().flatten();
    skus.filter_map(|sku| sku["sku_id"].as_str()?.parse().ok()).collect()
}

/// `data` with its pictures at this sandbox's address: a restart may have moved it.
pub(super) fn shown(data: &Map<String, Value>, product: &Product, base_url: &str) -> Value {
    let mut shown = Value::Object(data.clone());
    shown["status"] = json!(product.status.wire());
    shown["edit_status"] = json!(product.edit_status.wire());
    rebase(&mut shown, base_url);
    shown
}

fn rebase(value: &mut Value, base_url: &str) {
    match value {
        Value::String(text) => {
            if let Some((before, rest)) = text.split_once(PICTURE_ADDRESS)
                && before.starts_with("http://127.0.0.1")
            {
                *text = format!("{base_url}/{PICTURE_ADDRESS}{rest}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rebase(item, base_url)),
        Value::Object(fields) => fields.values_mut().for_each(|field| rebase(field, base_url)),
        _ => {}
    }
}

/// `2026-11-22 20:00:00` in Beijing.
fn beijing(now_ms: i64) -> String {
    let shifted = jiff::Timestamp::from_millisecond(now_ms + 8 * HOUR_MS).unwrap_or_default();
    shifted.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_beijings() {
        assert_eq!(beijing(1_795_348_800_000), "2026-11-22 20:00:00");
    }

    #[test]
    fn pictures_follow_the_sandbox_to_another_port() {
        let mut value =
            json!({ "head_imgs": ["http://127.0.0.1:1/mmecimage.cn/p/wx/a", "https://mmecimage.cn/p/wx/b"] });
        rebase(&mut value, "http://127.0.0.1:2");
        let moved = json!({ "head_imgs": ["http://127.0.0.1:2/mmecimage.cn/p/wx/a", "https://mmecimage.cn/p/wx/b"] });
        assert_eq!(value, moved);
    }
}
