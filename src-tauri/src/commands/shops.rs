//! Commands of 店铺: the shops of this computer, and how a real one reaches the platform.

use super::app::{Answer, Shell, once_open};
use kaibo_console::{
    Typed,
    view::{AppState, ConnectionRequest, ConnectionStep, ConnectionView, ShopLine, ShopNew},
};
use std::sync::Arc;
use tauri::{AppHandle, State, ipc::Channel};

/// All shops.
#[tauri::command]
#[specta::specta]
pub async fn shops_list(shell: State<'_, Shell>) -> Answer<Vec<ShopLine>> {
    Ok(shell.desk().shops().await)
}

/// Makes a shop and opens it; `passphrase` where one guards the data and there is a shop already.
#[tauri::command]
#[specta::specta]
pub async fn shops_add(
    app: AppHandle,
    shell: State<'_, Shell>,
    shop: ShopNew,
    passphrase: Option<String>,
) -> Answer<AppState> {
    shell.desk().add_shop(shop, passphrase).await?;
    once_open(&app, &shell).await
}

/// Opens another shop in the window.
#[tauri::command]
#[specta::specta]
pub async fn shops_switch(app: AppHandle, shell: State<'_, Shell>, place: String) -> Answer<AppState> {
    let switched = shell.desk().switch_shop(place).await;
    // The one before is open again where the other did not open.
    let state = once_open(&app, &shell).await?;
    switched.map(|_| state)
}

/// Gives a shop another name, whether it is the one in the window or not.
#[tauri::command]
#[specta::specta]
pub async fn shops_rename(shell: State<'_, Shell>, place: String, name: String) -> Answer<Vec<ShopLine>> {
    shell.desk().rename_shop(place, name).await
}

/// Erases a shop with all that it holds; `name` is what was typed to confirm it.
#[tauri::command]
#[specta::specta]
pub async fn shops_remove(app: AppHandle, shell: State<'_, Shell>, place: String, name: String) -> Answer<AppState> {
    shell.let_go_of_practice(&place).await;
    let removed = shell.desk().remove_shop(place, name).await;
    let state = once_open(&app, &shell).await?;
    removed.map(|_| state)
}

/// How the shop in the window reaches the platform.
#[tauri::command]
#[specta::specta]
pub async fn connection_get(shell: State<'_, Shell>) -> Answer<ConnectionView> {
    shell.console()?.connection().await
}

/// Keeps a connection. What is secret and absent stays.
#[tauri::command]
#[specta::specta]
pub async fn connection_save(
    shell: State<'_, Shell>,
    request: ConnectionRequest,
    secret: Option<String>,
    proxy_user: Option<String>,
    proxy_password: Option<String>,
) -> Answer<ConnectionView> {
    shell.console()?.connection_save(Typed::new(request, secret, (proxy_user, proxy_password))).await
}

/// Tries a connection without keeping it; tells each step over `progress`.
#[tauri::command]
#[specta::specta]
pub async fn connection_test(
    shell: State<'_, Shell>,
    request: ConnectionRequest,
    secret: Option<String>,
    proxy_user: Option<String>,
    proxy_password: Option<String>,
    progress: Channel<ConnectionStep>,
) -> Answer<Vec<ConnectionStep>> {
    let told = Arc::new(move |step| {
        // Fails only while the window is closing.
        let _ = progress.send(step);
    });
    shell.console()?.connection_test(Typed::new(request, secret, (proxy_user, proxy_password)), told).await
}

/// Asks for a file of certificates.
#[tauri::command]
#[specta::specta]
pub async fn connection_pick_ca(shell: State<'_, Shell>) -> Answer<Option<String>> {
    Ok(shell.pick_certificates().await.map(|path| path.display().to_string()))
}
