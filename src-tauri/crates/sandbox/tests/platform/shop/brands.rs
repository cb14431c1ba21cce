//! Brands: the library, applications, audits, expiry.

use super::BAGS;
use crate::desk::{DAY_MS, Desk, NOW_MS, code, with};
use rstest::rstest;
use serde_json::{Value, json};

const LIBRARY: &str = "/shop/ec/brand/all";
const ADD: &str = "/shop/ec/brand/add";
const UPDATE: &str = "/channels/ec/brand/update";
const CANCEL: &str = "/shop/ec/brand/audit/cancel";
const DELETE: &str = "/channels/ec/brand/delete";
const GET: &str = "/channels/ec/brand/get";
const LIST: &str = "/channels/ec/brand/list/get";
const VALID: &str = "/channels/ec/brand/valid/list/get";

impl Desk {
    /// A registered, licensed brand with all its papers; it ends in a year.
    pub async fn brand(&self, brand_id: u64) -> Value {
        let papers = [self.paper("mark.png").await, self.paper("grant.png").await];
        let end = self.sandbox.now_ms() / 1000 + 365 * 86_400;
        json!({ "brand": {
            "brand_id": brand_id.to_string(), "ch_name": "云间", "en_name": "Yunjian", "classification_no": "21",
            "trade_mark_symbol": 1,
            "register_details": {
                "registrant": "云间科技", "register_no": "1234567", "start_time": 1_600_000_000, "end_time": end,
                "is_permanent": false, "register_certifications": [papers[0]], "renew_certifications": []
            },
            "application_details": {},
            "grant_type": 2,
            "grant_details": {
                "grant_certifications": [papers[1]], "grant_level": 1, "start_time": 1_600_000_000, "end_time": end,
                "is_permanent": false, "brand_owner_id_photos": []
            }
        } })
    }

    pub async fn approved_brand(&self, brand_id: u64) {
        let reply = self.post(ADD, self.brand(brand_id).await).await;
        assert_eq!(code(&reply), 0, "{reply}");
        self.sandbox.advance_ms(4000);
        assert_eq!(self.brand_status(brand_id).await, 3);
    }

    pub async fn brand_status(&self, brand_id: u64) -> i64 {
        let reply = self.post(GET, json!({ "brand_id": brand_id })).await;
        reply["brand"]["status"].as_i64().unwrap_or_else(|| panic!("{reply}"))
    }
}

fn brand(body: Value, changes: Value) -> Value {
    with(body, json!({ "brand": changes }))
}

#[tokio::test]
async fn the_library_is_read_page_by_page() {
    let desk = Desk::open().await;
    let (mut key, mut seen) = (json!(""), Vec::new());
    loop {
        let reply = desk.post(LIBRARY, json!({ "page_size": 7, "next_key": key })).await;
        let brands = reply["brands"].as_array().unwrap().clone();
        seen.extend(brands.iter().map(|brand| brand["brand_id"].as_str().unwrap().to_owned()));
        key = reply["next_key"].clone();
        if reply["continue_flag"] == false {
            break;
        }
        assert_eq!(brands.len(), 7);
    }
    assert_eq!(seen.len(), 18);
    assert!(seen.is_sorted() && seen.contains(&"10000531".to_owned()));
    assert_eq!(desk.post(LIBRARY, json!({})).await["brands"].as_array().unwrap().len(), 10);
    for wrong in [json!({ "page_size": 51 }), json!({ "page_size": 0 }), json!({ "next_key": "x" })] {
        assert_eq!(code(&desk.post(LIBRARY, wrong).await), 10_020_055);
    }
}

#[tokio::test]
async fn a_brand_is_audited_in_the_time_set_and_shown_as_it_was_sent() {
    let desk = Desk::open().await;
    let body = desk.brand(10_009_012).await;
    let reply = desk.post(ADD, body.clone()).await;
    let audit_id = reply["audit_id"].as_str().unwrap();
    assert_eq!(desk.brand_status(10_009_012).await, 1);
    desk.sandbox.advance_ms(4000);
    let shown = desk.post(GET, json!({ "brand_id": "10009012" })).await["brand"].clone();
    assert_eq!((&shown["status"], &shown["create_time"]), (&json!(3), &json!(NOW_MS / 1000)));
    assert_eq!(shown["audit_result"], json!({ "audit_id": audit_id, "reject_reason": "" }));
    for field in
        ["brand_id", "classification_no", "trade_mark_symbol", "register_details", "grant_type", "grant_details"]
    {
        assert_eq!(shown[field], body["brand"][field], "{field}");
    }
}

#[tokio::test]
async fn a_rejected_brand_says_why_and_is_mended_by_update() {
    let desk = Desk::open().await;
    let body = desk.brand(10_009_012).await;
    let changed = brand(body.clone(), json!({ "register_details": { "registrant": "驳回：到期" } }));
    assert_eq!(code(&desk.post(ADD, changed).await), 0);
    desk.sandbox.advance_ms(4000);
    let shown = desk.post(GET, json!({ "brand_id": 10_009_012 })).await["brand"].clone();
    assert_eq!(shown["status"], 2);
    assert!(shown["audit_result"]["reject_reason"].as_str().unwrap().contains("30 天"));
    assert_eq!(code(&desk.post(UPDATE, body).await), 0);
    desk.sandbox.advance_ms(4000);
    assert_eq!(desk.brand_status(10_009_012).await, 3);
}

#[tokio::test]
async fn what_is_under_audit_is_withdrawn_before_it_is_sent_again() {
    let desk = Desk::open().await;
    let body = desk.brand(10_009_012).await;
    assert_eq!(code(&desk.post(UPDATE, body.clone()).await), 10_020_081);
    let audit_id = desk.post(ADD, body.clone()).await["audit_id"].clone();
    assert_eq!(code(&desk.post(ADD, body.clone()).await), 10_020_055);
    assert_eq!(code(&desk.post(UPDATE, body.clone()).await), 10_020_055);
    let cancel =
        async |audit_id: Value| code(&desk.post(CANCEL, json!({ "brand_id": 10_009_012, "audit_id": audit_id })).await);
    assert_eq!(cancel(json!(1)).await, 10_020_081);
    assert_eq!(cancel(audit_id.clone()).await, 0);
    assert_eq!(cancel(audit_id).await, 10_020_081);
    assert_eq!(desk.brand_status(10_009_012).await, 4);
    assert_eq!(code(&desk.post(ADD, body).await), 0);
}

/// Changes to a proper brand and whether it is still one.
#[rstest]
#[case(json!({}), 0)]
#[case(json!({ "brand_id": 10_009_012, "classification_no": 45, "trade_mark_symbol": "1" }), 0)]
#[case(json!({ "brand_id": "1" }), 10_020_055)]
#[case(json!({ "classification_no": "0" }), 10_020_055)]
#[case(json!({ "classification_no": "46" }), 10_020_055)]
#[case(json!({ "trade_mark_symbol": 3 }), 10_020_055)]
#[case(json!({ "register_details": { "registrant": "" } }), 10_020_055)]
#[case(json!({ "register_details": { "register_no": null } }), 10_020_055)]
#[case(json!({ "register_details": { "end_time": null } }), 10_020_055)]
#[case(json!({ "register_details": { "end_time": null, "is_permanent": true } }), 0)]
#[case(json!({ "register_details": { "register_certifications": [] } }), 10_020_055)]
#[case(json!({ "register_details": { "register_certifications": ["unknown"] } }), 10_020_055)]
#[case(json!({ "grant_type": 3 }), 10_020_055)]
#[case(json!({ "grant_type": 1, "grant_details": {} }), 0)]
#[case(json!({ "grant_details": { "grant_certifications": [] } }), 10_020_055)]
#[case(json!({ "grant_details": { "grant_level": 4 } }), 10_020_055)]
#[case(json!({ "grant_details": { "end_time": null } }), 10_020_055)]
#[case(json!({ "trade_mark_symbol": 2 }), 10_020_055)]
#[tokio::test]
async fn brands(#[case] changes: Value, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let reply = desk.post(ADD, brand(desk.brand(10_009_012).await, changes)).await;
    assert_eq!(code(&reply), errcode, "{reply}");
}

#[tokio::test]
async fn a_mark_that_is_applied_for_needs_its_notice() {
    let desk = Desk::open().await;
    let notice = desk.paper("notice.png").await;
    let body = desk.brand(10_009_012).await;
    let details = |count: usize| {
        json!({ "trade_mark_symbol": 2, "application_details": {
            "acceptance_no": "99", "acceptance_time": 1_700_000_000, "acceptance_certification": vec![notice.clone(); count]
        } })
    };
    assert_eq!(code(&desk.post(ADD, brand(body.clone(), details(2))).await), 10_020_055);
    assert_eq!(code(&desk.post(ADD, brand(body, details(1))).await), 0);
}

#[tokio::test]
async fn papers_have_their_limits() {
    let desk = Desk::open().await;
    let paper = desk.paper("a.png").await;
    let many = |count: usize| vec![paper.clone(); count];
    let body = desk.brand(10_009_012).await;
    for changes in [
        json!({ "register_details": { "register_certifications": many(2) } }),
        json!({ "register_details": { "renew_certifications": many(6) } }),
        json!({ "grant_details": { "grant_certifications": many(10) } }),
        json!({ "grant_details": { "brand_owner_id_photos": many(3) } }),
    ] {
        assert_eq!(code(&desk.post(ADD, brand(body.clone(), changes)).await), 10_020_055);
    }
    let most = json!({
        "register_details": { "renew_certifications": many(5) },
        "grant_details": { "grant_certifications": many(9), "brand_owner_id_photos": many(2) }
    });
    assert_eq!(code(&desk.post(ADD, brand(body, most)).await), 0);
}

#[tokio::test]
async fn brands_are_for_companies() {
    let desk = Desk::open().await;
    desk.shop_control("profile", json!({ "subject_type": "个体工商户" })).await;
    assert_eq!(code(&desk.post(ADD, desk.brand(10_009_012).await).await), 10_020_050);
}

#[rstest]
#[case(GET)]
#[case(DELETE)]
#[tokio::test]
async fn brands_that_are_not_there(#[case] path: &str) {
    let desk = Desk::open().await;
    assert_eq!(code(&desk.post(path, json!({ "brand_id": 10_009_012 })).await), 10_020_081);
    assert_eq!(code(&desk.post(path, json!({})).await), 10_020_055);
}

#[tokio::test]
async fn brands_are_listed_by_state_and_page() {
    let desk = Desk::open().await;
    desk.approved_brand(10_009_001).await;
    desk.approved_brand(10_009_002).await;
    desk.post(ADD, desk.brand(10_009_003).await).await;
    let ids = async |path: &str, request: Value| {
        let reply = desk.post(path, request).await;
        let brands = reply["brands"].as_array().unwrap_or_else(|| panic!("{reply}"));
        let ids: Vec<String> = brands.iter().map(|brand| brand["brand_id"].as_str().unwrap().to_owned()).collect();
        (ids, reply["total_num"].as_i64().unwrap(), reply["next_key"].as_str().unwrap().to_owned())
    };
    assert_eq!(ids(LIST, json!({})).await.1, 3);
    assert_eq!(ids(LIST, json!({ "status": 0 })).await.1, 3);
    assert_eq!(ids(LIST, json!({ "status": 1 })).await.0, ["10009003"]);
    assert_eq!(ids(VALID, json!({})).await.0, ["10009001", "10009002"]);
    let (first, total, next_key) = ids(LIST, json!({ "page_size": 2 })).await;
    assert_eq!((first.len(), total, next_key.as_str()), (2, 3, "10009002"));
    let (rest, _, end) = ids(LIST, json!({ "page_size": 2, "next_key": next_key })).await;
    assert_eq!((rest, end.as_str()), (vec!["10009003".to_owned()], ""));
    assert_eq!(code(&desk.post(LIST, json!({ "status": 9 })).await), 10_020_055);
    assert_eq!(code(&desk.post(VALID, json!({ "page_size": 51 })).await), 10_020_055);
}

#[tokio::test]
async fn an_approval_ends_with_the_mark_and_takes_the_goods_off_sale() {
    let mut desk = Desk::open().await;
    desk.approved_brand(10_009_001).await;
    desk.approved_category(BAGS).await;
    let product_id = desk.listed_product(BAGS, json!({ "brand_id": "10009001" })).await;
    desk.sandbox.advance_ms(336 * DAY_MS);
    desk.renew().await;
    assert_eq!(desk.brand_status(10_009_001).await, 5);
    assert_eq!(desk.product(&product_id).await["product"]["status"], 5);
    desk.sandbox.advance_ms(30 * DAY_MS);
    desk.renew().await;
    assert_eq!(desk.brand_status(10_009_001).await, 6);
    assert_eq!(desk.product(&product_id).await["product"]["status"], 15);
}

#[tokio::test]
async fn a_deleted_brand_takes_its_goods_off_sale() {
    let desk = Desk::open().await;
    desk.approved_brand(10_009_001).await;
    desk.approved_category(BAGS).await;
    let branded = desk.listed_product(BAGS, json!({ "brand_id": "10009001" })).await;
    let plain = desk.listed_product(BAGS, json!({})).await;
    assert_eq!(code(&desk.post(DELETE, json!({ "brand_id": 10_009_001 })).await), 0);
    assert_eq!(desk.product(&branded).await["product"]["status"], 15);
    assert_eq!(desk.product(&plain).await["product"]["status"], 5);
}

#[tokio::test]
async fn a_verdict_on_a_brand_may_be_given_from_outside() {
    let desk = Desk::open().await;
    desk.post(ADD, desk.brand(10_009_001).await).await;
    desk.shop_control("audit", json!({ "brand_id": 10_009_001, "rejection": "换一张" })).await;
    assert_eq!(desk.brand_status(10_009_001).await, 2);
    desk.shop_control("audit", json!({ "brand_id": 10_009_001 })).await;
    assert_eq!(desk.brand_status(10_009_001).await, 3);
}
