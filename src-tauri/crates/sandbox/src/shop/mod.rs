//! The shop (微信小店): basics, categories and their applications, brands, products.
//!
//! Rules, codes and limits are asked of `domain::platform::shop`; here is only how the platform behaves.

mod application;
mod ask;
mod basics;
mod brand;
mod category;
pub(crate) mod control;
mod listing;
mod product;
mod state;
mod tree;

pub(crate) use basics::picture;
pub(crate) use state::ShopState;

use crate::{
    operation::{Area, Operation},
    reply::Refusal,
    state::State,
};
use kaibo_domain::platform::{
    errcode,
    shop::{endpoint, errcode as code},
};
use std::net::IpAddr;

/// Closed to callers from an address that is not on the allow-list (61004), and to accounts without a shop (48001).
pub(crate) const AREA: Area = Area {
    operations: &[
        Operation::new(endpoint::SHOP_INFO, basics::info),
        Operation::with_form(endpoint::IMG_UPLOAD, basics::img_upload),
        Operation::with_form(endpoint::QUALIFICATION_UPLOAD, basics::qualification_upload),
        Operation::new(endpoint::SHOP_MEDIA_GET, basics::media_get),
        Operation::new(endpoint::CATEGORY_ALL, category::all),
        Operation::new(endpoint::CATEGORY_DETAIL, category::detail),
        Operation::new(endpoint::RELATION_LIST, category::relation_list),
        Operation::new(endpoint::RELATION_DETAIL, category::relation_detail),
        Operation::new(endpoint::CATEGORY_ADD, application::add),
        Operation::new(endpoint::FLOW_LIST, application::flow_list),
        Operation::new(endpoint::FLOW_DETAIL, application::flow_detail),
        Operation::new(endpoint::CATEGORY_AUDIT_GET, application::audit_get),
        Operation::new(endpoint::CATEGORY_AUDIT_CANCEL, application::cancel),
        Operation::new(endpoint::BRAND_ALL, brand::all),
        Operation::new(endpoint::BRAND_ADD, brand::add),
        Operation::new(endpoint::BRAND_UPDATE, brand::update),
        Operation::new(endpoint::BRAND_AUDIT_CANCEL, brand::cancel),
        Operation::new(endpoint::BRAND_DELETE, brand::delete),
        Operation::new(endpoint::BRAND_GET, brand::get),
        Operation::new(endpoint::BRAND_LIST, brand::list),
        Operation::new(endpoint::BRAND_VALID_LIST, brand::valid_list),
        Operation::new(endpoint::PRODUCT_ADD, product::add),
        Operation::new(endpoint::PRODUCT_UPDATE, product::update),
        Operation::new(endpoint::PRODUCT_GET, listing::get),
        Operation::new(endpoint::PRODUCT_LIST, listing::list),
        Operation::new(endpoint::PRODUCT_LISTING, listing::listing),
        Operation::new(endpoint::PRODUCT_DELISTING, listing::delisting),
        Operation::new(endpoint::PRODUCT_DELETE, listing::delete),
        Operation::new(endpoint::PRODUCT_AUDIT_CANCEL, listing::cancel),
        Operation::new(endpoint::PRODUCT_AUDIT_QUOTA, listing::audit_quota),
    ],
    admit: is_opened,
};

fn is_opened(state: &State, _caller: IpAddr) -> Result<(), Refusal> {
    if !state.account.ip_allowed {
        return Err(Refusal::gateway(code::IP_REFUSED));
    }
    state.account.shop.then_some(()).ok_or_else(|| Refusal::gateway(errcode::API_UNAUTHORIZED))
}
