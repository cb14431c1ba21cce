//! Commands of who helps in a room, within 直播间.

use super::app::{Answer, Shell};
use kaibo_console::view::RoomPeople;
use kaibo_domain::RoomId;
use tauri::State;

/// Who helps in a room that the platform has.
#[tauri::command]
#[specta::specta]
pub async fn room_people(shell: State<'_, Shell>, id: RoomId) -> Answer<RoomPeople> {
    shell.console()?.room_people(id).await
}

/// Names the anchor's deputy; nobody where `wechat` is empty.
#[tauri::command]
#[specta::specta]
pub async fn room_set_sub_anchor(shell: State<'_, Shell>, id: RoomId, wechat: String) -> Answer<RoomPeople> {
    shell.console()?.room_set_sub_anchor(id, wechat).await
}

/// Makes somebody an assistant, or gives one another nickname.
#[tauri::command]
#[specta::specta]
pub async fn room_set_assistant(
    shell: State<'_, Shell>,
    id: RoomId,
    wechat: String,
    nickname: String,
) -> Answer<RoomPeople> {
    shell.console()?.room_set_assistant(id, wechat, nickname).await
}

/// Takes an assistant away.
#[tauri::command]
#[specta::specta]
pub async fn room_remove_assistant(shell: State<'_, Shell>, id: RoomId, wechat: String) -> Answer<RoomPeople> {
    shell.console()?.room_remove_assistant(id, wechat).await
}
