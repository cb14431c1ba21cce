//! Commands of 直播间: its list, its week, and what is made of rooms.

use super::app::{Answer, Shell};
use kaibo_console::view::{RoomListing, RoomQuery, RoomRow, RoomTemplate, RoomView, RoomsBetween, RoomsReport};
use kaibo_domain::RoomId;
use tauri::State;

/// Opens the list of what a query shows.
#[tauri::command]
#[specta::specta]
pub async fn rooms_open(shell: State<'_, Shell>, query: RoomQuery) -> Answer<RoomListing> {
    shell.console()?.rooms_open(query).await
}

/// The lines of a listing from `from` on; `None` when the listing was forgotten.
#[tauri::command]
#[specta::specta]
pub async fn rooms_page(shell: State<'_, Shell>, listing: u32, from: u32, limit: u32) -> Answer<Option<Vec<RoomRow>>> {
    shell.console()?.rooms_page(listing, from, limit).await
}

/// The ids of a listing's lines from `from` on; `None` when the listing was forgotten.
#[tauri::command]
#[specta::specta]
pub async fn rooms_ids(shell: State<'_, Shell>, listing: u32, from: u32, limit: u32) -> Answer<Option<Vec<RoomId>>> {
    shell.console()?.rooms_ids(listing, from, limit).await
}

/// The place of a room in a listing.
#[tauri::command]
#[specta::specta]
pub async fn rooms_position(shell: State<'_, Shell>, listing: u32, id: RoomId) -> Answer<Option<u32>> {
    shell.console()?.rooms_position(listing, id).await
}

/// The rooms of which a part lies in `[from_ms, to_ms)`.
#[tauri::command]
#[specta::specta]
pub async fn rooms_between(shell: State<'_, Shell>, from_ms: i64, to_ms: i64) -> Answer<RoomsBetween> {
    shell.console()?.rooms_between(from_ms, to_ms).await
}

/// A draft like an earlier room, at the next free time of its weekday and hour.
#[tauri::command]
#[specta::specta]
pub async fn rooms_copy(shell: State<'_, Shell>, id: RoomId) -> Answer<RoomView> {
    shell.console()?.rooms_copy(id).await
}

/// The same room in each of the next weeks, as drafts.
#[tauri::command]
#[specta::specta]
pub async fn rooms_repeat(shell: State<'_, Shell>, id: RoomId, weeks: u32) -> Answer<RoomsReport> {
    shell.console()?.rooms_repeat(id, weeks).await
}

/// Keeps a room as a template, in place of one of the same name.
#[tauri::command]
#[specta::specta]
pub async fn rooms_save_template(shell: State<'_, Shell>, id: RoomId) -> Answer<RoomTemplate> {
    shell.console()?.rooms_save_template(id).await
}

/// The templates, by name.
#[tauri::command]
#[specta::specta]
pub async fn rooms_templates(shell: State<'_, Shell>) -> Answer<Vec<RoomTemplate>> {
    shell.console()?.rooms_templates().await
}

/// A draft made from a template.
#[tauri::command]
#[specta::specta]
pub async fn rooms_from_template(shell: State<'_, Shell>, id: RoomId) -> Answer<RoomView> {
    shell.console()?.rooms_from_template(id).await
}

/// Puts rooms into the outbox, each for itself.
#[tauri::command]
#[specta::specta]
pub async fn rooms_submit_all(shell: State<'_, Shell>, ids: Vec<RoomId>) -> Answer<RoomsReport> {
    shell.console()?.rooms_submit_all(ids).await
}
