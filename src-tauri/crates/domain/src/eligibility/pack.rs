//! The requirements as data (`assets/rules/eligibility.json`).

use crate::{
    day::Day,
    rule_pack::{PackError, Words},
    source::{Source, Sourced, read_form},
    span::Span,
};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeSet;

/// One of the conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionId {
    /// A domestic entity that is not a person.
    Entity,
    /// A service category of the list.
    Category,
    /// No serious violation.
    Op1,
    /// A payment.
    Op2,
    /// Followers of official accounts.
    Op3,
    /// Daily users.
    Op4,
    /// Advertising.
    Op5,
}

impl ConditionId {
    /// All of them.
    pub const ALL: [ConditionId; 7] = {
        use ConditionId::{Category, Entity, Op1, Op2, Op3, Op4, Op5};
        [Entity, Category, Op1, Op2, Op3, Op4, Op5]
    };
}

/// How the conditions hang together.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Logic {
    /// This one.
    Is(ConditionId),
    /// All of these.
    All {
        /// The parts.
        all: Vec<Logic>,
    },
    /// At least one of these.
    Any {
        /// The parts.
        any: Vec<Logic>,
    },
}

/// What kind of entity somebody may be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityOption {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// Whether it meets the condition.
    pub accepted: bool,
}

/// After how many days the platform notices something, as one source says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delay {
    /// Days of the calendar.
    pub days: u32,
    /// Who says so.
    pub source: Source,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// People.
    Count,
    /// Money, in fen.
    Fen,
}

/// How a condition is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Test {
    /// One of these.
    Choice {
        /// What there is to choose from.
        options: Vec<EntityOption>,
    },
    /// A category of the list.
    Category,
    /// It did not happen within the window.
    NoneWithin {
        /// Its last day counts.
        window: Span,
    },
    /// It happened within the window.
    SomeWithin {
        /// Its last day counts.
        window: Span,
        /// When the platform knows; the longest counts.
        noticed_after: Vec<Delay>,
        /// So many days before the window closes it is said.
        warn_days: u32,
    },
    /// Strictly more than that.
    Above {
        /// Not enough by itself.
        limit: i64,
        /// Of what.
        unit: Unit,
    },
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Which.
    pub id: ConditionId,
    /// What it is called.
    pub name: Words,
    /// Of what it is counted.
    pub scope: Words,
    /// How it is looked at.
    pub rule: Test,
    /// How to meet it.
    pub how: Words,
    /// What is to be minded.
    pub note: Words,
    /// How dear it is to meet, to compare with the others; 1 is the cheapest.
    pub cost: u32,
    /// Who says so.
    pub source: Source,
}

/// A name that a category had, or has elsewhere; not verified.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// Its group, where that is another.
    #[serde(default)]
    pub first: Option<String>,
    /// The name.
    pub name: String,
    /// Who says so.
    pub source: Source,
}

/// A number of the platform's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Numbered {
    pub value: u64,
    pub source: Source,
}

/// Whether a category asks for papers of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Whether it does.
    pub needed: bool,
    /// Which.
    pub note: Words,
    /// Who says so.
    pub source: Source,
}

/// A service category of the second level.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceCategory {
    /// What it is called.
    pub name: Words,
    /// Its number, where a text names one.
    #[serde(default, rename = "id")]
    pub(super) number: Option<Numbered>,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// Papers of its own, where a text speaks of them.
    #[serde(default)]
    pub certificate: Option<Certificate>,
    /// Whether the list of the shopping component of 2020-08 had it as well.
    pub in_component_list_2020: bool,
    /// Who says so.
    pub source: Source,
}

/// A group of categories: the first level.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name in the pack.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// Its categories.
    pub categories: Vec<ServiceCategory>,
}

/// The requirements.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EligibilityPack {
    /// Of which day.
    pub version: String,
    /// When the requirements took effect.
    pub published: Day,
    /// What stands above everything: that nothing is opened any more.
    pub notice: Sourced,
    /// That they may change.
    pub rule_note: Sourced,
    /// How the conditions hang together.
    pub logic: Logic,
    /// The conditions.
    pub conditions: Vec<Condition>,
    /// The categories that are let in.
    pub groups: Vec<Group>,
}

impl EligibilityPack {
    /// The requirements that stand in a file.
    ///
    /// # Errors
    /// [`PackError::NotJson`], [`PackError::Form`], and [`PackError::Unsound`] with the name of what nobody can answer.
    pub fn read(bytes: &[u8]) -> Result<EligibilityPack, PackError> {
        let pack: EligibilityPack = read_form(bytes)?;
        pack.is_sound()?;
        Ok(pack)
    }

    /// A condition.
    pub fn condition(&self, id: ConditionId) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.id == id)
    }

    /// What kinds of entities there are.
    pub fn entities(&self) -> &[EntityOption] {
        match self.condition(ConditionId::Entity).map(|condition| &condition.rule) {
            Some(Test::Choice { options }) => options,
            _ => &[],
        }
    }

    fn is_sound(&self) -> Result<(), PackError> {
        let unsound = |id: &str| Err(PackError::Unsound(id.to_owned()));
        let mut named = Vec::new();
        self.logic.named(&mut named);
        let (ids, once): (Vec<_>, BTreeSet<_>) =
            (self.conditions.iter().map(|one| one.id).collect(), named.iter().copied().collect());
        if ids != ConditionId::ALL || named.len() != once.len() || once.len() != ids.len() {
            return unsound("logic");
        }
        for condition in &self.conditions {
            let texts = [&condition.name, &condition.scope, &condition.how, &condition.note];
            let fits = match (condition.id, &condition.rule) {
                (ConditionId::Entity, Test::Choice { options }) => !options.is_empty(),
                (ConditionId::Category, Test::Category) => true,
                (ConditionId::Op1, Test::NoneWithin { .. }) => true,
                (ConditionId::Op2, Test::SomeWithin { .. }) => true,
                (ConditionId::Op3 | ConditionId::Op4, Test::Above { unit, .. }) => *unit == Unit::Count,
                (ConditionId::Op5, Test::Above { unit, .. }) => *unit == Unit::Fen,
                _ => false,
            };
            if !fits || !condition.source.is_sound() || !texts.iter().all(|text| text.is_sound()) {
                return unsound(&condition.name.zh);
            }
        }
        for category in self.groups.iter().flat_map(|group| &group.categories) {
            let sources = [Some(&category.source), category.number.as_ref().map(|number| &number.source)]
                .into_iter()
                .flatten()
                .chain(category.aliases.iter().map(|alias| &alias.source))
                .chain(category.certificate.as_ref().map(|paper| &paper.source));
            if !category.name.is_sound() || !sources.into_iter().all(Source::is_sound) {
                return unsound(&category.name.zh);
            }
        }
        Ok(())
    }
}

impl Logic {
    fn named(&self, found: &mut Vec<ConditionId>) {
        match self {
            Logic::Is(id) => found.push(*id),
            Logic::All { all: parts } | Logic::Any { any: parts } => parts.iter().for_each(|part| part.named(found)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SHIPPED: &str = include_str!("../../../../../assets/rules/eligibility.json");

    #[test]
    fn what_is_shipped_has_every_category_of_the_guide() {
        let pack = EligibilityPack::read(SHIPPED.as_bytes()).unwrap();
        let sizes: Vec<_> = pack.groups.iter().map(|group| (group.name.zh.as_str(), group.categories.len())).collect();
        let expected = [
            ("电商平台", 1),
            ("商家自营", 21),
            ("教育", 13),
            ("金融业", 2),
            ("出行与交通", 18),
            ("房地产", 4),
            ("生活服务", 11),
            ("IT科技", 5),
            ("餐饮", 6),
            ("旅游", 9),
            ("汽车", 7),
            ("体育", 4),
        ];
        assert_eq!(sizes, expected);
        assert_eq!(sizes.iter().map(|(_, count)| count).sum::<usize>(), 101);
        assert_eq!(pack.entities().iter().filter(|entity| !entity.accepted).count(), 2);
        assert!(pack.notice.words.zh.contains("268489001") && pack.published.to_string() == "2020-02-24");
    }

    #[rstest]
    #[case::cut(&SHIPPED[..3000], "no JSON")]
    #[case::empty("", "no JSON")]
    #[case::list("[]", "expected struct")]
    fn what_is_none_is_said(#[case] text: &str, #[case] said: &str) {
        let error = EligibilityPack::read(text.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }

    #[rstest]
    #[case::authority(r#""authority": "official""#, r#""authority": "hearsay""#, "hearsay")]
    #[case::later(r#""cost""#, r#""price""#, "price")]
    #[case::condition(r#""id": "op5""#, r#""id": "op4""#, "logic")]
    #[case::twice("\"op3\",\n", "\"op4\",\n", "logic")]
    #[case::unit(r#""unit": "fen""#, r#""unit": "count""#, "1 万元")]
    #[case::date(r#""date": "2020-02-24""#, r#""date": """#, "国内")]
    fn what_was_altered_is_found(#[case] from: &str, #[case] to: &str, #[case] said: &str) {
        let altered = SHIPPED.replacen(from, to, 99);
        assert!(altered != SHIPPED, "{from} stands in the pack");
        let error = EligibilityPack::read(altered.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
}
