//! Three-way merge, field by field: what both sides last agreed on, what stands here, what stands on the platform.
//!
//! Invariant: a field that both sides changed to different values is never decided here.

use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// Fields by name, each value in one canonical form as text.
pub type Fields = BTreeMap<String, String>;

/// Whose value counts in a field both sides changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// What stands here.
    Mine,
    /// What stands on the platform.
    Theirs,
}

/// What a merge comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Fields that only the platform changed: to be taken over here.
    pub take: Fields,
    /// Fields that both changed, with the platform's value: for a person to decide.
    pub conflicts: Fields,
    /// The base of the next merge: what both sides have now, and the old base in the fields in conflict.
    pub base: Fields,
}

/// Merges; a field that one of the three does not have is left alone.
pub fn merge(base: &Fields, mine: &Fields, theirs: &Fields) -> Merged {
    let mut merged = Merged { base: base.clone(), ..Merged::default() };
    for (name, their) in theirs {
        let (Some(my), Some(old)) = (mine.get(name), base.get(name)) else { continue };
        if their == old {
            // Only here, or nowhere.
        } else if my == their || my == old {
            merged.base.insert(name.clone(), their.clone());
            if my != their {
                merged.take.insert(name.clone(), their.clone());
            }
        } else {
            merged.conflicts.insert(name.clone(), their.clone());
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn one(value: &str) -> Fields {
        Fields::from([("name".to_owned(), value.to_owned())])
    }

    #[rstest]
    #[case::nobody("a", "a", "a", None, None, "a")]
    #[case::only_here("a", "b", "a", None, None, "a")]
    #[case::only_there("a", "a", "b", Some("b"), None, "b")]
    #[case::both_alike("a", "b", "b", None, None, "b")]
    #[case::both("a", "b", "c", None, Some("c"), "a")]
    fn fields(
        #[case] base: &str,
        #[case] mine: &str,
        #[case] theirs: &str,
        #[case] take: Option<&str>,
        #[case] conflict: Option<&str>,
        #[case] next: &str,
    ) {
        let merged = merge(&one(base), &one(mine), &one(theirs));
        assert_eq!(merged.take.get("name").map(String::as_str), take);
        assert_eq!(merged.conflicts.get("name").map(String::as_str), conflict);
        assert_eq!(merged.base, one(next));
    }

    #[test]
    fn a_field_that_the_platform_does_not_name_stays() {
        assert_eq!(merge(&one("a"), &one("b"), &Fields::new()), Merged { base: one("a"), ..Merged::default() });
    }

    fn any_fields() -> impl Strategy<Value = Fields> {
        proptest::collection::btree_map("[ab]", "[xyz]", 0..3)
    }

    proptest! {
        /// What was changed here is never overwritten, and merging what was merged changes nothing more.
        #[test]
        fn nothing_typed_here_is_lost(base in any_fields(), mine in any_fields(), theirs in any_fields()) {
            let merged = merge(&base, &mine, &theirs);
            for name in merged.take.keys() {
                prop_assert_eq!(mine.get(name), base.get(name));
            }
            let mut after = mine.clone();
            after.extend(merged.take.clone());
            let again = merge(&merged.base, &after, &theirs);
            prop_assert!(again.take.is_empty());
            prop_assert_eq!(again.conflicts, merged.conflicts);
        }
    }
}
