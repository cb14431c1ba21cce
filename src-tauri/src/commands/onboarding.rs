//! Commands of 开通引导.

use super::app::{Answer, Shell};
use kaibo_console::view::{
    ChecklistView, EligibilityPatch, EligibilityView, ItemPatch, ItemUse, OnboardingFactsPatch, OnboardingOverview,
    Saved, ServiceCategoryRow,
};
use kaibo_domain::{
    PaperId,
    eligibility::EligibilityField,
    onboarding::{ItemField, PromoterField},
};
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

/// All checklists at a glance.
#[tauri::command]
#[specta::specta]
pub async fn onboarding_overview(shell: State<'_, Shell>) -> Answer<OnboardingOverview> {
    shell.console()?.onboarding_overview().await
}

/// One checklist.
#[tauri::command]
#[specta::specta]
pub async fn onboarding_checklist(shell: State<'_, Shell>, id: String) -> Answer<Option<ChecklistView>> {
    shell.console()?.onboarding_checklist(id).await
}

/// Saves what is said of the merchant, and of promoters.
#[tauri::command]
#[specta::specta]
pub async fn onboarding_facts_save(
    shell: State<'_, Shell>,
    patch: OnboardingFactsPatch,
) -> Answer<Saved<PromoterField>> {
    shell.console()?.onboarding_facts_save(patch).await
}

/// Saves what is noted of an item.
#[tauri::command]
#[specta::specta]
pub async fn onboarding_item_save(shell: State<'_, Shell>, id: String, patch: ItemPatch) -> Answer<Saved<ItemField>> {
    shell.console()?.onboarding_item_save(id, patch).await
}

/// Notes that somebody read the terms of an item.
#[tauri::command]
#[specta::specta]
pub async fn onboarding_read_terms(shell: State<'_, Shell>, id: String, reader: String) -> Answer<()> {
    shell.console()?.onboarding_read_terms(id, reader).await
}

/// The items that a paper proves.
#[tauri::command]
#[specta::specta]
pub async fn onboarding_uses(shell: State<'_, Shell>, id: PaperId) -> Answer<Vec<ItemUse>> {
    shell.console()?.onboarding_uses(id).await
}

/// Opens the page of an item, or the one that says so, in the system's browser.
#[tauri::command]
#[specta::specta]
pub async fn onboarding_open_page(app: AppHandle, shell: State<'_, Shell>, id: String, source: bool) -> Answer<()> {
    match shell.console()?.onboarding_page(id, source).await? {
        Some(page) => {
            app.opener().open_url(page, None::<&str>).map_err(|_| kaibo_console::problem::internal("browser"))
        }
        None => Ok(()),
    }
}

/// The eligibility check.
#[tauri::command]
#[specta::specta]
pub async fn eligibility_view(shell: State<'_, Shell>) -> Answer<EligibilityView> {
    shell.console()?.eligibility_view().await
}

/// Saves what staff know of the account.
#[tauri::command]
#[specta::specta]
pub async fn eligibility_save(shell: State<'_, Shell>, patch: EligibilityPatch) -> Answer<Saved<EligibilityField>> {
    shell.console()?.eligibility_save(patch).await
}

/// The service categories that what was typed speaks of; all when nothing was typed.
#[tauri::command]
#[specta::specta]
pub async fn eligibility_categories(shell: State<'_, Shell>, typed: String) -> Answer<Vec<ServiceCategoryRow>> {
    shell.console()?.eligibility_categories(typed).await
}
