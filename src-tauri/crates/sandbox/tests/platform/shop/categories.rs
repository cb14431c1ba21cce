//! Categories, applications, audits, rights.

use super::{ADD, BAGS, BRUSHES, COFFEE, DRESSES};
use crate::desk::{Desk, NOW_MS, code, with};
use rstest::rstest;
use serde_json::{Value, json};

const ALL: &str = "/shop/ec/category/all";
const DETAIL: &str = "/shop/ec/category/detail";
const LIST: &str = "/shop/ec/category/getbizcatflowlist";
const FLOW: &str = "/shop/ec/category/getbizcatflowdetail";
const OLD: &str = "/channels/ec/category/audit/get";
const CANCEL: &str = "/shop/ec/category/audit/cancel";
const RIGHTS: &str = "/shop/ec/category/get_category_relation_list";

fn info(body: Value, changes: Value) -> Value {
    with(body, json!({ "category_info": changes }))
}

#[tokio::test]
async fn both_trees_come_with_what_each_leaf_asks_for() {
    let desk = Desk::open().await;
    let reply = desk.post(ALL, json!({})).await;
    let find = |tree: &str, leaf: &str| -> Vec<Value> {
        let rows = reply[tree].as_array().unwrap().iter().map(|row| row["cat_and_qua"].as_array().unwrap());
        rows.into_iter().find(|row| row[0]["cat"]["cat_id"] == leaf).unwrap().clone()
    };
    let brandy = find("cats_v2", "545301");
    let path: Vec<&str> = brandy.iter().map(|row| row["cat"]["name"].as_str().unwrap()).collect();
    assert_eq!(path, ["国产白兰地", "白兰地/干邑", "洋酒", "酒类"]);
    assert_eq!((&brandy[0]["cat"]["leaf"], &brandy[0]["cat"]["f_cat_id"]), (&json!(true), &json!("10000454")));
    assert_eq!((&brandy[3]["cat"]["leaf"], &brandy[3]["cat"]["f_cat_id"]), (&json!(false), &json!("0")));
    assert_eq!(brandy[0]["cat"]["level"], 4);
    let old = find("cats", "545301");
    let ids: Vec<&str> = old.iter().map(|row| row["cat"]["cat_id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["545301", "7344", "7339"]);
    assert!(old[0]["qua"].get("need_to_apply").is_none() && brandy[0]["qua"]["need_to_apply"] == true);
    let qua = &brandy[0]["qua"];
    assert!(qua["mandatory"] == true && qua["tips"].as_str().unwrap().contains("注册资本"), "{qua}");
    let groups = qua["cert_group_list"].as_array().unwrap();
    assert_eq!(groups.len(), 3);
    let field = &groups[0]["license_list"][0]["license_field_list"][1];
    assert_eq!((&field["field_key"], &field["is_necessary"]), (&json!("credit_code"), &json!(true)));
    assert!(find("cats_v2", "900109")[0].get("qua").is_none());
    assert_eq!(reply["cats"].as_array().unwrap().len(), reply["cats_v2"].as_array().unwrap().len());
}

#[tokio::test]
async fn details_tell_targeted_admission_brands_and_attributes() {
    let desk = Desk::open().await;
    let detail = async |cat_id: u64| desk.post(DETAIL, json!({ "cat_id": cat_id })).await;
    let brush = detail(BRUSHES[2]).await;
    assert_eq!((&brush["info"]["cat_id"], &brush["info"]["name"]), (&json!("900049"), &json!("电动牙刷")));
    let attr = &brush["attr"];
    assert_eq!((&attr["access_permit_required"], &attr["is_limit_brand"]), (&json!(true), &json!(true)));
    assert_eq!(attr["brand_list"], json!([{ "brand_id": "10009012" }, { "brand_id": "10009008" }]));
    assert_eq!(attr["deposit"], "500000");
    let bag = detail(BAGS[2]).await["attr"].clone();
    assert_eq!((&bag["access_permit_required"], &bag["is_limit_brand"]), (&json!(false), &json!(false)));
    let dress = detail(DRESSES[2]).await["attr"]["product_attr_list"].clone();
    assert_eq!((&dress[1]["name"], &dress[1]["type_v2"]), (&json!("材质"), &json!("select_one")));
}

#[rstest]
#[case(json!({}), 9_401_020)]
#[case(json!({ "cat_id": "dress" }), 9_401_020)]
#[case(json!({ "cat_id": 1 }), 10_020_063)]
#[case(json!({ "cat_id": 10_000_113 }), 10_020_079)]
#[case(json!({ "cat_id": "6057" }), 10_020_079)]
#[case(json!({ "cat_id": "6091" }), 0)]
#[tokio::test]
async fn details(#[case] body: Value, #[case] errcode: i64) {
    assert_eq!(code(&Desk::open().await.post(DETAIL, body).await), errcode);
}

#[tokio::test]
async fn an_account_that_is_neither_company_nor_trader_gets_no_details() {
    let desk = Desk::open().await;
    desk.shop_control("profile", json!({ "subject_type": "" })).await;
    assert_eq!(code(&desk.post(DETAIL, json!({ "cat_id": 6091 })).await), 10_020_105);
}

#[tokio::test]
async fn a_category_that_asks_for_nothing_is_in_force_at_once() {
    let desk = Desk::open().await;
    let body = json!({ "category_info": { "level1": 8270, "level2": 8271, "level3": "900109" } });
    let audit_id = desk.apply(body).await;
    assert!(audit_id.parse::<u64>().unwrap() > 1 << 53);
    assert_eq!(desk.flow(&audit_id).await["status"], 3);
    let relation = desk.relation(BAGS[2]).await;
    assert_eq!((&relation["category_id"], &relation["status"]), (&json!(900_109), &json!(1)));
    assert_eq!(relation["effective_time"], NOW_MS / 1000);
}

#[tokio::test]
async fn an_application_is_audited_in_the_time_set_and_shows_what_was_handed_in() {
    let desk = Desk::open().await;
    let body = desk.application(DRESSES).await;
    let audit_id = desk.apply(body.clone()).await;
    desk.sandbox.advance_ms(3999);
    let flow = desk.flow(&audit_id).await;
    assert_eq!((&flow["status"], &flow["cat_id"], &flow["qua_id"]), (&json!(1), &json!(6091), &json!(9216)));
    assert_eq!((&flow["create_time"], &flow["audit_time"]), (&json!(NOW_MS / 1000), &json!(0)));
    assert_eq!(flow["audit_id"].as_u64().unwrap().to_string(), audit_id);
    let sent = &body["category_info"];
    assert_eq!(flow["audit_info"]["baobeihan"], sent["baobeihan"]);
    assert_eq!(flow["audit_info"]["level3"], 6091);
    let files = |of: &Value| of["license_group_list"][0]["license"]["file_id_list"].clone();
    assert_eq!(files(&flow["audit_info"]), files(sent));
    assert_eq!(code(&desk.relation(DRESSES[2]).await), 10_020_063);
    desk.sandbox.advance_ms(1);
    let flow = desk.flow(&audit_id).await;
    assert_eq!((&flow["status"], &flow["audit_reason"]), (&json!(3), &json!("")));
    assert_eq!(flow["audit_time"], NOW_MS / 1000 + 4);
    let relation = desk.relation(DRESSES[2]).await;
    assert_eq!((&relation["status"], &relation["qua_id"]), (&json!(1), &json!(9216)));
    assert_eq!(relation["audit_info"]["baobeihan"], sent["baobeihan"]);
}

#[rstest]
#[case(json!({ "zhanghaomingcheng": "驳回" }), "不符合类目要求")]
#[case(json!({ "zhanghaomingcheng": "驳回：截图" }), "不接受截图")]
#[case(json!({ "account_link": "驳回 授权" }), "不足 7 天")]
#[case(json!({ "baobeihan": [] }), "未提交")]
#[case(json!({ "is_new_apply_cat": false, "license_group_list": [] }), "只提交了报备函")]
#[case(json!({ "is_new_apply_cat": false, "license_group_list": [], "baobeihan": [] }), "certificate")]
#[tokio::test]
async fn rejections_say_why(#[case] changes: Value, #[case] why: &str) {
    let desk = Desk::open().await;
    let reply = desk.post(ADD, info(desk.application(DRESSES).await, changes)).await;
    let Some(audit_id) = reply["audit_id"].as_str() else {
        assert_eq!(code(&reply), 10_020_055);
        assert!(reply["errmsg"].as_str().unwrap().contains(why), "{reply}");
        return;
    };
    desk.sandbox.advance_ms(4000);
    let flow = desk.flow(audit_id).await;
    assert_eq!(flow["status"], 2);
    assert!(flow["audit_reason"].as_str().unwrap().contains(why), "{flow}");
    assert_eq!(code(&desk.relation(DRESSES[2]).await), 10_020_063);
}

#[tokio::test]
async fn a_file_of_that_name_and_a_wrong_past_platform_are_rejected_too() {
    let desk = Desk::open().await;
    let body = info(desk.application(DRESSES).await, json!({ "buchongcailiao": [desk.paper("驳回-模糊.png").await] }));
    let blurred = desk.apply(body).await;
    let jade = [10_000_331, 10_000_335, 900_006];
    let elsewhere = desk.apply(info(desk.application(jade).await, json!({ "jingyingpingtai": "jd" }))).await;
    let fine = desk.apply(info(desk.application(jade).await, json!({ "jingyingpingtai": "douyin" }))).await;
    desk.sandbox.advance_ms(4000);
    assert!(desk.flow(&blurred).await["audit_reason"].as_str().unwrap().contains("模糊"));
    assert!(desk.flow(&elsewhere).await["audit_reason"].as_str().unwrap().contains("抖音"));
    assert_eq!(desk.flow(&fine).await["status"], 3);
}

#[tokio::test]
async fn a_letter_and_papers_are_enough_in_the_old_way_of_applying() {
    let desk = Desk::open().await;
    let papers =
        json!({ "is_new_apply_cat": false, "license_group_list": [], "certificate": [desk.paper("a.png").await] });
    let audit_id = desk.apply(info(desk.application(DRESSES).await, papers)).await;
    desk.sandbox.advance_ms(4000);
    assert_eq!(desk.flow(&audit_id).await["status"], 3);
}

/// Changes to a proper application for dresses and what category/add answers.
#[rstest]
#[case(json!({}), 0)]
#[case(json!({ "cats_v2": [{ "cat_id": "10000111" }, { "cat_id": "10000113" }, { "cat_id": "6091" }] }), 0)]
#[case(json!({ "cats_v2": [], "level1": 6033, "level2": 6057, "level3": 6091 }), 0)]
#[case(json!({ "cats_v2": [], "level1": 6033, "level2": 6472, "level3": 6091 }), 10_020_063)]
#[case(json!({ "cats_v2": [{ "cat_id": 6091 }] }), 10_020_063)]
#[case(json!({ "cats_v2": [{ "cat_id": 1 }] }), 10_020_063)]
#[case(json!({ "cats_v2": [{ "cat_id": 10_000_111 }, { "cat_id": 10_000_113 }] }), 10_020_079)]
#[case(json!({ "cats_v2": null }), 10_020_063)]
#[case(json!({ "baobeihan": ["unknown"] }), 10_020_055)]
#[case(json!({ "jingyingpingtai": "amazon" }), 10_020_055)]
#[case(json!({ "jingyingpingtai": "pdd" }), 0)]
#[case(json!({ "license_group_list": [] }), 10_020_055)]
#[case(json!({ "brand_list": [{ "brand_id": 10_000_031 }] }), 10_020_055)]
#[tokio::test]
async fn forms(#[case] changes: Value, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let reply = desk.post(ADD, info(desk.application(DRESSES).await, changes)).await;
    assert_eq!(code(&reply), errcode, "{reply}");
}

#[tokio::test]
async fn a_body_without_a_form_is_a_parameter_error() {
    let desk = Desk::open().await;
    for body in [json!({}), json!({ "category_info": "x" })] {
        assert_eq!(code(&desk.post(ADD, body).await), 10_020_055);
    }
}

#[tokio::test]
async fn ten_pictures_fit_into_a_slot_and_pictures_of_products_do_not() {
    let desk = Desk::open().await;
    let body = desk.application(DRESSES).await;
    let letter = desk.paper("a.png").await;
    let filled = async |slot: &str, count: usize| {
        code(&desk.post(ADD, info(body.clone(), json!({ slot: vec![letter.clone(); count] }))).await)
    };
    for slot in ["baobeihan", "daihuokoubei", "commitment_letter_list"] {
        assert_eq!((filled(slot, 10).await, filled(slot, 11).await), (0, 10_020_055), "{slot}");
    }
    let picture = desk.shop_picture().await;
    let key = picture.rsplit('/').next().unwrap();
    assert_eq!(code(&desk.post(ADD, info(body, json!({ "baobeihan": [key] }))).await), 10_020_055);
}

/// Changes to the business licence of an application.
#[rstest]
#[case("license_id", json!(9102), 10_020_055)]
#[case("license_id", json!("9101"), 0)]
#[case("file_id_list", json!([]), 10_020_055)]
#[case("file_id_list", json!(["unknown"]), 10_020_055)]
#[case("license_field_list", json!([]), 10_020_055)]
#[case("license_field_list", json!([
    { "key": "company_name", "value": "演练贸易有限公司" }, { "key": "credit_code", "value": "12345" },
    { "key": "valid_begin", "value": "2020-01-01" }, { "key": "valid_end", "value": "长期" }
]), 10_020_055)]
#[tokio::test]
async fn licences(#[case] field: &str, #[case] value: Value, #[case] errcode: i64) {
    let desk = Desk::open().await;
    let mut body = desk.application(DRESSES).await;
    body["category_info"]["license_group_list"][0]["license"][field] = value;
    let reply = desk.post(ADD, body).await;
    assert_eq!(code(&reply), errcode, "{reply}");
}

#[tokio::test]
async fn every_necessary_group_has_one_licence_and_no_group_two() {
    let desk = Desk::open().await;
    let body = desk.application(COFFEE).await;
    assert_eq!(code(&desk.post(ADD, body.clone()).await), 10_020_055);
    let food = |file: &str| {
        json!({ "license_group_id": 9002, "license": {
            "license_id": 9104, "file_id_list": [file],
            "license_field_list": [{ "key": "record_no", "value": "YB11234567890123" }]
        } })
    };
    let file = desk.paper("food.png").await;
    let with_groups = |more: &[Value]| {
        let mut body = body.clone();
        body["category_info"]["license_group_list"].as_array_mut().unwrap().extend_from_slice(more);
        body
    };
    let wrong_number =
        with(food(&file), json!({ "license": { "license_field_list": [{ "key": "record_no", "value": "1" }] } }));
    assert_eq!(code(&desk.post(ADD, with_groups(&[wrong_number])).await), 10_020_055);
    assert_eq!(code(&desk.post(ADD, with_groups(&[food(&file), food(&file)])).await), 10_020_055);
    let foreign = with(food(&file), json!({ "license_group_id": 9008 }));
    assert_eq!(code(&desk.post(ADD, with_groups(&[foreign])).await), 10_020_055);
    assert_eq!(code(&desk.post(ADD, with_groups(&[food(&file)])).await), 0);
}

#[tokio::test]
async fn liquor_is_not_for_sole_traders() {
    let desk = Desk::open().await;
    desk.shop_control("profile", json!({ "subject_type": "个体工商户" })).await;
    let beer = [10_000_201, 10_000_202, 900_024];
    assert_eq!(code(&desk.post(ADD, desk.application(beer).await).await), 10_020_105);
}

#[tokio::test]
async fn a_category_of_limited_brands_takes_its_own_that_are_in_force() {
    let desk = Desk::open().await;
    let body = desk.application(BRUSHES).await;
    let apply = async |brands: Value| code(&desk.post(ADD, info(body.clone(), json!({ "brand_list": brands }))).await);
    assert_eq!(code(&desk.post(ADD, body.clone()).await), 10_020_055);
    assert_eq!(apply(json!([{ "brand_id": "10009012" }])).await, 10_020_055);
    desk.approved_brand(10_009_012).await;
    desk.approved_brand(10_009_001).await;
    assert_eq!(apply(json!([{ "brand_id": "10009001" }])).await, 10_020_055);
    assert_eq!(apply(json!([{ "brand_id": "10009012" }])).await, 0);
}

#[tokio::test]
async fn applications_are_listed_newest_first_by_state_and_page() {
    let desk = Desk::open().await;
    let body = desk.application(DRESSES).await;
    let first = desk.apply(body.clone()).await;
    desk.sandbox.advance_ms(4000);
    let second = desk.apply(body.clone()).await;
    let third = desk.apply(info(body, json!({ "zhanghaomingcheng": "驳回" }))).await;
    let ids = async |request: Value| -> Vec<String> {
        let reply = desk.post(LIST, request).await;
        let flows = reply["list"].as_array().unwrap_or_else(|| panic!("{reply}")).clone();
        flows.iter().map(|flow| flow["audit_id"].to_string()).collect()
    };
    assert_eq!(ids(json!({})).await, [third.clone(), second.clone(), first.clone()]);
    assert_eq!(ids(json!({ "offset": 1, "limit": "1" })).await[0], second);
    assert_eq!(ids(json!({ "is_filter_status": true, "status": 3 })).await, [first]);
    assert_eq!(ids(json!({ "is_filter_status": "true", "status": "1" })).await, [third.clone(), second.clone()]);
    assert_eq!(code(&desk.post(CANCEL, json!({ "audit_id": second })).await), 0);
    assert_eq!(ids(json!({ "is_filter_status": true, "status": 4 })).await, [second]);
    desk.sandbox.advance_ms(4000);
    assert_eq!(ids(json!({ "is_filter_status": true, "status": 2 })).await, [third]);
    for wrong in [json!({ "is_filter_status": true }), json!({ "offset": -1 }), json!({ "limit": "many" })] {
        assert_eq!(code(&desk.post(LIST, wrong).await), 10_020_055);
    }
}

#[tokio::test]
async fn a_withdrawn_application_is_4_in_the_new_call_and_12_in_the_old() {
    let desk = Desk::open().await;
    let audit_id = desk.apply(desk.application(DRESSES).await).await;
    let old = async || desk.post(OLD, json!({ "audit_id": audit_id })).await["data"].clone();
    assert_eq!(old().await, json!({ "status": 1, "reject_reason": "" }));
    assert_eq!(code(&desk.post(CANCEL, json!({ "audit_id": audit_id })).await), 0);
    assert_eq!(code(&desk.post(CANCEL, json!({ "audit_id": audit_id })).await), 10_020_006);
    desk.sandbox.advance_ms(4000);
    assert_eq!(desk.flow(&audit_id).await["status"], 4);
    assert_eq!(old().await["status"], 12);
}

#[rstest]
#[case(FLOW)]
#[case(OLD)]
#[case(CANCEL)]
#[tokio::test]
async fn audits_that_are_not_there(#[case] path: &str) {
    let desk = Desk::open().await;
    for body in [json!({}), json!({ "audit_id": "123456" }), json!({ "audit_id": "x" })] {
        assert_eq!(code(&desk.post(path, body).await), 10_020_006);
    }
}

#[tokio::test]
async fn rights_are_listed_by_state_and_lapse_with_a_reason() {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    desk.approved_category(DRESSES).await;
    let ids = async |request: Value| -> Vec<u64> {
        let list = desk.post(RIGHTS, request).await["list"].clone();
        list.as_array().unwrap().iter().map(|relation| relation["id"].as_u64().unwrap()).collect()
    };
    assert_eq!(ids(json!({ "is_filter_status": false })).await, [6091, 900_109]);
    desk.shop_control("relation", json!({ "cat_id": 900_109, "reason": "类目已更新" })).await;
    assert_eq!(ids(json!({ "is_filter_status": true, "status": 1 })).await, [6091]);
    assert_eq!(ids(json!({ "is_filter_status": true, "status": 2 })).await, [900_109]);
    let lapsed = desk.relation(BAGS[2]).await;
    assert_eq!((&lapsed["status"], &lapsed["uneffective_reason"]), (&json!(2), &json!("类目已更新")));
    assert_eq!(lapsed["uneffective_time"], NOW_MS / 1000 + 8);
    assert_eq!(code(&desk.post(RIGHTS, json!({ "is_filter_status": true })).await), 10_020_055);
    let nothing = desk.post("/shop/ec/category/get_category_relation_detail", json!({})).await;
    assert_eq!(code(&nothing), 10_020_055);
}

#[tokio::test]
async fn a_verdict_may_be_given_from_outside() {
    let desk = Desk::open().await;
    let audit_id = desk.apply(desk.application(DRESSES).await).await;
    desk.shop_control("audit", json!({ "audit_id": audit_id, "rejection": "换一张" })).await;
    assert_eq!(desk.flow(&audit_id).await["audit_reason"], "换一张");
    desk.shop_control("audit", json!({ "audit_id": audit_id })).await;
    assert_eq!(desk.flow(&audit_id).await["status"], 3);
    assert_eq!(desk.relation(DRESSES[2]).await["status"], 1);
}
