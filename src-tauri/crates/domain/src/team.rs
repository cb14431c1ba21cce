//! Drafts exchanged between colleagues: what became of each field here and in the other's file.
//!
//! Invariant: a field that both changed, or of which nobody knows who changed it, is never decided here.

use crate::merge::Fields;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// Records of one file at most: as many drafts as two people can still look through.
pub const RECORDS_MAX: usize = 5_000;
/// Characters of one text at most.
pub const TEXT_MAX: usize = 2_000;

/// Who changed a field since both had the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum FieldState {
    /// Both have the same.
    Same,
    /// Only changed here.
    Mine,
    /// Only changed in the file.
    Theirs,
    /// Changed on both sides, or nobody knows on which.
    Both,
}

/// What stands in one field. `bases` are values that one side is known to have had when the other last looked: a side that
/// still has such a value has not changed it since.
pub fn field_state(bases: [Option<&str>; 2], mine: &str, theirs: &str) -> FieldState {
    let is_old = |value: &str| bases.contains(&Some(value));
    match (is_old(mine), is_old(theirs)) {
        _ if mine == theirs => FieldState::Same,
        (true, false) => FieldState::Theirs,
        (false, true) => FieldState::Mine,
        // Each has what the other had: neither is the newer.
        (true, true) | (false, false) => FieldState::Both,
    }
}

/// What stands in each field that both sides have. `bases` are what the other had when it was last taken in here, and what
/// stood here when it was last taken in there.
pub fn compare(bases: [Option<&Fields>; 2], mine: &Fields, theirs: &Fields) -> BTreeMap<String, FieldState> {
    let state = |(name, theirs): (&String, &String)| {
        let bases = bases.map(|base| base.and_then(|base| base.get(name)).map(String::as_str));
        Some((name.clone(), field_state(bases, mine.get(name)?, theirs)))
    };
    theirs.iter().filter_map(state).collect()
}

/// What a record of the file is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RecordState {
    /// Changed on both sides.
    Conflict,
    /// Changed in the file only.
    Changed,
    /// Not here.
    New,
    /// Deleted here.
    Deleted,
    /// Changed in the file, but nothing of that can be changed here any more.
    Locked,
    /// Nothing to be done: both have the same, or it was changed here only.
    Same,
}

/// What a record is whose fields are these; with each field goes whether it can still be changed here.
pub fn record_state(fields: impl IntoIterator<Item = (FieldState, bool)>) -> RecordState {
    let of_field = |(state, is_open)| match (state, is_open) {
        (FieldState::Same | FieldState::Mine, _) => RecordState::Same,
        (FieldState::Both, true) => RecordState::Conflict,
        (FieldState::Theirs, true) => RecordState::Changed,
        (FieldState::Both | FieldState::Theirs, false) => RecordState::Locked,
    };
    // In the order of the states: the first asks for the most attention.
    fields.into_iter().map(of_field).min().unwrap_or(RecordState::Same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case::alike([None, None], "a", "a", FieldState::Same)]
    #[case::alike_whatever_was([Some("x"), Some("y")], "a", "a", FieldState::Same)]
    #[case::never_exchanged([None, None], "a", "b", FieldState::Both)]
    #[case::changed_there_since_they_had_ours([None, Some("a")], "a", "b", FieldState::Theirs)]
    #[case::changed_there_since_we_had_theirs([Some("a"), None], "a", "b", FieldState::Theirs)]
    #[case::changed_here_since_they_had_ours([None, Some("b")], "a", "b", FieldState::Mine)]
    #[case::changed_here_since_we_had_theirs([Some("b"), None], "a", "b", FieldState::Mine)]
    #[case::changed_on_both([Some("x"), Some("x")], "a", "b", FieldState::Both)]
    #[case::changed_on_both_since_different_looks([Some("x"), Some("y")], "a", "b", FieldState::Both)]
    #[case::swapped([Some("a"), Some("b")], "a", "b", FieldState::Both)]
    #[case::emptied_there([Some("a"), None], "a", "", FieldState::Theirs)]
    #[case::filled_here([Some(""), None], "a", "", FieldState::Mine)]
    fn fields(#[case] bases: [Option<&str>; 2], #[case] mine: &str, #[case] theirs: &str, #[case] state: FieldState) {
        assert_eq!(field_state(bases, mine, theirs), state);
    }

    #[rstest]
    #[case(&[], RecordState::Same)]
    #[case(&[(FieldState::Same, true), (FieldState::Mine, true)], RecordState::Same)]
    #[case(&[(FieldState::Theirs, true), (FieldState::Mine, true)], RecordState::Changed)]
    #[case(&[(FieldState::Theirs, true), (FieldState::Both, true)], RecordState::Conflict)]
    #[case(&[(FieldState::Theirs, false), (FieldState::Both, false)], RecordState::Locked)]
    #[case(&[(FieldState::Theirs, true), (FieldState::Both, false)], RecordState::Changed)]
    #[case(&[(FieldState::Same, false)], RecordState::Same)]
    fn records(#[case] fields: &[(FieldState, bool)], #[case] state: RecordState) {
        assert_eq!(record_state(fields.iter().copied()), state);
    }

    #[test]
    fn a_field_that_one_side_does_not_have_is_left_alone() {
        let one = |name: &str| Fields::from([(name.to_owned(), "a".to_owned())]);
        assert!(compare([None, None], &one("name"), &one("code")).is_empty());
    }

    fn any_fields() -> impl Strategy<Value = Fields> {
        proptest::collection::btree_map("[ab]", "[xyz]", 0..3)
    }

    proptest! {
        /// Whatever was decided of a file, looking at it once more asks nothing: what was taken is the same, what was kept is
        /// ours.
        #[test]
        fn what_was_decided_is_not_asked_again(
            ours in any_fields(), theirs in any_fields(), first in any_fields(), second in any_fields(), takes: bool,
        ) {
            let states = compare([Some(&first), Some(&second)], &ours, &theirs);
            let mut after = ours.clone();
            for (name, state) in states {
                if state == FieldState::Theirs || (state == FieldState::Both && takes) {
                    after.insert(name.clone(), theirs[&name].clone());
                }
            }
            // What the file holds is what they had when we last looked.
            let again = compare([Some(&theirs), None], &after, &theirs);
            prop_assert!(again.values().all(|state| matches!(state, FieldState::Same | FieldState::Mine)));
        }
    }
}
