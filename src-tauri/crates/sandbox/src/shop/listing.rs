//! Products after they were added: reading, listing, delisting, withdrawing, deleting, and the quota of submissions.

use super::{
    ask::{body, done, done_empty, int, refused, refused_for},
    product::{Product, check_editable, check_rights, shown},
};
use crate::{
    reply::{Outcome, Refusal},
    state::{Call, State},
};
use kaibo_domain::platform::shop::{
    errcode as code,
    id::ProductId,
    limit::{PRODUCT_PAGE_MAX, SUBMITS_PER_DAY},
    state::{EditStatus, ProductStatus},
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct IdRequest {
    product_id: ProductId,
}

fn asked<'a>(state: &'a mut State, call: &Call<'_>) -> Result<(ProductId, &'a mut Product), Refusal> {
    let IdRequest { product_id } = body(call, code::PRODUCT_PARAMETER)?;
    let product = state.shop.products.get_mut(&product_id);
    product.map(|product| (product_id, product)).ok_or_else(|| refused(code::PRODUCT_UNKNOWN))
}

/// Notes the call under the product's title and the merchant's own id of it.
fn accept(state: &mut State, call: &Call<'_>, product_id: ProductId, product: &Product) {
    let text = |name: &str| product.draft.get(name).and_then(Value::as_str).unwrap_or_default();
    state.accept(call, product_id, text("title"), Some(text("out_product_id")));
}

#[derive(Deserialize)]
struct GetRequest {
    product_id: ProductId,
    #[serde(default, deserialize_with = "int")]
    data_type: Option<i64>,
}

/// POST /channels/ec/product/get: 1 what is online, 2 the draft, 3 both.
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    let request: GetRequest = body(call, code::PRODUCT_PARAMETER)?;
    let (wants_online, wants_draft) = match request.data_type.unwrap_or(1) {
        1 => (true, false),
        2 => (false, true),
        3 => (true, true),
        _ => return Err(refused_for(code::PRODUCT_PARAMETER, "data_type")),
    };
    let product = state.shop.products.get(&request.product_id).ok_or_else(|| refused(code::PRODUCT_UNKNOWN))?;
    let mut content = json!({});
    if let Some(online) = product.online.as_ref().filter(|_| wants_online) {
        content["product"] = shown(online, product, call.base_url);
    }
    if wants_draft {
        content["edit_product"] = shown(&product.draft, product, call.base_url);
    }
    done(content)
}

#[derive(Deserialize)]
struct ListRequest {
    #[serde(default, deserialize_with = "int")]
    status: Option<i64>,
    #[serde(default, deserialize_with = "int")]
    page_size: Option<i64>,
    #[serde(default)]
    next_key: Option<String>,
}

/// POST /channels/ec/product/list/get: ids only. Without a status, drafts that were never listed are left out.
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let request: ListRequest = body(call, code::PRODUCT_PARAMETER)?;
    let wrong = |what| refused_for(code::PRODUCT_PARAMETER, what);
    let size = request.page_size.unwrap_or(10);
    if !(1..=PRODUCT_PAGE_MAX).contains(&size) {
        return Err(wrong("page_size"));
    }
    let key = request.next_key.filter(|key| !key.is_empty());
    let after: Option<ProductId> = key.map(|key| key.parse()).transpose().map_err(|_| wrong("next_key"))?;
    let wanted = request.status.map(|number| ProductStatus::from_wire(number).ok_or_else(|| wrong("status")));
    let wanted = wanted.transpose()?;
    let is_wanted = |product: &Product| match wanted {
        Some(status) => product.status == status,
        None => product.status != ProductStatus::Initial,
    };
    let all = || state.shop.products.iter().filter(|(_, product)| is_wanted(product)).map(|(id, _)| *id);
    let page: Vec<ProductId> = all().filter(|id| after.is_none_or(|after| *id > after)).take(size as usize).collect();
    let next_key = page.last().or(after.as_ref()).map(ToString::to_string).unwrap_or_default();
    done(json!({ "product_ids": page, "next_key": next_key, "total_num": all().count() }))
}

/// POST /channels/ec/product/listing: submits a draft; what was only taken off sale is back at once.
pub(super) fn listing(state: &mut State, call: &Call<'_>) -> Outcome {
    let (product_id, product) = asked(state, call)?;
    let mut product = product.clone();
    check_editable(&product)?;
    check_rights(&state.shop, &product.draft)?;
    if product.edit_status == EditStatus::Approved {
        product.status = ProductStatus::Listed;
    } else {
        product.submit(call);
    }
    accept(state, call, product_id, &product);
    state.shop.products.insert(product_id, product);
    done_empty()
}

/// POST /channels/ec/product/delisting.
pub(super) fn delisting(state: &mut State, call: &Call<'_>) -> Outcome {
    let (product_id, product) = asked(state, call)?;
    if product.edit_status == EditStatus::Auditing {
        return Err(refused(code::AUDITING_WITHDRAW));
    }
    if product.status != ProductStatus::Listed {
        return Err(refused(code::NOT_LISTED));
    }
    product.status = ProductStatus::Delisted;
    let product = product.clone();
    accept(state, call, product_id, &product);
    done_empty()
}

/// POST /channels/ec/product/delete.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let (product_id, product) = asked(state, call)?;
    let product = product.clone();
    check_editable(&product)?;
    state.shop.products.remove(&product_id);
    accept(state, call, product_id, &product);
    done_empty()
}

/// POST /channels/ec/product/audit/cancel: back to editing.
pub(super) fn cancel(state: &mut State, call: &Call<'_>) -> Outcome {
    let (product_id, product) = asked(state, call)?;
    if product.edit_status != EditStatus::Auditing {
        return Err(refused(code::NOT_AUDITING));
    }
    product.edit_status = EditStatus::Editing;
    let product = product.clone();
    accept(state, call, product_id, &product);
    done_empty()
}

/// POST /channels/ec/product/getauditquota.
pub(super) fn audit_quota(state: &mut State, _call: &Call<'_>) -> Outcome {
    let (_, in_day) = state.shop.submits.left();
    done(json!({ "audit_quota": {
        "block_status": i64::from(in_day == 0), "avail_quota": in_day, "total_quota": SUBMITS_PER_DAY
    } }))
}
