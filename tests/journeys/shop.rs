//! The client of the shop against the practice shop, over real HTTP: from the paperwork to a product on sale, and what
//! a lost reply leaves behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests and the helpers beside them")]

use kaibo_domain::{
    Fen,
    platform::shop::{
        errcode,
        id::{BrandId, CatId, ProductId},
        license::field_accepts,
        limit::NO_BRAND,
        state::{BrandStatus, EditStatus, FlowStatus, ProductStatus, RelationStatus},
    },
};
use kaibo_sandbox::{Account, Clock, FaultKind, PRACTICE_APP_ID, PRACTICE_SECRET, Sandbox, SandboxConfig};
use kaibo_wechat::{
    CallError, Client, ClientConfig, MediaId, Route, Secret, Timeouts,
    media::File,
    shop::{
        Attr, BrandForm, BrandRef, CategoryInfo, FileId, PictureSource, PictureUse, ProductInfo, SkuInfo,
        brand::{GrantDetails, RegisterDetails},
        category::{CategoryPath, LicenseField, LicenseGroupPick, LicensePick},
        product::{DescInfo, ExpressInfo},
    },
};
use std::sync::Arc;

const NOW_MS: i64 = 1_795_348_800_000;
const AUDIT_MS: i64 = 4000;

struct Counter {
    sandbox: Sandbox,
    client: Client,
}

impl Counter {
    async fn open() -> Self {
        let config = SandboxConfig { clock: Clock::frozen(NOW_MS), ..SandboxConfig::default() };
        let sandbox = Sandbox::start(config).await.unwrap();
        let config = ClientConfig {
            base_url: sandbox.base_url().to_owned(),
            app_id: PRACTICE_APP_ID.to_owned(),
            app_secret: Secret::new(PRACTICE_SECRET),
            timeouts: Timeouts::default(),
            route: Route::default(),
        };
        let client = Client::new(config, Arc::new(|| NOW_MS)).unwrap();
        Self { sandbox, client }
    }

    async fn paper(&self, name: &str) -> FileId {
        self.client.shop_qualification_upload(&File { name, ..picture() }).await.unwrap()
    }

    async fn address(&self) -> String {
        let source = PictureSource::Bytes { file: picture(), width: 1, height: 1 };
        self.client.shop_img_upload(source, PictureUse::Address).await.unwrap().img_url.unwrap()
    }

    /// A leaf of the new tree by its name.
    async fn leaf(&self, name: &str) -> CategoryPath {
        let all = self.client.shop_category_all().await.unwrap();
        let found = all.cats_v2.into_iter().find(|path| path.cat_and_qua[0].cat.name == name);
        found.unwrap_or_else(|| panic!("no category {name}"))
    }

    /// An application filled in from what the category asks for: the first licence of every necessary group.
    async fn application(&self, leaf: &CategoryPath) -> CategoryInfo {
        let groups = leaf.cat_and_qua[0].qua.iter().flat_map(|qua| &qua.cert_group_list);
        let mut picks = Vec::new();
        for group in groups.filter(|group| group.is_necessary) {
            let license = &group.license_list[0];
            let fields = license.license_field_list.iter().map(|field| {
                let known =
                    ["演练贸易有限公司", "91440300MA5FTEXT1X", "2020-01-01", "JY11234567890123", "演练许可 001"];
                let value = known.into_iter().find(|value| field_accepts(&field.info, value)).unwrap();
                LicenseField { key: field.field_key.clone(), value: value.to_owned() }
            });
            picks.push(LicenseGroupPick {
                license_group_id: group.license_group_id,
                license: LicensePick {
                    license_id: license.id,
                    license_field_list: fields.collect(),
                    file_id_list: vec![self.paper("licence.png").await],
                },
            });
        }
        CategoryInfo {
            cats_v2: path(leaf).into_iter().map(Into::into).collect(),
            is_new_apply_cat: true,
            license_group_list: picks,
            baobeihan: vec![self.paper("letter.png").await],
            ..CategoryInfo::default()
        }
    }

    async fn product(&self, cats: Vec<CatId>, brand_id: BrandId) -> ProductInfo {
        let mut imgs = Vec::new();
        for _ in 0..3 {
            imgs.push(self.address().await);
        }
        let attr = |key: &str, value: &str| vec![Attr { attr_key: key.into(), attr_value: value.into() }];
        ProductInfo {
            out_product_id: "kb-1".into(),
            title: "声波电动牙刷".into(),
            head_imgs: imgs.clone(),
            desc_info: DescInfo { imgs, desc: String::new() },
            cats_v2: cats.into_iter().map(Into::into).collect(),
            attrs: attr("产地", "广东深圳"),
            express_info: Some(ExpressInfo { template_id: "47428464001".into(), weight: None }),
            brand_id,
            skus: vec![SkuInfo {
                sale_price: Fen(19_900),
                stock_num: 10,
                sku_attrs: attr("颜色", "白"),
                ..SkuInfo::default()
            }],
            listing: 1,
            ..ProductInfo::default()
        }
    }

    fn audits_end(&self) {
        self.sandbox.advance_ms(AUDIT_MS);
    }

    /// Executed calls of that path.
    fn executed(&self, path: &str) -> usize {
        self.sandbox.accept_log().iter().filter(|call| call.endpoint == path).count()
    }
}

fn picture() -> File<'static> {
    File { bytes: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01", name: "a.png", mime: "image/png" }
}

/// The path of a leaf, root first.
fn path(leaf: &CategoryPath) -> Vec<CatId> {
    leaf.cat_and_qua.iter().rev().map(|node| node.cat.cat_id).collect()
}

fn brand(brand_id: BrandId, mark: FileId, letter: FileId) -> BrandForm {
    BrandForm {
        brand_id,
        classification_no: "21".into(),
        trade_mark_symbol: 1,
        register_details: RegisterDetails {
            registrant: "云间科技".into(),
            register_no: "1234567".into(),
            is_permanent: true,
            register_certifications: vec![mark],
            ..RegisterDetails::default()
        },
        grant_type: 2,
        grant_details: GrantDetails {
            grant_certifications: vec![letter],
            grant_level: Some(1),
            is_permanent: true,
            ..GrantDetails::default()
        },
        ..BrandForm::default()
    }
}

#[tokio::test]
async fn from_the_paperwork_to_a_product_on_sale() {
    let counter = Counter::open().await;
    let client = &counter.client;
    assert_eq!(client.shop_info().await.unwrap().subject_type, "企业");

    let leaf = counter.leaf("电动牙刷").await;
    let cat_id = leaf.cat_and_qua[0].cat.cat_id;
    let detail = client.shop_category_detail(cat_id).await.unwrap();
    assert!(detail.attr.access_permit_required && detail.attr.is_limit_brand);
    let brand_id = detail.attr.brand_list[0].brand_id;

    let form = brand(brand_id, counter.paper("mark.png").await, counter.paper("grant.png").await);
    client.shop_brand_add(&form).await.unwrap();
    counter.audits_end();
    let known = client.shop_brand_get(brand_id).await.unwrap();
    assert_eq!((known.state(), &known.form), (Some(BrandStatus::InForce), &form));

    let mut application = counter.application(&leaf).await;
    application.brand_list = vec![BrandRef { brand_id }];
    application.zhanghaomingcheng = "驳回：授权".into();
    let rejected = client.shop_category_add(&application).await.unwrap();
    counter.audits_end();
    let flow = client.shop_flow_detail(rejected).await.unwrap();
    assert_eq!(flow.state(), Some(FlowStatus::Rejected));
    assert!(flow.audit_reason.contains("授权书"), "{}", flow.audit_reason);
    assert_eq!(flow.audit_info.baobeihan, application.baobeihan);

    application.zhanghaomingcheng.clear();
    let approved = client.shop_category_add(&application).await.unwrap();
    counter.audits_end();
    let flows = client.shop_flow_list(Some(FlowStatus::Approved), 0, 10).await.unwrap();
    assert_eq!(flows.iter().map(|flow| flow.audit_id).collect::<Vec<_>>(), [approved]);
    let rights = client.shop_relation_list(Some(RelationStatus::InForce)).await.unwrap();
    assert_eq!(rights.iter().map(|right| right.id).collect::<Vec<_>>(), [cat_id]);

    let product = counter.product(path(&leaf), brand_id).await;
    assert_eq!(product.facts().fault(), None);
    let product_id = client.shop_product_add(&product).await.unwrap();
    counter.audits_end();
    let online = client.shop_product_get(product_id).await.unwrap().product.unwrap();
    assert_eq!((online.state(), online.edit_state()), (Some(ProductStatus::Listed), Some(EditStatus::Approved)));
    assert_eq!((online.out_product_id.as_str(), online.brand_id), ("kb-1", brand_id));
    let on_sale = client.shop_product_list(Some(ProductStatus::Listed), 10, "").await.unwrap();
    assert_eq!(on_sale.product_ids, [product_id]);
    client.shop_product_delisting(product_id).await.unwrap();
    assert_eq!(client.shop_product_audit_quota().await.unwrap().avail_quota, 999);
}

#[tokio::test]
async fn a_lost_reply_leaves_an_application_that_the_list_shows() {
    let counter = Counter::open().await;
    let leaf = counter.leaf("连衣裙").await;
    let application = counter.application(&leaf).await;
    let add = "/channels/ec/category/add";
    counter.sandbox.faults().arm(add, FaultKind::DropAfter, 1);
    let error = counter.client.shop_category_add(&application).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown { .. }), "{error:?}");
    assert_eq!(counter.executed(add), 1);
    let flows = counter.client.shop_flow_list(None, 0, 10).await.unwrap();
    assert_eq!(flows.len(), 1);
    assert_eq!((flows[0].cat_id, flows[0].create_time), (CatId(6091), NOW_MS / 1000));
    assert_eq!(flows[0].audit_info.license_group_list, application.license_group_list);
    counter.client.shop_category_cancel(flows[0].audit_id).await.unwrap();
    let result = counter.client.shop_category_audit_get(flows[0].audit_id).await.unwrap();
    assert_eq!(result.state(), Some(FlowStatus::Cancelled));
}

#[tokio::test]
async fn what_the_platform_refuses_is_a_no_with_its_code() {
    let counter = Counter::open().await;
    let client = &counter.client;
    let refused = |error: CallError| match error {
        CallError::Rejected { errcode, .. } => errcode,
        other => panic!("{other:?}"),
    };
    let bag = path(&counter.leaf("手提包").await);
    let product = counter.product(bag, BrandId(NO_BRAND)).await;
    let error = refused(client.shop_product_add(&product).await.unwrap_err());
    assert_eq!(error, errcode::CATEGORY_NOT_APPLIED.errcode);
    let error = refused(client.shop_product_get(ProductId(1)).await.unwrap_err());
    assert_eq!(error, errcode::PRODUCT_UNKNOWN.errcode);
    let error = refused(client.shop_brand_get(BrandId(1)).await.unwrap_err());
    assert_eq!(error, errcode::BRAND_UNKNOWN.errcode);
    let error = refused(client.shop_qualification_upload(&File { bytes: b"", ..picture() }).await.unwrap_err());
    assert_eq!(error, errcode::IMAGE_EMPTY.errcode);
    counter.sandbox.set_account(Account { ip_allowed: false, ..Account::default() });
    let error = refused(client.shop_info().await.unwrap_err());
    assert_eq!(error, errcode::IP_REFUSED.errcode);
}

#[tokio::test]
async fn a_picture_for_a_media_id_comes_back() {
    let counter = Counter::open().await;
    let source = PictureSource::Bytes { file: picture(), width: 1, height: 1 };
    let media = counter.client.shop_img_upload(source, PictureUse::Media).await.unwrap();
    let media_id = MediaId::new(media.media_id.unwrap());
    assert_eq!(counter.client.shop_media_get(&media_id).await.unwrap(), picture().bytes);
}
