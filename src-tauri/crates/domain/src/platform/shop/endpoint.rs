//! The shop's endpoints. The shop keeps moving calls from `/channels/ec` to `/shop/ec`; older programs call the old
//! addresses. Kaibo calls the current one of each, the practice platform answers both.

use crate::platform::endpoint::{Endpoint, Repeat, Verb, endpoints, get, post};

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

endpoints! {
    /// 获取店铺基本信息.
    SHOP_INFO = get("/channels/ec/basics/info/get", None).known_as(&[(Verb::Get, "/shop/ec/basics/info/get")]);
    /// 上传图片: binary or by address; a media_id or a permanent address comes back.
    IMG_UPLOAD = moved!("basics/img/upload", Settles).per_minute(UPLOADS_PER_MINUTE);
    /// 上传资质图片: the file_id that applications for categories and brands take.
    QUALIFICATION_UPLOAD = moved!("basics/qualification/upload", Settles).per_minute(UPLOADS_PER_MINUTE);
    /// 获取图片: the bytes of an uploaded picture.
    SHOP_MEDIA_GET = get("/channels/ec/basics/media/get", None).known_as(&[(Verb::Get, "/shop/ec/basics/media/get")]);

    /// 获取所有类目: both trees with what each category demands. The pages say POST, the SDKs GET.
    CATEGORY_ALL = post("/shop/ec/category/all", None, Repeat::Reads).known_as(&[
        (Verb::Get, "/shop/ec/category/all"),
        (Verb::Get, "/channels/ec/category/all"),
        (Verb::Post, "/channels/ec/category/all"),
    ]);
    /// 获取类目信息.
    CATEGORY_DETAIL = moved!("category/detail", Reads);
    /// 申请类目: a second call makes a second application.
    CATEGORY_ADD = kept!("category/add", Doubles);
    /// 获取店铺的类目审核单列表.
    FLOW_LIST = moved!("category/getbizcatflowlist", Reads);
    /// 获取店铺的类目审核单详情.
    FLOW_DETAIL = moved!("category/getbizcatflowdetail", Reads);
    /// 获取店铺的类目权限列表.
    RELATION_LIST = moved!("category/get_category_relation_list", Reads);
    /// 获取店铺的类目权限详情.
    RELATION_DETAIL = moved!("category/get_category_relation_detail", Reads);
    /// 撤销类目审核.
    CATEGORY_AUDIT_CANCEL = moved!("category/audit/cancel", Settles);
    /// 获取审核结果; the platform calls it deprecated in favour of [`FLOW_DETAIL`].
    CATEGORY_AUDIT_GET = kept!("category/audit/get", Reads);

    /// 获取品牌库列表.
    BRAND_ALL = moved!("brand/all", Reads);
    /// 新增品牌资质.
    BRAND_ADD = moved!("brand/add", Doubles);
    /// 更新品牌资质: submits for audit again.
    BRAND_UPDATE = kept!("brand/update", Doubles);
    /// 撤回品牌资质审核.
    BRAND_AUDIT_CANCEL = moved!("brand/audit/cancel", Settles);
    /// 删除品牌资质: delists the brand's products.
    BRAND_DELETE = kept!("brand/delete", Settles);
    /// 获取品牌资质申请详情.
    BRAND_GET = kept!("brand/get", Reads);
    /// 获取品牌资质申请列表.
    BRAND_LIST = kept!("brand/list/get", Reads);
    /// 获取生效中的品牌资质列表.
    BRAND_VALID_LIST = kept!("brand/valid/list/get", Reads);

    /// 添加商品: out_product_id is not asked to be unique, so a second call makes a second product.
    PRODUCT_ADD = kept!("product/add", Doubles);
    /// 更新商品: spends a submission.
    PRODUCT_UPDATE = kept!("product/update", Doubles);
    /// 获取商品.
    PRODUCT_GET = kept!("product/get", Reads);
    /// 获取商品列表.
    PRODUCT_LIST = kept!("product/list/get", Reads);
    /// 上架商品: submits the draft for audit. Whoever calls it often is banned, so look before calling again.
    PRODUCT_LISTING = kept!("product/listing", Doubles);
    /// 下架商品.
    PRODUCT_DELISTING = kept!("product/delisting", Settles);
    /// 删除商品.
    PRODUCT_DELETE = kept!("product/delete", Settles);
    /// 撤回商品审核.
    PRODUCT_AUDIT_CANCEL = kept!("product/audit/cancel", Settles);
    /// 获取商品提审限额.
    PRODUCT_AUDIT_QUOTA = kept!("product/getauditquota", Reads).per_minute(500);
}

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
