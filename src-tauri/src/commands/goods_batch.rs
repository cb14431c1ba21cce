//! Commands of 商品库 that take many goods. Each tells how far it is over `progress`.

use super::{
    app::{Answer, Shell},
    pictures::Taking,
};
use kaibo_console::{
    Batch,
    view::{
        ChangePreview, GoodsProgress, GoodsReport, GoodsSelection, PathsRequest, PriceShown, PricesRequest,
        SubmitForecast,
    },
};
use kaibo_domain::RoomId;
use std::sync::Arc;
use tauri::{State, ipc::Channel};

fn batch(selection: GoodsSelection, progress: Channel<GoodsProgress>) -> Batch {
    let told = move |how_far| {
        // Fails only while the window is closing.
        let _ = progress.send(how_far);
    };
    Batch { selection, told: Arc::new(told) }
}

/// Puts goods into the outbox.
#[tauri::command]
#[specta::specta]
pub async fn goods_submit(
    shell: State<'_, Shell>,
    selection: GoodsSelection,
    progress: Channel<GoodsProgress>,
) -> Answer<GoodsReport> {
    shell.console()?.goods_submit(batch(selection, progress)).await.map(GoodsReport::from)
}

/// What submitting these goods would take of the day's audits.
#[tauri::command]
#[specta::specta]
pub async fn goods_forecast(shell: State<'_, Shell>, selection: GoodsSelection) -> Answer<SubmitForecast> {
    shell.console()?.goods_forecast(selection).await
}

/// Withdraws goods from their audit.
#[tauri::command]
#[specta::specta]
pub async fn goods_withdraw(
    shell: State<'_, Shell>,
    selection: GoodsSelection,
    progress: Channel<GoodsProgress>,
) -> Answer<GoodsReport> {
    shell.console()?.goods_withdraw(batch(selection, progress)).await.map(GoodsReport::from)
}

/// Deletes goods; undone by [`goods_restore`].
#[tauri::command]
#[specta::specta]
pub async fn goods_delete(
    shell: State<'_, Shell>,
    selection: GoodsSelection,
    progress: Channel<GoodsProgress>,
) -> Answer<GoodsReport> {
    shell.console()?.goods_delete(batch(selection, progress)).await.map(GoodsReport::from)
}

/// Undoes a deletion, named as its report names it.
#[tauri::command]
#[specta::specta]
pub async fn goods_restore(shell: State<'_, Shell>, deletion: i64) -> Answer<()> {
    shell.console()?.goods_restore(deletion).await
}

/// Changes prices; those of approved goods are sent at once.
#[tauri::command]
#[specta::specta]
pub async fn goods_set_prices(
    shell: State<'_, Shell>,
    selection: GoodsSelection,
    request: PricesRequest,
    progress: Channel<GoodsProgress>,
) -> Answer<GoodsReport> {
    shell.console()?.goods_set_prices(batch(selection, progress), request).await.map(GoodsReport::from)
}

/// What [`goods_set_prices`] would come to, for the first few.
#[tauri::command]
#[specta::specta]
pub async fn goods_preview_prices(
    shell: State<'_, Shell>,
    selection: GoodsSelection,
    request: PricesRequest,
) -> Answer<Vec<ChangePreview<PriceShown>>> {
    shell.console()?.goods_preview_prices(selection, request).await
}

/// Changes page paths.
#[tauri::command]
#[specta::specta]
pub async fn goods_set_paths(
    shell: State<'_, Shell>,
    selection: GoodsSelection,
    request: PathsRequest,
    progress: Channel<GoodsProgress>,
) -> Answer<GoodsReport> {
    shell.console()?.goods_set_paths(batch(selection, progress), request).await.map(GoodsReport::from)
}

/// What [`goods_set_paths`] would come to, for the first few.
#[tauri::command]
#[specta::specta]
pub async fn goods_preview_paths(
    shell: State<'_, Shell>,
    selection: GoodsSelection,
    request: PathsRequest,
) -> Answer<Vec<ChangePreview<String>>> {
    shell.console()?.goods_preview_paths(selection, request).await
}

/// What ends goods being given pictures at the moment.
#[derive(Default)]
pub struct TakingForGoods(Taking);

/// Asks for a folder and gives goods the pictures in it that are named after them; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn goods_pick_pictures(
    shell: State<'_, Shell>,
    taking: State<'_, TakingForGoods>,
    selection: GoodsSelection,
    progress: Channel<GoodsProgress>,
) -> Answer<Option<GoodsReport>> {
    match shell.pick_folder().await {
        Some(folder) => shell
            .console()?
            .goods_set_pictures(batch(selection, progress), folder, &taking.0.begin())
            .await
            .map(|outcome| Some(outcome.into())),
        None => Ok(None),
    }
}

/// Ends giving goods pictures: what was given stays.
#[tauri::command]
#[specta::specta]
pub async fn goods_stop_pictures(taking: State<'_, TakingForGoods>) -> Answer<()> {
    taking.0.stop();
    Ok(())
}

/// Puts goods on a room's shelf.
#[tauri::command]
#[specta::specta]
pub async fn goods_put_in_room(
    shell: State<'_, Shell>,
    selection: GoodsSelection,
    room: RoomId,
    progress: Channel<GoodsProgress>,
) -> Answer<GoodsReport> {
    shell.console()?.goods_put_in_room(batch(selection, progress), room).await.map(GoodsReport::from)
}
