//! The shop's endpoints. The shop keeps moving calls from `/channels/ec` to `/shop/ec`; older programs call the old
//! addresses. Kaibo calls the current one of each, the practice platform answers both.

use crate::platform::endpoint::{Endpoint, Repeat, Verb, get, post};

use super::limit::UPLOADS_PER_MINUTE;

/// A call that has moved to `/shop/ec`.
macro_rules! moved {
    ($path:literal, $repeat:ident) => {
        post(concat!("/shop/ec/", $path), None, Repeat::$repeat)
            .known_as(&[(Verb::Post, concat!("/channels/ec/", $path))])
    };
}

/// A call that is still under `/channels/ec`.
macro_rules! kept {
    ($path:literal, $repeat:ident) => {
        post(concat!("/channels/ec/", $path), None, Repeat::$repeat)
            .known_as(&[(Verb::Post, concat!("/shop/ec/", $path))])
    };
}

/// 获取店铺基本信息.
pub const SHOP_INFO: Endpoint =
    get("/channels/ec/basics/info/get", None).known_as(&[(Verb::Get, "/shop/ec/basics/info/get")]);
/// 上传图片: binary or by address; a media_id or a permanent address comes back.
pub const IMG_UPLOAD: Endpoint = moved!("basics/img/upload", Settles).per_minute(UPLOADS_PER_MINUTE);
/// 上传资质图片: the file_id that applications for categories and brands take.
pub const QUALIFICATION_UPLOAD: Endpoint =
    moved!("basics/qualification/upload", Settles).per_minute(UPLOADS_PER_MINUTE);
/// 获取图片: the bytes of an uploaded picture.
pub const SHOP_MEDIA_GET: Endpoint =
    get("/channels/ec/basics/media/get", None).known_as(&[(Verb::Get, "/shop/ec/basics/media/get")]);

/// 获取所有类目: both trees with what each category demands. The pages say POST, the SDKs GET.
pub const CATEGORY_ALL: Endpoint = post("/shop/ec/category/all", None, Repeat::Reads).known_as(&[
    (Verb::Get, "/shop/ec/category/all"),
    (Verb::Get, "/channels/ec/category/all"),
    (Verb::Post, "/channels/ec/category/all"),
]);
/// 获取类目信息.
pub const CATEGORY_DETAIL: Endpoint = moved!("category/detail", Reads);
/// 申请类目: a second call makes a second application.
pub const CATEGORY_ADD: Endpoint = kept!("category/add", Doubles);
/// 获取店铺的类目审核单列表.
pub const FLOW_LIST: Endpoint = moved!("category/getbizcatflowlist", Reads);
/// 获取店铺的类目审核单详情.
pub const FLOW_DETAIL: Endpoint = moved!("category/getbizcatflowdetail", Reads);
/// 获取店铺的类目权限列表.
pub const RELATION_LIST: Endpoint = moved!("category/get_category_relation_list", Reads);
/// 获取店铺的类目权限详情.
pub const RELATION_DETAIL: Endpoint = moved!("category/get_category_relation_detail", Reads);
/// 撤销类目审核.
pub const CATEGORY_AUDIT_CANCEL: Endpoint = moved!("category/audit/cancel", Settles);
/// 获取审核结果; the platform calls it deprecated in favour of [`FLOW_DETAIL`].
pub const CATEGORY_AUDIT_GET: Endpoint = kept!("category/audit/get", Reads);

/// 获取品牌库列表.
pub const BRAND_ALL: Endpoint = moved!("brand/all", Reads);
/// 新增品牌资质.
pub const BRAND_ADD: Endpoint = moved!("brand/add", Doubles);
/// 更新品牌资质: submits for audit again.
pub const BRAND_UPDATE: Endpoint = kept!("brand/update", Doubles);
/// 撤回品牌资质审核.
pub const BRAND_AUDIT_CANCEL: Endpoint = moved!("brand/audit/cancel", Settles);
/// 删除品牌资质: delists the brand's products.
pub const BRAND_DELETE: Endpoint = kept!("brand/delete", Settles);
/// 获取品牌资质申请详情.
pub const BRAND_GET: Endpoint = kept!("brand/get", Reads);
/// 获取品牌资质申请列表.
pub const BRAND_LIST: Endpoint = kept!("brand/list/get", Reads);
/// 获取生效中的品牌资质列表.
pub const BRAND_VALID_LIST: Endpoint = kept!("brand/valid/list/get", Reads);

/// 添加商品: out_product_id is not asked to be unique, so a second call makes a second product.
pub const PRODUCT_ADD: Endpoint = kept!("product/add", Doubles);
/// 更新商品: spends a submission.
pub const PRODUCT_UPDATE: Endpoint = kept!("product/update", Doubles);
/// 获取商品.
pub const PRODUCT_GET: Endpoint = kept!("product/get", Reads);
/// 获取商品列表.
pub const PRODUCT_LIST: Endpoint = kept!("product/list/get", Reads);
/// 上架商品: submits the draft for audit. Whoever calls it often is banned, so look before calling again.
pub const PRODUCT_LISTING: Endpoint = kept!("product/listing", Doubles);
/// 下架商品.
pub const PRODUCT_DELISTING: Endpoint = kept!("product/delisting", Settles);
/// 删除商品.
pub const PRODUCT_DELETE: Endpoint = kept!("product/delete", Settles);
/// 撤回商品审核.
pub const PRODUCT_AUDIT_CANCEL: Endpoint = kept!("product/audit/cancel", Settles);
/// 获取商品提审限额.
pub const PRODUCT_AUDIT_QUOTA: Endpoint = kept!("product/getauditquota", Reads).per_minute(500);

/// All endpoints of the shop.
pub const ALL: &[Endpoint] = &[
    SHOP_INFO,
    IMG_UPLOAD,
    QUALIFICATION_UPLOAD,
    SHOP_MEDIA_GET,
    CATEGORY_ALL,
    CATEGORY_DETAIL,
    CATEGORY_ADD,
    FLOW_LIST,
    FLOW_DETAIL,
    RELATION_LIST,
    RELATION_DETAIL,
    CATEGORY_AUDIT_CANCEL,
    CATEGORY_AUDIT_GET,
    BRAND_ALL,
    BRAND_ADD,
    BRAND_UPDATE,
    BRAND_AUDIT_CANCEL,
    BRAND_DELETE,
    BRAND_GET,
    BRAND_LIST,
    BRAND_VALID_LIST,
    PRODUCT_ADD,
    PRODUCT_UPDATE,
    PRODUCT_GET,
    PRODUCT_LIST,
    PRODUCT_LISTING,
    PRODUCT_DELISTING,
    PRODUCT_DELETE,
    PRODUCT_AUDIT_CANCEL,
    PRODUCT_AUDIT_QUOTA,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_known_under_both_prefixes() {
        for endpoint in ALL {
            let rest = endpoint.path.trim_start_matches("/shop/ec/").trim_start_matches("/channels/ec/");
            for prefix in ["/shop/ec/", "/channels/ec/"] {
                assert!(endpoint.has_path(&format!("{prefix}{rest}")), "{prefix}{rest}");
            }
        }
    }
}
