//! The form of an application: what it holds, and what the platform refuses before any audit.

use crate::{
    reply::Refusal,
    shop::{
        ask::{list, refused, refused_for, switch},
        state::{FileKind, Profile, ShopState},
        tree::Leaf,
    },
};
use kaibo_domain::platform::shop::{
    errcode as code,
    id::{BrandId, CatId, LicenseGroupId, LicenseId},
    license::field_accepts,
    limit::{PAST_PLATFORMS, SLOT_PICTURES_MAX},
    state::BrandStatus,
};
use serde::{Deserialize, Serialize};

/// `category_info`; kept as it came.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct CategoryInfo {
    #[serde(skip_serializing)]
    level1: CatId,
    #[serde(skip_serializing)]
    level2: CatId,
    #[serde(skip_serializing)]
    level3: CatId,
    #[serde(skip_serializing, deserialize_with = "list")]
    cats_v2: Vec<CatRef>,
    #[serde(deserialize_with = "switch")]
    is_new_apply_cat: bool,
    #[serde(deserialize_with = "list")]
    license_group_list: Vec<GroupPick>,
    #[serde(deserialize_with = "list")]
    pub(super) certificate: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub(super) baobeihan: Vec<String>,
    #[serde(deserialize_with = "list")]
    jingyingzhengming: Vec<String>,
    #[serde(deserialize_with = "list")]
    daihuokoubei: Vec<String>,
    #[serde(deserialize_with = "list")]
    ruzhuzhizhi: Vec<String>,
    #[serde(deserialize_with = "list")]
    jingyingliushui: Vec<String>,
    #[serde(deserialize_with = "list")]
    buchongcailiao: Vec<String>,
    #[serde(deserialize_with = "list")]
    commitment_letter_list: Vec<String>,
    pub(super) jingyingpingtai: String,
    zhanghaomingcheng: String,
    account_link: String,
    #[serde(deserialize_with = "list")]
    brand_list: Vec<BrandRef>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct CatRef {
    cat_id: CatId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct BrandRef {
    brand_id: BrandId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct GroupPick {
    license_group_id: LicenseGroupId,
    license: LicensePick,
}

/// A licence handed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LicensePick {
    license_id: LicenseId,
    #[serde(default, deserialize_with = "list")]
    file_id_list: Vec<String>,
    #[serde(default, deserialize_with = "list")]
    license_field_list: Vec<FieldValue>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct FieldValue {
    key: String,
    #[serde(default)]
    value: String,
}

impl CategoryInfo {
    /// The path of categories: `cats_v2`, or the three levels of the old tree.
    pub(super) fn cats(&self) -> Vec<CatId> {
        if self.cats_v2.is_empty() {
            return vec![self.level1, self.level2, self.level3];
        }
        self.cats_v2.iter().map(|cat| cat.cat_id).collect()
    }

    fn slots(&self) -> [&Vec<String>; 8] {
        [
            &self.certificate,
            &self.baobeihan,
            &self.jingyingzhengming,
            &self.daihuokoubei,
            &self.ruzhuzhizhi,
            &self.jingyingliushui,
            &self.buchongcailiao,
            &self.commitment_letter_list,
        ]
    }

    /// The licences picked.
    pub(super) fn licences(&self) -> impl Iterator<Item = &LicensePick> {
        self.license_group_list.iter().map(|group| &group.license)
    }

    /// Every file_id.
    pub(super) fn files(&self) -> impl Iterator<Item = &String> {
        self.slots().into_iter().flatten().chain(self.licences().flat_map(|license| &license.file_id_list))
    }

    /// Every text typed.
    pub(super) fn texts(&self) -> impl Iterator<Item = &String> {
        let values = self.licences().flat_map(|license| &license.license_field_list).map(|field| &field.value);
        [&self.zhanghaomingcheng, &self.account_link].into_iter().chain(values)
    }

    /// Refuses what the form itself gets wrong.
    pub(super) fn check(&self, shop: &ShopState, leaf: &Leaf) -> Result<(), Refusal> {
        let wrong = |what: &str| Err(refused_for(code::PARAMETER, what));
        if leaf.needs.is_some_and(|needs| needs.enterprise_only) && shop.profile.subject_type != Profile::COMPANY {
            return Err(refused(code::SUBJECT));
        }
        if self.slots().iter().any(|slot| slot.len() > SLOT_PICTURES_MAX)
            || self.licences().any(|license| license.file_id_list.len() > SLOT_PICTURES_MAX)
        {
            return wrong("图片超过 10 张");
        }
        if !shop.has_files(FileKind::Qualification, self.files()) {
            return wrong("file_id");
        }
        let past = self.jingyingpingtai.as_str();
        if !past.is_empty() && !PAST_PLATFORMS.contains(&past) {
            return wrong("jingyingpingtai");
        }
        if self.is_new_apply_cat {
            check_licences(leaf, self)?;
        } else if leaf.needs.is_some_and(|needs| needs.mandatory) && self.files().next().is_none() {
            return wrong("certificate");
        }
        check_brands(shop, leaf, self)
    }
}

/// Every necessary group has one of its licences, and every licence its files and fields.
fn check_licences(leaf: &Leaf, form: &CategoryInfo) -> Result<(), Refusal> {
    let wrong = |what: &str| Err(refused_for(code::PARAMETER, what));
    for pick in &form.license_group_list {
        let group = leaf.groups.iter().find(|group| group.license_group_id == pick.license_group_id);
        let Some(group) = group else { return wrong("license_group_id") };
        let license = group.license_list.iter().find(|license| license.id == pick.license.license_id);
        let Some(license) = license else { return wrong("license_id") };
        if license.is_necessary && pick.license.file_id_list.is_empty() {
            return wrong("file_id_list");
        }
        for field in &license.license_field_list {
            let given = pick.license.license_field_list.iter().find(|given| given.key == field.field_key);
            match given.map(|given| given.value.as_str()).unwrap_or_default() {
                "" if field.is_necessary => return wrong(&field.field_name),
                "" => {}
                value if field_accepts(&field.info, value) => {}
                _ => return wrong(&field.field_name),
            }
        }
    }
    let picks = |id: LicenseGroupId| form.license_group_list.iter().filter(|pick| pick.license_group_id == id).count();
    for group in &leaf.groups {
        match picks(group.license_group_id) {
            0 if group.is_necessary => return wrong(&group.busi_license_desc),
            0 | 1 => {}
            _ => return wrong("license_group_id"),
        }
    }
    Ok(())
}

/// A category of limited brands takes brands that are its own and in force for this shop.
fn check_brands(shop: &ShopState, leaf: &Leaf, form: &CategoryInfo) -> Result<(), Refusal> {
    let in_force = |brand: &BrandRef| {
        let status = shop.brands.get(&brand.brand_id).map(|brand| brand.status);
        matches!(status, Some(BrandStatus::InForce | BrandStatus::Expiring))
    };
    let limited = leaf.needs.filter(|needs| needs.is_limit_brand);
    let is_taken = |brand: &BrandRef| limited.is_none_or(|needs| needs.brands.contains(&brand.brand_id));
    let is_missing = limited.is_some() && form.brand_list.is_empty();
    if is_missing || !form.brand_list.iter().all(|brand| in_force(brand) && is_taken(brand)) {
        return Err(refused_for(code::PARAMETER, "brand_list"));
    }
    Ok(())
}
