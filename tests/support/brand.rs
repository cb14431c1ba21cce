//! A brand of the platform's library, given to the shop by another program.

use super::{applying::MERCHANT, office::Office};
use kaibo_domain::platform::shop::id::BrandId;
use kaibo_wechat::{
    media::File,
    shop::{
        BrandForm,
        brand::{GrantDetails, RegisterDetails},
    },
};
use serde_json::json;

/// Gives the shop a brand of the platform's library that is in force.
pub async fn brand(office: &Office, brand_id: u64, (ch_name, en_name): (&str, &str)) {
    let client = office.other_program();
    const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01";
    let file = File { bytes: PICTURE, name: "mark.png", mime: "image/png" };
    let mark = client.shop_qualification_upload(&file).await.unwrap();
    let end = office.now() / 1000 + 900 * 86_400;
    let form = BrandForm {
        brand_id: BrandId(brand_id),
        ch_name: ch_name.into(),
        en_name: en_name.into(),
        classification_no: "33".into(),
        trade_mark_symbol: 1,
        register_details: RegisterDetails {
            registrant: MERCHANT.into(),
            register_no: "12345678".into(),
            start_time: Some(1_500_000_000),
            end_time: Some(end),
            register_certifications: vec![mark],
            ..RegisterDetails::default()
        },
        grant_type: 1,
        grant_details: GrantDetails::default(),
        ..BrandForm::default()
    };
    client.shop_brand_add(&form).await.unwrap();
    office.turn_platform("shop/audit", json!({ "brand_id": brand_id.to_string() })).await;
}
