//! Every rule of an application by tables, and every category of the tree from choosing to handing in.

use super::*;
use crate::{
    category::CategoryTree,
    day::Day,
    rule_pack::{Holds, RulePack},
    vault::{AuthorisationLink, EntityDraft, PaperDraft, PaperKind},
};
use rstest::rstest;
use uuid::Uuid;

const SHOP: &str = "杭州小开贸易有限公司";

fn pack() -> RulePack {
    serde_json::from_str(include_str!("../../../../../assets/rules/qualification.json")).unwrap()
}

fn tree() -> CategoryTree {
    serde_json::from_str(include_str!("../../../../../assets/rules/categories.json")).unwrap()
}

fn today() -> Day {
    Day::parse("2026-11-22").unwrap()
}

fn entity() -> EntityDraft {
    EntityDraft { name: SHOP.into(), capital: "500".into(), ..EntityDraft::default() }
}

fn id(number: u128) -> PaperId {
    PaperId::from_uuid(Uuid::from_u128(number))
}

fn material(paper: PaperDraft) -> Material {
    Material { paper, pages: 1, long_side: 2000 }
}

/// A paper that nothing speaks against.
fn good(kind: PaperKind) -> PaperDraft {
    PaperDraft {
        kind,
        title: "一份材料".into(),
        holder: SHOP.into(),
        expires: "2028-01-01".into(),
        mark_class: "33".into(),
        links: vec![AuthorisationLink {
            from: "某品牌有限公司".into(),
            to: SHOP.into(),
            ..AuthorisationLink::default()
        }],
        platforms: "视频号、微信小店".into(),
        ..PaperDraft::default()
    }
}

struct Bench {
    pack: RulePack,
    tree: CategoryTree,
    papers: BTreeMap<PaperId, Material>,
    fillings: BTreeMap<String, Filling>,
    entity: EntityDraft,
    facts: Facts,
}

impl Bench {
    fn new() -> Self {
        let facts =
            [("brand_relation", "authorised"), ("goods_origin", "domestic"), ("product_in_ccc_catalogue", "true")];
        let facts = facts.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (papers, fillings) = Default::default();
        let facts = Facts(facts.into_iter().collect());
        Bench { pack: pack(), tree: tree(), papers, fillings, entity: entity(), facts }
    }

    fn cards(&self, second: &str) -> Vec<Card<'_>> {
        let choice = self.tree.choices().find(|choice| choice.node().name == second).unwrap();
        let demands = self.pack.demands_by(&choice, &self.facts);
        let card = |(demand, holds)| Card { demand, holds, filling: self.fillings.get(&demand.id) };
        demands.into_iter().map(card).collect()
    }

    fn check(&self, second: &str) -> Vec<Finding> {
        check(&self.cards(second), &self.papers, &self.entity, &self.facts, (second, today()))
    }

    fn kinds(&self, second: &str, demand: &str) -> Vec<FindingKind> {
        self.check(second).into_iter().filter(|one| one.demand == demand).map(|one| one.kind).collect()
    }

    /// Puts what is wanted at every demand that holds, and answers everything with yes.
    fn fill(&mut self, second: &str) {
        let wanted: Vec<_> = self
            .cards(second)
            .into_iter()
            .filter(|card| card.holds != Holds::No)
            .map(|card| {
                let answers =
                    questions(card.demand, &self.facts).into_iter().map(|question| (question, true)).collect();
                (card.demand.clone(), answers)
            })
            .collect();
        for (demand, answers) in wanted {
            let kind = match () {
                () if demand.id.contains("auth") || demand.id.ends_with("two") => PaperKind::Authorisation,
                () => demand.papers().first().copied().unwrap_or_default(),
            };
            let mut filling = Filling { answers, begins: "2020-01-01".into(), by_hand: true, ..Filling::default() };
            filling.text = "douyin".into();
            for _ in 0..demand.min_count {
                let paper = id(self.papers.len() as u128 + 1);
                let class = if second == "啤酒" { "32" } else { "33" };
                self.papers.insert(paper, material(PaperDraft { mark_class: class.into(), ..good(kind) }));
                filling.papers.push(paper);
            }
            self.fillings.insert(demand.id.clone(), filling);
        }
    }
}

/// The fourteen groups of the guide and the six more walk through choosing, filling and checking.
#[test]
fn every_category_of_the_tree_can_be_filled_until_nothing_is_wrong() {
    let names: Vec<String> = tree().choices().map(|choice| choice.node().name.clone()).collect();
    let mut groups = std::collections::BTreeSet::new();
    for second in names {
        let mut bench = Bench::new();
        let choice = bench.tree.choices().find(|choice| choice.node().name == second).unwrap();
        let Some((rules, _)) = bench.pack.rules_of(&choice) else { continue };
        groups.insert(rules.id.clone());
        let empty = bench.check(&second);
        assert!(empty.iter().any(|one| one.blocks), "{second} asks for nothing");
        bench.fill(&second);
        let left: Vec<_> = bench.check(&second).into_iter().filter(|one| one.blocks).collect();
        assert_eq!(left, [], "{second}");
        let slot_of = |_: &str| "brand_info".to_owned();
        let looked = prechecks(&bench.pack.rejection_reasons, &bench.check(&second), slot_of);
        assert!(looked.len() == 15 && looked.iter().all(|one| one.verdict == Verdict::Clear), "{second}: {looked:?}");
    }
    assert!(groups.len() >= 14, "{groups:?}");
}

#[rstest]
#[case(|paper: &mut PaperDraft| paper.expires = "2026-11-01".into(), FindingKind::Expired)]
#[case(|paper: &mut PaperDraft| paper.expires = "2026-11-28".into(), FindingKind::EndsTooSoon)]
#[case(|paper: &mut PaperDraft| paper.expires = "2026-12-20".into(), FindingKind::EndsTooSoon)]
#[case(|paper: &mut PaperDraft| paper.expires = "2026-12-22".into(), FindingKind::EndsTooSoon)]
#[case(|paper: &mut PaperDraft| paper.expires = String::new(), FindingKind::EndUnknown)]
#[case(|paper: &mut PaperDraft| paper.links = vec![paper.links[0].clone(); 3], FindingKind::LevelTooHigh)]
fn an_authorisation_for_liquor_is_looked_at(#[case] spoil: fn(&mut PaperDraft), #[case] expected: FindingKind) {
    let mut bench = Bench::new();
    bench.fill("白酒");
    let paper = bench.fillings["l.auth"].papers[0];
    assert_eq!(bench.kinds("白酒", "l.auth"), []);
    spoil(&mut bench.papers.get_mut(&paper).unwrap().paper);
    assert_eq!(bench.kinds("白酒", "l.auth"), [expected]);
}

#[rstest]
#[case(|paper: &mut PaperDraft| paper.platforms = "京东".into(), FindingKind::PlatformMissing)]
#[case(|paper: &mut PaperDraft| paper.links[0].to = "别家公司".into(), FindingKind::ChainBroken)]
#[case(|paper: &mut PaperDraft| paper.kind = PaperKind::Report, FindingKind::OtherKind)]
fn a_chain_names_the_platform_and_ends_at_the_merchant(
    #[case] spoil: fn(&mut PaperDraft),
    #[case] expected: FindingKind,
) {
    let mut bench = Bench::new();
    bench.fill("翡翠");
    let paper = bench.fillings["c.auth_chain"].papers[0];
    spoil(&mut bench.papers.get_mut(&paper).unwrap().paper);
    assert_eq!(bench.kinds("翡翠", "c.auth_chain"), [expected]);
}

#[test]
fn the_licence_is_the_merchants_and_says_since_when() {
    let mut bench = Bench::new();
    bench.fill("翡翠");
    let paper = bench.fillings["c.licence"].papers[0];
    bench.papers.get_mut(&paper).unwrap().paper.holder = "别家公司".into();
    bench.fillings.get_mut("c.licence").unwrap().begins = "去年".into();
    assert_eq!(bench.kinds("翡翠", "c.licence"), [FindingKind::OtherEntity, FindingKind::BeginUnknown]);
    bench.entity.name.clear();
    assert!(bench.kinds("翡翠", "c.licence").contains(&FindingKind::EntityMissing));
    bench.papers.clear();
    assert!(bench.kinds("翡翠", "c.licence").contains(&FindingKind::PaperGone));
}

#[rstest]
#[case("49.99", true)]
#[case("50", false)]
#[case("50万元", false)]
#[case("", true)]
fn liquor_takes_half_a_million_of_capital(#[case] typed: &str, #[case] refused: bool) {
    let mut bench = Bench::new();
    bench.fill("白酒");
    bench.entity.capital = typed.into();
    assert_eq!(bench.kinds("白酒", "l.capital").contains(&FindingKind::CapitalTooLow), refused);
}

#[rstest]
#[case("白酒", "32", true)]
#[case("白酒", "33", false)]
#[case("啤酒", "32", false)]
#[case("啤酒", "第33类", true)]
fn a_mark_is_of_the_class_of_the_goods(#[case] second: &str, #[case] class: &str, #[case] refused: bool) {
    let mut bench = Bench::new();
    bench.fill(second);
    let paper = bench.fillings["l.class"].papers[0];
    bench.papers.get_mut(&paper).unwrap().paper.mark_class = class.into();
    assert_eq!(bench.kinds(second, "l.class").contains(&FindingKind::MarkClass), refused);
}

#[test]
fn jewellery_takes_three_past_platforms_only_and_questions_want_an_answer() {
    let mut bench = Bench::new();
    bench.fill("翡翠");
    bench.fillings.get_mut("j.platform").unwrap().text = "jd".into();
    assert_eq!(bench.kinds("翡翠", "j.platform"), [FindingKind::ValueNotTaken]);
    bench.fillings.get_mut("j.platform").unwrap().text = "kuaishou".into();
    assert_eq!(bench.kinds("翡翠", "j.platform"), []);
    let letter = bench.fillings.get_mut("c.letter").unwrap();
    letter.answers.insert(Question::Seal, false);
    letter.answers.remove(&Question::Signed);
    assert_eq!(bench.kinds("翡翠", "c.letter"), [FindingKind::Unanswered, FindingKind::Denied]);
    let slot_of = |_: &str| "filing_letter".to_owned();
    let looked = prechecks(&bench.pack.rejection_reasons, &bench.check("翡翠"), slot_of);
    let entity = looked.iter().find(|one| one.id == "entity_mismatch").unwrap();
    assert_eq!((entity.verdict, entity.demands.as_slice()), (Verdict::Found, &["c.letter".to_owned()][..]));
}

#[test]
fn a_screenshot_calls_for_its_recording() {
    let mut bench = Bench::new();
    bench.fill("翡翠");
    bench.facts.0.insert("c.reputation".into(), "supplied".into());
    bench.fillings.get_mut("c.reputation_video").unwrap().by_hand = false;
    assert_eq!(bench.kinds("翡翠", "c.reputation_video"), [FindingKind::RecordingMissing]);
    bench.facts.0.insert("c.reputation".into(), "missing".into());
    assert_eq!(bench.kinds("翡翠", "c.reputation_video"), []);
}

#[test]
fn a_place_of_the_form_takes_ten_pictures() {
    let mut bench = Bench::new();
    bench.fill("翡翠");
    let paper = bench.fillings["c.auth_chain"].papers[0];
    bench.papers.get_mut(&paper).unwrap().pages = 9;
    assert!(!bench.check("翡翠").iter().any(|one| one.blocks), "nine and the mark are ten");
    let other = bench.papers.len() as u128 + 1;
    bench.papers.insert(id(other), material(good(PaperKind::Screenshot)));
    bench.fillings.get_mut("c.supplement").unwrap().papers.push(id(other));
    assert_eq!(bench.check("翡翠").iter().filter(|one| one.kind == FindingKind::SlotFull).count(), 1);
}

#[test]
fn the_best_paper_stands_first_and_doubtful_ones_are_not_put_there_unseen() {
    let mut bench = Bench::new();
    let over = PaperDraft { expires: "2026-01-01".into(), ..good(PaperKind::Licence) };
    bench.papers = [over, good(PaperKind::Licence), good(PaperKind::Trademark)]
        .into_iter()
        .enumerate()
        .map(|(at, paper)| (id(at as u128 + 1), material(paper)))
        .collect();
    let of = |demand: &str| {
        let cards = bench.cards("翡翠");
        let demand = cards.iter().find(|card| card.demand.id == demand).unwrap().demand;
        proposals(demand, &bench.papers, &bench.entity, today())
    };
    assert_eq!(of("c.licence"), (vec![id(2), id(1)], 1));
    assert_eq!(of("c.trademark"), (vec![id(3)], 1));
    assert_eq!(of("c.auth_chain"), (vec![id(3)], 0), "a mark is no authorisation");
    assert_eq!(of("c.letter"), (vec![], 0));
}

#[rstest]
#[case("报备函主体与营业执照不一致，或未加盖公章。", &["c.letter", "c.licence"])]
#[case("商标剩余有效期不足 30 天。", &["c.trademark", "c.trademark_change", "c.auth_chain"])]
#[case("材料不符合要求", &[])]
fn a_rejection_stands_beside_what_it_speaks_of(#[case] reason: &str, #[case] expected: &[&str]) {
    let bench = Bench::new();
    let cards = bench.cards("翡翠");
    let mut found = concerned(reason, cards.iter().map(|card| card.demand));
    found.sort();
    let mut expected: Vec<_> = expected.iter().map(|id| (*id).to_owned()).collect();
    expected.sort();
    expected.retain(|id| cards.iter().any(|card| card.demand.id == *id));
    assert_eq!(found, expected);
}
