//! What a product must be before the platform looks at it closer: the rules of product/add and product/update that need
//! nothing but the product itself.

use super::{
    errcode as code,
    id::CatId,
    limit::{
        AFTERSALE_MAX, DETAIL_IMAGES, HEAD_IMAGES, OUT_ID_MAX, PICTURE_ADDRESS, PRICE_MAX, SKUS, SPEC_TEXT_MAX,
        SPEC_VALUES_MAX, STOCK_MAX, TITLE_MAX, TITLE_MIN,
    },
};
use crate::{money::Fen, platform::errcode::Code};
use std::collections::{BTreeMap, BTreeSet};

/// What of a product is checked. Field names are the platform's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductFacts {
    /// Our own id of the product.
    pub out_product_id: String,
    /// Title.
    pub title: String,
    /// Addresses of the head images.
    pub head_imgs: Vec<String>,
    /// Addresses of the detail images.
    pub desc_imgs: Vec<String>,
    /// The path of categories.
    pub cats: Vec<CatId>,
    /// Names and values of the attributes.
    pub attrs: Vec<(String, String)>,
    /// After-sale text.
    pub aftersale_desc: String,
    /// What is sold.
    pub skus: Vec<SkuFacts>,
}

/// What of a SKU is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SkuFacts {
    /// Our own id of the SKU.
    pub out_sku_id: String,
    /// Price.
    pub sale_price: Fen,
    /// Market price; none where none is sent.
    pub market_price: Option<Fen>,
    /// Stock.
    pub stock_num: i64,
    /// Names and values of the specifications.
    pub sku_attrs: Vec<(String, String)>,
}

impl ProductFacts {
    /// The first thing the platform would refuse, as the code it refuses with.
    pub fn fault(&self) -> Option<Code> {
        let own = || {
            first_of([
                (self.out_product_id.chars().count() > OUT_ID_MAX, code::OUT_PRODUCT_ID_LONG),
                (self.aftersale_desc.chars().count() > AFTERSALE_MAX, code::AFTERSALE),
                (self.cats.is_empty(), code::CATEGORY_LENGTH),
            ])
        };
        title_fault(&self.title)
            .or_else(|| self.picture_fault())
            .or_else(own)
            .or_else(|| attr_fault(&self.attrs))
            .or_else(|| self.sku_fault())
    }

    fn picture_fault(&self) -> Option<Code> {
        let (head, detail) = (&self.head_imgs, &self.desc_imgs);
        let is_foreign = |address: &String| !address.contains(PICTURE_ADDRESS);
        first_of([
            (head.is_empty(), code::HEAD_IMAGE_EMPTY),
            (head.len() < *HEAD_IMAGES.start(), code::HEAD_IMAGE_FEW),
            (head.len() > *HEAD_IMAGES.end(), code::HEAD_IMAGE_MANY),
            (detail.len() < *DETAIL_IMAGES.start(), code::DETAIL_IMAGE_FEW),
            (detail.len() > *DETAIL_IMAGES.end(), code::DETAIL_IMAGE_MANY),
            (head.iter().chain(detail).any(is_foreign), code::IMAGE_PREFIX),
            (repeats(head), code::HEAD_IMAGE_REPEATED),
            (repeats(detail), code::DETAIL_IMAGE_REPEATED),
        ])
    }

    fn sku_fault(&self) -> Option<Code> {
        if self.skus.is_empty() {
            return Some(code::NO_SKU);
        }
        if self.skus.len() > *SKUS.end() {
            return Some(code::SKU_COUNT);
        }
        self.skus.iter().find_map(SkuFacts::fault).or_else(|| self.spec_fault())
    }

    /// What the specifications of all SKUs must be together.
    fn spec_fault(&self) -> Option<Code> {
        let keys = |sku: &SkuFacts| sku.sku_attrs.iter().map(|(key, _)| key.clone()).collect::<BTreeSet<_>>();
        let first = self.skus.first().map(keys)?;
        if self.skus.iter().any(|sku| keys(sku) != first) {
            return Some(code::SPEC_KEYS_DIFFER);
        }
        if self.skus.len() > 1 && first.is_empty() {
            return Some(code::SPEC_MISSING);
        }
        let mut values: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (key, value) in self.skus.iter().flat_map(|sku| &sku.sku_attrs) {
            values.entry(key).or_default().insert(value);
        }
        values.values().any(|values| values.len() > SPEC_VALUES_MAX).then_some(code::SPEC_VALUES)
    }
}

impl SkuFacts {
    fn fault(&self) -> Option<Code> {
        let keys: Vec<&String> = self.sku_attrs.iter().map(|(key, _)| key).collect();
        let long = |text: &String| text.chars().count() > SPEC_TEXT_MAX;
        first_of([
            (self.sale_price.0 <= 0, code::PRICE_ZERO),
            (self.sale_price.0 > PRICE_MAX, code::PRICE_HIGH),
            (self.market_price.is_some_and(|market| market < self.sale_price), code::PRICE_ABOVE_MARKET),
            (!(0..=STOCK_MAX).contains(&self.stock_num), code::PRODUCT_PARAMETER),
            (self.out_sku_id.chars().count() > OUT_ID_MAX, code::OUT_SKU_ID_LONG),
            (repeats(&keys), code::SPEC_KEY_REPEATED),
            (self.sku_attrs.iter().any(|(key, _)| long(key)), code::SPEC_KEY_LONG),
            (self.sku_attrs.iter().any(|(_, value)| long(value)), code::SPEC_VALUE_LONG),
        ])
    }
}

/// What is wrong with a title: at least five Chinese characters, letters and digits, not without a Chinese character, at
/// most sixty characters, and none outside the platform's list.
pub fn title_fault(title: &str) -> Option<Code> {
    /// The page of product/add lists them one by one.
    const SIGNS: &str = "·~～!@#$%^&()！@#￥¥%…&*（）-_—=+[]【】、{}\\|；;’‘'：:\"“”，,./。<>?《》？ \u{A0}\u{3000}";
    let title = title.trim();
    let counts = |c: &char| is_han(*c) || c.is_ascii_alphanumeric();
    first_of([
        (title.is_empty(), code::TITLE_EMPTY),
        (title.chars().count() > TITLE_MAX, code::TITLE_LONG),
        (!title.chars().any(is_han), code::TITLE_PLAIN),
        (title.chars().filter(counts).count() < TITLE_MIN, code::TITLE_SHORT),
        (!title.chars().all(|c| counts(&c) || SIGNS.contains(c)), code::INFO_WRONG),
    ])
}

fn attr_fault(attrs: &[(String, String)]) -> Option<Code> {
    let keys: Vec<&String> = attrs.iter().map(|(key, _)| key).collect();
    let is_empty = |(key, value): &(String, String)| key.is_empty() || value.is_empty();
    first_of([(repeats(&keys), code::ATTR_DUPLICATE), (attrs.iter().any(is_empty), code::ATTR_EMPTY)])
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// The code of the first rule that is broken.
fn first_of<const N: usize>(rules: [(bool, Code); N]) -> Option<Code> {
    rules.into_iter().find_map(|(is_broken, code)| is_broken.then_some(code))
}

fn repeats<T: Ord>(items: &[T]) -> bool {
    items.iter().collect::<BTreeSet<_>>().len() < items.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn pictures(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("https://mmecimage.cn/p/wx1/{n}")).collect()
    }

    fn sku(spec: &[(&str, &str)]) -> SkuFacts {
        let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        SkuFacts {
            sale_price: Fen(9900),
            market_price: Some(Fen(12_900)),
            stock_num: 5,
            sku_attrs: spec.iter().map(own).collect(),
            ..SkuFacts::default()
        }
    }

    fn product() -> ProductFacts {
        ProductFacts {
            title: "雪纺碎花连衣裙".into(),
            head_imgs: pictures(3),
            desc_imgs: pictures(1),
            cats: vec![CatId(1), CatId(2), CatId(3)],
            attrs: vec![("材质".into(), "雪纺".into())],
            skus: vec![sku(&[("颜色", "蓝")]), sku(&[("颜色", "红")])],
            ..ProductFacts::default()
        }
    }

    #[rstest]
    #[case("糖醋排骨【预订价10元】", None)]
    #[case("百岁山天然矿泉水1L*15瓶", None)]
    #[case("CheddarCheese切达干酪", None)]
    #[case("", Some(code::TITLE_EMPTY))]
    #[case("裙子", Some(code::TITLE_SHORT))]
    #[case("Classic Whole Wheat", Some(code::TITLE_PLAIN))]
    #[case("iPhone 13", Some(code::TITLE_PLAIN))]
    #[case("12345678", Some(code::TITLE_PLAIN))]
    #[case("正宗五指毛桃根√", Some(code::INFO_WRONG))]
    #[case("便携式折叠扇第Ⅲ代", Some(code::INFO_WRONG))]
    fn titles(#[case] title: &str, #[case] fault: Option<Code>) {
        assert_eq!(title_fault(title), fault);
    }

    #[test]
    fn a_title_has_sixty_characters_at_most() {
        assert_eq!(title_fault(&"裙".repeat(60)), None);
        assert_eq!(title_fault(&"裙".repeat(61)), Some(code::TITLE_LONG));
    }

    type Change = fn(&mut ProductFacts);

    #[rstest]
    #[case(|_: &mut ProductFacts| {}, None)]
    #[case(|p: &mut ProductFacts| p.head_imgs.clear(), Some(code::HEAD_IMAGE_EMPTY))]
    #[case(|p: &mut ProductFacts| p.head_imgs = pictures(2), Some(code::HEAD_IMAGE_FEW))]
    #[case(|p: &mut ProductFacts| p.head_imgs = pictures(10), Some(code::HEAD_IMAGE_MANY))]
    #[case(|p: &mut ProductFacts| p.desc_imgs.clear(), Some(code::DETAIL_IMAGE_FEW))]
    #[case(|p: &mut ProductFacts| p.desc_imgs = pictures(51), Some(code::DETAIL_IMAGE_MANY))]
    #[case(|p: &mut ProductFacts| p.head_imgs[0] = "https://example.com/a.jpg".into(), Some(code::IMAGE_PREFIX))]
    #[case(|p: &mut ProductFacts| p.head_imgs[0] = p.head_imgs[1].clone(), Some(code::HEAD_IMAGE_REPEATED))]
    #[case(|p: &mut ProductFacts| p.desc_imgs = [pictures(1), pictures(1)].concat(), Some(code::DETAIL_IMAGE_REPEATED))]
    #[case(|p: &mut ProductFacts| p.out_product_id = "x".repeat(129), Some(code::OUT_PRODUCT_ID_LONG))]
    #[case(|p: &mut ProductFacts| p.aftersale_desc = "退".repeat(201), Some(code::AFTERSALE))]
    #[case(|p: &mut ProductFacts| p.cats.clear(), Some(code::CATEGORY_LENGTH))]
    #[case(|p: &mut ProductFacts| p.attrs.push(("材质".into(), "棉".into())), Some(code::ATTR_DUPLICATE))]
    #[case(|p: &mut ProductFacts| p.attrs[0].1.clear(), Some(code::ATTR_EMPTY))]
    #[case(|p: &mut ProductFacts| p.skus.clear(), Some(code::NO_SKU))]
    #[case(|p: &mut ProductFacts| p.skus = vec![sku(&[("颜色", "蓝")]); 501], Some(code::SKU_COUNT))]
    #[case(|p: &mut ProductFacts| p.skus[0].sale_price = Fen(0), Some(code::PRICE_ZERO))]
    #[case(|p: &mut ProductFacts| p.skus[0].sale_price = Fen(PRICE_MAX + 1), Some(code::PRICE_HIGH))]
    #[case(|p: &mut ProductFacts| p.skus[0].market_price = Some(Fen(9899)), Some(code::PRICE_ABOVE_MARKET))]
    #[case(|p: &mut ProductFacts| p.skus[0].stock_num = -1, Some(code::PRODUCT_PARAMETER))]
    #[case(|p: &mut ProductFacts| p.skus[0].out_sku_id = "x".repeat(129), Some(code::OUT_SKU_ID_LONG))]
    #[case(|p: &mut ProductFacts| p.skus[0].sku_attrs[0].1 = "蓝".repeat(41), Some(code::SPEC_VALUE_LONG))]
    #[case(|p: &mut ProductFacts| p.skus[0].sku_attrs[0].0 = "色".repeat(41), Some(code::SPEC_KEY_LONG))]
    #[case(|p: &mut ProductFacts| p.skus[0] = sku(&[("颜色", "蓝"), ("颜色", "红")]), Some(code::SPEC_KEY_REPEATED))]
    #[case(|p: &mut ProductFacts| p.skus[0] = sku(&[("尺码", "M")]), Some(code::SPEC_KEYS_DIFFER))]
    #[case(|p: &mut ProductFacts| p.skus = vec![sku(&[]), sku(&[])], Some(code::SPEC_MISSING))]
    fn products(#[case] change: Change, #[case] fault: Option<Code>) {
        let mut product = product();
        change(&mut product);
        assert_eq!(product.fault(), fault);
    }

    #[test]
    fn one_specification_has_a_hundred_values_at_most() {
        let of = |count: usize| {
            let skus = (0..count).map(|n| sku(&[("颜色", &n.to_string())])).collect();
            ProductFacts { skus, ..product() }
        };
        assert_eq!(of(100).fault(), None);
        assert_eq!(of(101).fault(), Some(code::SPEC_VALUES));
    }
}
