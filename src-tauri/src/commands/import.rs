//! Commands of 导入 and 导出 of goods.

use super::app::{Answer, Shell};
use kaibo_console::view::{
    DuplicateChoice, ExportForm, GoodsSelection, ImportColumns, ImportField, ImportFilter, ImportPage, ImportResult,
    ImportRow, ImportSubmitted, ImportUndone, ImportView, PastImport,
};
use kaibo_domain::ImportId;
use std::path::PathBuf;
use tauri::State;

/// Asks for a spreadsheet and begins its import; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn import_pick(shell: State<'_, Shell>) -> Answer<Option<ImportView>> {
    match shell.pick_sheet().await {
        Some(path) => shell.console()?.import_open(path).await.map(Some),
        None => Ok(None),
    }
}

/// Begins the import of a dropped spreadsheet.
#[tauri::command]
#[specta::specta]
pub async fn import_open(shell: State<'_, Shell>, path: PathBuf) -> Answer<ImportView> {
    shell.console()?.import_open(path).await
}

/// Begins the import of copied cells.
#[tauri::command]
#[specta::specta]
pub async fn import_paste(shell: State<'_, Shell>, text: String) -> Answer<ImportView> {
    shell.console()?.import_paste(text).await
}

/// The import at hand.
#[tauri::command]
#[specta::specta]
pub async fn import_view(shell: State<'_, Shell>) -> Answer<Option<ImportView>> {
    shell.console()?.import_view().await
}

/// Rows of the import at hand.
#[tauri::command]
#[specta::specta]
pub async fn import_rows(shell: State<'_, Shell>, filter: ImportFilter, from: u32) -> Answer<ImportPage> {
    shell.console()?.import_rows(filter, from).await
}

/// Chooses the sheet and what its columns hold.
#[tauri::command]
#[specta::specta]
pub async fn import_set_columns(shell: State<'_, Shell>, columns: ImportColumns) -> Answer<ImportView> {
    shell.console()?.import_set_columns(columns).await
}

/// Mends a cell.
#[tauri::command]
#[specta::specta]
pub async fn import_edit(shell: State<'_, Shell>, row: u32, field: ImportField, text: String) -> Answer<ImportRow> {
    shell.console()?.import_edit(row, field, text).await
}

/// Chooses what is done with a row that is like another, or with all of them.
#[tauri::command]
#[specta::specta]
pub async fn import_choose(shell: State<'_, Shell>, row: Option<u32>, choice: DuplicateChoice) -> Answer<ImportView> {
    shell.console()?.import_choose(row, choice).await
}

/// Chooses whether rows that need mending are left out.
#[tauri::command]
#[specta::specta]
pub async fn import_skip_faulty(shell: State<'_, Shell>, skip: bool) -> Answer<ImportView> {
    shell.console()?.import_skip_faulty(skip).await
}

/// Asks for the folder of pictures; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn import_pick_folder(shell: State<'_, Shell>) -> Answer<Option<ImportView>> {
    match shell.pick_folder().await {
        Some(path) => shell.console()?.import_set_folder(path).await.map(Some),
        None => Ok(None),
    }
}

/// Takes pictures from a dropped folder.
#[tauri::command]
#[specta::specta]
pub async fn import_set_folder(shell: State<'_, Shell>, path: PathBuf) -> Answer<ImportView> {
    shell.console()?.import_set_folder(path).await
}

/// Chooses whether pictures are given to the rows by their order.
#[tauri::command]
#[specta::specta]
pub async fn import_by_order(shell: State<'_, Shell>, by_order: bool) -> Answer<ImportView> {
    shell.console()?.import_by_order(by_order).await
}

/// Carries the import at hand out; answers when it is done, or cancelled by [`import_close`].
#[tauri::command]
#[specta::specta]
pub async fn import_run(shell: State<'_, Shell>) -> Answer<ImportResult> {
    shell.console()?.import_run().await
}

/// Gives up the import at hand, or cancels its carrying out.
#[tauri::command]
#[specta::specta]
pub async fn import_close(shell: State<'_, Shell>) -> Answer<()> {
    shell.console()?.import_close().await
}

/// The imports that were.
#[tauri::command]
#[specta::specta]
pub async fn imports_list(shell: State<'_, Shell>) -> Answer<Vec<PastImport>> {
    shell.console()?.imports_list().await
}

/// Takes an import back.
#[tauri::command]
#[specta::specta]
pub async fn import_undo(shell: State<'_, Shell>, id: ImportId) -> Answer<ImportUndone> {
    shell.console()?.import_undo(id).await
}

/// Submits the goods of an import.
#[tauri::command]
#[specta::specta]
pub async fn import_submit(shell: State<'_, Shell>, id: ImportId) -> Answer<ImportSubmitted> {
    shell.console()?.import_submit(id).await
}

/// Asks where to, and writes the sheet to fill in; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn import_template(shell: State<'_, Shell>) -> Answer<Option<String>> {
    match shell.save_sheet(ExportForm::Xlsx, "开播台商品导入模板").await {
        Some(path) => shell.console()?.import_template(path).await.map(Some),
        None => Ok(None),
    }
}

/// Asks where to, and writes goods into a file; `None` when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn goods_export(
    shell: State<'_, Shell>,
    selection: GoodsSelection,
    form: ExportForm,
) -> Answer<Option<String>> {
    match shell.save_sheet(form, "商品").await {
        Some(path) => shell.console()?.goods_export(selection, form, path).await.map(Some),
        None => Ok(None),
    }
}
