//! What the platform itself says of its categories (category/all, category/detail), and what changed between two readings.
//!
//! It outranks what is shipped, category by category. Texts come from outside: they are kept as plain words within bounds.

use super::{CategoryNode, CategoryTree};
use crate::Fen;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// Characters of one text that are kept; the platform's own are some hundreds.
const TEXT_MAX: usize = 4000;

/// A category on the path to a leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathNode {
    /// The platform's number.
    pub cat_id: u64,
    /// Its name.
    pub name: String,
}

/// What category/all says of a leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeafSaid {
    /// What is asked for, in its own words.
    pub tips: String,
    /// Whether papers must be handed in.
    pub mandatory: bool,
    /// What is asked of the brand.
    pub brand_tips: String,
    /// What is asked of single products.
    pub products: Vec<ProductSaid>,
    /// Licences, one to be picked of each group.
    pub groups: Vec<GroupSaid>,
}

/// What is asked of single products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProductSaid {
    /// Its name.
    pub name: String,
    /// What it is.
    pub tips: String,
    /// Whether every product needs it.
    pub mandatory: bool,
}

/// Licences of which one is picked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSaid {
    /// What it is for.
    pub text: String,
    /// Whether one must be handed in.
    pub necessary: bool,
    /// Its licences.
    pub licences: Vec<LicenceSaid>,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceSaid {
    /// Its name.
    pub name: String,
    /// What is typed from it.
    pub fields: Vec<FieldSaid>,
}

/// A field of a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSaid {
    /// Its name.
    pub name: String,
    /// The regular expression of its value (`platform::shop::license`).
    pub pattern: String,
    /// Whether it must be filled in.
    pub necessary: bool,
}

/// What category/detail says of a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeafRules {
    /// 定向准入 (`access_permit_required`).
    pub gated: bool,
    /// Whether goods must have one of its brands (`is_limit_brand`).
    pub brand_limited: bool,
    /// Deposit.
    pub deposit: Fen,
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// Whether the platform lists it at all.
    Listed,
    /// 定向准入.
    Gated,
    /// Brands are limited.
    BrandLimited,
    /// The deposit.
    Deposit,
    /// What is asked of the category.
    Tips,
    /// What is asked of the brand.
    Brand,
    /// What is asked of products.
    Product,
    /// A licence.
    Licence,
    /// A field of a licence.
    Field,
}

/// A change of one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FactChange {
    /// What it is about.
    pub kind: FactKind,
    /// What was said before; empty where it is new.
    pub before: String,
    /// What is said now; empty where it is gone.
    pub after: String,
}

type Facts = BTreeMap<(FactKind, String), String>;

impl LeafSaid {
    /// What changed from this to `after`.
    pub fn changes(&self, after: &Self) -> Vec<FactChange> {
        changes(self.facts(), after.facts())
    }

    fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        let mut put = |kind, key: String, text: String| facts.insert((kind, key), text);
        for (kind, text) in [(FactKind::Tips, &self.tips), (FactKind::Brand, &self.brand_tips)] {
            for line in text.lines() {
                put(kind, key_of(line).to_owned(), line.to_owned());
            }
        }
        for product in &self.products {
            put(FactKind::Product, product.name.clone(), format!("{}：{}", product.name, product.tips));
        }
        for licence in self.groups.iter().flat_map(|group| &group.licences) {
            put(FactKind::Licence, licence.name.clone(), licence.name.clone());
            for field in &licence.fields {
                let key = format!("{}/{}", licence.name, field.name);
                put(FactKind::Field, key, format!("{} › {}（{}）", licence.name, field.name, field.pattern));
            }
        }
        facts
    }
}

impl LeafRules {
    /// What changed from this to `after`.
    pub fn changes(&self, after: &Self) -> Vec<FactChange> {
        changes(self.facts(), after.facts())
    }

    fn facts(&self) -> Facts {
        let flags = [(FactKind::Gated, self.gated), (FactKind::BrandLimited, self.brand_limited)];
        let flags = flags.into_iter().filter(|(_, is_so)| *is_so).map(|(kind, _)| ((kind, String::new()), "✓".into()));
        let deposit = (self.deposit != Fen(0)).then(|| ((FactKind::Deposit, String::new()), self.deposit.to_string()));
        flags.chain(deposit).collect()
    }
}

fn changes(before: Facts, after: Facts) -> Vec<FactChange> {
    let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let text = |facts: &Facts, key: &(FactKind, String)| facts.get(key).cloned().unwrap_or_default();
    let change =
        |key: &(FactKind, String)| FactChange { kind: key.0, before: text(&before, key), after: text(&after, key) };
    keys.into_iter().map(change).filter(|change| change.before != change.after).collect()
}

/// The number a line begins with, else the line: a numbered line whose words changed is the same one.
fn key_of(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &line[..line.len() - rest.len()];
    if number.is_empty() || !rest.starts_with(['.', '、', '．', ')', '）']) { line } else { number }
}

impl CategoryTree {
    /// The tree with what the platform says of it: its names, and the categories that are not in it.
    pub fn with_paths<'a>(&self, paths: impl IntoIterator<Item = &'a [PathNode]>) -> Self {
        let mut tree = self.clone();
        for path in paths {
            let mut at = &mut tree.tree;
            for node in path.iter().take(2) {
                let place = at.iter().position(|known| known.cat_id == node.cat_id);
                let place = place.unwrap_or_else(|| {
                    at.push(CategoryNode { cat_id: node.cat_id, name: String::new(), children: Vec::new() });
                    at.len() - 1
                });
                at[place].name.clone_from(&node.name);
                at = &mut at[place].children;
            }
        }
        tree
    }
}

/// The category of the second level on a path, or the only one: what is applied for.
pub fn second_of(path: &[PathNode]) -> Option<&PathNode> {
    path.get(1).or(path.first())
}

/// The words of a text that may hold markup: tags are taken out, their line ends kept; within bounds.
pub fn plain_text(text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        words.push_str(before);
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let Some(close) = tag.find('>').filter(|_| is_tag) else {
            words.push('<');
            rest = &tag[1..];
            continue;
        };
        let name = tag[1..close].trim_start_matches('/').to_ascii_lowercase();
        if ["br", "p", "div", "li", "tr"].iter().any(|block| name.split([' ', '/']).next() == Some(block)) {
            words.push('\n');
        }
        rest = &tag[close + 1..];
    }
    words.push_str(rest);
    for (entity, character) in [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
        words = words.replace(entity, character);
    }
    let line = |line: &str| line.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned();
    let lines: Vec<String> = words.lines().map(line).filter(|line| !line.is_empty()).collect();
    lines.join("\n").chars().take(TEXT_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("1、营业执照<br>2、授权书", "1、营业执照\n2、授权书")]
    #[case("<p class=\"a\">注册资金<b>50万</b></p><p>企业</p>", "注册资金50万\n企业")]
    #[case("<script>alert(1)</script>", "alert(1)")]
    #[case("剩余 < 30 天 &amp;lt;", "剩余 < 30 天 &lt;")]
    #[case("a<b", "a<b")]
    #[case("a\u{0}\u{7}b\r\n\r\n c ", "ab\nc")]
    fn markup_becomes_plain_words(#[case] text: &str, #[case] words: &str) {
        assert_eq!(plain_text(text), words);
    }

    #[test]
    fn a_text_without_end_is_cut() {
        assert_eq!(plain_text(&"资".repeat(9000)).chars().count(), TEXT_MAX);
        assert_eq!(plain_text(&"<".repeat(9000)).chars().count(), TEXT_MAX);
    }

    fn change(kind: FactKind, before: &str, after: &str) -> FactChange {
        FactChange { kind, before: before.into(), after: after.into() }
    }

    #[test]
    fn what_was_added_removed_and_changed_is_told_apart() {
        let field = |pattern: &str| FieldSaid { name: "编号".into(), pattern: pattern.into(), necessary: true };
        let group = |name: &str, pattern: &str| GroupSaid {
            text: "任选其一".into(),
            necessary: true,
            licences: vec![LicenceSaid { name: name.into(), fields: vec![field(pattern)] }],
        };
        let before = LeafSaid {
            tips: "1、营业执照\n2、注册资金50万".into(),
            products: vec![ProductSaid { name: "质检报告".into(), tips: "一年内".into(), mandatory: true }],
            groups: vec![group("许可证", "A")],
            ..LeafSaid::default()
        };
        let after = LeafSaid {
            tips: "1、营业执照\n2、注册资金100万\n3、承诺函".into(),
            brand_tips: "商标".into(),
            groups: vec![group("许可证", "B")],
            ..LeafSaid::default()
        };
        assert_eq!(before.changes(&before), []);
        let expected = [
            change(FactKind::Tips, "2、注册资金50万", "2、注册资金100万"),
            change(FactKind::Tips, "", "3、承诺函"),
            change(FactKind::Brand, "", "商标"),
            change(FactKind::Product, "质检报告：一年内", ""),
            change(FactKind::Field, "许可证 › 编号（A）", "许可证 › 编号（B）"),
        ];
        assert_eq!(before.changes(&after), expected);
    }

    #[test]
    fn rules_that_begin_to_hold_are_news() {
        let free = LeafRules { gated: false, brand_limited: false, deposit: Fen(0) };
        let gated = LeafRules { gated: true, deposit: Fen(200_000), ..free };
        let expected = [change(FactKind::Gated, "", "✓"), change(FactKind::Deposit, "", "2000.00")];
        assert_eq!(free.changes(&gated), expected);
    }

    #[test]
    fn the_platform_names_and_adds_categories() {
        let shipped: CategoryTree = serde_json::from_str(
            r#"{"tree": [{"cat_id": 1, "name": "酒类", "children": [{"cat_id": 2, "name": "白酒"}]}]}"#,
        )
        .unwrap();
        let node = |cat_id, name: &str| PathNode { cat_id, name: name.into() };
        let paths = [
            vec![node(1, "酒水"), node(2, "白酒"), node(9, "酱香")],
            vec![node(1, "酒水"), node(3, "黄酒"), node(8, "加饭")],
            vec![node(5, "鲜花")],
        ];
        let tree = shipped.with_paths(paths.iter().map(Vec::as_slice));
        let names: Vec<_> = tree.choices().map(|choice| (choice.top.name.as_str(), choice.node().cat_id)).collect();
        assert_eq!(names, [("酒水", 2), ("酒水", 3), ("鲜花", 5)]);
        assert_eq!(second_of(&paths[0]).map(|node| node.cat_id), Some(2));
        assert_eq!(second_of(&paths[2]).map(|node| node.cat_id), Some(5));
    }
}
