//! What papers are, and what is wrong with them.

use super::*;
use proptest::prelude::*;
use rstest::rstest;

const SHOP: &str = "杭州小开贸易有限公司";

fn link(from: &str, to: &str) -> AuthorisationLink {
    AuthorisationLink { from: from.into(), to: to.into(), ..AuthorisationLink::default() }
}

fn paper(kind: PaperKind) -> PaperDraft {
    PaperDraft {
        kind,
        title: "材料".into(),
        holder: SHOP.into(),
        expires: "长期".into(),
        mark_class: "33".into(),
        links: vec![link("酒厂", "总代理"), link("总代理", SHOP)],
        platforms: "视频号".into(),
        ..PaperDraft::default()
    }
}

#[rstest]
#[case("营业执照副本.jpg", PaperKind::Licence)]
#[case("IMG_法人身份证正面.png", PaperKind::Identity)]
#[case("商标注册证书.pdf", PaperKind::Certificate)]
#[case("商标 第33类.pdf", PaperKind::Trademark)]
#[case("2026 品牌授权书.pdf", PaperKind::Authorisation)]
#[case("食品经营许可证.jpg", PaperKind::Permit)]
#[case("3C认证.jpg", PaperKind::Certificate)]
#[case("视频号直播带货报备函.jpg", PaperKind::Letter)]
#[case("开户许可证.jpg", PaperKind::Bank)]
#[case("资质证明录屏.png", PaperKind::Recording)]
#[case("营业执照.MP4", PaperKind::Recording)]
#[case("屏幕.mov", PaperKind::Recording)]
#[case("IMG_2031.jpg", PaperKind::Other)]
fn a_files_name_tells_the_kind(#[case] name: &str, #[case] kind: PaperKind) {
    assert_eq!(PaperKind::guess(name), kind);
}

#[rstest]
#[case(PaperKind::Licence)]
#[case(PaperKind::Trademark)]
#[case(PaperKind::Authorisation)]
#[case(PaperKind::Screenshot)]
fn a_whole_paper_is_right(#[case] kind: PaperKind) {
    assert_eq!(paper(kind).violations(SHOP, false), []);
}

#[rstest]
#[case(PaperKind::Licence, |paper: &mut PaperDraft| paper.title = " ".into(), PaperField::Title, Rule::Required)]
#[case(PaperKind::Licence, |paper: &mut PaperDraft| paper.holder = "别家公司".into(), PaperField::Holder, Rule::OtherEntity)]
#[case(PaperKind::Permit, |paper: &mut PaperDraft| paper.expires = String::new(), PaperField::Expires, Rule::Required)]
#[case(PaperKind::Report, |paper: &mut PaperDraft| paper.expires = "明年".into(), PaperField::Expires, Rule::NotADay)]
#[case(PaperKind::Identity, |_: &mut PaperDraft| (), PaperField::Kind, Rule::ConsentMissing)]
#[case(PaperKind::Trademark, |paper: &mut PaperDraft| paper.mark_class = "46".into(), PaperField::MarkClass, Rule::NotAMarkClass)]
#[case(PaperKind::Trademark, |paper: &mut PaperDraft| paper.mark_class = String::new(), PaperField::MarkClass, Rule::Required)]
#[case(PaperKind::Authorisation, |paper: &mut PaperDraft| paper.platforms = String::new(), PaperField::Platforms, Rule::Required)]
#[case(PaperKind::Authorisation, |paper: &mut PaperDraft| paper.links.clear(), PaperField::Links, Rule::Required)]
#[case(PaperKind::Authorisation, |paper: &mut PaperDraft| paper.links[1].from = "二级".into(), PaperField::Links, Rule::ChainBroken)]
#[case(PaperKind::Authorisation, |paper: &mut PaperDraft| paper.links[1].to = "别家".into(), PaperField::Links, Rule::OtherEntity)]
#[case(PaperKind::Authorisation, |paper: &mut PaperDraft| paper.links[0].expires = "?".into(), PaperField::Links, Rule::NotADay)]
fn one_thing_wrong_is_said_at_its_field(
    #[case] kind: PaperKind,
    #[case] change: fn(&mut PaperDraft),
    #[case] field: PaperField,
    #[case] rule: Rule,
) {
    let mut paper = paper(kind);
    change(&mut paper);
    let found: Vec<_> = paper.violations(SHOP, false).into_iter().map(|broken| (broken.field, broken.rule)).collect();
    assert_eq!(found, [(field, rule)]);
}

#[test]
fn consent_makes_an_identity_paper_right() {
    assert_eq!(paper(PaperKind::Identity).violations(SHOP, true), []);
}

#[test]
fn entities_are_compared_as_they_are_read_and_not_at_all_before_one_is_named() {
    let mut licence = paper(PaperKind::Licence);
    licence.holder = "杭州小开贸易 有限公司 ".into();
    assert_eq!(licence.violations(SHOP, false), []);
    licence.holder = "别家公司".into();
    assert_eq!(licence.violations("", false), []);
}

#[test]
fn the_end_of_a_chain_may_stand_in_its_links_alone() {
    let mut chain = paper(PaperKind::Authorisation);
    chain.expires.clear();
    chain.links[1].expires = "2027-05-01".into();
    assert_eq!(chain.violations(SHOP, false), []);
}

#[test]
fn links_between_affiliates_are_no_levels() {
    let mut links = vec![link("甲", "乙"), link("乙", "丙"), link("丙", "丁")];
    assert_eq!(levels_of(&links), 3);
    links[1].affiliates = true;
    assert_eq!(levels_of(&links), 2);
}

#[rstest]
#[case("", "")]
#[case("1234", "••••")]
#[case("12345678", "••••")]
#[case("330106199001011234", "••••1234")]
fn of_a_number_only_its_end_is_shown(#[case] number: &str, #[case] shown: &str) {
    assert_eq!(masked(number), shown);
}

proptest! {
    #[test]
    fn nothing_typed_makes_the_rules_fall_over(
        kind in 0usize..PaperKind::ALL.len(), text in ".{0,20}", other in ".{0,20}", affiliates: bool, entity in ".{0,10}"
    ) {
        let link = AuthorisationLink { from: text.clone(), to: other.clone(), affiliates, expires: other.clone() };
        let paper = PaperDraft {
            kind: PaperKind::ALL[kind],
            title: text.clone(),
            expires: other.clone(),
            mark_class: text,
            links: vec![link.clone(), link],
            ..PaperDraft::default()
        };
        let _ = paper.violations(&entity, false);
        let _ = PaperKind::guess(&entity);
        prop_assert!(!masked(&other).contains(other.trim()) || other.trim().is_empty());
    }
}
