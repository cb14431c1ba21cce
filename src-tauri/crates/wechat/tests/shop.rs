//! The shop's calls: method, path, query and body as the platform asks for them; replies in every form it sends.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod support;

use kaibo_domain::{
    Fen,
    platform::shop::{
        id::{BrandId, CatId, LicenseGroupId, LicenseId, ProductId, QuaId, ShopAuditId, SkuId},
        limit::NO_BRAND,
        state::{BrandStatus, EditStatus, FlowStatus, ProductStatus, RelationStatus},
    },
};
use kaibo_wechat::{
    CallError, MediaId,
    media::File,
    shop::{
        Attr, BrandForm, BrandRef, CatRef, CategoryInfo, FileId, PictureSource, PictureUse, ProductInfo, SkuInfo,
        brand::{ApplicationDetails, GrantDetails, RegisterDetails},
        category::{LicenseField, LicenseGroupPick, LicensePick},
        product::{DescInfo, ExpressInfo, ProductQuaInfo},
    },
};
use rstest::rstest;
use serde_json::{Value, json};
use support::{Fault, Mock, Raw, client, expect, http};

const DONE: &str = r#"{"errcode":0,"errmsg":"ok"}"#;

fn jpeg() -> File<'static> {
    File { bytes: b"\xFF\xD8jpeg", name: "licence.jpg", mime: "image/jpeg" }
}

/// A mock that waits for one POST with that body.
async fn post(path: &'static str, body: Value, reply: Value) -> Mock {
    Mock::start(vec![expect("POST", path, reply.to_string()).body(body)]).await
}

#[tokio::test]
async fn shop_info_is_asked_with_get() {
    let reply = json!({ "errcode": 0, "info": {
        "nickname": "演练小店", "subject_type": "企业", "status": "open_finished", "username": "gh_1",
        "open_timestamp": "1667191896"
    } });
    let mock = Mock::start(vec![expect("GET", "/channels/ec/basics/info/get", reply.to_string())]).await;
    let info = client(&mock.base).shop_info().await.unwrap();
    assert_eq!(
        (info.nickname.as_str(), info.open_timestamp, info.headimg_url.as_str()),
        ("演练小店", 1_667_191_896, "")
    );
}

#[tokio::test]
async fn a_picture_goes_up_as_bytes_with_its_size() {
    let reply = json!({ "errcode": 0, "errmsg": "ok", "pic_file": { "media_id": "M", "pay_media_id": "P" } });
    let target = "/shop/ec/basics/img/upload?upload_type=0&resp_type=0&height=20&width=30";
    let mock = Mock::start(vec![expect("POST", target, reply.to_string())]).await;
    let source = PictureSource::Bytes { file: jpeg(), width: 30, height: 20 };
    let file = client(&mock.base).shop_img_upload(source, PictureUse::Media).await.unwrap();
    assert_eq!((file.media_id.as_deref(), file.pay_media_id.as_deref(), file.img_url), (Some("M"), Some("P"), None));
    let seen = mock.seen.lock().unwrap().last().unwrap().clone();
    assert!(seen.contains(r#"Content-Disposition: form-data; name="media"; filename="licence.jpg""#), "{seen}");
}

#[tokio::test]
async fn a_picture_by_address_comes_back_as_an_address() {
    let target = "/shop/ec/basics/img/upload?upload_type=1&resp_type=1";
    let reply = r#"{"errcode":0,"pic_file":{"img_url":"https://mmecimage.cn/p/wx/H"}}"#;
    let body = json!({ "img_url": "https://example.com/a.jpg" });
    let mock = Mock::start(vec![expect("POST", target, reply).body(body)]).await;
    let source = PictureSource::Address("https://example.com/a.jpg");
    let file = client(&mock.base).shop_img_upload(source, PictureUse::Address).await.unwrap();
    assert_eq!(file.img_url.as_deref(), Some("https://mmecimage.cn/p/wx/H"));
}

#[tokio::test]
async fn a_success_without_what_was_asked_for_is_unknown() {
    let target = "/shop/ec/basics/img/upload?upload_type=1&resp_type=1";
    let mock = Mock::start(vec![expect("POST", target, r#"{"errcode":0,"pic_file":{"media_id":"M"}}"#)]).await;
    let source = PictureSource::Address("https://example.com/a.jpg");
    let error = client(&mock.base).shop_img_upload(source, PictureUse::Address).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown { .. }), "{error:?}");
}

/// The platform's own example has errcode as text here.
#[rstest]
#[case(r#"{"errcode":"0","errmsg":"ok","data":{"file_id":"F"}}"#)]
#[case(r#"{"errcode":0,"data":{"file_id":"F"}}"#)]
#[case(r#"{"data":{"file_id":"F"}}"#)]
#[tokio::test]
async fn papers_become_file_ids(#[case] reply: &str) {
    let mock = Mock::start(vec![expect("POST", "/shop/ec/basics/qualification/upload", reply)]).await;
    let file_id = client(&mock.base).shop_qualification_upload(&jpeg()).await.unwrap();
    assert_eq!(file_id, FileId("F".into()));
}

#[tokio::test]
async fn refusals_keep_the_platforms_text() {
    let reply = r#"{"errcode":10020060,"errmsg":"图片过大 rid: 61725984-6126f6f9-040f19c4"}"#;
    let mock = Mock::start(vec![expect("POST", "/shop/ec/basics/qualification/upload", reply)]).await;
    let error = client(&mock.base).shop_qualification_upload(&jpeg()).await.unwrap_err();
    let CallError::Rejected { errcode, errmsg, rid, .. } = error else { panic!("{error:?}") };
    assert_eq!(
        (errcode, errmsg.as_str(), rid.as_deref()),
        (10_020_060, "图片过大", Some("61725984-6126f6f9-040f19c4"))
    );
}

#[tokio::test]
async fn media_come_back_as_bytes() {
    let raw = Raw::start(Fault::Bytes(http("200 OK", "image/jpeg", b"\xFF\xD8jpeg"))).await;
    assert_eq!(client(&raw.base).shop_media_get(&MediaId::new("M")).await.unwrap(), b"\xFF\xD8jpeg");
    let refusal = r#"{"errcode":40007,"errmsg":"invalid media_id"}"#;
    let mock = Mock::start(vec![expect("GET", "/channels/ec/basics/media/get?media_id=M", refusal)]).await;
    let error = client(&mock.base).shop_media_get(&MediaId::new("M")).await.unwrap_err();
    assert_eq!(error.errcode(), Some(40007));
}

#[tokio::test]
async fn categories_are_read_with_licence_groups() {
    let leaf = json!({
        "cat": { "cat_id": "6091", "name": "连衣裙", "f_cat_id": "10000113", "level": 3, "leaf": true },
        "qua": {
            "qua_id": 9216, "tips": "1、…", "mandatory": 1, "cert_group_list": [{
                "license_group_id": "9001", "is_necessary": true, "busi_license_desc": "营业执照", "license_list": [{
                    "id": 9101, "name": "营业执照", "is_necessary": true, "license_field_list": [
                        { "field_key": "code", "field_name": "统一社会信用代码", "info": "[0-9A-Z]{18}", "is_necessary": true }
                    ]
                }]
            }]
        },
        "brand_qua": { "qua_id": null, "tips": null }, "product_qua_list": null
    });
    let root = json!({ "cat": { "cat_id": 10_000_111, "name": "服饰内衣", "f_cat_id": "0", "level": 1 } });
    let reply = json!({ "errcode": 0, "cats": null, "cats_v2": [{ "cat_and_qua": [leaf, root] }] });
    let mock = post("/shop/ec/category/all", json!({}), reply).await;
    let all = client(&mock.base).shop_category_all().await.unwrap();
    let path = &all.cats_v2[0].cat_and_qua;
    assert_eq!((path[0].cat.cat_id, path[0].cat.leaf, path[1].cat.leaf), (CatId(6091), Some(true), None));
    let qua = path[0].qua.as_ref().unwrap();
    assert!(qua.mandatory && qua.need_to_apply.is_none() && path[1].qua.is_none());
    let group = &qua.cert_group_list[0];
    assert_eq!((group.license_group_id, group.license_list[0].id), (LicenseGroupId(9001), LicenseId(9101)));
    assert_eq!(group.license_list[0].license_field_list[0].info, "[0-9A-Z]{18}");
}

#[tokio::test]
async fn an_answer_without_a_tree_is_not_an_empty_tree() {
    let mock = post("/shop/ec/category/all", json!({}), json!({ "message": "ok" })).await;
    let error = client(&mock.base).shop_category_all().await.unwrap_err();
    assert!(matches!(error, CallError::Unknown { .. }), "{error:?}");
}

#[tokio::test]
async fn details_say_what_is_admitted() {
    let reply = json!({
        "errcode": 0, "info": { "cat_id": "6091", "name": "连衣裙" },
        "attr": {
            "access_permit_required": true, "is_limit_brand": 0, "brand_list": [{ "brand_id": "10000031" }],
            "deposit": "500000", "product_attr_list": [{ "name": "材质", "type_v2": "select_one", "is_required": true }],
            "transactionfee_info": { "basis_point": 250 }
        }
    });
    let mock = post("/shop/ec/category/detail", json!({ "cat_id": 6091 }), reply).await;
    let detail = client(&mock.base).shop_category_detail(CatId(6091)).await.unwrap();
    assert_eq!((detail.info.name.as_str(), detail.attr.deposit), ("连衣裙", Fen(500_000)));
    assert!(detail.attr.access_permit_required && !detail.attr.is_limit_brand);
    assert_eq!(detail.attr.brand_list, [BrandRef { brand_id: BrandId(10_000_031) }]);
    assert!(detail.attr.product_attr_list[0].is_required);
}

fn application() -> CategoryInfo {
    let field = LicenseField { key: "code".into(), value: "91440300MA5FTEXT1X".into() };
    let license = LicensePick {
        license_id: LicenseId(9101),
        file_id_list: vec![FileId("F1".into())],
        license_field_list: vec![field],
    };
    CategoryInfo {
        cats_v2: [10_000_111, 10_000_113, 6091].map(|id| CatRef::from(CatId(id))).into(),
        is_new_apply_cat: true,
        license_group_list: vec![LicenseGroupPick { license_group_id: LicenseGroupId(9001), license }],
        baobeihan: vec![FileId("F2".into())],
        jingyingpingtai: "douyin".into(),
        zhanghaomingcheng: "小开家".into(),
        brand_list: vec![BrandRef { brand_id: BrandId(10_000_031) }],
        ..CategoryInfo::default()
    }
}

#[tokio::test]
async fn an_application_sends_what_is_filled_in_and_nothing_else() {
    let body = json!({ "category_info": {
        "cats_v2": [{ "cat_id": 10_000_111 }, { "cat_id": 10_000_113 }, { "cat_id": 6091 }],
        "is_new_apply_cat": true,
        "license_group_list": [{ "license_group_id": 9001, "license": {
            "license_id": 9101, "file_id_list": ["F1"],
            "license_field_list": [{ "key": "code", "value": "91440300MA5FTEXT1X" }]
        } }],
        "baobeihan": ["F2"], "jingyingpingtai": "douyin", "zhanghaomingcheng": "小开家",
        "brand_list": [{ "brand_id": 10_000_031 }]
    } });
    let mock = post("/channels/ec/category/add", body, json!({ "errcode": 0, "audit_id": "9007199254741001" })).await;
    let audit_id = client(&mock.base).shop_category_add(&application()).await.unwrap();
    assert_eq!(audit_id, ShopAuditId(9_007_199_254_741_001));
}

fn flow(status: i64) -> Value {
    json!({
        "cat_id": 6091, "status": status, "audit_id": 9_007_199_254_741_001_u64, "qua_id": 9216,
        "create_time": 1_795_000_000, "update_time": 1_795_000_004, "audit_time": 0, "audit_reason": "模糊",
        "audit_info": {
            "level3": 6091, "certificate": null, "baobeihan": ["F2"], "jingyingpingtai": "",
            "license_group_list": [{ "license_group_id": 9001, "license": { "license_id": 9101, "file_id_list": ["F1"] } }],
            "brand_list": [{ "brand_id": 10_000_031 }], "is_new_apply_cat": true
        }
    })
}

#[tokio::test]
async fn applications_are_listed_by_state() {
    let filtered = json!({ "is_filter_status": true, "status": 2, "offset": 20, "limit": 10 });
    let mock = post("/shop/ec/category/getbizcatflowlist", filtered, json!({ "errcode": 0, "list": [flow(2)] })).await;
    let flows = client(&mock.base).shop_flow_list(Some(FlowStatus::Rejected), 20, 10).await.unwrap();
    let flow = &flows[0];
    assert_eq!((flow.state(), flow.audit_reason.as_str()), (Some(FlowStatus::Rejected), "模糊"));
    assert_eq!((flow.audit_id, flow.audit_info.level3), (ShopAuditId(9_007_199_254_741_001), CatId(6091)));
    assert_eq!(flow.audit_info.license_group_list[0].license.file_id_list, [FileId("F1".into())]);

    let all = json!({ "is_filter_status": false, "offset": 0, "limit": 10 });
    let mock = post("/shop/ec/category/getbizcatflowlist", all, json!({ "errcode": 0, "list": null })).await;
    assert!(client(&mock.base).shop_flow_list(None, 0, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn one_application_is_asked_for_by_number() {
    let body = json!({ "audit_id": 9_007_199_254_741_001_u64 });
    let mock = post("/shop/ec/category/getbizcatflowdetail", body, json!({ "errcode": 0, "info": flow(4) })).await;
    let flow = client(&mock.base).shop_flow_detail(ShopAuditId(9_007_199_254_741_001)).await.unwrap();
    assert_eq!(flow.state(), Some(FlowStatus::Cancelled));
}

#[tokio::test]
async fn the_deprecated_result_has_its_own_number_for_withdrawn() {
    let reply = json!({ "errcode": 0, "data": { "status": 12, "reject_reason": "" } });
    let mock = post("/channels/ec/category/audit/get", json!({ "audit_id": "7" }), reply).await;
    let result = client(&mock.base).shop_category_audit_get(ShopAuditId(7)).await.unwrap();
    assert_eq!(result.state(), Some(FlowStatus::Cancelled));
}

#[tokio::test]
async fn an_application_is_withdrawn_by_text() {
    let body = json!({ "audit_id": "7" });
    let mock = Mock::start(vec![expect("POST", "/shop/ec/category/audit/cancel", DONE).body(body)]).await;
    client(&mock.base).shop_category_cancel(ShopAuditId(7)).await.unwrap();
}

#[tokio::test]
async fn rights_are_listed_and_read() {
    let right = json!({
        "id": 1178, "status": 2, "uneffective_reason": "类目已更新", "effective_time": 1_716_981_765,
        "uneffective_time": 1_744_296_240, "qua_id": 0
    });
    let body = json!({ "is_filter_status": true, "status": 2 });
    let reply = json!({ "list": [right], "errcode": 0 });
    let mock = post("/shop/ec/category/get_category_relation_list", body, reply).await;
    let rights = client(&mock.base).shop_relation_list(Some(RelationStatus::Lapsed)).await.unwrap();
    assert_eq!(
        (rights[0].id, rights[0].state(), rights[0].qua_id),
        (CatId(1178), Some(RelationStatus::Lapsed), QuaId(0))
    );

    let reply = json!({ "category_id": 6091, "status": 1, "audit_info": { "baobeihan": ["F2"] }, "qua_id": 9216 });
    let path = "/shop/ec/category/get_category_relation_detail";
    let mock = post(path, json!({ "category_id": 6091 }), reply).await;
    let right = client(&mock.base).shop_relation_detail(CatId(6091)).await.unwrap();
    assert_eq!((right.id, right.state()), (CatId(6091), Some(RelationStatus::InForce)));
    assert_eq!(right.audit_info.unwrap().baobeihan, [FileId("F2".into())]);
}

fn brand() -> BrandForm {
    let files = |name: &str| vec![FileId(name.into())];
    BrandForm {
        brand_id: BrandId(10_009_012),
        ch_name: "云间".into(),
        en_name: "Yunjian".into(),
        classification_no: "21".into(),
        trade_mark_symbol: 1,
        register_details: RegisterDetails {
            registrant: "云间科技".into(),
            register_no: "1".into(),
            is_permanent: true,
            register_certifications: files("F1"),
            ..RegisterDetails::default()
        },
        application_details: ApplicationDetails::default(),
        grant_type: 2,
        grant_details: GrantDetails {
            grant_certifications: files("F2"),
            grant_level: Some(1),
            end_time: Some(1_800_000_000),
            ..GrantDetails::default()
        },
    }
}

fn brand_json() -> Value {
    json!({
        "brand_id": "10009012", "ch_name": "云间", "en_name": "Yunjian", "classification_no": "21", "trade_mark_symbol": 1,
        "register_details": {
            "registrant": "云间科技", "register_no": "1", "is_permanent": true, "register_certifications": ["F1"]
        },
        "application_details": {}, "grant_type": 2,
        "grant_details": {
            "grant_certifications": ["F2"], "grant_level": 1, "end_time": 1_800_000_000, "is_permanent": false
        }
    })
}

#[tokio::test]
async fn a_brand_is_sent_in_full() {
    let reply = json!({ "errcode": 0, "audit_id": "12345678" });
    let body = json!({ "brand": brand_json() });
    let expected = ["/shop/ec/brand/add", "/channels/ec/brand/update"]
        .map(|path| expect("POST", path, reply.to_string()).body(body.clone()));
    let mock = Mock::start(expected.into()).await;
    let client = client(&mock.base);
    assert_eq!(client.shop_brand_add(&brand()).await, Ok(ShopAuditId(12_345_678)));
    assert_eq!(client.shop_brand_update(&brand()).await, Ok(ShopAuditId(12_345_678)));
}

#[tokio::test]
async fn a_brand_reads_back_as_it_was_sent() {
    let mut shown = brand_json();
    shown["status"] = json!(5);
    shown["create_time"] = json!("1667191896");
    shown["audit_result"] = json!({ "audit_id": "7", "reject_reason": "" });
    let reply = json!({ "errcode": 0, "brand": shown });
    let mock = post("/channels/ec/brand/get", json!({ "brand_id": "10009012" }), reply).await;
    let read = client(&mock.base).shop_brand_get(BrandId(10_009_012)).await.unwrap();
    assert_eq!((&read.form, read.state(), read.create_time), (&brand(), Some(BrandStatus::Expiring), 1_667_191_896));
    assert_eq!(read.audit_result.unwrap().audit_id, ShopAuditId(7));
}

#[tokio::test]
async fn brands_are_withdrawn_and_deleted_by_their_numbers() {
    let expected = vec![
        expect("POST", "/shop/ec/brand/audit/cancel", DONE).body(json!({ "brand_id": "1", "audit_id": "2" })),
        expect("POST", "/channels/ec/brand/delete", DONE).body(json!({ "brand_id": "1" })),
    ];
    let mock = Mock::start(expected).await;
    client(&mock.base).shop_brand_cancel(BrandId(1), ShopAuditId(2)).await.unwrap();
    client(&mock.base).shop_brand_delete(BrandId(1)).await.unwrap();
}

#[tokio::test]
async fn the_library_and_the_shops_brands_come_in_pages() {
    let library = json!({
        "errcode": 0, "brands": [{ "brand_id": "10000083", "ch_name": "", "en_name": "vivo" }], "next_key": "10000083",
        "continue_flag": true
    });
    let own = json!({ "errcode": 0, "brands": [{ "brand_id": 1, "status": 3 }], "total_num": 1, "next_key": "" });
    let page = |next_key: &str| json!({ "page_size": 5, "next_key": next_key });
    let expected = vec![
        expect("POST", "/shop/ec/brand/all", library.to_string()).body(page("10000005")),
        expect("POST", "/channels/ec/brand/list/get", own.to_string())
            .body(json!({ "page_size": 5, "status": 3, "next_key": "" })),
        expect("POST", "/channels/ec/brand/valid/list/get", own.to_string()).body(page("")),
    ];
    let mock = Mock::start(expected).await;
    let client = client(&mock.base);
    let library = client.shop_brand_all(5, "10000005").await.unwrap();
    assert!(library.continue_flag && library.brands[0].en_name == "vivo" && library.next_key == "10000083");
    let own = client.shop_brand_list(Some(BrandStatus::InForce), 5, "").await.unwrap();
    assert_eq!((own.brands[0].form.brand_id, own.brands[0].state()), (BrandId(1), Some(BrandStatus::InForce)));
    assert_eq!(client.shop_brand_valid_list(5, "").await.unwrap().total_num, 1);
}

fn product() -> ProductInfo {
    let attr = |key: &str, value: &str| vec![Attr { attr_key: key.into(), attr_value: value.into() }];
    let picture = |n: u8| format!("https://mmecimage.cn/p/wx/{n}");
    ProductInfo {
        out_product_id: "kb-1".into(),
        title: "雪纺碎花连衣裙".into(),
        head_imgs: (0..3).map(picture).collect(),
        desc_info: DescInfo { imgs: vec![picture(3)], desc: String::new() },
        cats_v2: vec![CatRef::from(CatId(6091))],
        attrs: attr("材质", "雪纺"),
        express_info: Some(ExpressInfo { template_id: "47".into(), weight: None }),
        brand_id: BrandId(NO_BRAND),
        product_qua_infos: vec![ProductQuaInfo { qua_id: QuaId(9303), qua_url: vec![picture(4)] }],
        skus: vec![SkuInfo {
            sale_price: Fen(9990),
            market_price: Some(Fen(19_900)),
            stock_num: 5,
            sku_attrs: attr("颜色", "蓝"),
            ..SkuInfo::default()
        }],
        listing: 1,
        ..ProductInfo::default()
    }
}

fn product_json() -> Value {
    let picture = |n: u8| format!("https://mmecimage.cn/p/wx/{n}");
    json!({
        "out_product_id": "kb-1", "title": "雪纺碎花连衣裙", "head_imgs": [picture(0), picture(1), picture(2)],
        "desc_info": { "imgs": [picture(3)] }, "deliver_method": 0, "cats_v2": [{ "cat_id": "6091" }],
        "attrs": [{ "attr_key": "材质", "attr_value": "雪纺" }], "express_info": { "template_id": "47" },
        "brand_id": 2_100_000_000, "product_qua_infos": [{ "qua_id": 9303, "qua_url": [picture(4)] }],
        "skus": [{ "sale_price": 9990, "market_price": 19_900, "stock_num": 5,
                   "sku_attrs": [{ "attr_key": "颜色", "attr_value": "蓝" }] }],
        "listing": 1
    })
}

#[tokio::test]
async fn a_product_speaks_fen_and_obeys_the_rules() {
    assert_eq!(product().facts().fault(), None);
    let reply =
        json!({ "errcode": 0, "data": { "product_id": 23_423_523_452_345_235_u64, "create_time": "2020-03-25" } });
    let mock = post("/channels/ec/product/add", product_json(), reply).await;
    assert_eq!(client(&mock.base).shop_product_add(&product()).await, Ok(ProductId(23_423_523_452_345_235)));
}

#[tokio::test]
async fn product_0_is_nobodys_product() {
    let reply = json!({ "errcode": 0, "errmsg": "ok", "data": { "product_id": "0", "create_time": "2025-07-01" } });
    let mock = post("/channels/ec/product/add", product_json(), reply).await;
    let error = client(&mock.base).shop_product_add(&product()).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown { .. }), "{error:?}");
}

#[tokio::test]
async fn an_update_names_product_and_skus() {
    let mut changed = ProductInfo { product_id: Some(ProductId(7)), ..product() };
    changed.skus[0].sku_id = Some(SkuId(8));
    let mut body = product_json();
    body["product_id"] = json!("7");
    body["skus"][0]["sku_id"] = json!("8");
    let mock = post("/channels/ec/product/update", body, json!({ "errcode": 0, "data": { "product_id": "7" } })).await;
    assert_eq!(client(&mock.base).shop_product_update(&changed).await, Ok(ProductId(7)));
}

#[tokio::test]
async fn online_data_and_draft_are_read_together() {
    let reply = json!({
        "errcode": 0,
        "product": {
            "product_id": "7", "out_product_id": "kb-1", "title": "雪纺碎花连衣裙", "status": 5, "edit_status": 2,
            "min_price": 9990, "brand_id": 2_100_000_000_u64, "cats_v2": [{ "cat_id": "6091" }],
            "skus": [{ "sku_id": "8", "sale_price": 9990, "market_price": 0, "stock_num": "5" }]
        },
        "edit_product": { "product_id": 7, "title": "改了的连衣裙", "status": 5, "edit_status": 2 }
    });
    let mock = post("/channels/ec/product/get", json!({ "product_id": "7", "data_type": 3 }), reply).await;
    let view = client(&mock.base).shop_product_get(ProductId(7)).await.unwrap();
    let online = view.product.unwrap();
    assert_eq!((online.state(), online.edit_state()), (Some(ProductStatus::Listed), Some(EditStatus::Auditing)));
    assert_eq!((online.skus[0].sku_id, online.skus[0].market_price, online.skus[0].stock_num), (SkuId(8), None, 5));
    assert_eq!(view.edit_product.unwrap().title, "改了的连衣裙");
}

#[tokio::test]
async fn products_are_listed_by_key() {
    let reply = json!({ "errcode": 0, "product_ids": ["1", 2], "next_key": "K", "total_num": 100 });
    let body = json!({ "status": 5, "page_size": 10, "next_key": "J" });
    let mock = post("/channels/ec/product/list/get", body, reply).await;
    let page = client(&mock.base).shop_product_list(Some(ProductStatus::Listed), 10, "J").await.unwrap();
    assert_eq!((page.product_ids.as_slice(), page.next_key.as_str()), (&[ProductId(1), ProductId(2)][..], "K"));
}

#[tokio::test]
async fn a_product_is_listed_delisted_withdrawn_and_deleted_by_its_number() {
    let expected = ["listing", "delisting", "audit/cancel", "delete"].map(|call| {
        let path: &'static str = match call {
            "listing" => "/channels/ec/product/listing",
            "delisting" => "/channels/ec/product/delisting",
            "audit/cancel" => "/channels/ec/product/audit/cancel",
            _ => "/channels/ec/product/delete",
        };
        expect("POST", path, DONE).body(json!({ "product_id": "7" }))
    });
    let mock = Mock::start(expected.into()).await;
    let client = client(&mock.base);
    client.shop_product_listing(ProductId(7)).await.unwrap();
    client.shop_product_delisting(ProductId(7)).await.unwrap();
    client.shop_product_cancel(ProductId(7)).await.unwrap();
    client.shop_product_delete(ProductId(7)).await.unwrap();
}

/// The page shows a boolean, the newer table a number.
#[rstest]
#[case(json!(false), false)]
#[case(json!(1), true)]
#[tokio::test]
async fn the_quota_of_submissions(#[case] block: Value, #[case] blocked: bool) {
    let reply =
        json!({ "errcode": 0, "audit_quota": { "block_status": block, "avail_quota": 200, "total_quota": 1000 } });
    let mock = post("/channels/ec/product/getauditquota", json!({}), reply).await;
    let quota = client(&mock.base).shop_product_audit_quota().await.unwrap();
    assert_eq!((quota.block_status, quota.avail_quota, quota.total_quota), (blocked, 200, 1000));
}
