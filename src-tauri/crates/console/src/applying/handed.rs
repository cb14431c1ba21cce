//! What is handed in: frozen when it is, made the platform's form when it leaves.
//!
//! Pages are named by their address in the vault until each has been uploaded and has a `file_id`.

use crate::{
    Console,
    problem::internal,
    view::{ApplicationDraftView, Problem},
};
use kaibo_domain::{
    day::Day,
    platform::shop::{id::CatId, license::field_accepts, limit::SLOT_PICTURES_MAX},
};
use kaibo_store::{BlobId, StoreError, entities, papers};
use kaibo_wechat::shop::{
    CategoryInfo, FileId,
    category::{LicenseField, LicenseFieldRule, LicenseGroup, LicenseGroupPick, LicensePick},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An application as it was when it was handed in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Handed {
    /// The category of the second level.
    pub second: CatId,
    /// The leaf within it, by name; empty where there is only one.
    pub leaf: String,
    company: String,
    code: String,
    texts: BTreeMap<String, String>,
    slots: BTreeMap<String, Vec<String>>,
    licences: Vec<HandedLicence>,
}

/// A licence or permit with what the platform asks of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct HandedLicence {
    is_business: bool,
    number: String,
    begins: String,
    ends: String,
    pages: Vec<String>,
}

/// What the platform calls each page.
pub(crate) type Uploaded = BTreeMap<BlobId, FileId>;

impl Handed {
    /// All pages, each once, in the order in which they are uploaded.
    pub fn blobs(&self) -> Vec<BlobId> {
        let licences = self.licences.iter().flat_map(|licence| &licence.pages);
        let mut seen = Vec::new();
        for blob in licences.chain(self.slots.values().flatten()).filter_map(|blob| blob.parse().ok()) {
            if !seen.contains(&blob) {
                seen.push(blob);
            }
        }
        seen
    }

    /// The platform's form.
    ///
    /// # Errors
    /// The words of a group of licences for which nothing fits.
    pub fn form(&self, groups: &[LicenseGroup], uploaded: &Uploaded) -> Result<CategoryInfo, String> {
        let ids = |blobs: &[String]| -> Vec<FileId> {
            blobs.iter().filter_map(|blob| uploaded.get(&blob.parse().ok()?).cloned()).take(SLOT_PICTURES_MAX).collect()
        };
        let slot = |name: &str| self.slots.get(name).map(|blobs| ids(blobs)).unwrap_or_default();
        let text = |name: &str| self.texts.get(name).cloned().unwrap_or_default();
        let mut picks = Vec::new();
        for group in groups {
            let picked = self.pick(group);
            match picked {
                Some((licence, pick)) => {
                    let license = LicensePick { file_id_list: ids(&licence.pages), ..pick };
                    picks.push(LicenseGroupPick { license_group_id: group.license_group_id, license });
                }
                None if group.is_necessary => return Err(group.busi_license_desc.clone()),
                None => {}
            }
        }
        let loose: Vec<_> = self.licences.iter().flat_map(|licence| licence.pages.clone()).collect();
        Ok(CategoryInfo {
            is_new_apply_cat: !groups.is_empty(),
            license_group_list: picks,
            // The way before there were groups.
            certificate: if groups.is_empty() { ids(&loose) } else { Vec::new() },
            baobeihan: slot("filing_letter"),
            jingyingzhengming: slot("business_proof"),
            daihuokoubei: slot("reputation"),
            ruzhuzhizhi: slot("past_entry_proof"),
            jingyingliushui: slot("turnover"),
            buchongcailiao: slot("supplement"),
            commitment_letter_list: slot("commitment"),
            jingyingpingtai: text("past_platform"),
            zhanghaomingcheng: text("past_account"),
            account_link: text("account_link"),
            ..CategoryInfo::default()
        })
    }

    /// The first licence of a group of which all that must be said can be.
    fn pick(&self, group: &LicenseGroup) -> Option<(&HandedLicence, LicensePick)> {
        group.license_list.iter().find_map(|license| {
            let is_business = license.name.contains("营业执照");
            self.licences.iter().filter(|handed| handed.is_business == is_business).find_map(|handed| {
                let fields = license.license_field_list.iter().filter_map(|rule| {
                    let value = self.value_of(rule, handed);
                    match field_accepts(&rule.info, &value) && !value.is_empty() {
                        true => Some(Some(LicenseField { key: rule.field_key.clone(), value })),
                        false if rule.is_necessary => Some(None),
                        false => None,
                    }
                });
                let license_field_list = fields.collect::<Option<Vec<_>>>()?;
                Some((handed, LicensePick { license_id: license.id, file_id_list: Vec::new(), license_field_list }))
            })
        })
    }

    /// What is known of a field, by what it is called.
    fn value_of(&self, rule: &LicenseFieldRule, licence: &HandedLicence) -> String {
        let is = |words: &[&str]| words.iter().any(|word| rule.field_name.contains(word));
        match () {
            () if is(&["信用代码"]) => self.code.clone(),
            () if is(&["名称", "主体", "经营者"]) => self.company.clone(),
            () if is(&["开始", "起始", "成立", "发证"]) => dated(&licence.begins),
            () if is(&["截止", "结束", "到期"]) => dated(&licence.ends),
            () if is(&["号"]) => licence.number.clone(),
            () => String::new(),
        }
    }
}

/// A day as the platform writes it; anything else (长期) stays.
fn dated(typed: &str) -> String {
    Day::parse(typed).map_or_else(|| typed.trim().to_owned(), |day| day.to_string())
}

impl Console {
    /// What an application would hand in as it is now.
    pub(super) async fn handed(&self, view: &ApplicationDraftView) -> Result<Handed, Problem> {
        let second = view.line.category.id.parse().map_err(|_| internal("category"))?;
        let pack = self.rules().await?;
        let slot_of = |demand: &str| pack.slot_of(demand).map(str::to_owned);
        let cards: Vec<_> = view.cards.iter().map(|card| (slot_of(&card.demand.id), card.filling.clone())).collect();
        let (leaf, shop) = (view.draft.leaf.trim().to_owned(), self.inner.shop.id);
        self.read(move |db| {
            let entity = entities::get(db, shop)?.draft;
            let mut handed = Handed { second, leaf, company: entity.name, code: entity.code, ..Handed::default() };
            for (slot, filling) in cards {
                let Some(slot) = slot else { continue };
                if !filling.text.trim().is_empty() {
                    handed.texts.insert(slot.clone(), filling.text.trim().to_owned());
                }
                for id in filling.papers {
                    let paper = papers::get(db, id)?.ok_or(StoreError::NotFound)?;
                    let pages: Vec<_> = papers::files(db, id)?.into_iter().map(|file| file.blob.to_string()).collect();
                    match slot.as_str() {
                        "business_licence" | "licence_group" => handed.licences.push(HandedLicence {
                            is_business: slot == "business_licence",
                            number: paper.draft.number,
                            begins: filling.begins.clone(),
                            ends: paper.draft.expires,
                            pages,
                        }),
                        // Papers of products go with the products.
                        "product_qua" | "screen_recording" => {}
                        // The form has no place for papers of a brand but this one.
                        "brand_info" => handed.slots.entry("supplement".to_owned()).or_default().extend(pages),
                        slot => handed.slots.entry(slot.to_owned()).or_default().extend(pages),
                    }
                }
            }
            Ok(handed)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaibo_domain::platform::shop::id::{LicenseGroupId, LicenseId};
    use kaibo_wechat::shop::category::License;

    const BUSINESS: &str = "aa";

    fn field(name: &str, info: &str, is_necessary: bool) -> LicenseFieldRule {
        LicenseFieldRule { field_key: name.into(), field_name: name.into(), info: info.into(), is_necessary }
    }

    fn group(is_necessary: bool, licences: &[(&str, Vec<LicenseFieldRule>)]) -> LicenseGroup {
        let licences = licences.iter().enumerate().map(|(at, (name, fields))| License {
            id: LicenseId(at as u64 + 1),
            name: (*name).into(),
            is_necessary: true,
            license_field_list: fields.clone(),
        });
        LicenseGroup {
            license_group_id: LicenseGroupId(9),
            is_necessary,
            busi_license_desc: "任选其一".into(),
            license_list: licences.collect(),
        }
    }

    fn handed() -> Handed {
        let page = |two: &str| vec![two.repeat(32)];
        Handed {
            company: "某公司".into(),
            code: "9144".into(),
            licences: vec![
                HandedLicence {
                    is_business: true,
                    begins: "2020年1月2日".into(),
                    ends: "长期".into(),
                    pages: page(BUSINESS),
                    ..HandedLicence::default()
                },
                HandedLicence { number: "SC123".into(), pages: page("bb"), ..HandedLicence::default() },
            ],
            slots: [("filing_letter".to_owned(), page("cc")), ("supplement".to_owned(), page(BUSINESS))].into(),
            texts: [("past_platform".to_owned(), "douyin".to_owned())].into(),
            ..Handed::default()
        }
    }

    fn uploaded(handed: &Handed) -> Uploaded {
        handed.blobs().into_iter().map(|blob| (blob, FileId(blob.to_string()[..2].to_owned()))).collect()
    }

    #[test]
    fn each_page_is_uploaded_once_and_stands_where_it_belongs() {
        let handed = handed();
        assert_eq!(handed.blobs().len(), 3);
        let form = handed.form(&[], &uploaded(&handed)).unwrap();
        let id = |text: &str| FileId(text.to_owned());
        assert_eq!(form.certificate, [id("aa"), id("bb")]);
        assert_eq!((form.baobeihan, form.buchongcailiao), (vec![id("cc")], vec![id("aa")]));
        assert_eq!((form.jingyingpingtai.as_str(), form.is_new_apply_cat), ("douyin", false));
    }

    #[test]
    fn the_licence_of_a_group_is_the_one_whose_fields_can_be_said() {
        let handed = handed();
        let business = vec![
            field("企业名称", ".{2,60}", true),
            field("统一社会信用代码", "\\d{4}", true),
            field("有效期开始", "\\d{4}-\\d{2}-\\d{2}", true),
            field("有效期截止", "\\d{4}-\\d{2}-\\d{2}|长期", true),
        ];
        let permits =
            [("经营许可", vec![field("编号", "JY\\d+", true)]), ("生产许可", vec![field("编号", "SC\\d+", true)])];
        let groups = [group(true, &[("营业执照", business)]), group(true, &permits)];
        let form = handed.form(&groups, &uploaded(&handed)).unwrap();
        let picked: Vec<_> = form.license_group_list.iter().map(|pick| &pick.license).collect();
        let values: Vec<_> = picked[0].license_field_list.iter().map(|field| field.value.as_str()).collect();
        assert_eq!(values, ["某公司", "9144", "2020-01-02", "长期"]);
        assert_eq!((picked[1].license_id, picked[1].file_id_list.len()), (LicenseId(2), 1));
        assert!(form.is_new_apply_cat && form.certificate.is_empty());
    }

    #[test]
    fn a_group_for_which_nothing_fits_is_said_where_it_must_be_there() {
        let handed = handed();
        let permit = [("零售许可", vec![field("编号", "LS\\d+", true)])];
        assert_eq!(handed.form(&[group(true, &permit)], &uploaded(&handed)), Err("任选其一".to_owned()));
        assert_eq!(handed.form(&[group(false, &permit)], &uploaded(&handed)).unwrap().license_group_list, []);
    }
}
