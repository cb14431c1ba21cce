//! What the program is made of.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Where a package comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PackageKind {
    /// Written in Rust.
    Crate,
    /// Of the interface.
    Npm,
}

/// A package of others that the program is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PackageRow {
    /// Where it comes from.
    pub kind: PackageKind,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence as an SPDX expression; empty where none is known.
    pub licence: String,
}
