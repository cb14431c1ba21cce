//! Who says something, where and when; and packs of such lines as they are shipped.

use crate::rule_pack::{Authority, PackError, Words};
use serde::{Deserialize, de::DeserializeOwned};

/// Who says something, where and when.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Who.
    pub authority: Authority,
    /// Where: an address, the number of a guide, or the name of a place; empty where it is a habit of ours.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The day on which it was said, as far as it is known (`2020-02-24`, or `2019`); else that on which it was read.
    pub date: String,
}

/// Words with who says so.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced {
    /// The words.
    pub words: Words,
    /// Who says so.
    pub source: Source,
}

impl Source {
    /// Whether it says what a source must: when, and where unless it is a habit of ours.
    pub(crate) fn is_sound(&self) -> bool {
        !self.date.is_empty() && (self.authority == Authority::Practice || !self.reference.is_empty())
    }
}

impl Words {
    /// Whether nothing is missing in either language.
    pub(crate) fn is_sound(&self) -> bool {
        !self.zh.trim().is_empty() && !self.en.trim().is_empty()
    }
}

/// Reads a pack that is shipped; what does not fit its form is said with its line.
pub(crate) fn read_form<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, PackError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Data => {
                PackError::Form { place: format!("{line}:{column}"), said: error.to_string() }
            }
            _ => PackError::NotJson { line, column },
        }
    })
}
