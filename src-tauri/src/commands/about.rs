//! Commands of 关于, a part of 设置.

use super::app::Answer;
use kaibo_console::{packages, view::PackageRow};

/// The packages of others that the program is made of.
#[tauri::command]
#[specta::specta]
pub async fn about_packages() -> Answer<Vec<PackageRow>> {
    packages::packages().await
}

/// The words of the licences of the package at that place of the list.
#[tauri::command]
#[specta::specta]
pub async fn about_licence_texts(place: u32) -> Answer<Vec<String>> {
    packages::licence_texts(place as usize).await
}
