//! A product as it is sent, and what the platform refuses of it.

use crate::{
    shop::{
        ask::{int, list, switch},
        basics::key_of,
        state::{FileKind, ShopState},
        tree::{Leaf, tree},
    },
    state::State,
};
use kaibo_domain::{
    Fen,
    platform::{
        errcode::Code,
        shop::{
            errcode as code,
            id::{BrandId, CatId, ProductId, QuaId, SkuId},
            limit::{DETAIL_IMAGES_FOOD_MIN, HEAD_IMAGES_FOOD_MIN, NO_BRAND, PRODUCT_QUALIFICATIONS_MAX},
            product::{ProductFacts, SkuFacts},
            state::{BrandStatus, RelationStatus},
        },
    },
};
use serde::Deserialize;
use serde_json::Value;

/// What is read of a request.
#[derive(Deserialize)]
pub(super) struct Form {
    pub(super) product_id: Option<ProductId>,
    #[serde(default)]
    pub(super) out_product_id: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default, deserialize_with = "list")]
    head_imgs: Vec<String>,
    #[serde(default)]
    desc_info: DescInfo,
    #[serde(default, deserialize_with = "list")]
    cats: Vec<CatRef>,
    #[serde(default, deserialize_with = "list")]
    cats_v2: Vec<CatRef>,
    #[serde(default, deserialize_with = "list")]
    attrs: Vec<Pair>,
    brand_id: Option<BrandId>,
    #[serde(default, deserialize_with = "int")]
    deliver_method: Option<i64>,
    #[serde(default)]
    express_info: ExpressInfo,
    #[serde(default)]
    aftersale_desc: String,
    #[serde(default, deserialize_with = "list")]
    product_qua_infos: Vec<QuaInfo>,
    #[serde(default, deserialize_with = "list")]
    pub(super) skus: Vec<Sku>,
    #[serde(default, deserialize_with = "switch")]
    pub(super) listing: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DescInfo {
    #[serde(deserialize_with = "list")]
    imgs: Vec<String>,
}

#[derive(Deserialize)]
struct CatRef {
    cat_id: CatId,
}

#[derive(Deserialize)]
struct Pair {
    attr_key: String,
    #[serde(default)]
    attr_value: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ExpressInfo {
    template_id: Option<Value>,
}

#[derive(Deserialize)]
struct QuaInfo {
    qua_id: QuaId,
    #[serde(default, deserialize_with = "list")]
    qua_url: Vec<String>,
}

/// A SKU as it is sent.
#[derive(Deserialize)]
pub(super) struct Sku {
    pub(super) sku_id: Option<SkuId>,
    #[serde(default)]
    out_sku_id: String,
    #[serde(default, deserialize_with = "int")]
    pub(super) sale_price: Option<i64>,
    #[serde(default, deserialize_with = "int")]
    market_price: Option<i64>,
    #[serde(default, deserialize_with = "int")]
    stock_num: Option<i64>,
    #[serde(default, deserialize_with = "list")]
    sku_attrs: Vec<Pair>,
}

impl Form {
    fn facts(&self) -> ProductFacts {
        let pairs =
            |pairs: &[Pair]| pairs.iter().map(|pair| (pair.attr_key.clone(), pair.attr_value.clone())).collect();
        let sku = |sku: &Sku| SkuFacts {
            out_sku_id: sku.out_sku_id.clone(),
            sale_price: Fen(sku.sale_price.unwrap_or_default()),
            market_price: sku.market_price.map(Fen),
            stock_num: sku.stock_num.unwrap_or_default(),
            sku_attrs: pairs(&sku.sku_attrs),
        };
        ProductFacts {
            out_product_id: self.out_product_id.clone(),
            title: self.title.clone(),
            head_imgs: self.head_imgs.clone(),
            desc_imgs: self.desc_info.imgs.clone(),
            cats: self.path(),
            attrs: pairs(&self.attrs),
            aftersale_desc: self.aftersale_desc.clone(),
            skus: self.skus.iter().map(sku).collect(),
        }
    }

    /// The path of categories, of either tree.
    pub(super) fn path(&self) -> Vec<CatId> {
        let path = if self.cats_v2.is_empty() { &self.cats } else { &self.cats_v2 };
        path.iter().map(|cat| cat.cat_id).collect()
    }

    /// The leaf of the path.
    pub(super) fn category(&self) -> CatId {
        self.path().last().copied().unwrap_or_default()
    }

    /// The brand; that of goods without one where none is sent.
    pub(super) fn brand(&self) -> BrandId {
        self.brand_id.unwrap_or(BrandId(NO_BRAND))
    }
}

/// Everything that product/add and product/update refuse, in the order of the domain and then of the shop.
pub(super) fn check(state: &State, form: &Form) -> Result<(), Code> {
    if let Some(fault) = form.facts().fault() {
        return Err(fault);
    }
    check_pictures(state, form)?;
    let leaf = find_leaf(&form.path())?;
    rights(&state.shop, leaf, form.brand())?;
    check_by_category(leaf, form)?;
    let is_express = form.deliver_method.unwrap_or_default() == 0;
    let has_template = form.express_info.template_id.as_ref().is_some_and(|id| !matches!(id, Value::Null) && id != "");
    if is_express && !has_template {
        return Err(code::FREIGHT_TEMPLATE);
    }
    Ok(())
}

/// Pictures are those that img/upload gave an address, and no drawings.
fn check_pictures(state: &State, form: &Form) -> Result<(), Code> {
    let papers = form.product_qua_infos.iter().flat_map(|info| &info.qua_url);
    for address in form.head_imgs.iter().chain(&form.desc_info.imgs).chain(papers) {
        let key = key_of(address).map(str::to_owned).ok_or(code::IMAGE_PREFIX)?;
        if !state.shop.has_files(FileKind::Picture, std::iter::once(&key)) {
            return Err(code::IMAGE_PREFIX);
        }
        if state.files.get(&key).is_some_and(|bytes| bytes.starts_with(b"<")) {
            return Err(code::IMAGE_KIND);
        }
    }
    Ok(())
}

/// The leaf at the end of a path.
pub(super) fn find_leaf(cats: &[CatId]) -> Result<&'static Leaf, Code> {
    match cats.last().and_then(|last| tree().leaves.get(last)) {
        Some(leaf) if leaf.is_at(cats) => Ok(leaf),
        Some(_) => Err(code::CATEGORY_ILLEGAL),
        None if cats.iter().all(|cat| tree().inner.contains(cat)) => Err(code::CATEGORY_LENGTH),
        None => Err(code::CATEGORY_ILLEGAL),
    }
}

/// The shop is open and has category and brand in force.
pub(super) fn rights(shop: &ShopState, leaf: &Leaf, brand: BrandId) -> Result<(), Code> {
    match shop.profile.status.as_str() {
        "open_finished" => {}
        "opening" => return Err(code::SHOP_NOT_OPEN),
        _ => return Err(code::ACCOUNT_LEAVING),
    }
    match shop.relations.get(&leaf.node().cat_id).map(|relation| relation.status) {
        None => return Err(code::CATEGORY_NOT_APPLIED),
        Some(RelationStatus::Lapsed) => return Err(code::CATEGORY_UNQUALIFIED),
        Some(RelationStatus::InForce) => {}
    }
    let limited = leaf.needs.filter(|needs| needs.is_limit_brand);
    if brand == BrandId(NO_BRAND) {
        return if limited.is_some() { Err(code::PRODUCT_BRAND) } else { Ok(()) };
    }
    let status = shop.brands.get(&brand).map(|brand| brand.status);
    if !matches!(status, Some(BrandStatus::InForce | BrandStatus::Expiring)) {
        return Err(code::PRODUCT_BRAND);
    }
    let is_taken = limited.is_none_or(|needs| needs.brands.contains(&brand));
    is_taken.then_some(()).ok_or(code::CATEGORY_BRAND)
}

/// Attributes, pictures and papers that the category asks for.
fn check_by_category(leaf: &Leaf, form: &Form) -> Result<(), Code> {
    for attr in &leaf.attrs {
        let given = form.attrs.iter().find(|pair| pair.attr_key == attr.name);
        let choices = || attr.value.split(';');
        match given {
            None if attr.is_required => return Err(code::ATTR_MISSING),
            Some(pair) if attr.type_v2 == "select_one" && !choices().any(|choice| choice == pair.attr_value) => {
                return Err(code::ATTR_VALUE);
            }
            _ => {}
        }
    }
    if leaf.needs.is_some_and(|needs| needs.more_pictures) {
        if form.head_imgs.len() < HEAD_IMAGES_FOOD_MIN {
            return Err(code::HEAD_IMAGE_FEW_FOOD);
        }
        if form.desc_info.imgs.len() < DETAIL_IMAGES_FOOD_MIN {
            return Err(code::DETAIL_IMAGE_FEW_FOOD);
        }
    }
    if form.product_qua_infos.iter().any(|info| info.qua_url.len() > PRODUCT_QUALIFICATIONS_MAX) {
        return Err(code::QUALIFICATION_MANY);
    }
    let has = |id: QuaId| form.product_qua_infos.iter().any(|info| info.qua_id == id && !info.qua_url.is_empty());
    let has_all = leaf.product_qua.iter().all(|qua| !qua.mandatory || has(qua.qua_id));
    has_all.then_some(()).ok_or(code::CHECK_FAILED)
}
