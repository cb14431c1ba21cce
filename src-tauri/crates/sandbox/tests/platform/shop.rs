//! The shop: every call under both prefixes, every refusal that can be reached, audits, states, limits.

mod basics;
mod brands;
mod categories;
mod products;

use crate::desk::{Desk, code, png, value};
use kaibo_domain::platform::{endpoint::Verb, shop::endpoint};
use kaibo_sandbox::{Account, FaultKind};
use reqwest::multipart;
use serde_json::{Value, json};

pub const ADD: &str = "/channels/ec/category/add";
pub const PRODUCT_ADD: &str = "/channels/ec/product/add";

/// 箱包皮具 > 潮流女包 > 手提包: free to all.
pub const BAGS: [u64; 3] = [10_000_173, 10_000_175, 900_109];
/// 服饰内衣 > 女装 > 连衣裙: targeted admission.
pub const DRESSES: [u64; 3] = [10_000_111, 10_000_113, 6091];
/// 个人护理 > 个护仪器 > 电动牙刷: targeted admission, brands 10009008 and 10009012 only.
pub const BRUSHES: [u64; 3] = [10_000_001, 10_000_387, 900_049];
/// 食品饮料 > 饮料冲调 > 咖啡: a licence of its own, no targeted admission.
pub const COFFEE: [u64; 3] = [10_000_215, 10_000_222, 900_105];

/// What the shop's tests say beside what all tests say.
impl Desk {
    pub async fn shop_upload(&self, path: &str, query: &str, name: &str, bytes: Vec<u8>) -> Value {
        let form = multipart::Form::new().part("media", multipart::Part::bytes(bytes).file_name(name.to_owned()));
        let url = self.url(&format!("{path}?access_token={}&{query}", self.token));
        value(self.http.post(url).multipart(form).send().await.unwrap()).await
    }

    /// The file_id of a paper.
    pub async fn paper(&self, name: &str) -> String {
        let reply = self.shop_upload("/shop/ec/basics/qualification/upload", "", name, png(10, 10, 0)).await;
        reply["data"]["file_id"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    /// The address of a product picture.
    pub async fn shop_picture(&self) -> String {
        let query = "upload_type=0&resp_type=1&height=10&width=10";
        let reply = self.shop_upload("/shop/ec/basics/img/upload", query, "a.png", png(10, 10, 0)).await;
        reply["pic_file"]["img_url"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    /// `category_info` of a proper application with a business licence and a filing letter; without papers where the
    /// category asks for none.
    pub async fn application(&self, cats: [u64; 3]) -> Value {
        if cats == BAGS {
            return json!({ "category_info": { "cats_v2": cats.map(|cat_id| json!({ "cat_id": cat_id })) } });
        }
        let (licence, letter) = (self.paper("licence.png").await, self.paper("letter.png").await);
        json!({ "category_info": {
            "cats_v2": cats.map(|cat_id| json!({ "cat_id": cat_id })),
            "is_new_apply_cat": true,
            "license_group_list": [{ "license_group_id": 9001, "license": {
                "license_id": 9101, "file_id_list": [licence], "license_field_list": [
                    { "key": "company_name", "value": "演练贸易有限公司" },
                    { "key": "credit_code", "value": "91440300MA5FTEXT1X" },
                    { "key": "valid_begin", "value": "2020-01-01" },
                    { "key": "valid_end", "value": "长期" }
                ]
            } }],
            "baobeihan": [letter]
        } })
    }

    /// Applies and returns the audit_id.
    pub async fn apply(&self, body: Value) -> String {
        let reply = self.post(ADD, body).await;
        reply["audit_id"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    pub async fn approved_category(&self, cats: [u64; 3]) {
        let audit_id = self.apply(self.application(cats).await).await;
        self.sandbox.advance_ms(4000);
        assert_eq!(self.flow(&audit_id).await["status"], 3);
    }

    /// Gives the right to a category with the food licence that coffee asks for.
    pub async fn grant(&self, cats: [u64; 3]) {
        let mut body = self.application(cats).await;
        let food = json!({ "license_group_id": 9002, "license": {
            "license_id": 9104, "file_id_list": [self.paper("food.png").await],
            "license_field_list": [{ "key": "record_no", "value": "YB11234567890123" }]
        } });
        body["category_info"]["license_group_list"].as_array_mut().unwrap().push(food);
        self.apply(body).await;
        self.sandbox.advance_ms(4000);
    }

    pub async fn flow(&self, audit_id: &str) -> Value {
        let reply = self.post("/shop/ec/category/getbizcatflowdetail", json!({ "audit_id": audit_id })).await;
        assert_eq!(code(&reply), 0, "{reply}");
        reply["info"].clone()
    }

    pub async fn relation(&self, cat_id: u64) -> Value {
        self.post("/shop/ec/category/get_category_relation_detail", json!({ "category_id": cat_id })).await
    }

    pub async fn shop_control(&self, path: &str, body: Value) {
        assert_eq!(self.control(&format!("shop/{path}"), body).await, json!({ "ok": true }));
    }
}

#[tokio::test]
async fn every_call_answers_under_both_prefixes() {
    let desk = Desk::open().await;
    for endpoint in endpoint::ALL {
        let mut answers = Vec::new();
        for (verb, path) in endpoint.addresses() {
            let reply = match verb {
                Verb::Get => desk.get(path, "").await,
                Verb::Post => desk.post(path, json!({})).await,
            };
            assert_ne!(reply["errcode"], 40066, "{path}");
            answers.push(reply["errcode"].clone());
        }
        assert!(answers.len() > 1 && answers.iter().all(|code| *code == answers[0]), "{} {answers:?}", endpoint.path);
    }
}

#[tokio::test]
async fn a_caller_who_is_not_on_the_allow_list_is_61004_and_an_account_without_a_shop_48001() {
    let desk = Desk::open().await;
    let refused = async |account| {
        desk.sandbox.set_account(account);
        let reply = desk.get("/channels/ec/basics/info/get", "").await;
        (code(&reply), reply["errmsg"].as_str().unwrap().split(" rid").next().unwrap().to_owned())
    };
    let (errcode, text) = refused(Account { ip_allowed: false, ..Account::default() }).await;
    assert_eq!((errcode, text.as_str()), (61004, "access clientip is not registered"));
    assert_eq!(refused(Account { shop: false, ..Account::default() }).await.0, 48001);
    desk.sandbox.set_account(Account { live: false, ..Account::default() });
    assert_eq!(code(&desk.get("/channels/ec/basics/info/get", "").await), 0);
}

#[tokio::test]
async fn a_fault_may_be_any_code_of_the_shop_with_its_text() {
    let desk = Desk::open().await;
    desk.sandbox.faults().arm(PRODUCT_ADD, FaultKind::Errcode(10_080_000), 1);
    let reply = desk.post(PRODUCT_ADD, json!({})).await;
    assert_eq!(code(&reply), 10_080_000);
    assert!(reply["errmsg"].as_str().unwrap().starts_with("账号公示注销中"), "{reply}");
}

#[tokio::test]
async fn what_the_shop_has_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = || kaibo_sandbox::SandboxConfig {
        state_file: Some(folder.path().join("state.json")),
        clock: kaibo_sandbox::Clock::frozen(crate::desk::NOW_MS),
        ..Default::default()
    };
    let desk = Desk::at(kaibo_sandbox::Sandbox::start(config()).await.unwrap()).await;
    let audit_id = desk.apply(desk.application(DRESSES).await).await;
    desk.approved_category(BAGS).await;
    let product_id = desk.add_product(BAGS).await;
    desk.sandbox.shutdown().await.unwrap();

    let desk = Desk::at(kaibo_sandbox::Sandbox::start(config()).await.unwrap()).await;
    assert_eq!(desk.flow(&audit_id).await["status"], 3);
    let draft = desk.product(&product_id).await["edit_product"].clone();
    let picture = draft["head_imgs"][0].as_str().unwrap();
    assert!(picture.starts_with(desk.sandbox.base_url()), "{picture}");
    assert_eq!(desk.http.get(picture).send().await.unwrap().headers()["content-type"], "image/png");
}
