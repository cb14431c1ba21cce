//! The tree of shop categories, to choose from before the platform has been asked: first and second level.
//!
//! The shipped tree is a sample and no authority: the platform's own (`category/all`) outranks it.

pub mod said;

use crate::search::Wanted;
use serde::Deserialize;

/// A category and those within it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CategoryNode {
    /// The platform's number.
    pub cat_id: u64,
    /// Its name.
    pub name: String,
    /// Those within it.
    #[serde(default)]
    pub children: Vec<CategoryNode>,
}

/// The tree.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CategoryTree {
    tree: Vec<CategoryNode>,
}

/// A category that may be applied for: one of the second level, or of the first where the tree knows none within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<'tree> {
    /// Of the first level.
    pub top: &'tree CategoryNode,
    /// Of the second level.
    pub second: Option<&'tree CategoryNode>,
}

impl Choice<'_> {
    /// The one that is applied for.
    pub fn node(&self) -> &CategoryNode {
        self.second.unwrap_or(self.top)
    }
}

impl CategoryTree {
    /// All that may be applied for, in the tree's order.
    pub fn choices(&self) -> impl Iterator<Item = Choice<'_>> {
        self.tree.iter().flat_map(|top| {
            let second = top.children.iter().map(move |second| Choice { top, second: Some(second) });
            second.chain(top.children.is_empty().then_some(Choice { top, second: None }))
        })
    }

    /// Those that `typed` speaks of: by name, by pinyin and by its initials; all when nothing was typed. Each term must be
    /// in one of the two names.
    pub fn search(&self, typed: &str) -> Vec<Choice<'_>> {
        let wanted = Wanted::of(typed);
        let is_meant = |choice: &Choice| {
            let names = [Some(choice.top), choice.second].into_iter().flatten().map(|node| node.name.as_str());
            wanted.is_in(&names.collect::<Vec<_>>())
        };
        self.choices().filter(is_meant).collect()
    }

    /// The one of that number.
    pub fn find(&self, cat_id: u64) -> Option<Choice<'_>> {
        self.choices().find(|choice| choice.node().cat_id == cat_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn shipped() -> CategoryTree {
        serde_json::from_str(include_str!("../../../../assets/rules/categories.json")).unwrap()
    }

    #[test]
    fn the_shipped_tree_has_each_category_once() {
        let tree = shipped();
        let mut ids: Vec<_> = tree.choices().map(|choice| choice.node().cat_id).collect();
        assert!(ids.len() > 200, "{}", ids.len());
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
        assert_eq!(tree.search("").len(), all);
    }

    #[rstest]
    #[case("黄金")]
    #[case("huangjin")]
    #[case("珠宝 黄金")]
    #[case("zbss hj")]
    fn gold_is_found_by_name_pinyin_and_initials(#[case] typed: &str) {
        let tree = shipped();
        let found = tree.search(typed);
        let names: Vec<_> = found.iter().map(|choice| choice.node().name.as_str()).collect();
        assert!(names.iter().any(|name| name.contains("黄金")), "{typed}: {names:?}");
        assert!(found.len() < 12, "{typed}: {names:?}");
    }

    #[test]
    fn what_no_category_is_called_finds_none() {
        assert_eq!(shipped().search("宇宙飞船"), []);
        assert_eq!(shipped().find(1), None);
    }
}
