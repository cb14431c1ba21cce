//! What the platform itself says of categories: it outranks what is shipped, category by category.

use crate::{
    Console,
    view::{
        CategoryChange, LapsedCategory, LeafGroup, LicenceFieldView, LicenceGroupView, LicenceView, Listing,
        PlatformView, Problem, RightView, Topic,
    },
};
use kaibo_domain::{
    ShopId,
    category::{
        CategoryTree,
        said::{GroupSaid, LeafSaid, PathNode},
    },
    platform::shop::{
        id::CatId,
        license::{FieldCheck, field_check},
        state::{ProductStatus, RelationStatus},
    },
    vault::EntityDraft,
};
use kaibo_store::{
    Connection, StoreError,
    category_rights::{self, RightRow},
    entities,
    platform_categories::{self, LeafPlace, LeafRow},
    products::{self, ProductRow},
    settings,
};
use kaibo_wechat::shop::ProductInfo;
use std::collections::HashMap;

/// Setting that keeps when the categories of a shop were last read; the shop's id follows.
pub(crate) const READ_SETTING: &str = "categories.read.";
/// Changes of a category that are shown.
const CHANGES_SHOWN: u32 = 30;

/// What the platform says of all categories.
pub(crate) struct Known {
    /// The shipped tree with the platform's names and categories.
    pub tree: CategoryTree,
    read: bool,
    seconds: HashMap<u64, Standing>,
}

#[derive(Default)]
struct Standing {
    is_listed: bool,
    gated: Option<bool>,
}

impl Known {
    /// Whether the platform has that category of the second level.
    pub fn listing(&self, second: u64) -> Listing {
        match self.seconds.get(&second) {
            _ if !self.read => Listing::Unread,
            None => Listing::NotListed,
            Some(standing) if standing.is_listed => Listing::Listed,
            Some(_) => Listing::Retired,
        }
    }

    /// Whether it is under 定向准入, where category/detail of one of its leaves was read.
    pub fn gated(&self, second: u64) -> Option<bool> {
        self.seconds.get(&second)?.gated
    }
}

impl Console {
    /// The categories as the platform has them, as far as it was asked.
    pub(crate) async fn known_categories(&self, shipped: &'static CategoryTree) -> Result<Known, Problem> {
        let shop = self.inner.shop.id;
        self.read(move |db| {
            let places = platform_categories::places(db, shop)?;
            let mut seconds: HashMap<u64, Standing> = HashMap::new();
            for LeafPlace { second_id, gated, retired, .. } in &places {
                let standing = seconds.entry(second_id.0).or_default();
                standing.is_listed |= !retired;
                if let Some(gated) = gated.filter(|_| !retired) {
                    standing.gated = Some(standing.gated.unwrap_or_default() || gated);
                }
            }
            let tree = shipped.with_paths(places.iter().map(|place| place.path.as_slice()));
            Ok(Known { tree, read: !places.is_empty(), seconds })
        })
        .await
    }

    /// When the categories were last read.
    pub(crate) async fn categories_read_ms(&self) -> Result<Option<i64>, Problem> {
        let setting = format!("{READ_SETTING}{}", self.inner.shop.id);
        Ok(self.read(move |db| settings::get(db, &setting)).await?.and_then(|text| text.parse().ok()))
    }

    /// What the platform says of a category of the second level; `None` where it was not asked, or never listed it.
    pub(crate) async fn category_platform(&self, second: CatId) -> Result<Option<PlatformView>, Problem> {
        let Some(read_ms) = self.categories_read_ms().await? else { return Ok(None) };
        let (shop, is_open) = (self.inner.shop.id, self.vault_is_open().is_ok());
        self.read(move |db| {
            let leaves = platform_categories::of_second(db, shop, second)?;
            if leaves.is_empty() {
                return Ok(None);
            }
            // Who the merchant is stands in the vault.
            let entity = if is_open { entities::get(db, shop)?.draft } else { EntityDraft::default() };
            let names: HashMap<CatId, String> = leaves.iter().map(|leaf| (leaf.cat_id, name_of(&leaf.path))).collect();
            let name = |id: CatId| names.get(&id).cloned().unwrap_or_default();
            let changes = platform_categories::changes_of(db, shop, second, CHANGES_SHOWN)?;
            let sold = products::list(db, shop)?;
            let rights = category_rights::list(db, shop)?.into_iter().filter(|right| names.contains_key(&right.cat_id));
            Ok(Some(PlatformView {
                read_ms,
                complete: leaves.iter().all(|leaf| leaf.rules.is_some() || leaf.retired_ms.is_some()),
                groups: grouped(&leaves, &entity),
                changes: changes
                    .into_iter()
                    .map(|row| CategoryChange { leaf: name(row.cat_id), at_ms: row.at_ms, facts: row.changes })
                    .collect(),
                rights: rights.map(|right| right_view(name(right.cat_id), right, &sold)).collect(),
            }))
        })
        .await
    }

    /// Notes that staff have seen that the rights to a category of the second level lapsed.
    pub async fn category_settle(&self, id: String) -> Result<(), Problem> {
        let Ok(second) = id.parse::<CatId>() else { return Ok(()) };
        let shop = self.inner.shop.id;
        self.write(move |tx| {
            let leaves = platform_categories::of_second(tx, shop, second)?;
            leaves.iter().try_for_each(|leaf| category_rights::settle(tx, shop, leaf.cat_id))
        })
        .await?;
        self.changed(Topic::Categories, Vec::new());
        Ok(())
    }
}

/// Rights that lapsed and that nobody has seen to.
pub(crate) fn lapsed(db: &Connection, shop: ShopId) -> Result<Vec<LapsedCategory>, StoreError> {
    let is_open = |right: &RightRow| right.status == RelationStatus::Lapsed && !right.settled;
    let rights: Vec<_> = category_rights::list(db, shop)?.into_iter().filter(is_open).collect();
    if rights.is_empty() {
        return Ok(Vec::new());
    }
    let sold = products::list(db, shop)?;
    let mut lapsed = Vec::new();
    for right in rights {
        let Some(place) = platform_categories::place_of(db, shop, right.cat_id)? else { continue };
        lapsed.push(LapsedCategory {
            id: place.second_id.to_string(),
            name: name_of(&place.path),
            // As many as a shop sells.
            goods: goods_of(right.cat_id, &sold).len() as u32,
            reason: right.reason,
        });
    }
    Ok(lapsed)
}

/// The leaf in which a product is sold.
pub(crate) fn leaf_of(row: &ProductRow) -> Option<CatId> {
    let info: ProductInfo = serde_json::from_str(&row.request).ok()?;
    info.cats_v2.last().map(|leaf| leaf.cat_id)
}

fn goods_of(leaf: CatId, sold: &[ProductRow]) -> Vec<String> {
    let is_there = |row: &&ProductRow| row.product_id.is_some() && row.status != Some(ProductStatus::Deleted);
    let here = sold.iter().filter(is_there).filter(|row| leaf_of(row) == Some(leaf));
    here.map(|row| row.name.clone()).collect()
}

fn name_of(path: &[PathNode]) -> String {
    path.last().map(|leaf| leaf.name.clone()).unwrap_or_default()
}

fn right_view(leaf: String, right: RightRow, sold: &[ProductRow]) -> RightView {
    RightView {
        id: right.cat_id.to_string(),
        leaf,
        in_force: right.status == RelationStatus::InForce,
        goods: goods_of(right.cat_id, sold),
        reason: right.reason,
        since_ms: right.since_ms,
        until_ms: right.until_ms,
        settled: right.settled,
    }
}

/// Leaves of which the same is said stand together, in the platform's order.
fn grouped(leaves: &[LeafRow], entity: &EntityDraft) -> Vec<LeafGroup> {
    let mut groups: Vec<(&LeafRow, LeafGroup)> = Vec::new();
    for leaf in leaves {
        let rules = |row: &LeafRow| row.rules.map(|(rules, _)| rules);
        let is_same = |other: &LeafRow| {
            other.said == leaf.said
                && rules(other) == rules(leaf)
                && other.retired_ms.is_some() == leaf.retired_ms.is_some()
        };
        match groups.iter_mut().find(|(first, _)| is_same(first)) {
            Some((_, group)) => group.leaves.push(name_of(&leaf.path)),
            None => groups.push((leaf, group(leaf, entity))),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn group(leaf: &LeafRow, entity: &EntityDraft) -> LeafGroup {
    let LeafSaid { tips, mandatory, brand_tips, products, groups } = leaf.said.clone();
    let lines = |text: String| text.lines().map(str::to_owned).collect();
    let rules = leaf.rules.map(|(rules, _)| rules);
    LeafGroup {
        leaves: vec![name_of(&leaf.path)],
        retired: leaf.retired_ms.is_some(),
        tips: lines(tips),
        mandatory,
        brand: lines(brand_tips),
        products,
        licences: groups.into_iter().map(|group| licence_group(group, entity)).collect(),
        gated: rules.map(|rules| rules.gated),
        brand_limited: rules.map(|rules| rules.brand_limited),
        deposit: rules.map(|rules| rules.deposit),
    }
}

fn licence_group(group: GroupSaid, entity: &EntityDraft) -> LicenceGroupView {
    let field = |field: kaibo_domain::category::said::FieldSaid| {
        let value = entity.answer(&field.name).trim().to_owned();
        let check = Some(field_check(&field.pattern, &value))
            .filter(|check| !value.is_empty() || *check == FieldCheck::Unreadable);
        LicenceFieldView { name: field.name, necessary: field.necessary, value, check }
    };
    LicenceGroupView {
        text: group.text,
        necessary: group.necessary,
        licences: group
            .licences
            .into_iter()
            .map(|licence| LicenceView { name: licence.name, fields: licence.fields.into_iter().map(field).collect() })
            .collect(),
    }
}
