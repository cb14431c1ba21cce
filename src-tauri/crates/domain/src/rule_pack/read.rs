//! A pack as it comes in a file: looked at by the schema, then read, then asked what no schema can say. It is data only:
//! nothing of it is ever executed.

use super::{RulePack, SHOP_REVIEW, WINDOW_REVIEW};
use std::collections::BTreeSet;
use thiserror::Error;

/// Bytes of a pack at most: that which is shipped has 80,000.
pub const PACK_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Characters of what the schema says at most: it repeats what stands in the file.
const SAID_MAX: usize = 160;

/// Why a file is no pack.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PackError {
    /// More bytes than are read.
    #[error("{0} bytes, more than a pack has")]
    TooLarge(usize),
    /// No JSON from there on.
    #[error("line {line}, column {column}: no JSON")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Other than `assets/rules/qualification.schema.json` has it, or of a later form.
    #[error("{place}: {said}")]
    Form {
        /// Where, as a JSON pointer; empty for the whole.
        place: String,
        /// What is wrong there.
        said: String,
    },
    /// A demand that cannot be met or shown: its name in the pack.
    #[error("{0} is a demand that nobody can meet")]
    Unsound(String),
}

impl RulePack {
    /// The pack that stands in a file.
    ///
    /// # Errors
    /// Any [`PackError`].
    pub fn read(bytes: &[u8]) -> Result<RulePack, PackError> {
        if bytes.len() > PACK_BYTES_MAX {
            return Err(PackError::TooLarge(bytes.len()));
        }
        let plain = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let value: serde_json::Value = serde_json::from_slice(plain)
            .map_err(|error| PackError::NotJson { line: error.line(), column: error.column() })?;
        by_schema(&value)?;
        let pack: RulePack = serde_json::from_value(value).map_err(|error| form("", &error.to_string()))?;
        pack.is_sound()?;
        Ok(pack)
    }

    /// How many groups of categories it has, and how many demands.
    pub fn size(&self) -> (usize, usize) {
        let groups = self.categories.len() + self.extra_categories.len();
        (groups, self.demands().count())
    }

    fn is_sound(&self) -> Result<(), PackError> {
        for review in [SHOP_REVIEW, WINDOW_REVIEW] {
            if !self.deadlines.iter().any(|deadline| deadline.id == review) {
                return Err(form("/deadlines", &format!("\"{review}\" is missing")));
            }
        }
        let mut names = BTreeSet::new();
        for demand in self.demands() {
            let is_met = demand.min_count <= demand.max_count && self.evidence_slots.contains_key(&demand.slot);
            if !is_met || !names.insert(&demand.id) {
                return Err(PackError::Unsound(demand.id.clone()));
            }
        }
        Ok(())
    }
}

fn by_schema(value: &serde_json::Value) -> Result<(), PackError> {
    let schema = include_str!("../../../../../assets/rules/qualification.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).map_err(|error| form("", &error.to_string()))?;
    let validator = jsonschema::validator_for(&schema).map_err(|error| form("", &error.to_string()))?;
    validator.validate(value).map_err(|error| form(&error.instance_path().to_string(), &error.to_string()))
}

fn form(place: &str, said: &str) -> PackError {
    PackError::Form { place: place.to_owned(), said: said.chars().take(SAID_MAX).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const SHIPPED: &str = include_str!("../../../../../assets/rules/qualification.json");

    #[test]
    fn what_is_shipped_is_a_pack() {
        let pack = RulePack::read(SHIPPED.as_bytes()).unwrap();
        assert_eq!(pack.size(), (20, 66));
        assert_eq!(RulePack::read(format!("\u{feff}{SHIPPED}").as_bytes()).unwrap(), pack);
    }

    #[rstest]
    #[case::cut(&SHIPPED[..39_998], "no JSON")]
    #[case::empty("", "line 1, column 0: no JSON")]
    #[case::other("{}", "required")]
    #[case::list("[1]", "object")]
    fn what_is_none_is_said(#[case] text: &str, #[case] said: &str) {
        let error = RulePack::read(text.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }

    #[rstest]
    #[case::kind(r#""kind": "image""#, r#""kind": "program""#, "/kind")]
    #[case::source(r#""source": "official""#, r#""source": "hearsay""#, "/source")]
    #[case::later(r#""superseded_risk""#, r#""superseded_by""#, "superseded_by")]
    #[case::deadline(SHOP_REVIEW, "another_review", "/deadlines")]
    #[case::slot(r#""slot": "business_licence""#, r#""slot": "nowhere""#, "nobody can meet")]
    fn what_was_altered_is_found(#[case] from: &str, #[case] to: &str, #[case] said: &str) {
        let altered = SHIPPED.replace(from, to);
        assert!(altered != SHIPPED, "{from} stands in the pack");
        let error = RulePack::read(altered.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }

    #[test]
    fn two_demands_of_one_name_and_one_that_wants_more_than_it_takes_are_refused() {
        let twice = SHIPPED.replacen(r#""min_count": 1"#, r#""min_count": 99"#, 1);
        assert!(matches!(RulePack::read(twice.as_bytes()), Err(PackError::Unsound(_))));
        assert_eq!(RulePack::read(&vec![b' '; PACK_BYTES_MAX + 1]), Err(PackError::TooLarge(PACK_BYTES_MAX + 1)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn an_altered_pack_is_read_or_refused(place in 0usize..79_000, bytes in prop::collection::vec(any::<u8>(), 1..20)) {
            let mut altered = SHIPPED.as_bytes().to_vec();
            let end = (place + bytes.len()).min(altered.len());
            altered.splice(place..end, bytes);
            if let Err(error) = RulePack::read(&altered) {
                prop_assert!(error.to_string().len() < 4 * SAID_MAX + 200);
            }
        }
    }
}
