//! What categories demand, as data: a pack of rules, each with who says so and when.
//!
//! The pack is the fallback before the platform has been asked: `category/all` and `category/detail` outrank it
//! (qualification-rules, section 0). Unknown fields of a demand are an error: a pack of a later form must not be half read.

mod must;
mod read;

pub use must::{Facts, Must};
pub use read::{PACK_BYTES_MAX, PackError};

use crate::{category::Choice, letter::FilingLetter, vault::PaperKind};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// 平台: a page of the platform.
    Official,
    /// 指引: the merchant guide that this program was made from.
    #[serde(alias = "seed")]
    Guide,
    /// 社区: developers and others who did it; not the platform.
    Community,
    /// 经验: common practice, not verified.
    #[serde(alias = "unverified default")]
    Practice,
}

/// What is handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum DemandKind {
    /// Pictures.
    Image,
    /// A screen recording: the platform's API has no place for it, it goes up by hand.
    Video,
    /// A text.
    Text,
}

/// When a demand holds.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    fact: String,
    op: Operator,
    value: Fact,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Operator {
    Eq,
    In,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Fact {
    Flag(bool),
    One(String),
    Several(Vec<String>),
}

/// Whether a demand holds, by what is known before anything was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// It does.
    Yes,
    /// It depends on the shop, the brand or the goods.
    Perhaps,
    /// It does not.
    No,
}

/// One thing that is demanded.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Its name in the pack.
    pub id: String,
    /// The slot it goes to.
    pub slot: String,
    /// What is handed in.
    pub kind: DemandKind,
    /// At least so many.
    pub min_count: u32,
    /// At most so many.
    pub max_count: u32,
    /// File endings that are taken.
    pub formats: Vec<String>,
    /// Bytes of each at most.
    pub max_bytes: Option<u64>,
    /// Whether it must be handed in where its condition holds.
    pub required: bool,
    /// When it holds; always where there is none.
    pub conditional_on: Option<Condition>,
    /// What it must say and how long it must be valid; its notes say so in words.
    #[serde(rename = "validity")]
    pub musts: Vec<Must>,
    /// What it is, in words.
    pub notes: Words,
    /// Who says so.
    pub source: Authority,
    /// Where.
    pub source_ref: Option<String>,
    /// When.
    pub source_date: Option<String>,
    /// Why it may not hold any more.
    pub superseded_risk: Option<String>,
    /// How sure it is.
    pub confidence: Option<String>,
    /// One of those of the same group is enough.
    pub one_of_group: Option<String>,
}

/// Something worth knowing about a category.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Remark {
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Who says so.
    pub source: Authority,
    /// When.
    #[serde(default)]
    pub source_date: Option<String>,
}

/// What a group of categories demands.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CategoryRules {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// What is worth knowing.
    #[serde(default)]
    pub facts: Vec<Remark>,
    #[serde(rename = "requirements")]
    demands: Vec<Demand>,
    #[serde(default)]
    shop_tree_v2: Vec<TreePlace>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
struct TreePlace {
    cat_id: u64,
}

/// A slot of the platform's form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EvidenceSlot {
    /// What it is called.
    pub name: Words,
}

/// Which pack it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PackHead {
    /// Its version; a new one for every change.
    pub version: String,
    /// How far to trust it.
    pub disclaimer: Words,
}

/// Why the platform rejected others.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RejectionReason {
    /// Its name in the pack.
    pub id: String,
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Who says so.
    pub source: Authority,
}

/// How long the platform takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Deadline {
    /// Of what.
    pub id: String,
    /// Working days.
    pub working_days: u32,
}

/// The review of an application for a category, among the deadlines.
pub const SHOP_REVIEW: &str = "shop_category_review";

/// The review of the second application, for the shop window, among the deadlines.
pub const WINDOW_REVIEW: &str = "window_category_review";

/// The pack.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RulePack {
    /// Which it is.
    pub pack: PackHead,
    /// The slots by name.
    pub evidence_slots: BTreeMap<String, EvidenceSlot>,
    /// How long the platform takes.
    pub deadlines: Vec<Deadline>,
    /// Why others were rejected.
    pub rejection_reasons: Vec<RejectionReason>,
    /// What stands in the filing letter.
    pub filing_letter: FilingLetter,
    common_requirements: Vec<Demand>,
    categories: Vec<CategoryRules>,
    extra_categories: Vec<CategoryRules>,
}

impl RulePack {
    /// The rules of the group that a category belongs to, and whether it is under 定向准入: the groups of the guide are.
    /// `None` for what needs no papers of its own.
    pub fn rules_of(&self, choice: &Choice) -> Option<(&CategoryRules, bool)> {
        let ids = [Some(choice.top), choice.second].map(|node| node.map(|node| node.cat_id));
        let is_placed =
            |rules: &&CategoryRules| rules.shop_tree_v2.iter().any(|place| ids.contains(&Some(place.cat_id)));
        // The others have no numbers of the tree.
        let is_named = |rules: &&CategoryRules| rules.name.zh.starts_with(&choice.top.name);
        let gated = self.categories.iter().find(is_placed).map(|rules| (rules, true));
        gated.or_else(|| self.extra_categories.iter().find(is_named).map(|rules| (rules, false)))
    }

    /// The slot of the demand of that name.
    pub fn slot_of(&self, id: &str) -> Option<&str> {
        self.demands().find(|demand| demand.id == id).map(|demand| demand.slot.as_str())
    }

    /// All demands, those of every category last.
    fn demands(&self) -> impl Iterator<Item = &Demand> {
        let groups = self.categories.iter().chain(&self.extra_categories);
        groups.flat_map(|rules| &rules.demands).chain(&self.common_requirements)
    }

    /// What is worth saying of shop, brand and goods before a category is applied for, in the pack's words: whatever decides
    /// what is demanded of it or asked about. Category and scene are known anyway.
    pub fn facts_of(&self, choice: &Choice) -> BTreeSet<&str> {
        let Some((rules, _)) = self.rules_of(choice) else { return BTreeSet::new() };
        let demands = || rules.demands.iter().chain(&self.common_requirements);
        let conditions = demands().filter_map(|demand| demand.conditional_on.as_ref()).map(|known| known.fact.as_str());
        // Papers of a brand from abroad are translated.
        let has_chain =
            demands().any(|demand| demand.slot == "brand_info" && demand.musts.contains(&Must::SealPresent));
        let is_other_demand = |fact: &str| demands().any(|demand| demand.id == fact);
        conditions
            .filter(|fact| {
                !["l2_category", "l3_category", "application_scene"].contains(fact) && !is_other_demand(fact)
            })
            .chain(has_chain.then_some("goods_origin"))
            .collect()
    }

    /// What is demanded of a category: its own demands first, then those of every category, without those that do not hold.
    pub fn demands_of(&self, choice: &Choice) -> Vec<(&Demand, Holds)> {
        self.demands_by(choice, &Facts::default())
    }

    /// The same, by what is known of shop, brand and goods.
    pub fn demands_by(&self, choice: &Choice, facts: &Facts) -> Vec<(&Demand, Holds)> {
        let Some((rules, _)) = self.rules_of(choice) else { return Vec::new() };
        let all = rules.demands.iter().chain(&self.common_requirements);
        let second = choice.node().name.as_str();
        all.map(|demand| (demand, demand.holds(second, facts))).filter(|(_, holds)| *holds != Holds::No).collect()
    }
}

impl Demand {
    /// Whether it holds for a category of the second level of that name, handed in to the shop.
    fn holds(&self, second: &str, facts: &Facts) -> Holds {
        let Some(Condition { fact, op, value }) = &self.conditional_on else { return Holds::Yes };
        let known = match fact.as_str() {
            "l2_category" => Some(second),
            // The form of the shop has a place for the letter; only the platform's own list says whether it wants it there.
            "application_scene" => None,
            other => facts.get(other),
        };
        let Some(known) = known else { return Holds::Perhaps };
        let is_so = match (op, value) {
            (Operator::Eq, Fact::One(one)) => one == known,
            (Operator::Eq, Fact::Flag(flag)) => flag.to_string() == known,
            (Operator::In, Fact::Several(several)) => several.iter().any(|one| one == known),
            _ => return Holds::Perhaps,
        };
        if is_so { Holds::Yes } else { Holds::No }
    }

    /// The kinds of papers that may answer it.
    pub fn papers(&self) -> &'static [PaperKind] {
        use PaperKind::{
            Authorisation, Certificate, Letter, Licence, Permit, Recording, Report, Screenshot, Trademark,
        };
        match (self.kind, self.slot.as_str()) {
            (DemandKind::Text, _) => &[],
            (DemandKind::Video, _) => &[Recording],
            (_, "business_licence") => &[Licence],
            (_, "brand_info") => &[Trademark, Authorisation],
            (_, "licence_group") => &[Permit, Certificate],
            (_, "product_qua") => &[Report, Certificate],
            (_, "filing_letter" | "commitment") => &[Letter],
            _ => &[Screenshot],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::CategoryTree;
    use rstest::rstest;

    fn pack() -> RulePack {
        RulePack::read(include_bytes!("../../../../assets/rules/qualification.json")).unwrap()
    }

    fn tree() -> CategoryTree {
        serde_json::from_str(include_str!("../../../../assets/rules/categories.json")).unwrap()
    }

    #[test]
    fn only_what_decides_something_is_asked_of_shop_and_goods() {
        let (pack, tree) = (pack(), tree());
        let of = |typed: &str| {
            let choice = tree.search(typed).into_iter().next().unwrap();
            pack.facts_of(&choice).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(of("翡翠"), ["brand_relation", "goods_origin", "trademark_changed"]);
        let phone = of("手机");
        assert!(phone.contains(&"shop_type") && phone.contains(&"product_in_ccc_catalogue"), "{phone:?}");
    }

    #[test]
    fn the_shipped_pack_is_no_draft_and_its_chinese_has_full_width_punctuation() {
        fn look(value: &serde_json::Value, half_width: &mut Vec<String>) {
            match value {
                serde_json::Value::Object(fields) => {
                    let chinese = fields.get("zh").and_then(|text| text.as_str());
                    let is_half = |text: &&str| text.contains([',', ';', '(', ')', '?', '!']);
                    half_width.extend(chinese.filter(is_half).map(str::to_owned));
                    fields.values().for_each(|field| look(field, half_width));
                }
                serde_json::Value::Array(values) => values.iter().for_each(|value| look(value, half_width)),
                _ => {}
            }
        }
        let pack = serde_json::from_slice(include_bytes!("../../../../assets/rules/qualification.json")).unwrap();
        let mut half_width = Vec::new();
        look(&pack, &mut half_width);
        assert_eq!(half_width, Vec::<String>::new());
        let version = pack["pack"]["version"].as_str().unwrap();
        assert!(version.chars().all(|letter| letter.is_ascii_digit() || letter == '.'), "{version}");
    }

    #[test]
    fn the_shipped_pack_says_of_every_demand_where_it_goes_and_who_says_so() {
        let pack = pack();
        let demands: Vec<_> = pack.demands().collect();
        assert_eq!((pack.categories.len(), pack.extra_categories.len(), demands.len()), (14, 6, 66));
        for demand in &demands {
            assert!(pack.evidence_slots.contains_key(&demand.slot), "{}", demand.id);
            assert!(demand.min_count <= demand.max_count && !demand.notes.zh.is_empty() && !demand.notes.en.is_empty());
            let is_sourced = demand.source != Authority::Official || demand.source_ref.is_some();
            assert!(is_sourced, "{} is said to be official, and nothing says where", demand.id);
        }
        let of = |source| demands.iter().filter(|demand| demand.source == source).count();
        assert_eq!((of(Authority::Guide), of(Authority::Official), of(Authority::Practice)), (11, 23, 32));
        assert_eq!(pack.deadlines.iter().find(|one| one.id == SHOP_REVIEW).unwrap().working_days, 5);
    }

    #[test]
    fn each_of_the_fourteen_groups_has_a_place_in_the_tree() {
        let (pack, tree) = (pack(), tree());
        for rules in &pack.categories {
            let is_its =
                |choice: &Choice| pack.rules_of(choice).is_some_and(|(found, gated)| gated && found.id == rules.id);
            assert!(tree.choices().any(|choice| is_its(&choice)), "{}", rules.id);
        }
    }

    #[rstest]
    #[case("白酒", "l.brand", Some(Holds::Yes))]
    #[case("葡萄酒", "l.brand", None)]
    #[case("白酒", "l.auth", Some(Holds::Perhaps))]
    #[case("白酒", "c.licence", Some(Holds::Yes))]
    fn what_is_demanded_depends_on_the_category(#[case] name: &str, #[case] id: &str, #[case] expected: Option<Holds>) {
        let (pack, tree) = (pack(), tree());
        let choice = tree.choices().find(|choice| choice.node().name == name).unwrap();
        let found = pack.demands_of(&choice).into_iter().find(|(demand, _)| demand.id == id).map(|(_, holds)| holds);
        assert_eq!(found, expected);
    }

    #[test]
    fn what_belongs_to_no_group_demands_nothing() {
        let (pack, tree) = (pack(), tree());
        let free = tree.choices().find(|choice| pack.rules_of(choice).is_none()).unwrap();
        assert_eq!(pack.demands_of(&free), []);
    }
}
