//! The practice platform's categories, licences and library of brands: assets/practice/categories.json, read once.

use kaibo_domain::platform::shop::id::{BrandId, CatId, LicenseGroupId, LicenseId, QuaId};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

static TREE: LazyLock<Tree> = LazyLock::new(|| {
    let read = serde_json::from_str(include_str!("../../../../../assets/practice/categories.json"));
    let asset: Asset = read.unwrap_or_else(|error| {
        tracing::error!(%error, "the practice categories cannot be read");
        Asset::default()
    });
    Tree::from_asset(asset)
});

/// The practice categories.
pub(super) fn tree() -> &'static Tree {
    &TREE
}

/// All there is to know of the practice categories.
pub(super) struct Tree {
    /// Every leaf by its id.
    pub(super) leaves: BTreeMap<CatId, Leaf>,
    /// Ids of all other nodes, of both trees.
    pub(super) inner: BTreeSet<CatId>,
    /// The library of brands, by id.
    pub(super) brands: BTreeMap<BrandId, LibraryBrand>,
}

/// A leaf with its two paths and what it asks for.
pub(super) struct Leaf {
    /// `cats_v2`: root first, the leaf last.
    pub(super) path: Vec<Node>,
    /// `cats`: always three levels.
    pub(super) old_path: Vec<Node>,
    /// What it asks for; none where it is free to all.
    pub(super) needs: Option<&'static Need>,
    /// The licence groups of its needs.
    pub(super) groups: Vec<&'static LicenseGroup>,
    /// The product qualifications of its needs.
    pub(super) product_qua: Vec<&'static ProductQua>,
    /// Its product attributes.
    pub(super) attrs: Vec<&'static Attr>,
}

impl Leaf {
    /// The leaf itself.
    pub(super) fn node(&self) -> &Node {
        // A path holds at least the leaf: see `Tree::grow`.
        &self.path[self.path.len() - 1]
    }

    /// Its category qualification, 0 where it asks for none.
    pub(super) fn qua_id(&self) -> QuaId {
        self.needs.map(|needs| needs.qua_id).unwrap_or_default()
    }

    /// Whether `cats` is one of its two paths.
    pub(super) fn is_at(&self, cats: &[CatId]) -> bool {
        let same = |path: &[Node]| path.iter().map(|node| node.cat_id).eq(cats.iter().copied());
        same(&self.path) || same(&self.old_path)
    }
}

/// A category on a path.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its id.
    pub(super) cat_id: CatId,
    /// Its name.
    pub(super) name: String,
}

/// What categories of one kind ask for.
#[derive(Debug, Deserialize)]
pub(super) struct Need {
    /// The category qualification.
    pub(super) qua_id: QuaId,
    /// Its demands as text.
    pub(super) tips: String,
    /// Whether papers must be handed in.
    pub(super) mandatory: bool,
    license_groups: Vec<String>,
    /// 定向准入.
    pub(super) access_permit_required: bool,
    /// Whether goods must have one of `brands`.
    pub(super) is_limit_brand: bool,
    /// What is asked of the brand, as text.
    pub(super) brand_tips: String,
    product_qua: Vec<String>,
    /// Deposit, fen.
    pub(super) deposit: i64,
    /// The brands of a limited category.
    #[serde(default)]
    pub(super) brands: Vec<BrandId>,
    #[serde(default)]
    attrs: Vec<Attr>,
    /// The only past platforms whose papers count; empty: all.
    #[serde(default)]
    pub(super) past_platforms: Vec<String>,
    /// Not for sole traders.
    #[serde(default)]
    pub(super) enterprise_only: bool,
    /// At least four head images and three detail images (food, fresh goods).
    #[serde(default)]
    pub(super) more_pictures: bool,
}

/// Licences of which one is picked, in the platform's own form.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LicenseGroup {
    /// Which group.
    pub(super) license_group_id: LicenseGroupId,
    /// Whether one of its licences must be handed in.
    pub(super) is_necessary: bool,
    /// What it is for.
    pub(super) busi_license_desc: String,
    /// Its licences.
    pub(super) license_list: Vec<License>,
}

/// A licence.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct License {
    /// Which licence.
    pub(super) id: LicenseId,
    /// Its name.
    pub(super) name: String,
    /// Whether it must be handed in when picked.
    pub(super) is_necessary: bool,
    /// What is typed from it.
    pub(super) license_field_list: Vec<LicenseField>,
}

/// A field of a licence.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LicenseField {
    /// Its key.
    pub(super) field_key: String,
    /// Its name.
    pub(super) field_name: String,
    /// The regular expression of its value.
    pub(super) info: String,
    /// Whether it must be filled in.
    pub(super) is_necessary: bool,
}

/// A qualification of single products.
#[derive(Debug, Deserialize)]
pub(super) struct ProductQua {
    /// Which.
    pub(super) qua_id: QuaId,
    /// Its name.
    pub(super) name: String,
    /// What it is.
    pub(super) tips: String,
    /// Whether every product needs it.
    pub(super) mandatory: bool,
}

/// A product attribute, in the platform's own form.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Attr {
    /// Its name.
    pub(super) name: String,
    /// Its type.
    pub(super) type_v2: String,
    /// Choices, joined by `;`.
    pub(super) value: String,
    /// Whether products must have it.
    pub(super) is_required: bool,
}

/// A brand of the library.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LibraryBrand {
    /// Which brand.
    pub(super) brand_id: BrandId,
    /// Its Chinese name.
    pub(super) ch_name: String,
    /// Its Latin name.
    pub(super) en_name: String,
}

#[derive(Default, Deserialize)]
struct Asset {
    license_groups: BTreeMap<String, LicenseGroup>,
    product_qua: BTreeMap<String, ProductQua>,
    needs: BTreeMap<String, Need>,
    brands: Vec<LibraryBrand>,
    attrs: Vec<Attr>,
    tree: Vec<Branch>,
}

#[derive(Deserialize)]
struct Branch {
    cat_id: CatId,
    /// Its id in the old tree; only the first two levels have one of their own.
    old_id: Option<CatId>,
    name: String,
    #[serde(default)]
    children: Vec<Branch>,
    needs: Option<String>,
}

impl Tree {
    fn from_asset(asset: Asset) -> Self {
        let brands = asset.brands.into_iter().map(|brand| (brand.brand_id, brand)).collect();
        let mut tree = Tree { leaves: BTreeMap::new(), inner: BTreeSet::new(), brands };
        // Read once and kept for as long as the program runs.
        let shared: &'static Shared = Box::leak(Box::new(Shared {
            groups: asset.license_groups,
            product_qua: asset.product_qua,
            needs: asset.needs,
            attrs: asset.attrs,
        }));
        for branch in asset.tree {
            tree.grow(shared, branch, Vec::new(), Vec::new());
        }
        tree
    }

    fn grow(&mut self, shared: &'static Shared, branch: Branch, mut path: Vec<Node>, mut old_path: Vec<Node>) {
        path.push(Node { cat_id: branch.cat_id, name: branch.name.clone() });
        let is_leaf = branch.children.is_empty();
        if let Some(cat_id) = branch.old_id.or(is_leaf.then_some(branch.cat_id)) {
            old_path.push(Node { cat_id, name: branch.name });
        }
        if is_leaf {
            let needs = branch.needs.and_then(|key| shared.needs.get(&key));
            self.leaves.insert(branch.cat_id, shared.leaf(path, old_path, needs));
            return;
        }
        self.inner.extend([Some(branch.cat_id), branch.old_id].into_iter().flatten());
        for child in branch.children {
            self.grow(shared, child, path.clone(), old_path.clone());
        }
    }
}

struct Shared {
    groups: BTreeMap<String, LicenseGroup>,
    product_qua: BTreeMap<String, ProductQua>,
    needs: BTreeMap<String, Need>,
    attrs: Vec<Attr>,
}

impl Shared {
    fn leaf(&'static self, path: Vec<Node>, old_path: Vec<Node>, needs: Option<&'static Need>) -> Leaf {
        let groups = needs.into_iter().flat_map(|needs| &needs.license_groups);
        let product_qua = needs.into_iter().flat_map(|needs| &needs.product_qua);
        let attrs = self.attrs.iter().chain(needs.into_iter().flat_map(|needs| &needs.attrs));
        Leaf {
            path,
            old_path,
            needs,
            groups: groups.filter_map(|key| self.groups.get(key)).collect(),
            product_qua: product_qua.filter_map(|key| self.product_qua.get(key)).collect(),
            attrs: attrs.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::platform::shop::license::field_accepts;

    fn asset() -> Asset {
        serde_json::from_str(include_str!("../../../../../assets/practice/categories.json")).unwrap()
    }

    /// First-level names of the 14 groups that need 定向准入 (the guide's list of questions and answers).
    const GROUPS: [&str; 17] = [
        "珠宝首饰",
        "钟表",
        "酒类",
        "家用电器",
        "数码",
        "电脑、办公",
        "手机通讯",
        "个人护理",
        "运动户外",
        "母婴",
        "服饰内衣",
        "玩具乐器",
        "厨具",
        "家装建材",
        "家具",
        "汽车",
        "宠物生活",
    ];

    #[test]
    fn every_group_of_targeted_admission_has_leaves_that_need_it() {
        for group in GROUPS {
            let of_group = |leaf: &&Leaf| leaf.path[0].name == group;
            let needs = |leaf: &Leaf| leaf.needs.is_some_and(|needs| needs.access_permit_required);
            assert!(tree().leaves.values().filter(of_group).any(needs), "{group}");
        }
    }

    #[test]
    fn every_name_in_the_asset_leads_somewhere() {
        let asset = asset();
        for (key, need) in &asset.needs {
            assert!(need.license_groups.iter().all(|group| asset.license_groups.contains_key(group)), "{key}");
            assert!(need.product_qua.iter().all(|qua| asset.product_qua.contains_key(qua)), "{key}");
            assert_eq!(need.is_limit_brand, !need.brands.is_empty(), "{key}");
            assert!(need.brands.iter().all(|brand| tree().brands.contains_key(brand)), "{key}");
        }
        fn names(branch: &Branch) -> Vec<&String> {
            branch.needs.iter().chain(branch.children.iter().flat_map(names)).collect()
        }
        for name in asset.tree.iter().flat_map(names) {
            assert!(asset.needs.contains_key(name), "{name}");
        }
    }

    #[test]
    fn both_trees_end_in_the_same_leaves_and_the_old_one_has_three_levels() {
        for (id, leaf) in &tree().leaves {
            assert_eq!((leaf.node().cat_id, leaf.old_path.len()), (*id, 3), "{}", leaf.node().name);
            assert_eq!(leaf.old_path[2].cat_id, *id);
            assert!(leaf.path.len() >= 3 && !tree().inner.contains(id));
        }
    }

    #[test]
    fn expressions_of_fields_can_be_read() {
        let fields = asset().license_groups.into_values().flat_map(|group| group.license_list);
        for field in fields.flat_map(|license| license.license_field_list) {
            // An expression that cannot be read lets everything pass.
            assert!(!field_accepts(&field.info, "\n"), "{}", field.field_key);
        }
    }
}
