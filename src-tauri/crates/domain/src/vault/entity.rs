//! Who the merchant is: what stands on the business licence.

use super::code::{self, NotACode};
use crate::{
    money::{Fen, NotAPrice},
    violation::{Rule, Violation},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What kind of merchant. The platform takes only companies of the mainland and sole traders (wiki/2063).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// 企业.
    #[default]
    Enterprise,
    /// 个体工商户.
    SoleTrader,
}

/// Where the legal representative or owner is from; one from elsewhere is taken, with a passport or permit (wiki/2063).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Residency {
    /// The mainland.
    #[default]
    Mainland,
    /// Hong Kong, Macau, Taiwan.
    Region,
    /// Abroad.
    Abroad,
}

/// The merchant as staff type it from the licence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EntityDraft {
    /// Name as on the licence.
    pub name: String,
    /// Unified social credit code.
    pub code: String,
    /// What kind of merchant.
    pub kind: EntityKind,
    /// Legal representative, or the owner of a sole trader.
    pub legal_person: String,
    /// Where they are from.
    pub residency: Residency,
    /// Address as on the licence.
    pub address: String,
    /// Registered capital in ten thousand yuan (万元), as typed; sole traders have none.
    pub capital: String,
    /// Business scope, as on the licence.
    pub scope: String,
}

/// The fields of the merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EntityField {
    /// Name.
    Name,
    /// Unified social credit code.
    Code,
    /// What kind of merchant.
    Kind,
    /// Legal representative.
    LegalPerson,
    /// Where they are from.
    Residency,
    /// Address.
    Address,
    /// Registered capital.
    Capital,
    /// Business scope.
    Scope,
}

impl EntityDraft {
    /// Everything that is wrong with it.
    pub fn violations(&self) -> Vec<Violation<EntityField>> {
        let texts = [
            (EntityField::Name, &self.name),
            (EntityField::Code, &self.code),
            (EntityField::LegalPerson, &self.legal_person),
            (EntityField::Address, &self.address),
            (EntityField::Scope, &self.scope),
        ];
        let empty = texts.into_iter().filter(|(_, text)| text.trim().is_empty());
        let mut violations: Vec<_> = empty.map(|(field, _)| Violation::new(field, Rule::Required)).collect();
        if !self.code.trim().is_empty() {
            violations.extend(self.code_fault());
        }
        if self.kind == EntityKind::Enterprise {
            let fault = match Fen::parse_yuan(self.capital.trim_end_matches("万元").trim_end_matches('万')) {
                Ok(_) => None,
                Err(NotAPrice::Empty) => Some(Rule::Required),
                Err(NotAPrice::TooPrecise | NotAPrice::NotANumber | NotAPrice::TooLarge) => Some(Rule::NotAnAmount),
            };
            violations.extend(fault.map(|rule| Violation::new(EntityField::Capital, rule)));
        }
        violations
    }

    /// What it says of a licence's field of that name; empty where it says nothing.
    pub fn answer(&self, field: &str) -> &str {
        let known: [(&[&str], &str); 4] = [
            (&["企业名称", "公司名称", "主体名称"], &self.name),
            (&["信用代码"], &self.code),
            (&["法定代表人", "法人"], &self.legal_person),
            (&["住所", "地址"], &self.address),
        ];
        let named = known.iter().find(|(names, _)| names.iter().any(|name| field.contains(name)));
        named.map(|(_, value)| *value).unwrap_or_default()
    }

    fn code_fault(&self) -> Option<Violation<EntityField>> {
        let fault = |rule| Violation::new(EntityField::Code, rule);
        match code::check(&self.code) {
            Err(NotACode::Length(units)) => {
                Some(fault(Rule::CodeLength).with("max", code::CODE_CHARS).with("units", units))
            }
            Err(NotACode::Character(character)) => Some(fault(Rule::CodeCharacter).with("character", character)),
            Err(NotACode::Check) => Some(fault(Rule::CodeCheck)),
            Ok(()) => match code::kind_of(&self.code) {
                Some(kind) if kind != self.kind => Some(Violation::new(EntityField::Kind, Rule::CodeKind)),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn tencent() -> EntityDraft {
        EntityDraft {
            name: "深圳市腾讯计算机系统有限公司".into(),
            code: "9144030071526726XG".into(),
            kind: EntityKind::Enterprise,
            legal_person: "马化腾".into(),
            residency: Residency::Mainland,
            address: "深圳市南山区".into(),
            capital: "6500".into(),
            scope: "计算机软硬件".into(),
        }
    }

    #[test]
    fn an_empty_form_lacks_everything_but_what_has_a_default() {
        let missing = EntityDraft::default().violations();
        assert!(missing.iter().all(|broken| broken.rule == Rule::Required));
        assert_eq!(missing.len(), 6);
    }

    #[rstest]
    #[case(|_: &mut EntityDraft| (), &[])]
    #[case(|draft: &mut EntityDraft| draft.capital = "6,500 万元".into(), &[])]
    #[case(|draft: &mut EntityDraft| draft.capital = "五百万".into(), &[(EntityField::Capital, Rule::NotAnAmount)])]
    #[case(|draft: &mut EntityDraft| draft.code = "9144030071526726XH".into(), &[(EntityField::Code, Rule::CodeCheck)])]
    #[case(|draft: &mut EntityDraft| draft.kind = EntityKind::SoleTrader, &[(EntityField::Kind, Rule::CodeKind)])]
    #[case(|draft: &mut EntityDraft| draft.scope = " ".into(), &[(EntityField::Scope, Rule::Required)])]
    fn what_is_wrong_stands_at_its_field(
        #[case] change: fn(&mut EntityDraft),
        #[case] expected: &[(EntityField, Rule)],
    ) {
        let mut draft = tencent();
        change(&mut draft);
        let found: Vec<_> = draft.violations().into_iter().map(|broken| (broken.field, broken.rule)).collect();
        assert_eq!(found, expected);
    }

    #[rstest]
    #[case("企业名称", "深圳市腾讯计算机系统有限公司")]
    #[case("统一社会信用代码", "9144030071526726XG")]
    #[case("许可证编号", "")]
    fn fields_of_licences_are_answered_by_name(#[case] field: &str, #[case] value: &str) {
        assert_eq!(tencent().answer(field), value);
    }

    #[test]
    fn a_sole_trader_has_no_capital() {
        let draft = EntityDraft { kind: EntityKind::SoleTrader, ..EntityDraft::default() };
        assert!(draft.violations().iter().all(|broken| broken.field != EntityField::Capital));
    }
}
