//! The shop's types against recorded samples of the platform's JSON.
//!
//! The recorded samples stand outside the repository; where they are absent the test says so and holds nothing.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that reports")]

use kaibo_domain::{
    Fen,
    platform::shop::{
        id::{BrandId, CatId, LicenseGroupId, LicenseId, ProductId, QuaId, ShopAuditId, SkuId},
        state::{BrandStatus, EditStatus, ProductStatus},
    },
};
use kaibo_wechat::{
    Outcome, Reply, read,
    shop::{
        Attr, AuditBegun, BrandForm, BrandLibrary, BrandPage, BrandRef, CatRef, CategoryAll, CategoryDetail,
        CategoryInfo, FileId, ProductInfo, ProductList, ProductView, SkuInfo,
        basics::{ImgUrlBody, PicFileReply, QualificationReply, ShopInfoReply},
        brand::{
            BrandCancelBody, BrandFormBody, BrandIdBody, BrandPageBody, BrandReply, GrantDetails, RegisterDetails,
        },
        category::{CategoryDetailBody, CategoryInfoBody, LicenseField, LicenseGroupPick, LicensePick},
        product::{
            AfterSaleInfo, DescInfo, ExpressInfo, ExtraService, ProductGetBody, ProductIdBody, ProductListBody,
            ProductQuaInfo, SubmittedReply,
        },
    },
};
use serde::Serialize;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The recorded samples, or `None` with a word about it.
fn recorded() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/samples/Channels");
    if !folder.is_dir() {
        println!("recorded samples are absent ({})", folder.display());
        return None;
    }
    Some(folder)
}

fn file(samples: &Path, name: &str) -> Vec<u8> {
    let area = ["ECBasics", "ECBrand", "ECCategory", "ECProduct"].into_iter().find(|area| name.contains(area)).unwrap();
    let path = samples.join(area).join(format!("Channels{name}.json"));
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parse<T: Reply>(samples: &Path, name: &str) -> T {
    let body = file(samples, &format!("{name}Response"));
    read(Outcome::Answered { status: 200, body: &body }).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn recorded_replies_of_the_shop_parse() {
    let Some(samples) = recorded() else { return };
    let samples = samples.as_path();
    assert_eq!(parse::<ShopInfoReply>(samples, "ECBasicsInfoGet").info.subject_type, "企业");
    let picture = parse::<PicFileReply>(samples, "ECBasicsImageUpload").pic_file;
    assert_eq!((picture.media_id.as_deref(), picture.img_url.as_deref()), (Some("THE_MEDIA_ID"), Some("xxxxx")));
    let paper: QualificationReply = parse(samples, "ECBasicsQualificationUpload");
    assert_eq!(paper.data.file_id, FileId("THE_FILE_ID".into()));

    let all: CategoryAll = parse(samples, "ECCategoryAll");
    let (old, new) = (&all.cats[0].cat_and_qua, &all.cats_v2[0].cat_and_qua);
    assert_eq!((old[0].cat.cat_id, old[0].cat.leaf, old[0].product_qua_list.len()), (CatId(1003), None, 3));
    assert_eq!((new[0].cat.cat_id, new[0].cat.leaf, new.len()), (CatId(545_709), Some(true), 3));
    assert!(new[0].qua.as_ref().unwrap().tips.contains("注册资本") && new[1].qua.is_none());
    let detail: CategoryDetail = parse(samples, "ECCategoryDetail");
    assert_eq!((detail.attr.deposit, detail.attr.product_attr_list.len()), (Fen(500_000), 7));
    assert_eq!(parse::<AuditBegun>(samples, "ECCategoryAdd").audit_id, ShopAuditId(123_456));

    let library: BrandLibrary = parse(samples, "ECBrandAll");
    assert!(library.brands.len() == 5 && library.continue_flag);
    let brand = parse::<BrandReply>(samples, "ECBrandGet").brand;
    assert_eq!((brand.form.brand_id, brand.state()), (BrandId(10_000_531), Some(BrandStatus::Auditing)));
    assert_eq!(brand.form.grant_details.grant_level, Some(3));
    for name in ["ECBrandListGet", "ECBrandValidListGet"] {
        // The recorded text holds a field twice, which no reader has to take.
        let text = String::from_utf8(file(samples, &format!("{name}Response"))).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let body = serde_json::to_vec(&value).unwrap();
        let page: BrandPage = read(Outcome::Answered { status: 200, body: &body }).unwrap();
        assert_eq!((page.brands.len(), page.total_num), (3, 3), "{name}");
    }
    assert_eq!(parse::<AuditBegun>(samples, "ECBrandAdd").audit_id, ShopAuditId(12_345_678));

    let added: SubmittedReply = parse(samples, "ECProductAdd");
    assert_eq!(added.product_id(), Ok(ProductId(23_423_523_452_345_235)));
    assert!(parse::<SubmittedReply>(samples, "ECProductUpdate").product_id().is_ok());
    let product = parse::<ProductView>(samples, "ECProductGet").product.unwrap();
    assert_eq!((product.state(), product.edit_state()), (Some(ProductStatus::Listed), Some(EditStatus::Auditing)));
    assert_eq!((product.skus[0].sku_id, product.skus[0].sale_price), (SkuId(123_456_001), Fen(1)));
    let list: ProductList = parse(samples, "ECProductListGet");
    assert_eq!((list.product_ids.len(), list.total_num), (10, 100));
}

/// Every field we send is one of the sample's, of the same JSON type; `apart` are differences that are meant.
fn fits(samples: &Path, name: &str, ours: &impl Serialize, apart: &[&str]) {
    let text = String::from_utf8(file(samples, &format!("{name}Request"))).unwrap();
    let sample: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
    let mut strange = Vec::new();
    compare(&serde_json::to_value(ours).unwrap(), &sample, "", &mut strange);
    strange.retain(|path: &String| !apart.contains(&path.as_str()));
    assert_eq!(strange, Vec::<String>::new(), "{name}");
}

fn compare(ours: &Value, sample: &Value, path: &str, strange: &mut Vec<String>) {
    match (ours, sample) {
        (Value::Object(ours), Value::Object(sample)) => {
            for (field, value) in ours {
                let path = format!("{path}.{field}");
                match sample.get(field) {
                    Some(known) => compare(value, known, &path, strange),
                    None => strange.push(path),
                }
            }
        }
        (Value::Array(ours), Value::Array(sample)) => {
            if let (Some(ours), Some(sample)) = (ours.first(), sample.first()) {
                compare(ours, sample, path, strange);
            }
        }
        (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_)) => {}
        _ => strange.push(path.to_owned()),
    }
}

#[test]
fn requests_to_the_shop_have_the_recorded_fields() {
    let Some(samples) = recorded() else { return };
    let samples = samples.as_path();
    let text = String::from("x");
    let file = || vec![FileId("F".into())];
    fits(samples, "ECBasicsImageUpload", &ImgUrlBody { img_url: "https://xxx.com/yyy" }, &[]);
    fits(samples, "ECCategoryDetail", &CategoryDetailBody { cat_id: CatId(6194) }, &[]);
    let license = LicensePick {
        license_id: LicenseId(123),
        file_id_list: file(),
        license_field_list: vec![LicenseField::default()],
    };
    let form = CategoryInfo {
        cats_v2: vec![CatRef { cat_id: CatId(6033) }],
        is_new_apply_cat: true,
        certificate: file(),
        license_group_list: vec![LicenseGroupPick { license_group_id: LicenseGroupId(123), license }],
        brand_list: vec![BrandRef { brand_id: BrandId(1001) }],
        ..CategoryInfo::default()
    };
    fits(samples, "ECCategoryAdd", &CategoryInfoBody { category_info: &form }, &[]);

    let brand = BrandForm {
        register_details: RegisterDetails {
            start_time: Some(1),
            end_time: Some(2),
            register_certifications: file(),
            renew_certifications: file(),
            ..RegisterDetails::default()
        },
        grant_details: GrantDetails {
            grant_certifications: file(),
            grant_level: Some(3),
            start_time: Some(1),
            end_time: Some(2),
            brand_owner_id_photos: file(),
            ..GrantDetails::default()
        },
        ..BrandForm::default()
    };
    fits(samples, "ECBrandAdd", &BrandFormBody { brand: &brand }, &[]);
    fits(samples, "ECBrandUpdate", &BrandFormBody { brand: &brand }, &[]);
    // These samples have numbers where the pages of 2026 have text.
    fits(samples, "ECBrandGet", &BrandIdBody { brand_id: BrandId(1) }, &[".brand_id"]);
    fits(samples, "ECBrandDelete", &BrandIdBody { brand_id: BrandId(1) }, &[".brand_id"]);
    let cancel = BrandCancelBody { brand_id: BrandId(1), audit_id: ShopAuditId(2) };
    fits(samples, "ECBrandAuditCancel", &cancel, &[".brand_id", ".audit_id"]);
    let page = |status| BrandPageBody { page_size: 5, status, next_key: "" };
    fits(samples, "ECBrandAll", &page(None), &[]);
    fits(samples, "ECBrandListGet", &page(Some(2)), &[]);
    fits(samples, "ECBrandValidListGet", &page(None), &[]);

    let attr = || vec![Attr { attr_key: text.clone(), attr_value: text.clone() }];
    let product = ProductInfo {
        title: text.clone(),
        short_title: text.clone(),
        head_imgs: vec![text.clone()],
        desc_info: DescInfo { imgs: vec![text.clone()], desc: String::new() },
        cats_v2: vec![CatRef { cat_id: CatId(1) }],
        attrs: attr(),
        express_info: Some(ExpressInfo { template_id: text.clone(), weight: Some(100) }),
        spu_code: text.clone(),
        brand_id: BrandId(2_100_000_000),
        product_qua_infos: vec![ProductQuaInfo { qua_id: QuaId(1), qua_url: vec![text.clone()] }],
        extra_service: Some(ExtraService::default()),
        after_sale_info: Some(AfterSaleInfo { after_sale_address_id: 1 }),
        skus: vec![SkuInfo {
            thumb_img: text.clone(),
            sale_price: Fen(1),
            market_price: Some(Fen(2)),
            sku_code: text.clone(),
            sku_attrs: attr(),
            ..SkuInfo::default()
        }],
        ..ProductInfo::default()
    };
    // deliver_method is required by the page of product/add and left out of the sample; listing is a number there.
    fits(samples, "ECProductAdd", &product, &[".deliver_method", ".listing"]);
    let product_id = ProductId(1);
    fits(samples, "ECProductGet", &ProductGetBody { product_id, data_type: 1 }, &[]);
    fits(samples, "ECProductListing", &ProductIdBody { product_id }, &[]);
    fits(samples, "ECProductDelete", &ProductIdBody { product_id }, &[]);
    fits(samples, "ECProductListGet", &ProductListBody { status: Some(5), page_size: 10, next_key: "" }, &[]);
}
