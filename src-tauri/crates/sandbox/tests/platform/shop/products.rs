//! Products: what is refused, audits, what is on sale, pages, the quota of submissions.

use super::{BAGS, BRUSHES, COFFEE, DRESSES, PRODUCT_ADD as ADD};
use crate::desk::{Desk, code, with};
use rstest::rstest;
use serde_json::{Value, json};

const UPDATE: &str = "/channels/ec/product/update";
const GET: &str = "/channels/ec/product/get";
const LIST: &str = "/channels/ec/product/list/get";
const LISTING: &str = "/channels/ec/product/listing";
const DELISTING: &str = "/channels/ec/product/delisting";
const DELETE: &str = "/channels/ec/product/delete";
const CANCEL: &str = "/channels/ec/product/audit/cancel";
const QUOTA: &str = "/channels/ec/product/getauditquota";

impl Desk {
    /// A proper product of that category, not to be listed at once.
    pub async fn shop_product(&self, cats: [u64; 3]) -> Value {
        let mut pictures = Vec::new();
        for _ in 0..4 {
            pictures.push(self.shop_picture().await);
        }
        json!({
            "out_product_id": "kb-1", "title": "头层牛皮托特包", "head_imgs": pictures, "desc_info": { "imgs": pictures },
            "cats": [], "cats_v2": cats.map(|cat_id| json!({ "cat_id": cat_id.to_string() })),
            "attrs": [{ "attr_key": "产地", "attr_value": "浙江杭州" }, { "attr_key": "材质", "attr_value": "真丝" }],
            "deliver_method": 0, "express_info": { "template_id": "47428464001" }, "brand_id": 2_100_000_000,
            "skus": [
                { "sale_price": 65_900, "market_price": 89_900, "stock_num": 10,
                  "sku_attrs": [{ "attr_key": "颜色", "attr_value": "棕" }] },
                { "sale_price": 69_900, "stock_num": "5", "sku_attrs": [{ "attr_key": "颜色", "attr_value": "黑" }] }
            ],
            "listing": 0
        })
    }

    pub async fn add_product(&self, cats: [u64; 3]) -> String {
        self.add_product_of(self.shop_product(cats).await).await
    }

    pub async fn add_product_of(&self, body: Value) -> String {
        let reply = self.post(ADD, body).await;
        reply["data"]["product_id"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    pub async fn listed_product(&self, cats: [u64; 3], changes: Value) -> String {
        let body = with(with(self.shop_product(cats).await, changes), json!({ "listing": 1 }));
        let product_id = self.add_product_of(body).await;
        self.sandbox.advance_ms(4000);
        assert_eq!(self.product(&product_id).await["product"]["status"], 5);
        product_id
    }

    /// Online data and draft.
    pub async fn product(&self, product_id: &str) -> Value {
        let reply = self.post(GET, json!({ "product_id": product_id, "data_type": 3 })).await;
        assert_eq!(code(&reply), 0, "{reply}");
        reply
    }

    async fn act(&self, path: &str, product_id: &str) -> i64 {
        code(&self.post(path, json!({ "product_id": product_id })).await)
    }
}

#[tokio::test]
async fn a_draft_is_listed_audited_and_on_sale() {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let reply = desk.post(ADD, desk.shop_product(BAGS).await).await;
    assert_eq!(reply["data"]["create_time"], "2026-11-22 20:00:04");
    let id = reply["data"]["product_id"].as_str().unwrap();
    let added = desk.product(id).await;
    assert!(added.get("product").is_none());
    let draft = &added["edit_product"];
    assert_eq!((&draft["status"], &draft["edit_status"]), (&json!(0), &json!(1)));
    assert_eq!((&draft["product_id"], &draft["min_price"]), (&json!(id), &json!(65_900)));
    assert!(draft["skus"][0]["sku_id"].is_string() && draft["skus"][0]["sku_id"] != draft["skus"][1]["sku_id"]);
    assert_eq!(desk.act(LISTING, id).await, 0);
    assert_eq!(desk.product(id).await["edit_product"]["edit_status"], 2);
    desk.sandbox.advance_ms(4000);
    let listed = desk.product(id).await["product"].clone();
    assert_eq!((&listed["status"], &listed["edit_status"]), (&json!(5), &json!(4)));
    assert_eq!(listed["title"], "头层牛皮托特包");
    let online_only = desk.post(GET, json!({ "product_id": id })).await;
    assert!(online_only["product"].is_object() && online_only.get("edit_product").is_none());
    let draft_only = desk.post(GET, json!({ "product_id": id, "data_type": "2" })).await;
    assert!(draft_only["edit_product"].is_object() && draft_only.get("product").is_none());
    assert_eq!(code(&desk.post(GET, json!({ "product_id": id, "data_type": 4 })).await), 10_020_051);
}

#[tokio::test]
async fn the_same_out_product_id_twice_makes_two_products() {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let body = desk.shop_product(BAGS).await;
    let (first, second) = (desk.add_product_of(body.clone()).await, desk.add_product_of(body).await);
    assert_ne!(first, second);
    let log = desk.sandbox.accept_log();
    let keys: Vec<_> = log.iter().filter(|call| call.endpoint == ADD).map(|call| call.key.as_deref()).collect();
    assert_eq!(keys, [Some("kb-1"), Some("kb-1")]);
}

#[tokio::test]
async fn a_rejected_product_is_mended_and_what_was_online_stays() {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let id = desk.listed_product(BAGS, json!({})).await;
    let sku_id = desk.product(&id).await["product"]["skus"][0]["sku_id"].clone();
    let mut changed = with(
        desk.shop_product(BAGS).await,
        json!({
            "product_id": id, "title": "要驳回的托特包", "out_product_id": "other", "listing": true
        }),
    );
    changed["skus"][0]["sku_id"] = sku_id.clone();
    let reply = desk.post(UPDATE, changed.clone()).await;
    assert_eq!((&reply["data"]["product_id"], code(&reply)), (&json!(id), 0));
    desk.sandbox.advance_ms(4000);
    let both = desk.product(&id).await;
    assert_eq!((&both["product"]["title"], &both["product"]["status"]), (&json!("头层牛皮托特包"), &json!(5)));
    assert_eq!(
        (&both["edit_product"]["edit_status"], &both["edit_product"]["title"]),
        (&json!(3), &json!("要驳回的托特包"))
    );
    assert_eq!(both["edit_product"]["out_product_id"], "kb-1");
    assert_eq!(both["edit_product"]["skus"][0]["sku_id"], sku_id);
    assert_eq!(code(&desk.post(UPDATE, with(changed, json!({ "title": "新的托特包一只" }))).await), 0);
    desk.sandbox.advance_ms(4000);
    assert_eq!(desk.product(&id).await["product"]["title"], "新的托特包一只");
}

/// Changes to a proper bag and what product/add answers.
#[rstest]
#[case(json!({}), 0)]
#[case(json!({ "title": "" }), 10_020_020)]
#[case(json!({ "title": "包" }), 10_020_042)]
#[case(json!({ "title": "Tote Bag 12" }), 10_020_045)]
#[case(json!({ "head_imgs": [] }), 10_020_022)]
#[case(json!({ "head_imgs": ["https://example.com/1", "https://example.com/2", "https://example.com/3"] }), 10_020_035)]
#[case(json!({ "head_imgs": ["https://mmecimage.cn/p/wx/1", "https://mmecimage.cn/p/wx/2", "https://mmecimage.cn/p/wx/3"] }), 10_020_035)]
#[case(json!({ "desc_info": { "imgs": [] } }), 10_020_107)]
#[case(json!({ "cats_v2": [] }), 10_020_011)]
#[case(json!({ "cats_v2": [{ "cat_id": 10_000_173 }, { "cat_id": 10_000_175 }] }), 10_020_011)]
#[case(json!({ "cats_v2": [{ "cat_id": 900_109 }] }), 10_020_017)]
#[case(json!({ "cats_v2": [{ "cat_id": 1 }] }), 10_020_017)]
#[case(json!({ "cats_v2": [], "cats": [{ "cat_id": 8270 }, { "cat_id": 8271 }, { "cat_id": 900_109 }] }), 0)]
#[case(json!({ "cats_v2": [{ "cat_id": 10_000_111 }, { "cat_id": 10_000_113 }, { "cat_id": 6091 }] }), 10_020_252)]
#[case(json!({ "brand_id": 10_009_001 }), 10_020_088)]
#[case(json!({ "skus": [] }), 10_020_038)]
#[case(json!({ "skus": [{ "sale_price": 0, "stock_num": 1 }] }), 10_020_039)]
#[case(json!({ "skus": [{ "sale_price": 2, "market_price": 1, "stock_num": 1 }] }), 10_020_040)]
#[case(json!({ "skus": [{ "sale_price": 1, "stock_num": 1, "sku_id": 7 }] }), 10_020_051)]
#[case(json!({ "skus": [{ "sale_price": "a" }] }), 10_020_051)]
#[case(json!({ "express_info": { "template_id": "" } }), 10_020_019)]
#[case(json!({ "express_info": { "template_id": null } }), 10_020_019)]
#[case(json!({ "express_info": { "template_id": null }, "deliver_method": 3 }), 0)]
#[tokio::test]
async fn products(#[case] changes: Value, #[case] errcode: i64) {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let reply = desk.post(ADD, with(desk.shop_product(BAGS).await, changes)).await;
    assert_eq!(code(&reply), errcode, "{reply}");
}

#[tokio::test]
async fn attributes_are_those_of_the_category() {
    let desk = Desk::open().await;
    desk.approved_category(DRESSES).await;
    let body = desk.shop_product(DRESSES).await;
    let attrs = async |attrs: Value| code(&desk.post(ADD, with(body.clone(), json!({ "attrs": attrs }))).await);
    assert_eq!(attrs(json!([])).await, 10_020_097);
    assert_eq!(attrs(json!([{ "attr_key": "材质", "attr_value": "玻璃" }])).await, 10_020_098);
    assert_eq!(attrs(json!([{ "attr_key": "材质", "attr_value": "" }])).await, 10_020_113);
    assert_eq!(attrs(json!([{ "attr_key": "材质", "attr_value": "雪纺" }])).await, 0);
}

#[tokio::test]
async fn food_shows_more_pictures() {
    let desk = Desk::open().await;
    desk.grant(COFFEE).await;
    let body = desk.shop_product(COFFEE).await;
    let cut = |field: &str, count: usize| {
        let mut body = body.clone();
        let list = if field == "imgs" { &mut body["desc_info"]["imgs"] } else { &mut body[field] };
        list.as_array_mut().unwrap().truncate(count);
        body
    };
    assert_eq!(code(&desk.post(ADD, cut("head_imgs", 3)).await), 10_020_229);
    assert_eq!(code(&desk.post(ADD, cut("imgs", 2)).await), 10_020_230);
    assert_eq!(code(&desk.post(ADD, body).await), 0);
}

#[tokio::test]
async fn papers_of_products_and_pictures_that_are_drawings() {
    let desk = Desk::open().await;
    let mats = [10_000_132, 10_000_135, 6493];
    desk.approved_category(mats).await;
    let body = desk.shop_product(mats).await;
    let paper = desk.shop_picture().await;
    let papers = async |count: usize| {
        let infos = json!([{ "qua_id": "9302", "qua_url": vec![paper.clone(); count] }]);
        code(&desk.post(ADD, with(body.clone(), json!({ "product_qua_infos": infos }))).await)
    };
    assert_eq!((papers(0).await, papers(1).await, papers(6).await), (10_020_110, 0, 10_020_027));
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec();
    let drawing = desk.shop_upload("/shop/ec/basics/img/upload", "resp_type=1", "a.svg", svg).await;
    let mut drawn = body.clone();
    drawn["head_imgs"][0] = drawing["pic_file"]["img_url"].clone();
    assert_eq!(code(&desk.post(ADD, drawn).await), 10_020_294);
}

#[tokio::test]
async fn a_category_of_limited_brands_takes_no_other() {
    let desk = Desk::open().await;
    desk.approved_brand(10_009_012).await;
    desk.approved_brand(10_009_001).await;
    let body = with(
        desk.application(BRUSHES).await,
        json!({ "category_info": { "brand_list": [{ "brand_id": "10009012" }] } }),
    );
    desk.apply(body).await;
    desk.sandbox.advance_ms(4000);
    let product = desk.shop_product(BRUSHES).await;
    for (brand, errcode) in [(2_100_000_000_u64, 10_020_088), (10_009_001, 10_020_215), (10_009_012, 0)] {
        assert_eq!(
            code(&desk.post(ADD, with(product.clone(), json!({ "brand_id": brand }))).await),
            errcode,
            "{brand}"
        );
    }
}

#[rstest]
#[case("opening", 10_020_089)]
#[case("closing", 10_020_041)]
#[case("open_finished", 0)]
#[tokio::test]
async fn a_shop_that_is_not_open_adds_nothing(#[case] status: &str, #[case] errcode: i64) {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    desk.shop_control("profile", json!({ "status": status })).await;
    assert_eq!(code(&desk.post(ADD, desk.shop_product(BAGS).await).await), errcode);
}

#[tokio::test]
async fn a_lapsed_category_takes_its_goods_off_sale_and_admits_no_more() {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let id = desk.listed_product(BAGS, json!({})).await;
    desk.shop_control("relation", json!({ "cat_id": BAGS[2], "reason": "类目已更新" })).await;
    assert_eq!(desk.product(&id).await["product"]["status"], 13);
    assert_eq!(desk.act(LISTING, &id).await, 10_020_018);
    assert_eq!(code(&desk.post(ADD, desk.shop_product(BAGS).await).await), 10_020_018);
}

/// What each call answers for a draft, under audit, on sale, delisted, banned.
#[rstest]
#[case("draft", 0, 0, 10_020_065, 10_020_044, 0)]
#[case("auditing", 10_020_049, 10_020_049, 10_020_047, 0, 10_020_049)]
#[case("listed", 0, 0, 0, 10_020_044, 0)]
#[case("delisted", 0, 0, 10_020_065, 10_020_044, 0)]
#[case("banned", 10_020_053, 10_020_053, 10_020_065, 10_020_044, 10_020_053)]
#[tokio::test]
async fn states(
    #[case] state: &str,
    #[case] update: i64,
    #[case] listing: i64,
    #[case] delisting: i64,
    #[case] cancel: i64,
    #[case] delete: i64,
) {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let body = desk.shop_product(BAGS).await;
    let calls = [(UPDATE, update), (LISTING, listing), (DELISTING, delisting), (CANCEL, cancel), (DELETE, delete)];
    for (path, errcode) in calls {
        let id = match state {
            "draft" => desk.add_product_of(body.clone()).await,
            "auditing" => desk.add_product_of(with(body.clone(), json!({ "listing": 1 }))).await,
            _ => desk.listed_product(BAGS, json!({})).await,
        };
        match state {
            "delisted" => assert_eq!(desk.act(DELISTING, &id).await, 0),
            "banned" => desk.shop_control("product", json!({ "product_id": id, "status": 20 })).await,
            _ => {}
        }
        let reply = desk.post(path, with(body.clone(), json!({ "product_id": id }))).await;
        assert_eq!(code(&reply), errcode, "{path}");
    }
}

#[tokio::test]
async fn a_delisted_product_is_back_at_once_and_a_deleted_one_is_gone() {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let id = desk.listed_product(BAGS, json!({})).await;
    assert_eq!(desk.act(DELISTING, &id).await, 0);
    assert_eq!(desk.product(&id).await["product"]["status"], 11);
    assert_eq!(desk.act(LISTING, &id).await, 0);
    assert_eq!(desk.product(&id).await["product"]["status"], 5);
    assert_eq!(desk.act(DELETE, &id).await, 0);
    assert_eq!(desk.act(GET, &id).await, 10_020_052);
}

#[tokio::test]
async fn a_withdrawn_product_is_being_edited_again() {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let id = desk.add_product_of(with(desk.shop_product(BAGS).await, json!({ "listing": 1 }))).await;
    assert_eq!(desk.act(CANCEL, &id).await, 0);
    desk.sandbox.advance_ms(4000);
    assert_eq!(desk.product(&id).await["edit_product"]["edit_status"], 1);
}

#[rstest]
#[case(GET)]
#[case(LISTING)]
#[case(DELISTING)]
#[case(DELETE)]
#[case(CANCEL)]
#[tokio::test]
async fn products_that_are_not_there(#[case] path: &str) {
    let desk = Desk::open().await;
    assert_eq!(desk.act(path, "1").await, 10_020_052);
    assert_eq!(desk.act(path, "one").await, 10_020_051);
    assert_eq!(code(&desk.post(path, json!({ "productId": "1" })).await), 10_020_051);
}

#[tokio::test]
async fn an_update_names_its_product() {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let body = desk.shop_product(BAGS).await;
    assert_eq!(code(&desk.post(UPDATE, body.clone()).await), 10_020_051);
    assert_eq!(code(&desk.post(UPDATE, with(body, json!({ "product_id": "1" }))).await), 10_020_052);
}

#[tokio::test]
async fn products_are_listed_page_by_page_without_drafts() {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let body = desk.shop_product(BAGS).await;
    let mut listed = Vec::new();
    for _ in 0..3 {
        listed.push(desk.add_product_of(with(body.clone(), json!({ "listing": 1 }))).await);
    }
    let draft = desk.add_product_of(body).await;
    desk.sandbox.advance_ms(4000);
    let page = async |request: Value| {
        let reply = desk.post(LIST, request).await;
        let ids = reply["product_ids"].as_array().unwrap_or_else(|| panic!("{reply}"));
        let ids: Vec<String> = ids.iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        (ids, reply["next_key"].as_str().unwrap().to_owned(), reply["total_num"].as_i64().unwrap())
    };
    let (first, next_key, total) = page(json!({ "page_size": 2 })).await;
    assert_eq!((first.as_slice(), total), (&listed[..2], 3));
    let (second, next_key, _) = page(json!({ "page_size": "2", "next_key": next_key })).await;
    assert_eq!(second, listed[2..]);
    let (none, same, _) = page(json!({ "page_size": 2, "next_key": next_key.clone() })).await;
    assert!(none.is_empty() && same == next_key);
    assert_eq!(page(json!({ "status": 0, "page_size": 30 })).await.0, [draft]);
    assert_eq!(page(json!({ "status": 11, "page_size": 30 })).await.2, 0);
    for wrong in
        [json!({ "page_size": 31 }), json!({ "page_size": 0 }), json!({ "status": 1 }), json!({ "next_key": "x" })]
    {
        assert_eq!(code(&desk.post(LIST, wrong).await), 10_020_051);
    }
}

#[tokio::test]
async fn submissions_are_counted_by_hour_and_day() {
    let mut desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let body = desk.shop_product(BAGS).await;
    let quota = async |desk: &Desk| desk.post(QUOTA, json!({})).await["audit_quota"].clone();
    let id = desk.add_product_of(body.clone()).await;
    assert_eq!(quota(&desk).await, json!({ "block_status": 0, "avail_quota": 999, "total_quota": 1000 }));
    desk.shop_control("submits", json!({ "in_hour": 199, "in_day": 900 })).await;
    let update = with(body.clone(), json!({ "product_id": id }));
    assert_eq!(code(&desk.post(UPDATE, update.clone()).await), 0);
    assert_eq!(code(&desk.post(UPDATE, update).await), 10_020_066);
    desk.sandbox.advance_ms(3_600_000);
    assert_eq!(code(&desk.post(ADD, body.clone()).await), 0);
    desk.shop_control("submits", json!({ "in_hour": 0, "in_day": 1000 })).await;
    assert_eq!(code(&desk.post(ADD, body.clone()).await), 10_020_111);
    assert_eq!(quota(&desk).await["block_status"], 1);
    desk.sandbox.advance_ms(3 * 3_600_000);
    desk.renew().await;
    assert_eq!(code(&desk.post(ADD, body).await), 0);
}

#[tokio::test]
async fn a_verdict_on_a_product_may_be_given_from_outside() {
    let desk = Desk::open().await;
    desk.approved_category(BAGS).await;
    let id = desk.add_product_of(with(desk.shop_product(BAGS).await, json!({ "listing": 1 }))).await;
    desk.shop_control("audit", json!({ "product_id": id, "rejection": "图片不清" })).await;
    assert_eq!(desk.product(&id).await["edit_product"]["edit_status"], 3);
    desk.shop_control("audit", json!({ "product_id": id })).await;
    assert_eq!(desk.product(&id).await["product"]["status"], 5);
}
