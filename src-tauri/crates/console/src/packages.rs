//! The packages of others that the program is made of, and the words of their licences. `cargo xtask licences` makes
//! the list that is carried packed in the program.

use crate::{
    problem::internal,
    view::{PackageRow, Problem},
};
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::io::Read;

/// Unpacked where it is asked for: nobody looks often enough to keep a megabyte in memory.
const PACKED: &[u8] = include_bytes!("../../../../assets/licences.json.gz");

#[derive(Deserialize)]
struct List {
    packages: Vec<Package>,
    texts: Vec<String>,
}

#[derive(Deserialize)]
struct Package {
    #[serde(flatten)]
    row: PackageRow,
    /// Places in the list's texts: most share theirs with others.
    texts: Vec<usize>,
}

/// Every package, crates first, by name.
pub async fn packages() -> Result<Vec<PackageRow>, Problem> {
    Ok(unpacked().await?.packages.into_iter().map(|package| package.row).collect())
}

/// The words of the licences of the package at that place of [`packages`]; none where the list has no such place.
pub async fn licence_texts(place: usize) -> Result<Vec<String>, Problem> {
    let List { packages, mut texts } = unpacked().await?;
    let wanted = packages.into_iter().nth(place).map(|package| package.texts).unwrap_or_default();
    Ok(wanted.into_iter().filter_map(|text| texts.get_mut(text).map(std::mem::take)).collect())
}

async fn unpacked() -> Result<List, Problem> {
    let read = || -> Option<List> {
        let mut text = String::new();
        GzDecoder::new(PACKED).read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    };
    tokio::task::spawn_blocking(read).await.ok().flatten().ok_or_else(|| internal("licences"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what failed by panicking")]
mod tests {
    use super::*;
    use crate::view::{PackageKind, REPLY_MAX_BYTES};

    #[tokio::test]
    async fn the_list_and_every_text_are_short_enough_for_one_reply() {
        let packages = packages().await.unwrap();
        assert!(serde_json::to_string(&packages).unwrap().len() < REPLY_MAX_BYTES as usize / 2);
        let List { packages, texts } = unpacked().await.unwrap();
        for package in packages {
            let length: usize = package.texts.iter().map(|text| texts[*text].len()).sum();
            assert!(length < REPLY_MAX_BYTES as usize / 2, "{}: {length}", package.row.name);
        }
    }

    #[tokio::test]
    async fn each_package_is_there_with_the_words_of_its_licence() {
        let packages = packages().await.unwrap();
        for (kind, name, licence, words) in [
            (PackageKind::Crate, "tauri", "Apache-2.0 OR MIT", "Apache License"),
            (PackageKind::Crate, "sqlcipher-src", "", "ZETETIC"),
            (PackageKind::Npm, "vue", "MIT", "Yuxi (Evan) You"),
            (PackageKind::Npm, "tdesign-vue-next", "MIT", "TDesign"),
        ] {
            let fits = |row: &PackageRow| row.kind == kind && row.name == name;
            let place = packages.iter().position(fits).unwrap();
            assert!(packages[place].licence.contains(licence), "{:?}", packages[place]);
            let texts = licence_texts(place).await.unwrap();
            assert!(texts.iter().any(|text| text.contains(words)), "{name}");
        }
        assert!(licence_texts(packages.len()).await.unwrap().is_empty());
    }
}
