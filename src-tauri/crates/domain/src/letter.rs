//! Letters that categories demand (报备函, 承诺函): what stands where in the platform's own template.
//!
//! The wording of the templates is the platform's and is not imitated (qualification-rules, section 2): here is what to fill
//! in, each with who says that the template asks for it.

use crate::{
    rule_pack::{Authority, Words},
    vault::EntityDraft,
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum LetterKind {
    /// 报备函.
    Filing,
    /// 承诺函.
    Commitment,
}

impl LetterKind {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            LetterKind::Filing => "报备函",
            LetterKind::Commitment => "承诺函",
        }
    }

    /// The slot of the platform's form that it goes to.
    pub const fn slot(self) -> &'static str {
        match self {
            LetterKind::Filing => "filing_letter",
            LetterKind::Commitment => "commitment",
        }
    }
}

/// What staff type for a letter: nothing else here says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct LetterFacts {
    /// 视频号名称 or ID.
    pub channels_account: String,
    /// 销售品牌.
    pub brands: String,
    /// 以往经营平台 with the account there.
    pub past_platform: String,
    /// 联系人及电话.
    pub contact: String,
}

/// A field of the template, as the rule pack names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LetterField {
    /// Its name in the pack.
    pub key: String,
    /// What the template calls it.
    pub zh: String,
}

/// The filing letter in the rule pack.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FilingLetter {
    /// What it is called.
    pub name: Words,
    /// Fields that the guide names.
    pub fields_known: Vec<LetterField>,
    /// Fields that such letters have by common practice.
    pub fields_guessed: Vec<LetterField>,
}

/// What the application says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject<'a> {
    /// 店铺名称.
    pub shop_name: &'a str,
    /// AppID of the shop.
    pub app_id: &'a str,
    /// The category with that of the first level.
    pub category: &'a str,
}

/// One line of the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LetterLine {
    /// Its name in the pack.
    pub key: String,
    /// What the template calls it.
    pub label: String,
    /// What to write there; empty where it is not known yet.
    pub value: String,
    /// Who says that the template asks for it.
    pub source: Authority,
}

impl FilingLetter {
    /// What stands where.
    pub fn lines(&self, subject: Subject<'_>, entity: &EntityDraft, facts: &LetterFacts) -> Vec<LetterLine> {
        let known = self.fields_known.iter().map(|field| (field, Authority::Guide));
        let guessed = self.fields_guessed.iter().map(|field| (field, Authority::Practice));
        let line = |(field, source): (&LetterField, Authority)| LetterLine {
            key: field.key.clone(),
            label: field.zh.clone(),
            value: value_of(&field.key, subject, entity, facts).trim().to_owned(),
            source,
        };
        known.chain(guessed).map(line).collect()
    }
}

fn value_of<'a>(key: &str, subject: Subject<'a>, entity: &'a EntityDraft, facts: &'a LetterFacts) -> &'a str {
    match key {
        "shop_name" => subject.shop_name,
        "appid" => subject.app_id,
        "category" => subject.category,
        "entity" => &entity.name,
        "uscc" => &entity.code,
        "signatory" => &entity.legal_person,
        "channels_account" => &facts.channels_account,
        "brands" => &facts.brands,
        "past_platform" => &facts.past_platform,
        "contact" => &facts.contact,
        // Written by hand below the template's own words.
        "promise" => "按模板原文，不用改写",
        "date" => "签字盖章当天",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule_pack::RulePack;

    #[test]
    fn every_field_of_the_shipped_letter_is_answered_once_all_is_typed() {
        let pack: RulePack = serde_json::from_str(include_str!("../../../../assets/rules/qualification.json")).unwrap();
        let typed = "已填".to_owned();
        let entity = EntityDraft {
            name: typed.clone(),
            code: typed.clone(),
            legal_person: typed.clone(),
            ..EntityDraft::default()
        };
        let facts = LetterFacts {
            channels_account: typed.clone(),
            brands: typed.clone(),
            past_platform: typed.clone(),
            contact: typed.clone(),
        };
        let subject = Subject { shop_name: &typed, app_id: &typed, category: &typed };
        let lines = pack.filing_letter.lines(subject, &entity, &facts);
        assert_eq!(lines.len(), 12);
        let empty: Vec<_> = lines.iter().filter(|line| line.value.is_empty()).map(|line| &line.key).collect();
        assert_eq!(empty, Vec::<&String>::new());
        let by_guide = lines.iter().filter(|line| line.source == Authority::Guide).count();
        assert_eq!(by_guide, 4);
        let missing = pack.filing_letter.lines(subject, &EntityDraft::default(), &LetterFacts::default());
        assert_eq!(missing.iter().filter(|line| line.value.is_empty()).count(), 7);
    }
}
