//! Categories: what the platform says of them, and the shop's rights to them. An account without a shop is refused, and
//! asked again a day later.

use super::Extent;
use crate::{
    Console,
    categories::{READ_SETTING, leaf_of},
    view::{NoticeKind, Problem, Topic},
};
use kaibo_domain::{
    ShopId,
    category::said::{FactChange, FactKind, LeafRules, LeafSaid, PathNode, ProductSaid, plain_text, second_of},
    category::said::{FieldSaid, GroupSaid, LicenceSaid},
    platform::shop::{
        endpoint::{CATEGORY_ALL, CATEGORY_DETAIL, RELATION_LIST},
        id::CatId,
        state::RelationStatus,
    },
    time::DAY_MS,
};
use kaibo_store::{
    StoreError, Transaction, applications,
    category_rights::{self, RightRow},
    platform_categories::{self, ChangeRow, LeafRow},
    products, settings,
};
use kaibo_wechat::{
    CallError, Client,
    shop::{
        Relation,
        category::{CategoryPath, Qualification},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// How long what category/all and category/detail said is kept: they are large, and meant to be asked once a day.
const KEPT_MS: i64 = DAY_MS;
const KEPT_PRACTICE_MS: i64 = 10_000;
/// Calls of category/detail in one reading at most, those first that were not read for longest.
const DETAILS_READ: usize = 20;
/// The same where somebody looks at a category: as many leaves as one of the second level has.
const DETAILS_ASKED: usize = 60;

/// A leaf as category/all says it.
struct Said {
    cat_id: CatId,
    path: Vec<PathNode>,
    said: LeafSaid,
}

/// What a reading brought.
#[derive(Default)]
struct Taken {
    /// Whether anything is other than before.
    is_news: bool,
    /// What was not listed this time.
    missed: BTreeSet<CatId>,
    /// Categories of the second level that concern the shop and changed, with their names.
    changed: BTreeMap<CatId, String>,
}

impl Console {
    /// Reads categories and rights once a day.
    pub(super) async fn sync_categories(&self, client: &Client, extent: Extent, begun_ms: i64) -> Result<(), Problem> {
        let (shop, now, kept_ms) = (self.inner.shop.id, self.now(), self.categories_kept_ms());
        let read_ms = self.categories_read_ms().await?;
        let not_before = self.inner.sync.state().categories_ms;
        if extent != Extent::Everything || begun_ms < not_before {
            return Ok(());
        }
        if read_ms.is_some_and(|read_ms| begun_ms < read_ms + kept_ms) {
            return self.sync_rights(client).await;
        }
        let leaves = match client.shop_category_all().await {
            Ok(all) => all.cats_v2.iter().filter_map(said_of).collect::<Vec<_>>(),
            Err(error @ CallError::NotSent { .. }) => return Err(self.unread((CATEGORY_ALL, error)).await),
            Err(error) => {
                tracing::info!(%error, "the categories could not be read");
                self.inner.sync.state().categories_ms = begun_ms + kept_ms;
                return Ok(());
            }
        };
        let missed_before = std::mem::take(&mut self.inner.sync.state().missed_categories);
        let setting = format!("{READ_SETTING}{shop}");
        let taken = self
            .write(move |tx| {
                settings::set(tx, &setting, &begun_ms.to_string())?;
                take_in(tx, shop, &leaves, &missed_before, now)
            })
            .await?;
        self.inner.sync.state().missed_categories = taken.missed;
        self.tell_of_categories(NoticeKind::CategoryChanged, taken.changed).await;
        if taken.is_news {
            self.changed(Topic::Categories, Vec::new());
        }
        let mut due = self.read(move |db| platform_categories::list(db, shop)).await?;
        due.retain(|row| row.retired_ms.is_none() && row.rules.is_some_and(|(_, read)| read + kept_ms <= begun_ms));
        due.sort_by_key(|row| row.rules.map(|(_, read)| read));
        due.truncate(DETAILS_READ);
        self.read_rules(client, due).await?;
        self.sync_rights(client).await
    }

    /// Reads what category/detail says of the leaves of a category of the second level, as far as that is not known.
    pub async fn category_read(&self, id: String) -> Result<(), Problem> {
        let Ok(second) = id.parse::<CatId>() else { return Ok(()) };
        let client = self.client()?;
        let (shop, fresh_ms) = (self.inner.shop.id, self.now() - self.categories_kept_ms());
        let mut due = self.read(move |db| platform_categories::of_second(db, shop, second)).await?;
        due.retain(|row| row.retired_ms.is_none() && row.rules.is_none_or(|(_, read)| read <= fresh_ms));
        due.truncate(DETAILS_ASKED);
        self.read_rules(&client, due).await
    }

    fn categories_kept_ms(&self) -> i64 {
        if self.is_practice() { KEPT_PRACTICE_MS } else { KEPT_MS }
    }

    async fn read_rules(&self, client: &Client, leaves: Vec<LeafRow>) -> Result<(), Problem> {
        let (shop, mut is_news, mut changed) = (self.inner.shop.id, false, BTreeMap::new());
        for leaf in leaves {
            let attr = match client.shop_category_detail(leaf.cat_id).await {
                Ok(detail) => detail.attr,
                Err(CallError::Rejected { errcode, .. }) => {
                    tracing::info!(errcode, "the rules of a category could not be read");
                    continue;
                }
                Err(error) => return Err(self.unread((CATEGORY_DETAIL, error)).await),
            };
            let rules = LeafRules {
                gated: attr.access_permit_required,
                brand_limited: attr.is_limit_brand,
                deposit: attr.deposit,
            };
            let (now, cat_id) = (self.now(), leaf.cat_id);
            let changes = leaf.rules.map(|(before, _)| before.changes(&rules)).unwrap_or_default();
            is_news |= leaf.rules.is_none() || !changes.is_empty();
            if !changes.is_empty() {
                changed.extend(second_of(&leaf.path).map(|node| (leaf.second_id, node.name.clone())));
            }
            self.write(move |tx| {
                platform_categories::put_rules(tx, shop, cat_id, &rules, now)?;
                note(tx, shop, cat_id, changes, now)
            })
            .await?;
        }
        self.tell_of_categories(NoticeKind::CategoryChanged, changed).await;
        if is_news {
            self.changed(Topic::Categories, Vec::new());
        }
        Ok(())
    }

    /// Reads the rights; tells of those that lapsed.
    async fn sync_rights(&self, client: &Client) -> Result<(), Problem> {
        let shop = self.inner.shop.id;
        let rights = match client.shop_relation_list(None).await {
            Ok(rights) => rights,
            Err(CallError::Rejected { errcode, .. }) => {
                tracing::info!(errcode, "the rights to categories could not be read");
                return Ok(());
            }
            Err(error) => return Err(self.unread((RELATION_LIST, error)).await),
        };
        let (is_news, lapsed) = self.write(move |tx| take_in_rights(tx, shop, &rights)).await?;
        if is_news {
            self.changed(Topic::Categories, Vec::new());
        }
        self.tell_of_categories(NoticeKind::CategoryLapsed, lapsed).await;
        Ok(())
    }

    async fn tell_of_categories(&self, kind: NoticeKind, told: BTreeMap<CatId, String>) {
        let Some((first, name)) = told.first_key_value() else { return };
        let id = (told.len() == 1).then(|| first.to_string());
        // As many as the tree has.
        self.tell(kind, told.len() as u32, name.clone(), (Topic::Categories, id)).await;
    }
}

/// A leaf as category/all says it; `None` for what has no path.
fn said_of(path: &CategoryPath) -> Option<Said> {
    let leaf = path.cat_and_qua.first()?;
    let node = |node: &kaibo_wechat::shop::category::CategoryNode| PathNode {
        cat_id: node.cat.cat_id.0,
        name: plain_text(&node.cat.name),
    };
    let qua = leaf.qua.clone().unwrap_or_default();
    let said = LeafSaid {
        tips: plain_text(&qua.tips),
        mandatory: qua.mandatory,
        brand_tips: leaf.brand_qua.as_ref().map(|brand| plain_text(&brand.tips)).unwrap_or_default(),
        products: leaf.product_qua_list.iter().map(product).collect(),
        groups: qua.cert_group_list.iter().map(group).collect(),
    };
    Some(Said { cat_id: leaf.cat.cat_id, path: path.cat_and_qua.iter().rev().map(node).collect(), said })
}

fn product(qua: &Qualification) -> ProductSaid {
    ProductSaid { name: plain_text(&qua.name), tips: plain_text(&qua.tips), mandatory: qua.mandatory }
}

fn group(group: &kaibo_wechat::shop::category::LicenseGroup) -> GroupSaid {
    let licence = |licence: &kaibo_wechat::shop::category::License| LicenceSaid {
        name: plain_text(&licence.name),
        fields: licence
            .license_field_list
            .iter()
            .map(|field| FieldSaid {
                name: plain_text(&field.field_name),
                pattern: field.info.clone(),
                necessary: field.is_necessary,
            })
            .collect(),
    };
    GroupSaid {
        text: plain_text(&group.busi_license_desc),
        necessary: group.is_necessary,
        licences: group.license_list.iter().map(licence).collect(),
    }
}

/// Writes down what category/all says, and what changed in it. Only what two readings in a row do not list is retired.
fn take_in(
    tx: &Transaction,
    shop: ShopId,
    leaves: &[Said],
    missed_before: &BTreeSet<CatId>,
    now_ms: i64,
) -> Result<Taken, StoreError> {
    let mut known: BTreeMap<CatId, LeafRow> =
        platform_categories::list(tx, shop)?.into_iter().map(|row| (row.cat_id, row)).collect();
    let (is_first, concerned) = (known.is_empty(), concerned(tx, shop, &known)?);
    let mut taken = Taken { is_news: is_first && !leaves.is_empty(), ..Taken::default() };
    let mut change = |tx: &Transaction, cat_id, second: &PathNode, changes: Vec<FactChange>| {
        if concerned.contains(&cat_id) && !changes.is_empty() {
            taken.changed.insert(CatId(second.cat_id), second.name.clone());
        }
        taken.is_news = true;
        note(tx, shop, cat_id, changes, now_ms)
    };
    for Said { cat_id, path, said } in leaves {
        let Some(second) = second_of(path) else { continue };
        let before = known.remove(cat_id);
        let is_listed = before.as_ref().is_some_and(|row| row.retired_ms.is_none());
        if is_listed && before.as_ref().is_some_and(|row| row.said == *said && row.path == *path) {
            continue;
        }
        platform_categories::put(tx, shop, (*cat_id, CatId(second.cat_id)), path, said)?;
        let listed = || vec![FactChange { kind: FactKind::Listed, before: String::new(), after: name_of(path) }];
        let changes = match before {
            _ if is_first => Vec::new(),
            Some(before) if is_listed => before.said.changes(said),
            _ => listed(),
        };
        change(tx, *cat_id, second, changes)?;
    }
    // An answer that lists nothing at all says nothing.
    let gone = known.into_values().filter(|row| row.retired_ms.is_none() && !leaves.is_empty());
    let mut missed = BTreeSet::new();
    for row in gone {
        if !missed_before.contains(&row.cat_id) {
            missed.insert(row.cat_id);
            continue;
        }
        let Some(second) = second_of(&row.path) else { continue };
        platform_categories::retire(tx, shop, row.cat_id, now_ms)?;
        let retired = FactChange { kind: FactKind::Listed, before: name_of(&row.path), after: String::new() };
        change(tx, row.cat_id, second, vec![retired])?;
    }
    taken.missed = missed;
    Ok(taken)
}

fn name_of(path: &[PathNode]) -> String {
    path.last().map(|leaf| leaf.name.clone()).unwrap_or_default()
}

fn note(tx: &Transaction, shop: ShopId, cat_id: CatId, changes: Vec<FactChange>, at_ms: i64) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    platform_categories::note_changes(tx, shop, &ChangeRow { cat_id, at_ms, changes })
}

/// The leaves that somebody here has to do with: applied for, held, sold in, or looked at.
fn concerned(tx: &Transaction, shop: ShopId, known: &BTreeMap<CatId, LeafRow>) -> Result<BTreeSet<CatId>, StoreError> {
    let looked_at = known.values().filter(|row| row.rules.is_some()).map(|row| row.cat_id);
    let applied_for = applications::list(tx, shop)?.into_iter().map(|row| row.cat_id);
    let held = category_rights::list(tx, shop)?.into_iter().map(|right| right.cat_id);
    let sold_in = products::list(tx, shop)?.into_iter().filter_map(|row| leaf_of(&row));
    Ok(looked_at.chain(applied_for).chain(held).chain(sold_in).collect())
}

/// Writes down the rights; whether any is news, and what lapsed, by the category of the second level where that is known.
fn take_in_rights(
    tx: &Transaction,
    shop: ShopId,
    rights: &[Relation],
) -> Result<(bool, BTreeMap<CatId, String>), StoreError> {
    let known: BTreeMap<_, _> =
        category_rights::list(tx, shop)?.into_iter().map(|right| (right.cat_id, right)).collect();
    let sold_in: BTreeSet<_> = products::list(tx, shop)?.iter().filter_map(leaf_of).collect();
    let ms = |seconds: i64| (seconds > 0).then(|| seconds.saturating_mul(1000));
    let (mut is_news, mut lapsed) = (false, BTreeMap::new());
    for relation in rights {
        let Some(status) = relation.state() else { continue };
        let before = known.get(&relation.id);
        let is_lapsed = status == RelationStatus::Lapsed;
        // One that had lapsed before this shop was ever read is told only where something is sold in it.
        let has_lapsed = match before {
            Some(before) => is_lapsed && before.status == RelationStatus::InForce,
            None => is_lapsed && sold_in.contains(&relation.id),
        };
        let was_settled = before.is_some_and(|before| before.settled) || before.is_none();
        let right = RightRow {
            cat_id: relation.id,
            status,
            reason: plain_text(&relation.uneffective_reason),
            since_ms: ms(relation.effective_time),
            until_ms: ms(relation.uneffective_time),
            settled: is_lapsed && !has_lapsed && was_settled,
        };
        if before == Some(&right) {
            continue;
        }
        category_rights::put(tx, shop, &right)?;
        is_news = true;
        if has_lapsed {
            lapsed.extend(
                platform_categories::place_of(tx, shop, relation.id)?
                    .and_then(|leaf| second_of(&leaf.path).map(|second| (leaf.second_id, second.name.clone()))),
            );
        }
    }
    Ok((is_news, lapsed))
}
