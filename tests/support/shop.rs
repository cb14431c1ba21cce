//! What a shop hands in: the papers for a category, a product.

use super::office::Office;
use kaibo_domain::{
    Fen,
    platform::shop::{
        id::{BrandId, ShopAuditId},
        license::field_accepts,
        limit::NO_BRAND,
    },
};
use kaibo_wechat::{
    Client,
    media::File,
    shop::{
        Attr, CategoryInfo, PictureSource, PictureUse, ProductInfo, SkuInfo,
        category::{LicenseField, LicenseGroupPick, LicensePick},
        product::{DescInfo, ExpressInfo},
    },
};
use serde_json::json;

const PICTURE: File<'static> =
    File { bytes: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01", name: "licence.png", mime: "image/png" };

/// An application for that category, filled in from what it asks for; its papers have been uploaded.
pub async fn papers(office: &Office, name: &str) -> CategoryInfo {
    papers_for(&office.other_program(), name).await
}

/// The same, through that client.
pub async fn papers_for(client: &Client, name: &str) -> CategoryInfo {
    let all = client.shop_category_all().await.unwrap();
    let path = all.cats_v2.into_iter().find(|path| path.cat_and_qua[0].cat.name == name).unwrap();
    let paper = client.shop_qualification_upload(&PICTURE).await.unwrap();
    let mut picks = Vec::new();
    for group in path.cat_and_qua[0].qua.iter().flat_map(|qua| &qua.cert_group_list).filter(|group| group.is_necessary)
    {
        let license = &group.license_list[0];
        let fields = license.license_field_list.iter().map(|field| {
            let known = ["演练贸易有限公司", "91440300MA5FTEXT1X", "2020-01-01", "JY11234567890123", "演练许可 001"];
            let value = known.into_iter().find(|value| field_accepts(&field.info, value)).unwrap();
            LicenseField { key: field.field_key.clone(), value: value.to_owned() }
        });
        picks.push(LicenseGroupPick {
            license_group_id: group.license_group_id,
            license: LicensePick {
                license_id: license.id,
                license_field_list: fields.collect(),
                file_id_list: vec![paper.clone()],
            },
        });
    }
    CategoryInfo {
        cats_v2: path.cat_and_qua.iter().rev().map(|node| node.cat.cat_id.into()).collect(),
        is_new_apply_cat: true,
        license_group_list: picks,
        baobeihan: vec![paper],
        ..CategoryInfo::default()
    }
}

/// Gives the shop the right to that category.
pub async fn grant(office: &Office, name: &str) {
    let audit_id = apply_for(&office.other_program(), name).await;
    office.turn_platform("shop/audit", json!({ "audit_id": audit_id })).await;
}

/// Applies for that category; the audit has no verdict yet.
pub async fn apply_for(client: &Client, name: &str) -> ShopAuditId {
    client.shop_category_add(&papers_for(client, name).await).await.unwrap()
}

/// A product of that category under that title, to be submitted at once; its pictures have been uploaded.
pub async fn product(office: &Office, category: &str, title: &str) -> ProductInfo {
    product_for(&office.other_program(), category, title).await
}

/// The same, through that client.
pub async fn product_for(client: &Client, category: &str, title: &str) -> ProductInfo {
    let mut imgs = Vec::new();
    for _ in 0..4 {
        let source = PictureSource::Bytes { file: PICTURE, width: 1, height: 1 };
        let picture = client.shop_img_upload(source, PictureUse::Address).await.unwrap();
        imgs.push(picture.img_url.unwrap());
    }
    let attr = |key: &str, value: &str| Attr { attr_key: key.into(), attr_value: value.into() };
    ProductInfo {
        title: title.into(),
        head_imgs: imgs.clone(),
        desc_info: DescInfo { imgs, desc: String::new() },
        cats_v2: papers_for(client, category).await.cats_v2,
        attrs: vec![attr("产地", "浙江杭州"), attr("材质", "真丝")],
        express_info: Some(ExpressInfo { template_id: "47428464001".into(), weight: None }),
        brand_id: BrandId(NO_BRAND),
        skus: vec![SkuInfo {
            sale_price: Fen(65_900),
            stock_num: 10,
            sku_attrs: vec![attr("颜色", "棕")],
            ..SkuInfo::default()
        }],
        listing: 1,
        ..ProductInfo::default()
    }
}
