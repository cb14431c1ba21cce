//! The shop's part of the control API, under `/_practice/shop`. Described in docs/sandbox.md.

use super::{
    state::{Profile, Recut},
    tree::tree,
};
use crate::{control::change, platform::Platform, state::State};
use axum::{
    Json, Router,
    extract::State as Shared,
    response::Response,
    routing::{get, post},
};
use kaibo_domain::platform::shop::{
    id::{BrandId, CatId, ProductId, ShopAuditId},
    state::ProductStatus,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The routes; their prefix is `/_practice/shop`.
pub(crate) fn routes() -> Router<Arc<Platform>> {
    Router::new()
        .route("/state", get(summary))
        .route("/profile", post(profile))
        .route("/audit", post(audit))
        .route("/relation", post(relation))
        .route("/category", post(category))
        .route("/product", post(product))
        .route("/submits", post(submits))
}

/// What the shop has.
async fn summary(Shared(platform): Shared<Arc<Platform>>) -> Json<Value> {
    Json(platform.with_state(|state, _| {
        let shop = &state.shop;
        let flows = shop.flows.values().map(|flow| {
            json!({
                "audit_id": flow.audit_id, "cat_id": flow.cat_id, "status": flow.status.wire(), "reason": flow.audit_reason
            })
        });
        let relations =
            shop.relations.iter().map(|(id, relation)| json!({ "cat_id": id, "status": relation.status.wire() }));
        let brands = shop.brands.iter().map(|(id, brand)| json!({ "brand_id": id, "status": brand.status.wire() }));
        let products = shop.products.iter().map(|(id, product)| {
            json!({
                "product_id": id, "title": product.draft.get("title"), "status": product.status.wire(),
                "edit_status": product.edit_status.wire()
            })
        });
        json!({
            "profile": shop.profile,
            "applications": flows.collect::<Vec<_>>(),
            "relations": relations.collect::<Vec<_>>(),
            "brands": brands.collect::<Vec<_>>(),
            "products": products.collect::<Vec<_>>(),
            "files": shop.files.len(),
        })
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileRequest {
    subject_type: Option<String>,
    status: Option<String>,
}

/// Who the shop is: company or sole trader, opening, open, closing.
async fn profile(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state, _, request: ProfileRequest| {
        let Profile { subject_type, status } = &mut state.shop.profile;
        *subject_type = request.subject_type.unwrap_or_else(|| subject_type.clone());
        *status = request.status.unwrap_or_else(|| status.clone());
        Ok(())
    })
    .await
}

/// Which audit: an application for a category, a brand, or a product.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Audit {
    Category { audit_id: ShopAuditId, rejection: Option<String> },
    Brand { brand_id: BrandId, rejection: Option<String> },
    Product { product_id: ProductId, rejection: Option<String> },
}

/// Gives an audit its verdict now.
async fn audit(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state, now_ms, request: Audit| {
        let shop = &mut state.shop;
        match request {
            Audit::Category { audit_id, rejection } => {
                let flow = shop.flows.get_mut(&audit_id).ok_or("audit_id: unknown")?;
                let is_approved = rejection.is_none();
                flow.end(now_ms, rejection);
                let flow = flow.clone();
                if is_approved {
                    shop.grant(&flow, now_ms);
                }
            }
            Audit::Brand { brand_id, rejection } => {
                shop.brands.get_mut(&brand_id).ok_or("brand_id: unknown")?.end(now_ms, rejection);
            }
            Audit::Product { product_id, rejection } => {
                shop.products.get_mut(&product_id).ok_or("product_id: unknown")?.end(rejection.is_some());
            }
        }
        Ok(())
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RelationRequest {
    cat_id: CatId,
    reason: String,
}

/// Ends the right to a category, as when the platform cuts its tree anew; its products go off sale.
async fn relation(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state: &mut State, now_ms, request: RelationRequest| {
        state.shop.lapse(request.cat_id, request.reason, now_ms).then_some(()).ok_or("cat_id: unknown")
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryRequest {
    cat_id: CatId,
    #[serde(default)]
    retired: bool,
    tips: Option<String>,
    access_permit_required: Option<bool>,
}

/// Changes a leaf: its demands, or whether it is listed at all.
async fn category(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state: &mut State, _, request: CategoryRequest| {
        let CategoryRequest { cat_id, retired, tips, access_permit_required } = request;
        if !tree().leaves.contains_key(&cat_id) {
            return Err("cat_id: unknown");
        }
        state.shop.recut.insert(cat_id, Recut { retired, tips, access_permit_required });
        Ok(())
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductRequest {
    product_id: ProductId,
    status: i64,
}

/// Sets a product's status, as the platform's staff would.
async fn product(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state: &mut State, _, request: ProductRequest| {
        let status = ProductStatus::from_wire(request.status).ok_or("status: unknown")?;
        state.shop.products.get_mut(&request.product_id).ok_or("product_id: unknown")?.status = status;
        Ok(())
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubmitsRequest {
    in_hour: u32,
    in_day: u32,
}

/// Sets how many products were submitted.
async fn submits(Shared(platform): Shared<Arc<Platform>>, body: String) -> Response {
    change(&platform, &body, |state: &mut State, _, request: SubmitsRequest| {
        state.shop.submits.set(request.in_hour, request.in_day);
        Ok(())
    })
    .await
}
